"""The prices of an allocation by linear programming: HiGHS, dual simplex (Huangfu and Hall 2018), through scipy.

    min   Σ e_c u_c − Σ f_l y_l
    s.t.  Σ_{c in C} u_c − Σ_L z_CL = 0        price α_C
          Σ_C z_CL − Σ_{l in L} y_l = 0        price β_L
          Σ_l y_l = F                          price λ
          0 ≤ u_c ≤ q_c,  0 ≤ y_l ≤ d_l,  z_CL ≥ 0

Windows are separate blocks of one programme. The energies of a window are scaled by what can be covered in it, which
leaves its prices as they are, and those above twice that are taken for twice that: a bound that cannot be reached. At a
vertex the prices of a network are sums and differences of its costs, so with costs in whole units they are whole
numbers: the nearest ones are handed on, to be proven or not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from fourfold.electricity.supply.allocation_windows import Prices, Window

_MOST_COLUMNS = 200_000
_MOST_EXACT = 2.0**52


def prices_by_programme(windows: Sequence[Window], totals: Sequence[int], unit: int) -> list[Prices | None]:
    """Prices of every window, in whole units; nothing where the programme gave none.

    Args:
        windows: the windows.
        totals: how much each can cover at most, above zero.
        unit: so many units of a factor are 1 mg CO2e per kWh.
    """
    found: list[Prices | None] = []
    for chunk in _chunks(windows, totals):
        programme = _Programme(unit)
        for window, total in chunk:
            programme.add(window, total)
        found += programme.prices()
    return found


def _chunks(windows: Sequence[Window], totals: Sequence[int]) -> Iterator[list[tuple[Window, int]]]:
    """Windows in programmes of a bounded size."""
    chunk: list[tuple[Window, int]] = []
    columns = 0
    for window, total in zip(windows, totals, strict=True):
        chunk.append((window, total))
        columns += len(window.offers) + len(window.loads) + len(window.pairs)
        if columns >= _MOST_COLUMNS:
            yield chunk
            chunk, columns = [], 0
    if chunk:
        yield chunk


@dataclass(frozen=True, slots=True)
class _Block:
    """Rows of a window: of each class of offers and of loads, and of the whole."""

    offers: dict[int, int]
    loads: dict[int, int]
    total: int


@dataclass(slots=True)
class _Programme:
    """Columns and entries of a linear programme as they are added."""

    unit: int
    cost: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    entries: list[int] = field(default_factory=list)
    sums: list[float] = field(default_factory=list)
    blocks: list[_Block] = field(default_factory=list)

    def add(self, window: Window, total: int) -> None:
        """Add the block of a window. Energies are in parts of what can be covered."""
        beyond = 2 * total
        block = _Block(
            {kind: self._row(0.0) for kind in dict.fromkeys(step[0] for step in window.offers)},
            {kind: self._row(0.0) for kind in dict.fromkeys(step[0] for step in window.loads)},
            self._row(1.0),
        )
        self.blocks.append(block)
        for kind, factor, energy in window.offers:
            self._column(factor / self.unit, min(energy, beyond) / total, {block.offers[kind]: 1})
        for kind, factor, energy in window.loads:
            entries = {block.loads[kind]: -1, block.total: 1}
            self._column(-factor / self.unit, min(energy, beyond) / total, entries)
        for offer, load in window.present():
            self._column(0.0, 2.0, {block.offers[offer]: -1, block.loads[load]: 1})

    def prices(self) -> list[Prices | None]:
        """Solve it: the prices of each window to the nearest whole unit."""
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        shape = (len(self.sums), len(self.cost))
        matrix = csr_array((np.array(self.entries, float), (self.rows, self.columns)), shape=shape)
        bounds = np.stack([np.zeros(len(self.most)), np.array(self.most)], axis=1)
        answer = linprog(self.cost, A_eq=matrix, b_eq=self.sums, bounds=bounds, method="highs-ds")
        if answer.status != 0:
            return [None] * len(self.blocks)
        scaled = answer.eqlin.marginals * float(self.unit)
        if not np.isfinite(scaled).all() or np.abs(scaled).max() > _MOST_EXACT:
            return [None] * len(self.blocks)
        whole = np.rint(scaled).astype(np.int64).tolist()
        return [
            Prices(
                {kind: whole[row] for kind, row in block.offers.items()},
                {kind: whole[row] for kind, row in block.loads.items()},
                whole[block.total],
            )
            for block in self.blocks
        ]

    def _row(self, total: float) -> int:
        self.sums.append(total)
        return len(self.sums) - 1

    def _column(self, cost: float, most: float, entries: dict[int, int]) -> None:
        column = len(self.cost)
        self.cost.append(cost)
        self.most.append(most)
        for row, entry in entries.items():
            self.rows.append(row)
            self.columns.append(column)
            self.entries.append(entry)
