"""Opening a registry: the file, its settings, its schema, and what goes wrong with them in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from fourfold.certification.registry import NOT_RESERVED, conflict
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
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
            _only_for_its_owner(path)
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    event.listen(engine, "connect", _settings)
    event.listen(engine, "begin", _begin)
    with told(path):
        _migrate(engine, path)
    return engine


def _only_for_its_owner(path: Path) -> None:
    """Make the file readable by nobody else: it tells why a certificate was suspended. SQLite's files beside follow it.

    Raises:
        sqlite3.OperationalError: it cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise sqlite3.OperationalError(f"unable to open database file: {error.strerror}") from error


def _settings(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Transactions begin where we say so; what is committed is on the disk."""
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101 - what the engine is made for
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MS}",
        f"cache_size=-{_CACHE_KIB}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """A transaction that will write takes its place at once, so that two never wait for each other."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _migrate(engine: Engine, path: Path) -> None:
    with engine.connect() as connection:
        if _schema(connection) == SCHEMA:
            return
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        found = _schema(connection)  # another process may have been faster
        if found not in ("", *KNOWN):
            raise _problem(REGISTRY_NEWER, path, schema=found, known=SCHEMA)
        if found != SCHEMA:
            upgrade(connection)


def _schema(connection: Connection) -> str:
    """The revision of the schema; empty for a new file."""
    tables = inspect(connection).get_table_names()
    if _VERSION_TABLE in tables:
        return str(connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one())  # noqa: S608
    if tables:
        raise sqlite3.DatabaseError("no schema version")
    return ""


def upgrade(connection: Connection, revision: str = SCHEMA) -> None:
    """Run the migrations up to a revision, within the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Faults of the database become problems."""
    try:
        yield
    except IntegrityError as error:
        raise conflict(str(path), NOT_RESERVED) from error
    except (DBAPIError, sqlite3.DatabaseError) as error:
        raise _problem(_kind(error), path, reason=_reason(error)) from error


def _kind(error: DBAPIError | sqlite3.DatabaseError) -> MessageKind:
    reason = _reason(error)
    if "locked" in reason or "busy" in reason:
        return REGISTRY_BUSY
    unwritable = isinstance(error, OperationalError | sqlite3.OperationalError) and (
        "readonly" in reason or "full" in reason or "unable to open" in reason or "I/O" in reason
    )
    return REGISTRY_UNWRITABLE if unwritable else REGISTRY_DAMAGED


def _reason(error: DBAPIError | sqlite3.DatabaseError) -> str:
    """What the database says, without the statement and its values."""
    return str(error.orig) if isinstance(error, DatabaseError) else str(error)


def _problem(kind: MessageKind, path: Path, **params: str) -> InputError:
    return InputError([Problem(kind, Place(path.name), {"found": path.name, **params})])
