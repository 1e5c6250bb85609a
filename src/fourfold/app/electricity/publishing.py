"""Publish the factors of an area as a sealed series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fourfold.app.electricity.factors import inputs_of, load_factors
from fourfold.app.electricity.outputs import check_outputs, writing
from fourfold.core.intervals import Grid as IntervalGrid
from fourfold.core.intervals import Period, date_of, local_calendar
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.version import __version__
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.factors.bare import clock_is_known
from fourfold.electricity.factors.calendar_reading import load_calendar
from fourfold.electricity.factors.faults import PUBLISH_ENDS_EARLY
from fourfold.electricity.factors.ladder import Fallback
from fourfold.electricity.factors.publish import Publication, publish
from fourfold.electricity.factors.sealed import SealedSeries
from fourfold.electricity.factors.table import FactorTable
from fourfold.formats.dates import DATE_WRONG, read_date

SERIES_SUFFIX = MessageKind(
    "series-suffix",
    N_("{found} does not end in .json, which a sealed series is"),
    N_("a name that ends in .json, such as CN-JS.series.json"),
    N_("choose such a name"),
)


@dataclass(frozen=True, slots=True)
class PublishRequest:
    """What a command asks to be published.

    Attributes:
        factors: factor file of the area; its resolution is that of the series.
        also: further files, such as another year's or an enclosing area's.
        area: code.
        series: short name of the series; blank for one made from the area.
        publisher, document: who vouches for the series, and as what.
        start, end: first day and day after the last, ISO; blank for what the factors cover.
        time_zone: zone of the days; blank for that of the factors.
        fallback: how far down the ladder.
        default_area: area whose factors stand in at the last rung.
        calendar: kinds of day of the typical hour.
        quantity, gwp_set, claim, losses, status: of factors that came without their meta file.
    """

    factors: Path
    also: Sequence[Path]
    area: str
    publisher: str
    document: str = ""
    series: str = ""
    start: str = ""
    end: str = ""
    time_zone: str = ""
    fallback: str = "none"
    default_area: str = ""
    calendar: str = "weekdays"
    quantity: str = ""
    gwp_set: str = "unstated"
    claim: str = "location"
    losses: str = "unstated"
    status: str = ""


def publish_series(request: PublishRequest, output: Path) -> SealedSeries:
    """Publish the factors of an area: rounded once, labelled, sealed.

    Raises:
        InputError: the factors cannot be used, an interval has none and no fallback is allowed, or the output cannot
            be written.
    """
    paths = [request.factors, *request.also]
    if output.suffix.lower() != ".json":
        raise InputError([Problem(SERIES_SUFFIX, Place("--output"), {"found": output.name})])
    check_outputs([path for one in paths for path in inputs_of(one, request.calendar)], {"--output": output})
    tables = [load_factors(path) for path in paths]
    problems = Problems()
    period = _period(request, tables[0], problems)
    calendar = load_calendar(request.calendar, problems)
    problems.raise_if_errors()
    assert calendar is not None  # noqa: S101 - it has a problem otherwise
    document = request.document or _document(request, tables[0])
    wanted = Publication(
        series=request.series or request.area.lower(),
        area=request.area,
        source=Source(request.publisher, document),
        period=period,
        fallback=Fallback(request.fallback),
        default_area=request.default_area,
        basis=_basis(request),
        status=Status(request.status) if request.status else None,
    )
    made = publish(tables, wanted, calendar, f"fourfold {__version__}", problems)
    if made is None:
        raise InputError(problems.sorted())
    with writing(output):
        made.write(output)
    return made


def _basis(request: PublishRequest) -> Basis | None:
    if not request.quantity:
        return None
    return Basis(
        Quantity(request.quantity),
        Claim(request.claim),
        Averaging.AVERAGE,
        Losses(request.losses),
        GwpSet(request.gwp_set),
    )


def _period(request: PublishRequest, table: FactorTable, problems: Problems) -> Period | None:
    """The days asked for; nothing where none are."""
    zone = request.time_zone or table.meta.time_zone
    if not clock_is_known(zone, table, problems):
        return None
    if not request.start and not request.end:
        return None if not request.time_zone else _whole(table, zone)
    days: list[date] = []
    for option, text in (("--from", request.start), ("--to", request.end)):
        day = read_date(text)
        if day is None:
            problems.error(DATE_WRONG, Place(option), found=text or "–")
        else:
            days.append(day)
    if len(days) < 2:
        return None
    if days[1] <= days[0]:
        problems.error(PUBLISH_ENDS_EARLY, Place("--to"), start=request.start, end=request.end)
        return None
    return Period.of_days(days[0], days[1], zone)


def _whole(table: FactorTable, zone: str) -> Period:
    step_s = table.meta.step_minutes * 60
    return Period(int(table.starts_s[0]), int(table.starts_s[-1]) + step_s, zone)


def _document(request: PublishRequest, table: FactorTable) -> str:
    """What is published, where nobody named it: the file, the area, the days."""
    zone = request.time_zone or table.meta.time_zone
    one = IntervalGrid(int(table.starts_s[0]), max(table.meta.step_minutes, 1), 1)
    start = request.start or date_of(int(local_calendar(one, zone).day[0])).isoformat()
    return f"{request.factors.name}, {request.area}, {start} – {request.end or '…'}"
