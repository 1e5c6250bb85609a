"""Databases in a folder, every version beside the others.

    <library>/<name>/current.json             versions with the digests of their cards, the current one first
    <library>/<name>/versions/<version>/      files of `fourfold.store.database_files`

A version is written into a folder beginning with a dot, synced and renamed, then named in ``current.json``, which is
replaced at once: what is not named there is not on the shelf. One lock for the library orders those who write.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeAlias

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.data.databases.database import Database, DatabaseInfo
from fourfold.data.databases.shelving import check_name, no_such_database, version_of
from fourfold.store.database_files import (
    DATABASE_DAMAGED,
    DATABASE_NEWER,
    read_card,
    read_database,
    write_database,
)
from fourfold.store.locks import exclusively

FORMAT = "shelf/1"
_PART = ".part-"

_Entries: TypeAlias = dict[str, str]
"""Digest of the card of each version, the current one first."""

LIBRARY_NOT_WRITABLE = MessageKind(
    "library-not-writable",
    N_("the library {found} cannot be written: {reason}"),
    N_("a folder you may write, on a disk with room"),
    N_("free space or correct the permissions, or choose another folder with --library or FOURFOLD_LIBRARY"),
)


def default_library() -> Path:
    """The folder of the library: ``FOURFOLD_LIBRARY``, else below the user's folder for data."""
    if chosen := os.environ.get("FOURFOLD_LIBRARY"):
        return Path(chosen).expanduser()
    data = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(data).expanduser() / "fourfold" / "library"


class FolderShelf:
    """Databases in a folder. See `fourfold.data.databases.shelf.Shelf`.

    Args:
        path: the library; it is made when something is added.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def list(self) -> Sequence[DatabaseInfo]:
        """The current version of every database, by name.

        Raises:
            InputError: one of them is damaged; it is named.
        """
        return [self._info(name, *next(iter(self._entries(name).items()))) for name in self._names()]

    def versions(self, name: str) -> Sequence[DatabaseInfo]:
        """Every version of one database, the current one first; empty when there is none of the name."""
        if name not in self._names():
            return []
        return [self._info(name, version, digest) for version, digest in self._entries(name).items()]

    def open(self, name: str, version: str = "") -> Database:
        """A database: the current version, or the one whose digest begins with `version`."""
        info = self._one(name, version)
        return read_database(self._folder(name, info.version), self._entries(name)[info.version])

    def add(self, database: Database) -> bool:
        """Put a version on the shelf and make it the current one; False when it was there already."""
        info = database.info
        check_name(info.name)
        with self._writing():
            entries = self._entries(info.name) if info.name in self._names() else {}
            known = entries.pop(info.version, None)
            digest = known or self._write(database)
            self._write_entries(info.name, {info.version: digest, **entries})
        return known is None

    def remove(self, name: str, version: str = "") -> Sequence[DatabaseInfo]:
        """Take a version, or all of a name, off the shelf; returns what was removed.

        A damaged version is removed too, when it is named in full or the whole database is.
        """
        with self._writing():
            if name not in self._names():
                raise no_such_database(name, self._names())
            if not version:
                removed = self._readable(name)
                _discard(self._path / name)
                return removed
            entries = self._entries(name)
            gone = version if version in entries else self._one(name, version).version
            removed = self._readable(name, gone)
            del entries[gone]
            if entries:
                self._write_entries(name, entries)
            _discard(self._folder(name, gone) if entries else self._path / name)
        return removed

    def _readable(self, name: str, version: str = "") -> Sequence[DatabaseInfo]:
        """What can still be said of the versions, or of one: nothing of damaged ones."""
        found = []
        with suppress(InputError):
            for known, digest in self._entries(name).items():
                with suppress(InputError):
                    found += [self._info(name, known, digest)] if version in ("", known) else []
        return found

    def _names(self) -> Sequence[str]:
        if not self._path.is_dir():
            return []
        return sorted(p.parent.name for p in self._path.glob("*/current.json") if not p.parent.name.startswith("."))

    def _one(self, name: str, version: str) -> DatabaseInfo:
        versions = self.versions(name)
        if not versions:
            raise no_such_database(name, self._names())
        return version_of(name, versions, version)

    def _folder(self, name: str, version: str) -> Path:
        return self._path / name / "versions" / version

    def _info(self, name: str, version: str, digest: str) -> DatabaseInfo:
        return read_card(self._folder(name, version), digest).info

    def _entries(self, name: str) -> _Entries:
        try:
            tree = json.loads((self._path / name / "current.json").read_bytes())
            if tree["fourfold"] != FORMAT:
                params = {"found": name, "format": str(tree["fourfold"]), "expected": FORMAT}
                raise InputError([Problem(DATABASE_NEWER, Place(name), params)])
            entries = {str(version): str(digest) for version, digest in tree["versions"]}
        except (OSError, ValueError, LookupError, TypeError) as error:
            params = {"found": name, "reason": f"current.json: {error}"}
            raise InputError([Problem(DATABASE_DAMAGED, Place(name), params)]) from error
        if not entries:
            raise InputError([Problem(DATABASE_DAMAGED, Place(name), {"found": name, "reason": "current.json"})])
        return entries

    def _write_entries(self, name: str, entries: _Entries) -> None:
        versions: JSON = [[version, digest] for version, digest in entries.items()]
        write_atomically(
            self._path / name / "current.json", canonical_bytes({"fourfold": FORMAT, "versions": versions})
        )

    def _write(self, database: Database) -> str:
        final = self._folder(database.info.name, database.info.version)
        final.parent.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=_PART, dir=final.parent))
        try:
            digest = write_database(part, database)
            part.chmod(0o755)
            if final.exists():  # left by a run that ended before it could name the version
                _discard(final)
            part.rename(final)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return digest

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Alone with the library; what an ended run left half-written is cleared away."""
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            with exclusively(self._path / ".lock"):
                for left in (*self._path.glob(f"{_PART}*"), *self._path.glob(f"*/versions/{_PART}*")):
                    shutil.rmtree(left, ignore_errors=True)
                yield
        except OSError as error:
            params = {"found": str(self._path), "reason": error.strerror or str(error)}
            raise InputError([Problem(LIBRARY_NOT_WRITABLE, Place(str(self._path)), params)]) from error


def open_database(name: str, version: str = "", library: Path | str | None = None) -> Database:
    """An imported database.

    Args:
        name: under which it was imported.
        version: the beginning of its digest; the current version by default.
        library: folder of the library; the usual one by default.

    Raises:
        InputError: none of that name or version, or its files are damaged.
    """
    return FolderShelf(Path(library) if library is not None else default_library()).open(name, version)


def _discard(folder: Path) -> None:
    """Remove a folder: out of sight at once, then file by file."""
    hidden = Path(tempfile.mkdtemp(prefix=_PART, dir=folder.parent))
    folder.rename(hidden / "removed")
    shutil.rmtree(hidden, ignore_errors=True)
