"""Files of corrections: which corrections are known at a moment, one for each reading."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from fourfold.core.intervals import spell_instant
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import SERIES_MOST_BYTES, read_bounded
from fourfold.core.zones import DAY_S, Ints, resolve_local, utc_datetime
from fourfold.electricity.metering.amounts import Amounts, read_amounts
from fourfold.electricity.metering.corrections import Corrections
from fourfold.electricity.metering.forms import FORM_DIFFERS, Form, read_table, sniffed
from fourfold.electricity.metering.qualities import Flags, Quality, read_qualities
from fourfold.electricity.metering.table_files import CellKind
from fourfold.electricity.reading.clocks import LOCAL_TIME_ABSENT, LOCAL_TIME_AMBIGUOUS
from fourfold.electricity.reading.columns import TextTable
from fourfold.electricity.reading.interval_files import STAMP_BLANK, STAMP_UNREADABLE
from fourfold.electricity.reading.stamps import Stamps, TimeFormatError, read_stamps
from fourfold.electricity.specs import MeterSpec

RECEIVED_LOCAL = MessageKind(
    "correction-received",
    N_("{found} is not a moment with its offset from UTC"),
    N_("when the correction was received, such as 2024-05-02T08:00:00Z"),
    N_("correct the cell: which corrections count is decided by it"),
)
CORRECTIONS_TIED = MessageKind(
    "corrections-tied",
    N_("two corrections for {found} were received at the same moment"),
    N_("one correction of a reading at a moment"),
    N_("remove one of them, or say which was received later"),
)
TIME, ENERGY, RECEIVED, QUALITY = "time", "energy", "received", "quality"


def read_corrections(
    folder: Path,
    spec: MeterSpec,
    known_at_s: int | None,
    scale: tuple[int, int],
    words: Mapping[str, Quality],
    problems: Problems,
) -> Corrections | None:
    """The corrections known at a moment; nothing after reporting what cannot be used.

    Args:
        folder: the study folder.
        spec: the meter's row.
        known_at_s: UTC second; ``None`` takes all.
        scale: power of ten of the readings' unit in Wh, and the finest quantum.
        words: declared words of quality; measured, estimated and missing say themselves.
        problems: receives what is wrong.
    """
    text = _open(folder, spec, bool(words), problems)
    received = None if text is None else _moments(text, problems)
    if text is None or received is None:
        return None
    rows = np.flatnonzero(received <= known_at_s) if known_at_s is not None else np.arange(text.count)
    latest = known_at_s if known_at_s is not None else int(received.max())
    kept = TextTable(
        text.file,
        {name: column.gather(rows) for name, column in text.columns.items()},
        text.lines_of(rows),
        text.sheet,
        text.has_typed_times,
    )
    moment, place = moment_text(utc_datetime(latest)), Place(spec.corrections_file)
    if not rows.size:
        nothing: Ints = np.zeros(0, np.int64)
        return Corrections(nothing, Amounts(nothing, 0), np.zeros(0, np.int8), nothing, moment, place)
    starts = _starts(kept, spec, problems)
    every = {quality.name.lower(): quality for quality in Quality} | dict(words)
    has_quality = QUALITY in kept.columns
    unmarked: Flags = np.zeros(kept.count, np.int8)
    flags = read_qualities(kept, QUALITY, every, None, spec.place, problems) if has_quality else unmarked
    found = None if flags is None else read_amounts(kept, ENERGY, flags, scale, False, problems)
    if starts is None or found is None:
        return None
    return _latest(starts, *found, received[rows], kept, moment, spec, problems)


def _open(folder: Path, spec: MeterSpec, has_quality: bool, problems: Problems) -> TextTable | None:
    declared = spec.place.at("corrections_file")
    file = spec.corrections_file
    data = read_bounded(folder, file, declared, problems, SERIES_MOST_BYTES)
    if data is None:
        return None
    form = sniffed(data)
    if form not in (Form.CSV, Form.XLSX, Form.PARQUET):
        params = {"form": "csv, xlsx, parquet", "file": file, "found": form or "xml"}
        problems.error(FORM_DIFFERS, declared, said="column corrections_file", **params, declared=spec.place)
        return None
    wanted: dict[str, CellKind] = {TIME: "time", ENERGY: "number", RECEIVED: "time"}
    return read_table(data, form, file, wanted | ({QUALITY: "mark"} if has_quality else {}), "", spec.place, problems)


def _moments(text: TextTable, problems: Problems) -> Ints | None:
    """UTC seconds at which the corrections were received; nothing where one has no moment."""
    column = text.columns[RECEIVED]
    stamps = read_stamps(column, "")
    wrong = sorted([*stamps.blank, *stamps.unreadable]) if stamps.are_instants else list(range(text.count))
    text.cells(RECEIVED).report(RECEIVED_LOCAL, wrong, problems)
    return None if wrong else stamps.seconds


def _starts(text: TextTable, spec: MeterSpec, problems: Problems) -> Ints | None:
    """UTC seconds of the readings that are corrected; a local time that the clock showed twice needs its offset."""
    time_format = "" if text.has_typed_times else spec.time_format
    try:
        stamps = read_stamps(text.columns[TIME], time_format)
    except TimeFormatError:
        return None  # reported where the meter's own file was read
    cells = text.cells(TIME, stamps.unreadable)
    form = time_format or "ISO 8601"
    cells.report(STAMP_UNREADABLE, list(stamps.unreadable), problems, form=form, declared=spec.place)
    cells.report(STAMP_BLANK, stamps.blank, problems)
    if stamps.blank or stamps.unreadable:
        return None
    back = spec.resolution_minutes * 60 if spec.stamp == "end" and spec.reading != "register" else 0
    if stamps.are_instants:
        return stamps.seconds - back
    return _resolved(text, stamps, back, spec, problems)


def _resolved(text: TextTable, stamps: Stamps, back: int, spec: MeterSpec, problems: Problems) -> Ints | None:
    seconds = stamps.seconds
    if spec.midnight == "same-day":
        seconds = np.where(seconds % DAY_S == 0, seconds + DAY_S, seconds)
    local, which = np.unique(seconds - back, return_inverse=True)
    resolved = resolve_local(spec.time_zone, local)
    for kind, marks in ((LOCAL_TIME_ABSENT, resolved.absent), (LOCAL_TIME_AMBIGUOUS, resolved.lone)):
        rows = np.flatnonzero(marks[which]).tolist()
        text.cells(TIME).report(kind, rows, problems, zone=spec.time_zone, declared=spec.place)
    if resolved.absent.any() or resolved.lone.any():
        return None
    return resolved.instants[which]


def _latest(
    starts: Ints,
    amounts: Amounts,
    flags: Flags,
    received: Ints,
    text: TextTable,
    moment: str,
    spec: MeterSpec,
    problems: Problems,
) -> Corrections | None:
    """The correction received last of each reading."""
    order = np.lexsort((received, starts))
    starts, received = starts[order], received[order]
    is_last = np.concatenate([starts[1:] != starts[:-1], np.ones(1, np.bool_)])
    tied = np.flatnonzero(~is_last[:-1] & (received[1:] == received[:-1])) + 1

    def describe(at: int) -> tuple[Place, dict[str, object]]:
        return text.place(int(order[at]), TIME), {"found": spell_instant(int(starts[at]), spec.time_zone)}

    problems.add_all(CORRECTIONS_TIED, tied.tolist(), describe)
    if tied.size:
        return None
    kept = order[is_last]
    values = Amounts(amounts.quanta[kept], amounts.exponent)
    place = Place(spec.corrections_file, 0, TIME, text.sheet)
    return Corrections(starts[is_last], values, flags[kept], received[is_last], moment, place)
