"""A ledger in memory: every promise of `fourfold.electricity.ledger.ledger`, obviously and slowly, nothing kept.

It is the reference other ledgers are held against. An order is kept in a copy of the books; the copy takes the place of
the books when all orders are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import RLock

from fourfold.core.problems import InputError, Place, Problem, params_of
from fourfold.electricity.ledger.entry_json import (
    DAY_S,
    certificate_digest,
    check_orders,
    make_entry,
    order_digest,
)
from fourfold.electricity.ledger.faults import DAY_CLOSED, DAY_NOT_NEXT, refuse
from fourfold.electricity.ledger.journal import journal_root
from fourfold.electricity.ledger.ledger import Day, Entry
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
from fourfold.electricity.ledger.operations import (
    Order,
)
from fourfold.electricity.ledger.sum_tree import leaf_of, leaf_salt, sum_root
from support.ledger_books import Books
from support.ledger_keeping import keep_order
from support.ledger_refusals import faults_of


class MemoryLedger:
    """A `Ledger` in memory.

    Args:
        secret: makes the salts of leaves.
    """

    def __init__(self, secret: bytes = bytes(range(32))) -> None:
        self._secret = secret
        self._books = Books()
        self._lock = RLock()

    def another(self) -> MemoryLedger:
        """One that holds the same; what is kept in one of them is not in the other."""
        other = MemoryLedger(self._secret)
        other._books = self._books.another()
        return other

    def record(self, orders: Sequence[Order], time_s: int, numbers: Sequence[int] = ()) -> Sequence[Entry]:
        """See `Ledger`. Every fault of the first order that has any is told.

        Args:
            orders: see `Ledger`.
            time_s: see `Ledger`.
            numbers: of the entries, where they must be those of another ledger.
        """
        check_orders(orders)
        with self._lock:
            books = self._books.another()
            if orders:
                self._check_day(time_s // DAY_S)
            entries = []
            for row, order in enumerate(orders, 1):
                last = books.journal[-1].entry if books.journal else 0
                number = numbers[row - 1] if numbers else last + 1
                entries.append(_keep(books, order, row, time_s, number))
            self._books = books
        return entries

    def _check_day(self, day: int) -> None:
        """That entries may still be kept on a day: it is not closed, and none of a later day is there."""
        journal, days = self._books.journal, self._books.days
        if (days and day <= days[-1].day) or (journal and day < journal[-1].day):
            refuse(DAY_CLOSED, found=day)

    def account(self, account: str) -> Account | None:
        """See `Ledger`."""
        return self._books.accounts.get(account)

    def accounts(self) -> Sequence[Account]:
        """See `Ledger`."""
        return sorted(self._books.accounts.values(), key=lambda each: each.account)

    def device(self, device: str) -> Device | None:
        """See `Ledger`."""
        return self._books.devices.get(device)

    def devices(self) -> Sequence[Device]:
        """See `Ledger`."""
        return sorted(self._books.devices.values(), key=lambda each: each.device)

    def meter(self, meter: str) -> Meter | None:
        """See `Ledger`."""
        return self._books.meters.get(meter)

    def meters(self) -> Sequence[Meter]:
        """See `Ledger`."""
        return sorted(self._books.meters.values(), key=lambda each: each.meter)

    def markets(self) -> Sequence[tuple[str, str]]:
        """See `Ledger`."""
        return sorted(self._books.markets)

    def certificate(self, certificate: str) -> Certificate | None:
        """See `Ledger`."""
        return self._books.certificates.get(certificate)

    def certificates(self, area: str = "", start_s: int = 0, end_s: int = 2**62) -> Iterator[Certificate]:
        """See `Ledger`."""
        books = self._books
        for certificate in list(books.certificates.values()):
            there = not area or books.devices[certificate.device].area == area
            if there and certificate.start_s < end_s and start_s < certificate.end_s:
                yield certificate

    def lots(
        self, owner: str | None = None, certificate: str | None = None, state: LotState | None = None
    ) -> Iterator[Lot]:
        """See `Ledger`."""
        for lot in _in_line(self._books, [lot for lot, spent in self._books.lots if not spent]):
            if owner in (None, lot.owner) and certificate in (None, lot.certificate) and state in (None, lot.state):
                yield lot

    def uses(self, meter: str, start_s: int = 0, end_s: int = 2**62) -> Sequence[Use]:
        """See `Ledger`."""
        uses = [use for use in self._books.uses if use.meter == meter and start_s <= use.start_s < end_s]
        return sorted(uses, key=lambda use: (use.start_s, use.version))

    def claims(self, meter: str | None = None, owner: str | None = None) -> Iterator[ClaimRecord]:
        """See `Ledger`."""
        for claim in list(self._books.claims.values()):
            if meter in (None, claim.meter) and owner in (None, claim.owner):
                yield claim

    def claim(self, claim: int) -> ClaimRecord | None:
        """See `Ledger`."""
        return self._books.claims.get(claim)

    def balance(self, owner: str | None = None) -> Sums:
        """See `Ledger`."""
        return sum((Sums.of(lot.state, lot.energy_wh) for lot in self.lots(owner)), Sums())

    def residuals(self) -> Sequence[tuple[str, int, int]]:
        """See `Ledger`."""
        return sorted(self._books.residuals)

    def journal(self, after: int = 0, through_day: int | None = None) -> Iterator[Entry]:
        """See `Ledger`."""
        for entry in list(self._books.journal):
            if entry.entry > after and (through_day is None or entry.day <= through_day):
                yield entry

    def close_day(self, day: int, time_s: int) -> Day:
        """See `Ledger`."""
        with self._lock:
            books = self._books
            last = books.days[-1].day if books.days else -1
            if day <= last:
                refuse(DAY_CLOSED, found=day)
            if time_s < (day + 1) * DAY_S:
                refuse(DAY_NOT_NEXT, found=day, reason="it is not over")
            if any(last < entry.day < day for entry in books.journal):
                refuse(DAY_NOT_NEXT, found=day, reason="an earlier day is open")
            lots = self._lots_at(day)
            digests = {name: certificate_digest(each) for name, each in books.certificates.items()}
            leaves = (leaf_of(lot, digests[lot.certificate], self.salt(day, lot)) for lot in lots)
            root, count = sum_root(leaves)
            entries = [entry.digest for entry in self.journal(through_day=day)]
            closed = Day(day, len(entries), journal_root(entries), count, root.sums, root.digest.hex(), time_s)
            books.days.append(closed)
            return closed

    def day(self, day: int) -> Day | None:
        """See `Ledger`."""
        return next((closed for closed in self._books.days if closed.day == day), None)

    def days(self) -> Sequence[Day]:
        """See `Ledger`."""
        return tuple(self._books.days)

    def lots_at(self, day: int) -> Sequence[Lot]:
        """See `Ledger`."""
        if self.day(day) is None:
            raise ValueError(f"day {day} is not closed")
        return self._lots_at(day)

    def _lots_at(self, day: int) -> list[Lot]:
        days = {entry.entry: entry.day for entry in self._books.journal}
        lots = [lot for lot, spent in self._books.lots if days[lot.entry] <= day and (not spent or days[spent] > day)]
        return _in_line(self._books, lots)

    def salt(self, day: int, lot: Lot) -> bytes:
        """See `Ledger`."""
        return leaf_salt(self._secret, day, lot)


def _in_line(books: Books, lots: list[Lot]) -> list[Lot]:
    """Lots by certificate as they were issued, then by range."""
    order = {certificate: place for place, certificate in enumerate(books.certificates)}
    return sorted(lots, key=lambda lot: (order[lot.certificate], lot.first_wh))


def _keep(books: Books, order: Order, row: int, time_s: int, number: int) -> Entry:
    """Keep an order, or tell everything for which it cannot be kept."""
    digest = order_digest(order)
    found = list(faults_of(books, order, digest, time_s))
    if found:
        raise InputError(Problem(kind, Place("orders", row), params_of(params)) for kind, params in found)
    entry = make_entry(number, time_s, order)
    books.journal.append(entry)
    books.asked.add(digest)
    keep_order(books, order, entry.entry)
    return entry
