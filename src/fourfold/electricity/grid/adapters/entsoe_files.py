"""ENTSO-E Transparency bulk files: found by their headers and read as rows of numbers and codes.

Two tables, tab-separated, stamps in UTC, power as the mean in MW over the interval: aggregated generation per
production type (16.1.B and C) and cross-border physical flows (12.1.G). Newer exports write units and zones behind the
column names, ``DateTime(UTC)``, and call some columns otherwise; both spellings are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import HOUR_S
from fourfold.electricity.grid.adapters.foreign import ForeignTable, header_of, read_foreign
from fourfold.electricity.grid.state import InputFile
from fourfold.electricity.reading.columns import FIRST_ROW

GENERATION = (
    "DateTime",
    "ResolutionCode",
    "AreaCode",
    "AreaTypeCode",
    "AreaName",
    "MapCode",
    "ProductionType",
    "ActualGenerationOutput",
    "ActualConsumption",
)
FLOWS = (
    "DateTime",
    "ResolutionCode",
    "OutAreaCode",
    "OutAreaTypeCode",
    "OutAreaName",
    "OutMapCode",
    "InAreaCode",
    "InAreaTypeCode",
    "InAreaName",
    "InMapCode",
    "FlowValue",
)
_NUMBERS = ("ActualGenerationOutput", "ActualConsumption", "FlowValue")
_RENAMED = {
    "Flow": "FlowValue",
    **{f"{end}AreaDisplayName": f"{end}AreaName" for end in ("", "Out", "In")},
    **{f"{end}AreaMapCode": f"{end}MapCode" for end in ("", "Out", "In")},
}
_UNIT = re.compile(r"\s*[\[(][^])]*[\])]\s*$")
_SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")
_MOST_FILES = 5000
_STEPS = {f"PT{minutes}M": minutes * 60 for minutes in (5, 10, 15, 20, 30, 60)} | {"PT1H": HOUR_S}

RESOLUTION_UNKNOWN = MessageKind(
    "entsoe-resolution-unknown",
    N_("the resolution {found} is not read"),
    N_("one of: {choices}"),
    N_("leave out the rows of other resolutions"),
)


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A file of one of the two tables.

    Attributes:
        path: in the folder, with forward slashes.
        spelled: header of each column by its name here.
    """

    path: str
    spelled: Mapping[str, str]


def find_files(folder: Path, wanted: tuple[str, ...]) -> list[BulkFile]:
    """The files below a folder whose headers have the columns of a table, in the order of their paths."""
    found = []
    for path in _candidates(folder):
        named = {_plain(cell): cell for cell in header_of(path)}
        if all(name in named for name in wanted):
            found.append(BulkFile(path.relative_to(folder).as_posix(), {name: named[name] for name in wanted}))
    return found


def _candidates(folder: Path) -> Iterator[Path]:
    paths = (path for path in folder.rglob("*") if path.name.lower().endswith(_SUFFIXES) and path.is_file())
    yield from sorted(islice(paths, _MOST_FILES))


def _plain(cell: str) -> str:
    """A column's name without its unit, in the older spelling."""
    name = _UNIT.sub("", cell)
    return _RENAMED.get(name, name)


def read_rows(
    folder: Path, files: list[BulkFile], first_number: int, problems: Problems
) -> tuple[pl.DataFrame | None, list[InputFile]]:
    """Rows of all files of a table one below the other, and what was read.

    Columns: ``file``, ``row``, ``start_s``, ``step_s``, texts as categories under their names, numbers in MW.

    Args:
        folder: folder of the data.
        files: of one table.
        first_number: number of the first file among all inputs.
        problems: receives what is wrong.
    """
    frames: list[pl.DataFrame] = []
    read: list[InputFile] = []
    for number, file in enumerate(files, start=first_number):
        table = read_foreign(folder, file.path, file.spelled, problems)
        if table is not None:
            frames.append(_frame(table, number, problems))
            read.append(table.file)
    return (pl.concat(frames) if frames and len(frames) == len(files) else None), read


def _frame(table: ForeignTable, number: int, problems: Problems) -> pl.DataFrame:
    texts = [name for name in table.columns if name not in (*_NUMBERS, "DateTime", "ResolutionCode")]
    starts = table.starts_s("DateTime", problems)
    return pl.DataFrame(
        [
            pl.repeat(number, starts.size, dtype=pl.UInt16, eager=True).alias("file"),
            pl.int_range(FIRST_ROW, starts.size + FIRST_ROW, dtype=pl.UInt32, eager=True).alias("row"),
            pl.Series("start_s", starts),
            _steps_s(table, problems).alias("step_s"),
            *(table.text(name).cast(pl.Categorical).alias(name) for name in texts),
            *(table.numbers(name, problems).alias(name) for name in table.columns if name in _NUMBERS),
        ]
    )


def _steps_s(table: ForeignTable, problems: Problems) -> pl.Series:
    codes = table.text("ResolutionCode")
    steps = codes.replace_strict(_STEPS, default=0, return_dtype=pl.Int32)
    wrong = (steps == 0).arg_true().to_list()
    column, choices = table.spelled["ResolutionCode"], ", ".join(_STEPS)

    def describe(row: int) -> tuple[Place, dict[str, object]]:
        return Place(table.file.path, row + FIRST_ROW, column), {"found": codes[row], "choices": choices}

    problems.add_all(RESOLUTION_UNKNOWN, wrong, describe)
    return steps
