"""Rows as they stream past: each is looked at once, numbered by series, and laid aside.

What a single row shows is refused here: numbers that are none, energy of the wrong sign, ties of an area with itself,
rows outside the declared periods. What takes several rows to see (gaps, duplicates, balance) is seen later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from fourfold.core.intervals import local_datetime, spell_instant
from fourfold.core.problems import MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.intake import FINEST_S, Intake
from fourfold.electricity.grid.assembly.names import AREA, quoted
from fourfold.electricity.grid.assembly.row_faults import (
    AREA_UNDECLARED,
    ESTIMATED_WRONG,
    IMPLAUSIBLE,
    LOSS_AMOUNT,
    NAME_BLANK,
    NEGATIVE_ENERGY,
    NEGATIVE_GENERATION,
    NUMBER_NOT_FINITE,
    OUTSIDE_PERIOD,
    SELF_TIE,
    SHARE_WRONG,
    STAMP_ODD,
)
from fourfold.electricity.grid.assembly.series import LAYOUTS, Number, Role
from fourfold.electricity.grid.assembly.spool import ROW
from fourfold.electricity.grid.declaration import RepairsDeclaration
from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.grid.tables import GridTables, TableKind
from fourfold.formats.vocabulary import closest

MOST_ENERGY_MWH = 1e12
"""Some thirty times what the whole world generates in a year."""
_UNSEEN = r"[\s\p{Cf}]"


@dataclass(frozen=True, slots=True)
class Traced:
    """The areas a declaration lists, by what identifies a name.

    Attributes:
        inside: those that are traced.
        beyond: those with a factor for what is imported from them.
        holds_others: whether the files hold other areas by their nature, so that the rows of those are left out.
    """

    inside: frozenset[str]
    beyond: frozenset[str]
    holds_others: bool


class TableRows:
    """Reads the batches of one table into an intake."""

    def __init__(
        self,
        kind: TableKind,
        tables: GridTables,
        traced: Traced | None,
        periods: Sequence[tuple[int, int]],
        repairs: RepairsDeclaration,
        time_zone: str,
        intake: Intake,
        problems: Problems,
    ) -> None:
        self._kind, self._layout = kind, LAYOUTS[kind]
        self._columns = tables.columns.get(kind, {})
        self._files = [file.path for file in tables.files]
        self._traced, self._repairs, self._zone = traced, repairs, time_zone
        self._edges = np.array([edge for period in periods for edge in period], np.int64)
        self._intake, self._problems = intake, problems
        self.read = self.outside = self.foreign = 0
        self.foreign_areas: set[str] = set()
        self._undeclared: dict[str, tuple[int, Place]] = {}

    def take(self, batch: pl.DataFrame) -> None:
        """One batch: check, number, lay aside."""
        self.read += batch.height
        batch = self._of_traced_areas(batch)
        batch = self._inside_periods(batch)
        if not batch.height:
            return
        layout = tuple(number for number in self._layout.numbers if _is_used(batch, number))
        codes = self._intake.book.codes(self._kind, batch, layout, self._columns, self._files)
        starts = batch["start_s"].to_numpy().astype(np.int64, copy=True)
        self._check_names(batch)
        odd = starts % FINEST_S != 0
        self._report(STAMP_ODD, batch, odd, "start_s", {"found": "start_s"})
        starts -= starts % FINEST_S  # no grid is handed out; the row is not missed a second time as a gap
        numbers = [self._values(batch, number) for number in layout]
        if self._kind is TableKind.LOSSES:
            self._check_losses(batch, numbers)
        for at, (number, values) in enumerate(zip(layout, numbers, strict=True)):
            # A loss has one of two amounts, and little is estimated; elsewhere a blank cell is a gap and stays as such.
            keep = np.ones(values.size, np.bool_)
            if number.role is Role.ESTIMATED:
                keep = values > 0
            elif self._kind is TableKind.LOSSES:
                keep = ~np.isnan(values)
            self._lay_aside(batch, codes[:, at], starts, values, keep)

    def report(self) -> None:
        """Areas with rows of their own that the declaration does not list."""
        declared = sorted(self._intake.book.spellings[AREA].declared)
        for area, (count, place) in self._undeclared.items():
            spelled = {"area": quoted(area), "table": self._kind.value, "similar": closest(area, declared)}
            self._problems.error(AREA_UNDECLARED, place, count=count, **spelled)

    def _lay_aside(self, batch: pl.DataFrame, codes: Ints, starts: Ints, values: Floats, keep: Flags) -> None:
        rows = np.empty(int(keep.sum()), ROW)
        if not rows.size:
            return
        rows["start_s"], rows["value"], rows["series"] = starts[keep], values[keep], codes[keep]
        for name in ("step_s", "row", "file"):
            rows[name] = batch[name].to_numpy()[keep]
        self._intake.note(codes[keep], starts[keep], rows["step_s"].astype(np.int64))
        self._intake.spool.add(rows)

    def _values(self, batch: pl.DataFrame, number: Number) -> Floats:
        """The numbers of a column, NaN where the cell is blank; what is no number is reported and stands as 0."""
        column = batch[number.column]
        blank = column.is_null().to_numpy()
        values: Floats = column.to_numpy().astype(np.float64, copy=True)
        broken = ~np.isfinite(values) & ~blank
        self._report(NUMBER_NOT_FINITE, batch, broken, number.column, {"found": number.column})
        values[broken] = 0.0
        huge = np.abs(values) > MOST_ENERGY_MWH
        found = {"found": number.column}
        self._report(IMPLAUSIBLE, batch, huge, number.column, found, most=f"{MOST_ENERGY_MWH:.0e}")
        values[huge] = 0.0
        negative = values < 0
        if number.role is Role.GENERATION:
            if self._repairs.negative_generation == "refuse":
                self._report(NEGATIVE_GENERATION, batch, negative, number.column, found)
                values[negative] = 0.0
        elif number.role is Role.TIE_LOSS_SHARE:
            wrong = negative | (values >= 1)
            self._report(SHARE_WRONG, batch, wrong, number.column, found)
            values[wrong] = 0.0
        elif number.role is Role.ESTIMATED:
            whole = batch["energy_mwh"].fill_null(0.0).to_numpy()
            wrong = negative | (values > np.maximum(whole, 0.0))
            self._report(ESTIMATED_WRONG, batch, wrong, number.column, {**found, "whole": "energy_mwh"})
            values[wrong] = 0.0
        elif number.role is not Role.EXCHANGE:
            self._report(NEGATIVE_ENERGY, batch, negative, number.column, found)
            values[negative] = 0.0
        return values

    def _check_losses(self, batch: pl.DataFrame, numbers: list[Floats]) -> None:
        given = [~np.isnan(values) for values in numbers]
        area = (batch["area"] != "").to_numpy()
        wrong = (given[0] == given[1]) | (area & given[1])
        self._report(LOSS_AMOUNT, batch, wrong, self._layout.numbers[0].column, {})
        for values in numbers:
            values[wrong] = np.nan

    def _check_names(self, batch: pl.DataFrame) -> None:
        columns = [column for column, sort in self._layout.names if sort]
        pair = [column for column in columns if column in ("from_area", "to_area")]
        if self._kind is TableKind.LOSSES:
            by_area = batch["area"] != ""
            blank = ~by_area & ((batch["from_area"] == "") | (batch["to_area"] == ""))
            both = by_area & ((batch["from_area"] != "") | (batch["to_area"] != ""))
            self._report(NAME_BLANK, batch, blank.to_numpy(), "area", {})
            self._report(LOSS_AMOUNT, batch, both.to_numpy(), "area", {})
        else:
            for column in columns:
                self._report(
                    NAME_BLANK, batch, (batch[column].str.replace_all(_UNSEEN, "") == "").to_numpy(), column, {}
                )
        if pair:
            same = (batch["from_area"] == batch["to_area"]) & (batch["from_area"] != "")
            self._report(SELF_TIE, batch, same.to_numpy(), "to_area", {})

    def _of_traced_areas(self, batch: pl.DataFrame) -> pl.DataFrame:
        """Rows that concern at least one traced area, where the declaration lists them."""
        if self._traced is None:
            return batch
        areas = [column for column, sort in self._layout.names if sort == AREA]
        spellings = self._intake.book.spellings[AREA]
        distinct = batch.select([*areas, "file", "row"]).unique(subset=areas, keep="first")
        known = set()
        for *names, file, row in distinct.iter_rows():
            for name, column in zip(names, areas, strict=True):
                if name and spellings.key(name, Place(self._files[file], row, column)) in self._traced.inside:
                    known.add(name)
        inside = pl.any_horizontal(pl.col(column).is_in(list(known)) for column in areas)
        rest = batch.filter(inside)
        if rest.height < batch.height:
            self.foreign += batch.height - rest.height
            left_out = batch.filter(~inside)
            self.foreign_areas |= {name for column in areas for name in left_out[column].unique() if name}
            if "area" in areas and not self._traced.holds_others:
                self._note_undeclared(left_out, self._traced.beyond)
        return rest

    def _note_undeclared(self, rows: pl.DataFrame, beyond: frozenset[str]) -> None:
        spellings = self._intake.book.spellings[AREA]
        first = rows.group_by("area", maintain_order=True).agg(pl.len(), pl.col("file", "row").first())
        for name, count, file, row in first.iter_rows():
            place = Place(self._files[file], row, self._columns.get("area", "area"))
            if name and spellings.key(name, place) not in beyond:
                before, place = self._undeclared.get(name, (0, place))
                self._undeclared[name] = (before + count, place)

    def _inside_periods(self, batch: pl.DataFrame) -> pl.DataFrame:
        if not self._edges.size:
            return batch
        starts = batch["start_s"].to_numpy()
        outside = np.searchsorted(self._edges, starts, side="right") % 2 == 0
        if not outside.any():
            return batch
        if self._repairs.outside_period == "refuse":
            self._report(OUTSIDE_PERIOD, batch, outside, "start_s", {})
        self.outside += int(outside.sum())
        return batch.filter(pl.Series(~outside))

    def _report(
        self,
        kind: MessageKind,
        batch: pl.DataFrame,
        wrong: Flags,
        column: str,
        params: Mapping[str, str],
        **more: str,
    ) -> None:
        """An error for each wrong row, with its series, start and whatever columns the message shows."""
        if not wrong.any():
            return
        names = self._layout.name_columns

        def describe(at: int) -> tuple[Place, dict[str, object]]:
            row = batch.row(at, named=True)
            place = Place(self._files[row["file"]], row["row"], self._columns.get(column, column))
            shown = {key: self._shown(row[name], name) for key, name in params.items()}
            series = " / ".join(str(row[name]) for name in names if row[name])
            start = spell_instant(row["start_s"], self._zone)
            return place, {"series": series, "start": start, "column": place.column, **shown, **more}

        by_file = batch["file"].to_numpy()
        for file in np.unique(by_file[wrong]):
            self._problems.add_all(kind, np.flatnonzero(wrong & (by_file == file)).tolist(), describe)

    def _shown(self, value: object, column: str) -> str:
        """A cell in a message; stamps to the second."""
        if column == "start_s" and isinstance(value, int):
            return local_datetime(value, self._zone).isoformat()
        return repr(value) if isinstance(value, float) else str(value)


def _is_used(batch: pl.DataFrame, number: Number) -> bool:
    """Whether a column has anything to say; most tables call nothing estimated."""
    return number.role is not Role.ESTIMATED or bool((batch[number.column].fill_null(0.0) != 0.0).any())
