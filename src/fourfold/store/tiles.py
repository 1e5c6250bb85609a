"""The files of a log in a folder: written whole, synced, and read within bounds.

checkpoint
tile/0/x001/234, tile/0/x001/235.p/17, tile/entries/…
.lock       held by the writer
.writing/   files not yet in their place; what a crash left there is removed by the next writer
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from fourfold.core.problems import InputError, Place, Problems
from fourfold.core.reading import FILE_NOT_REGULAR, FILE_TOO_LARGE, FILE_UNREADABLE, MIB
from fourfold.store.locks import exclusively

MOST_BYTES = 17 * MIB
"""A full entry bundle of the largest entries."""
LOCK = ".lock"
WRITING = ".writing"
_READING = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""Links are not followed and pipes not waited for."""


class FolderTiles:
    """The files of a log in a folder.

    Args:
        folder: it is made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        """The bytes, or ``None``.

        Raises:
            InputError: it cannot be read, is no ordinary file, or larger than any file of a log.
        """
        problems, place = Problems(), Place(name)
        try:
            handle = os.open(self.folder / name, _READING)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            problems.error(FILE_UNREADABLE, place, found=name, reason=error.strerror or error)
            raise InputError(problems) from None
        try:
            status = os.fstat(handle)
            if not stat.S_ISREG(status.st_mode):
                problems.error(FILE_NOT_REGULAR, place, found=name)
            elif status.st_size > MOST_BYTES:
                size, most = status.st_size // MIB, MOST_BYTES // MIB
                problems.error(FILE_TOO_LARGE, place, found=name, size_mib=size, most_mib=most)
            problems.raise_if_errors()
            with os.fdopen(handle, "rb", closefd=False) as stream:
                return stream.read(MOST_BYTES)
        finally:
            os.close(handle)

    def write(self, name: str, data: bytes) -> None:
        """Put them there.

        Raises:
            OSError: the folder cannot be written.
        """
        self.write_all([(name, data)])

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put many there: each synced before it takes its name, each folder synced once at the end.

        Raises:
            OSError: the folder cannot be written.
        """
        writing = self.folder / WRITING
        writing.mkdir(parents=True, exist_ok=True)
        touched: set[Path] = set()
        for count, (name, data) in enumerate(files):
            path, temporary = self.folder / name, writing / f"{os.getpid()}-{count}"
            _make_folder(path.parent, touched)
            with temporary.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
            touched.add(path.parent)
        for folder in sorted(touched):
            _sync_folder(folder)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there, and its folder if that was its last.

        Raises:
            OSError: the folder cannot be written.
        """
        path = self.folder / name
        path.unlink(missing_ok=True)
        if path.parent != self.folder and path.parent.is_dir() and not any(path.parent.iterdir()):
            path.parent.rmdir()

    def names(self, start: str = "") -> Iterator[str]:
        """The names that begin so, in no order; links are named and not followed."""
        parent, _, _ = start.rpartition("/")
        for name in self._below(parent):
            if name.startswith(start) and name != LOCK and not name.startswith(WRITING + "/"):
                yield name

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other writers out; remove what a crash left unfinished.

        Raises:
            OSError: the folder cannot be written.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with exclusively(self.folder / LOCK):
            self.clear()
            yield

    def clear(self) -> None:
        """Remove what a crash left unfinished; the caller keeps other writers out."""
        for left in (self.folder / WRITING).glob("*"):
            left.unlink(missing_ok=True)

    def _below(self, parent: str) -> Iterator[str]:
        """All files below a folder of the log."""
        try:
            entries = sorted(os.scandir(self.folder / parent), key=lambda entry: entry.name)
        except (FileNotFoundError, NotADirectoryError):
            return
        for entry in entries:
            name = f"{parent}/{entry.name}" if parent else entry.name
            if entry.is_dir(follow_symlinks=False):
                yield from self._below(name)
            else:
                yield name


def _make_folder(folder: Path, touched: set[Path]) -> None:
    """Make a folder; those that hold new ones are to be synced."""
    if not folder.is_dir():
        _make_folder(folder.parent, touched)
        folder.mkdir(exist_ok=True)
        touched.add(folder.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # pragma: no cover - there a folder cannot be opened
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
