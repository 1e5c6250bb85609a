"""Rows put in by hand: the database refuses what the ledger would never write, whoever writes it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import DBAPIError

from fourfold.electricity.ledger.entry_json import check_orders
from fourfold.electricity.ledger.operations import Cancel, CloseResidual, Issue, Order, Range, Transfer, Withdraw
from fourfold.store.ledger.acts.keeping import keep_all
from fourfold.store.ledger.desk import write
from fourfold.store.ledger.opening import constraint_of
from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.tables.registers import CLOSINGS, ENTRIES
from fourfold.store.ledger.tables.schema import META
from support.ledger_invariants import broken
from support.ledgers import (
    BUYER,
    CHARGER,
    DAY_S,
    HOUR_S,
    ISLAND,
    ISSUER,
    NOW,
    OTHER,
    SELLER,
    STORE,
    T0,
    WIND,
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
CANCELLED = (issue("x"), ask(BUYER, Cancel(Range("x", 0, 1000))), measure(0), measure(1), measure(0, 1000, CHARGER))
HELD = (issue("x"), issue("y", 1))
CLAIM = ask(BUYER, hourly_claim("x", 100, 600))
CHARGED = (issue("x"), measure(0, 1000, CHARGER), *used("x", 0, 500, meter=CHARGER))
LATE = ask("", CloseResidual(ISLAND, T0, T0 + DAY_S))


NEXT = ask("", CloseResidual(ISLAND, T0 + DAY_S, T0 + 2 * DAY_S))
TRANSFER = ask(BUYER, Transfer(Range("x", 0, 1000), OTHER))
SOME = ask(BUYER, Transfer(Range("x", 200, 1000), OTHER))
CANCEL = ask(BUYER, Cancel(Range("x", 0, 1000)))
WITHDRAW = ask(ISSUER, Withdraw(Range("x", 0, 1000), "error"))


@dataclass(frozen=True)
class Wrong:
    """An order one of whose rows is changed before it is written.

    Attributes:
        before: orders kept before.
        order: whose rows; ``None`` for a certificate that rests on the last claim.
        table, row: which of them.
        change: what is put instead.
        constraint: that refuses it; PostgreSQL always names it, SQLite does not name keys of other tables.
    """

    before: tuple[Order, ...]
    order: Order | None
    table: str
    row: int
    change: dict[str, object]
    constraint: str


WRONGS = [
    Wrong(HELD, TRANSFER, "moves", 0, {"stop_wh": 2000, "cut_wh": 2000}, "move_spends_taken"),
    Wrong(HELD, TRANSFER, "moves", 0, {"cut_wh": 0}, "move_range"),
    Wrong(HELD, TRANSFER, "moves", 0, {"first_wh": -5}, "move_range"),
    Wrong(HELD, TRANSFER, "moves", 0, {"certificate": "y"}, "move_spends_taken"),
    Wrong(HELD, TRANSFER, "moves", 0, {"owner": SELLER}, "move_by_owner"),
    Wrong(HELD, TRANSFER, "moves", 0, {"owner": SELLER, "actor": SELLER}, "move_of_an_entry"),
    Wrong(HELD, TRANSFER, "moves", 0, {"to_owner": "nobody"}, "move_to_an_account"),
    Wrong(HELD, TRANSFER, "moves", 0, {"to_owner": ""}, "move_owned"),
    Wrong(HELD, TRANSFER, "moves", 0, {"to_state": "claimed"}, "move_transition"),
    Wrong(HELD, TRANSFER, "moves", 0, {"state": "cancelled"}, "move_transition"),
    Wrong(HELD, TRANSFER, "moves", 0, {"src_taken": None}, "move_source"),
    Wrong(HELD, TRANSFER, "moves", 0, {"src_taken": 10**6}, "move_after_source"),
    Wrong(HELD, TRANSFER, "moves", 0, {"src_entry": 10**6}, "entry_after_source"),
    Wrong(HELD, TRANSFER, "moves", 0, {"act": "cancel", "to_state": "cancelled", "valid_until_s": 0}, "move_asked"),
    Wrong(HELD, TRANSFER, "moves", 0, {"entry": 1}, "entry_after_source"),
    Wrong(HELD, CANCEL, "moves", 0, {"to_owner": OTHER}, "move_keeps_owner"),
    Wrong(HELD, CANCEL, "moves", 0, {"valid_until_s": None}, "cancel_in_validity"),
    Wrong(HELD, CANCEL, "moves", 0, {"valid_until_s": 5}, "cancel_in_validity"),
    Wrong(HELD, CANCEL, "moves", 0, {"valid_until_s": 2**40}, "move_of_the_validity"),
    Wrong(HELD, WITHDRAW, "moves", 0, {"issuer": None}, "move_by_issuer"),
    Wrong(HELD, WITHDRAW, "moves", 0, {"issuer": OTHER}, "move_by_issuer"),
    Wrong(HELD, issue("z", 2), "moves", 0, {"cut_wh": 900, "stop_wh": 900}, "move_issues_all"),
    Wrong(HELD, issue("z", 2), "moves", 0, {"cut_wh": 900}, "move_issue_whole"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"energy_wh": 0}, "certificate_energy"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"end_s": T0}, "certificate_interval"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"issuer": OTHER}, "certificate_of_an_entry"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"area": ISLAND}, "certificate_of_a_device"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"charge_wh": 5}, "certificate_charge"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"kind": "promise"}, "certificate_kind"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"device": STORE}, "store_is_charged"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"energy_wh": 30 * 10**9 + 1}, "device_within_capacity"),
    Wrong(HELD, issue("z", 2), "certificates", 0, {"storage": "DISCHARGE"}, "certificate_storage"),
    Wrong(HELD, TRANSFER, "moves", 0, {"nth": 2}, "move_in_order"),
    Wrong(HELD, TRANSFER, "moves", 0, {"moves": 2}, "move_of_an_entry"),
    Wrong(HELD, SOME, "moves", 0, {"nth": 2, "before_nth": 1}, "move_last"),
    Wrong(HELD, SOME, "entries", 0, {"moves": 1, "last_move": 1}, "move_of_an_entry"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"covered_wh": 501}, "claim_delivered"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"loss_ppm": 100_000}, "claim_delivered"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"covered_wh": 400}, "draw_of_a_claim"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"first_wh": 50}, "move_of_a_claim"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"window_end_s": T0 + 2 * HOUR_S}, "claim_window_length"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"window": "decade"}, "claim_window_length"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"window_start_s": T0 + 60}, "claim_window"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"made_end_s": T0 + 60}, "claim_of_a_certificate"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"market": ISLAND}, "claim_of_the_market"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"area": ISLAND}, "claim_of_a_certificate"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"owner": OTHER}, "claim_of_an_entry"),
    Wrong(CANCELLED, CLAIM, "claims", 0, {"meter": CHARGER}, "claim_of_a_meter"),
    Wrong(CANCELLED, CLAIM, "moves", 1, {"claim": None, "claim_first": None, "claim_stop": None}, "move_claimed"),
    Wrong(CANCELLED, CLAIM, "moves", 1, {"cut_wh": 500}, "claim_moves_all"),
    Wrong(CANCELLED, CLAIM, "moves", 1, {"cut_wh": 700}, "move_in_claim"),
    Wrong(CANCELLED, CLAIM, "draws", 0, {"cut_wh": 400}, "draw_counts"),
    Wrong(CANCELLED, CLAIM, "draws", 0, {"cut_wh": 400, "upto_wh": 400}, "claim_covers_all"),
    Wrong(CANCELLED, CLAIM, "draws", 0, {"stop_wh": 2000}, "draw_spends_taken"),
    Wrong(CANCELLED, CLAIM, "draws", 0, {"to_state": "void"}, "draw_transition"),
    Wrong(CANCELLED, CLAIM, "draws", 0, {"start_s": T0 + HOUR_S}, "draw_of_a_use"),
    Wrong((), measure(0), "readings", 0, {"start_s": T0 + 7}, "reading_on_grid"),
    Wrong((), measure(0), "readings", 0, {"energy_wh": 900}, "reading_sum"),
    Wrong((), measure(0), "readings", 0, {"version": 3}, "reading_first"),
    Wrong((), measure(0), "readings", 0, {"actor": OTHER}, "reading_by_its_act"),
    Wrong((), measure(0), "draws", 0, {"stop_wh": 900, "cut_wh": 900}, "draw_opens_all"),
    Wrong((measure(0),), measure(0, 400, version=2), "draws", 0, {"cut_wh": 500, "upto_wh": 500}, "reading_voids_all"),
    Wrong(CHARGED, None, "certificates", 0, {"energy_wh": 451}, "discharge_within_charge"),
    Wrong(CHARGED, None, "certificates", 0, {"efficiency_ppm": 1_000_001}, "discharge_within_charge"),
    Wrong(CHARGED, None, "certificates", 0, {"charge_wh": 10_000}, "discharge_of_a_claim"),
    Wrong(CHARGED, None, "certificates", 0, {"charge_start_s": T0 + DAY_S}, "discharge_after_charge"),
    Wrong(CHARGED, None, "certificates", 0, {"device": WIND}, "certificate_of_a_device"),
    Wrong((), LATE, "residuals", 0, {"end_s": NOW + 1}, "residual_stretch"),
    Wrong((), LATE, "residuals", 0, {"after_s": T0}, "residual_after_another"),
    Wrong((LATE,), NEXT, "residuals", 0, {"start_s": T0 + 5}, "residual_without_gap"),
]  # fmt: skip


@pytest.fixture(params=KINDS)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> SqlLedger:
    if request.param == "sqlite":
        return sqlite_ledger(tmp_path)
    cluster: Cluster = request.getfixturevalue("postgres")
    return postgres_ledger(cluster)


def test_every_row_that_could_not_be_is_refused(ledger: SqlLedger) -> None:
    begin(ledger, time_s=NOW)
    told = {f"{wrong.table} {wrong.change}": (_refusal(ledger, wrong), wrong.constraint) for wrong in WRONGS}
    assert {name: each for name, each in told.items() if each[0] not in ("", each[1])} == {}
    assert not broken(ledger)


def _refusal(ledger: SqlLedger, wrong: Wrong) -> str:
    """The constraint that refuses an order's rows after one of them was changed; empty where SQLite does not say."""
    with Rude(ledger).connect() as connection:
        transaction = connection.begin()
        last = 0
        for order in wrong.before:
            last = keep_all(connection, [order], check_orders([order]), NOW)[0].entry
        rows = rows_of(connection, wrong.order or _discharged(last), NOW).rows
        rows[wrong.table][wrong.row].update(wrong.change)
        try:
            write(connection, rows)
            transaction.commit()
        except DBAPIError as error:
            if transaction.is_active:
                transaction.rollback()
            return constraint_of(error)
    return "kept"


