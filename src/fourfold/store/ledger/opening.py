"""Opening a ledger's database: the connection and its settings, the schema, and what goes wrong with them in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.electricity.ledger.faults import LEDGER_CONFLICT
from fourfold.store.ledger.tables.schema import KNOWN, SCHEMA
from fourfold.store.opening import (
    begin,
    is_busy,
    is_unwritable,
    make_private,
    migrate,
    reason_of,
    schema_of,
    set_up,
)

LEDGER_MISSING = MessageKind(
    "ledger-missing",
    N_("the ledger {found} is not there"),
    N_("a database that fourfold supply new has made"),
    N_("correct the folder or the address; or restore the database from a backup"),
)
LEDGER_NEWER = MessageKind(
    "ledger-newer",
    N_("the ledger {found} was written by a newer Fourfold (schema {schema})"),
    N_("a schema up to {known}"),
    N_("use the newer Fourfold"),
)
LEDGER_DAMAGED = MessageKind(
    "ledger-damaged",
    N_("the ledger {found} cannot be read: {reason}"),
    N_("a ledger as Fourfold wrote it"),
    N_("restore it from a backup"),
)
LEDGER_BUSY = MessageKind(
    "ledger-busy",
    N_("the ledger {found} is busy: {reason}"),
    N_("a turn to write within {seconds} seconds"),
    N_("run this again; nothing was changed"),
)
LEDGER_UNWRITABLE = MessageKind(
    "ledger-unwritable",
    N_("the ledger {found} cannot be written: {reason}"),
    N_("a folder you may write, on a disk with room; or a database with the right to write"),
    N_("correct that and run this again; nothing was changed"),
)
LEDGER_UNREACHABLE = MessageKind(
    "ledger-unreachable",
    N_("the database {found} does not answer: {reason}"),
    N_("a PostgreSQL server that accepts the connection"),
    N_("look whether the server runs, and at address, user and password (PGPASSWORD or a .pgpass file)"),
)
LEDGER_DRIVER = MessageKind(
    "ledger-driver",
    N_("a ledger on PostgreSQL needs the package psycopg, which is not installed"),
    N_("Fourfold with its extra postgres"),
    N_("pip install 'fourfold[postgres]'"),
)
LEDGER_URL = MessageKind(
    "ledger-url",
    N_("the address of the ledger cannot be understood"),
    N_("postgresql://USER@HOST:PORT/DATABASE"),
    N_("correct the address"),
)
VERSION_TABLE = "ledger_schema_version"
PATIENCE_S = 60
"""How long a writer waits for its turn."""
_CACHE_KIB = 64 * 1024
POOL_SIZE = 10
_MIGRATING = 470_000
"""Advisory lock of whoever makes or migrates the schema."""
_SECRET_WORDS = ("password", "sslpassword", "passfile")


def sqlite_engine(path: Path, *, make: bool = False) -> Engine:
    """An engine on a file, migrated to the schema of this program.

    Raises:
        InputError: it is missing (and not to be made), damaged, of a newer schema, or cannot be written.
    """
    place = path.name
    if not path.is_file() and not make:
        raise _problem(LEDGER_MISSING, place)
    if not make and not path.stat().st_size:
        raise _problem(LEDGER_DAMAGED, place, reason="it is empty")
    engine = create_engine(f"sqlite:///{path}", poolclass=QueuePool, max_overflow=-1, hide_parameters=True)
    event.listen(engine, "connect", _settings)
    event.listen(engine, "checkin", _clean)
    event.listen(engine, "begin", begin)
    with told(place):
        if make:
            make_private(path)
        _migrate(engine, place, make=make)
    return engine


def postgresql_engine(url: str, *, make: bool = False, pool_size: int = POOL_SIZE) -> Engine:
    """An engine on a database of PostgreSQL with a pool of connections, migrated to the schema of this program.

    Args:
        url: ``postgresql://…``.
        make: make the tables where there are none.
        pool_size: connections kept, and the most that are open at once; who finds none free waits.

    Raises:
        InputError: there is no driver, no answer, no ledger (and none is to be made), or one of a newer schema.
    """
    address = _address(url)
    place = shown(address)
    try:
        engine = create_engine(
            address,
            poolclass=QueuePool,
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=PATIENCE_S,
            pool_pre_ping=True,
            isolation_level="READ COMMITTED",
            hide_parameters=True,
        )
    except ModuleNotFoundError as error:
        raise InputError([Problem(LEDGER_DRIVER, Place("psycopg"))]) from error
    with told(place):
        _migrate(engine, place, make=make)
    return engine


def shown(address: URL) -> str:
    """An address without anything secret in it."""
    plain = address.set(drivername="postgresql", password=None).difference_update_query(_SECRET_WORDS)
    return plain.render_as_string()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
        if address.drivername.partition("+")[0] not in ("postgresql", "postgres"):
            raise InputError([Problem(LEDGER_URL, Place("--postgresql"))])
    except (ArgumentError, ValueError, NoSuchModuleError) as error:
        raise InputError([Problem(LEDGER_URL, Place("--postgresql"))]) from error
    return address.set(drivername="postgresql+psycopg")


def _settings(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    set_up(connection, PATIENCE_S * 1_000, _CACHE_KIB, ["recursive_triggers=ON"])


def _clean(connection: DBAPIConnection | None, _entry: ConnectionPoolEntry) -> None:
    """A commit that SQLite refuses leaves its transaction open; it ends before the connection is used again."""
    if isinstance(connection, sqlite3.Connection) and connection.in_transaction:
        connection.rollback()


def _migrate(engine: Engine, place: str, *, make: bool) -> None:
    with engine.connect() as connection:
        found = schema_of(connection, VERSION_TABLE)
    if found == SCHEMA:
        return
    if found == "" and not make:
        raise _problem(LEDGER_MISSING, place)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATING})
        found = schema_of(connection, VERSION_TABLE)  # another process may have been faster
        if found not in ("", *KNOWN):
            raise _problem(LEDGER_NEWER, place, schema=found, known=SCHEMA)
        if found != SCHEMA:
            upgrade(connection)


def upgrade(connection: Connection, revision: str = SCHEMA) -> None:
    """Run the migrations up to a revision, within the transaction of the connection."""
    migrate(connection, Path(__file__).parent / "migrations", revision)


@contextmanager
def told(place: str) -> Iterator[None]:
    """Faults of the database become problems."""
    try:
        yield
    except IntegrityError as error:
        params = {"reason": constraint_of(error) or reason_of(error)}
        raise InputError([Problem(LEDGER_CONFLICT, Place("orders"), params)]) from error
    except UnicodeDecodeError as error:  # damaged bytes in a text, or in what SQLite says of them
        raise _problem(LEDGER_DAMAGED, place, reason="it holds bytes that are no text") from error
    except PoolTimeoutError as error:
        raise _busy(place, "no connection of the pool became free") from error
    except (DBAPIError, sqlite3.DatabaseError) as error:
        reason = reason_of(error)
        kind = _kind(error, reason)
        raise (_busy(place, reason) if kind is LEDGER_BUSY else _problem(kind, place, reason=reason)) from error


def constraint_of(error: DBAPIError) -> str:
    """Name of the constraint that refused; empty where the database does not say (foreign keys of SQLite)."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name or "")
    words = str(error.orig).removeprefix("CHECK constraint failed: ").removeprefix("UNIQUE constraint failed: ")
    return "" if words.startswith("FOREIGN KEY") else words


def sqlstate_of(error: DBAPIError) -> str:
    """PostgreSQL's code of a fault; empty elsewhere."""
    return str(getattr(error.orig, "sqlstate", "") or "")


def _kind(error: DBAPIError | sqlite3.DatabaseError, reason: str) -> MessageKind:
    state = sqlstate_of(error) if isinstance(error, DBAPIError) else ""
    if state[:2] in ("40", "55") or is_busy(reason):
        return LEDGER_BUSY
    if state[:2] in ("08", "28", "3D", "57") or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return LEDGER_UNREACHABLE
    if not state and isinstance(error, OperationalError) and not isinstance(error.orig, sqlite3.Error):
        return LEDGER_UNREACHABLE  # libpq says so without a code
    if state[:2] == "53" or state in ("25006", "42501"):
        return LEDGER_UNWRITABLE
    return LEDGER_UNWRITABLE if is_unwritable(reason) else LEDGER_DAMAGED


def _busy(place: str, reason: str) -> InputError:
    return _problem(LEDGER_BUSY, place, reason=reason, seconds=str(PATIENCE_S))


def _problem(kind: MessageKind, place: str, **params: str) -> InputError:
    return InputError([Problem(kind, Place(place), {"found": place, **params})])
