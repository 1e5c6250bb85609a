"""The products of a database, and which share of its process's burdens each of them carries.

Shares of one row over the products of a process sum to 1: what a process burdens is neither lost nor counted twice.
Where a source gives factors that sum to nearly 1 (rounding, within 1 %), they are divided by their sum; where they do
not, the rule does not apply and the next one of the profile is tried. Rows for which a rule by rows gives nothing are
carried by the reference; the report counts them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from fourfold.core.quantities import Unit, UnitError
from fourfold.data.databases.database import Database
from fourfold.data.databases.profile import Several
from fourfold.data.databases.records import AllocationBasis
from fourfold.data.databases.roles import Floats, Integers, Role, Rows

SUM_TOLERANCE = 0.01
_BASES = {
    Several.PHYSICAL: AllocationBasis.PHYSICAL,
    Several.ECONOMIC: AllocationBasis.ECONOMIC,
    Several.CAUSAL: AllocationBasis.CAUSAL,
    Several.GIVEN: AllocationBasis.GIVEN,
}


@dataclass(frozen=True)
class Division:
    """How one process with several products is divided.

    Attributes:
        process: row number.
        rule: the rule that applied.
        products: exchanges of its products, the reference first.
        shares: share of each product for rows without shares of their own [product]; sums to 1.
        row_shares: shares by exchange, where they differ [product].
        property: name of the property by whose amounts it was divided, for `Several.AMOUNTS`.
        unlisted: how many rows a rule by rows said nothing about.
        largest_gap: how far the given shares were from 1 before they were divided by their sum.
        rejected: factors the source gives that could not be used, with their sum: they do not come near 1.
    """

    process: int
    rule: Several
    products: tuple[int, ...]
    shares: tuple[float, ...]
    row_shares: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    property: str = ""
    unlisted: int = 0
    largest_gap: float = 0.0
    rejected: tuple[tuple[AllocationBasis, float], ...] = ()


@dataclass(frozen=True, eq=False)
class Products:
    """Products, ordered by process [product].

    Attributes:
        processes, flows: row numbers.
        exchanges: the exchange that makes each.
        amounts: per run of the process, in the reference unit of the flow, positive.
        signs: +1 supply, −1 treatment.
        shares: share of the burdens of its process, ``nan`` where it differs by row.
        divisions: how each process with several products is divided, by process.
        is_need: exchanges that are needs after division: co-products that are credited are among them [exchange].
    """

    processes: Integers
    flows: Integers
    exchanges: Integers
    amounts: Floats
    signs: Integers
    shares: Floats
    divisions: Mapping[int, Division]
    is_need: np.ndarray[tuple[int], np.dtype[np.bool_]]

    def __len__(self) -> int:
        return len(self.processes)


def products_of(database: Database, rows: Rows, rules: Sequence[Several]) -> Products:
    """The products of every process, several ones divided by the first rule that applies."""
    divider = _Divider(database, rows)
    beside: dict[int, list[int]] = {}
    for number in np.flatnonzero(rows.roles == Role.CO_PRODUCT).tolist():
        beside.setdefault(int(rows.processes[number]), []).append(number)
    divisions = {process: divider.divide(process, numbers, rules) for process, numbers in sorted(beside.items())}
    is_need = rows.roles == Role.NEED
    exchanges: list[int] = []
    shares: list[float] = []
    for process in np.flatnonzero(rows.references >= 0).tolist():
        division = divisions.get(process)
        if division is None or division.rule in (Several.REFERENCE_ONLY, Several.SUBSTITUTION):
            exchanges.append(int(rows.references[process]))
            shares.append(1.0)
            if division is not None and division.rule is Several.SUBSTITUTION:
                is_need[list(beside[process])] = True
            continue
        exchanges += division.products
        shares += [float("nan")] * len(division.products) if division.row_shares else division.shares
    made = np.array(exchanges, dtype=np.int64)
    return Products(
        processes=rows.processes[made],
        flows=rows.flows[made],
        exchanges=made,
        amounts=_amounts(rows, made),
        signs=np.sign(rows.outward[made]).astype(np.int64),
        shares=np.array(shares),
        divisions=divisions,
        is_need=is_need,
    )


def _amounts(rows: Rows, made: Integers) -> Floats:
    """Amount of each product, further rows of the same flow in the same process added."""
    key = rows.processes * (int(rows.flows.max(initial=0)) + 1) + rows.flows
    counted = np.flatnonzero((rows.roles == Role.REFERENCE) | (rows.roles == Role.CO_PRODUCT))
    unique, place = np.unique(key[counted], return_inverse=True)
    sums = np.bincount(place, weights=np.abs(rows.amounts[counted]), minlength=len(unique))
    return np.asarray(sums[np.searchsorted(unique, key[made])])


class _Divider:
    def __init__(self, database: Database, rows: Rows) -> None:
        self._database, self._rows = database, rows
        self._given = _given(database)
        self._supplied = set(rows.flows[rows.references[rows.signs > 0]].tolist())
        self._treated = set(rows.flows[rows.references[rows.signs < 0]].tolist())
        self._properties = _properties(database)
        self._names: dict[str, str] = dict(database.tables["properties"].select("id", "name").iter_rows())
        self._units = database.flows["unit"]
        self._counted = database.flows["property"].to_list()

    def divide(self, process: int, beside: Sequence[int], rules: Sequence[Several]) -> Division:
        """The division by the first rule that applies; the reference carries everything where none does."""
        products = _distinct(self._rows, [int(self._rows.references[process]), *beside])
        rejected = self._unusable(process, products)
        for rule in (*rules, Several.REFERENCE_ONLY):
            found = self._by(rule, process, products)
            if found is not None:
                return replace(found, rejected=rejected)
        raise AssertionError(process)  # the reference always can carry everything

    def _unusable(self, process: int, products: tuple[int, ...]) -> tuple[tuple[AllocationBasis, float], ...]:
        """Factors for the whole process that do not sum to 1, and for rows where none does, with a sum."""
        flows = [int(self._rows.flows[number]) for number in products]
        found = []
        for basis in AllocationBasis:
            given = self._given.get((process, basis), _Factors())
            sets = [given.whole] if given.whole else list(given.rows.values())
            if sets and all(_shares([factors.get(flow) for flow in flows]) is None for factors in sets):
                found.append((basis, sum(sets[0].get(flow, 0.0) for flow in flows)))
        return tuple(found)

    def _by(self, rule: Several, process: int, products: tuple[int, ...]) -> Division | None:
        if rule is Several.REFERENCE_ONLY:
            return Division(process, rule, products, (1.0,) + (0.0,) * (len(products) - 1))
        if rule is Several.SUBSTITUTION:
            known = all(self._is_displaced(number) for number in products[1:])
            return Division(process, rule, products, (1.0,) + (0.0,) * (len(products) - 1)) if known else None
        if rule is Several.AMOUNTS:
            return self._by_amounts(process, products)
        if rule is Several.DECLARED:
            named = self._database.processes["default_allocation"][process]
            return self._by_factors(rule, AllocationBasis(named), process, products) if named else None
        return self._by_factors(rule, _BASES[rule], process, products)

    def _is_displaced(self, number: int) -> bool:
        """Whether some process supplies what a co-product is, or treats the waste that is taken in."""
        instead = self._supplied if self._rows.is_output[number] else self._treated
        return int(self._rows.flows[number]) in instead

    def _by_factors(
        self, rule: Several, basis: AllocationBasis, process: int, products: tuple[int, ...]
    ) -> Division | None:
        given = self._given.get((process, basis))
        if given is None:
            return None
        flows = [int(self._rows.flows[number]) for number in products]
        reference = (1.0,) + (0.0,) * (len(products) - 1)
        whole = _shares([given.whole.get(flow) for flow in flows])
        if given.whole and whole is None:
            return None
        gap = 0.0 if whole is None else whole[1]
        by_row: dict[int, tuple[float, ...]] = {}
        unlisted = usable = 0
        for number in self._rows_of(process):
            factors = given.rows.get(number)
            if factors is None:
                unlisted += whole is None
                continue
            shares = _shares([factors.get(flow) for flow in flows])
            if shares is None:
                unlisted += 1
                by_row[number] = reference
            else:
                by_row[number], gap = shares[0], max(gap, shares[1])
                usable += 1
        if whole is None and not usable:
            return None
        default = reference if whole is None else whole[0]
        return Division(process, rule, products, default, by_row, unlisted=unlisted, largest_gap=gap)

    def _rows_of(self, process: int) -> Iterable[int]:
        """Rows of a process that burden it: its needs and what it exchanges with nature."""
        start, end = np.searchsorted(self._rows.processes, [process, process + 1])
        roles = self._rows.roles[start:end]
        found: list[int] = (np.flatnonzero((roles == Role.NEED) | (roles == Role.NATURE)) + start).tolist()
        return found

    def _by_amounts(self, process: int, products: tuple[int, ...]) -> Division | None:
        numbers = np.array(products)
        if len(set(np.sign(self._rows.outward[numbers]).tolist())) > 1:
            return None
        amounts = _amounts(self._rows, numbers)
        name, factors = self._common_measure([int(flow) for flow in self._rows.flows[numbers]])
        if factors is None:
            return None
        measured = amounts * np.array(factors)
        if not (np.isfinite(measured).all() and (measured > 0).all()):
            return None
        return Division(process, Several.AMOUNTS, products, tuple((measured / measured.sum()).tolist()), property=name)

    def _common_measure(self, flows: Sequence[int]) -> tuple[str, list[float] | None]:
        """Mass, energy, or the property all flows are counted by, and its factor for each; never a price."""
        held = [self._properties.get(flow, {}) for flow in flows]
        counted = {self._counted[flow] for flow in flows}
        common = set.intersection(*(set(properties) for properties in held))
        ranked = [
            (rank, key) for key in common if (rank := _rank(self._names.get(key, key), {key} == counted)) is not None
        ]
        if ranked:
            _, best = min(ranked)
            return self._names.get(best, best), [properties[best] for properties in held]
        try:
            units = [Unit(self._units[flow]) for flow in flows]
            return units[0].dimension.strip("[]"), [float(unit.factor_to(units[0])) for unit in units]
        except UnitError:
            return "", None


def _distinct(rows: Rows, numbers: Sequence[int]) -> tuple[int, ...]:
    """One exchange for each flow: more rows of a flow are one product."""
    first: dict[int, int] = {}
    for number in numbers:
        first.setdefault(int(rows.flows[number]), number)
    return tuple(first.values())


_MEASURES = ("mass", "dry mass", "wet mass", "net calorific value", "energy", "exergy", "gross calorific value")


def _rank(name: str, is_counted: bool) -> int | None:
    """How early a property is taken; ``None`` where products are not divided by it."""
    folded = name.casefold().strip()
    if folded in _MEASURES:
        return _MEASURES.index(folded)
    return len(_MEASURES) if is_counted else None


def _shares(values: Sequence[float | None]) -> tuple[tuple[float, ...], float] | None:
    """Shares that sum to 1 and how far the given ones were from it; ``None`` where they do not come near it."""
    known = [value or 0.0 for value in values]
    whole = sum(known)
    if all(value is None for value in values) or min(known) < 0 or abs(whole - 1) > SUM_TOLERANCE:
        return None
    return tuple(value / whole for value in known), abs(whole - 1)


@dataclass
class _Factors:
    whole: dict[int, float] = field(default_factory=dict)
    rows: dict[int, dict[int, float]] = field(default_factory=dict)


def _given(database: Database) -> dict[tuple[int, AllocationBasis], _Factors]:
    """Factors the source gives, by process and basis: by product flow, and by row and product flow."""
    found: dict[tuple[int, AllocationBasis], _Factors] = {}
    columns = database.allocations.select("process", "basis", "flow", "exchange", "value")
    for process, basis, flow, exchange, value in columns.iter_rows():
        factors = found.setdefault((process, AllocationBasis(basis)), _Factors())
        where = factors.whole if exchange is None else factors.rows.setdefault(exchange, {})
        where[flow] = value
    return found


def _properties(database: Database) -> dict[int, dict[str, float]]:
    held: dict[int, dict[str, float]] = {}
    for flow, key, factor in database.tables["flow_properties"].iter_rows():
        held.setdefault(flow, {})[key] = factor
    return held
