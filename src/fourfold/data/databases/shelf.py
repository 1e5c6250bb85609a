"""Where databases rest: what the rooms need of it. `fourfold.store` keeps them in a folder; tests in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from fourfold.data.databases.database import Database, DatabaseInfo


class Shelf(Protocol):
    """A shelf of databases.

    Invariants, held by one suite of tests for every implementation:

    * a version is never changed once it is there; adding the same version again changes nothing;
    * adding is all or nothing: an interrupted or failed one leaves the shelf as it was;
    * the current version of a name is the one added last; older ones stay readable.
    """

    def list(self) -> Sequence[DatabaseInfo]:
        """The current version of every database, by name."""

    def versions(self, name: str) -> Sequence[DatabaseInfo]:
        """Every version of one database, the current one first; empty when there is none of the name."""

    def open(self, name: str, version: str = "") -> Database:
        """A database: the current version, or the one whose digest begins with `version`.

        Raises:
            InputError: none of that name or version, or its files are damaged; similar names are told.
        """

    def add(self, database: Database) -> bool:
        """Put a version on the shelf and make it the current one of its name.

        Returns:
            False when this version was there already (it becomes the current one).

        Raises:
            InputError: the shelf cannot be written.
        """

    def remove(self, name: str, version: str = "") -> Sequence[DatabaseInfo]:
        """Take a version, or all of a name, off the shelf; returns what was removed.

        Raises:
            InputError: none of that name or version.
        """
