"""What a report shows of the draws of a study: intervals on one scale, and where their width comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from fourfold.core.lines import Line
from fourfold.core.words import Words
from fourfold.exchange.report.document import (
    Object,
    decimal_at,
    integer_at,
    list_at,
    names_at,
    object_at,
    objects_at,
    optional_decimal_at,
    text_at,
)

_TICKS = 5
_MOST_CAUSES = 12
_ROUNDING = Decimal("1e-6")
_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
_WHOLE = Decimal(100)


@dataclass(frozen=True, slots=True)
class Span:
    """A line of the result with its interval; places are percent of the width of the plot.

    Attributes:
        line: ``total`` or a result line.
        figure: of the result.
        mean, sd, median, low, high: of the draws; ``None`` where no draw has a result.
        left, width: of the interval.
        dot, mark: of the figure and of the median.
    """

    line: str
    figure: Decimal
    mean: Decimal | None
    sd: Decimal | None
    median: Decimal | None
    low: Decimal | None
    high: Decimal | None
    left: Decimal | None
    width: Decimal | None
    dot: Decimal
    mark: Decimal | None


@dataclass(frozen=True, slots=True)
class Cause:
    """Where some of the variance comes from: short name, words for it where the result has them, and the share."""

    id: str
    name: str
    share: Decimal


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """The draws of a result.

    Attributes:
        draws, seed, failed, drawn: counts.
        spans: intervals, the total first.
        ticks: place in percent and value of the marks of the scale.
        causes: sources of variance, the largest first.
        rest: share of the variance of all others.
        fixed_share: share of the emissions for whose amount no uncertainty is given.
        from_ratings, from_ranges: what was drawn from quality ratings and from ranges.
        otherwise: how many amounts were drawn from what a row or a database says.
    """

    draws: int
    seed: int
    failed: int
    drawn: int
    spans: Sequence[Span]
    ticks: Sequence[tuple[Decimal, Decimal]]
    causes: Sequence[Cause]
    rest: Decimal
    fixed_share: Decimal | None
    from_ratings: Sequence[str]
    from_ranges: Sequence[str]
    otherwise: int

    @property
    def total(self) -> Span:
        """The interval of the total."""
        return self.spans[0]


def read_uncertainty(result: Object, w: Words) -> Uncertainty | None:
    """The draws of a result; ``None`` where none were asked for.

    Raises:
        ResultShapeError: the document is not shaped like a result.
    """
    if "uncertainty" not in result:
        return None
    found = object_at(result, "uncertainty")
    spans, ticks = _spans(result, object_at(found, "kg_co2e"))
    causes = _causes(result, found, w)
    ratings, ranges = ([str(name) for name in list_at(found, key)] for key in ("from_ratings", "from_ranges"))
    drawn = integer_at(found, "drawn")
    return Uncertainty(
        integer_at(found, "draws"),
        integer_at(found, "seed"),
        integer_at(found, "failed"),
        drawn,
        spans,
        ticks,
        causes,
        _rest(causes),
        optional_decimal_at(found, "fixed_share"),
        ratings,
        ranges,
        max(0, drawn - len(ratings) - len(ranges)),
    )


def _rest(causes: Sequence[Cause]) -> Decimal:
    """Share of the variance that is of no cause named; nothing where only rounding is left."""
    left = 1 - sum((cause.share for cause in causes), Decimal(0))
    return left if causes and left > _ROUNDING else Decimal(0)


def _spans(result: Object, intervals: Object) -> tuple[list[Span], list[tuple[Decimal, Decimal]]]:
    footprint = object_at(result, "footprint")
    lines = object_at(footprint, "lines")
    figures = {"total": decimal_at(footprint, "total_kg_co2e")}
    figures |= {line.value: decimal_at(lines, line.value) for line in Line if line.value in intervals}
    told = {line: object_at(intervals, line) for line in figures}
    values = {
        line: {key: optional_decimal_at(object_at(summary, key), "value") for key in _SUMMARY}
        for line, summary in told.items()
    }
    known = [*figures.values(), *(value for each in values.values() for value in (each["low"], each["high"]) if value)]
    low, high = min(Decimal(0), *known), max(Decimal(0), *known)
    ticks = _ticks(low, high)
    low, high = min(low, ticks[0]), max(high, ticks[-1])

    def at(value: Decimal | None) -> Decimal | None:
        return None if value is None else _percent(value - low, high - low)

    spans = []
    for line, each in values.items():
        left, right, dot = at(each["low"]), at(each["high"]), _percent(figures[line] - low, high - low)
        width = None if left is None or right is None else right - left
        spans.append(Span(line, figures[line], **each, left=left, width=width, dot=dot, mark=at(each["median"])))
    return spans, [(_percent(tick - low, high - low), tick) for tick in ticks]


_SUMMARY = ("mean", "sd", "median", "low", "high")


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole * _WHOLE).quantize(Decimal("0.01")) if whole else Decimal(0)


def _ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Round numbers from the lowest to the highest value or just beyond."""
    rough = (high - low) / _TICKS
    if not rough:
        return [low]
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(number * power for number in _STEPS if number * power >= rough)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    return [step * number for number in range(int(first), int(last) + 1)]


def _causes(result: Object, found: Object, w: Words) -> list[Cause]:
    footprint = object_at(result, "footprint")
    names = {text_at(part, "id"): w.name(names_at(part)) for part in objects_at(result, "sources")}
    names |= {text_at(part, "item"): w.name(names_at(part)) for part in objects_at(footprint, "contributions")}
    causes = []
    for source in objects_at(found, "sources"):
        what = text_at(source, "what")
        causes.append(Cause(what, names.get(what, ""), optional_decimal_at(source, "share") or Decimal(0)))
    return causes[:_MOST_CAUSES]