SPLIT = {"act": "split", "moves": 1, "last_move": 1, "markets": 0, "last_market": None}
NO_MARKETS = {"markets": 0, "last_market": None}


def _discharged(claim: int) -> Order:
    return ask(ISSUER, Issue(discharge("out", claim, 500, 450, 1, 900_000), BUYER))


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"actor": BUYER}, "entry_by_its_actor"),
        ({"actor": "nobody", **SPLIT}, "entry_of_an_account"),
        ({"actor": BUYER, "act": "forge", **NO_MARKETS}, "entry_known"),
        ({"actor": BUYER, **SPLIT, "moves": 0, "last_move": None}, "entry_counts_moves"),
        ({"actor": BUYER, **SPLIT, "moves": 2}, "entry_counts_moves"),
        ({"last_market": 2}, "entry_counts_markets"),
        ({"account_opened": 900}, "entry_account_opened"),
        ({"act": "open-account", **NO_MARKETS}, "entry_account_opened"),
        ({"act": "register-meter", **NO_MARKETS, "meter_registered": 1}, "entry_meter_registered"),
        ({"day": NOW // DAY_S + 1}, "entry_on_its_day"),
        ({"entry": 0}, "entry_from_one"),
    ],
)
def test_an_entry_that_could_not_be_is_refused(ledger: SqlLedger, change: dict[str, object], constraint: str) -> None:
    begin(ledger, time_s=NOW)
    row = {"entry": 900, "day": NOW // DAY_S, "time_s": NOW, "actor": "", "act": "register-area"}
    rest = {"order_digest": "o", "digest": "d", "body": b"{}", "moves": 0, "markets": 1, "last_market": 1}
    with Rude(ledger).connect() as connection, pytest.raises(DBAPIError) as error, connection.begin():
        connection.execute(insert(ENTRIES).values(**{**row, **rest, **change}))
    assert constraint_of(error.value) in ("", constraint)


def test_nothing_that_is_recorded_is_changed_or_removed(ledger: SqlLedger) -> None:
    live_in(ledger)
    for table in META.tables.values():
        column = next(iter(table.columns))
        for statement in (update(table).values({column: column}), delete(table)):
            with Rude(ledger).connect() as connection, pytest.raises(DBAPIError) as error, connection.begin():
                connection.execute(statement)
            assert constraint_of(error.value) == "recorded_stays", table.name
    assert not broken(ledger)


@pytest.mark.parametrize(
    ("day", "change", "constraint"),
    [
        (1, {}, "days_in_order"),
        (0, {"entries": 5}, "day_counted_right"),
        (0, {"last_entry": 5}, "day_counted_right"),
        (0, {"closed_s": NOW}, "day_over"),
    ],
)
def test_a_day_is_closed_in_order_and_counted_right(
    ledger: SqlLedger, day: int, change: dict[str, int], constraint: str
) -> None:
    entries = begin(ledger, time_s=NOW)
    today = NOW // DAY_S + day
    right = {"day": today, "last_entry": entries[-1].entry, "entries": len(entries), "closed_s": NOW + 9 * DAY_S}
    with Rude(ledger).connect() as connection, pytest.raises(DBAPIError) as error, connection.begin():
        connection.execute(insert(CLOSINGS).values({**right, **change}))
    assert constraint_of(error.value) == constraint


def test_another_level_of_isolation_is_refused(postgres: Cluster) -> None:
    ledger = postgres_ledger(postgres)
    begin(ledger, time_s=NOW)
    engine = ledger._engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, pytest.raises(DBAPIError) as error, connection.begin():
        write(connection, rows_of(connection, measure(0), NOW).rows)
    assert constraint_of(error.value) == "isolation_known"
