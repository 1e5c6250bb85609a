"""Which function keeps which operation."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection

from fourfold.core.canonical import JSON
from fourfold.electricity.ledger import faults
from fourfold.electricity.ledger.entry_json import digest_of_order
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    CloseResidual,
    Issue,
    Measure,
    OpenAccount,
    Order,
    RegisterArea,
    RegisterDevice,
    RegisterMeter,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.electricity.ledger.records import OPERATIONS
from fourfold.store.ledger.acts import claiming, holding, registering, words
from fourfold.store.ledger.acts.foreseeing import foresee
from fourfold.store.ledger.desk import Desk
from fourfold.store.ledger.work import Work

_WORDS = {record.made: record.act for record in OPERATIONS}
_BATCH = 1_000


def prepared(desk: Desk, order: Order, written: JSON, digest: str, row: int, time_s: int) -> Work:
    """An order with the rows it leaves, which are not written yet.

    Args:
        desk: what it rests on.
        order: what is asked.
        written: the same as JSON.
        digest: of what is asked.
        row: its position among those asked, from 1.
        time_s: now.

    Raises:
        InputError: with everything that stands against it.
    """
    work = Work(desk, order, written, digest, _WORDS[type(order.operation)], row, time_s)
    if desk.asked.get(digest):
        work.fault(faults.ENTRY_TWICE, what=words.ORDER, found=digest)
    if order.actor and desk.accounts.get(order.actor) is None:
        work.fault(faults.ENTRY_UNKNOWN, "actor", what=words.ACCOUNT, found=order.actor)
    _look(work)
    return work


def keep_all(
    connection: Connection, orders: Sequence[Order], written: Sequence[dict[str, JSON]], time_s: int
) -> list[Entry]:
    """Keep orders, as many at once as make sense.

    Args:
        connection: in a transaction that writes, with the locks the orders need.
        orders: what is asked.
        written: the same as JSON.
        time_s: now.

    Raises:
        InputError: with everything that stands against the first that cannot be kept.
    """
    desk, entries = Desk(connection), list[Entry]()
    for first in range(0, len(orders), _BATCH):
        batch = orders[first : first + _BATCH]
        digests = [digest_of_order(each) for each in written[first : first + _BATCH]]
        foresee(desk, batch, digests)
        for place, (order, digest) in enumerate(zip(batch, digests, strict=True), first):
            desk.numbers.ahead = first + len(batch) - place
            work = prepared(desk, order, written[place], digest, place + 1, time_s)
            entries.append(work.keep())
            desk.take(order.operation, work.rows)
        desk.flush()
    return entries


def _look(work: Work) -> None:
    match work.order.operation:
        case OpenAccount(account):
            registering.open_account(work, account)
        case RegisterArea(area, markets):
            registering.register_area(work, area, markets)
        case RegisterDevice(device):
            registering.register_device(work, device)
        case RegisterMeter(meter):
            registering.register_meter(work, meter)
        case Measure() as operation:
            registering.measure(work, operation)
        case Issue() as operation:
            holding.issue(work, operation)
        case Split() as operation:
            holding.split(work, operation)
        case Transfer() as operation:
            holding.transfer(work, operation)
        case Cancel() as operation:
            holding.cancel(work, operation)
        case Withdraw() as operation:
            holding.withdraw(work, operation)
        case CloseResidual() as operation:
            holding.close_residual(work, operation)
        case Claim() as operation:
            claiming.claim(work, operation)
        case Unclaim() as operation:
            claiming.unclaim(work, operation)
