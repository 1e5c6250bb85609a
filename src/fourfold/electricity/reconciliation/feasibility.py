"""Whether the balances of an interval can be met at all: asked of a linear program when the projection does not end."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.reconciliation.projection import Unbalanced
from fourfold.electricity.reconciliation.quantities import Sparse

_INFEASIBLE = 2


def is_feasible(signs: Sparse, problem: Unbalanced, interval: int) -> bool:
    """Whether any values within the bounds, held ones unchanged, meet the balances of an interval.

    Args:
        signs: how quantities enter balances ``[area, quantity]``.
        problem: what is projected.
        interval: which of its intervals, one whose balances are not met as they are.
    """
    from scipy.optimize import linprog

    moves, counts = problem.give[interval] > 0, problem.counts[interval]
    if not moves.any():
        return False
    held = np.where(moves, 0.0, problem.given[interval])
    outcome = linprog(
        np.zeros(int(moves.sum())),
        A_eq=signs[counts][:, moves],
        b_eq=(problem.lost[interval] - signs @ held)[counts],
        bounds=np.column_stack((problem.lower[interval, moves], problem.upper[interval, moves])),
        method="highs",
    )
    return int(outcome.status) != _INFEASIBLE
