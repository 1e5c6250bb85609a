"""Changing the state of certificates, and publishing the status lists that say so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from fourfold.app.certification.bodies.public_files import status_url, write_bundle
from fourfold.app.certification.certificates.bundling import recorded_certificate
from fourfold.certification.credentials.data_integrity import signed
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.registry import State, StateChange
from fourfold.certification.status.bitstring import AsOf, StatusPurpose, Version, list_credential
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, harmless

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

MOST_REASON = 2000
STATE_REASON = MessageKind(
    "state-reason",
    N_("a change of state needs a reason in words"),
    N_("one line of up to 2000 characters"),
    N_("say why with --reason"),
)
STATUS_BACKWARDS = MessageKind(
    "status-backwards",
    N_("the newest list for {purpose} is of {found}; one of {at} would stand before it"),
    N_("a time not before the newest list"),
    N_("correct the time, or the clock of this machine"),
)


def change_state(
    body: Body, number: str, state: State, reason: str, issue_key: SigningKey, log_key: SigningKey, at: datetime
) -> None:
    """Suspend, resume or revoke a certificate, and publish the lists that say so, and its bundle with them.

    Args:
        body: which issued it.
        number: of the certificate.
        state: the new one; `State.ISSUED` lifts a suspension.
        reason: in words; it stays in the registry and is not published.
        issue_key, log_key: the body's.
        at: when.

    Raises:
        InputError: there is no such certificate, the change is not possible, or the reason is missing.
    """
    reason = reason.strip()
    if not reason or len(reason) > MOST_REASON or harmless(reason) != reason:
        raise InputError([Problem(STATE_REASON, Place(number))])
    body.refuse_other_key(KeyUse.ISSUE, issue_key)
    body.refuse_other_key(KeyUse.LOG, log_key)
    with body.writing():
        body.finish(log_key)
        recorded_certificate(body, number)
        with body.registry.transaction():
            body.registry.change_state(StateChange(number, state, reason, at))
            entry = body.registry.status_of(number)
            sign_lists(body, [entry[0]] if entry else [], issue_key, at)
        body.finish(log_key)
        write_bundle(body, number, at)


def renew_status(
    body: Body, issue_key: SigningKey, log_key: SigningKey, at: datetime, within: timedelta | None = None
) -> int:
    """Sign anew the lists that run out soon, and finish what waits for the log.

    Args:
        body: whose.
        issue_key, log_key: the body's.
        at: when.
        within: lists that can be rested on for less than this are signed anew; by default half of their time.

    Returns:
        How many lists were signed.
    """
    body.refuse_other_key(KeyUse.ISSUE, issue_key)
    body.refuse_other_key(KeyUse.LOG, log_key)
    hours = timedelta(hours=body.card.status_hours)
    limit = hours / 2 if within is None else within
    with body.writing():
        body.finish(log_key)
        numbers = [
            number for number in range(1, body.registry.lists() + 1) if status_until(body, number, hours) - at < limit
        ]
        with body.registry.transaction():
            sign_lists(body, numbers, issue_key, at)
        body.finish(log_key)
    return len(numbers) * len(StatusPurpose)


def status_until(body: Body, number: int, hours: timedelta | None = None) -> datetime:
    """Until when the lists of a number can be rested on: the earlier of both."""
    ends = []
    for purpose in StatusPurpose:
        newest = body.registry.newest(LeafKind.STATUS, status_url(body, purpose, number))
        if newest is None:
            raise LookupError(number)
        ends.append(newest.leaf.time + (hours or timedelta(hours=body.card.status_hours)))
    return min(ends)


def sign_lists(body: Body, numbers: Iterable[int], issue_key: SigningKey, at: datetime) -> Sequence[str]:
    """Record new versions of lists as their bits stand now, signed; their digests. Within a transaction."""
    method = body.key_in_use(KeyUse.ISSUE).method
    until = at + timedelta(hours=body.card.status_hours)
    as_of = _as_of(body)
    digests = []
    for number in sorted(set(numbers)):
        for purpose in StatusPurpose:
            url = status_url(body, purpose, number)
            newest = body.registry.newest(LeafKind.STATUS, url)
            if newest is not None and newest.leaf.time > at:
                times = {"found": moment_text(newest.leaf.time), "at": moment_text(at)}
                raise InputError([Problem(STATUS_BACKWARDS, Place("status"), {"purpose": str(purpose), **times})])
            bits = body.registry.bits(purpose, number)
            content = list_credential(url, body.card.did, purpose, bits, at, until, as_of)
            digests.append(body.record(LeafKind.STATUS, signed(content, issue_key, method, at), at))
    return digests


def _as_of(body: Body) -> AsOf:
    """The newest documents of the body, which its lists name."""
    issuer, register = body.history()[-1], body.register()
    if register is None:
        raise LookupError("register")  # a body is made with one
    return AsOf(Version(issuer.version, issuer.digest), Version(register.version, register.digest))
