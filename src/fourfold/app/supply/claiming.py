"""Claim certificates for the metered energy of a study: readings are told, lots cancelled and claimed, in the ledger.

What is claimed follows from what the ledger holds at that moment, so asked again it claims only what is still free.
Entries are recorded in batches, each whole or not at all and each consistent by itself: what a claim takes is cancelled
in the same batch. When another client was faster with a lot, the rest is planned anew from what the ledger holds then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from fourfold.app.supply.claim_checks import check_loss, check_named
from fourfold.app.supply.claim_loads import MeterLoad
from fourfold.app.supply.claim_run import ClaimRun, count
from fourfold.app.supply.claim_terms import Claimed, ClaimTerms
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.orders import check_key
from fourfold.certification.keys.key import SigningKey
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.supply.criteria import MatchWindow

ACCOUNT_UNKNOWN = MessageKind(
    "claim-account-unknown",
    N_("the ledger has no account {found}"),
    N_("an account of the ledger"),
    N_("fourfold supply show lists what is there"),
)
RACE_LOST = MessageKind(
    "claim-race-lost",
    N_("other clients took lots or covered intervals {count} times while this was claimed"),
    N_("a ledger in which lots stay as they are for a moment"),
    N_("what was recorded stands; run it again for the rest"),
)
PERIOD_TOO_LONG = MessageKind(
    "claim-period-too-long",
    N_("the method counts instruments within the whole period, which is longer than a year"),
    N_("a period of at most 366 days"),
    N_("claim by a method that counts by the year, month or hour"),
)
_MOST_RACES = 8
_YEAR_S = 366 * 86_400 + 3_600


def claim(
    opened: OpenedLedger,
    loads: Sequence[MeterLoad],
    terms: ClaimTerms,
    at: datetime,
    key: SigningKey | None = None,
    *,
    dry_run: bool = False,
    tick: Tick = no_tick,
) -> Claimed:
    """Claim what an account has for what its meters measured.

    Args:
        opened: the ledger.
        loads: the meters.
        terms: on which terms.
        at: now; entries bear it.
        key: of the account, where it has one.
        dry_run: whether to stop before anything is recorded.
        tick: told how far it is.

    Raises:
        InputError: the account is not known or signs with another key, nothing would arrive after losses, factors of
            technologies are not whole, a reading would fall below what is claimed, or the ledger refuses what no other
            client can have caused. What was recorded before stands and is consistent.
    """
    check_claimant(opened, terms.account, key, dry_run=dry_run)
    _check_period(terms)
    check_loss(terms)
    check_named(opened.ledger, terms)
    run = ClaimRun(opened, terms, at, key, tick)
    told = Claimed(
        is_rehearsal=dry_run,
        cut_wh=sum((load.cut for load in loads), Fraction(0)),
        open_cut_wh=sum((load.through_cut for load in loads), Fraction(0)),
        is_key_lacking=key is None and _has_key(opened.ledger, terms.account),
        loss_share=terms.loss_share,
        loss_ppm=terms.loss_ppm,
    )
    if terms.factors:
        run.offers(loads, told)  # a factor that is missing is told before readings are
    while not run.tell(loads, told, dry_run=dry_run):
        _lose(told)
    _begin(run, loads, told)
    while pieces := run.plan(loads, told):
        if dry_run:
            count(pieces, told)
            break
        if run.keep(pieces, told):
            break
        _lose(told)
    return told


def _lose(told: Claimed) -> None:
    """Another client was faster; too often is told."""
    told.races += 1
    if told.races > _MOST_RACES:
        raise InputError([Problem(RACE_LOST, Place("ledger"), {"count": str(told.races)})])


def check_claimant(opened: OpenedLedger, account: str, key: SigningKey | None, *, dry_run: bool) -> None:
    """Whether the account is there and signs with this key; for a rehearsal the key may be left out.

    Raises:
        InputError: it is not, or does not.
    """
    if opened.ledger.account(account) is None:
        raise InputError([Problem(ACCOUNT_UNKNOWN, Place("--account"), {"found": account})])
    if key is not None or not dry_run:
        check_key(opened, account, key)


def _check_period(terms: ClaimTerms) -> None:
    if terms.criteria.match is MatchWindow.PERIOD and terms.period[1] - terms.period[0] > _YEAR_S:
        raise InputError([Problem(PERIOD_TOO_LONG, Place("study.yaml", 0, "period"), {})])


def _has_key(ledger: Ledger, account: str) -> bool:
    found = ledger.account(account)
    return found is not None and bool(found.key)


def _begin(run: ClaimRun, loads: Sequence[MeterLoad], told: Claimed) -> None:
    """How much is open, and how much earlier claims cover."""
    for load in loads:
        open_wh = int(run.open_of(load).open_wh.sum(dtype=object))
        told.open_wh += open_wh
        told.before_wh += int(load.through_wh.sum(dtype=object)) - open_wh
        told.by_meter[load.meter.meter] = (open_wh, 0, open_wh)
