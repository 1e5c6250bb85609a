"""Entries and their rows, by hand: an entry has exactly the rows of its act, from the transaction that made it on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fourfold.core.problems import InputError
from fourfold.electricity.ledger.model import Account, Device, Meter
from fourfold.electricity.ledger.operations import (
    Cancel,
    CloseResidual,
    Issue,
    OpenAccount,
    Order,
    Range,
    RegisterArea,
    RegisterDevice,
    RegisterMeter,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.store.ledger import closing
from fourfold.store.ledger.desk import write
from fourfold.store.ledger.opening import constraint_of
from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.tables.registers import ENTRIES
from fourfold.store.ledger.tables.schema import META
from support.ledgers import (
    BUYER,
    CHARGER,
    DAY_S,
    ISLAND,
    ISSUER,
    NOW,
    OTHER,
    SOUTH,
    T0,
    ask,
    begin,
    discharge,
    hourly_claim,
    issue,
    live_in,
    measure,
    used,
)
from support.postgres import Cluster
from support.sql_ledgers import Rude, postgres_ledger, rows_of, sqlite_ledger

KINDS = ("sqlite", "postgresql")
BEFORE = (
    issue("x"),
    issue("y", 1),
    measure(0),
    measure(1),
    measure(0, 1000, CHARGER),
    ask(BUYER, Split("x", 900)),
    ask(BUYER, Transfer(Range("x", 900, 1000), OTHER)),
    ask(ISSUER, Withdraw(Range("y", 900, 1000), "error")),
    ask("", CloseResidual(ISLAND, T0, T0 + DAY_S)),
    *used("x", 0, 100),
    *used("x", 100, 600, meter=CHARGER),
)
NEXT: dict[str, Callable[[int], Order]] = {
    "account": lambda _: ask("", OpenAccount(Account("newcomer"))),
    "area": lambda _: ask("", RegisterArea("nowhere", ("union",))),
    "device": lambda _: ask("", RegisterDevice(Device("dam", ISSUER, SOUTH, "hydro"))),
    "meter": lambda _: ask("", RegisterMeter(Meter("office", BUYER, SOUTH, 3600))),
    "measurement": lambda _: measure(2),
    "correction downwards": lambda _: measure(1, 400, version=2),
    "issue": lambda _: issue("z", 2),
    "split": lambda _: ask(BUYER, Split("x", 800)),
    "transfer": lambda _: ask(BUYER, Transfer(Range("x", 700, 800), OTHER)),
    "cancellation": lambda _: ask(BUYER, Cancel(Range("x", 700, 900))),
    "claim": lambda _: ask(BUYER, hourly_claim("x", 600, 650)),
    "withdrawal of a claim": lambda claim: ask(BUYER, Unclaim(claim, "mistake")),
    "discharge": lambda claim: ask(ISSUER, Issue(discharge("out", claim, 500, 400, 1, 900_000), BUYER)),
    "withdrawal": lambda _: ask(ISSUER, Withdraw(Range("y", 0, 100), "error")),
    "residual": lambda _: ask("", CloseResidual(SOUTH, T0, T0 + DAY_S)),
}
"""An order of each act, made from the last claim, which is of the store's meter."""


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> SqlLedger:
    if request.param == "sqlite":
        return sqlite_ledger(tmp_path)
    cluster: Cluster = request.getfixturevalue("postgres")
    return postgres_ledger(cluster)


@pytest.fixture
def claim(ledger: SqlLedger) -> int:
    """The last claim of a ledger in which everything has happened once."""
    cancelled = ask(BUYER, Cancel(Range("x", 600, 650)))
    return begin(ledger, *BEFORE[:-1], cancelled, BEFORE[-1], time_s=NOW)[-1].entry


def refused(ledger: SqlLedger, rows: dict[str, list[dict[str, object]]]) -> str:
    """What refuses rows; ``kept`` where nothing does."""
    try:
        with Rude(ledger).connect() as connection, connection.begin():
            write(connection, rows)
    except DBAPIError as error:
        return constraint_of(error)
    return "kept"


def rows_for(ledger: SqlLedger, order: Order) -> dict[str, list[dict[str, object]]]:
    with Rude(ledger).connect() as connection:
        return rows_of(connection, order, NOW).rows


def test_an_entry_without_one_of_its_rows_is_refused(ledger: SqlLedger, claim: int) -> None:
    kept = []
    for name, make in NEXT.items():
        rows = rows_for(ledger, make(claim))
        for table, place in [(table, place) for table, own in rows.items() for place in range(len(own))]:
            less = {**rows, table: rows[table][:place] + rows[table][place + 1 :]}
            if refused(ledger, less) == "kept":
                kept.append((name, table, place))
    assert kept == []


def test_rows_are_not_added_to_an_entry_that_has_its_own(ledger: SqlLedger, claim: int) -> None:
    last = dict[str, int]()
    with Rude(ledger).connect() as connection:
        last.update((row.act, row.entry) for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.entry)))
    kept = []
    for name, make in NEXT.items():
        rows = rows_for(ledger, make(claim))
        (entry,) = rows.pop("entries")
        if entry["act"] in last:
            for variant in _attached(rows, entry["entry"], last[str(entry["act"])]):
                if refused(ledger, variant) == "kept":
                    kept.append((name, variant))
    assert kept == []


