"""The inventory of a study: processes, products, links between them, and the items that emit, per run of a process.

A run of a process is what its rows describe: a year's operation, a batch, one kilogram. All amounts are as the rows
give them; scaling to the declared unit is the system's work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from fourfold.accounting.traced import ZERO, Traced
from fourfold.core.lines import Line
from fourfold.core.problems import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Step:
    """One factor of the product that makes an item's figure, for unfolding.

    Attributes:
        what: message template that names the step.
        value, unit: the number.
        place: the cell it was read from; no file for a constant.
        source: id of the source it rests on, if any.
    """

    what: str
    value: Decimal
    unit: str
    place: Place
    source: str = ""


@dataclass(frozen=True, slots=True)
class Emission:
    """An emission of an item per run of its process.

    Attributes:
        line: result line.
        gas: gas, or ``CO2e``.
        kg_gas: mass of the gas per run; ``None`` for ``CO2e``. Negative for a removal.
        kg_co2e: weighted mass per run under the method's GWP set.
    """

    line: Line
    gas: str
    kg_gas: Traced | None
    kg_co2e: Traced


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """Something of a process that emits or whose making emitted: a row of the study.

    Attributes:
        id: the row's short name.
        kind: ``input``, ``emission``, ``electricity``, ``generation``, ``end-of-life`` or ``credit``.
        process, stage: where it belongs.
        names: display names by language.
        amount, unit: per run, as the row gives it.
        emissions: what it amounts to, per run.
        source_kind, source_id, source_names: where its footprint comes from.
        data_kind: ``primary``, ``secondary`` or ``proxy``.
        quality: the row's ratings, empty when not rated.
        place: the row.
        steps: how the figure is made, for unfolding.
        declared: further places that say how the row is to be read, for the assumptions made there.
    """

    id: str
    kind: str
    process: str
    stage: str
    names: Mapping[str, str]
    amount: Decimal
    unit: str
    emissions: tuple[Emission, ...]
    source_kind: str
    source_id: str
    source_names: Mapping[str, str]
    data_kind: str
    quality: str
    place: Place
    steps: tuple[Step, ...] = ()
    declared: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """An input that another process of the study supplies, or a product of it that a co-product displaces.

    Attributes:
        input: the row's short name.
        process: the process that uses it.
        flow: the product flow used.
        amount: per run of the using process, in the flow's own unit; negative where it is displaced.
        names, place: of the row.
        kind: ``process``, or ``avoided`` where it is displaced.
    """

    input: str
    process: str
    flow: str
    amount: Traced
    names: Mapping[str, str]
    place: Place
    kind: str = "process"


@dataclass(frozen=True, slots=True)
class Product:
    """An output of a process and the share of the process's burdens it carries.

    Attributes:
        flow: the product flow.
        process: the process that makes it.
        amount, unit: per run.
        share: allocation share, 0 to 1; the shares of a process sum to 1. Of a process that is divided row by row the
            mean over its rows, for display.
        names, place: of the row.
        share_place: the cell that decides the share; nowhere where none alone does.
    """

    flow: str
    process: str
    amount: Traced
    unit: str
    share: Traced
    names: Mapping[str, str]
    place: Place
    share_place: Place = NOWHERE


@dataclass(frozen=True, slots=True)
class Process:
    """A unit process."""

    id: str
    stage: str
    names: Mapping[str, str]
    place: Place


@dataclass(frozen=True, slots=True)
class Inventory:
    """Everything the calculation needs, with no file left to read.

    Attributes:
        processes, products, links, items: by id where they have one; items in table order.
        demand_flow: the flow that delivers the declared unit.
        demand: its amount per declared unit, in the flow's own unit.
        row_shares: of processes that are divided row by row, the share of each product by row and flow.
    """

    processes: Mapping[str, Process]
    products: Mapping[str, Product]
    links: tuple[Link, ...]
    items: tuple[Item, ...]
    demand_flow: str
    demand: Traced
    row_shares: Mapping[str, Mapping[str, Traced]] = field(default_factory=dict)

    def is_divided_by_row(self, name: str) -> bool:
        """Whether an item or link has shares of its own. A part of a row (``row/part``) has those of the row."""
        return name.partition("/")[0] in self.row_shares

    def share_of(self, product: Product, name: str) -> Traced:
        """Share of an item or link that a product of its process carries."""
        by_flow = self.row_shares.get(name.partition("/")[0])
        return product.share if by_flow is None else by_flow.get(product.flow, ZERO)
