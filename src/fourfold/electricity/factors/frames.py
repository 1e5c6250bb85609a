"""Tables written piece by piece, as CSV, gzipped CSV or Parquet by the name of the file; whole or not at all.

Numbers are written as the shortest text that reads back as the same float64, a missing one as an empty cell.
"""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems

SUFFIXES = (".csv", ".csv.gz", ".parquet")

SUFFIX_UNKNOWN = MessageKind(
    "table-suffix-unknown",
    N_("the ending of {found} names no form of table that is written or read"),
    N_("a name that ends in .csv, .csv.gz or .parquet"),
    N_("choose such a name"),
)


def suffix_of(path: Path) -> str:
    """The ending that decides the form of a table; empty when it is none of `SUFFIXES`."""
    return next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)), "")


def suffix_is_known(path: Path, problems: Problems) -> bool:
    """Whether the name of a file says in which form it is; otherwise that is reported."""
    if suffix_of(path):
        return True
    problems.error(SUFFIX_UNKNOWN, Place(path.name), found=path.name)
    return False


class FrameWriter:
    """Writes frames one after the other into one file; without an orderly end no file appears.

    Args:
        path: the file; its ending decides the form.

    Raises:
        ValueError: an ending that is none of `SUFFIXES`.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows = 0
        self._suffix = suffix_of(path)
        if not self._suffix:
            raise ValueError(f"{path.name}: neither of {', '.join(SUFFIXES)}")
        self._folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part"))
        self._temporary = self._folder / path.name
        self._pieces: list[Path] = []
        self._streams: list[IO[bytes]] = []

    def write(self, frame: pl.DataFrame) -> None:
        """Append the rows of a frame; every frame has the columns of the first."""
        self.rows += frame.height
        if self._suffix == ".parquet":
            piece = self._folder / f"{len(self._pieces):08d}.piece"
            frame.write_ipc(piece)
            self._pieces.append(piece)
            return
        header = not self._streams
        if header:
            self._open()
        frame.write_csv(self._streams[-1], include_header=header)

    def close(self) -> Path:
        """The finished file under its temporary name: to look at before `commit`."""
        self._close_streams()
        if self._pieces:
            pl.scan_ipc(self._pieces).sink_parquet(self._temporary, compression="zstd")
        return self._temporary

    def commit(self) -> None:
        """Give the file its name, synced to disk."""
        with self._temporary.open("rb") as stream:
            os.fsync(stream.fileno())
        self._temporary.chmod(0o644)
        self._temporary.replace(self.path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close_streams()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _open(self) -> None:
        self._streams.append(self._temporary.open("wb"))
        if self._suffix == ".csv.gz":
            # neither name nor time in the head of the gzip file: the same rows give the same bytes
            packed = gzip.GzipFile("", "wb", compresslevel=6, mtime=0, fileobj=self._streams[0])
            self._streams.append(cast("IO[bytes]", packed))

    def _close_streams(self) -> None:
        for stream in reversed(self._streams):
            stream.close()
