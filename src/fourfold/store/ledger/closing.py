"""Closing a ledger day: first the journal takes no more entries of it, then its roots are made, then it is written.

What a closed day rests on does not change any more, so the roots are made without holding anybody up. A crash between
the two leaves a day that takes no entries and has no roots yet; closing it again makes them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection, func, insert, select

from fourfold.electricity.ledger.entry_json import DAY_S, certificate_digest
from fourfold.electricity.ledger.faults import DAY_CLOSED, DAY_NOT_NEXT, LEDGER_FULL, refuse
from fourfold.electricity.ledger.journal import journal_root
from fourfold.electricity.ledger.ledger import Day
from fourfold.electricity.ledger.model import Lot
from fourfold.electricity.ledger.sum_tree import MOST_SUM, SumLeaf, leaf_of, leaf_salt, sum_root
from fourfold.store.ledger.acts import words
from fourfold.store.ledger.pieces import lot_of, lots_query
from fourfold.store.ledger.rows import as_certificate
from fourfold.store.ledger.tables.holdings import CERTIFICATES
from fourfold.store.ledger.tables.registers import CLOSINGS, DAYS, ENTRIES, SECRETS

_PAGE, _MWH = 5_000, 1_000_000


def begin_closing(connection: Connection, day: int, time_s: int) -> int:
    """Let a day take no more entries; entries on their way are waited for.

    Args:
        connection: in a transaction that writes.
        day: which.
        time_s: now.

    Returns:
        When it was closed: now, or earlier where a closing was broken off.

    Raises:
        InputError: it is not over, an earlier day with entries is open, or it is closed with its roots.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(470_001, 0)))
    if (begun := connection.execute(select(CLOSINGS).where(CLOSINGS.c.day == day)).first()) is not None:
        if connection.execute(select(DAYS.c.day).where(DAYS.c.day == day)).first() is None:
            return int(begun.closed_s)
        refuse(DAY_CLOSED, column="day", found=_spelled(day))
    last = connection.execute(select(CLOSINGS).order_by(CLOSINGS.c.day.desc()).limit(1)).first()
    last_day, counted = (-1, 0) if last is None else (last.day, last.entries)
    if day <= last_day:
        refuse(DAY_CLOSED, column="day", found=_spelled(day))
    if time_s < (day + 1) * DAY_S:
        refuse(DAY_NOT_NEXT, column="day", found=_spelled(day), reason=words.NOT_OVER)
    unclosed = last is not None and connection.execute(select(DAYS.c.day).where(DAYS.c.day == last_day)).first() is None
    open_days = select(func.min(ENTRIES.c.day)).where(ENTRIES.c.day > last_day, ENTRIES.c.day < day)
    if unclosed or connection.execute(open_days).scalar() is not None:
        refuse(DAY_NOT_NEXT, column="day", found=_spelled(day), reason=words.EARLIER_OPEN)
    new = connection.execute(
        select(func.count(), func.max(ENTRIES.c.entry)).where(ENTRIES.c.day > last_day, ENTRIES.c.day <= day)
    ).one()
    last_entry = new[1] or (0 if last is None else last.last_entry)
    _check_sum(connection)
    row = {"day": day, "last_entry": last_entry, "entries": counted + new[0], "closed_s": time_s}
    connection.execute(insert(CLOSINGS).values(row))
    return time_s


def _check_sum(connection: Connection) -> None:
    """That all Wh together can be told in a tree; in whole MWh, so that the database can add them up.

    Raises:
        InputError: they cannot.
    """
    issued = connection.execute(select(func.sum(CERTIFICATES.c.energy_wh / _MWH + 1))).scalar() or 0
    if int(issued) * _MWH > MOST_SUM:
        refuse(LEDGER_FULL, column="day", found=f"{int(issued)} MWh", most=f"{MOST_SUM // _MWH} MWh")


def day_with_roots(connection: Connection, day: int, closed_s: int) -> Day:
    """A day that takes no more entries, with its roots."""
    until, entries = connection.execute(
        select(CLOSINGS.c.last_entry, CLOSINGS.c.entries).where(CLOSINGS.c.day == day)
    ).one()
    digests = select(ENTRIES.c.digest).where(ENTRIES.c.entry <= until).order_by(ENTRIES.c.entry)
    journal = journal_root(row.digest for row in connection.execute(digests.execution_options(yield_per=_PAGE)))
    root, leaves = sum_root(_leaves(connection, day, until))
    return Day(day, entries, journal, leaves, root.sums, root.digest.hex(), closed_s)


def write_day(connection: Connection, day: Day) -> None:
    """Write a closed day, unless another closer has done so with the same roots."""
    if connection.execute(select(DAYS.c.day).where(DAYS.c.day == day.day)).first():
        refuse(DAY_CLOSED, column="day", found=_spelled(day.day))
    sums = {name: getattr(day.sums, name) for name in ("held", "cancelled", "claimed", "withdrawn", "residual")}
    made = {"journal_root": day.journal_root, "leaves": day.leaves, "root": day.root, "closed_s": day.closed_s}
    connection.execute(insert(DAYS).values(day=day.day, entries=day.entries, **made, **sums))


def lots_until(connection: Connection, entry: int) -> Iterator[Lot]:
    """The lots as they were unspent after an entry."""
    chosen = lots_query(until=entry).execution_options(yield_per=_PAGE)
    for row in connection.execute(chosen):
        yield lot_of(row)


def salt_key(connection: Connection) -> bytes:
    """The key of the salts, which leaves the ledger in nothing but salts."""
    key = connection.execute(select(SECRETS.c.salt_key)).scalar()
    if key is None:
        raise sqlite3.DatabaseError("the key of the salts is missing")
    return bytes(key)


def _leaves(connection: Connection, day: int, until: int) -> Iterator[SumLeaf]:
    """Leaves in the order of issue. Certificates stand in the same order, so that each is read once."""
    key = salt_key(connection)
    issued = select(CERTIFICATES).where(CERTIFICATES.c.entry <= until).order_by(CERTIFICATES.c.entry)
    certificates = (as_certificate(row) for row in connection.execute(issued.execution_options(yield_per=_PAGE)))
    name, digest = "", ""
    for lot in lots_until(connection, until):
        while name != lot.certificate:
            certificate = next(certificates)
            name = certificate.certificate
            digest = certificate_digest(certificate) if name == lot.certificate else ""
        yield leaf_of(lot, digest, leaf_salt(key, day, lot))


def _spelled(day: int) -> str:
    return words.moment(day * DAY_S)[:10]
