"""Factors from rows of table ``factors``, shipped or a study's own: rows with one id are the parts of one factor.

What is checked here is what no single cell shows: that the rows of a factor agree, that its parts fit its basis, and
that signs, ranges and periods make sense.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from fourfold.core.lines import CO2E, EmissionKind, Line
from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.core.quantities import Unit, UnitError
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.factor import Factor, FactorPart
from fourfold.data.factor_rows import COLUMNS, FactorRow
from fourfold.data.gwp import REMOVAL_NOT_CO2, canonical_gas, check_gas
from fourfold.data.quality import check_ratings
from fourfold.data.source import Source, Status

NOT_A_CHOICE = MessageKind(
    "factor-not-a-choice", N_("{found} is not one of the choices"), N_("one of {choices}"), N_("correct the cell")
)
PARTS_DISAGREE = MessageKind(
    "factor-parts-disagree",
    N_("the rows of factor {factor} say different things: {found} here, {first} in row {row}"),
    N_("the same in every row of one factor, except gas, line, kind, value, range and note"),
    N_("make the rows agree, or give the other factor another id"),
)
PART_TWICE = MessageKind(
    "factor-part-twice",
    N_("factor {factor} has two rows for {found}; the other is row {row}"),
    N_("one row for each gas, line and kind"),
    N_("join the two rows, or delete the one that repeats"),
)
CO2_ONLY = MessageKind(
    "factor-co2-only",
    N_("a direct CO2 factor has a part of {found}"),
    N_("CO2 in every row of a factor with quantity co2_direct"),
    N_("correct the gas, or the quantity"),
)
CO2E_WITHOUT_SET = MessageKind(
    "factor-co2e-without-set",
    N_("factor {factor} has a part in CO2e and gwp_set {found}"),
    N_("AR4, AR5, AR6 or unstated"),
    N_("say which warming potentials stand behind the CO2e, or unstated when the source does not"),
)
SET_WITHOUT_CO2E = MessageKind(
    "factor-set-without-co2e",
    N_("every part of factor {factor} is a gas, and gwp_set is {found}"),
    N_("not_weighted: the gases are weighted by the method"),
    N_("write not_weighted"),
)
REMOVAL_POSITIVE = MessageKind(
    "factor-removal-positive",
    N_("a removal of {found}"),
    N_("a negative number on the line biogenic_removals"),
    N_("correct the sign or the line"),
)
OUTSIDE_RANGE = MessageKind(
    "factor-outside-range",
    N_("the value {found} lies outside its range {low} to {high}"),
    N_("low ≤ value ≤ high"),
    N_("correct the value or the range"),
)
PERIOD_BACKWARD = MessageKind(
    "factor-period-backward",
    N_("valid_to {found} is not after valid_from {start}"),
    N_("the day after the last day of validity"),
    N_("correct the dates"),
)
NOT_PER_ENERGY = MessageKind(
    "factor-not-per-energy",
    N_("an electricity factor per {found}"),
    N_("a unit of energy such as kWh"),
    N_("correct the unit or the family"),
)
LOSSES_UNSAID = MessageKind(
    "factor-losses-unsaid",
    N_("an electricity factor whose losses are {found}"),
    N_("included, excluded or unstated"),
    N_("say whether network losses are in the factor, or unstated when the source does not"),
)
CLAIM_OUTSIDE_ELECTRICITY = MessageKind(
    "factor-claim-outside-electricity",
    N_("a factor of family {family} with claim {found}"),
    N_("not_applicable outside electricity"),
    N_("write not_applicable"),
)

_OF_PART = ("gas", "line", "kind", "value", "low", "high", "note")
_Choice = TypeVar("_Choice", bound=StrEnum)


def factors_from_rows(rows: Iterable[FactorRow], problems: Problems) -> dict[str, Factor]:
    """Factors by id, from rows of which several make one factor: its parts.

    Every fault of every row is reported; a factor with a fault is left out. What concerns the whole factor (all columns
    but those of the part) must be the same in each of its rows. Units are not parsed here, except that electricity must
    be counted per unit of energy.
    """
    by_id: dict[str, list[FactorRow]] = {}
    for row in rows:
        by_id.setdefault(row.factor, []).append(row)
    factors: dict[str, Factor] = {}
    for factor_id, of_factor in by_id.items():
        faults = Problems()
        factor = _assembled(of_factor, faults)
        problems.extend(faults)
        if factor is not None and not faults.errors:
            factors[factor_id] = factor
    return factors


def _assembled(rows: Sequence[FactorRow], problems: Problems) -> Factor | None:
    _check_agreement(rows, problems)
    basis = _basis(rows[0], problems)
    status = _choice(Status, rows[0], "status", problems)
    parts = tuple(part for row in rows if (part := _part(row, problems)) is not None)
    _check_whole(rows[0], basis, problems)
    if basis is None or status is None:
        return None
    _check_parts(rows, basis, problems)
    return _factor(rows[0], basis, status, parts)


def _choice(choices: type[_Choice], row: FactorRow, column: str, problems: Problems) -> _Choice | None:
    text = getattr(row, column)
    try:
        return choices(text)
    except ValueError:
        problems.error(NOT_A_CHOICE, row.place.at(column), found=text, choices=", ".join(choices))
        return None


def _check_agreement(rows: Sequence[FactorRow], problems: Problems) -> None:
    first = rows[0]
    for row in rows[1:]:
        for column in COLUMNS:
            if column not in _OF_PART and getattr(row, column) != getattr(first, column):
                found, before = getattr(row, column), getattr(first, column)
                place = row.place.at(column)
                problems.error(PARTS_DISAGREE, place, factor=row.factor, found=found, first=before, row=first.place.row)


def _basis(row: FactorRow, problems: Problems) -> Basis | None:
    quantity = _choice(Quantity, row, "quantity", problems)
    claim = _choice(Claim, row, "claim", problems)
    averaging = _choice(Averaging, row, "averaging", problems)
    losses = _choice(Losses, row, "losses", problems)
    gwp_set = _choice(GwpSet, row, "gwp_set", problems)
    if quantity is None or claim is None or averaging is None or losses is None or gwp_set is None:
        return None
    return Basis(quantity, claim, averaging, losses, gwp_set)


def _part(row: FactorRow, problems: Problems) -> FactorPart | None:
    line = _choice(Line, row, "line", problems)
    kind = _choice(EmissionKind, row, "kind", problems) if row.kind else None
    gas = _gas(row) or check_gas(row.gas, row.place.at("gas"), problems)
    _check_value(row, problems)
    if line is None or gas is None or (row.kind and kind is None):
        return None
    if line is Line.BIOGENIC_REMOVALS and gas not in ("CO2", CO2E):
        problems.error(REMOVAL_NOT_CO2, row.place.at("gas"), found=gas)
    return FactorPart(gas, line, row.value, kind, row.low, row.high, row.place)


def _gas(row: FactorRow) -> str | None:
    return CO2E if row.gas.casefold() == CO2E.casefold() else canonical_gas(row.gas)


def _check_value(row: FactorRow, problems: Problems) -> None:
    removal = row.line == Line.BIOGENIC_REMOVALS
    if removal and row.value > 0:
        problems.error(REMOVAL_POSITIVE, row.place.at("value"), found=row.value)
    low = row.value if row.low is None else row.low
    high = row.value if row.high is None else row.high
    if not low <= row.value <= high:
        problems.error(OUTSIDE_RANGE, row.place.at("value"), found=row.value, low=low, high=high)


def _check_parts(rows: Sequence[FactorRow], basis: Basis, problems: Problems) -> None:
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        key = (_gas(row) or row.gas, row.line, row.kind)
        if key in seen:
            problems.error(PART_TWICE, row.place, factor=row.factor, found=" ".join(filter(None, key)), row=seen[key])
        seen.setdefault(key, row.place.row)
        if basis.quantity is Quantity.CO2_DIRECT and key[0] != "CO2":
            problems.error(CO2_ONLY, row.place.at("gas"), found=row.gas)
    weighted = any(_gas(row) == CO2E for row in rows)
    if weighted == (basis.gwp_set is GwpSet.NOT_WEIGHTED):
        kind = CO2E_WITHOUT_SET if weighted else SET_WITHOUT_CO2E
        problems.error(kind, rows[0].place.at("gwp_set"), found=basis.gwp_set, factor=rows[0].factor)


def _check_whole(row: FactorRow, basis: Basis | None, problems: Problems) -> None:
    if not row.valid_from < row.valid_to:
        problems.error(PERIOD_BACKWARD, row.place.at("valid_to"), found=row.valid_to, start=row.valid_from)
    if row.family == "electricity":
        if not _is_energy(row.per_unit):
            problems.error(NOT_PER_ENERGY, row.place.at("per_unit"), found=row.per_unit)
        if basis is not None and basis.losses is Losses.NOT_APPLICABLE:
            problems.error(LOSSES_UNSAID, row.place.at("losses"), found=basis.losses)
    elif basis is not None and basis.claim is not Claim.NOT_APPLICABLE:
        problems.error(CLAIM_OUTSIDE_ELECTRICITY, row.place.at("claim"), found=basis.claim, family=row.family)
    check_ratings(row.quality, row.place.at("quality"), problems)


def _is_energy(unit: str) -> bool:
    if unit == "kWh":
        return True
    try:
        return Unit(unit).measures_same_as(Unit("kWh"))
    except UnitError:
        return False


def _factor(row: FactorRow, basis: Basis, status: Status, parts: tuple[FactorPart, ...]) -> Factor:
    return Factor(
        id=row.factor,
        names=row.names,
        family=row.family,
        per=Unit(row.per_unit),
        parts=parts,
        basis=basis,
        area=row.area,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        status=status,
        source=Source(row.publisher, row.document, row.published, row.url, row.licence),
        technology=row.technology,
        heating_basis=row.heating_basis,
        quality=row.quality,
        note=row.note,
        place=row.place,
    )
