"""Two products with common draws: what they share cancels out of the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.system import Floats
from fourfold.accounting.uncertainty.simulation import Simulation
from fourfold.accounting.uncertainty.summary import Estimate, Summary, summarise


@dataclass(frozen=True, slots=True)
class Comparison:
    """Product A against product B, in each draw.

    Attributes:
        first, second: what the draws of A and of B tell.
        difference: of A − B.
        ratio: of A ÷ B; ``None`` where B is not positive in every draw.
        below: probability that A is lower than B, with its standard error.
        equal: share of draws in which both are the same.
        correlation: of A and B over the draws; ``nan`` where one does not vary.
        apart: of A − B if both were drawn independently of each other: how wide the difference would look without
            common draws.
        below_apart: probability that A is lower than B, likewise.
    """

    first: Summary
    second: Summary
    difference: Summary
    ratio: Summary | None
    below: Estimate
    equal: float
    correlation: float
    apart: Summary
    below_apart: Estimate


def compare(simulation: Simulation, first: int, second: int, indicator: int = 0) -> Comparison:
    """Compare two products whose draws were kept.

    Independent draws are had by setting A of one draw against B of the draw half the number away: draws are independent
    of each other.

    Args:
        simulation: with the draws of both.
        first, second: columns of A and B.
        indicator: which of the simulation's.
    """
    a, b = simulation.of(first, indicator), simulation.of(second, indicator)
    apart = np.roll(b, len(b) // 2)
    varies = len(a) > 1 and a.std() > 0 and b.std() > 0
    return Comparison(
        first=summarise(a),
        second=summarise(b),
        difference=summarise(a - b),
        ratio=summarise(a / b) if len(b) and (b > 0).all() else None,
        below=_probability(a < b),
        equal=float((a == b).mean()) if len(a) else float("nan"),
        correlation=float(np.corrcoef(a, b)[0, 1]) if varies else float("nan"),
        apart=summarise(a - apart),
        below_apart=_probability(a < apart),
    )


def _probability(events: np.ndarray[tuple[int], np.dtype[np.bool_]] | Floats) -> Estimate:
    """Share of the events that happened, and its binomial error."""
    if not len(events):
        return Estimate(float("nan"), float("nan"))
    p = float(np.mean(events))
    return Estimate(p, float(np.sqrt(p * (1 - p) / len(events))))
