"""When: the length of each series' intervals, the length to which all are brought, and the intervals of the run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import gcd, lcm

import numpy as np

from fourfold.core.intervals import Period, spell_instant
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import HOUR_S, Ints, offset_s
from fourfold.electricity.grid.assembly.intake import FINEST_S, Intake
from fourfold.electricity.grid.assembly.names import some_of
from fourfold.electricity.grid.assembly.series import ROLE_TERMS, Role, Series
from fourfold.electricity.grid.assembly.spool import Rows
from fourfold.electricity.grid.assembly.steps import fill_unknown, step_of_unsaid, steps_by_series, steps_fit
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding
from fourfold.formats.yaml_text import YamlText

MOST_INTERVALS = 5_000_000

PERIODS_WRONG = MessageKind(
    "grid-periods-wrong",
    N_("the period from {found} does not end after it begins, or overlaps the one before"),
    N_("periods in order, each ending after it begins"),
    N_("correct the days; end is the day after the last"),
)
PERIOD_OFF_GRID = MessageKind(
    "grid-period-off-grid",
    N_("the period from {found} begins inside an interval of the data ({minutes} minutes)"),
    N_("periods whose local midnight begins an interval"),
    N_("declare the time_zone of the data's days, or a finer resolution_minutes"),
)
TOO_LONG = MessageKind(
    "grid-too-long",
    N_("the rows reach from {start} to {end}: {count} intervals"),
    N_("at most {most} intervals"),
    N_("correct a mistyped year, or split the data"),
)
RESOLUTION_ASSUMED = MessageKind(
    "grid-resolution-assumed",
    N_("nothing tells how long the only interval is: {minutes} minutes are assumed"),
)
RESOLUTION_FOUND = MessageKind(
    "grid-resolution-found", N_("{role} of {areas}: intervals of {minutes} minutes, brought to {target}")
)


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The intervals of a grid.

    Attributes:
        step_s: length of an interval.
        unit_s: what divides every length that occurs, and the interval.
        phase_s: how far intervals begin past a multiple of their length.
        starts_s: ``[interval]``, ascending.
        stretches: unbroken stretches as ranges of intervals.
        series_step_s: length of the rows of each series that do not say it ``[series]``.
        longest_s: longest rows that occur, at least an interval.
        is_assumed: whether nothing told the length: every series is a single row.
    """

    step_s: int
    unit_s: int
    phase_s: int
    starts_s: Ints
    stretches: tuple[tuple[int, int], ...]
    series_step_s: Ints
    longest_s: int
    is_assumed: bool = False

    def steps_of(self, rows: Rows) -> Ints:
        """How long each row lasts ``[row]``, seconds."""
        given = rows["step_s"].astype(np.int64)
        return np.where(given > 0, given, self.series_step_s[rows["series"]])


def declared_periods(
    declaration: GridDeclaration, yaml: YamlText | None, problems: Problems
) -> tuple[tuple[int, int], ...]:
    """The declared periods in UTC seconds, those that touch joined; empty where none is declared."""
    zone = declaration.time_zone or "UTC"
    periods: list[tuple[int, int]] = []
    for at, days in enumerate(declaration.periods):
        if days.end <= days.start:
            problems.error(PERIODS_WRONG, _place(yaml, "periods", at), found=days.start)
            continue
        period = Period.of_days(days.start, days.end, zone)
        if periods and period.start_s < periods[-1][1]:
            problems.error(PERIODS_WRONG, _place(yaml, "periods", at), found=days.start)
        elif periods and period.start_s == periods[-1][1]:
            periods[-1] = (periods[-1][0], period.end_s)
        else:
            periods.append((period.start_s, period.end_s))
    return tuple(periods)


