"""What a ledger promises. `fourfold.store.ledger` keeps it in SQLite or PostgreSQL; tests keep it in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from fourfold.electricity.ledger.model import (
    Account,
    Certificate,
    ClaimRecord,
    Device,
    Lot,
    LotState,
    Meter,
    Sums,
    Use,
)
from fourfold.electricity.ledger.operations import Order


@dataclass(frozen=True, slots=True)
class Entry:
    """An order as it was kept.

    Attributes:
        entry: its number; later entries have higher ones, not all numbers are used.
        time_s: when it was kept, UTC seconds.
        day: the ledger day it belongs to, days since 1970-01-01 of its time in UTC.
        order: what was asked.
        digest: of its canonical JSON (`entry_json`): number, time and order.
    """

    entry: int
    time_s: int
    day: int
    order: Order
    digest: str


@dataclass(frozen=True, slots=True)
class Day:
    """A closed ledger day.

    Attributes:
        day: days since 1970-01-01.
        entries: how many entries the journal has at its end, in the order of day and number.
        journal_root: RFC 6962 root over the digests of all of them, hex. It only grows, so days are consistent.
        leaves: how many lots there are at its end.
        sums: all Wh by state at its end.
        root: root of the sum tree over the lots, hex (`sum_tree`).
        closed_s: when it was closed.
    """

    day: int
    entries: int
    journal_root: str
    leaves: int
    sums: Sums
    root: str
    closed_s: int


class Ledger(Protocol):
    """An append-only ledger.

    Invariants, held by the store itself and not by whoever calls it:

    1. a lot is spent once; the unspent lots of a certificate tile it;
    2. owner and state of what an act leaves follow from those of what it spends (`TRANSITIONS`); nobody but the owner
       (the issuer for issue and withdraw, the keeper for release) spends a lot;
    3. a certificate is issued once, by the issuer of its device; certificates of a device lie in the same interval or
       in intervals that do not meet, withdrawn ones included; together they hold no more than its capacity allows where
       that is known, withdrawn Wh not counted;
    4. a claim spends cancelled Wh of its owner, covers Wh of a use of the same owner that nothing else covers, no more
       than the claimed energy less losses; certificate and use lie in the window; both areas lie in the market; the
       window is an hour, a month or a year long at most, as it says;
    5. a certificate is cancelled in its validity;
    6. Wh in the residual are spent by nothing; once the residual of an area is closed for a stretch of time no
       certificate of the grid (`Certificate.in_grid`) that ends in it is issued, and held Wh of none are left; Wh that
       did not pass the grid are never in it;
    7. discharged energy rests on one claim for the store's charging, which backs no other certificate, and is at most
       the charging it covers times the efficiency;
    8. what is recorded is not changed or removed; an order is accepted once;
    9. a closed day receives no entries; days are closed in order;
    10. in the order of day and number an entry rests only on earlier ones, so that whoever keeps the orders again in
        that order gets the same ledger: numbers are drawn after everything an entry rests on is locked, and no entry
        is of an earlier day than another that was kept before it.

    What would break one raises `InputError` with a kind of `faults`, and changes nothing. Any number of clients may
    work at once.
    """

    def record(self, orders: Sequence[Order], time_s: int) -> Sequence[Entry]:
        """Keep orders, all or none, in their order; later ones see what earlier ones did.

        Args:
            orders: what is asked.
            time_s: now, UTC seconds; not in a closed day, nor in one before the day of the newest entry.

        Raises:
            InputError: one of them cannot be kept. `Place.row` is its position, from 1. Faults of form (`check_orders`)
                are told of all orders at once, others of the first that has any.
        """

    def account(self, account: str) -> Account | None:
        """An account."""

    def accounts(self) -> Sequence[Account]:
        """All, by name."""

    def device(self, device: str) -> Device | None:
        """A device."""

    def devices(self) -> Sequence[Device]:
        """All, by name."""

    def meter(self, meter: str) -> Meter | None:
        """A meter."""

    def meters(self) -> Sequence[Meter]:
        """All, by name."""

    def markets(self) -> Sequence[tuple[str, str]]:
        """Pairs of market and area, sorted."""

    def certificate(self, certificate: str) -> Certificate | None:
        """A certificate."""

    def certificates(self, area: str = "", start_s: int = 0, end_s: int = 2**62) -> Iterator[Certificate]:
        """Those of an area (or all) whose interval meets a stretch of time, in the order of issue."""

    def lots(
        self, owner: str | None = None, certificate: str | None = None, state: LotState | None = None
    ) -> Iterator[Lot]:
        """Unspent lots, in the order of the ledger's line: certificates as they were issued (day and number of the
        entry), then by range."""

    def uses(self, meter: str, start_s: int = 0, end_s: int = 2**62) -> Sequence[Use]:
        """What a meter measured in intervals that begin in a stretch of time, by interval and version."""

    def claims(self, meter: str | None = None, owner: str | None = None) -> Iterator[ClaimRecord]:
        """Claims, withdrawn ones included, by number."""

    def claim(self, claim: int) -> ClaimRecord | None:
        """A claim."""

    def balance(self, owner: str | None = None) -> Sums:
        """Wh by state, of an owner or of all."""

    def residuals(self) -> Sequence[tuple[str, int, int]]:
        """Closed residuals: area, start, end; sorted."""

    def journal(self, after: int = 0, through_day: int | None = None) -> Iterator[Entry]:
        """Entries with a higher number, by day and number; up to a day where one is given."""

    def close_day(self, day: int, time_s: int) -> Day:
        """Close a day; entries on their way are waited for.

        Days before it that had no entries are closed with it and are not listed in `days`.

        Raises:
            InputError: it is not over at `time_s`, an earlier day with entries is open, or it is closed.
        """

    def day(self, day: int) -> Day | None:
        """A closed day."""

    def days(self) -> Sequence[Day]:
        """Closed days, oldest first."""

    def lots_at(self, day: int) -> Sequence[Lot]:
        """The lots as they were unspent at the end of a closed day, in the order of the line."""

    def salt(self, day: int, lot: Lot) -> bytes:
        """The 32 bytes that blind a lot's leaf on a day; only the ledger can make them."""
