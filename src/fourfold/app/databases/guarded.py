"""A reader that fails in an unforeseen way ends its import in words that name it and the file it was at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.data.databases.readers import Reader
from fourfold.formats.packages import Package

DEBUG = "FOURFOLD_DEBUG"
"""Variable that lets an unforeseen failure of a reader through, with its traceback."""
READER_FAILED = MessageKind(
    "import-reader-failed",
    N_("the reader {reader} failed at {found}, in a way that was not foreseen: {reason}"),
    N_("a source that the reader can deal with, or a message that says what is wrong with it"),
    N_("report this as a fault of the reader, with the file; the variable FOURFOLD_DEBUG=1 shows where it failed"),
)


class Watched:
    """A package that remembers which of its files was asked for last."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self.last = package.name

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return self._package.name

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of its files."""
        return self._package.names

    @property
    def digest(self) -> str:
        """Its digest."""
        return self._package.digest

    def read(self, name: str) -> bytes:
        """The bytes of one file."""
        self.last = name
        return self._package.read(name)

    def beginning(self, name: str, most_bytes: int = 4096) -> bytes:
        """The first bytes of one file."""
        self.last = name
        return self._package.beginning(name, most_bytes)

    def under(self, folder: str) -> Iterator[str]:
        """Names of files whose parent folder has this name."""
        return self._package.under(folder)


@contextmanager
def guarded(reader: Reader, package: Watched) -> Iterator[None]:
    """Turn an unforeseen failure inside the block into one that names the reader and the file; its cause is kept.

    Raises:
        InputError: in place of any exception but another `InputError`; an interruption goes through.
    """
    try:
        yield
    except InputError:
        raise
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        params = {"reader": reader.id, "found": package.last, "reason": reason}
        raise InputError([Problem(READER_FAILED, Place(package.last), params_of(params))]) from error
