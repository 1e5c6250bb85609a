"""Publishers' tables as columns of numbers and instants: bounded, every fault with its file, row and column.

What all adapters share: reading a table, its digest, options, and the shape of the tidy rows they hand over.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.canonical import digest_of_file
from fourfold.core.intervals import start_of_day_s
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems, params_of
from fourfold.core.reading import EVIDENCE_MOST_BYTES
from fourfold.core.zones import Ints
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Finding, InputFile
from fourfold.electricity.grid.tables import COLUMNS, Batches, TableKind
from fourfold.electricity.reading.columns import FIRST_ROW, read_columns
from fourfold.electricity.reading.stamps import read_stamps
from fourfold.formats.numbers import MOST_DIGITS, NumberFault, read_number

Column: TypeAlias = "pl.Series | NDArray[Any] | str | int | float"
BATCH_ROWS = 500_000
LBS_KG = 0.45359237
_PEEK_BYTES = 1024 * 1024
_DECLARED_IN = "grid.yaml"

OPTION_UNKNOWN = MessageKind(
    "grid-option-unknown",
    N_("{format} has no option {found}"),
    N_("one of: {choices}"),
    N_("correct or remove the option"),
)
OPTION_CHOICE = MessageKind(
    "grid-option-choice",
    N_("{found} is not one of the choices for {option}"),
    N_("one of: {choices}"),
    N_("write one of the choices exactly"),
)
TABLE_NUMBER = MessageKind(
    "grid-number-unreadable",
    N_("{found} is not a number"),
    N_("a number such as 1234.5, or nothing"),
    N_("correct the cell; leave it blank where the value is not known"),
)
TABLE_STAMP = MessageKind(
    "grid-stamp-unreadable",
    N_("{found} is not a time"),
    N_("a date and time such as 2017-02-01 13:00:00"),
    N_("correct the cell"),
)
FILES_MISSING = MessageKind(
    "grid-files-missing",
    N_("no file of {format} with {what} was found"),
    N_("a file with the columns {columns}"),
    N_("name under files in grid.yaml the folder with the files as published"),
)
AREA_ABSENT = MessageKind(
    "grid-area-absent",
    N_("the declared area {found} is not in the data"),
    N_("areas of the data: {choices}"),
    N_("correct the code, or remove the area"),
)


@dataclass(frozen=True, slots=True)
class ForeignTable:
    """Wanted columns of a file as text.

    Attributes:
        file: what was read.
        columns: each column ``[row]`` under the name it was asked for.
        spelled: how the file calls each of them.
    """

    file: InputFile
    columns: Mapping[str, pl.Series]
    spelled: Mapping[str, str]

    def text(self, name: str) -> pl.Series:
        """A column with blanks as empty text and outer spaces kept."""
        return self.columns[name].fill_null("")

    def numbers(self, name: str, problems: Problems) -> pl.Series:
        """A column as float64 ``[row]``; blank cells are null, NaN and infinite numbers are kept for the checks."""
        texts = self.columns[name].str.strip_chars()
        texts = texts.set(texts == "", None)
        numbers = texts.cast(pl.Float64, strict=False)
        wrong = np.flatnonzero((numbers.is_null() & texts.is_not_null()).to_numpy())

        def describe(row: int) -> tuple[Place, dict[str, object]]:
            return self._place(row, name), {"found": texts[row]}

        faults = [(row, read_number(texts[row])) for row in wrong[: Problems.SHOWN_PER_KIND].tolist()]
        spelled = [(row, fault) for row, fault in faults if isinstance(fault, NumberFault)]
        for row, fault in spelled:
            params = {"found": texts[row], "offer": fault.offer, "most": MOST_DIGITS}
            problems.error(fault.kind, self._place(row, name), **params)
        explained = {row for row, _ in spelled}
        problems.add_all(TABLE_NUMBER, [row for row in wrong.tolist() if row not in explained], describe)
        return numbers

    def starts_s(self, name: str, problems: Problems) -> Ints:
        """A column of UTC stamps as seconds ``[row]``; 0 where one cannot be read, which is reported."""
        stamps = read_stamps(self.columns[name], "")
        bad = [*stamps.blank, *stamps.unreadable]

        def describe(row: int) -> tuple[Place, dict[str, object]]:
            return self._place(row, name), {"found": stamps.unreadable.get(row, "")}

        problems.add_all(TABLE_STAMP, bad, describe)
        return stamps.seconds

    def _place(self, row: int, name: str) -> Place:
        return Place(self.file.path, row + FIRST_ROW, self.spelled[name])


def header_of(path: Path) -> list[str]:
    """The cells of a file's first line, plain or gzip; nothing where it cannot be read or is no text."""
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as stream:
            line = stream.readline(_PEEK_BYTES)
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except (OSError, EOFError, UnicodeDecodeError, zlib.error):
        return []
    separator = "\t" if "\t" in text else ","
    return [cell.strip().strip('"') for cell in text.split(separator)]


