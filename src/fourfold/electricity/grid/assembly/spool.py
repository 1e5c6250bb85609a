"""Rows of a grid laid aside by stretches of time, in memory as far as a budget allows and on disk beyond it.

Files stand in any order: by area, by month, by nothing. The checks and the tracing need all rows of a stretch of time
together. Rows are therefore dealt into buckets of equal length of time as they stream past, and a bucket is read back
when its time comes; more than a few buckets are never in memory once the budget is spent.
"""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

ROW = np.dtype(
    [("start_s", "<i8"), ("value", "<f8"), ("series", "<i4"), ("step_s", "<i4"), ("row", "<u4"), ("file", "<u4")]
)
"""One number of a table: when it begins, what it is, of which series, how long it lasts (0: not said), where it is."""

Rows: TypeAlias = NDArray[Any]

ROWS_IN_MEMORY = 8_000_000
"""A quarter of a gigabyte."""


class Spool:
    """Rows by stretches of time.

    Args:
        bucket_s: length of a stretch.
        most_rows: how many rows are kept in memory; beyond, all of them go to a temporary folder.
    """

    def __init__(self, bucket_s: int, most_rows: int = ROWS_IN_MEMORY) -> None:
        self.bucket_s = bucket_s
        self.rows = 0
        self._most_rows = most_rows
        self._held: dict[int, list[Rows]] = {}
        self._held_rows = 0
        self._folder: Path | None = None
        self._on_disk: set[int] = set()
        self._last: tuple[int, Rows] | None = None
        self._remove: weakref.finalize[Any, Spool] | None = None

    def add(self, rows: Rows) -> None:
        """Lay rows aside."""
        if not rows.size:
            return
        self._last = None
        self.rows += rows.size
        self._held_rows += rows.size
        buckets = rows["start_s"] // self.bucket_s
        low, high = int(buckets.min()), int(buckets.max())
        if low == high:
            self._hold(low, rows)
        else:
            order = np.argsort(buckets, kind="stable")
            cuts = np.flatnonzero(np.diff(buckets[order])) + 1
            for part in np.split(order, cuts):
                self._hold(int(buckets[part[0]]), rows[part])
        if self._held_rows > self._most_rows:
            self._write()

    def buckets(self) -> Iterator[Rows]:
        """All rows, stretch by stretch in the order of time."""
        for bucket in sorted(self._on_disk | self._held.keys()):
            yield self._load(bucket)

    def between(self, start_s: int, end_s: int) -> Rows:
        """The rows that begin in a range of time ``[start_s, end_s)``."""
        parts = []
        for bucket in range(start_s // self.bucket_s, (end_s - 1) // self.bucket_s + 1):
            if bucket not in self._held and bucket not in self._on_disk:
                continue
            rows = self._load(bucket)
            if bucket * self.bucket_s < start_s or (bucket + 1) * self.bucket_s > end_s:
                starts = rows["start_s"]
                rows = rows[(starts >= start_s) & (starts < end_s)]
            parts.append(rows)
        return np.concatenate(parts) if parts else np.zeros(0, ROW)

    def close(self) -> None:
        """Forget everything and remove the temporary folder; also done when nobody holds the spool any more."""
        self._held.clear()
        self._on_disk.clear()
        self._last = None
        if self._remove is not None:
            self._remove()

    def _hold(self, bucket: int, rows: Rows) -> None:
        self._held.setdefault(bucket, []).append(rows)

    def _write(self) -> None:
        if self._folder is None:
            self._folder = Path(tempfile.mkdtemp(prefix="fourfold-grid-"))
            self._remove = weakref.finalize(self, shutil.rmtree, self._folder, True)
        for bucket, parts in self._held.items():
            with (self._folder / f"{bucket}.rows").open("ab") as stream:
                for part in parts:
                    stream.write(part.tobytes())
            self._on_disk.add(bucket)
        self._held.clear()
        self._held_rows = 0

    def _load(self, bucket: int) -> Rows:
        """One bucket; the last one is kept, since neighbouring blocks of intervals ask for the same."""
        if self._last is not None and self._last[0] == bucket:
            return self._last[1]
        parts = list(self._held.get(bucket, ()))
        if bucket in self._on_disk and self._folder is not None:
            parts.insert(0, np.fromfile(self._folder / f"{bucket}.rows", ROW))
        rows = parts[0] if len(parts) == 1 else np.concatenate(parts)
        if bucket in self._held:
            self._held[bucket] = [rows] if bucket not in self._on_disk else self._held[bucket]
        self._last = (bucket, rows)
        return rows
