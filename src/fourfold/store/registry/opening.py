"""Opening a registry: the file, its settings, its schema, and what goes wrong with them in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from fourfold.certification.registry import NOT_RESERVED, conflict
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.store.opening import begin, is_busy, is_unwritable, make_private, migrate, reason_of, schema_of, set_up
from fourfold.store.registry.schema import KNOWN, SCHEMA

REGISTRY_MISSING = MessageKind(
    "registry-missing",
    N_("the registry {found} is not there"),
    N_("the file registry.sqlite in the folder of the body"),
    N_("restore the folder from a backup: fourfold log restore"),
)
REGISTRY_NEWER = MessageKind(
    "registry-newer",
    N_("the registry {found} was written by a newer Fourfold (schema {schema})"),
    N_("a schema up to {known}"),
    N_("use the newer Fourfold"),
)
REGISTRY_DAMAGED = MessageKind(
    "registry-damaged",
    N_("the registry {found} cannot be read: {reason}"),
    N_("a registry as Fourfold wrote it"),
    N_("restore the folder from a backup: fourfold log restore"),
)
REGISTRY_BUSY = MessageKind(
    "registry-busy",
    N_("another program is writing to the registry {found}"),
    N_("one writer at a time"),
    N_("wait until it has ended and run this again"),
)
REGISTRY_UNWRITABLE = MessageKind(
    "registry-unwritable",
    N_("the registry {found} cannot be written: {reason}"),
    N_("a folder you may write, on a disk with room"),
    N_("free space or correct the permissions; nothing was changed"),
)
_VERSION_TABLE = "schema_version"
BUSY_MS = 10_000
_CACHE_KIB = 64 * 1024
"""At most; it keeps the indexes of a registry of a million certificates at hand while much is recorded."""


def sqlite_engine(path: Path, *, make: bool = False) -> Engine:
    """An engine on a file, migrated to the schema of this program.

    Args:
        path: of the file.
        make: make it where it is missing.

    Raises:
        InputError: it is missing, damaged, of a newer schema, or cannot be migrated.
    """
    if not path.is_file() and not make:
        raise _problem(REGISTRY_MISSING, path)
    if make:
        with told(path):
            make_private(path)
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", _settings)
    event.listen(engine, "begin", begin)
    with told(path):
        _migrate(engine, path)
    return engine


def _settings(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    set_up(connection, BUSY_MS, _CACHE_KIB)


def _migrate(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        if schema_of(connection, _VERSION_TABLE) == SCHEMA:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        found = schema_of(connection, _VERSION_TABLE)  # another process may have been faster
        if found not in ("", *KNOWN):
            raise _problem(REGISTRY_NEWER, path, schema=found, known=SCHEMA)
        if found != SCHEMA:
            upgrade(connection)


def upgrade(connection: Connection, revision: str = SCHEMA) -> None:
    """Run the migrations up to a revision, within the transaction of the connection."""
    migrate(connection, Path(__file__).parent / "migrations", revision)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Faults of the database become problems."""
    try:
        yield
    except IntegrityError as error:
        raise conflict(str(path), NOT_RESERVED) from error
    except (DBAPIError, sqlite3.DatabaseError) as error:
        raise _problem(_kind(error), path, reason=reason_of(error)) from error


def _kind(error: DBAPIError | sqlite3.DatabaseError) -> MessageKind:
    reason = reason_of(error)
    if is_busy(reason):
        return REGISTRY_BUSY
    unwritable = isinstance(error, OperationalError | sqlite3.OperationalError) and is_unwritable(reason)
    return REGISTRY_UNWRITABLE if unwritable else REGISTRY_DAMAGED


def _problem(kind: MessageKind, path: Path, **params: str) -> InputError:
    return InputError([Problem(kind, Place(path.name), {"found": path.name, **params})])
