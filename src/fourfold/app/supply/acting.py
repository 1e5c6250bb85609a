"""Transfer, cancel and withdraw by amount: so many Wh of what is there, chosen in the order of the ledger's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fourfold.app.supply.certificates import certificates_of
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.orders import asked_by, check_key, order, record
from fourfold.certification.keys.key import SigningKey
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.electricity.ledger.faults import ENTRY_UNKNOWN
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Certificate, LotState
from fourfold.electricity.ledger.operations import Cancel, Operation, Range, Transfer, Unclaim, Withdraw
from fourfold.electricity.ledger.replay_state import ACCOUNT, CLAIM

TOO_LITTLE = MessageKind(
    "act-too-little",
    N_("{found} Wh are asked for, and {held_wh} Wh are there that fit"),
    N_("at most what is held of the certificate, plant and time named"),
    N_("ask for less, or name more; fourfold supply show lists what is there"),
)
RANGE_ALONE = MessageKind(
    "act-range-alone",
    N_("a range is one of a certificate, and {found} is named"),
    N_("--range together with --certificate, and without --wh, --kwh, --device and --start"),
    N_("name the certificate of the range, or leave the range out"),
)
NOTHING_NAMED = MessageKind(
    "act-nothing-named",
    N_("it is not said of what, or how much"),
    N_("--certificate or --device, with --wh or --kwh or --range"),
    N_("name both"),
)
NO_REASON = MessageKind(
    "act-no-reason",
    N_("it is not said why"),
    N_("a reason: others will read it in the journal"),
    N_("add --reason TEXT"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which Wh are meant.

    Attributes:
        certificate: of which; empty for any.
        device: of which plant; empty for any.
        start_s: of certificates whose interval begins then, UTC seconds; ``None`` for any.
        energy_wh: how much; 0 where a range is named.
        range: first and stop Wh of the certificate; ``None`` for the first there are.
    """

    certificate: str = ""
    device: str = ""
    start_s: int | None = None
    energy_wh: int = 0
    range: tuple[int, int] | None = None

    @property
    def option(self) -> str:
        """The option that says how much."""
        return "--wh" if self.range is None else "--range"


