"""From columns as they stand in a file to the tidy columns of a grid table, a batch at a time, whole columns at once.

Rows with something unreadable are reported and left out. A blank energy is kept as null and a NaN or an infinite number
as it is: whether a gap may be filled is for the assembling to say, and a number that is none is refused there, together
with those of other adapters.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import DAY_S
from fourfold.electricity.grid.tables import COLUMNS, TableKind
from fourfold.electricity.grid.tidy_schema import SPELLINGS
from fourfold.electricity.reading.stamps import EARLIEST, LATEST, read_stamps
from fourfold.formats.numbers import MOST_DIGITS, NUMBER_UNREADABLE, NumberFault, read_number

ROW = "#row"
"""Name of the column of row numbers; no header can have it, because lines that begin so are remarks."""

_STAMP = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?"
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7})S)?)?", re.ASCII)
_MINUTES = re.compile(r"(\d{1,5})(?:\.0*)?", re.ASCII)
_MOST_STEP_S = 366 * DAY_S
_DIAGNOSED = 200

STAMP_EXPECTED = N_("an ISO 8601 stamp with the offset from UTC, such as 2024-07-01T13:00+08:00 or 2024-07-01T05:00Z")

GRID_STAMP_LOCAL = MessageKind(
    "grid-stamp-local",
    N_("{found} does not say its offset from UTC"),
    STAMP_EXPECTED,
    N_("add the offset (+08:00 for China, Z for UTC) to every stamp of the column"),
)
GRID_STAMP_WRONG = MessageKind(
    "grid-stamp-wrong", N_("{found} is no time stamp"), STAMP_EXPECTED, N_("write the stamp in this form")
)
GRID_CELL_BLANK = MessageKind(
    "grid-cell-blank", N_("{column} is blank"), N_("{column} in every row"), N_("fill the cell or remove the row")
)
GRID_DURATION_WRONG = MessageKind(
    "grid-duration-wrong",
    N_("{found} is no duration"),
    N_("ISO 8601 such as PT15M or PT1H, or whole minutes such as 15"),
    N_("correct the duration, or leave out the column"),
)
GRID_LOSS_PLACE = MessageKind(
    "grid-loss-place",
    N_("the row does not say where the loss is: area {area}, from {from_area}, to {to_area}"),
    N_("either area, or from_area and to_area"),
    N_("fill area for a loss inside an area, the other two for a loss on the way between two"),
)
GRID_LOSS_AMOUNT = MessageKind(
    "grid-loss-amount",
    N_("the row gives both loss_mwh and loss_share"),
    N_("one of the two"),
    N_("leave one blank"),
)


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Rows of a file that are being read.

    Attributes:
        frame: the columns as they stand there, and `ROW`.
        name: path of the file, for messages.
        problems: receives what is wrong.
        bad: rows to be left out ``[row]``, marked while reading.
    """

    frame: pl.DataFrame
    name: str
    problems: Problems
    bad: NDArray[np.bool_]

    def refuse(
        self, kind: MessageKind, column: str, wrong: pl.Series, params: Callable[[int], dict[str, object]]
    ) -> None:
        """Report the rows marked in `wrong` and leave them out; `params` are those of the row at a position."""
        positions = wrong.arg_true().to_list()
        if positions:
            self.bad[wrong.arg_true().to_numpy()] = True
            self.problems.add_all(kind, positions, lambda at: (self.place(at, column), params(at)))

    def place(self, position: int, column: str) -> Place:
        """Where a cell stands."""
        return Place(self.name, int(self.frame[ROW][position]), column)


def tidy_batch(raw: pl.DataFrame, kind: TableKind, file: int, name: str, problems: Problems) -> pl.DataFrame:
    """Rows in the columns that `COLUMNS` lists for their table.

    Args:
        raw: columns of the file, text or typed, and `ROW`.
        kind: the table.
        file: index of the file.
        name: path of the file, for messages.
        problems: receives what is wrong with each cell.
    """
    spelling = SPELLINGS[kind]
    columns = [column for column in raw.columns if column != ROW]
    raw = raw.with_columns(pl.col(pl.String).str.strip_chars().replace("", None).name.prefix("#"))
    stripped = [f"#{column}" if raw.schema[column] == pl.String else column for column in columns]
    if raw[stripped[columns.index("start")]].null_count():
        # Spreadsheets like to close a table with rows of nothing but separators.
        raw = raw.filter(~pl.all_horizontal(pl.col(column).is_null() for column in stripped))
    rows = _Rows(raw, name, problems, np.zeros(raw.height, np.bool_))
    cells = {column: raw[where] for column, where in zip(columns, stripped, strict=True)}
    tidy = {
        "file": pl.Series("file", np.full(raw.height, file)),
        "row": raw[ROW],
        "start_s": _starts(rows, cells["start"]),
        "step_s": _steps(rows, cells["duration"]) if "duration" in cells else pl.zeros(raw.height, eager=True),
    }
    for column in spelling.names:
        tidy[column] = _names(rows, column, cells, is_required=column in spelling.required)
    for column in spelling.amounts:
        tidy[column] = _amounts(rows, column, cells)
    if kind is TableKind.LOSSES:
        _check_losses(rows, tidy)
    series = [tidy[column].rename(column).filter(pl.Series(~rows.bad)).cast(of) for column, of in COLUMNS[kind].items()]
    return pl.DataFrame(series)


