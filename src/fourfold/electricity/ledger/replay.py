"""A journal gone through again, entry by entry, by somebody who trusts nobody.

The rules are written here a second time, from the promises of `fourfold.electricity.ledger.ledger` alone: no code is
shared with what keeps a ledger. An entry that breaks a promise is told and then taken as it stands, since the ledger
took it; so one wrong entry does not hide or invent others.
"""

from __future__ import annotations

from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, InputError, MessageKind, Term
from fourfold.electricity.ledger import operations as asked
from fourfold.electricity.ledger.entry_json import (
    SignatureCheck,
    check_orders,
    digest_of_order,
    signing_bytes,
    written_entry,
)
from fourfold.electricity.ledger.faults import ENTRY_TWICE
from fourfold.electricity.ledger.journal import GrowingJournal
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.operations import Order
from fourfold.electricity.ledger.replay_claims import check_charge, claim, unclaim
from fourfold.electricity.ledger.replay_moves import cancel, close_residual, issue, split, transfer, withdraw
from fourfold.electricity.ledger.replay_registers import (
    measure,
    register_account,
    register_area,
    register_device,
    register_meter,
)
from fourfold.electricity.ledger.replay_state import ACCOUNT, Replayed

ENTRY_ALTERED = MessageKind(
    "ledger-entry-altered",
    N_("entry {found} is not what its digest and day say"),
    N_("digest {wanted}"),
    N_("the journal was changed: hold it against the published days, and restore a copy that agrees with them"),
)
ENTRY_ORDER = MessageKind(
    "ledger-entry-order",
    N_("entry {found} of day {day} stands behind entry {before} of day {day_before}"),
    N_("entries with rising numbers, of days that never fall"),
    N_("the journal was changed: hold it against the published days, and restore a copy that agrees with them"),
)
SIGNATURE_WRONG = MessageKind(
    "ledger-signature",
    N_("the order of entry {found} is not signed by the key of {actor}"),
    N_("a signature over this order and this ledger by the key of the account"),
    N_("ask the account whether it gave the order; if not, somebody else wrote to the ledger"),
)
_ORDER = Term(N_("order"))


class Replay:
    """The going through of one journal.

    Attributes:
        state: the ledger as its journal says it is, with everything that was found.
        journal: tree over the digests of the entries, made anew.

    Args:
        ledger_id: for which orders must be signed.
        signature_holds: checks signatures.
    """

    def __init__(self, ledger_id: str, signature_holds: SignatureCheck) -> None:
        self._ledger_id, self._signature_holds = ledger_id, signature_holds
        self.state = Replayed()
        self.journal = GrowingJournal()
        self._asked: set[str] = set()
        self._last: Entry | None = None

    def keep(self, entry: Entry) -> None:
        """Take the next entry in."""
        try:
            (written,) = check_orders([entry.order])
        except InputError as fault:
            for each in fault.problems:
                self.state.find(entry.entry, each.kind, each.place.column, **each.params)
            self.journal.add(entry.digest)
            return
        self._check_digest(entry, written)
        self._check_order(entry)
        self._check_asked(entry, digest_of_order(written))
        self._do(entry)

    def _check_digest(self, entry: Entry, written: JSON) -> None:
        wanted, _ = written_entry(entry.entry, entry.time_s, entry.order, written)
        self.journal.add(wanted.digest)
        if wanted != entry:
            self.state.find(entry.entry, ENTRY_ALTERED, found=entry.entry, wanted=wanted.digest)

    def _check_order(self, entry: Entry) -> None:
        last = self._last
        if last is not None and (last.entry >= entry.entry or last.day > entry.day):
            self.state.find(
                entry.entry,
                ENTRY_ORDER,
                found=entry.entry,
                day=entry.day,
                before=last.entry,
                day_before=last.day,
            )
        self._last = entry

    def _check_asked(self, entry: Entry, digest: str) -> None:
        """That the order is asked once, by somebody who is there and signed."""
        order = entry.order
        if digest in self._asked:
            self.state.find(entry.entry, ENTRY_TWICE, what=_ORDER, found=digest)
        self._asked.add(digest)
        if not order.actor or not self.state.known(entry.entry, ACCOUNT, order.actor, self.state.accounts):
            return
        key = self.state.accounts[order.actor].key
        if key and not (order.signature and self._holds(key, order)):
            self.state.find(entry.entry, SIGNATURE_WRONG, found=entry.entry, actor=order.actor)

    def _holds(self, key: str, order: Order) -> bool:
        return self._signature_holds(key, signing_bytes(order, self._ledger_id), order.signature)

    def _do(self, entry: Entry) -> None:
        state = self.state
        match entry.order.operation:
            case asked.OpenAccount() as operation:
                register_account(state, entry, operation)
            case asked.RegisterArea() as operation:
                register_area(state, entry, operation)
            case asked.RegisterDevice() as operation:
                register_device(state, entry, operation)
            case asked.RegisterMeter() as operation:
                register_meter(state, entry, operation)
            case asked.Measure() as operation:
                measure(state, entry, operation)
            case asked.Issue() as operation:
                check_charge(state, entry, operation)
                issue(state, entry, operation)
            case asked.Split() as operation:
                split(state, entry, operation)
            case asked.Transfer() as operation:
                transfer(state, entry, operation)
            case asked.Cancel() as operation:
                cancel(state, entry, operation)
            case asked.Claim() as operation:
                claim(state, entry, operation)
            case asked.Unclaim() as operation:
                unclaim(state, entry, operation)
            case asked.Withdraw() as operation:
                withdraw(state, entry, operation)
            case asked.CloseResidual() as operation:
                close_residual(state, entry, operation)
