"""Prove that Wh of a certificate stand in a closed ledger day: whose they are, in which state, by which entry.

What it shows beyond these lots are sums of neighbouring subtrees, by state (`docs/explanation/traces.md`). It is made
for who holds the lots; the keeper decides to whom it is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourfold.app.certification.bodies.body import Body
from fourfold.app.supply.closing import day_among, published_days
from fourfold.app.supply.day_tree import tree_of
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.trace_bundling import trace_bundle
from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.traces.lots import lots_member
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.electricity.ledger.faults import BEYOND_CERTIFICATE, ENTRY_UNKNOWN
from fourfold.electricity.ledger.model import Certificate, Lot

NOT_OF_ACCOUNT = MessageKind(
    "proof-not-of-account",
    N_("on {day} no Wh {found} of the certificate {certificate} belong to {account}"),
    N_("Wh of the account"),
    N_("correct the account, the range or the day"),
)
NOT_THERE_YET = MessageKind(
    "proof-not-there-yet",
    N_("the certificate {certificate} was issued after {day}"),
    N_("a day at whose end it was there"),
    N_("name a later day, or close it first: fourfold supply close"),
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be proven.

    Attributes:
        certificate: whose Wh.
        first_wh, stop_wh: which of them; ``None``: all.
        day: the published day; ``None``: the newest.
        account: only lots of this account; empty: of whoever has them.
        chain: whether to put every published day into the bundle.
    """

    certificate: str
    first_wh: int | None = None
    stop_wh: int | None = None
    day: int | None = None
    account: str = ""
    chain: bool = False


@dataclass(frozen=True, slots=True)
class Proven:
    """Lots that are proven, with the day and the bundle that proves them."""

    lots: tuple[Lot, ...]
    day: LedgerDay
    bundle: dict[str, JSON]


def prove(opened: OpenedLedger, body: Body, wanted: Wanted, at: datetime) -> Proven:
    """Prove lots of a certificate.

    Args:
        opened: the ledger.
        body: which keeps it.
        wanted: what is to be proven.
        at: when the file is made.

    Raises:
        InputError: there is no such certificate, range or day, or none of it belongs to the account.
    """
    certificate = opened.ledger.certificate(wanted.certificate)
    if certificate is None:
        said = {"what": "certificate", "found": wanted.certificate}
        raise InputError([Problem(ENTRY_UNKNOWN, Place("CERTIFICATE"), dict(said))])
    first, stop = _range(certificate, wanted)
    days = published_days(body, opened.card.id)
    day = day_among(days, wanted.day)
    tree = tree_of(opened.ledger, day)
    here = [at for at, lot in enumerate(tree.lots) if lot.certificate == wanted.certificate]
    chosen = [at for at in here if tree.lots[at].first_wh < stop and first < tree.lots[at].stop_wh]
    of_account = [at for at in chosen if wanted.account in ("", tree.lots[at].owner)]
    if not of_account:
        kind = NOT_OF_ACCOUNT if here else NOT_THERE_YET
        params = {"certificate": wanted.certificate, "account": wanted.account, "found": f"{first}-{stop}"}
        raise InputError([Problem(kind, Place("CERTIFICATE"), {**params, "day": day.name})])
    lots = lots_member(tree.tree.prove_many(of_account))
    shown = [one for one in days if one.day.day <= day.day.day] if wanted.chain else [day]
    bundle = trace_bundle(body, None, shown, lots, at)
    return Proven(tuple(tree.lots[at] for at in of_account), day, bundle)


def _range(certificate: Certificate, wanted: Wanted) -> tuple[int, int]:
    """The Wh asked about.

    Raises:
        InputError: they are not within the certificate.
    """
    first = 0 if wanted.first_wh is None else wanted.first_wh
    stop = certificate.energy_wh if wanted.stop_wh is None else wanted.stop_wh
    if not 0 <= first < stop <= certificate.energy_wh:
        said = {"found": f"{first}-{stop}", "certificate": certificate.certificate}
        params = {**said, "energy_wh": str(certificate.energy_wh)}
        raise InputError([Problem(BEYOND_CERTIFICATE, Place("--range"), {**params})])
    return first, stop
