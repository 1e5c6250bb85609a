"""Distributions that can be calculated with: their moments must not leave the range of floating-point numbers."""

from __future__ import annotations

import math

from fourfold.core.problems import N_, MessageKind
from fourfold.data.databases.records import Distribution, Uncertainty

MOST_LOG = 20.0
"""Largest logarithm of a geometric standard deviation; the mean of the distribution is then e²⁰⁰ times its median."""
MOST = 1e150
"""Largest size of any other parameter: its square is still a number."""

DISTRIBUTION_BEYOND = MessageKind(
    "distribution-out-of-range",
    N_("the distribution of an amount of process {process} cannot be calculated with: {found}"),
    N_("a geometric standard deviation from 1 to e^20, other parameters below 1e150"),
    N_("the amount is kept without it; correct the distribution in the source"),
)
BASE_BEYOND = MessageKind(
    "base-uncertainty-out-of-range",
    N_("the basic uncertainty of an amount of process {process} is {found}"),
    N_("a squared geometric standard deviation from 1 to e^40"),
    N_("it is left out; correct it in the source"),
)


def is_calculable(u: Uncertainty) -> bool:
    """Whether mean and variance of a distribution are numbers."""
    if u.distribution is Distribution.LOGNORMAL:
        return abs(u.a) <= MOST and u.b >= 1 and math.log(u.b) <= MOST_LOG
    if u.distribution is Distribution.DISCRETE:
        return all(abs(value) <= MOST for value in (*u.values, *u.weights))
    numbers = (u.a, u.b, u.c) if u.distribution is Distribution.TRIANGULAR else (u.a, u.b)
    return all(abs(value) <= MOST for value in numbers)


def is_calculable_base(base: float) -> bool:
    """Whether a squared geometric standard deviation can be calculated with."""
    return base >= 1 and math.log(base) <= 2 * MOST_LOG


def spelled(u: Uncertainty) -> str:
    """A distribution in short, for messages."""
    return f"{u.distribution.value} " + ", ".join(f"{value:g}" for value in (u.a, u.b, u.c) if not math.isnan(value))
