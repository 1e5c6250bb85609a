"""A first walk through all datasets: who is called what, and who makes what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from fourfold.core.problems import Problem, Problems
from fourfold.data.databases.formats.ecospold.values import dimension_of
from fourfold.data.databases.formats.ecospold1.datasets import (
    CO_PRODUCT,
    NOT_PROCESSES,
    REFERENCE,
    Head,
    Row,
    exchanges_of,
    group_of,
    head_of,
    made_id,
    read_datasets,
    row_of,
)
from fourfold.data.databases.records import FlowKind
from fourfold.formats.xml_text import Element


@dataclass(slots=True)
class Made:
    """A product that datasets make.

    Attributes:
        row: how the first of them calls it.
        numbers: of the rows that make it.
    """

    row: Row
    numbers: set[str] = field(default_factory=set)


class Index:
    """Names and products of all datasets of a package.

    Attributes:
        products: what is made, by name and flow id.
        by_number: id of the process by number of the dataset; of numbers that several have, none.
        numbers_are_flows: whether one exchange number means one name in all datasets: then it names the flow.
    """

    def __init__(self) -> None:
        self.products: dict[str, dict[str, Made]] = {}
        self.by_number: dict[str, str] = {}
        self.numbers_are_flows = False
        self._makers: dict[str, set[str]] = {}
        self._heads: list[Head] = []
        self._made: list[tuple[Head, list[Row]]] = []
        self._names: dict[str, str] = {}
        self._ambiguous = False
        self._identities: Counter[tuple[str, ...]] = Counter()
        self._numbered: Counter[tuple[str, ...]] = Counter()

    def add(self, data: bytes, file: str) -> list[Problem]:
        """Take in the datasets of a file; one that is no sound XML adds nothing, and its problems are returned."""
        problems = Problems()
        found = [_walked(dataset) for dataset in read_datasets(data, file, problems)]
        if problems.errors:
            return problems.errors
        for head, rows, names in found:
            if head.type in NOT_PROCESSES:
                continue
            self._identities[head.identity] += 1
            self._numbered[(*head.identity, head.number)] += 1
            self._heads.append(head)
            self._made.append((head, rows))
            for number, name in names:
                self._ambiguous |= self._names.setdefault(number, name) != name
        return []

    def finish(self) -> None:
        """Give ids to what was found."""
        numbers = Counter(head.number for head in self._heads)
        self.by_number = {head.number: self.process_id(head) for head in self._heads if numbers[head.number] == 1}
        self.numbers_are_flows = not self._ambiguous and len(self._heads) > 1
        for head, rows in self._made:
            for row in rows:
                flow = row.flow_id(FlowKind.PRODUCT)
                made = self.products.setdefault(row.name, {}).setdefault(flow, Made(row))
                made.numbers.add(row.number)
                self._makers.setdefault(flow, set()).add(self.process_id(head))
        self._made.clear()

    def __len__(self) -> int:
        return len(self._heads)

    def sharing(self, head: Head) -> int:
        """How many datasets have the identity of this one."""
        return self._identities[head.identity]

    def is_told_by_number(self, head: Head) -> bool:
        """Whether no other dataset has both identity and number of this one."""
        return self._numbered[(*head.identity, head.number)] == 1

    def process_id(self, head: Head) -> str:
        """Id of the process; the number of the dataset is part of it where the identity is shared."""
        more = (head.number,) if self.sharing(head) > 1 else ()
        return made_id("process", *head.identity, *more)

    def provider(self, row: Row, flow: str) -> str:
        """Id of the process whose dataset number an exchange gives, if that makes the flow; else empty."""
        process = self.by_number.get(row.number, "") if row.number else ""
        return process if process in self.makers(flow) else ""

    def makers(self, flow: str) -> set[str]:
        """Ids of the processes that make a flow."""
        return self._makers.get(flow, set())

    def wanted(self, row: Row) -> tuple[str, str]:
        """The product an exchange asks for, and the rule by which it was found.

        Returns:
            Id of the flow and one of ``exact``, ``number``, ``name``; both empty where no product is meant for certain.
        """
        products = self.products.get(row.name, {})
        flow = row.flow_id(FlowKind.PRODUCT)
        if flow in products:
            return flow, "exact"
        dimension = _measure(row)
        same_place = _only(products, lambda other: other.location == row.location and _measure(other) == dimension)
        if same_place:
            return same_place, "name"
        if self.numbers_are_flows and row.number:
            numbered = {key: made for key, made in products.items() if row.number in made.numbers}
            found = _only(numbered, lambda other: other.location == row.location) or _only(numbered, lambda _: True)
            if found:
                return found, "number"
        open_place = _only(products, lambda other: _measure(other) == dimension)
        if open_place and (not row.location or not products[open_place].row.location):
            return open_place, "name"
        return "", ""

    def offers(self, name: str) -> str:
        """How the products of a name are described, for messages."""
        return " | ".join(sorted({made.row.described for made in self.products.get(name, {}).values()}))


def _measure(row: Row) -> str:
    """What the unit of a row measures."""
    return dimension_of(row.unit)


def _only(products: dict[str, Made], holds: Callable[[Row], bool]) -> str:
    found = [key for key, made in products.items() if holds(made.row)]
    return found[0] if len(found) == 1 else ""


def _walked(dataset: Element) -> tuple[Head, list[Row], Iterable[tuple[str, str]]]:
    """Head of a dataset, the products it makes, and numbers with names of all its rows."""
    head = head_of(dataset)
    made: list[Row] = []
    names: list[tuple[str, str]] = []
    for element in exchanges_of(dataset):
        row = row_of(element)
        names.append((row.number, row.name))
        if group_of(element)[0] in (REFERENCE, CO_PRODUCT):
            made.append(row)
    return head, made or [head.function], names
