"""A ledger's database: made, found again, migrated, and what is said when it cannot be used. No secret is shown."""

from __future__ import annotations

import sqlite3
import stat
import sys
import threading
from pathlib import Path

import pytest
from sqlalchemy import create_engine, create_mock_engine, text
from sqlalchemy.sql.ddl import ExecutableDDLElement

from fourfold.core.problems import InputError, Problem
from fourfold.store.ledger import opening
from fourfold.store.ledger.migrations import sql_files
from fourfold.store.ledger.migrations.versions import l0002_guards
from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.tables.schema import KNOWN, META, SCHEMA
from support.ledgers import live_in, plain
from support.postgres import Cluster
from support.sql_ledgers import postgres_url

SECRET = "hunter-2"  # noqa: S105 - no password of anybody


def problem_of(make: object) -> Problem:
    assert callable(make)
    with pytest.raises(InputError) as error:
        make()
    return error.value.problems[0]


def test_what_is_kept_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    ledger = SqlLedger.at(tmp_path / "ledger.sqlite", make=True)
    live_in(ledger)
    ledger.close()
    again = SqlLedger.at(tmp_path / "ledger.sqlite")
    assert plain(list(again.lots())) == plain(list(ledger.lots()))
    assert again.days() == ledger.days()
    lot = next(again.lots())
    assert again.salt(1, lot) == ledger.salt(1, lot) != SqlLedger.at(tmp_path / "b", make=True).salt(1, lot)


@pytest.mark.parametrize(("dialect", "url"), [("sqlite", "sqlite://"), ("postgresql", "postgresql+psycopg://")])
def test_the_files_of_the_migration_make_the_tables_that_the_program_describes(dialect: str, url: str) -> None:
    made: list[str] = []

    def write(element: ExecutableDDLElement, *_: object, **__: object) -> None:
        made.append(str(element.compile(dialect=engine.dialect)))

    engine = create_mock_engine(url, write)
    META.create_all(engine, checkfirst=False)
    plainly = sorted(" ".join(each.replace(";", "").split()) for each in made)
    assert plainly == sorted(" ".join(each.replace(";", "").split()) for each in sql_files.statements("l0001", dialect))


def test_every_table_is_kept_from_changes() -> None:
    keys = {name: {column.name for column in table.primary_key} for name, table in META.tables.items()}
    assert {name: set(key.split()) for name, key in l0002_guards._KEYS.items()} == keys


def test_the_newest_revision_is_the_one_the_program_knows() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(opening.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [SCHEMA]
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == KNOWN


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problem_of(lambda: SqlLedger.at(tmp_path / "ledger.sqlite")).kind.code == "ledger-missing"


def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    SqlLedger.at(path, make=True).close()
    with sqlite3.connect(path) as connection:
        connection.execute(f"UPDATE {opening.VERSION_TABLE} SET version_num = 'l9999'")  # noqa: S608
    assert problem_of(lambda: SqlLedger.at(path)).kind.code == "ledger-newer"


@pytest.mark.parametrize(
    "data", [b"no database at all, but long enough to be looked at as one" * 20, b"SQLite format 3\0"]
)
def test_a_damaged_file_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(data)
    assert problem_of(lambda: SqlLedger.at(tmp_path / "ledger.sqlite")).kind.code == "ledger-damaged"


def test_a_file_of_another_program_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        connection.execute("CREATE TABLE something (a INTEGER)")
    assert problem_of(lambda: SqlLedger.at(tmp_path / "ledger.sqlite", make=True)).kind.code == "ledger-damaged"


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert problem_of(lambda: SqlLedger.at(tmp_path / "no" / "x", make=True)).kind.code == "ledger-unwritable"


def test_the_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    SqlLedger.at(tmp_path / "ledger.sqlite", make=True)
    assert stat.S_IMODE((tmp_path / "ledger.sqlite").stat().st_mode) == 0o600


def test_a_writer_who_does_not_let_go_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE_S", 0)
    ledger = SqlLedger.at(tmp_path / "ledger.sqlite", make=True)
    other = sqlite3.connect(tmp_path / "ledger.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert problem_of(lambda: live_in(ledger)).kind.code == "ledger-busy"
    other.close()


def test_a_missing_driver_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    problem = problem_of(lambda: SqlLedger.on("postgresql://tests@localhost/ledger"))
    assert problem.kind.code == "ledger-driver"
    assert "postgres" in problem.kind.repair


@pytest.mark.parametrize("url", ["", "mysql://host/ledger", "postgresql", f"nothing:{SECRET}@x"])
def test_an_address_that_is_none_is_told_without_showing_it(url: str) -> None:
    problem = problem_of(lambda: SqlLedger.on(url))
    assert problem.kind.code == "ledger-url"
    assert SECRET not in str(InputError([problem]))


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://tests:{SECRET}@127.0.0.1:1/ledger",
        f"postgresql://tests@127.0.0.1:1/ledger?password={SECRET}",
    ],
)
def test_a_server_that_does_not_answer_is_told_without_the_password(url: str) -> None:
    problem = problem_of(lambda: SqlLedger.on(url))
    assert problem.kind.code == "ledger-unreachable"
    assert "127.0.0.1" in problem.found
    assert SECRET not in str(InputError([problem])) + repr(problem)


def test_a_database_without_ledger_is_told(postgres: Cluster) -> None:
    url = postgres.make_database()
    assert problem_of(lambda: SqlLedger.on(url)).kind.code == "ledger-missing"
    gone = url.replace("/db_", "/no_")
    assert problem_of(lambda: SqlLedger.on(gone)).kind.code == "ledger-unreachable"


def test_a_database_of_another_program_or_of_a_newer_one_is_refused(postgres: Cluster) -> None:
    other, newer = postgres.make_database(), postgres_url(postgres)
    with create_engine(other.replace("postgresql:", "postgresql+psycopg:")).begin() as connection:
        connection.execute(text("CREATE TABLE something (a INTEGER)"))
    with create_engine(newer.replace("postgresql:", "postgresql+psycopg:")).begin() as connection:
        connection.execute(text(f"UPDATE {opening.VERSION_TABLE} SET version_num = 'l9999'"))  # noqa: S608
    assert problem_of(lambda: SqlLedger.on(other, make=True)).kind.code == "ledger-damaged"
    assert problem_of(lambda: SqlLedger.on(newer)).kind.code == "ledger-newer"


def test_many_may_make_the_same_ledger_at_once(postgres: Cluster) -> None:
    url = postgres.make_database()
    made: list[SqlLedger] = []
    threads = [threading.Thread(target=lambda: made.append(SqlLedger.on(url, make=True))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    live_in(made[0])
    assert len(made) == 4
    assert plain(list(made[3].lots())) == plain(list(made[0].lots()))


def test_an_empty_file_is_told_as_such(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").touch()
    problem = problem_of(lambda: SqlLedger.at(tmp_path / "ledger.sqlite"))
    assert (problem.kind.code, problem.params["reason"]) == ("ledger-damaged", "it is empty")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    ledger = SqlLedger.at(tmp_path / "ledger.sqlite", make=True)
    live_in(ledger)
    ledger.close()
    data = bytearray((tmp_path / "ledger.sqlite").read_bytes())
    for place in range(30_000, len(data), 3_000):
        data[place] ^= 0xFF
    for place in range(data.find(b"CREATE TABLE"), 4_096, 97):
        data[place] |= 0x80
    (tmp_path / "ledger.sqlite").write_bytes(data)
    assert problem_of(lambda: list(SqlLedger.at(tmp_path / "ledger.sqlite").journal())).kind.code == "ledger-damaged"
