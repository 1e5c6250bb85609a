"""Reading factor files: every interval and area once, every number usable, every gap with its reason.

A file without its meta is read too; what only the meta says is then not known, and stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.core.canonical import digest_of_file
from fourfold.core.intervals import MINUTE_S
from fourfold.core.problems import MessageKind, Place, Problems
from fourfold.core.reading import FILE_EMPTY
from fourfold.core.zones import Ints, utc_datetime
from fourfold.electricity.factors.bare import TOTALS, attributes_of, bare_meta
from fourfold.electricity.factors.faults import (
    FACTORS_ABSENT,
    FACTORS_AGGREGATE,
    FACTORS_AXES,
    FACTORS_BOTH,
    FACTORS_CELL_BLANK,
    FACTORS_CHANGED,
    FACTORS_COLUMN,
    FACTORS_COLUMN_UNKNOWN,
    FACTORS_DEMAND_NEGATIVE,
    FACTORS_NEGATIVE,
    FACTORS_NO_REASON,
    FACTORS_NUMBER,
    FACTORS_REASON,
    FACTORS_SHARE,
    FACTORS_STAMP,
    FACTORS_STEP,
    FACTORS_TWICE,
)
from fourfold.electricity.factors.meta_file import meta_path, read_meta
from fourfold.electricity.factors.raw import read_frame
from fourfold.electricity.factors.table import FactorsMeta, FactorTable
from fourfold.electricity.grid.state import Attribute, AttributeKind, Flags, Floats
from fourfold.electricity.reading.columns import FIRST_ROW
from fourfold.electricity.reading.stamps import read_stamps
from fourfold.electricity.tracing.result import REASON_WORDS, Reason, Reasons

START, AREA, DEMAND, REASON = "start", "area", "demand_mwh", "reason"
_PER_MWH = "_per_mwh"
_ROUNDING = 1e-9

_WORDS = ", ".join(word for word in REASON_WORDS.values() if word)
_SORTS = {word: int(reason) for reason, word in REASON_WORDS.items()}


def read_factors(path: Path, problems: Problems) -> FactorTable | None:
    """Read a factor file, with its meta where that stands beside it.

    Args:
        path: ``.csv``, ``.csv.gz`` or ``.parquet``.
        problems: receives everything that is wrong with the two files.

    Returns:
        The factors, or nothing when an error was found. Without a meta file, basis, options and status are nothing,
        areas have codes only, the length of an interval is the most frequent distance of two, and the clock is the
        offset all stamps share, unknown (a blank zone) where they share none.
    """
    frame = read_frame(path, problems)
    beside = read_meta(path, problems)
    if frame is None or (beside is None and meta_path(path).exists()):
        return None
    digest = digest_of_file(path)
    if beside is not None and beside[1].digest != digest:
        problems.error(FACTORS_CHANGED, Place(path.name), meta=meta_path(path).name)
        return None
    by = _aggregated_by(frame, None if beside is None else beside[0])
    if by:
        problems.error(FACTORS_AGGREGATE, Place(path.name), by=by)
        return None
    return _Columns(path.name, frame, problems).table(None if beside is None else beside[0], digest)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a factor file, on their way to arrays."""

    file: str
    frame: pl.DataFrame
    problems: Problems

    def table(self, meta: FactorsMeta | None, digest: str) -> FactorTable | None:
        names = self._attributes()
        if names is None or not self._fits(meta, names):
            return None
        starts, areas = self._starts(), self._areas()
        values = [self._numbers(name) for name in names]
        demand = self._numbers(DEMAND) if DEMAND in self.frame.columns else np.full(self.frame.height, np.nan)
        if starts is None or areas is None or demand is None or any(value is None for value in values):
            return None
        per_mwh = np.stack([value for value in values if value is not None], axis=-1)
        if not self._are_possible(attributes_of(names), per_mwh):
            return None
        reason = self._reasons(per_mwh, demand)
        axes = self._axes(starts, areas, meta)
        if reason is None or axes is None:
            return None
        order, instants, codes = axes
        shape = (instants.size, len(codes))
        meta = meta or bare_meta(names, codes, instants, self.frame.get_column(START))
        if not self._is_even(instants, meta.step_minutes):
            return None
        return FactorTable(
            meta,
            instants,
            per_mwh[order].reshape(*shape, -1),
            reason[order].reshape(shape),
            demand[order].reshape(shape),
            digest,
            self.file,
        )

    def _attributes(self) -> list[str] | None:
        columns = self.frame.columns
        names = [name for name in columns if name not in (START, AREA, DEMAND, REASON)]
        sound = True
        for name in (START, AREA):
            if name not in columns:
                self.problems.error(FACTORS_COLUMN, Place(self.file, 1, name), found=name)
                sound = False
        for name in names:
            if not name.endswith(_PER_MWH):
                self.problems.error(FACTORS_COLUMN_UNKNOWN, Place(self.file, 1, name), found=name)
                sound = False
        totals = [name for name in TOTALS if name in names]
        if not totals:
            self.problems.error(FACTORS_COLUMN, Place(self.file, 1, TOTALS[0]), found=TOTALS[0])
            return None
        return [totals[0], *(name for name in names if name != totals[0])] if sound else None

    def _fits(self, meta: FactorsMeta | None, names: list[str]) -> bool:
        wanted = names if meta is None else [attribute.name for attribute in meta.attributes]
        if names == wanted:
            return True
        params = {"what": "columns", "found": ", ".join(names), "wanted": ", ".join(wanted)}
        self.problems.error(FACTORS_AXES, Place(self.file, 1), **params)
        return False

    def _starts(self) -> Ints | None:
        column = self.frame.get_column(START)
        if column.dtype.is_temporal() and column.dtype == pl.Datetime and not column.null_count():
            return column.dt.epoch("s").to_numpy()
        stamps = read_stamps(column.cast(pl.String), "")
        wrong = dict(stamps.unreadable)
        if not stamps.are_instants:
            wrong = {0: column[0] or ""} if self.frame.height else {}
        self._report(FACTORS_STAMP, START, wrong)
        self._report(FACTORS_CELL_BLANK, START, dict.fromkeys(stamps.blank, ""))
        if not self.frame.height:
            self.problems.error(FILE_EMPTY, Place(self.file), found=self.file)
        return stamps.seconds if stamps.are_instants and not wrong and not stamps.blank else None

    def _areas(self) -> pl.Series | None:
        column = self.frame.get_column(AREA).cast(pl.String)
        blank = np.flatnonzero((column.is_null() | (column == "")).to_numpy())
        self._report(FACTORS_CELL_BLANK, AREA, dict.fromkeys(blank.tolist(), ""))
        return None if blank.size else column

    def _numbers(self, name: str) -> Floats | None:
        """Numbers of a column ``[row]``, NaN where the cell is empty."""
        column = self.frame.get_column(name)
        texts = column.cast(pl.String) if column.dtype != pl.String else column
        blank = (texts.is_null() | (texts == "")).to_numpy()
        numbers: Floats = column.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
        wrong = np.flatnonzero(~np.isfinite(numbers) & ~blank)
        self._report(FACTORS_NUMBER, name, {row: texts[row] for row in wrong.tolist()})
        negative = np.flatnonzero(numbers < 0) if name == DEMAND else wrong[:0]
        self._report(FACTORS_DEMAND_NEGATIVE, name, {row: texts[row] for row in negative.tolist()})
        return None if wrong.size or negative.size else numbers

    def _are_possible(self, attributes: Sequence[Attribute], per_mwh: Floats) -> bool:
        """Whether no amount is below zero, prices apart, and nothing is measured more than once."""
        sound = True
        for at, one in enumerate(attributes):
            column, is_share = per_mwh[:, at], one.kind is AttributeKind.MEASURED
            below = np.flatnonzero(column < -_ROUNDING) if one.kind is not AttributeKind.PRICE else column[:0]
            above = np.flatnonzero(column > 1 + _ROUNDING) if is_share else column[:0]
            self._report(FACTORS_NEGATIVE, one.name, {row: f"{column[row]:.12g}" for row in below.tolist()})
            self._report(FACTORS_SHARE, one.name, {row: f"{column[row]:.12g}" for row in above.tolist()})
            sound = sound and not below.size and not above.size
        return sound

    def _reasons(self, per_mwh: Floats, demand: Floats) -> Reasons | None:
        given = REASON in self.frame.columns
        blank = pl.repeat("", self.frame.height, dtype=pl.String, eager=True)
        texts = self.frame.get_column(REASON).cast(pl.String).fill_null("") if given else blank
        sorts: Reasons = texts.replace_strict(_SORTS, default=-1, return_dtype=pl.Int8).to_numpy()
        lacking: Flags = np.isnan(per_mwh)
        unknown = np.flatnonzero(sorts < 0).tolist()
        unsaid = np.flatnonzero(lacking.any(axis=1) & (sorts == Reason.NONE)).tolist()
        both = np.flatnonzero(~lacking.all(axis=1) & (sorts > 0)).tolist()
        self._report(FACTORS_REASON, REASON, {row: texts[row] for row in unknown}, choices=_WORDS)
        self._report(FACTORS_NO_REASON, REASON, dict.fromkeys(unsaid, ""), choices=_WORDS)
        self._report(FACTORS_BOTH, REASON, {row: texts[row] for row in both})
        no_demand: list[int] = []
        if DEMAND in self.frame.columns:
            no_demand = np.flatnonzero(np.isnan(demand) & (sorts == Reason.NONE)).tolist()
            self._report(FACTORS_CELL_BLANK, DEMAND, dict.fromkeys(no_demand, ""))
        return None if unknown or unsaid or both or no_demand else sorts

    def _axes(self, starts: Ints, areas: pl.Series, meta: FactorsMeta | None) -> tuple[Ints, Ints, list[str]] | None:
        """Rows in the order of interval and area, the intervals, the areas; nothing when a row is twice or absent."""
        found = areas.unique(maintain_order=True).to_list()
        codes = found if meta is None else [area.code for area in meta.areas]
        if set(found) != set(codes):
            params = {"what": "areas", "found": ", ".join(found), "wanted": ", ".join(codes)}
            self.problems.error(FACTORS_AXES, Place(self.file, 0, AREA), **params)
            return None
        instants = np.unique(starts)
        position = {code: at for at, code in enumerate(codes)}
        at = (
            np.searchsorted(instants, starts) * len(codes)
            + areas.replace_strict(position, return_dtype=pl.Int64).to_numpy()
        )
        order = np.argsort(at, kind="stable")
        again = np.flatnonzero(np.diff(at[order]) == 0)
        for repeat in again[: Problems.SHOWN_PER_KIND].tolist():
            row, first = int(order[repeat + 1]), int(order[repeat])
            place = Place(self.file, row + FIRST_ROW, START)
            at_time = _spell(int(starts[row]))
            self.problems.error(FACTORS_TWICE, place, area=areas[row], found=at_time, first=first + FIRST_ROW)
        absent = np.setdiff1d(np.arange(instants.size * len(codes)), at)

        def describe(cell: int) -> tuple[Place, dict[str, object]]:
            params: dict[str, object] = {"area": codes[cell % len(codes)]}
            return Place(self.file, 0, START), params | {"found": _spell(instants[cell // len(codes)])}

        self.problems.add_all(FACTORS_ABSENT, absent.tolist(), describe)
        return None if again.size or absent.size else (order, instants, codes)

    def _is_even(self, instants: Ints, step_minutes: int) -> bool:
        step_s = step_minutes * MINUTE_S
        odd = np.flatnonzero((instants - instants[0]) % step_s) if step_s else instants[:0]
        if odd.size:
            found = _spell(instants[odd[0]])
            self.problems.error(FACTORS_STEP, Place(self.file, 0, START), found=found, step=step_minutes)
        return not odd.size

    def _report(self, kind: MessageKind, name: str, rows: dict[int, str], **params: object) -> None:
        def describe(row: int) -> tuple[Place, dict[str, object]]:
            return Place(self.file, row + FIRST_ROW, name), {**params, "found": rows[row]}

        self.problems.add_all(kind, sorted(rows), describe)


def _aggregated_by(frame: pl.DataFrame, meta: FactorsMeta | None) -> str:
    """By what the rows of a table were aggregated; blank where they are intervals."""
    if meta is not None and meta.aggregated_by:
        return meta.aggregated_by
    keys = frame.columns[: frame.columns.index(AREA)] if AREA in frame.columns else []
    return "-".join(keys) if "intervals_without_factor" in frame.columns and START not in keys else ""


def _spell(second: int) -> str:
    return utc_datetime(int(second)).isoformat(timespec="minutes")
