"""Numbers of a floating-point solve as text, for JSON, which holds no floats."""

from __future__ import annotations

import math

DIGITS = 12


def number_text(value: float) -> str | None:
    """A number at twelve significant digits, to which solves agree; ``None`` for what is no finite number."""
    return f"{value + 0.0:.{DIGITS}g}" if math.isfinite(value) else None
