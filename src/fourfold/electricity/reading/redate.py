"""Data of one year standing for another, by a declared rule and never silently (law 2).

The rule works on standard clocks, which never jump, so that no interval is lost or doubled where summer time begins or
ends: the reading at a date and time of the standard clock of its zone stands for the same time on the standard clock of
the target zone, on the same date or on the nearest day with the same weekday. The year is taken as a circle: what a
shift moves over one end comes in at the other. Between years of the same length every interval is used exactly once,
so a year of energy is conserved to the last quantum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from fourfold.core.intervals import Grid, clock_s, days_in_year
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import DAY_S, Ints, standard_offset_s
from fourfold.electricity.specs import RedateSpec

REDATE_INCOMPLETE = MessageKind(
    "redate-incomplete",
    N_("a rule for re-dating needs both years"),
    N_("redate_rule, redate_from_year and redate_to_year together, or none of them"),
    N_("fill or clear the three columns"),
)
REDATE_YEARS_DIFFER = MessageKind(
    "redate-years-differ",
    N_("{from_year} has {from_days} days and {to_year} has {to_days}"),
    N_("two years of the same length, so that every reading is used once"),
    N_("take the readings of another year"),
)
REDATE_BEYOND_YEAR = MessageKind(
    "redate-beyond-year",
    N_("the period does not lie in {to_year}, the year the data are to stand for"),
    N_("a period within {to_year} (by the clock of {to_zone}, give or take the difference of time zones)"),
    N_("correct redate_to_year, or give data for the rest of the period"),
)
REDATED = MessageKind(
    "redated",
    N_(
        "Data of {from_year} stand for {to_year} ({subject}): rule {rule}, days shifted by {shift}; the standard clock"
        " of {from_zone} is read as that of {to_zone}; {wrapped} intervals come from the other end of the year."
    ),
)
SAME_WEEKDAY = "same-weekday"
_MOST_OVERHANG_S = 26 * 3600


@dataclass(frozen=True, slots=True)
class Redating:
    """Which instants of the recorded year stand for the intervals of a grid.

    Attributes:
        sources: UTC seconds at which the recorded intervals begin ``[interval]``.
        assumption: what was assumed, for the result.
    """

    sources: Ints
    assumption: Assumption


def redate_spec(
    rule: str, from_year: int | None, to_year: int | None, zones: tuple[str, str], declared: Place, problems: Problems
) -> RedateSpec | None:
    """The declared rule, or nothing where none is declared or it cannot be used.

    Args:
        rule: ``same-date``, ``same-weekday`` or empty.
        from_year: year of the data.
        to_year: year they stand for.
        zones: zone of the data and zone whose clock they stand for.
        declared: the row that declares it.
        problems: receives what is wrong.
    """
    if not rule and from_year is None and to_year is None:
        return None
    if not rule or from_year is None or to_year is None:
        problems.error(REDATE_INCOMPLETE, declared.at("redate_rule"))
        return None
    from_days, to_days = days_in_year(from_year), days_in_year(to_year)
    if from_days != to_days:
        problems.error(
            REDATE_YEARS_DIFFER,
            declared.at("redate_from_year"),
            from_year=from_year,
            from_days=from_days,
            to_year=to_year,
            to_days=to_days,
        )
        return None
    return RedateSpec(rule, from_year, to_year, *zones)


def redate(grid: Grid, spec: RedateSpec, subject: str, declared: Place, problems: Problems) -> Redating | None:
    """Find for each interval of a grid the recorded interval that stands for it.

    Args:
        grid: the intervals wanted.
        spec: the rule; both years have the same number of days.
        subject: meter or series, for the assumption.
        declared: the row that declares the rule.
        problems: receives an error when the grid does not lie in the year the data stand for.
    """
    year_s = days_in_year(spec.to_year) * DAY_S
    target = clock_s(spec.to_year, standard_offset_s(spec.to_zone, spec.to_year))
    source = clock_s(spec.from_year, standard_offset_s(spec.from_zone, spec.from_year))
    early, late = target - grid.start_s, grid.end_s - target - year_s
    if grid.end_s - grid.start_s > year_s or max(early, late) > _MOST_OVERHANG_S:
        problems.error(REDATE_BEYOND_YEAR, declared.at("redate_to_year"), to_year=spec.to_year, to_zone=spec.to_zone)
        return None
    shift = weekday_shift(spec.from_year, spec.to_year) if spec.rule == SAME_WEEKDAY else 0
    position = grid.starts() - target + shift * DAY_S
    wrapped = int(((position < 0) | (position >= year_s)).sum())
    assumption = Assumption(
        REDATED,
        {
            "subject": subject,
            "rule": spec.rule,
            "from_year": str(spec.from_year),
            "to_year": str(spec.to_year),
            "from_zone": spec.from_zone,
            "to_zone": spec.to_zone,
            "shift": f"{shift:+d}" if shift else "0",
            "wrapped": str(wrapped),
        },
        (declared,),
    )
    return Redating(source + position % year_s, assumption)


def weekday_shift(from_year: int, to_year: int) -> int:
    """Days by which the recorded calendar is read ahead (positive) or back so that weekdays agree: −3 to 3."""
    ahead = (date(to_year, 1, 1).weekday() - date(from_year, 1, 1).weekday()) % 7
    return ahead - 7 if ahead > 3 else ahead


def within_recorded(sources: Ints, spec: RedateSpec, starts: Ints) -> Ints:
    """The instants near New Year moved by a whole year where the record holds the place of the circle there only.

    A record of the local calendar year can begin an hour before the standard clock's year does (summer at New Year).
    """
    if not starts.size:
        return sources
    year_s = days_in_year(spec.from_year) * DAY_S
    begin = clock_s(spec.from_year, standard_offset_s(spec.from_zone, spec.from_year))
    late = (sources > starts[-1]) & (sources >= begin + year_s - _MOST_OVERHANG_S)
    early = (sources < starts[0]) & (sources < begin + _MOST_OVERHANG_S)
    moved = sources + year_s * (early.astype(np.int64) - late)
    return np.where((moved < starts[0]) | (moved > starts[-1]), sources, moved)