@dataclass(frozen=True, slots=True)
class Acted:
    """What was done.

    Attributes:
        ranges: Wh of certificates, in order.
        entries: numbers of the entries; none where nothing was recorded.
    """

    ranges: tuple[Range, ...]
    entries: tuple[int, ...]

    @property
    def energy_wh(self) -> int:
        """All of them."""
        return sum(one.energy_wh for one in self.ranges)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, in which ledger and when; `known_actor` makes one.

    Attributes:
        opened: the ledger.
        account: whose act it is.
        at: when.
        key: of the account; ``None`` where it has none.
        dry_run: whether only to tell what would be done.
    """

    opened: OpenedLedger
    account: str
    at: datetime
    key: SigningKey | None = None
    dry_run: bool = False

    @property
    def ledger(self) -> Ledger:
        """Where lots are looked up."""
        return self.opened.ledger

    def record(self, ranges: Sequence[Range], operations: Sequence[Operation], range_option: str = "") -> Acted:
        """Record all of them or none.

        Args:
            ranges: what they are about.
            operations: one for each of them.
            range_option: option by which the Wh were named.

        Raises:
            InputError: the ledger refuses one; the place is the option that asked for it.
        """
        if self.dry_run:
            return Acted(tuple(ranges), ())
        check_key(self.opened, self.account, self.key)
        with asked_by({**_OPTIONS, "range": range_option}):
            orders = [order(self.opened, self.account, one, self.key) for one in operations]
            return Acted(tuple(ranges), tuple(one.entry for one in record(self.opened, orders, self.at)))


_OPTIONS = {
    "actor": "--account",
    "claim": "--claim",
    "reason": "--reason",
    "signature": "--key",
    "to": "--to",
}
"""Which option a member of an order is from."""


def known_actor(
    opened: OpenedLedger, account: str, at: datetime, key: SigningKey | None = None, *, dry_run: bool = False
) -> Actor:
    """Who acts.

    Raises:
        InputError: the ledger does not know the account.
    """
    _check_account(opened.ledger, account, "--account")
    return Actor(opened, account, at, key, dry_run)


def transfer(actor: Actor, to: str, selection: Selection) -> Acted:
    """Hand held Wh to another account.

    Raises:
        InputError: there is too little, the other account is not known, or the ledger refuses it.
    """
    _check_account(actor.ledger, to, "--to")
    ranges = selected(actor.ledger, selection, actor.account)
    return actor.record(ranges, [Transfer(one, to) for one in ranges], selection.option)


def cancel(actor: Actor, reason: str, selection: Selection) -> Acted:
    """Take held Wh out of circulation, so that they can be claimed.

    Raises:
        InputError: there is too little, or the ledger refuses it.
    """
    ranges = selected(actor.ledger, selection, actor.account)
    return actor.record(ranges, [Cancel(one, reason) for one in ranges], selection.option)


def withdraw(actor: Actor, reason: str, selection: Selection) -> Acted:
    """Take Wh back that were issued in error, whoever holds them: an act of the issuer.

    Raises:
        InputError: there is too little, no reason is given, or the ledger refuses it.
    """
    _check_reason(reason)
    ranges = selected(actor.ledger, selection, None, issuer=actor.account)
    return actor.record(ranges, [Withdraw(one, reason) for one in ranges], selection.option)


def unclaim(actor: Actor, claim: int, reason: str) -> Acted:
    """Withdraw a claim: its Wh are cancelled but unclaimed again, and what it covered is free.

    Raises:
        InputError: there is no such claim, no reason is given, or the ledger refuses it.
    """
    _check_reason(reason)
    found = actor.ledger.claim(claim)
    if found is None:
        raise InputError([Problem(ENTRY_UNKNOWN, Place("--claim"), params_of({"what": CLAIM, "found": claim}))])
    ranges = [Range(found.certificate, found.first_wh, found.stop_wh)]
    return actor.record(ranges, [Unclaim(claim, reason)])


def selected(ledger: Ledger, selection: Selection, owner: str | None, issuer: str = "") -> list[Range]:
    """The ranges meant: as named, or the first there are in the order of the ledger's line.

    Args:
        ledger: where they are.
        selection: which.
        owner: who holds them; ``None`` for whoever.
        issuer: who issued them; empty for whoever.

    Raises:
        InputError: there is too little, or it is not said which.
    """
    if selection.range is not None:
        return [_named(selection)]
    if not selection.energy_wh or not (selection.certificate or selection.device):
        raise InputError([Problem(NOTHING_NAMED, Place("--certificate"), {})])
    left, ranges = selection.energy_wh, list[Range]()
    held = 0
    lots = list(ledger.lots(owner=owner, certificate=selection.certificate or None, state=LotState.HELD))
    certificates = certificates_of(ledger, (lot.certificate for lot in lots))
    issuers = {device.device: device.issuer for device in ledger.devices()} if issuer else {}
    for lot in lots:
        certificate = certificates[lot.certificate]
        if not _fits(certificate, selection) or (issuer and issuers[certificate.device] != issuer):
            continue
        held += lot.energy_wh
        taken = min(left, lot.energy_wh)
        if taken:
            ranges.append(Range(lot.certificate, lot.first_wh, lot.first_wh + taken))
            left -= taken
    if left:
        params = params_of({"found": selection.energy_wh, "held_wh": held})
        raise InputError([Problem(TOO_LITTLE, Place("--wh"), params)])
    return ranges


def _named(selection: Selection) -> Range:
    others = selection.device or selection.energy_wh or selection.start_s is not None
    if not selection.certificate or others or selection.range is None:
        found = selection.certificate or "–"
        raise InputError([Problem(RANGE_ALONE, Place("--range"), {"found": found})])
    return Range(selection.certificate, *selection.range)


def _fits(certificate: Certificate, selection: Selection) -> bool:
    if selection.device not in ("", certificate.device):
        return False
    return selection.start_s is None or certificate.start_s == selection.start_s


def _check_account(ledger: Ledger, account: str, option: str) -> None:
    if ledger.account(account) is None:
        raise InputError([Problem(ENTRY_UNKNOWN, Place(option), {"what": ACCOUNT, "found": account})])


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InputError([Problem(NO_REASON, Place("--reason"), {})])
