"""Wide EIA-930 files as numbers, and what their own totals say about their parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import HOUR_S, Ints
from fourfold.electricity.grid.adapters.eia_columns import EiaField, EiaSeries
from fourfold.electricity.grid.adapters.eia_interchange import Pair
from fourfold.electricity.grid.adapters.foreign import ForeignTable, finding, read_foreign
from fourfold.electricity.grid.state import Finding
from fourfold.electricity.reading.columns import FIRST_ROW

STAMP = "start_s"
_SUFFIXES = (".csv", ".csv.gz")

COLUMNS_BLANK = MessageKind("eia-columns-blank", N_("{count} columns without any value were left out: {names}"))
TOTAL_MISSED = MessageKind(
    "eia-total-missed",
    N_("{header} is missed by the sum of its parts by up to {most_mwh} MWh in an hour; it is not used"),
)


@dataclass(frozen=True, slots=True)
class EiaFile:
    """A file that was read.

    Attributes:
        number: among the files.
        table: its text.
        series: of each header used.
        values: MWh by header ``[hour]``.
        starts_s: UTC second at which each hour begins ``[hour]``.
    """

    number: int
    table: ForeignTable
    series: Mapping[str, EiaSeries]
    values: Mapping[str, pl.Series]
    starts_s: Ints

    def of(self, field: EiaField, areas: set[str]) -> dict[str, EiaSeries]:
        """Series of a field reported by some areas, by header."""
        return {name: item for name, item in self.series.items() if item.field is field and item.area in areas}


def candidates(folder: Path) -> Iterator[Path]:
    """The files below a folder that may be tables, in the order of their paths."""
    yield from sorted(path for path in folder.rglob("*") if path.name.endswith(_SUFFIXES) and path.is_file())


def read_files(
    folder: Path,
    known: Mapping[str, Mapping[str, EiaSeries]],
    headers: Mapping[str, Sequence[str]],
    end: bool,
    notes: list[Finding],
    problems: Problems,
) -> list[EiaFile]:
    """Numbers of the known columns of every file; columns without any value are left out and told.

    Args:
        folder: folder of the data.
        known: series by header, by file.
        headers: all headers of each file; the first is the stamp.
        end: whether stamps are ends of hours.
        notes: receives what is told.
        problems: receives what is wrong.
    """
    files = []
    blank: list[str] = []
    for number, (file, series) in enumerate(known.items()):
        wanted = {STAMP: headers[file][0]} | {name: name for name in series}
        table = read_foreign(folder, file, wanted, problems)
        if table is None:
            continue
        starts = table.starts_s(STAMP, problems) - (HOUR_S if end else 0)
        values = {name: table.numbers(name, problems) for name in series}
        empty = [name for name, numbers in values.items() if numbers.null_count() == len(numbers)]
        blank += empty
        used = {name: item for name, item in series.items() if name not in empty}
        files.append(EiaFile(number, table, used, values, starts))
    if blank:
        notes.append(finding(COLUMNS_BLANK, len(blank), names=", ".join(blank)))
    return files


def missed_totals(file: EiaFile, areas: set[str], flows: Mapping[Pair, pl.Series]) -> list[Finding]:
    """Tell where a reported total is not the sum of its parts: generation by fuel, interchange by neighbour."""
    notes = []
    for name, item in file.series.items():
        parts: list[pl.Series] = []
        if item.area not in areas:
            continue
        if item.field is EiaField.TOTAL_INTERCHANGE:
            parts = [flow if pair[0] == item.area else -flow for pair, flow in flows.items() if item.area in pair]
        elif item.field is EiaField.GENERATION and not item.fuel:
            fuels = file.of(EiaField.GENERATION, {item.area})
            parts = [file.values[other] for other, part in fuels.items() if part.fuel]
        if not parts:
            continue
        missed = (
            pl.DataFrame([part.alias(str(at)) for at, part in enumerate(parts)]).sum_horizontal() - file.values[name]
        ).abs()
        most = missed.max()
        if isinstance(most, float) and most > 1e-6 * max(1.0, cast(float, file.values[name].abs().max())):
            hour = cast(int, missed.arg_max())
            place = Place(file.table.file.path, hour + FIRST_ROW, name)
            notes.append(finding(TOTAL_MISSED, 1, [place], header=name, most_mwh=f"{most:.6g}"))
    return notes
