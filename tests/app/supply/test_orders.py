"""Orders of accounts with keys: signed, bound to one ledger, and refused when the signature is missing or another's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fourfold.app.supply.ledgers import LedgerCard, OpenedLedger
from fourfold.app.supply.orders import order, record, signature_holds
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.core.problems import InputError
from fourfold.electricity.ledger.entry_json import signing_bytes
from fourfold.electricity.ledger.model import Account
from fourfold.electricity.ledger.operations import Cancel, OpenAccount, Order, Range, Transfer
from support.ledgers import BUYER, NOW, OTHER, SELLER, MemoryLedger, begin, issue

AT = datetime.fromtimestamp(NOW, UTC)
KEY, STRANGE = new_key(), new_key()
CARD = LedgerCard("urn:uuid:3f0e9d1c-6b9a-4a52-8d5e-000000000001", "Trial", "2026-02-01T00:00:00Z")


@pytest.fixture
def ledger() -> OpenedLedger:
    """The cast, and an account whose orders must be signed."""
    made = MemoryLedger()
    begin(made, issue("sun", energy_wh=1_000))
    opened = OpenedLedger(Path("trial"), CARD, made)
    record(opened, [order(opened, "", OpenAccount(Account("keyed", "Keyed", KEY.public.multikey)))], AT)
    record(opened, [order(opened, BUYER, Transfer(Range("sun", 0, 1_000), "keyed"))], AT)
    return opened


def codes(error: InputError) -> list[tuple[int, str]]:
    return [(problem.place.row, problem.kind.code) for problem in error.problems]


def test_an_order_signed_by_the_accounts_key_is_kept(ledger: OpenedLedger) -> None:
    kept = record(ledger, [order(ledger, "keyed", Cancel(Range("sun", 0, 400)), KEY)], AT)
    assert signature_holds(KEY.public.multikey, signing_bytes(kept[0].order, CARD.id), kept[0].order.signature)
    assert ledger.ledger.balance("keyed").cancelled == 400


@pytest.mark.parametrize("kind", [KeyKind.P256, KeyKind.P384])
def test_other_schemes_of_keys_sign_as_well(ledger: OpenedLedger, kind: KeyKind) -> None:
    key = new_key(kind)
    record(ledger, [order(ledger, "", OpenAccount(Account("curve", "", key.public.multikey)))], AT)
    record(ledger, [order(ledger, "keyed", Transfer(Range("sun", 0, 10), "curve"), KEY)], AT)
    record(ledger, [order(ledger, "curve", Cancel(Range("sun", 0, 10)), key)], AT)
    assert ledger.ledger.balance("curve").cancelled == 10


def test_an_account_opened_by_the_same_orders_needs_its_signature_too(ledger: OpenedLedger) -> None:
    opening = order(ledger, "", OpenAccount(Account("fresh", "", KEY.public.multikey)))
    unsigned = order(ledger, "fresh", Cancel(Range("sun", 0, 10)))
    with pytest.raises(InputError) as refused:
        record(ledger, [opening, unsigned], AT)
    assert codes(refused.value) == [(2, "order-unsigned")]
    assert ledger.ledger.account("fresh") is None


Change = Callable[[Order, OpenedLedger], Order]
CHANGES: dict[str, tuple[Change, str]] = {
    "no signature": (lambda made, _: replace(made, signature=""), "order-unsigned"),
    "another's key": (lambda made, at: order(at, "keyed", made.operation, STRANGE), "order-other-key"),
    "another operation": (lambda made, _: replace(made, operation=Cancel(Range("sun", 0, 401))), "order-other-key"),
    "another nonce": (lambda made, _: replace(made, nonce="again"), "order-other-key"),
    "another ledger": (
        lambda made, at: order(replace(at, card=replace(CARD, id=CARD.id[:-1] + "2")), "keyed", made.operation, KEY),
        "order-other-key",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_signature_that_does_not_cover_the_order_is_refused(ledger: OpenedLedger, what: str) -> None:
    change, code = CHANGES[what]
    changed = change(order(ledger, "keyed", Cancel(Range("sun", 0, 400)), KEY), ledger)
    with pytest.raises(InputError) as refused:
        record(ledger, [changed], AT)
    assert codes(refused.value) == [(1, code)]
    assert ledger.ledger.balance("keyed").held == 1_000


def test_all_missing_signatures_are_told_at_once_and_nothing_is_kept(ledger: OpenedLedger) -> None:
    good = order(ledger, "keyed", Cancel(Range("sun", 0, 100)), KEY)
    bad = [order(ledger, "keyed", Cancel(Range("sun", at, at + 1))) for at in (200, 300)]
    with pytest.raises(InputError) as refused:
        record(ledger, [good, *bad], AT)
    assert codes(refused.value) == [(2, "order-unsigned"), (3, "order-unsigned")]
    assert ledger.ledger.balance("keyed").cancelled == 0


@pytest.mark.parametrize("actor", [SELLER, OTHER, ""])
def test_a_signature_for_an_account_without_key_is_refused(ledger: OpenedLedger, actor: str) -> None:
    with pytest.raises(InputError) as refused:
        record(ledger, [order(ledger, actor, Cancel(Range("sun", 0, 1)), KEY)], AT)
    assert codes(refused.value) == [(1, "order-account-keyless")]


def test_an_order_that_cannot_be_written_is_refused_before_it_is_signed(ledger: OpenedLedger) -> None:
    with pytest.raises(InputError):
        order(ledger, "keyed", Cancel(Range("", -1, 0)), KEY)


@pytest.mark.parametrize("signature", ["", "z", "u!!", "zzzz", "z" + "1" * 88])
def test_malformed_signatures_do_not_hold(signature: str) -> None:
    assert not signature_holds(KEY.public.multikey, b"text", signature)
