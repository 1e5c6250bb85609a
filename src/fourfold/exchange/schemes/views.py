"""What the page of a comparison shows: bars of a walk from one scheme's figure to another's, and gaps by verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.core.lines import Line
from fourfold.exchange.report.document import Object, decimal_at, object_at, objects_at, text_at
from fourfold.exchange.report.numbers import Numbers

_WHOLE = Decimal(100)
_LEAST_DIGITS, _MOST_DIGITS = 4, 9
_NOISE = Decimal("1e-9")
"""Share of the base below which a difference is that of two solutions of one figure, not of two rules."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the walk; places are percent of the width of the plot.

    Attributes:
        step: the step of the document; ``None`` for the figures at either end.
        standard: scheme of an end; empty for a step.
        kg_co2e: figure of an end, or the step's difference.
        left, width: where the bar stands.
        falls: whether it makes the figure smaller.
    """

    step: Object | None
    standard: str
    kg_co2e: Decimal
    left: Decimal
    width: Decimal
    falls: bool


def walk(decomposition: Object) -> list[Bar]:
    """The bars from the base to the other scheme, ends included."""
    base, other = decimal_at(decomposition, "base_kg_co2e"), decimal_at(decomposition, "other_kg_co2e")
    steps = objects_at(decomposition, "steps")
    levels = [base]
    for step in steps:
        levels.append(levels[-1] + decimal_at(step, "difference_kg_co2e"))
    low, high = min(Decimal(0), *levels), max(Decimal(0), *levels)

    def bar(step: Object | None, standard: str, kg_co2e: Decimal, start: Decimal, end: Decimal) -> Bar:
        left, right = _percent(min(start, end) - low, high - low), _percent(max(start, end) - low, high - low)
        return Bar(step, standard, kg_co2e, left, right - left, end < start)

    return [
        bar(None, text_at(decomposition, "base"), base, Decimal(0), base),
        *(
            bar(step, "", after - before, before, after)
            for step, before, after in zip(steps, levels, levels[1:], strict=False)
        ),
        bar(None, text_at(decomposition, "other"), other, Decimal(0), other),
    ]


def digits_of(document: Object) -> int:
    """Significant digits of totals that let differences show two of their own."""
    digits = _LEAST_DIGITS
    for side in objects_at(document, "sides"):
        for figure in objects_at(side, "figures"):
            total, difference = decimal_at(figure, "total_kg_co2e"), decimal_at(figure, "difference_kg_co2e")
            if is_told(difference, total):
                digits = max(digits, total.adjusted() - difference.adjusted() + 2)
    return min(digits, _MOST_DIGITS)


def is_told(difference: Decimal, base: Decimal) -> bool:
    """Whether a difference is more than noise of the calculation."""
    return abs(difference) > abs(base) * _NOISE


def signed(numbers: Numbers, difference: Decimal, base: Decimal) -> str:
    """A difference with its sign; nothing where it is noise of the calculation."""
    return numbers.signed_kg(difference) if is_told(difference, base) else "0"


def largest(figures: Sequence[Object]) -> Decimal:
    """The largest size of the totals of a side, for bars beside them."""
    return max((abs(decimal_at(figure, "total_kg_co2e")) for figure in figures), default=Decimal(0))


def shown_lines(figures: Sequence[Object]) -> list[str]:
    """Result lines that are not zero everywhere."""
    return [line.value for line in Line if any(decimal_at(object_at(f, "lines"), line.value) for f in figures)]


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole * _WHOLE).quantize(Decimal("0.01")) if whole else Decimal(0)
