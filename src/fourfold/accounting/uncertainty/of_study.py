"""A study and the databases it takes from as one linear system, with what is uncertain in it.

Columns are the product flows of the study, then one for each source its rows take – a factor, a supplier's footprint, a
series of electricity – and then the products of its databases. A row is a need of its source, so that rows which take
the same source share its draws; a row's own amount is drawn by its own distribution.

What is drawn: amounts whose row says how far they may be off, or carries quality ratings (a lognormal whose variance is
that of the ratings alone, without a basic uncertainty); figures of factors that their source gives as a range (triangle
from the lowest to the highest with the figure as its mode); and whatever the databases say of their exchanges. All else
is fixed, which is not the same as certain. Warming potentials and shares of co-products are not drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from fourfold.accounting.assess import Result
from fourfold.accounting.background.characters import LINES, Characterisation
from fourfold.accounting.background.datasets import Background
from fourfold.accounting.background.system import NO_EXCHANGE, Entries, LinearSystem, Product
from fourfold.accounting.counting import is_biogenic_co2
from fourfold.accounting.inventory import Emission, Inventory, Item
from fourfold.accounting.method import BiogenicTreatment
from fourfold.accounting.uncertainty.given import Given, GivenBook, row_of
from fourfold.accounting.uncertainty.joining import joined, shifted
from fourfold.accounting.uncertainty.of_database import uncertain_of
from fourfold.accounting.uncertainty.uncertain import Uncertain, uncertain
from fourfold.accounting.uncertainty.weighing import TOTAL, Weighing
from fourfold.core.problems import Problem


@dataclass(frozen=True, eq=False)
class StudySystem:
    """A study as a linear system.

    Attributes:
        system: study, sources and databases.
        uncertain: what is drawn.
        weighing: result lines as indicators, the total first.
        demand: amount by column that delivers one declared unit.
        labels: what each exchange of the study is, by row number: item or source.
        from_ratings: items whose distribution was made of their quality ratings.
        from_ranges: sources whose range was taken as a triangle.
        problems: of the databases.
    """

    system: LinearSystem
    uncertain: Uncertain
    weighing: Weighing
    demand: Mapping[int, float]
    labels: Mapping[int, str]
    from_ratings: Sequence[str]
    from_ranges: Sequence[str]
    problems: Sequence[Problem]


def study_system(result: Result) -> StudySystem:
    """The linear system of an assessed study.

    Args:
        result: the study under a method.
    """
    builder = _Builder(result.inventory, GivenBook(result), result.method.biogenic)
    builder.add_study()
    backgrounds = {name: result.datasets.background(name, result.method.gwp_set) for name in builder.databases}
    for name, background in backgrounds.items():
        if background is not None:
            builder.add_database(name, background)
    return builder.finished()


@dataclass
class _Lists:
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    exchanges: list[int] = field(default_factory=list)

    def add(self, row: int, column: int, value: float, exchange: int) -> None:
        self.rows.append(row)
        self.columns.append(column)
        self.values.append(value)
        self.exchanges.append(exchange)

    def entries(self) -> Entries:
        rows, columns, exchanges = (
            np.array(numbers, dtype=np.int64) for numbers in (self.rows, self.columns, self.exchanges)
        )
        return Entries(rows, columns, np.array(self.values, dtype=np.float64), exchanges)


@dataclass(frozen=True, slots=True)
class _Placed:
    """A database in the joint system: where its columns, flows and exchanges begin."""

    background: Background
    column: int
    flow: int
    exchange: int


class _Builder:
    """Flows of the joint system are first the result lines, then those of each database."""

    def __init__(self, inventory: Inventory, given: GivenBook, biogenic: BiogenicTreatment) -> None:
        self._inventory, self._given, self._biogenic = inventory, given, biogenic
        self._products: list[Product] = []
        self._flows: dict[str, int] = {}
        self._sources: dict[tuple[str, str], tuple[int, tuple[Emission, ...]]] = {}
        self._needs, self._natural = _Lists(), _Lists()
        self._waiting: list[tuple[int, str, float, int]] = []
        self._placed: list[_Placed] = []
        self._drawn: dict[int, Given] = {}
        self._labels: dict[int, str] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._made: dict[str, list[str]] = {}
        for flow, made in inventory.products.items():
            self._made.setdefault(made.process, []).append(flow)

    @property
    def databases(self) -> list[str]:
        """Names of the databases that rows take from."""
        return list(dict.fromkeys(source.partition(":")[0] for _, source, _, _ in self._waiting))

    def add_study(self) -> None:
        """Columns of the study's products and sources, with every row."""
        inventory = self._inventory
        for flow, product in inventory.products.items():
            self._flows[flow] = self._column(flow, product.unit, float(product.amount.value))
        for link in inventory.links:
            number = self._exchange(link.input)
            for column, runs in self._makers(link.process, link.input):
                self._needs.add(self._flows[link.flow], column, float(link.amount.value) * runs, number)
        for item in inventory.items:
            if item.source_kind == "gwp":
                self._emit(item)
            else:
                self._take(item)

    def add_database(self, name: str, background: Background) -> None:
        """Columns of a database, and the needs of it that have waited for them."""
        system = background.system
        flows = len(LINES) + sum(placed.background.system.flow_count for placed in self._placed)
        before = self._placed[-1] if self._placed else None
        first = len(self._labels) if before is None else before.exchange + before.background.database.exchanges.height
        placed = _Placed(background, len(self._products), flows, first)
        self._placed.append(placed)
        self._products += system.products
        for column, source, value, number in self._waiting:
            base, _, product = source.partition(":")
            if base == name:
                self._needs.add(placed.column + system.rows_by_id[product], column, value, number)

    def finished(self) -> StudySystem:
        """The system with every database in its place."""
        needs, natural, production = [self._needs.entries()], [self._natural.entries()], []
        production.append(np.full(len(self._products) - self._database_columns(), NO_EXCHANGE, dtype=np.int64))
        incoming = [np.zeros(len(self._natural.rows), dtype=np.bool_)]
        for placed in self._placed:
            system = placed.background.system
            needs.append(_moved(system.needs, placed.column, placed.column, placed.exchange))
            natural.append(_moved(system.interventions, placed.flow, placed.column, placed.exchange))
            incoming.append(system.from_nature)
            made = system.production
            production.append(np.where(made == NO_EXCHANGE, NO_EXCHANGE, made + placed.exchange))
        flows = len(LINES) + sum(placed.background.system.flow_count for placed in self._placed)
        joint = LinearSystem(
            self._products,
            _joined(needs),
            _joined(natural),
            np.concatenate(incoming),
            flows,
            np.concatenate(production),
            None,
        )
        drawn, problems = self._uncertain()
        demand = {self._flows[self._inventory.demand_flow]: float(self._inventory.demand.value)}
        ratings = [self._labels[number] for number, given in self._drawn.items() if given.from_ratings]
        ranges = [self._labels[number] for number, given in self._drawn.items() if given.from_range]
        return StudySystem(joint, drawn, self._weighing(flows), demand, self._labels, ratings, ranges, problems)

    def _database_columns(self) -> int:
        return sum(placed.background.system.size for placed in self._placed)

    def _makers(self, process: str, row: str) -> list[tuple[int, float]]:
        """Products of a process, each with the runs of the row that one unit of it answers for."""
        products = [self._inventory.products[flow] for flow in self._made.get(process, ())]
        return [
            (self._flows[product.flow], float((self._inventory.share_of(product, row) / product.amount).value))
            for product in products
        ]

    def _emit(self, item: Item) -> None:
        """A direct emission stands with the process itself."""
        number = self._exchange(row_of(item.id))
        for column, runs in self._makers(item.process, item.id):
            for emission in item.emissions:
                self._natural.add(LINES.index(emission.line), column, float(emission.kg_co2e.value) * runs, number)

    def _take(self, item: Item) -> None:
        """A row takes some amount of its source."""
        number = self._exchange(row_of(item.id))
        if item.source_kind == "dataset":
            amount = self._given.dataset_amount(item)
            for column, runs in self._makers(item.process, item.id):
                self._waiting.append((column, item.source_id, amount * runs, number))
            return
        source, amount = self._source(item)
        for column, runs in self._makers(item.process, item.id):
            self._needs.add(source, column, amount * runs, number)

    def _source(self, item: Item) -> tuple[int, float]:
        """The column of an item's source, and how much of it the item takes.

        The first item that takes a source makes its column: one unit is what that item takes in a run. Items whose
        emissions are no multiple of it – electricity at other hours – make a column of their own.
        """
        key = (item.source_kind, item.source_id)
        if key in self._sources:
            column, first = self._sources[key]
            ratio = _multiple(item.emissions, first)
            if ratio is not None:
                return column, ratio
            key = (item.source_kind, f"{item.source_id} ({item.id})")
        column = self._column(key[1], "", 1.0)
        self._sources[key] = column, item.emissions
        number = self._exchange(item.source_id, item.source_kind)
        for emission in item.emissions:
            self._natural.add(LINES.index(emission.line), column, float(emission.kg_co2e.value), number)
        return column, 1.0

    def _column(self, name: str, unit: str, amount: float) -> int:
        product = Product(-1, -1, name, "", name, name, "", "", unit, amount, False, float("nan"))
        self._products.append(product)
        return len(self._products) - 1

    def _exchange(self, label: str, source_kind: str = "") -> int:
        """The number of a row or source; parts of one row have one number, and so one draw."""
        key = (source_kind, label)
        if key not in self._numbers:
            number = self._numbers[key] = len(self._labels)
            self._labels[number] = label
            given = self._given.of_source(source_kind, label) if source_kind else self._given.of_row(label)
            if given is not None:
                self._drawn[number] = given
        return self._numbers[key]

    def _uncertain(self) -> tuple[Uncertain, list[Problem]]:
        numbers = np.array(list(self._drawn), dtype=np.int64)
        parts = [uncertain(numbers, self._given.distributions(list(self._drawn.values())))]
        problems: list[Problem] = []
        for placed in self._placed:
            found = uncertain_of(placed.background.database)
            problems += found.problems
            parts.append(shifted(found, placed.exchange))
        return joined(parts), problems

    def _weighing(self, flows: int) -> Weighing:
        emitted, taken = np.zeros((len(LINES), flows)), np.zeros((len(LINES), flows))
        emitted[:, : len(LINES)] = np.eye(len(LINES))
        for placed in self._placed:
            character = placed.background.characterisation
            at = slice(placed.flow, placed.flow + placed.background.system.flow_count)
            counts = self._counts(character)
            emitted[:, at], taken[:, at] = character.emitted * counts, character.taken_up * counts
        names = (TOTAL, *(str(line) for line in LINES))
        return Weighing(names, emitted, taken, np.vstack([np.ones((1, len(LINES))), np.eye(len(LINES))]))

    def _counts(self, character: Characterisation) -> NDArray[np.bool_]:
        """What of a database the method counts, as it counts what the study itself emits [line, flow]."""
        if self._biogenic is not BiogenicTreatment.ZERO:
            return np.ones(character.emitted.shape, dtype=np.bool_)
        return np.array([[not is_biogenic_co2(line, gas) for gas in character.gases] for line in LINES])


def _moved(entries: Entries, rows: int, columns: int, exchanges: int) -> Entries:
    numbers = np.where(entries.exchanges == NO_EXCHANGE, NO_EXCHANGE, entries.exchanges + exchanges)
    return Entries(entries.rows + rows, entries.columns + columns, entries.values, numbers)


def _joined(parts: Sequence[Entries]) -> Entries:
    rows, columns, values, exchanges = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("rows", "columns", "values", "exchanges")
    )
    return Entries(rows, columns, values, exchanges)


def _multiple(emissions: Sequence[Emission], of: Sequence[Emission]) -> float | None:
    """By what number some emissions are a multiple of others; ``None`` where they are none."""
    if [(e.line, e.gas) for e in emissions] != [(e.line, e.gas) for e in of]:
        return None
    pairs = [(e.kg_co2e.value, o.kg_co2e.value) for e, o in zip(emissions, of, strict=True)]
    ratios = [a / b for a, b in pairs if b]
    if not ratios or any(bool(a) != bool(b) for a, b in pairs):
        return None
    close = all(abs(ratio - ratios[0]) <= abs(ratios[0]) * Decimal("1e-12") for ratio in ratios)
    return float(ratios[0]) if close else None
