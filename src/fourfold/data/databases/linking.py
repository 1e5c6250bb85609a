"""Which process supplies each need: by identity of the flow, then by the rules of a profile, each link with its reason.

A need without any process that makes its flow is cut off: it carries no burden, and the report lists it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from fourfold.core.areas import areas
from fourfold.data.databases.database import Database
from fourfold.data.databases.products import Products
from fourfold.data.databases.profile import LinkRule
from fourfold.data.databases.roles import Integers, Role, Rows

_MARKET = ("market for ", "market group for ")
NOBODY = "-"
"""In the place of a provider, a user's choice that nobody supplies: the need is cut off."""
_CUT = -2


@dataclass(frozen=True, eq=False)
class Links:
    """Providers of needs [need].

    Attributes:
        exchanges: row number of the need in the database.
        providers: number of the product, −1 where it is cut off.
        rules: why; `LinkRule.CHOSEN` without a provider where a user wants it cut off.
        candidates: how many products could have been taken.
        lost: row numbers of needs whose declared provider is not in the source or does not make the flow.
    """

    exchanges: Integers
    providers: Integers
    rules: Sequence[LinkRule]
    candidates: Integers
    lost: Sequence[int]


def link(database: Database, rows: Rows, products: Products, rules: Sequence[LinkRule]) -> Links:
    """The provider of every need.

    Args:
        database: its declared providers, locations and choices.
        rows, products: of the same database.
        rules: in the order in which they are tried.
    """
    needs = np.flatnonzero(products.is_need)
    flows = rows.flows[needs]
    declared = _declared(database, rows, products, needs)
    is_named = (database.exchanges["provider"].gather(needs) != "").to_numpy()
    linker = _Linker(database, rows, products, rules)
    providers = np.full(len(needs), -1, dtype=np.int64)
    reasons = [LinkRule.UNLINKED] * len(needs)
    for rule in rules:
        if rule not in (LinkRule.CHOSEN, LinkRule.DECLARED):
            break
        found = declared if rule is LinkRule.DECLARED else linker.chosen(needs)
        for place in np.flatnonzero((providers == -1) & (found != -1)).tolist():
            reasons[place] = rule
        providers = np.where(providers == -1, found, providers)
    wanted = _wanted(rows, needs)
    keys, counts = np.unique(products.flows * 2 + (products.signs > 0), return_counts=True)
    right, wrong = (_count(keys, counts, flows * 2 + (sign > 0)) for sign in (wanted, -wanted))
    # who supplies is no treatment, and who treats no supply: only of a credit, which a negative amount is too, is the
    # other taken
    wrong = np.where(rows.is_avoided[needs] | (rows.amounts[needs] < 0), wrong, 0)
    for place in np.flatnonzero((providers == -1) & (right + wrong > 0)).tolist():
        sign = wanted[place] if right[place] else -wanted[place]
        providers[place], reasons[place] = linker.provider(int(needs[place]), int(sign))
    providers = np.maximum(providers, -1)
    return Links(
        needs, providers, reasons, np.where(right > 0, right, wrong), needs[is_named & (declared < 0)].tolist()
    )


def _wanted(rows: Rows, needs: Integers) -> Integers:
    """Whether each need is of a supply (+1) or of a treatment (−1) [need].

    What goes in is supplied and what goes out is treated, unless its amount is negative. A credit is of what the flow
    is, however it is spelled; a co-product that is credited makes a supply unnecessary, a waste taken in a treatment.
    """
    is_output = rows.is_output[needs]
    is_treated = is_output != (rows.amounts[needs] < 0)
    is_treated = np.where(rows.roles[needs] == Role.CO_PRODUCT, ~is_output, is_treated)
    return np.where(np.where(rows.is_avoided[needs], rows.is_waste[needs], is_treated), -1, 1)


def _declared(database: Database, rows: Rows, products: Products, needs: Integers) -> Integers:
    """The product that the source names as the provider of each need, −1 for none [need]."""
    ids = pl.DataFrame({"provider": database.processes["id"]}).with_row_index("process")
    named = database.exchanges.select("provider").select(pl.all().gather(needs))
    found = named.join(ids, on="provider", how="left", maintain_order="left")["process"]
    process = found.cast(pl.Int64).fill_null(-1).to_numpy()
    return _product_of(products, process, rows.flows[needs])


