"""Stores of a log's files: in memory, and one whose machine dies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class MemoryTiles:
    """A log's files in memory."""

    def __init__(self, files: dict[str, bytes] | None = None) -> None:
        self.files = {} if files is None else files
        self.reads: list[str] = []

    def read(self, name: str) -> bytes | None:
        """The bytes, or ``None``; the name is noted."""
        self.reads.append(name)
        return self.files.get(name)

    def write(self, name: str, data: bytes) -> None:
        """Put them there."""
        self.files[name] = data

    def write_all(self, files: Iterable[tuple[str, bytes]]) -> None:
        """Put many there, one after the other."""
        for name, data in files:
            self.write(name, data)

    def remove(self, name: str) -> None:
        """Remove it."""
        self.files.pop(name, None)

    def names(self, start: str = "") -> Iterator[str]:
        """The names that begin so."""
        return iter([name for name in self.files if name.startswith(start)])

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else is there."""
        yield


class DeadError(Exception):
    """The machine is gone."""


class DyingTiles(MemoryTiles):
    """Dies at one change: before it or after it; everything changed before is kept.

    Args:
        files: kept by the test, as a disk is.
        at: which change, from 0.
        after: whether that change still happens.
    """

    def __init__(self, files: dict[str, bytes], at: int, *, after: bool) -> None:
        super().__init__(files)
        self.left = at
        self.after = after

    def write(self, name: str, data: bytes) -> None:
        """Write, or die."""
        with self._change():
            super().write(name, data)

    def remove(self, name: str) -> None:
        """Remove, or die."""
        with self._change():
            super().remove(name)

    @contextmanager
    def _change(self) -> Iterator[None]:
        if self.left == 0 and not self.after:
            raise DeadError
        yield
        if self.left == 0:
            raise DeadError
        self.left -= 1
