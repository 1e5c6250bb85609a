"""How long the rows of each series last: as they say, or as far apart as they stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.intake import FINEST_S, Intake
from fourfold.electricity.grid.assembly.series import Role, Series
from fourfold.electricity.grid.assembly.spool import Spool
from fourfold.electricity.grid.declaration import GridDeclaration

_SURELY = 3
"""A spacing that occurs so often is that of the series and not of a gap."""

STEP_UNFIT = MessageKind(
    "grid-step-unfit",
    N_("the intervals of {series} are {found} minutes long, which does not fit intervals of {target} minutes"),
    N_("whole multiples of five minutes that divide the interval, or are whole multiples of it"),
    N_("declare a resolution_minutes that fits, or correct the durations"),
)
SHARE_FINER = MessageKind(
    "grid-share-finer",
    N_("loss shares of {series} are given every {found} minutes, finer than the {target} minutes of the grid"),
    N_("one share for each interval: shares of unlike energies do not add"),
    N_("give the losses in MWh, or declare a finer resolution_minutes"),
)
STEP_COARSER = MessageKind(
    "grid-step-coarser",
    N_("the intervals of {series} are {found} minutes long, coarser than the {target} minutes of the grid"),
    N_("at most {target} minutes"),
    N_("declare a coarser resolution_minutes; or set repairs: coarser: spread to spread them evenly, as an estimate"),
)


def step_of_unsaid(intake: Intake, series: Sequence[Series]) -> Ints:
    """The smallest spacing of the rows that do not say how long they last ``[series]``; 0 where there is none.

    The two directions of a tie count as one series: files may list only the direction that flows. A spacing that was
    seen a few times only may be that of a series with rows missing; then that of the other series counts, unless the
    rows fill the time of the others without a rest.
    """
    asked = intake.steps.get(0)
    if asked is None or not asked.any():
        return np.zeros(len(series), np.int64)
    numbers: dict[tuple[object, ...], int] = {}
    groups = np.array([numbers.setdefault(_group(one), len(numbers)) for one in series], np.int64)
    spacing, times = _smallest_spacing(intake.spool, groups, len(numbers))
    first, last = np.full(len(numbers), np.iinfo(np.int64).max), np.full(len(numbers), np.iinfo(np.int64).min)
    np.minimum.at(first, groups, intake.first_s)
    np.maximum.at(last, groups, intake.last_s)
    of_most = _of_most(spacing[groups], intake.rows)
    if of_most:
        like = spacing == of_most
        fills = (first == first[like].min()) & (last + spacing == last[like].max() + of_most)
        doubtful = (spacing > of_most) & (spacing % of_most == 0) & (times < _SURELY) & ~fills
        spacing[doubtful] = of_most
    return spacing[groups]


def _of_most(spacing: Ints, rows: Ints) -> int:
    """The spacing of most rows, the smaller of two; 0 where there is none."""
    found, of = np.unique(spacing[spacing > 0], return_inverse=True)
    counts = np.bincount(of, rows[spacing > 0], found.size)
    return int(found[counts.argmax()]) if found.size else 0


def _group(series: Series) -> tuple[object, ...]:
    if series.role is Role.ESTIMATED:  # stands in the rows of the generation
        return (Role.GENERATION, series.names)
    if series.role is not Role.EXCHANGE:
        return (series.role, series.names)
    return (series.role, *sorted(series.names[:2]), series.names[2])


def _smallest_spacing(spool: Spool, groups: Ints, count: int) -> tuple[Ints, Ints]:
    """Smallest spacing of stamps and how often it occurs ``[group]``, also across the edge of a bucket."""
    none = np.iinfo(np.int64).max
    smallest, times = np.full(count, none, np.int64), np.zeros(count, np.int64)

    def take(of: Ints, gap: Ints) -> None:
        before = smallest.copy()
        np.minimum.at(smallest, of, gap)
        times[smallest < before] = 0
        np.add.at(times, of, gap == smallest[of])

    last = np.full(count, none, np.int64)
    for rows in spool.buckets():
        rows = rows[rows["step_s"] == 0]
        if not rows.size:
            continue
        base = int(rows["start_s"].min())
        span = int(rows["start_s"].max()) - base + 1
        key = np.sort(groups[rows["series"]] * span + (rows["start_s"] - base))
        of, at = np.divmod(key, span)
        at += base
        gap = np.diff(at)
        same = (of[1:] == of[:-1]) & (gap > 0)
        take(of[1:][same], gap[same])
        first = np.concatenate([[True], of[1:] != of[:-1]])
        seen = first & (last[of] != none)
        take(of[seen], at[seen] - last[of[seen]])
        last[of] = at
    smallest[smallest == none] = 0
    return smallest, times


def steps_by_series(intake: Intake, unsaid: Ints) -> list[set[int]]:
    """Every length that occurs, by series; 0 where it is not known."""
    found: list[set[int]] = [set() for _ in range(len(intake.book))]
    for step, has in intake.steps.items():
        for series in np.flatnonzero(has).tolist():
            found[series].add(step or int(unsaid[series]))
    return found


def fill_unknown(series: Sequence[Series], steps: list[set[int]], unsaid: Ints, target_s: int) -> Ints:
    """A series of one row lasts as the others of its role do, where those agree; else as the interval ``[series]``."""
    filled = unsaid.copy()
    for at, of in enumerate(steps):
        if 0 in of:
            alike = {
                step for one, other in zip(series, steps, strict=True) if one.role is series[at].role for step in other
            }
            alike.discard(0)
            filled[at] = alike.pop() if len(alike) == 1 else target_s
    return filled


def steps_fit(
    intake: Intake,
    series: Sequence[Series],
    steps: list[set[int]],
    target_s: int,
    declaration: GridDeclaration,
    problems: Problems,
) -> bool:
    """Whether every length divides the interval, or is a whole multiple of it and may be spread.

    Where rows could not be read, which is told, lengths that are not said but inferred are no news.
    """
    fit = True
    if not intake.is_whole:
        unsaid = intake.steps.get(0, np.zeros(len(series), np.bool_))
        fit = not any(step > target_s for of, no in zip(steps, unsaid, strict=True) if no for step in of)
        steps = [set() if no else of for of, no in zip(steps, unsaid, strict=True)]
    for one, of in zip(series, steps, strict=True):
        for step in sorted(of if one.role is not Role.ESTIMATED else ()):
            spelled = {"series": one.text, "found": f"{step / 60:g}", "target": target_s // 60}
            shorter = step <= target_s
            if step % FINEST_S or (target_s % step if shorter else step % target_s):
                problems.error(STEP_UNFIT, one.place, **spelled)
                fit = False
            elif step < target_s and one.role is Role.TIE_LOSS_SHARE:
                problems.error(SHARE_FINER, one.place, **spelled)
                fit = False
            elif not shorter and declaration.repairs.coarser == "refuse":
                problems.error(STEP_COARSER, one.place, **spelled)
                fit = False
    return fit