def _product_of(products: Products, processes: Integers, flows: Integers) -> Integers:
    """Number of the product that each process makes of each flow, −1 for none."""
    if not len(products):
        return np.full(len(flows), -1, dtype=np.int64)
    span = max(int(products.flows.max()), int(flows.max(initial=0))) + 1
    keys = products.processes * span + products.flows
    order = np.argsort(keys)
    asked = np.where(processes >= 0, processes * span + flows, -1)
    at = np.minimum(np.searchsorted(keys[order], asked), len(keys) - 1)
    return np.where(keys[order][at] == asked, order[at], -1)


def _count(keys: Integers, counts: Integers, asked: Integers) -> Integers:
    """How many products there are of each key asked for."""
    if not len(keys):
        return np.zeros(len(asked), dtype=np.int64)
    at = np.minimum(np.searchsorted(keys, asked), len(keys) - 1)
    return np.where(keys[at] == asked, counts[at], 0)


class _Linker:
    def __init__(self, database: Database, rows: Rows, products: Products, rules: Sequence[LinkRule]) -> None:
        self._database, self._rows, self._rules, self._products = database, rows, rules, products
        self._area_book = areas()
        self._ids = database.processes["id"].to_list()
        self._names = database.processes["name"].to_list()
        self._areas = database.processes["area"].to_list()
        self._locations = database.processes["location"].to_list()
        self._places = database.exchanges["location"]
        self._candidates = _by_flow(products)
        self._remembered: dict[tuple[int, int, int, str], tuple[int, LinkRule]] = {}

    def chosen(self, needs: Integers) -> Integers:
        """The product a user chose for each need, −1 for none, `_CUT` where nobody is to supply it [need]."""
        found = np.full(len(needs), -1, dtype=np.int64)
        process_rows, flow_rows = self._database.process_rows, self._database.flow_rows
        flows, processes = self._rows.flows[needs], self._rows.processes[needs]
        # what holds for one process goes before what holds for all
        for (user, flow), provider in sorted(self._database.choices.items()):
            maker = process_rows.get(provider, -1)
            if flow not in flow_rows or (user and user not in process_rows) or (maker < 0 and provider != NOBODY):
                continue
            made = _product_of(self._products, np.array([maker]), np.array([flow_rows[flow]]))[0]
            if provider == NOBODY:
                made = _CUT
            concerned = flows == flow_rows[flow]
            found[concerned & (processes == process_rows[user]) if user else concerned] = made
        return found

    def provider(self, number: int, sign: int) -> tuple[int, LinkRule]:
        """Product and rule of one need that somebody can supply with this sign."""
        flow, process = int(self._rows.flows[number]), int(self._rows.processes[number])
        key = (flow, sign, process, self._places[number])
        if key not in self._remembered:
            self._remembered[key] = self._by_rules(self._candidates[flow, sign], process, key[3])
        return self._remembered[key]

    def _by_rules(self, candidates: Sequence[int], process: int, location: str) -> tuple[int, LinkRule]:
        for rule in self._rules:
            if rule is LinkRule.LOWEST_ID:
                return min(candidates, key=lambda product: self._ids[self._products.processes[product]]), rule
            found = self._only_by(rule, candidates, process, location)
            if found is not None:
                return found, rule
        return -1, LinkRule.UNLINKED

    def _only_by(self, rule: LinkRule, candidates: Sequence[int], process: int, location: str) -> int | None:
        """The one candidate that a rule leaves; ``None`` where it leaves none or several."""
        if rule is LinkRule.ONLY:
            left: Sequence[int] = candidates
        elif rule is LinkRule.SAME_LOCATION:
            place = location or self._locations[process]
            left = [c for c in candidates if place and self._locations[self._products.processes[c]] == place]
        elif rule is LinkRule.ENCLOSING_LOCATION:
            left = self._in_enclosing_area(candidates, process, location)
        elif rule is LinkRule.MARKET:
            left = [c for c in candidates if self._names[self._products.processes[c]].casefold().startswith(_MARKET)]
        else:
            left = ()
        return left[0] if len(left) == 1 else None

    def _in_enclosing_area(self, candidates: Sequence[int], process: int, location: str) -> Sequence[int]:
        area = self._area_book.get(location)
        for code in self._area_book.chain(area.code if area is not None else self._areas[process]):
            left = [c for c in candidates if self._areas[self._products.processes[c]] == code]
            if left:
                return left
        return ()


def _by_flow(products: Products) -> Mapping[tuple[int, int], list[int]]:
    """Products by flow and sign."""
    found: dict[tuple[int, int], list[int]] = {}
    for product, key in enumerate(zip(products.flows.tolist(), products.signs.tolist(), strict=True)):
        found.setdefault(key, []).append(product)
    return found
