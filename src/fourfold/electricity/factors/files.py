"""Factor files: one row per interval and area, written block by block, with what is known about them beside.

Columns: ``start`` (ISO 8601 to the second with offset; in Parquet an instant in UTC), ``area``, the attributes,
``demand_mwh``, ``reason``. Where there is no factor the attributes are empty and ``reason`` says why. Numbers are
written as the shortest text that reads back as the same float64.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta, timezone
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import polars as pl

from fourfold.core.canonical import digest_of_file
from fourfold.core.zones import Ints, utc_datetime, zone
from fourfold.electricity.factors.frames import FrameWriter, suffix_of
from fourfold.electricity.factors.meta_file import TableContent, write_meta
from fourfold.electricity.factors.reading import read_factors as read_factors
from fourfold.electricity.factors.table import FactorsMeta, FactorTable
from fourfold.electricity.grid.state import Attribute, Floats, GridArea
from fourfold.electricity.tracing.result import REASON_WORDS, Reason, Reasons, TracedBlock

START, AREA, DEMAND, REASON = "start", "area", "demand_mwh", "reason"
_BLOCK_INTERVALS = 256
_REASONS = pl.Series([REASON_WORDS[reason] or None for reason in Reason], dtype=pl.String)


class FactorWriter:
    """Writes traced blocks into a factor file, and the meta beside it at the end. Without `finish` no file appears.

    Args:
        path: the file; ``.csv``, ``.csv.gz`` or ``.parquet``.
        areas: axis ``area`` of the blocks.
        attributes: axis ``attribute``.
        time_zone: zone of the calendar.
        offset: how stamps are spelled, see `FactorsMeta`.
    """

    def __init__(
        self,
        path: Path,
        areas: Sequence[GridArea],
        attributes: Sequence[Attribute],
        time_zone: str,
        offset: str = "",
    ) -> None:
        self._frames = FrameWriter(path)
        self._typed = suffix_of(path) == ".parquet"
        self._areas = pl.Series([area.code for area in areas], dtype=pl.String)
        self._names = [attribute.name for attribute in attributes]
        self._time_zone, self._offset = time_zone, offset

    def write(self, block: TracedBlock) -> None:
        """Append the factors of a block."""
        self.write_arrays(block.starts_s, block.per_mwh, block.reason, block.demand_mwh)

    def write_arrays(self, starts_s: Ints, per_mwh: Floats, reason: Reasons, demand_mwh: Floats) -> None:
        """Append factors ``[interval, area, attribute]`` with reasons and demand ``[interval, area]``."""
        count, areas = starts_s.size, len(self._areas)
        of_interval, of_area = np.repeat(np.arange(count), areas), np.tile(np.arange(areas), count)
        columns = [self._starts(starts_s).gather(of_interval).alias(START), self._areas.gather(of_area).alias(AREA)]
        flat = per_mwh.reshape(count * areas, -1)
        columns += [_numbers(name, flat[:, at]) for at, name in enumerate(self._names)]
        columns.append(_numbers(DEMAND, demand_mwh.reshape(-1)))
        columns.append(_REASONS.gather(reason.reshape(-1).astype(np.int64)).alias(REASON))
        self._frames.write(pl.DataFrame(columns))

    def finish(self, meta: FactorsMeta) -> None:
        """Give the file its name and write the meta beside it."""
        digest = digest_of_file(self._frames.close())
        self._frames.commit()
        write_meta(self._frames.path, meta, TableContent(self._frames.path.name, digest, self._frames.rows))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._frames.__exit__(kind, error, trace)

    def _starts(self, starts_s: Ints) -> pl.Series:
        if self._typed:
            return pl.Series(starts_s * 1000).cast(pl.Datetime("ms", "UTC"))
        return pl.Series(spelled_starts(starts_s, self._time_zone, self._offset), dtype=pl.String)


def write_table(table: FactorTable, path: Path) -> None:
    """Write a factor table and its meta.

    Raises:
        ValueError: an ending that names no form of table.
        OSError: the folder cannot be written.
    """
    meta = table.meta
    with FactorWriter(path, meta.areas, meta.attributes, meta.time_zone, meta.offset) as writer:
        for first in range(0, table.starts_s.size, _BLOCK_INTERVALS):
            part = slice(first, first + _BLOCK_INTERVALS)
            writer.write_arrays(table.starts_s[part], table.per_mwh[part], table.reason[part], table.demand_mwh[part])
        writer.finish(meta)


def spelled_starts(starts_s: Ints, time_zone: str, offset: str) -> list[str]:
    """Instants as ISO 8601 to the second ``[interval]``: with ``Z``, a fixed offset, or that of the zone's clock."""
    if offset == "Z":
        return [utc_datetime(second).strftime("%Y-%m-%dT%H:%M:%SZ") for second in starts_s.tolist()]
    clock = timezone(_offset_of(offset)) if offset else zone(time_zone)
    return [utc_datetime(second).astimezone(clock).isoformat(timespec="seconds") for second in starts_s.tolist()]


def _offset_of(text: str) -> timedelta:
    hours, minutes = text[1:].split(":")
    size = timedelta(hours=int(hours), minutes=int(minutes))
    return -size if text[0] == "-" else size


def _numbers(name: str, values: Floats) -> pl.Series:
    return pl.Series(name, np.ascontiguousarray(values)).fill_nan(None)
