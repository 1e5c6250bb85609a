"""Orders, entries and certificates as canonical JSON, with digests and what an account signs (``ledger-entry/1``).

    entry      {"fourfold": "ledger-entry/1", "entry": 17, "time": "2026-03-01T08:00:00Z", "order": {…}}
    order      {"actor": "…", "nonce": "…", "operation": {"act": "transfer", …}, "signature": "…"}
    signed     "fourfold ledger-order/1" ‖ 0x00 ‖ {"actor", "ledger", "nonce", "operation"}

A signature binds the ledger, so that an order cannot be carried to another; it does not bind number and time, which
the ledger gives. An order is told from others by what it asks, not by its signature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from fourfold.core.canonical import JSON, canonical_bytes, digest_of, digest_of_bytes
from fourfold.core.json_nests import ObjectOf
from fourfold.core.json_shape import Choice, Integer, Shape, accepting, check
from fourfold.core.problems import Place, Problems
from fourfold.electricity.ledger.codec import MAYBE_NAME, SAID, SIGNATURE, TIME, AnyAct
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.model import Certificate
from fourfold.electricity.ledger.operations import Order
from fourfold.electricity.ledger.records import CERTIFICATE, OPERATIONS

ENTRY_FORMAT = "ledger-entry/1"
ORDER_CONTEXT = b"fourfold ledger-order/1\x00"
"""What signed bytes begin with; no other signed text of Fourfold does."""
DAY_S = 86_400

_RECORDS = {record.act: record for record in OPERATIONS}
_BY_CLASS = {record.made: record for record in OPERATIONS}
ORDER = ObjectOf(
    {
        "actor": MAYBE_NAME.shape,
        "nonce": SAID.shape,
        "operation": AnyAct(_RECORDS),
        "signature": SIGNATURE.shape,
    },
    meanings={
        "actor": "Account that asks; empty for the keeper of the ledger.",
        "nonce": "Tells two orders alike in all else; an order is accepted once.",
        "signature": "By the key of the account, in multibase; empty where it has none.",
    },
)
_ACCEPTED = accepting(ORDER)
ENTRY = ObjectOf(
    {"fourfold": Choice((ENTRY_FORMAT,)), "entry": Integer(1), "time": TIME.shape, "order": ORDER},
    meanings={"entry": "Its number; later ones have higher numbers.", "time": "When the ledger kept it."},
)


class SignatureCheck(Protocol):
    """Whether a signature holds; given by whoever knows keys, since this room does not."""

    def __call__(self, key: str, signed: bytes, signature: str, /) -> bool:
        """Whether `signature` (multibase) by the multikey `key` is over `signed`; ``False`` for what is malformed."""


def order_json(order: Order) -> dict[str, JSON]:
    """An order with its signature."""
    return {**_asked(order), "signature": order.signature}


def order_digest(order: Order) -> str:
    """Digest of what is asked, by whom, with the nonce, without the signature: what is accepted once."""
    return digest_of(_asked(order))


def digest_of_order(written: Mapping[str, JSON]) -> str:
    """`order_digest` of an order that is written already (`order_json`)."""
    return digest_of({member: value for member, value in written.items() if member != "signature"})


def signing_bytes(order: Order, ledger_id: str) -> bytes:
    """What the actor's key signs.

    Args:
        order: its signature is not looked at.
        ledger_id: ``urn:uuid:…`` of the ledger that is asked.
    """
    return ORDER_CONTEXT + canonical_bytes({**_asked(order), "ledger": ledger_id})


def order_of(value: JSON, place: Place, problems: Problems) -> Order | None:
    """An order; ``None`` after reporting everything that is wrong with it."""
    return _order_of(value) if check(ORDER, value, place, problems) else None


def check_orders(orders: Sequence[Order]) -> list[dict[str, JSON]]:
    """That orders can be written: names, texts, times and energies within their bounds.

    Returns:
        Each as `order_json` writes it.

    Raises:
        InputError: with every fault of every order; `Place.row` is its position, from 1, the column a JSON path.
    """
    written, problems = [order_json(order) for order in orders], Problems()
    for row, each in enumerate(written, 1):
        if not _ACCEPTED(each):
            check(ORDER, each, Place("orders", row), problems)
    problems.raise_if_errors()
    return written


def make_entry(number: int, time_s: int, order: Order) -> Entry:
    """An entry with its day and digest.

    Args:
        number: given by the ledger, above those of all entries it rests on.
        time_s: when it is kept, UTC seconds.
        order: as it was asked.
    """
    return Entry(number, time_s, time_s // DAY_S, order, digest_of(_entry(number, time_s, order)))


def written_entry(number: int, time_s: int, order: Order, written: JSON) -> tuple[Entry, bytes]:
    """`make_entry` of an order that is written already (`order_json`), and the canonical JSON its digest is of."""
    body = canonical_bytes(_around(number, time_s, written))
    return Entry(number, time_s, time_s // DAY_S, order, digest_of_bytes(body)), body


def entry_json(entry: Entry) -> dict[str, JSON]:
    """An entry; `Entry.digest` is of exactly this."""
    return _entry(entry.entry, entry.time_s, entry.order)


def entry_of(value: JSON, place: Place, problems: Problems) -> Entry | None:
    """An entry, its digest made anew; ``None`` after reporting everything that is wrong with it."""
    if not check(ENTRY, value, place, problems) or not isinstance(value, dict):
        return None
    number = value["entry"]
    if type(number) is not int:
        raise TypeError("an entry without number passed its shape")
    return make_entry(number, TIME.read(value["time"]), _order_of(value["order"]))


def certificate_json(certificate: Certificate) -> dict[str, JSON]:
    """A certificate as it stands in the order of its issue."""
    return CERTIFICATE.write(certificate)


def certificate_digest(certificate: Certificate) -> str:
    """Digest of a certificate's JSON, which every leaf with Wh of it bears."""
    return digest_of(certificate_json(certificate))


def certificate_of(value: JSON, place: Place, problems: Problems) -> Certificate | None:
    """A certificate; ``None`` after reporting everything that is wrong with it."""
    if not check(CERTIFICATE.shape, value, place, problems) or not isinstance(value, dict):
        return None
    certificate: Certificate = CERTIFICATE.read(value)
    return certificate


def certificate_shape() -> Shape:
    """Of a certificate, for documents that hold some."""
    return CERTIFICATE.shape


def _asked(order: Order) -> dict[str, JSON]:
    record = _BY_CLASS[type(order.operation)]
    return {"actor": order.actor, "nonce": order.nonce, "operation": record.write(order.operation)}


def _entry(number: int, time_s: int, order: Order) -> dict[str, JSON]:
    return _around(number, time_s, order_json(order))


def _around(number: int, time_s: int, written: JSON) -> dict[str, JSON]:
    return {"fourfold": ENTRY_FORMAT, "entry": number, "time": TIME.write(time_s), "order": written}


def _order_of(value: JSON) -> Order:
    """An order of the right shape."""
    if not isinstance(value, dict) or not isinstance(value["operation"], dict):
        raise TypeError("an order that is no object passed its shape")
    operation = value["operation"]
    record = _RECORDS[str(operation["act"])]
    actor, signature, nonce = str(value["actor"]), str(value["signature"]), str(value["nonce"])
    return Order(actor, record.read(operation), signature, nonce)
