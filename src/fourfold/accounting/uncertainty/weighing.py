"""By what a simulation counts flows: in total, or on every result line and in total."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.characters import LINES, Characterisation
from fourfold.accounting.background.system import Floats, LinearSystem

TOTAL = "total"


@dataclass(frozen=True, eq=False)
class Weighing:
    """Indicators and what flows count for in them.

    Attributes:
        names: of the indicators.
        emitted, taken_up: factors of outputs to nature and of inputs from it, as in `Characterisation`
            [column, flow]; each column costs one solve a draw.
        mix: indicators as sums of columns [indicator, column].
    """

    names: tuple[str, ...]
    emitted: Floats
    taken_up: Floats
    mix: Floats

    def of_entries(self, system: LinearSystem) -> Floats:
        """kg CO2e of each entry of the interventions, per unit of its product [column, entry]."""
        rows = system.interventions.rows
        factors = np.where(system.from_nature, self.taken_up[:, rows], self.emitted[:, rows])
        return np.asarray(factors * system.interventions.values)

    def burdens(self, system: LinearSystem) -> Floats:
        """Direct kg CO2e of one unit of every product [product, column]."""
        columns = system.interventions.columns
        sums = [np.bincount(columns, of, minlength=system.size) for of in self.of_entries(system)]
        return np.array(sums, dtype=np.float64).reshape(len(sums), system.size).T.copy()


def in_total(of: Characterisation) -> Weighing:
    """The sum over the result lines only."""
    return Weighing(
        (TOTAL,), of.emitted.sum(axis=0, keepdims=True), of.taken_up.sum(axis=0, keepdims=True), np.ones((1, 1))
    )


def by_line(of: Characterisation) -> Weighing:
    """The total, and each result line on which anything counts."""
    used = [k for k in range(len(LINES)) if of.emitted[k].any() or of.taken_up[k].any()]
    names = (TOTAL, *(str(LINES[k]) for k in used))
    mix = np.vstack([np.ones((1, len(used))), np.eye(len(used))])
    return Weighing(names, of.emitted[used], of.taken_up[used], mix)
