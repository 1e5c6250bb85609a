"""Uncertainty of an exchange, from ILCD's words into ours.

ILCD's field ``relativeStandardDeviation95In`` is a percentage: of a log-normal distribution the square of the geometric
standard deviation (the amount times it is the 97.5 % value), of a normal one twice the standard deviation over the
mean (ILCD 1.1 schema, notes on the field). Some programs write the ratio SDg² itself; a value from 1 to 10, which as a
percentage would be impossible, is read so and reported. Between 10 and 100 neither reading is safe: no uncertainty.
"""

from __future__ import annotations

import math

from fourfold.data.databases.formats.ilcd.messages import DEVIATION_AS_RATIO, MODE_TAKEN, UNCERTAINTY_UNCLEAR
from fourfold.data.databases.formats.ilcd.numbers import number_of
from fourfold.data.databases.formats.ilcd.tree import Node
from fourfold.data.databases.records import Distribution, Uncertainty
from fourfold.data.databases.report import Effect, ImportReport

_LARGEST_RATIO = 10.0


def uncertainty_of(node: Node, amount: float, scale: float, report: ImportReport) -> Uncertainty | None:
    """The distribution of an amount; ``None`` where none is given or it cannot be read (reported).

    Args:
        node: the exchange or parameter.
        amount: its value as the source gives it.
        scale: what the amount is multiplied by afterwards, and the distribution with it.
        report: receives what is unclear.
    """
    kind = node.get("uncertaintyDistributionType").casefold().replace("-", "").replace(" ", "")
    if kind in ("", "undefined"):
        return None
    deviation = node.get("relativeStandardDeviation95In")
    found: Uncertainty | str
    if kind == "lognormal":
        found = _lognormal(node, number_of(deviation), amount, report)
    elif kind == "normal":
        found = _normal(number_of(deviation), amount)
    elif kind in ("uniform", "triangular"):
        found = _between(node, kind, amount, report)
    else:
        found = "unknown distribution"
    if isinstance(found, Uncertainty):
        return found if scale == 1 else _scaled(found, scale)
    report.note(Effect.NOTED, UNCERTAINTY_UNCLEAR, node.place, distribution=kind, found=deviation or "–", reason=found)
    return None


def _lognormal(node: Node, deviation: float | None, amount: float, report: ImportReport) -> Uncertainty | str:
    if deviation is None:
        return "no deviation"
    if amount == 0:
        return "the amount is 0"
    if deviation >= 100:
        squared = deviation / 100
    elif 1 <= deviation <= _LARGEST_RATIO:
        squared = deviation
        report.note(Effect.REPAIRED, DEVIATION_AS_RATIO, node.place, found=deviation)
    else:
        return "neither a percentage of at least 100 nor a ratio"
    return Uncertainty(Distribution.LOGNORMAL, amount, math.sqrt(squared))


def _normal(deviation: float | None, amount: float) -> Uncertainty | str:
    if deviation is None or deviation < 0:
        return "no deviation"
    return Uncertainty(Distribution.NORMAL, amount, abs(amount) * deviation / 200)


def _between(node: Node, kind: str, amount: float, report: ImportReport) -> Uncertainty | str:
    low, high = number_of(node.get("minimumAmount")), number_of(node.get("maximumAmount"))
    if low is None or high is None:  # parameters call them values
        low, high = number_of(node.get("minimumValue")), number_of(node.get("maximumValue"))
    if low is None or high is None or low > high:
        return "no minimum and maximum"
    if kind == "uniform":
        return Uncertainty(Distribution.UNIFORM, low, high)
    middle = (low + high) / 2
    if not low <= amount <= high or math.isclose(amount, middle, rel_tol=1e-6, abs_tol=1e-300):
        return Uncertainty(Distribution.TRIANGULAR, low, middle, high)
    report.note(Effect.NOTED, MODE_TAKEN, node.place, found=amount, middle=middle)
    return Uncertainty(Distribution.TRIANGULAR, low, amount, high)


def _scaled(u: Uncertainty, by: float) -> Uncertainty:
    """The distribution of `by` times the amount."""
    b = u.b if u.distribution is Distribution.LOGNORMAL else u.b * by
    return Uncertainty(u.distribution, u.a * by, b, u.c * by)