def _attached(
    rows: dict[str, list[dict[str, object]]], from_entry: object, to_entry: int
) -> Iterator[dict[str, list[dict[str, object]]]]:
    """Rows of an entry as rows of another one: as its first ones, after its own, and as ones counted apart."""
    numbered = {"moves", "markets"}
    for before in (0, 1, 2):
        variant = {}
        for table, own in rows.items():
            moved = [{key: to_entry if value == from_entry else value for key, value in row.items()} for row in own]
            for nth, row in enumerate(moved if table in numbered else [], before + 1):
                row.update({"nth": nth, "before_nth": nth - 1 or None, table: before + len(moved)})
            variant[table] = moved
        yield variant


def test_a_claim_is_not_ended_by_an_issue_that_does_not_rest_on_it(ledger: SqlLedger, claim: int) -> None:
    rows = rows_for(ledger, issue("z", 2))
    rested = rows_for(ledger, NEXT["discharge"](claim))
    (ending,) = rested["endings"]
    ending["entry"] = rows["entries"][0]["entry"]
    assert refused(ledger, {**rows, "endings": [ending]}) in ("", "ending_by_a_discharge")


def test_an_entry_does_not_withdraw_two_claims(ledger: SqlLedger, claim: int) -> None:
    first = next(each.claim for each in ledger.claims() if each.claim != claim)
    rows, more = (rows_for(ledger, ask(BUYER, Unclaim(number, "mistake"))) for number in (claim, first))
    entry, other = rows["entries"][0]["entry"], more["entries"][0]["entry"]
    for table in ("endings", "moves", "draws"):
        for added in more[table]:
            moved = {key: entry if value == other else value for key, value in added.items()}
            rows[table].append({**moved, **{key: 10**6 for key in ("move", "draw") if key in moved}})
    for nth, row in enumerate(rows["moves"], 1):
        row.update({"nth": nth, "before_nth": nth - 1 or None, "moves": 2})
    rows["entries"][0].update({"moves": 2, "last_move": 2})
    assert refused(ledger, rows) in ("ending_per_entry", "endings.entry")


@pytest.mark.parametrize("order", [ask(BUYER, hourly_claim("x", 600, 650)), measure(1, 400, version=2)])
def test_what_is_covered_or_taken_back_is_counted_along_one_chain(ledger: SqlLedger, claim: int, order: Order) -> None:
    rows = rows_for(ledger, order)
    (draw,) = rows["draws"]
    number, cut = int(str(draw["draw"])), int(str(draw["cut_wh"]))
    again = {"src_taken": None, "src_rest": number, "src_entry": draw["entry"], "state": draw["state"]}
    branch = {"first_wh": cut, "cut_wh": cut + 5, "follows_wh": None, "upto_wh": 5}
    rows["draws"].append({**draw, **again, **branch, "draw": number + 1})
    assert refused(ledger, rows) in ("draw_followed_once", "index 'draw_followed_once'")


def test_accounts_and_markets_do_not_come_without_an_entry(ledger: SqlLedger, claim: int) -> None:
    account = rows_for(ledger, NEXT["account"](claim))["accounts"][0]
    market = rows_for(ledger, NEXT["area"](claim))["markets"][0]
    alone = {"entry": None, "act": None}
    assert refused(ledger, {"accounts": [{**account, **alone}]}) == "account_by_its_act"
    assert refused(ledger, {"accounts": [account]}) in ("", "account_of_an_entry")
    assert refused(ledger, {"markets": [{**market, "market": "union", "area": ISLAND}]}) in ("", "market_of_an_area")


@pytest.mark.parametrize("table", META.tables)
def test_no_row_is_replaced(tmp_path: Path, table: str) -> None:
    ledger = sqlite_ledger(tmp_path)
    live_in(ledger)
    ledger.close()
    for settings in (("foreign_keys=ON",), ("foreign_keys=ON", "recursive_triggers=ON")):
        connection = sqlite3.connect(tmp_path / "ledger.sqlite")
        for setting in settings:
            connection.execute(f"PRAGMA {setting}")
        with pytest.raises(sqlite3.IntegrityError, match="recorded_stays"):
            connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")  # noqa: S608
        connection.close()


def test_a_connection_that_does_not_look_at_keys_is_refused(tmp_path: Path) -> None:
    ledger = sqlite_ledger(tmp_path)
    claims = begin(ledger, *BEFORE, time_s=NOW)
    rows = rows_for(ledger, NEXT["withdrawal of a claim"](claims[-1].entry))
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as connection:
        for table, own in rows.items():
            row = {column.name: own[0].get(column.name) for column in META.tables[table].columns}
            places = ", ".join("?" * len(row))
            with pytest.raises(sqlite3.IntegrityError, match="foreign_keys_on"):
                connection.execute(f"INSERT INTO {table} VALUES ({places})", list(row.values()))  # noqa: S608
    connection.close()


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_no_table_takes_rows_at_another_level_of_isolation(postgres: Cluster, level: str) -> None:
    ledger = postgres_ledger(postgres)
    engine = ledger._engine.execution_options(isolation_level=level)
    for table in META.tables:
        with engine.connect() as connection, pytest.raises(DBAPIError) as error, connection.begin():
            connection.execute(text(f"INSERT INTO {table} SELECT * FROM {table} WHERE false"))  # noqa: S608
        assert constraint_of(error.value) == "isolation_known", table


def test_a_day_whose_sums_no_tree_can_tell_is_not_begun(
    ledger: SqlLedger, claim: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "MOST_SUM", 1_000_000)
    with pytest.raises(InputError) as error:
        ledger.close_day(NOW // DAY_S, NOW + DAY_S)
    assert error.value.problems[0].kind.code == "ledger-full"
    monkeypatch.undo()
    assert ledger.close_day(NOW // DAY_S, NOW + DAY_S).leaves > 0
