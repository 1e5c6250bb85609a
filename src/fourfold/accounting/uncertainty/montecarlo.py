"""Monte Carlo: scores of all products for each draw of the uncertain amounts.

Every draw solves (I − C_d)ᵀ y_d = q_d, beginning at the solution y without uncertainty. Only scores are computed, never
inventories: one solve serves all products, and two products of one draw can be compared. The first draw is solved again
by `Solver`, and the difference is part of the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

import numpy as np

from fourfold.accounting.background.system import LinearSystem
from fourfold.accounting.background.upstream import upstream
from fourfold.accounting.uncertainty.layout import Layout
from fourfold.accounting.uncertainty.running import Mean, Run
from fourfold.accounting.uncertainty.simulation import Failure, Simulation, Tally
from fourfold.accounting.uncertainty.uncertain import Uncertain
from fourfold.accounting.uncertainty.weighing import Weighing
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.core.progress import Tick, no_tick

TOLERANCE = 1e-6
MOST_KEPT = 100_000_000
WORTH_COMPILING = 200_000_000
"""Entries times draws from which the compiled way makes up for the time of loading it."""

TOO_MUCH_KEPT = MessageKind(
    "draws-too-many-to-keep",
    N_("{found} scores do not fit: {draws} draws of {products} products"),
    N_("at most {most} scores"),
    N_("name the products to keep, or draw less often"),
)
TOO_FEW_DRAWS = MessageKind("draws-too-few", N_("{found} draws say nothing about a spread"), N_("at least 2 draws"))


def simulate(
    system: LinearSystem,
    uncertain: Uncertain,
    weighing: Weighing,
    *,
    draws: int = 1000,
    seed: int = 1,
    products: Sequence[int] | None = None,
    compiled: bool | None = None,
    tolerance: float = TOLERANCE,
    tick: Tick = no_tick,
) -> Simulation:
    """Draw the uncertain amounts and score all products, many times.

    Characterisation factors and shares of co-products are not drawn. The same arguments give the same draws; asking
    for more leaves the first ones as they are, to the tolerance.

    Args:
        system: any.
        uncertain: its uncertain exchanges.
        weighing: what flows count for.
        draws: how many, at least 2.
        seed: not negative.
        products: which are wanted; all by default. Only they and what they need are drawn.
        compiled: whether to use compiled code; by default where it is installed and worth loading.
        tolerance: largest error of a draw relative to the gross score of each product.
        tick: told of progress.

    Raises:
        InputError: the system has no solution at its means, fewer than 2 draws, or more scores than can be kept.
    """
    kept = np.arange(system.size) if products is None else np.asarray(products, np.int64)
    _check(draws, len(kept), len(weighing.names))
    system, at = upstream(system, kept)
    mean = Mean.of(system, weighing)
    layout = Layout(system, uncertain, weighing.of_entries(system), mean.scale)
    if compiled is None:
        compiled = find_spec("numba") is not None and len(layout.values) * draws >= WORTH_COMPILING
    run = Run(layout, mean, seed, tolerance)
    fixed, point = ~layout.varying(), mean.scores @ weighing.mix.T
    tally = Tally(len(kept), len(weighing.names))
    scores = np.full((draws, len(kept), len(weighing.names)), np.nan)
    failures: dict[int, Failure] = {}
    for number, found in run.lockstep(draws) if compiled else run.stepwise(range(draws)):
        if isinstance(found, Failure):
            failures[number] = found
        else:
            values = (found * layout.scale[:, None]) @ weighing.mix.T
            values[fixed] = point[fixed]
            scores[number] = values[at]
            tally.add(values[at])
        tick(N_("Draws"), number + 1, draws)
    path = "compiled" if compiled else "stepwise"
    error = float("nan") if 0 in failures else run.error_of_first()
    sizes = (draws, seed, len(layout.used), tolerance, error, path)
    return Simulation(weighing.names, kept, scores, point[at], tally.mean, tally.sd, failures, *sizes)


def _check(draws: int, kept: int, indicators: int) -> None:
    if draws < 2:
        raise InputError([Problem(TOO_FEW_DRAWS, Place("--draws"), {"found": str(draws)})])
    if draws * kept * indicators > MOST_KEPT:
        params = {"found": draws * kept * indicators, "draws": draws, "products": kept, "most": MOST_KEPT}
        raise InputError([Problem(TOO_MUCH_KEPT, Place("--draws"), {k: str(v) for k, v in params.items()})])
