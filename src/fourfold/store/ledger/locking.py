"""Locks a client of PostgreSQL takes before it looks, in one order, so that clients queue instead of colliding.

They are for speed and clear answers. What the ledger promises is held by the constraints, whether these are taken or
not; a client that did not would lose the race at the constraint and have to try again.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Connection, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    CloseResidual,
    Issue,
    Measure,
    Order,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.store.ledger.tables.claims import CLAIMS
from fourfold.store.ledger.tables.holdings import CERTIFICATES
from fourfold.store.ledger.tables.registers import DEVICES, READINGS

AREAS = 470_002
"""Class of the advisory locks of areas; the guards of the schema use it too."""
_NAMES, _NUMBERS = ARRAY(Text()), ARRAY(BigInteger())  # a list of any length is one parameter
_OF_CLAIMS = select(CLAIMS.c.certificate, CLAIMS.c.meter, CLAIMS.c.start_s).where(
    CLAIMS.c.claim == func.any(bindparam("names", type_=_NUMBERS))
)
_DEVICES = (
    select(DEVICES.c.device)
    .where(DEVICES.c.device == func.any(bindparam("names", type_=_NAMES)))
    .order_by(DEVICES.c.device)
    .with_for_update(key_share=True)
)
_CERTIFICATES = (
    select(CERTIFICATES.c.certificate)
    .where(CERTIFICATES.c.certificate == func.any(bindparam("names", type_=_NAMES)))
    .order_by(CERTIFICATES.c.certificate)
    .with_for_update(key_share=True)
)
_PLACES = (
    func.unnest(bindparam("meters", type_=_NAMES), bindparam("starts", type_=_NUMBERS))
    .table_valued("meter", "start_s", name="places")
    .render_derived()
)
_INTERVALS = (
    select(READINGS.c.reading)
    .join_from(_PLACES, READINGS, (READINGS.c.meter == _PLACES.c.meter) & (READINGS.c.start_s == _PLACES.c.start_s))
    .where(READINGS.c.version == 1)
    .order_by(READINGS.c.meter, READINGS.c.start_s)
    .with_for_update(key_share=True, of=READINGS)
)


def lock_for(connection: Connection, orders: Sequence[Order], day: int) -> None:
    """Take the locks that orders need: the day, areas, devices, certificates, intervals of meters.

    Args:
        connection: in a transaction that writes.
        orders: what will be kept.
        day: on which.
    """
    if connection.dialect.name != "postgresql":
        return
    connection.execute(select(func.ledger_hold_day(day)))
    areas: set[str] = set()
    devices: set[str] = set()
    certificates: set[str] = set()
    intervals: set[tuple[str, int]] = set()
    claims: set[int] = set()
    for order in orders:
        match order.operation:
            case CloseResidual(area):
                areas.add(area)
            case Issue(certificate):
                devices.add(certificate.device)
            case Split(name):
                certificates.add(name)
            case Transfer(wanted) | Cancel(wanted) | Withdraw(wanted):
                certificates.add(wanted.certificate)
            case Claim() as claim:
                certificates.add(claim.range.certificate)
                intervals.add((claim.meter, claim.start_s))
            case Measure(meter, start_s):
                intervals.add((meter, start_s))
            case Unclaim(number):
                claims.add(number)
            case _:
                pass
    if claims:
        for row in connection.execute(_OF_CLAIMS, {"names": sorted(claims)}):
            certificates.add(row.certificate)
            intervals.add((row.meter, row.start_s))
    for area in sorted(areas):
        connection.execute(select(func.pg_advisory_xact_lock(AREAS, func.hashtext(area))))
    if devices:
        connection.execute(_DEVICES, {"names": sorted(devices)})
    if certificates:
        connection.execute(_CERTIFICATES, {"names": sorted(certificates)})
    if intervals:
        meters, starts = zip(*sorted(intervals), strict=True)
        connection.execute(_INTERVALS, {"meters": list(meters), "starts": list(starts)})
