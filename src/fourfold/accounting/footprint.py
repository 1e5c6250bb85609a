"""The noun Footprint: kg CO2e per declared unit, in disjoint lines that sum to the total, every figure a sum of cells.

The finest figure is a `Contribution` cell: one item of one process, one result line, one gas. It is rounded once to the
method's quantum; stages, lines, gases, processes and the total are sums of such cells and therefore agree exactly
(law 3).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from fourfold.accounting.inventory import Item
from fourfold.accounting.traced import Traced, total
from fourfold.core.lines import Line

_K = TypeVar("_K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """One item, one line, one gas, per declared unit.

    Attributes:
        item: what emits.
        line: result line.
        gas: gas, or ``CO2e`` where only the weighted sum is known.
        kg_gas: mass of the gas; ``None`` for ``CO2e``.
        kg_co2e: weighted mass, rounded to the method's quantum.
    """

    item: Item
    line: Line
    gas: str
    kg_gas: Decimal | None
    kg_co2e: Traced


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the contribution tree: what it adds to the parent's footprint, upstream included.

    Attributes:
        id, kind, names: what it is; kind is ``product``, ``process``, ``avoided``, or the kind of an item.
        amount, unit: amount per declared unit along this path.
        kg_co2e: footprint of that amount.
        loop: True where the walk came back to a flow already on the path and stops.
        children: what it consists of, largest first.
    """

    id: str
    kind: str
    names: Mapping[str, str]
    amount: Decimal
    unit: str
    kg_co2e: Decimal
    loop: bool = False
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Footprint:
    """The result per declared unit.

    Attributes:
        cells: the finest figures.
        runs: how often each process runs for one declared unit, by process.
        amounts: how much of each product flow is made for one declared unit, by flow.
        tree: contributions by path from the product upstream.
        item_runs: runs each item counts for, by item: those of its process unless that is divided row by row.
    """

    cells: tuple[Cell, ...]
    runs: Mapping[str, Traced]
    amounts: Mapping[str, Traced]
    tree: Node
    item_runs: Mapping[str, Traced]

    @property
    def total(self) -> Traced:
        """kg CO2e per declared unit."""
        return total(cell.kg_co2e for cell in self.cells)

    @property
    def total_kg_co2e(self) -> Decimal:
        """kg CO2e per declared unit, as a plain number."""
        return self.total.value

    def lines(self) -> dict[Line, Traced]:
        """By result line, every line present."""
        found = self.by(lambda cell: cell.line)
        return {line: found.get(line, total(())) for line in Line}

    def by(self, key: Callable[[Cell], _K]) -> dict[_K, Traced]:
        """Sums of cells by any key, in the order of first appearance."""
        return sums(self.cells, key)


def sums(cells: Iterable[Cell], key: Callable[[Cell], _K]) -> dict[_K, Traced]:
    """Sums of cells by a key, in the order of first appearance."""
    groups: dict[_K, list[Traced]] = {}
    for cell in cells:
        groups.setdefault(key(cell), []).append(cell.kg_co2e)
    return {name: total(values) for name, values in groups.items()}
