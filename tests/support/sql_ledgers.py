"""Ledgers in databases for tests: quick new ones, ones that lack a constraint, and clients that skip every courtesy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection, delete, event, insert, text

from fourfold.electricity.ledger.entry_json import check_orders, order_digest
from fourfold.electricity.ledger.operations import Order
from fourfold.store.ledger.acts.keeping import prepared
from fourfold.store.ledger.desk import Desk, write
from fourfold.store.ledger.migrations import sql_files
from fourfold.store.ledger.numbers import Numbers
from fourfold.store.ledger.opening import sqlite_engine
from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.tables.registers import ACCOUNTS, SECRETS
from fourfold.store.ledger.tables.schema import KEEPER, META
from fourfold.store.ledger.work import Work
from support.postgres import Cluster

_templates: dict[Path, str] = {}
_reused: dict[Path, str] = {}
_in_use: dict[Path, SqlLedger] = {}


def sqlite_ledger(folder: Path, name: str = "ledger.sqlite") -> SqlLedger:
    """A new ledger in a file; the disk is not waited for."""
    path = folder / name
    path.write_bytes(_empty_file())
    ledger = SqlLedger.at(path)
    ledger.close()
    event.listen(ledger._engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    return ledger


@cache
def _empty_file() -> bytes:
    """A file whose schema was made once for all tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.sqlite"
        sqlite_engine(path, make=True).dispose()
        return path.read_bytes()


def postgres_url(cluster: Cluster) -> str:
    """Address of a new ledger in a database; the schema is made once in each process."""
    if cluster.folder not in _templates:
        url = cluster.make_database()
        SqlLedger.on(url, make=True).close()
        _templates[cluster.folder] = url
    return cluster.copy_database(_templates[cluster.folder])


def postgres_ledger(cluster: Cluster, pool_size: int = 10) -> SqlLedger:
    """A ledger in a database of this process, emptied of what an earlier test left: one at a time."""
    if cluster.folder not in _reused:
        _reused[cluster.folder] = postgres_url(cluster)
    if (used := _in_use.pop(cluster.folder, None)) is not None:
        used.close()
    ledger = _in_use[cluster.folder] = SqlLedger.on(_reused[cluster.folder], pool_size=pool_size)
    with ledger._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(  # an iterator that was left half read still holds what it reads
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no triggers
        for table in META.tables.values():
            if table is not SECRETS:
                connection.execute(delete(table))
        for sequence in ("entry_numbers", "move_numbers", "draw_numbers"):
            connection.exec_driver_sql(f"ALTER SEQUENCE {sequence} RESTART")
        connection.execute(insert(ACCOUNTS).values(account=KEEPER, name="", key=""))
    return ledger


def sqlite_lacking(folder: Path, *names: str) -> SqlLedger:
    """A new ledger in a file that lacks constraints or checks of guards."""
    if not names:
        return sqlite_ledger(folder)
    whole = sql_files.statements

    def less(revision: str, dialect: str) -> list[str]:
        return [text for text in (_without(each, names) for each in whole(revision, dialect)) if text]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sql_files, "statements", less)
        ledger = SqlLedger.at(folder / "ledger.sqlite", make=True)
    with ledger._engine.connect() as connection, connection.begin():
        for name in names:
            if name.endswith(" key"):
                connection.exec_driver_sql(f"DROP TRIGGER {name.removesuffix(' key')}_stay_on_replace")
    return ledger


def _without(statement: str, names: tuple[str, ...]) -> str:
    for name in names:
        if re.match(rf"CREATE (TRIGGER|UNIQUE INDEX) {name} ", statement):
            return ""
        statement = re.sub(rf",?\s*CONSTRAINT {name} [^\n]*?(?=,?\n)", "", statement)
        if statement.startswith(f"CREATE TABLE {name.removesuffix(' key')} "):
            statement = re.sub(r"\n *PRIMARY KEY [^\n]*,", "", statement)
    return statement


def postgres_lacking(cluster: Cluster, *names: str) -> SqlLedger:
    """A new ledger in a database that lacks constraints, checks of guards, or (``lock …``) the locks of a function."""
    if not names:
        return postgres_ledger(cluster)
    ledger = SqlLedger.on(postgres_url(cluster))
    with ledger._engine.connect() as connection, connection.begin():
        for name in names:
            for statement in _dropping(connection, name):
                connection.exec_driver_sql(statement.replace("%", "%%"))
    return ledger


def _dropping(connection: Connection, name: str) -> Iterator[str]:
    found = False
    for statement in sql_files.statements("l0002", "postgresql"):
        less = re.sub(
            rf"\n  IF (?:(?!\n  IF ).)*?PERFORM ledger_refuse\('{name}'\);\n  END IF;", "", statement, flags=re.DOTALL
        )
        if name.startswith("lock ") and f"FUNCTION {name.removeprefix('lock ')}(" in statement:
            less = re.sub(r"\n +PERFORM (?:1 FROM|pg_advisory_xact)[^\n]*;", "\n  NULL;", statement)
        if less != statement:
            found = True
            yield less.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    named = f"{name.removesuffix(' key')}_pkey" if name.endswith(" key") else name
    tables = text("SELECT conrelid::regclass::text FROM pg_constraint WHERE conname = :name")
    for (table,) in connection.execute(tables, {"name": named}).all():
        found = True
        yield f"ALTER TABLE {table} DROP CONSTRAINT {named} CASCADE"
    if (
        connection.execute(text("SELECT 1 FROM pg_indexes WHERE indexname = :name"), {"name": name}).first()
        and not found
    ):
        found = True
        yield f"DROP INDEX {name}"
    if not found and name != "reading_after_another":  # that one went with the key it refers to
        raise LookupError(name)


class Rude:
    """A client that looks, and later writes what it made of it, whatever has happened meanwhile; it takes no locks.

    Args:
        ledger: whose database.
    """

    def __init__(self, ledger: SqlLedger) -> None:
        self._engine = ledger._engine

    def connect(self) -> Connection:
        """A connection of its own."""
        return self._engine.connect().execution_options(writes=True)

    def prepare(self, order: Order, time_s: int) -> Work:
        """What an order comes to on what is there now, on a connection whose transaction has ended."""
        with self._engine.connect() as connection:
            return rows_of(connection, order, time_s)

    def write(self, rude: Work) -> None:
        """Write it now, and commit."""
        with self.connect() as connection, connection.begin():
            write(connection, rude.rows)


def rows_of(connection: Connection, order: Order, time_s: int) -> Work:
    """An order with all rows it leaves, which are not written yet."""
    (written,) = check_orders([order])
    work = prepared(Desk(connection), order, written, order_digest(order), 1, time_s)
    work.keep()
    return work


@contextmanager
def numbers_apart(monkeypatch: pytest.MonkeyPatch, entries: Iterator[int] | None = None) -> Iterator[None]:
    """Numbers come from a counter and not from what is there, so that clients who do not see each other draw others.

    Args:
        monkeypatch: undoes it.
        entries: numbers of entries; rising ones by default.
    """
    drawn = {name: count(10_000) for name in ("entries", "moves", "draws")}
    own = drawn["entries"] if entries is None else entries

    def numbers(_numbers: Numbers, moves: int, draws: int) -> tuple[int, list[int], list[int]]:
        return next(own), [next(drawn["moves"]) for _ in range(moves)], [next(drawn["draws"]) for _ in range(draws)]

    with monkeypatch.context() as patched:
        patched.setattr(Numbers, "next", numbers)
        yield
