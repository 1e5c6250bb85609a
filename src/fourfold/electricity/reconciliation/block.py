"""Blocks of intervals reconciled: what may change in each, and what is refused."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Problems
from fourfold.core.zones import utc_datetime
from fourfold.electricity.grid.state import Flags, Floats, GridState
from fourfold.electricity.reconciliation.adjustments import series_of
from fourfold.electricity.reconciliation.feasibility import is_feasible
from fourfold.electricity.reconciliation.projection import Projection, Unbalanced
from fourfold.electricity.reconciliation.quantities import NO_AREA, Index, Quantities
from fourfold.electricity.reconciliation.settings import Adjusted

EMPTIED = 1e-9
"""An area left with less than this share of its throughput has been emptied."""

CANNOT_BALANCE = MessageKind(
    "reconcile-cannot-balance",
    N_("{area} cannot be balanced at {start}: {missing_mwh} MWh cannot be brought in or taken out"),
    N_("quantities above zero that may change; zeros, losses and what is held stay as they are"),
    N_("correct the data of the area, or hold less"),
)
NOT_FOUND = MessageKind(
    "reconcile-not-found",
    N_("{area} could not be balanced at {start}: {missing_mwh} MWh are left, though a balance exists"),
    N_("energies that differ by less than some ten powers of ten"),
    N_("correct the data of the area and its neighbours in this interval, or use uniform weights"),
)
NOTHING_SUPPLIES = MessageKind(
    "reconcile-empties-area",
    N_("{area} would be emptied at {start} to make it balance: it has {energy_mwh} MWh and nothing to set against it"),
    N_("generation, discharge or imports where there is demand, and the other way round"),
    N_("give the missing rows of the area"),
)
HELD_BELOW_ZERO = MessageKind(
    "reconcile-held-below-zero",
    N_("the {quantity} of {area} is {energy_mwh} MWh at {start} and is not to be changed"),
    N_("amounts of 0 or more where a quantity is held"),
    N_("correct the value, or let it change"),
)


class BlockSolver:
    """Solves blocks of one grid with one set of weights."""

    def __init__(self, quantities: Quantities, give: Floats) -> None:
        self.quantities, self.give = quantities, give
        self._projection = Projection(quantities)

    @cached_property
    def weight(self) -> Floats:
        """Weights ``[quantity]``, infinite where a series is held."""
        return np.asarray(np.divide(1.0, self.give, out=np.full(self.give.shape, np.inf), where=self.give > 0))

    def solve(self, state: GridState, problems: Problems) -> Floats:
        """Multipliers of all balances of a block ``[interval, area]``, 0 where the interval balances as it is."""
        problem = self._problem(state)
        multipliers = np.zeros(problem.lost.shape)
        if not self._refuse_held(state, problem, problems):
            return multipliers
        rows = np.flatnonzero(~self._projection.balanced(problem))
        part, found = problem.part(rows), multipliers[rows]
        met = self._projection.solve(part, found)
        for row in np.flatnonzero(~met).tolist():
            met[row] = not self._refuse_unmet(
                state.starts_s[rows[row]], part.part(np.array([row])), found[row], problems
            )
        multipliers[rows[met]] = found[met]
        return multipliers

    def applied(self, state: GridState, multipliers: Floats) -> tuple[GridState, Floats, Floats]:
        """The balanced state, and all quantities before and after ``[interval, quantity]``."""
        problem = self._problem(state)
        after = problem.given.copy()
        rows = np.flatnonzero(~self._projection.balanced(problem))
        if not rows.size:
            return state, problem.given, after
        after[rows] = self._projection.finish(problem.part(rows), multipliers[rows])
        return self.quantities.unstack(state, after), problem.given, after

    def refuse_wrong(self, state: GridState, before: Floats, after: Floats, problems: Problems) -> None:
        """Report areas that had energy and were left without any, and those whose balance is still missed."""
        problem = self._problem(state)
        had, has = (self._projection.throughput(problem, values) for values in (before, after))
        emptied = np.asarray(problem.counts & (had > 0) & (has <= EMPTIED * had))
        excess = np.abs(self._projection.excess(problem, after))
        left = (excess > EMPTIED * has) & ~emptied

        def describe_emptied(where: list[int]) -> tuple[Place, dict[str, object]]:
            interval, area = where
            energy = f"{2 * had[interval, area]:.6g}"
            return NOWHERE, self._where(state.starts_s[interval], area) | {"energy_mwh": energy}

        def describe_left(where: list[int]) -> tuple[Place, dict[str, object]]:
            interval, area = where
            missing = f"{excess[interval, area]:.6g}"
            return NOWHERE, self._where(state.starts_s[interval], area) | {"missing_mwh": missing}

        problems.add_all(NOTHING_SUPPLIES, np.argwhere(emptied).tolist(), describe_emptied)
        problems.add_all(NOT_FOUND, np.argwhere(left).tolist(), describe_left)

    def _problem(self, state: GridState) -> Unbalanced:
        quantities, given, counts = self.quantities, self.quantities.stack(state), ~state.missing
        lower = np.broadcast_to(np.where(quantities.bounded, 0.0, -np.inf), given.shape).copy()
        upper = np.full(given.shape, np.inf)
        ties, loss = quantities.parts[Adjusted.EXCHANGE], state.tie_loss_mwh
        lower[:, ties] = np.where((loss > 0) & (given[:, ties] > 0), loss, lower[:, ties])
        upper[:, ties] = np.where((loss > 0) & (given[:, ties] < 0), -loss, upper[:, ties])
        touches = _at(counts, quantities.into) | _at(counts, quantities.out_of)
        lower, upper = np.where(touches, lower, -np.inf), np.where(touches, upper, np.inf)
        give = np.where((given != 0) & touches, self.give, 0.0)
        return Unbalanced(given, give, lower, upper, quantities.losses(state), counts)

    def _refuse_held(self, state: GridState, problem: Unbalanced, problems: Problems) -> bool:
        below = np.argwhere((problem.give == 0) & (problem.given < problem.lower)).tolist()
        series = series_of(self.quantities) if below else ()

        def describe(where: list[int]) -> tuple[Place, dict[str, object]]:
            interval, at = where
            found = {"quantity": series[at].kind, "area": series[at].area, "energy_mwh": problem.given[interval, at]}
            return NOWHERE, found | {"start": stamp(state.starts_s[interval])}

        problems.add_all(HELD_BELOW_ZERO, below, describe)
        return not below

    def _refuse_unmet(self, start_s: int, problem: Unbalanced, multipliers: Floats, problems: Problems) -> bool:
        """Report areas whose balance is not met after all steps; whether there are any.

        What a state may miss its balances by is met: an area that misses by less is none of them.
        """
        _, values = self._projection.values(problem, multipliers[None, :])
        excess = self._projection.excess(problem, values)[0]
        throughput = self._projection.throughput(problem, values)[0]
        areas = np.flatnonzero(np.abs(excess) > EMPTIED * throughput).tolist()
        kind = NOT_FOUND if areas and is_feasible(self._projection.signs, problem, 0) else CANNOT_BALANCE
        for area in areas:
            params = self._where(start_s, area) | {"missing_mwh": f"{abs(excess[area]):.6g}"}
            problems.error(kind, NOWHERE, **params)
        return bool(areas)

    def _where(self, start_s: int, area: int) -> dict[str, object]:
        return {"area": self.quantities.frame.areas[area].code, "start": stamp(start_s)}


def _at(counts: Flags, areas: Index) -> Flags:
    return np.asarray(np.where(areas != NO_AREA, counts[:, np.maximum(areas, 0)], False))


def stamp(start_s: int) -> str:
    """An instant for a message."""
    return utc_datetime(int(start_s)).strftime("%Y-%m-%dT%H:%MZ")
