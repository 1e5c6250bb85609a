"""A shelf in memory: for programs that keep nothing, and for tests."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.data.databases.database import Database, DatabaseInfo
from fourfold.data.databases.shelving import check_name, no_such_database, version_of


class MemoryShelf:
    """Databases that last as long as the program. See `fourfold.data.databases.shelf.Shelf`."""

    def __init__(self) -> None:
        self._databases: dict[str, dict[str, Database]] = {}

    def list(self) -> Sequence[DatabaseInfo]:
        """The current version of every database, by name."""
        return [self.versions(name)[0] for name in sorted(self._databases)]

    def versions(self, name: str) -> Sequence[DatabaseInfo]:
        """Every version of one database, the current one first."""
        return [database.info for database in reversed(self._databases.get(name, {}).values())]

    def open(self, name: str, version: str = "") -> Database:
        """A database: the current version, or the one whose digest begins with `version`."""
        info = self._one(name, version)
        return self._databases[name][info.version]

    def add(self, database: Database) -> bool:
        """Put a version on the shelf and make it the current one; False when it was there already."""
        check_name(database.info.name)
        versions = self._databases.setdefault(database.info.name, {})
        known = versions.pop(database.info.version, None)
        versions[database.info.version] = known or database
        return known is None

    def remove(self, name: str, version: str = "") -> Sequence[DatabaseInfo]:
        """Take a version, or all of a name, off the shelf; returns what was removed."""
        one = self._one(name, version)
        if not version:
            return [database.info for database in reversed(self._databases.pop(name).values())]
        del self._databases[name][one.version]
        if not self._databases[name]:
            del self._databases[name]
        return [one]

    def _one(self, name: str, version: str) -> DatabaseInfo:
        if name not in self._databases:
            raise no_such_database(name, self._databases)
        return version_of(name, self.versions(name), version)
