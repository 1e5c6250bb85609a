"""The rows of a ledger against its journal: whatever is changed beside it is found, with table and column."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from fourfold.core.problems import Problem
from fourfold.electricity.ledger.audit import audit
from fourfold.store.ledger import remaking
from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.tables.schema import META
from support.ledger_checks import LEDGER_ID
from support.ledgers import live_in
from support.postgres import Cluster
from support.sql_ledgers import postgres_url, sqlite_ledger

DOCTORED = {
    "certificates area": "UPDATE certificates SET area = 'north' WHERE certificate = 'sun-0'",
    "claims made_start_s": "UPDATE claims SET made_start_s = made_start_s + 1",
    "endings claim": "DELETE FROM endings WHERE act = 'issue'",
    "entries order_digest": "UPDATE entries SET order_digest = 'free' WHERE entry = (SELECT max(entry) FROM entries)",
    "entries digest": "UPDATE entries SET digest = 'another' WHERE entry = (SELECT min(entry) FROM entries)",
    "moves valid_until_s": "UPDATE moves SET valid_until_s = 1900000000 WHERE act = 'cancel'",
    "areas area": "DELETE FROM areas",
    "readings owner": "UPDATE readings SET owner = 'other' WHERE actor = ''",
}
DAYS_DOCTORED = (
    "UPDATE closings SET closed_s = closed_s + 1",
    "DELETE FROM days WHERE day = (SELECT min(day) FROM days)",
)


@pytest.fixture(params=("sqlite", "postgresql"))
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> SqlLedger:
    """A ledger that has lived, with closed days."""
    if request.param == "sqlite":
        made = sqlite_ledger(tmp_path)
    else:
        cluster: Cluster = request.getfixturevalue("postgres")
        made = SqlLedger.on(postgres_url(cluster))
    live_in(made, closed=True)
    return made


def doctor(ledger: SqlLedger, *statements: str) -> None:
    """Change rows as somebody to whom no guard and no key means anything."""
    ledger.close()
    url = ledger._engine.url
    if url.database is not None and url.drivername == "sqlite":
        with closing(sqlite3.connect(url.database, isolation_level=None)) as file:
            file.execute("PRAGMA ignore_check_constraints = ON")
            for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                file.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                file.execute(statement)
        return
    with ledger._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in ("SET session_replication_role = replica", *statements):
            connection.exec_driver_sql(statement)
    ledger.close()


def told(problems: list[Problem], code: str) -> list[Problem]:
    return [problem for problem in problems if problem.kind.code == code]


def test_a_ledger_is_what_its_journal_makes(ledger: SqlLedger) -> None:
    assert ledger.damages() == []


def test_rows_changed_beside_the_journal_are_found(ledger: SqlLedger) -> None:
    doctor(ledger, *DOCTORED.values(), *DAYS_DOCTORED)
    found = list(ledger.damages())
    rows = {f"{each.params['table']} {each.params['column']}" for each in told(found, "ledger-row-differs")}
    assert rows == set(DOCTORED)
    assert len(told(found, "ledger-day-uncounted")) == 3


def test_a_guard_that_is_missing_or_another_one_is_found(ledger: SqlLedger) -> None:
    if ledger._engine.dialect.name == "sqlite":
        doctor(ledger, "CREATE TRIGGER day_open BEFORE INSERT ON entries BEGIN SELECT 1; END")
    else:
        body = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
        off = [f"ALTER TABLE {table} DISABLE TRIGGER {table}_stay" for table in META.tables]
        doctor(ledger, *off, f"CREATE OR REPLACE FUNCTION ledger_guard_entries() {body}")
        doctor(ledger, "ALTER TABLE moves DROP CONSTRAINT move_transition")
    found = {str(each.params["found"]) for each in told(list(ledger.damages()), "ledger-schema-lacks")}
    guard = {"day_open", "moves_stay_on_delete"}
    named = {"ledger_guard_entries", "moves_stay", "days_stay", "move_transition"}
    assert found >= (guard if ledger._engine.dialect.name == "sqlite" else named)


def test_every_column_is_compared() -> None:
    for table in META.tables.values():
        row: dict[str, object] = dict.fromkeys((column.name for column in table.columns), 1)
        for column in row.keys() - remaking._OWN:
            (problem,) = remaking._differs(table.name, (1,), {**row, column: 2}, row)
            assert problem.params["column"] == column
        assert list(remaking._differs(table.name, (1,), row, {}))


def test_words_nobody_writes_and_a_damaged_entry_are_findings_and_the_audit_goes_on(ledger: SqlLedger) -> None:
    entry = list(ledger.journal())[13].entry
    damaged = f"UPDATE entries SET body = CAST(digest AS BLOB) WHERE entry = {entry}"  # noqa: S608
    unknown = "UPDATE certificates SET kind = 'promise' WHERE certificate = 'sun-1'"
    if ledger._engine.dialect.name == "postgresql":
        damaged = damaged.replace("CAST(digest AS BLOB)", "convert_to(digest, 'UTF8')")
        doctor(ledger, "ALTER TABLE certificates DROP CONSTRAINT certificate_kind")
    doctor(ledger, unknown, damaged)
    found = audit(ledger, LEDGER_ID, lambda *_: True)
    assert found.entries > 20
    assert "ledger-row-unknown" in {each.kind.code for each in found.problems}
    assert ("journal", entry) in {(each.place.file, each.place.row) for each in found.problems}


def test_what_a_ledger_has_lost_altogether_is_a_finding(ledger: SqlLedger) -> None:
    doctor(ledger, "DELETE FROM secrets", "DELETE FROM closings WHERE day = (SELECT min(day) FROM closings)")
    reasons = [str(each.params.get("reason", "")) for each in audit(ledger, LEDGER_ID, lambda *_: True).problems]
    assert any("salts" in reason for reason in reasons)
    assert any("closing" in reason for reason in reasons)
