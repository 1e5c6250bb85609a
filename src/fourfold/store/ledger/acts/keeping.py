"""Which function keeps which operation."""

from __future__ import annotations

from sqlalchemy import Connection, select

from fourfold.electricity.ledger import faults
from fourfold.electricity.ledger.entry_json import order_digest
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
from fourfold.store.ledger.rows import account_of
from fourfold.store.ledger.tables.registers import ENTRIES
from fourfold.store.ledger.work import Work

_WORDS = {record.made: record.act for record in OPERATIONS}


def prepared(connection: Connection, order: Order, row: int, time_s: int) -> Work:
    """An order with the rows it leaves, which are not written yet.

    Args:
        connection: in a transaction that writes, with the locks the order needs.
        order: what is asked.
        row: its position among those asked, from 1.
        time_s: now.

    Raises:
        InputError: with everything that stands against it.
    """
    work = Work(connection, order, _WORDS[type(order.operation)], row, time_s)
    digest = order_digest(order)
    if connection.execute(select(ENTRIES.c.entry).where(ENTRIES.c.order_digest == digest)).first():
        work.fault(faults.ENTRY_TWICE, what=words.ORDER, found=digest)
    if order.actor and account_of(connection, order.actor) is None:
        work.fault(faults.ENTRY_UNKNOWN, "actor", what=words.ACCOUNT, found=order.actor)
    _look(work)
    return work


def keep(connection: Connection, order: Order, row: int, time_s: int) -> Entry:
    """Keep an order; see `prepared`."""
    return prepared(connection, order, row, time_s).keep()


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
