"""Transfer, cancel and withdraw by amount: so many Wh of what is there, chosen in the order of the ledger's line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.orders import order, record
from fourfold.certification.keys.key import SigningKey
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.electricity.ledger.faults import ENTRY_UNKNOWN
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Lot, LotState
from fourfold.electricity.ledger.operations import Cancel, Operation, Range, Transfer, Unclaim, Withdraw

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


def transfer(
    opened: OpenedLedger,
    account: str,
    to: str,
    selection: Selection,
    at: datetime,
    key: SigningKey | None = None,
    *,
    dry_run: bool = False,
) -> Acted:
    """Hand held Wh to another account.

    Raises:
        InputError: there is too little, an account is not known, or the ledger refuses it.
    """
    _check_account(opened.ledger, account, "--account")
    _check_account(opened.ledger, to, "--to")
    ranges = selected(opened.ledger, selection, account)
    return _done(opened, account, ranges, [Transfer(one, to) for one in ranges], at, key, dry_run=dry_run)


def cancel(
    opened: OpenedLedger,
    account: str,
    reason: str,
    selection: Selection,
    at: datetime,
    key: SigningKey | None = None,
    *,
    dry_run: bool = False,
) -> Acted:
    """Take held Wh out of circulation, so that they can be claimed.

    Raises:
        InputError: there is too little, the account is not known, or the ledger refuses it.
    """
    _check_account(opened.ledger, account, "--account")
    ranges = selected(opened.ledger, selection, account)
    return _done(opened, account, ranges, [Cancel(one, reason) for one in ranges], at, key, dry_run=dry_run)


def withdraw(
    opened: OpenedLedger,
    account: str,
    reason: str,
    selection: Selection,
    at: datetime,
    key: SigningKey | None = None,
    *,
    dry_run: bool = False,
) -> Acted:
    """Take Wh back that were issued in error, whoever holds them: an act of the issuer.

    Raises:
        InputError: there is too little, no reason is given, or the ledger refuses it.
    """
    _check_account(opened.ledger, account, "--account")
    _check_reason(reason)
    ranges = selected(opened.ledger, selection, None, issuer=account)
    return _done(opened, account, ranges, [Withdraw(one, reason) for one in ranges], at, key, dry_run=dry_run)


def unclaim(
    opened: OpenedLedger,
    account: str,
    claim: int,
    reason: str,
    at: datetime,
    key: SigningKey | None = None,
    *,
    dry_run: bool = False,
) -> Acted:
    """Withdraw a claim: its Wh are cancelled but unclaimed again, and what it covered is free.

    Raises:
        InputError: there is no such claim, no reason is given, or the ledger refuses it.
    """
    _check_account(opened.ledger, account, "--account")
    _check_reason(reason)
    found = opened.ledger.claim(claim)
    if found is None:
        raise InputError([Problem(ENTRY_UNKNOWN, Place("--claim"), params_of({"what": "claim", "found": claim}))])
    ranges = [Range(found.certificate, found.first_wh, found.stop_wh)]
    return _done(opened, account, ranges, [Unclaim(claim, reason)], at, key, dry_run=dry_run)


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
    for lot in ledger.lots(owner=owner, certificate=selection.certificate or None, state=LotState.HELD):
        if not _fits(ledger, lot, selection, issuer):
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


def _fits(ledger: Ledger, lot: Lot, selection: Selection, issuer: str) -> bool:
    certificate = ledger.certificate(lot.certificate)
    if certificate is None:
        return False
    if selection.device not in ("", certificate.device):
        return False
    if issuer:
        device = ledger.device(certificate.device)
        if device is None or device.issuer != issuer:
            return False
    return selection.start_s is None or certificate.start_s == selection.start_s


def _check_account(ledger: Ledger, account: str, option: str) -> None:
    if ledger.account(account) is None:
        raise InputError([Problem(ENTRY_UNKNOWN, Place(option), {"what": "account", "found": account})])


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise InputError([Problem(NO_REASON, Place("--reason"), {})])


def _done(
    opened: OpenedLedger,
    account: str,
    ranges: Sequence[Range],
    operations: Sequence[Operation],
    at: datetime,
    key: SigningKey | None,
    *,
    dry_run: bool,
) -> Acted:
    """Record all of them or none."""
    if dry_run:
        return Acted(tuple(ranges), ())
    orders = [order(opened, account, one, key) for one in operations]
    return Acted(tuple(ranges), tuple(one.entry for one in record(opened, orders, at)))
