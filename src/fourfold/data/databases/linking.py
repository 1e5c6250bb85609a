"""Which process supplies each need: by identity of the flow, then by the rules of a profile, each link with its reason.

A need without any process that makes its flow is cut off: it carries no burden, and the report lists it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.core.areas import areas
from fourfold.data.databases.database import Database
from fourfold.data.databases.products import Products
from fourfold.data.databases.profile import LinkRule
from fourfold.data.databases.roles import Integers, Rows

_MARKET = ("market for ", "market group for ")


@dataclass(frozen=True, eq=False)
class Links:
    """Providers of needs [need].

    Attributes:
        exchanges: row number of the need in the database.
        providers: number of the product, −1 where it is cut off.
        rules: why.
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
    linker = _Linker(database, rows, products, rules)
    needs = np.flatnonzero(products.is_need)
    providers = np.full(len(needs), -1, dtype=np.int64)
    reasons: list[LinkRule] = []
    counts = np.zeros(len(needs), dtype=np.int64)
    for place, number in enumerate(needs.tolist()):
        providers[place], rule, counts[place] = linker.provider(number)
        reasons.append(rule)
    return Links(needs, providers, reasons, counts, linker.lost)


class _Linker:
    def __init__(self, database: Database, rows: Rows, products: Products, rules: Sequence[LinkRule]) -> None:
        self._rows, self._rules, self._products = rows, rules, products
        self._area_book = areas()
        self._ids = database.processes["id"].to_list()
        self._names = database.processes["name"].to_list()
        self._areas = database.processes["area"].to_list()
        self._locations = database.processes["location"].to_list()
        self._flow_ids = database.flows["id"].to_list()
        self._choices = database.choices
        self._process_rows = database.process_rows
        self._declared = database.exchanges["provider"].to_list()
        self._places = database.exchanges["location"].to_list()
        self._candidates = _by_flow(products)
        self._of_process = {
            (process, flow): product
            for product, (process, flow) in enumerate(
                zip(products.processes.tolist(), products.flows.tolist(), strict=True)
            )
        }
        self._remembered: dict[tuple[int, int, str], tuple[int, LinkRule]] = {}
        self.lost: list[int] = []

    def provider(self, number: int) -> tuple[int, LinkRule, int]:
        """Product, rule and number of candidates of one need."""
        flow, process = int(self._rows.flows[number]), int(self._rows.processes[number])
        wanted = -1 if self._rows.is_output[number] != (self._rows.amounts[number] < 0) else 1
        candidates = self._candidates.get((flow, wanted)) or self._candidates.get((flow, -wanted)) or ()
        declared = self._declared[number]
        named = self._of_process.get((self._process_rows.get(declared, -1), flow), -1) if declared else -1
        if declared and named < 0:
            self.lost.append(number)
        for rule in self._rules:
            if rule is LinkRule.CHOSEN:
                found = self._chosen(process, flow)
            elif rule is LinkRule.DECLARED:
                found = named
            else:
                break
            if found >= 0:
                return found, rule, len(candidates)
        if not candidates:
            return -1, LinkRule.UNLINKED, 0
        key = (flow * 2 + (wanted > 0), process, self._places[number])
        if key not in self._remembered:
            self._remembered[key] = self._by_rules(candidates, process, self._places[number])
        return *self._remembered[key], len(candidates)

    def _chosen(self, process: int, flow: int) -> int:
        flow_id = self._flow_ids[flow]
        chosen = self._choices.get((self._ids[process], flow_id)) or self._choices.get(("", flow_id))
        return self._of_process.get((self._process_rows.get(chosen, -1), flow), -1) if chosen else -1

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
