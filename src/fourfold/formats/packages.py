"""Files that come together: a folder, a zip or tar archive, or one file, opened within bounds (law 9).

An archive is unpacked into a temporary folder first, its names checked and its bytes counted while they are written,
because the sizes an archive declares may lie.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol


class Package(Protocol):
    """The files of a source.

    Attributes:
        name: how messages call it: the name of the file or folder.
    """

    @property
    def name(self) -> str:
        """The name of the file or folder."""

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of its files, relative, with forward slashes, sorted. One file is a package of one name."""

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted paths and digests of all files."""

    def read(self, name: str) -> bytes:
        """The bytes of one file.

        Raises:
            InputError: it is larger than one file may be.
        """

    def beginning(self, name: str, most_bytes: int = 4096) -> bytes:
        """The first bytes of one file, for recognising a format."""

    def under(self, folder: str) -> Iterator[str]:
        """Names of files whose parent folder has this name, at any depth: ``under("processes")``."""
