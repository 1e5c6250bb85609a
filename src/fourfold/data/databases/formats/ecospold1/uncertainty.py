"""Distributions of EcoSpold 1.

``standardDeviation95`` is the square of the geometric standard deviation for a lognormal (type 1) and twice the
standard deviation for a normal (type 2); types 3 and 4 are triangular and uniform between ``minValue`` and
``maxValue``. What is given is the whole uncertainty: scores in the comment are already in it.
"""

from __future__ import annotations

import math

from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.records import Distribution, Uncertainty
from fourfold.data.databases.report import Effect

_NAMES = {"1": "lognormal", "2": "normal", "3": "triangular", "4": "uniform"}


def read_uncertainty(spot: Spot, amount: float) -> Uncertainty | None:
    """The distribution of an amount; one that cannot be used is reported and left out.

    Args:
        spot: the exchange.
        amount: its mean value.
    """
    code = spot.text("uncertaintyType")
    if code in ("", "0"):
        return None
    if code in ("1", "2"):
        made, reason = _spread(spot, code, amount)
    elif code in ("3", "4"):
        made, reason = _between(spot, code, amount)
    else:
        made, reason = None, "uncertaintyType"
    if made is None:
        found = _NAMES.get(code, code)
        spot.note(Effect.NOT_READ, shared.UNCERTAINTY_LEFT_OUT, "uncertaintyType", found=found, reason=reason)
    return made


def _spread(spot: Spot, code: str, amount: float) -> tuple[Uncertainty | None, str]:
    """A distribution with a spread, or why it cannot be used."""
    spread = spot.number_or_none("standardDeviation95")
    if spread is None:
        return None, "standardDeviation95"
    reason = f"standardDeviation95 {spread:g}, meanValue {amount:g}"
    if code == "2":
        return (Uncertainty(Distribution.NORMAL, amount, spread / 2) if spread >= 0 else None), reason
    usable = spread >= 1 and amount != 0
    return (Uncertainty(Distribution.LOGNORMAL, amount, math.sqrt(spread)) if usable else None), reason


def _between(spot: Spot, code: str, amount: float) -> tuple[Uncertainty | None, str]:
    """A distribution with two ends, or why it cannot be used."""
    low, high = spot.number_or_none("minValue"), spot.number_or_none("maxValue")
    if low is None or high is None:
        return None, "minValue, maxValue"
    reason = f"minValue {low:g}, maxValue {high:g}"
    if code == "4":
        return (Uncertainty(Distribution.UNIFORM, low, high) if low <= high else None), reason
    given = spot.number_or_none("mostLikelyValue")
    # Where the file leaves the mode out, as the format advises, the mean value is that of the triangle.
    mode = 3 * amount - low - high if given is None else given
    usable = low <= mode <= high
    return (Uncertainty(Distribution.TRIANGULAR, low, mode, high) if usable else None), f"{reason}, mode {mode:g}"