def _starts(rows: _Rows, column: pl.Series) -> pl.Series:
    """UTC seconds; stamps are read once for each that is different, since most occur in many rows."""
    rows.refuse(GRID_CELL_BLANK, "start", column.is_null(), lambda _: {"column": "start"})
    if isinstance(column.dtype, pl.Datetime):
        ticks = column.dt.convert_time_zone("UTC").dt.cast_time_unit("us").to_physical()
        seconds = ticks // 1_000_000
        wrong = (ticks % 1_000_000 != 0) | (seconds < EARLIEST) | (seconds >= LATEST)
        rows.refuse(GRID_STAMP_WRONG, "start", wrong.fill_null(value=False), _found(column))
        return seconds
    stamps = column.drop_nulls().unique()
    zoned = stamps.filter(stamps.str.contains(_STAMP + r"(Z|[+-]\d{2}:?\d{2})$"))
    read = read_stamps(zoned, "")
    known = pl.Series(read.seconds).scatter(list(read.unreadable), None)
    seconds = column.replace_strict(zoned, known, default=None, return_dtype=pl.Int64)
    wrong = seconds.is_null() & column.is_not_null()
    if wrong.any():
        local = wrong & column.str.contains(_STAMP + "$").fill_null(value=False)
        rows.refuse(GRID_STAMP_LOCAL, "start", local, _found(column))
        rows.refuse(GRID_STAMP_WRONG, "start", wrong & ~local, _found(column))
    return seconds


def _steps(rows: _Rows, column: pl.Series) -> pl.Series:
    """Lengths in seconds, 0 where blank."""
    if isinstance(column.dtype, pl.Duration):
        seconds = column.dt.total_seconds()
    else:
        texts = column.cast(pl.String)
        different = texts.drop_nulls().unique()
        known = pl.Series([_seconds(text) for text in different.to_list()], dtype=pl.Int64)
        seconds = texts.replace_strict(different, known, default=None, return_dtype=pl.Int64)
    wrong = column.is_not_null() & (seconds.is_null() | (seconds <= 0) | (seconds > _MOST_STEP_S))
    rows.refuse(GRID_DURATION_WRONG, "duration", wrong.fill_null(value=False), _found(column))
    return seconds.fill_null(0)


def _seconds(text: str) -> int | None:
    if minutes := _MINUTES.fullmatch(text):
        return int(minutes[1]) * 60
    found = _DURATION.fullmatch(text)
    if not found:
        return None
    days, hours, minutes_, seconds = (int(part or 0) for part in found.groups())
    return days * DAY_S + hours * 3600 + minutes_ * 60 + seconds


def _names(rows: _Rows, column: str, cells: dict[str, pl.Series], *, is_required: bool) -> pl.Series:
    """Texts exactly as written, blanks around included: whether two spellings mean one area is told later."""
    if column not in cells:
        return pl.repeat("", rows.frame.height, eager=True, dtype=pl.String)
    if is_required:
        rows.refuse(GRID_CELL_BLANK, column, cells[column].is_null(), lambda _: {"column": column})
    return rows.frame[column].cast(pl.String).fill_null("")


def _amounts(rows: _Rows, column: str, cells: dict[str, pl.Series]) -> pl.Series:
    """Numbers, null where blank."""
    if column not in cells:
        return pl.repeat(None, rows.frame.height, eager=True, dtype=pl.Float64)
    cell = cells[column]
    numbers = cell.cast(pl.Float64, strict=False)
    wrong = numbers.is_null() & cell.is_not_null()
    if wrong.any():
        _report_numbers(rows, column, cell, wrong)
    return numbers


def _report_numbers(rows: _Rows, column: str, cell: pl.Series, wrong: pl.Series) -> None:
    """Say of each cell why it is no number; beyond many, they are counted with the last of these."""
    positions = wrong.arg_true().to_list()
    rows.bad[wrong.arg_true().to_numpy()] = True

    def describe(at: int) -> tuple[MessageKind, Place, dict[str, object]]:
        fault = read_number(cell[at])
        kind, offer = (fault.kind, fault.offer) if isinstance(fault, NumberFault) else (NUMBER_UNREADABLE, "")
        return kind, rows.place(at, column), {"found": cell[at], "offer": offer, "most": MOST_DIGITS}

    kind = NUMBER_UNREADABLE
    for at in positions[:_DIAGNOSED]:
        kind, place, params = describe(at)
        rows.problems.error(kind, place, **params)
    rows.problems.add_all(kind, positions[_DIAGNOSED:], lambda at: describe(at)[1:])


def _check_losses(rows: _Rows, tidy: dict[str, pl.Series]) -> None:
    area, from_area, to_area = (tidy[column].str.strip_chars() != "" for column in ("area", "from_area", "to_area"))
    wrong = ~((area & ~from_area & ~to_area) | (~area & from_area & to_area))
    ends = ("area", "from_area", "to_area")
    rows.refuse(GRID_LOSS_PLACE, "", wrong, lambda at: {column: tidy[column][at] or "–" for column in ends})
    both = tidy["loss_mwh"].is_not_null() & tidy["loss_share"].is_not_null()
    rows.refuse(GRID_LOSS_AMOUNT, "loss_mwh", both, lambda _: {})


def _found(column: pl.Series) -> Callable[[int], dict[str, object]]:
    return lambda at: {"found": column[at]}
