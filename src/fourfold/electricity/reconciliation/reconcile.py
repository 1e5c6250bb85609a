"""Reconciliation: the smallest weighted change after which every area balances in every interval (reference 1.11).

    generation + imports received + discharge = demand + exports sent + charge + losses

Rules, beside the weights of the settings:

* Intervals that balance are handed on as they are, bit for bit.
* Losses are taken as given. A tie that loses energy keeps its direction and sends at least what it loses; other ties
  and borders may change sign, everything else stays at 0 or above.
* A measured zero is kept: nothing is lifted from zero to make a balance close.
* Areas with missing input have no balance; ties to them may still change for the sake of the other end.
* Stocks of stores are not looked at: tracing refuses a store that discharges more than it holds.
* Where balances cannot be met, or only by emptying an area altogether, that is an error with area and interval.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import polars as pl

from fourfold.core.problems import N_, Assumption, InputError, MessageKind, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.data.source import WEAKENING_STATUS, Status
from fourfold.electricity.grid.derived import DerivedGrid
from fourfold.electricity.grid.state import Finding, Floats, GridData, GridFrame, GridState
from fourfold.electricity.reconciliation.adjustments import SeriesAdjustment, Tally, adjustment_rows, series_of
from fourfold.electricity.reconciliation.block import BlockSolver, stamp
from fourfold.electricity.reconciliation.quantities import Quantities
from fourfold.electricity.reconciliation.settings import Adjusted, ReconcileSettings, WeightRule

RECONCILED = MessageKind(
    "grid-reconciled",
    N_(
        "the data do not balance and were changed as little as possible until they do "
        "({weights} weights, {intervals} of {of} intervals)"
    ),
)
CHANGED = MessageKind(
    "grid-adjusted",
    N_("{quantity}: {series} series changed by {total_mwh} MWh in all, most at {start} in {area} ({largest_mwh} MWh)"),
)
_TICK = N_("reconciling")


@dataclass(frozen=True)
class Reconciled(DerivedGrid):
    """A grid whose areas balance, and what was changed for it. A `GridData`; intervals are made when they are drawn.

    Attributes:
        grid: as it was.
        settings: how it was reconciled.
        summary: the series that were changed, the most changed first.
        intervals: how many intervals were changed.
    """

    grid: GridData
    settings: ReconcileSettings
    summary: tuple[SeriesAdjustment, ...]
    intervals: int
    _solver: BlockSolver
    _multipliers: tuple[Floats, ...]

    @cached_property
    def frame(self) -> GridFrame:
        """What the axes mean; changed data are at best derived."""
        status = max(self.grid.frame.status, Status.DERIVED, key=WEAKENING_STATUS.index)
        return replace(self.grid.frame, status=status) if self.intervals else self.grid.frame

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What reading told, and one finding for each kind of quantity that was changed."""
        return (*self.grid.findings, *_findings(self.summary))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """Those of the grid, and that it was reconciled."""
        if not self.intervals:
            return self.grid.assumptions
        trust = " ".join(f"{kind}={factor!r}" for kind, factor in self.settings.trust.items())
        params = {
            "weights": str(self.settings.weights),
            "trust": trust,
            "intervals": str(self.intervals),
            "of": str(self.starts_s.size),
        }
        return (*self.grid.assumptions, Assumption(RECONCILED, params))

    def blocks(self) -> Iterator[GridState]:
        """The intervals in order, balanced."""
        for state, multipliers in zip(self.grid.blocks(), self._multipliers, strict=True):
            yield self._solver.applied(state, multipliers)[0]

    def adjustments(self) -> Iterator[pl.DataFrame]:
        """Every change, block by block, with the columns of `adjustments.ADJUSTMENTS`."""
        series = series_of(self._solver.quantities)
        for state, multipliers in zip(self.grid.blocks(), self._multipliers, strict=True):
            _, before, after = self._solver.applied(state, multipliers)
            yield adjustment_rows(series, state.starts_s, before, after, self._solver.weight)


def reconcile(grid: GridData, settings: ReconcileSettings = ReconcileSettings(), tick: Tick = no_tick) -> Reconciled:  # noqa: B008 - frozen
    """Change a grid as little as possible until every area balances.

    Reads the grid twice: for the mean size of every series, and to solve. Of each interval only the multipliers of the
    balances are kept, so that memory does not grow with the number of series.

    Args:
        grid: as measured.
        settings: weights, and what is held.
        tick: told of progress.

    Raises:
        InputError: balances that cannot be met, each with area and interval.
    """
    quantities = Quantities.of(grid.frame)
    solver = BlockSolver(quantities, _give(grid, quantities, settings))
    tally, problems = Tally(quantities.count), Problems()
    multipliers, changed, done = [], 0, 0
    for state in grid.blocks():
        refused = len(problems)
        multipliers.append(solver.solve(state, problems))
        done += state.starts_s.size
        tick(_TICK, done, grid.starts_s.size)
        if len(problems) > refused:
            continue
        _, before, after = solver.applied(state, multipliers[-1])
        solver.refuse_wrong(state, before, after, problems)
        tally.add(state.starts_s, before, after)
        changed += int((before != after).any(axis=1).sum())
    if problems.errors:
        raise InputError(problems.sorted())
    return Reconciled(grid, settings, tally.of(series_of(quantities)), changed, solver, tuple(multipliers))


def _give(grid: GridData, quantities: Quantities, settings: ReconcileSettings) -> Floats:
    """How readily each series changes, one over its weight ``[quantity]``; 0 where it is held."""
    give = np.ones(quantities.count)
    if settings.weights is WeightRule.RELATIVE:
        total, intervals = np.zeros(quantities.count), 0
        for state in grid.blocks():
            total += np.abs(quantities.stack(state)).sum(axis=0)
            intervals += state.starts_s.size
        give = total / max(intervals, 1)
    for kind, trust in settings.trust.items():
        give[quantities.parts[kind]] /= trust
    return give


def _findings(summary: tuple[SeriesAdjustment, ...]) -> Iterator[Finding]:
    for kind in Adjusted:
        changed = [one for one in summary if one.series.kind is kind]
        if changed:
            worst = max(changed, key=lambda one: abs(one.largest_mwh))
            params = {
                "quantity": str(kind),
                "series": str(len(changed)),
                "total_mwh": f"{sum(one.total_mwh for one in changed):.6g}",
                "largest_mwh": f"{worst.largest_mwh:.6g}",
                "area": worst.series.area,
                "start": stamp(worst.largest_at_s),
            }
            yield Finding(Assumption(CHANGED, params), sum(one.count for one in changed))
