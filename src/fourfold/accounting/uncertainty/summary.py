"""Draws in a few numbers, each with the error that the number of draws leaves.

With n independent draws, mean m, standard deviation s, fourth central moment μ4 and quantile function Q:

    error of the mean                 s / √n
    error of the standard deviation   √((μ4 − s⁴) / n) / (2 s)
    error of the quantile p           (Q(p + d) − Q(p − d)) / 2 with d = √(p (1 − p) / n)

The first two are the large-sample errors of sample moments (Kendall & Stuart, The advanced theory of statistics, vol.
1, ch. 10), the third the distribution-free interval of an order statistic (David & Nagaraja, Order statistics, 7.1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.system import Floats

LOW, HIGH = 0.025, 0.975


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number and its standard error from the finite number of draws."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What draws tell.

    Attributes:
        mean, sd, median: of the draws.
        low, high: quantiles 2.5 % and 97.5 %: 95 % of the draws lie between them.
        count: how many draws.
    """

    mean: Estimate
    sd: Estimate
    median: Estimate
    low: Estimate
    high: Estimate
    count: int


def summarise(draws: Floats) -> Summary:
    """Summary of draws [draw]; all ``nan`` where there are fewer than two."""
    n = len(draws)
    if n < 2:
        nothing = Estimate(float("nan"), float("nan"))
        return Summary(nothing, nothing, nothing, nothing, nothing, n)
    if draws.min() == draws.max():
        same = Estimate(float(draws[0]), 0.0)
        return Summary(same, Estimate(0.0, 0.0), same, same, same, n)
    mean, sd = float(draws.mean()), float(draws.std(ddof=1))
    spread = max(float(((draws - mean) ** 4).mean()) - sd**4, 0.0)
    deviation = Estimate(sd, float(np.sqrt(spread / n)) / (2 * sd))
    ordered = np.sort(draws)
    low, median, high = (_quantile(ordered, p) for p in (LOW, 0.5, HIGH))
    return Summary(Estimate(mean, sd / float(np.sqrt(n))), deviation, median, low, high, n)


def _quantile(ordered: Floats, p: float) -> Estimate:
    half = float(np.sqrt(p * (1 - p) / len(ordered)))
    value, below, above = np.quantile(ordered, [p, max(p - half, 0.0), min(p + half, 1.0)])
    return Estimate(float(value), float(above - below) / 2)
