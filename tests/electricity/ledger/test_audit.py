"""An audit finds every forgery: in the journal, in closed days, and in what the ledger shows beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from fourfold.electricity.ledger.audit import Audit, audit
from fourfold.electricity.ledger.entry_json import make_entry, signing_bytes
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Account, LotState, StorageFlag, Sums
from fourfold.electricity.ledger.operations import Cancel, Issue, Measure, OpenAccount, Order, Range, Transfer, Unclaim
from fourfold.electricity.ledger.replay import Replay
from support.ledger_books import Books
from support.ledger_checks import LEDGER_ID, told
from support.ledger_keeping import keep_order
from support.ledger_wrongs import WRONGS
from support.ledgers import (
    BUYER,
    CHARGER,
    HOUR_S,
    ISSUER,
    NOW,
    OTHER,
    SUN,
    T0,
    WIND,
    MemoryLedger,
    ask,
    begin,
    discharge,
    hourly_claim,
    issue,
    live_in,
    measure,
    registrations,
    used,
)


def _yes(_key: str, _signed: bytes, _signature: str) -> bool:
    return True


def _audit(ledger: Ledger) -> Audit:
    return audit(ledger, LEDGER_ID, _yes)


def _codes(found: Audit, file: str) -> set[str]:
    return {problem.kind.code for problem in found.problems if problem.place.file == file}


def _replayed(*orders: Order) -> list[tuple[int, str]]:
    """What is found in a journal that was written without any check: entry and code."""
    replay = Replay(LEDGER_ID, _yes)
    for number, order in enumerate(orders, 1):
        replay.keep(make_entry(number, NOW, order))
    for problem in replay.state.problems:
        assert "{" not in told(problem)
    return [(problem.place.row, problem.kind.code) for problem in replay.state.problems]


@pytest.mark.parametrize(("before", "order", "code", "clause"), WRONGS)
def test_an_order_no_ledger_may_keep_is_found_in_the_journal(
    before: Sequence[Order], order: Order, code: str, clause: str
) -> None:
    lawful = [*registrations(), *before]
    assert _replayed(*lawful) == []
    found = _replayed(*lawful, order)
    assert (len(lawful) + 1, code) in found
    assert {row for row, _ in found} == {len(lawful) + 1}
    assert clause.isascii()


def test_one_wrong_entry_is_one_finding_and_does_not_hide_the_next() -> None:
    lawful = [*registrations(), issue("c"), issue("d"), measure(0, 5_000), *used("c", 0, 900)]
    stolen = ask(OTHER, Transfer(Range("d", 0, 100), OTHER))
    again = ask(BUYER, hourly_claim("c", 0, 500))
    assert _replayed(*lawful, stolen, *used("d", 100, 200), again, measure(1, 7)) == [
        (len(lawful) + 1, "ledger-not-owner"),
        (len(lawful) + 4, "ledger-lot-spent"),
    ]


def test_a_ledger_of_all_kinds_of_entries_is_sound() -> None:
    ledger = MemoryLedger()
    live_in(ledger)
    found = _audit(ledger)
    assert found.problems == ()
    assert (found.entries, found.days, found.lots) == (48, 3, 23)
    assert found.sums == ledger.balance()
    assert _audit(MemoryLedger()) == Audit(0, 0, 0, Sums(), ())


def _charge(changes: dict[str, int | str]) -> list[tuple[int, str]]:
    lawful = [*registrations(), issue("c", device=WIND), measure(0, 500, CHARGER), *used("c", 0, 500, 0, CHARGER)]
    out = discharge("out", len(lawful), 500, 450, 3, 900_000)
    issued = ask(ISSUER, Issue(replace(out, **changes), BUYER))  # type: ignore[arg-type]
    return _replayed(*lawful, issued)


@pytest.mark.parametrize(
    "changes",
    [
        {"charge": 1},
        {"charge_wh": 501},
        {"energy_wh": 451},
        {"device": SUN},
        {"start_s": T0 - HOUR_S, "end_s": T0},
        {"storage": StorageFlag.NONE},
    ],
)
def test_discharged_energy_without_its_charging_is_found(changes: dict[str, int | str]) -> None:
    assert [code for _, code in _charge(changes)] == ["ledger-charge-unfit"]
    assert _charge({}) == []


def test_discharge_of_one_claim_twice_and_its_withdrawal_are_found() -> None:
    lawful = [*registrations(), issue("c", device=WIND), measure(0, 500, CHARGER), *used("c", 0, 500, 0, CHARGER)]
    claim = len(lawful)
    out = discharge("out", claim, 500, 450, 3, 900_000)
    lawful.append(ask(ISSUER, Issue(out, BUYER)))
    again = ask(ISSUER, Issue(replace(out, certificate="again"), BUYER))
    withdrawn = ask(BUYER, Unclaim(claim, ""))
    assert _replayed(*lawful, again) == [(claim + 2, "ledger-charge-unfit")]
    assert _replayed(*lawful, withdrawn) == [(claim + 2, "ledger-charge-unfit")]
    assert _replayed(*lawful[:-1], withdrawn, lawful[-1]) == [(claim + 2, "ledger-charge-unfit")]
    assert _replayed(*lawful[:-1], withdrawn, ask(BUYER, Unclaim(claim, "2"))) == [(claim + 2, "ledger-twice")]
    assert _replayed(*lawful, ask(OTHER, Unclaim(claim, "")))[0] == (claim + 2, "ledger-charge-unfit")


def test_an_order_kept_twice_and_one_out_of_form_are_found() -> None:
    order = ask(BUYER, Transfer(Range("c", 0, 9), BUYER))
    lawful = [*registrations(), issue("c"), order]
    assert _replayed(*lawful, replace(order, signature="z" + "2" * 70)) == [(len(lawful) + 1, "ledger-twice")]
    assert _replayed(*lawful, ask(BUYER, Cancel(Range("c", -1, 9)))) == [(len(lawful) + 1, "member-value")]


def test_orders_of_accounts_with_keys_must_be_signed_for_this_ledger() -> None:
    ledger, key = MemoryLedger(), "z" + "6Mk" * 15
    signed: list[bytes] = []

    def holds(by: str, data: bytes, signature: str) -> bool:
        signed.append(data)
        return (by, signature) == (key, "z" + "3" * 80)

    begin(ledger, ask("", OpenAccount(Account("keyed", "", key))), issue("c", to="keyed"))
    right = replace(ask("keyed", Cancel(Range("c", 0, 9))), signature="z" + "3" * 80)
    unsigned, wrong = ask("keyed", Cancel(Range("c", 9, 18))), ask("keyed", Cancel(Range("c", 18, 27)))
    ledger.record([right, unsigned, replace(wrong, signature="z" + "4" * 80)], NOW)
    entries = list(ledger.journal())
    found = audit(ledger, LEDGER_ID, holds)
    assert [(problem.place.row, problem.kind.code) for problem in found.problems] == [
        (entries[-2].entry, "ledger-signature"),
        (entries[-1].entry, "ledger-signature"),
    ]
    assert signed == [signing_bytes(entries[-3].order, LEDGER_ID), signing_bytes(entries[-1].order, LEDGER_ID)]


def _lived() -> MemoryLedger:
    ledger = MemoryLedger()
    live_in(ledger)
    return ledger


class _Forged(MemoryLedger):
    """A ledger whose books somebody else wrote in."""

    def __init__(self, books: Books) -> None:
        super().__init__()
        self._books = books


def _forged(change: Callable[[Books], None]) -> Audit:
    books = _lived()._books
    change(books)
    return _audit(_Forged(books))


def _entry(at: int, **changes: Any) -> Callable[[Books], None]:
    def change(books: Books) -> None:
        books.journal[at] = replace(books.journal[at], **changes)

    return change


def _day(at: int, **changes: Any) -> Callable[[Books], None]:
    def change(books: Books) -> None:
        books.days[at] = replace(books.days[at], **changes)

    return change


def _lot(**changes: Any) -> Callable[[Books], None]:
    def change(books: Books) -> None:
        place = next(at for at, (lot, spent) in enumerate(books.lots) if lot.certificate == "sun-3" and not spent)
        books.lots[place] = (replace(books.lots[place][0], **changes), 0)

    return change


def _other_order(books: Books) -> None:
    entry = books.journal[-3]
    assert isinstance(entry.order.operation, Measure)
    other = replace(entry.order, operation=replace(entry.order.operation, document="sha256:" + "00" * 32))
    books.journal[-3] = make_entry(entry.entry, entry.time_s, other)


def _lot_dropped(books: Books) -> None:
    books.lots = [(lot, spent) for lot, spent in books.lots if spent or lot.certificate != "geyser-0"]


def _lot_doubled(books: Books) -> None:
    books.lots += [(lot, spent) for lot, spent in books.lots if not spent and lot.certificate == "geyser-0"]


def _entry_dropped(books: Books) -> None:
    del books.journal[-3]


def _entries_swapped(books: Books) -> None:
    books.journal[5], books.journal[6] = books.journal[6], books.journal[5]


def _claim_changed(books: Books) -> None:
    number = min(books.claims)
    books.claims[number] = replace(books.claims[number], covered_wh=1)


def _reading_changed(books: Books) -> None:
    books.uses[0] = replace(books.uses[0], covered_wh=0)


def _account_added(books: Books) -> None:
    books.accounts["ghost"] = Account("ghost")


def _certificate_changed(books: Books) -> None:
    books.certificates["geyser-0"] = replace(books.certificates["geyser-0"], end_s=T0 + 2 * HOUR_S)


def _market_dropped(books: Books) -> None:
    books.markets.remove(min(books.markets))


def _residual_dropped(books: Books) -> None:
    books.residuals.pop()


FORGERIES = [
    pytest.param(_entry(9, digest="sha256:" + "00" * 32), "journal", "ledger-entry-altered", id="digest"),
    pytest.param(_entry(9, day=3), "journal", "ledger-entry-altered", id="day of an entry"),
    pytest.param(_entry(40, time_s=T0), "journal", "ledger-entry-altered", id="time of an entry"),
    pytest.param(_entries_swapped, "journal", "ledger-entry-order", id="order of entries"),
    pytest.param(_other_order, "days", "ledger-day-differs", id="an order changed with its digest"),
    pytest.param(_entry_dropped, "days", "ledger-day-differs", id="an entry left out"),
    pytest.param(_entry_dropped, "ledger", "ledger-shown-differs", id="an entry left out, seen in the readings"),
    pytest.param(_day(0, entries=1), "days", "ledger-day-differs", id="entries of a day"),
    pytest.param(_day(0, journal_root="00" * 32), "days", "ledger-day-differs", id="root of the journal"),
    pytest.param(_day(1, leaves=1), "days", "ledger-day-differs", id="lots of a day"),
    pytest.param(_day(1, sums=Sums(held=1)), "days", "ledger-day-differs", id="sums of a day"),
    pytest.param(_day(2, root="00" * 32), "days", "ledger-day-differs", id="root of a day"),
    pytest.param(_day(2, closed_s=0), "days", "ledger-day-differs", id="a day closed before it was over"),
    pytest.param(_day(2, day=0), "days", "ledger-day-differs", id="days out of order"),
    pytest.param(_lot(owner=OTHER), "days", "ledger-lot-differs", id="owner of a lot"),
    pytest.param(_lot(owner=OTHER), "days", "ledger-day-differs", id="owner of a lot, seen in the root"),
    pytest.param(_lot(state=LotState.HELD), "ledger", "ledger-lot-differs", id="state of a lot"),
    pytest.param(_lot(first_wh=1), "days", "ledger-not-tiled", id="a Wh left out"),
    pytest.param(_lot(stop_wh=1_004), "days", "ledger-not-tiled", id="a Wh too many"),
    pytest.param(_lot_dropped, "days", "ledger-not-tiled", id="a lot left out"),
    pytest.param(_lot_doubled, "days", "ledger-not-tiled", id="a lot twice"),
    pytest.param(_lot_doubled, "ledger", "ledger-lot-differs", id="a lot twice, seen beside the journal"),
    pytest.param(_claim_changed, "ledger", "ledger-shown-differs", id="a claim"),
    pytest.param(_reading_changed, "ledger", "ledger-shown-differs", id="a reading"),
    pytest.param(_account_added, "ledger", "ledger-shown-differs", id="an account"),
    pytest.param(_certificate_changed, "ledger", "ledger-shown-differs", id="a certificate"),
    pytest.param(_market_dropped, "ledger", "ledger-shown-differs", id="a market"),
    pytest.param(_residual_dropped, "ledger", "ledger-shown-differs", id="a residual"),
]


@pytest.mark.parametrize(("change", "file", "code"), FORGERIES)
def test_what_is_changed_in_the_books_is_found(change: Callable[[Books], None], file: str, code: str) -> None:
    found = _forged(change)
    assert code in _codes(found, file)
    for problem in found.problems:
        assert "{" not in told(problem)


def test_an_entry_put_into_a_closed_day_is_found() -> None:
    books = _lived()._books
    order = issue("late", 700)
    last = books.journal[-1]
    books.journal.append(make_entry(last.entry + 1, last.time_s, order))
    keep_order(books, order, last.entry + 1)
    found = _audit(_Forged(books))
    assert _codes(found, "days") == {"ledger-day-differs"}
    assert _codes(found, "ledger") == set()


def test_what_the_rules_of_another_coding_made_is_what_the_audit_makes() -> None:
    """Two codings of the rules, of the ledger in memory and of the audit, agree on a life with every operation."""
    ledger = _lived()
    ledger.record([issue("more", 700), measure(700, 400), *used("more", 100, 300, 700)], NOW)
    assert _audit(ledger).problems == ()
    assert _audit(ledger).sums == ledger.balance()
