"""A meter divided among the processes and batches behind it by what they produced, record by record, nothing lost.

The key of a meter is output (amounts in one unit, in record periods common to all processes), running time, or a recipe
(`sharing_keys`). Energy of intervals of which no record takes any is refused, or goes by a declared rule
(`sharing_idle`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from fourfold.core.intervals import Grid, ranges, spell_range
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import resolve_local, utc_second
from fourfold.electricity.energy import EnergySeries, split_by_weights
from fourfold.electricity.integers import Exact, whole_weights
from fourfold.electricity.specs import ProductionRecord, ShareKey
from fourfold.electricity.supply.sharing_idle import REFUSE, IdleKind, IdleRule, with_idle
from fourfold.electricity.supply.sharing_keys import (
    MeterShares,
    ShareUnit,
    Span,
    keys_are_sound,
    shares_of,
    weights_by_time,
)

RECORD_EMPTY = MessageKind(
    "production-record-empty",
    N_("the record ends at {found}, not after its start"),
    N_("an end after the start"),
    N_("correct the times"),
)
RECORD_OFF_CLOCK = MessageKind(
    "production-record-off-clock",
    N_("{found} is not one moment in {zone}, where the clock changed"),
    N_("a time that the clock showed once"),
    N_("write it with its offset from UTC, such as 2024-10-27T02:15+01:00"),
)
RECORD_OFF_GRID = MessageKind(
    "production-record-off-grid",
    N_("the record begins or ends inside an interval of the meter ({found})"),
    N_("times at which an interval of {minutes} minutes begins"),
    N_("correct the times"),
)
RECORDS_CROSS = MessageKind(
    "production-records-cross",
    N_("the record overlaps the one at {other} without having the same start and end"),
    N_("records of one meter that have the same start and end, or do not meet"),
    N_("give every process of the meter the same record periods; amounts of unlike periods are not comparable"),
)
RECORD_REPEATED = MessageKind(
    "production-record-repeated",
    N_("the process {found} has this record twice (first at {other})"),
    N_("one record of a process in a period"),
    N_("remove or add up the records"),
)
RECORD_MISSING = MessageKind(
    "production-record-missing",
    N_("the process {process} shares the meter {meter} and has no record of {found}, where others have one"),
    N_("a record of every process that shares the meter in each record period"),
    N_("add the record; write the amount 0 if the process produced nothing"),
)
UNITS_DIFFER = MessageKind(
    "production-units-differ",
    N_("the record is in {found}, others of the meter in {other}"),
    N_("one unit for all production on a meter"),
    N_("convert the amounts"),
)
NOT_COVERED = MessageKind(
    "production-not-covered",
    N_("the meter {meter} shows energy in {found}, and no production record says whose"),
    N_("records that cover every interval with energy"),
    N_("add the records"),
)
NO_PRODUCTION = MessageKind(
    "production-zero",
    N_("the meter {meter} shows energy in {found}, and every process produced zero"),
    N_("production above zero where there is energy"),
    N_("correct the amounts, or lengthen the records so that idle energy falls to the production it serves"),
)


def share_meter(
    meter: str,
    energy: EnergySeries,
    records: Sequence[ProductionRecord],
    time_zone: str,
    place: Place,
    problems: Problems,
    idle: IdleRule = REFUSE,
) -> MeterShares | None:
    """Divide a meter's energy among processes and batches: each interval by the shares of the records that meet it.

    Args:
        meter: its short name, for messages.
        energy: the meter's energy in the study period.
        records: its production records.
        time_zone: zone of their times without offset.
        place: the row that asks for the division.
        problems: receives everything that is wrong with the records.
        idle: what becomes of energy in intervals of which no record takes any.

    Returns:
        Energy by process and by batch; in every interval it sums to the meter's.
    """
    if not records:
        found = spell_range(energy.grid.start_s, energy.grid.end_s, time_zone)
        problems.error(NOT_COVERED, place, meter=meter, found=found)
        return None
    by_output = records[0].key is ShareKey.OUTPUT
    if not keys_are_sound(records, problems):
        return None
    spans = _spans(records, time_zone, energy.grid, problems, on_grid=by_output)
    if spans is None or not _check_records(records, spans, problems):
        return None
    if by_output and not _check_complete(meter, records, spans, time_zone, problems):
        return None
    units = list(dict.fromkeys((record.process, record.batch) for record in records))
    weights, covered = (_weights if by_output else weights_by_time)(units, records, spans, energy.grid)
    is_idle = sum(weights[1:], start=weights[0]) == 0
    if idle.kind is IdleKind.REFUSE:
        if not _is_all_taken(meter, energy, covered, is_idle, time_zone, place, problems):
            return None
        return shares_of(meter, units, records, split_by_weights(energy, weights))
    return with_idle(meter, energy, units, records, weights, is_idle, idle, time_zone, place, problems)


def _is_all_taken(
    meter: str,
    energy: EnergySeries,
    covered: NDArray[np.bool_],
    is_idle: NDArray[np.bool_],
    time_zone: str,
    place: Place,
    problems: Problems,
) -> bool:
    """Whether every interval with energy lies in a record, and one with production."""
    sound = True
    has_energy = energy.energy > 0
    for kind, where in ((NOT_COVERED, has_energy & ~covered), (NO_PRODUCTION, has_energy & covered & is_idle)):
        for start, end in ranges(where, energy.grid.starts(), energy.grid.step_s):
            problems.error(kind, place, meter=meter, found=spell_range(start, end, time_zone))
            sound = False
    return sound


def _spans(
    records: Sequence[ProductionRecord], time_zone: str, grid: Grid, problems: Problems, *, on_grid: bool
) -> list[Span] | None:
    """UTC seconds of start and end of each record, or nothing when one has none or they do not fit the grid."""
    spans = []
    for record in records:
        start = _instant(record.start, time_zone, record.place.at("start"), problems)
        end = _instant(record.end, time_zone, record.place.at("end"), problems)
        if start is None or end is None:
            continue
        if end <= start:
            problems.error(RECORD_EMPTY, record.place.at("end"), found=record.end.isoformat(timespec="minutes"))
            continue
        if on_grid and ((start - grid.start_s) % grid.step_s or (end - grid.start_s) % grid.step_s):
            found = spell_range(start, end, time_zone)
            problems.error(RECORD_OFF_GRID, record.place, found=found, minutes=grid.step_minutes)
            continue
        spans.append((start, end))
    return spans if len(spans) == len(records) else None


def _instant(local: datetime, time_zone: str, place: Place, problems: Problems) -> int | None:
    if local.tzinfo is not None:
        return utc_second(local)
    second = np.array([utc_second(local.replace(tzinfo=UTC))], np.int64)
    resolved = resolve_local(time_zone, second)
    if resolved.absent[0] or resolved.lone[0]:
        problems.error(RECORD_OFF_CLOCK, place, found=local.isoformat(timespec="minutes"), zone=time_zone)
        return None
    return int(resolved.instants[0])


def _check_records(records: Sequence[ProductionRecord], spans: Sequence[Span], problems: Problems) -> bool:
    sound, by_output = True, records[0].key is ShareKey.OUTPUT
    seen: dict[tuple[Span, str, str], ProductionRecord] = {}
    latest: tuple[Span, ProductionRecord] | None = None
    for span, record in sorted(zip(spans, records, strict=True), key=lambda pair: (pair[0], pair[1].place)):
        first = seen.setdefault((span, record.process, record.batch), record)
        if first is not record:
            problems.error(RECORD_REPEATED, record.place, found=record.process, other=first.place)
            sound = False
        if by_output and latest is not None and span != latest[0] and span[0] < latest[0][1]:
            problems.error(RECORDS_CROSS, record.place, other=latest[1].place)
            sound = False
        if latest is None or span[1] > latest[0][1]:
            latest = span, record
        if by_output and record.unit != records[0].unit:
            problems.error(UNITS_DIFFER, record.place.at("unit"), found=record.unit, other=records[0].unit)
            sound = False
    return sound


def _check_complete(
    meter: str, records: Sequence[ProductionRecord], spans: Sequence[Span], time_zone: str, problems: Problems
) -> bool:
    """Whether every process has a record wherever one has; the energy of a missing one would fall to the others."""
    by_span: dict[Span, dict[str, ProductionRecord]] = {}
    for span, record in zip(spans, records, strict=True):
        by_span.setdefault(span, {})[record.process] = record
    sound = True
    processes = dict.fromkeys(record.process for record in records)
    for span, group in by_span.items():
        for process in processes:
            if process not in group:
                found, place = spell_range(*span, time_zone), next(iter(group.values())).place
                problems.error(RECORD_MISSING, place, process=process, meter=meter, found=found)
                sound = False
    return sound


def _weights(
    units: Sequence[ShareUnit], records: Sequence[ProductionRecord], spans: Sequence[Span], grid: Grid
) -> tuple[list[Exact], NDArray[np.bool_]]:
    """Weight of each process and batch ``[interval]``, and which intervals lie in a record."""
    covered = np.zeros(grid.count, np.bool_)
    weights: dict[ShareUnit, Exact] = {unit: np.zeros(grid.count, np.int64) for unit in units}
    by_span: dict[Span, list[ProductionRecord]] = {}
    for span, record in zip(spans, records, strict=True):
        by_span.setdefault(span, []).append(record)
    for (start, end), group in by_span.items():
        first, last = (max(0, (second - grid.start_s) // grid.step_s) for second in (start, end))
        covered[first:last] = True
        for record, weight in zip(group, whole_weights([Fraction(one.amount) for one in group]), strict=True):
            unit = record.process, record.batch
            if weight >= 2**62:
                weights[unit] = weights[unit].astype(object)
            weights[unit][first:last] = weight
    return list(weights.values()), covered
