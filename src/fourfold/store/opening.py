"""What opening a database has in common whatever it holds: settings, transactions, schema, and faults in words."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, inspect, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

_UNWRITABLE = ("readonly", "full", "unable to open", "I/O")
_BUSY = ("locked", "busy")


def make_private(path: Path) -> None:
    """Make a file that only its owner can read, as far as it is not there. SQLite's files beside follow it.

    Raises:
        sqlite3.OperationalError: it cannot be made.
    """
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise sqlite3.OperationalError(f"unable to open database file: {error.strerror}") from error


def set_up(connection: DBAPIConnection, busy_ms: int, cache_kib: int, others: Sequence[str] = ()) -> None:
    """Settings of a connection to SQLite: transactions begin where we say so; what is committed is on the disk.

    Args:
        connection: to a file.
        busy_ms: how long it waits for its turn to write.
        cache_kib: at most; it keeps indexes at hand while much is recorded.
        others: further settings.
    """
    if not isinstance(connection, sqlite3.Connection):
        raise TypeError("settings of SQLite for another database")
    connection.isolation_level = None
    usual = ("journal_mode=WAL", "foreign_keys=ON", "synchronous=FULL")
    for pragma in (*usual, *others, f"busy_timeout={busy_ms}", f"cache_size=-{cache_kib}"):
        connection.execute(f"PRAGMA {pragma}")


def begin(connection: Connection) -> None:
    """A transaction that will write takes its place at once, so that two never wait for each other."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def schema_of(connection: Connection, version_table: str) -> str:
    """The revision of the schema; empty where the database is new.

    Raises:
        sqlite3.DatabaseError: it holds tables of another program.
    """
    tables = inspect(connection).get_table_names()
    if version_table in tables:
        return str(connection.execute(text(f"SELECT version_num FROM {version_table}")).scalar_one())  # noqa: S608
    if tables:
        raise sqlite3.DatabaseError("it holds tables of another program")
    return ""


def migrate(connection: Connection, migrations: Path, revision: str) -> None:
    """Run migrations up to a revision, within the transaction of the connection.

    Args:
        connection: in a transaction that writes.
        migrations: their folder.
        revision: the last one to run.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def reason_of(error: DBAPIError | sqlite3.DatabaseError) -> str:
    """What the database says, without the statement and its values; its first line."""
    words = str(error.orig) if isinstance(error, DBAPIError) else str(error)
    return words.strip().splitlines()[0] if words.strip() else type(error).__name__


def is_busy(reason: str) -> bool:
    """Whether SQLite says that another one is writing."""
    return any(word in reason for word in _BUSY)


def is_unwritable(reason: str) -> bool:
    """Whether SQLite says that the file cannot be written."""
    return any(word in reason for word in _UNWRITABLE)
