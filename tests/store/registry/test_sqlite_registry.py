"""A registry in a file: the schema itself holds the rules, older files are migrated, newer and damaged ones refused."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine.reflection import Inspector

from fourfold.certification.registry import State, StateChange
from fourfold.core.problems import InputError
from fourfold.store.registry import opening
from fourfold.store.registry.schema import KNOWN, META, SCHEMA
from fourfold.store.registry.sql import SqlRegistry
from support.registries import START, issue, log_all, paper


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "registry.sqlite"


@pytest.fixture
def registry(path: Path) -> SqlRegistry:
    return SqlRegistry.at(path, make=True)


def code(path: Path) -> str:
    with pytest.raises(InputError) as error:
        SqlRegistry.at(path)
    return error.value.problems[0].kind.code


def raw(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys=ON")
    try:
        for statement in statements:
            connection.execute(statement)
    finally:
        connection.close()


def test_what_is_recorded_is_there_when_the_file_is_opened_again(registry: SqlRegistry, path: Path) -> None:
    number, entry = issue(registry, "a", "a dossier")
    registry.change_state(StateChange(number, State.SUSPENDED, "暂停", START))
    again = SqlRegistry.at(path)
    assert again.by_number(number) == registry.by_number(number)
    assert again.changes(number)[-1].reason == "暂停"
    assert again.status_of(number) == entry
    assert again.reserve_number("FF", 2026) == "FF-2026-000002"


def test_the_migrations_make_the_tables_that_the_program_describes(registry: SqlRegistry, path: Path) -> None:
    described = create_engine("sqlite://")
    META.create_all(described)
    assert _shape(inspect(create_engine(f"sqlite:///{path}"))) == _shape(inspect(described))


def _shape(inspector: Inspector) -> dict[str, object]:
    def of(table: str) -> object:
        columns = [(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)]
        columns.append((str(inspector.get_pk_constraint(table)["constrained_columns"]), "", False))
        keys = sorted((str(k["constrained_columns"]), k["referred_table"]) for k in inspector.get_foreign_keys(table))
        checks = sorted((str(c["name"]), c["sqltext"]) for c in inspector.get_check_constraints(table))
        unique = sorted(str(u["column_names"]) for u in inspector.get_unique_constraints(table))
        indexes = sorted((str(i["name"]), str(i["column_names"])) for i in inspector.get_indexes(table))
        return columns, keys, checks, unique, indexes

    return {table: of(table) for table in inspector.get_table_names() if table != "schema_version"}


def test_the_newest_revision_is_the_one_the_program_knows() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(opening.__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    assert scripts.get_heads() == [SCHEMA]
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == KNOWN


def test_an_older_file_is_migrated_and_keeps_what_it_holds(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as older:
        older.setattr(opening, "SCHEMA", KNOWN[0])
        older.setattr(opening.upgrade, "__defaults__", (KNOWN[0],))
        number, _ = issue(SqlRegistry.at(path, make=True), "a")
        raw(path, "UPDATE numbers SET prefix = prefix")
    registry = SqlRegistry.at(path)
    assert registry.state_of(number) is State.ISSUED
    with pytest.raises(sqlite3.IntegrityError):
        raw(path, "UPDATE numbers SET prefix = prefix")


def test_a_newer_file_is_refused(registry: SqlRegistry, path: Path) -> None:
    raw(path, "UPDATE schema_version SET version_num = 'r0099'")
    assert code(path) == "registry-newer"


@pytest.mark.parametrize(
    "data", [b"no database at all, but long enough to be looked at as one" * 20, b"SQLite format 3\0" + bytes(2000)]
)
def test_a_damaged_file_is_refused(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    assert code(path) == "registry-damaged"


def test_a_file_of_another_program_is_refused(path: Path) -> None:
    raw(path, "CREATE TABLE something (a INTEGER)")
    assert code(path) == "registry-damaged"


def test_a_page_that_is_damaged_is_told(registry: SqlRegistry, path: Path) -> None:
    with registry.transaction():
        for n in range(200):
            registry.record(*paper(f"{n}"))
    raw(path, "PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    data[8192:] = b"\xee" * (len(data) - 8192)
    path.write_bytes(data)
    with pytest.raises(InputError) as error:
        list(SqlRegistry.at(path).documents("statement"))
    assert error.value.problems[0].kind.code == "registry-damaged"


def test_a_row_of_an_unknown_kind_is_told(registry: SqlRegistry, path: Path) -> None:
    registry.record(*paper("a"))
    raw(path, "DROP TRIGGER documents_are_fixed", "UPDATE documents SET kind = 'gift'")
    with pytest.raises(InputError) as error:
        registry.pending()
    assert error.value.problems[0].kind.code == "registry-damaged"


def test_a_missing_file_is_told_and_not_made(path: Path) -> None:
    assert code(path) == "registry-missing"
    assert not path.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM documents",
        "DELETE FROM numbers",
        "DELETE FROM status_entries",
        "DELETE FROM status_lists",
        "DELETE FROM certificates",
        "DELETE FROM state_changes",
        "DELETE FROM marks",
        "UPDATE documents SET data = x'00'",
        "UPDATE documents SET digest = replace(digest, 'a', 'b')",
        "UPDATE documents SET time = '2020-01-01T00:00:00Z'",
        "UPDATE documents SET about = 'x'",
        "UPDATE documents SET number = NULL",
        "UPDATE documents SET log_index = NULL",
        "UPDATE documents SET log_index = log_index + 100",
        "UPDATE numbers SET ordinal = 9",
        "UPDATE status_entries SET position = 9",
        "UPDATE status_lists SET taken = 0",
        "UPDATE state_changes SET reason = 'x'",
        "UPDATE marks SET value = 0",
        "UPDATE certificates SET state = 'issued'",
        "UPDATE certificates SET state = 'gone'",
        "UPDATE certificates SET position = NULL",
        "INSERT INTO numbers VALUES ('FF-2026-000001', 'X', 2026, 1)",
        "INSERT INTO numbers VALUES ('X', 'FF', 2026, 1)",
        "INSERT INTO status_entries VALUES (1, 131072)",
        "INSERT INTO status_entries VALUES (2, 0)",
        "INSERT INTO certificates VALUES ('FF-2026-000099', 'issued', '', NULL, NULL)",
        "INSERT INTO documents SELECT 99, digest, kind, time, NULL, about, data, 99 FROM documents",
    ],
)
def test_the_schema_itself_refuses_what_breaks_a_rule(registry: SqlRegistry, path: Path, statement: str) -> None:
    number, _ = issue(registry, "a")
    log_all(registry)
    registry.mark_published(1)
    registry.change_state(StateChange(number, State.REVOKED, "", START))
    with pytest.raises(sqlite3.IntegrityError):
        raw(path, statement)
    assert registry.state_of(number) is State.REVOKED


def test_a_second_writer_is_told_to_wait(registry: SqlRegistry, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "BUSY_MS", 1)
    second = SqlRegistry.at(path)
    with registry.transaction():
        registry.record(*paper("a"))
        with pytest.raises(InputError) as error:
            second.record(*paper("b"))
        assert list(second.pending()) == []
    assert error.value.problems[0].kind.code == "registry-busy"
    second.record(*paper("b"))
    assert len(registry.pending()) == 2


def test_a_second_writer_waits_for_the_first(registry: SqlRegistry, path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from fourfold.store.registry.sql import SqlRegistry\n"
        "registry = SqlRegistry.at(Path(sys.argv[1]))\n"
        "print('ready', flush=True)\n"
        "for _ in range(15): print(registry.reserve_number('FF', 2026), *registry.reserve_status())\n"
    )
    other = subprocess.Popen([sys.executable, "-c", program, str(path)], stdout=subprocess.PIPE, text=True)
    assert other.stdout is not None
    assert other.stdout.readline() == "ready\n"
    own = [(registry.reserve_number("FF", 2026), *registry.reserve_status()) for _ in range(15)]
    given = [line.split() for line in other.communicate()[0].splitlines()]
    assert other.returncode == 0
    found = [*own, *((number, int(one), int(index)) for number, one, index in given)]
    assert sorted(number for number, _, _ in found) == [f"FF-2026-{n:06d}" for n in range(1, 31)]
    assert len({(one, index) for _, one, index in found}) == 30


@pytest.mark.skipif(sys.platform == "win32", reason="files there have no such modes")
def test_nobody_but_its_owner_reads_the_file_or_those_beside_it(path: Path) -> None:
    before = os.umask(0o022)
    try:
        registry = SqlRegistry.at(path, make=True)
        with registry.transaction():
            issue(registry, "a", "a dossier")
            found = {one.name: stat.S_IMODE(one.stat().st_mode) for one in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert found == dict.fromkeys(("registry.sqlite", "registry.sqlite-wal", "registry.sqlite-shm"), 0o600)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        SqlRegistry.at(tmp_path / "missing" / "registry.sqlite", make=True)
    assert error.value.problems[0].kind.code == "registry-unwritable"
