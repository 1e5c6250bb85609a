"""Tables of a tidy folder as whole frames, their series as arrays; what is not plain is left to the other reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.core.problems import MessageKind
from fourfold.core.zones import Ints
from fourfold.electricity.checking import messages as say
from fourfold.electricity.grid.state import Floats

MOST_BYTES = 1 << 30
ENDINGS = (".csv", ".csv.gz", ".parquet")
_DURATION = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?")


@dataclass(frozen=True, slots=True)
class NotPlain:
    """Why a folder is not read here."""

    why: MessageKind
    what: str = ""


class Involved(Exception):  # noqa: N818 - not an error: it takes the other way
    """A folder takes more than is read here."""

    def __init__(self, what: str, why: MessageKind = say.GRID_INVOLVED) -> None:
        super().__init__(what)
        self.reason = NotPlain(why, what)


class Series:
    """Series of a table: what names each, and its numbers by interval."""

    def __init__(self, table: pl.DataFrame | None, texts: Sequence[str], starts: Ints) -> None:
        self.keys: list[tuple[str, ...]] = []
        self.numbers: dict[str, Floats] = {}
        self.count = starts.size
        if table is None:
            return
        self.keys = sorted(table.select(texts).unique().rows())
        place = {key: at for at, key in enumerate(self.keys)}
        columns = np.array([place[key] for key in table.select(texts).iter_rows()])
        rows = np.searchsorted(starts, table["start_s"].to_numpy())
        within = rows < starts.size
        full = within.all() and (starts[np.minimum(rows, starts.size - 1)] == table["start_s"].to_numpy()).all()
        if (
            not full
            or table.height != starts.size * len(self.keys)
            or table.select("start_s", *texts).is_duplicated().any()
        ):
            raise Involved("intervals")
        for name in table.columns[1 + len(texts) :]:
            values = np.empty((starts.size, len(self.keys)))
            values[rows, columns] = table[name].to_numpy()
            self.numbers[name] = values

    def get(self, name: str) -> Floats:
        """Numbers ``[interval, series]``."""
        return self.numbers.get(name, np.zeros((self.count, 0)))


def read_table(folder: Path, name: str) -> tuple[pl.DataFrame | None, str]:
    """A table in any of its forms, as text where it is CSV, and the name of its file; nothing where there is none."""
    found = [folder / f"{name}{ending}" for ending in ENDINGS if (folder / f"{name}{ending}").exists()]
    if not found:
        return None, ""
    path = found[0]
    if len(found) > 1 or path.stat().st_size > MOST_BYTES:
        raise Involved(name)
    return (pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)), path.name


def seconds_of(column: pl.Series) -> pl.Series:
    """UTC seconds of stamps; one without an offset is not read here."""
    if column.dtype != pl.String:
        return column.dt.convert_time_zone("UTC").dt.epoch("s")
    spelled = column.unique()
    moments = [datetime.fromisoformat(text) for text in spelled.to_list()]
    if any(moment.tzinfo is None for moment in moments):
        raise Involved("start")
    return column.replace_strict(spelled, [int(moment.timestamp()) for moment in moments], return_dtype=pl.Int64)


def starts_of(column: pl.Series, resolution_minutes: str, has_periods: bool) -> tuple[Ints, int]:
    """All starts of intervals ``[interval]``, and their distance in minutes; gaps only between declared periods."""
    starts = np.unique(column.to_numpy())
    gaps = np.unique(np.diff(starts))
    if not gaps.size or (gaps % gaps[0]).any() or (gaps.size > 1 and not has_periods):
        raise Involved("resolution")
    step = int(gaps[0]) // 60
    if resolution_minutes and int(resolution_minutes) != step:
        raise Involved("resolution")
    return starts, step


def durations_of(column: pl.Series) -> set[int]:
    """Lengths in seconds that a table gives, as whole minutes or ISO 8601."""
    if isinstance(column.dtype, pl.Duration):
        return set(column.drop_nulls().dt.total_seconds().unique().to_list())
    found = set()
    for text in column.cast(pl.String).drop_nulls().unique().to_list():
        if not text:
            continue
        spelled = _DURATION.fullmatch(text)
        if not text.isdecimal() and not spelled:
            raise Involved("duration")
        hours, minutes = (int(part or 0) for part in spelled.groups()) if spelled else (0, int(text))
        found.add(3600 * hours + 60 * minutes)
    return found