def make_timeline(
    intake: Intake,
    series: Sequence[Series],
    declaration: GridDeclaration,
    proposed_minutes: int,
    periods: tuple[tuple[int, int], ...],
    yaml: YamlText | None,
    problems: Problems,
) -> Timeline | None:
    """The intervals of the run, or nothing after reporting why there are none.

    The length is the declared one, else the one the adapter proposes, else the shortest that all lengths up to an
    hour divide, else an hour, which is told. Intervals begin where the rows of that length begin; where all rows are
    shorter, at whole multiples of the length on the clock of the declared zone.
    """
    unsaid = step_of_unsaid(intake, series)
    target_s = 60 * int(declaration.resolution_minutes or proposed_minutes or 0)
    steps = steps_by_series(intake, unsaid)
    if not target_s:
        short = [step for of in steps for step in of if 0 < step <= HOUR_S and HOUR_S % step == 0]
        target_s = min(lcm(*short), HOUR_S) if short else HOUR_S
    is_assumed = not declaration.resolution_minutes and not any(max(of, default=0) for of in steps)
    unsaid = fill_unknown(series, steps, unsaid, target_s)
    steps = steps_by_series(intake, unsaid)
    if not steps_fit(intake, series, steps, target_s, declaration, problems):
        return None
    phase_s = _phase(intake, steps, target_s, declaration.time_zone)
    bounds = _bounds(intake, steps, target_s, phase_s)
    if periods:
        if not _periods_fit(periods, target_s, phase_s, declaration, yaml, problems):
            return None
        bounds = periods
    count = sum(end - start for start, end in bounds) // target_s
    if count > MOST_INTERVALS:
        zone = declaration.time_zone or "UTC"
        spelled = {"start": spell_instant(bounds[0][0], zone), "end": spell_instant(bounds[-1][1], zone)}
        place = series[int(np.argmax(intake.last_s))].place
        problems.error(TOO_LONG, Place(place.file), count=count, most=MOST_INTERVALS, **spelled)
        return None
    starts = [np.arange(start, end, target_s, dtype=np.int64) for start, end in bounds]
    edges = np.cumsum([0, *(part.size for part in starts)]).tolist()
    unit = gcd(target_s, *(step for of in steps for step in of if step <= target_s))
    return Timeline(
        target_s,
        unit,
        phase_s,
        np.concatenate(starts),
        tuple(pairwise(edges)),
        unsaid,
        max(target_s, *(step for of in steps for step in of)),
        is_assumed,
    )


def resolutions(intake: Intake, series: Sequence[Series], timeline: Timeline) -> list[Finding]:
    """Which lengths occur, by what is measured and area."""
    areas: dict[tuple[Role, str], set[str]] = {}
    for one, steps in zip(series, steps_by_series(intake, timeline.series_step_s), strict=True):
        if not steps or one.role is Role.ESTIMATED:
            continue
        minutes = ", ".join(str(step // 60) for step in sorted(steps))
        areas.setdefault((one.role, minutes), set()).add(one.names[0])
    target = str(timeline.step_s // 60)
    return [
        Finding(
            Assumption(
                RESOLUTION_FOUND,
                {"role": ROLE_TERMS[role], "minutes": minutes, "areas": some_of(sorted(names)), "target": target},
            ),
            len(names),
        )
        for (role, minutes), names in sorted(areas.items())
    ]


def _phase(intake: Intake, steps: list[set[int]], target_s: int, time_zone: str) -> int:
    rows: dict[int, int] = {}
    for bits, of, count in zip(intake.phases.tolist(), steps, intake.rows.tolist(), strict=True):
        if max(of, default=0) < target_s:
            continue
        phases = {slot * FINEST_S % target_s for slot in range(HOUR_S // FINEST_S) if bits >> slot & 1}
        for phase in phases:
            rows[phase] = rows.get(phase, 0) + count // len(phases)
    if rows:
        return min(rows, key=lambda phase: (-rows[phase], phase))
    return -offset_s(time_zone, int(intake.first_s.min())) % target_s if time_zone else 0


def _bounds(intake: Intake, steps: list[set[int]], target_s: int, phase_s: int) -> tuple[tuple[int, int], ...]:
    lasting = np.array([max(of, default=0) for of in steps], np.int64)
    start = int(intake.first_s.min()) - phase_s
    end = int((intake.last_s + lasting).max()) - phase_s
    return ((start // target_s * target_s + phase_s, -(-end // target_s) * target_s + phase_s),)


def _periods_fit(
    periods: tuple[tuple[int, int], ...],
    target_s: int,
    phase_s: int,
    declaration: GridDeclaration,
    yaml: YamlText | None,
    problems: Problems,
) -> bool:
    fit = True
    for start, end in periods:
        if (start - phase_s) % target_s or (end - phase_s) % target_s:
            found = spell_instant(start, declaration.time_zone or "UTC")
            problems.error(PERIOD_OFF_GRID, _place(yaml, "periods"), found=found, minutes=target_s // 60)
            fit = False
    return fit


def _place(yaml: YamlText | None, *path: str | int) -> Place:
    return yaml.place(path) if yaml else Place("grid.yaml", 0, ".".join(str(step) for step in path))