def read_foreign(
    folder: Path, file: str, wanted: Mapping[str, str], problems: Problems, most_bytes: int = EVIDENCE_MOST_BYTES
) -> ForeignTable | None:
    """Columns of a file.

    Args:
        folder: folder of the data; the file must lie in it.
        file: path in it.
        wanted: name to use: header of the column in the file.
        problems: receives what is wrong.
        most_bytes: largest size accepted, decompressed.
    """
    columns = read_columns(folder, file, list(wanted.values()), Place(file), problems, most_bytes)
    if columns is None:
        return None
    count = len(next(iter(columns.values())))
    read = InputFile(file, digest_of_file(folder / file), count)
    return ForeignTable(read, {name: columns[header] for name, header in wanted.items()}, wanted)


def tidy(kind: TableKind, **columns: Column) -> pl.DataFrame:
    """Rows of a tidy table from its columns, each a series, an array or one value for all rows."""
    schema = COLUMNS[kind]
    length = max(len(column) for column in columns.values() if isinstance(column, pl.Series | np.ndarray))
    series = []
    for name, dtype in schema.items():
        column = columns[name] if name != "estimated_mwh" else None  # no publisher says so in a column
        if not isinstance(column, pl.Series | np.ndarray):
            column = pl.Series([column], dtype=dtype).new_from_index(0, length)
        series.append(pl.Series(name, column).cast(dtype))
    return pl.DataFrame(series)


def batches(frame: pl.DataFrame) -> Callable[[], Batches]:
    """A table in memory as a stream that can be opened again."""

    def stream() -> Iterator[pl.DataFrame]:
        yield from frame.iter_slices(BATCH_ROWS)

    return stream


def unfold(
    kind: TableKind,
    amount: str,
    wide: Mapping[str, pl.Series],
    series: Mapping[str, Mapping[str, str]],
    where: Mapping[str, Column],
) -> Callable[[], Batches]:
    """A wide table, one column for each series, as a stream of tidy rows, a few series at a time.

    Args:
        kind: the tidy table.
        amount: its column for the numbers.
        wide: the numbers by header ``[interval]``.
        series: texts that name each series, by header; all headers are in `wide`.
        where: file, row, start and step; arrays and series are ``[interval]``.
    """
    headers = list(series)
    length = max((len(wide[header]) for header in headers), default=0)
    at_once = max(1, BATCH_ROWS // max(1, length))

    def stream() -> Iterator[pl.DataFrame]:
        for first in range(0, len(headers), at_once):
            some = headers[first : first + at_once]
            yield pl.concat([tidy(kind, **where, **series[header], **{amount: wide[header]}) for header in some])

    return stream


def choice(declaration: GridDeclaration, option: str, choices: Sequence[str], default: str, problems: Problems) -> str:
    """What the declaration chose for an option of the adapter; another word than the choices is reported."""
    found = declaration.files.options.get(option, default)
    if found not in choices:
        place = Place(_DECLARED_IN, 0, f"files.options.{option}")
        problems.error(OPTION_CHOICE, place, found=found, option=option, choices=", ".join(choices))
    return found


def check_options(declaration: GridDeclaration, known: Collection[str], problems: Problems) -> None:
    """Report options that an adapter does not have."""
    for option in declaration.files.options:
        if option not in known:
            place = Place(_DECLARED_IN, 0, f"files.options.{option}")
            choices = ", ".join(known)
            problems.error(OPTION_UNKNOWN, place, found=option, choices=choices, format=declaration.files.format)


def check_areas(declaration: GridDeclaration, present: Collection[str], problems: Problems) -> None:
    """Report declared areas that the data do not have."""
    for number, area in enumerate(declaration.areas):
        if area.code not in present:
            place = Place(_DECLARED_IN, 0, f"areas.{number}.code")
            problems.error(AREA_ABSENT, place, found=area.code, choices=", ".join(sorted(present)))


def in_periods(declaration: GridDeclaration, starts_s: Ints) -> NDArray[np.bool_]:
    """Which intervals begin within the declared periods ``[row]``; all where none is declared."""
    if not declaration.periods:
        return np.ones(starts_s.size, np.bool_)
    name = declaration.time_zone or "UTC"
    inside = np.zeros(starts_s.size, np.bool_)
    for days in declaration.periods:
        start, end = (start_of_day_s(day, name) for day in (days.start, days.end))
        inside |= (starts_s >= start) & (starts_s < end)
    return inside


def finding(kind: MessageKind, count: int, places: Sequence[Place] = (), **params: object) -> Finding:
    """Something to tell about the data; the count is a field of the message too."""
    return Finding(Assumption(kind, params_of({"count": count} | params), tuple(places)), count)
