"""How claims stand at a moment: by the ledger day they are stated of, and by newer days that a verifier brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.documents.ledger_parts import day_text, moment_at
from fourfold.certification.documents.trace_checks import DAY_S
from fourfold.certification.traces.bundle import TraceBundle
from fourfold.certification.traces.case import TraceAsked, TraceCase, read_trace_case
from fourfold.certification.traces.in_ledger import check_days, check_lots, span_of, why_not_of, why_shrunk
from fourfold.certification.traces.signing import (
    NOTHING_READ,
    check_form,
    check_in_log,
    check_keeper,
    check_signatures,
    told,
)
from fourfold.certification.verification.in_log import check_checkpoint
from fourfold.certification.verification.standing import MOST_AGE, in_words
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.certification.verification.verification import Finding
from fourfold.core.canonical import JSON
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind

STANDS = MessageKind("trace-stands", N_("as of the end of {day}, {age} before"))
STANDS_OF_BATCH = MessageKind(
    "trace-stands-of-batch",
    N_(
        "as of the end of {day}, {age} before; a newer statement in place of this one is seen only by whoever has it,"
        " or reads the log"
    ),
)
STATED_LATER = MessageKind(
    "trace-stated-later", N_("it was signed {time}, after the moment asked about; what stood before is not shown")
)
STALE = MessageKind(
    "trace-stale", N_("the newest ledger day here is {day}, {age} before; it could be rested on until {until}")
)
LATER_OTHER = MessageKind("trace-later-other", N_("what was given of a newer day is of the ledger {found}"))
LATER_BAD = MessageKind("trace-later-bad", N_("what was given of the ledger day {day} does not hold: {reason}"))
TWO_DAYS = MessageKind("trace-two-days", N_("the ledger shows two histories: two documents of its day {day}"))
OTHER_CHAIN = MessageKind(
    "trace-other-chain",
    N_("the ledger shows two histories: its day {day} follows {found}, though {known} was published before it"),
)
SUPERSEDED = MessageKind("trace-superseded", N_("a statement signed {time} took its place: {digest}; ask for that one"))
NOT_SHOWN = MessageKind(
    "trace-later-not-shown", N_("the ledger day {day} is newer; whether Wh {found} of {certificate} stand is not shown")
)
CLAIM_GONE = MessageKind("trace-claim-gone", N_("on {day} claim {claim} does not stand any more: {reason}"))


def check_standing(case: TraceCase, asked: TraceAsked) -> tuple[Found, datetime | None]:
    """Whether every claim stands as of the newest day at hand; and the end of that day."""
    last = case.last
    if last is None or (case.bundle.statement is not None and case.trace is None):
        return not_checked(NOTHING_READ), None
    newest, unknown, known = last, None, list(case.days)
    for bundle in asked.later:
        found, day = _later(case, bundle, asked, known)
        if found is not None and found.finding is Finding.FAILED:
            return found, None if day is None else end_of(day)
        unknown = unknown or found
        if found is None and day is not None:
            newest = max(newest, day, key=lambda one: one.day.day)
    return unknown or _aged(case, newest, asked), end_of(newest)


def end_of(day: LedgerDay) -> datetime:
    """The end of a ledger day, of which its document speaks, whenever it was closed."""
    return moment_at((day.day.day + 1) * DAY_S)


def _aged(case: TraceCase, newest: LedgerDay, asked: TraceAsked) -> Found:
    """What the age of the newest day comes to."""
    end = end_of(newest)
    signed = case.trace.signed if case.trace is not None else newest.signed
    if signed > asked.at:
        return not_checked(STATED_LATER, time=moment_text(signed))
    policy = asked.trust.status_age if asked.trust else None
    until = end + min(policy or MOST_AGE, MOST_AGE)
    age = in_words(asked.at - end)
    if asked.at >= until:
        return not_checked(STALE, day=newest.name, age=age, until=moment_text(until))
    of_batch = case.trace is not None and case.trace.content.batch is not None
    return ok(STANDS_OF_BATCH if of_batch else STANDS, day=newest.name, age=age)


def _later(
    case: TraceCase, bundle: TraceBundle, asked: TraceAsked, known: list[LedgerDay]
) -> tuple[Found | None, LedgerDay | None]:
    """What is to be said against the claims by what was brought: a finding or ``None``, and the newer day it is of.

    Args:
        case: whose claims, with the day they are of.
        bundle: what was brought.
        asked: with which trust, as of when.
        known: days that hold; receives those that were brought.
    """
    last = case.days[-1]
    other = read_trace_case(bundle, asked.trust)
    if not bundle.issuer:  # a day alone, without anything that proves it: its signature by a known key has to do
        other = replace(other, history=case.history, body=case.body, faults={**other.faults, "issuer": ()})
    day = other.last
    if day is None:
        return not_checked(LATER_BAD, day="–", reason=told(check_form(other))), None
    if day.ledger != last.ledger or day.issuer != last.issuer:
        return not_checked(LATER_OTHER, found=day.ledger), None
    if bad := _why_not_later(other, asked):
        return not_checked(LATER_BAD, day=day.name, reason=told(bad)), None
    known += other.days
    if two := two_histories(known):
        return two, day
    if other.trace is not None and case.trace is not None and other.trace.content.supersedes == case.trace.digest:
        signed = other.trace.signed
        if signed <= asked.at:
            return failed(SUPERSEDED, time=moment_text(signed), digest=other.trace.digest), day
    if day.day.day <= last.day.day or end_of(day) > asked.at:
        return None, None
    if shrunk := why_shrunk(last, day):
        return shrunk, day
    return next(_against(case, other, day), None), day if case.trace is not None else None


def two_histories(days: Iterable[LedgerDay]) -> Found | None:
    """Why days of one ledger cannot be of one chain; ``None`` where they can.

    A day is told by its own document and by every later one that names it as the day before. All must agree, and no
    day that is known may be left out between a day and the one it follows.
    """
    days = sorted(days, key=lambda one: one.day.day)
    told: dict[int, str] = {}
    for one in days:
        tells = [(one.day.day, one.digest)]
        if one.previous_day is not None:
            tells.append((one.previous_day, one.previous))
        for day, digest in tells:
            if told.setdefault(day, digest) != digest:
                return failed(TWO_DAYS, day=day_text(day))
    for one in days:
        before = max((day for day in told if day < one.day.day), default=None)
        if before is not None and before != one.previous_day:
            follows = "–" if one.previous_day is None else day_text(one.previous_day)
            return failed(OTHER_CHAIN, day=one.name, found=follows, known=day_text(before))
    return None


def _why_not_later(other: TraceCase, asked: TraceAsked) -> Found | None:
    """Why what was brought of another day does not hold by itself; ``None`` where it does."""
    found = [check_form(other), check_keeper(other, asked), check_signatures(other), check_days(other)]
    if other.bundle.issuer:
        found += [check_in_log(other), check_checkpoint(other, asked.about_log())]
    if other.bundle.lots is not None or other.trace is not None:
        found.append(check_lots(other))
    return next((one for one in found if one.finding is not Finding.OK), None)


def _against(case: TraceCase, other: TraceCase, day: LedgerDay) -> Iterator[Found]:
    """Claims that the lots of a newer day refute, first; then those that they do not reach."""
    leaves: dict[str, list[dict[str, JSON]]] = {}
    for lot in other.lots.lots if other.lots is not None else ():
        leaves.setdefault(str(lot.data["certificate"]), []).append(lot.data)
    content = case.trace.content if case.trace is not None else None
    if content is None:
        return
    digests = {one.certificate.certificate: one.digest for one in content.certificates}
    missing: list[Found] = []
    for claim in content.claims:
        reached = 0
        for leaf in leaves.get(claim.certificate, []):
            first, stop = span_of(leaf)
            shared = min(stop, claim.stop_wh) - max(first, claim.first_wh)
            if shared <= 0:
                continue
            reached += shared
            if wrong := why_not_of(claim, leaf, content.account, digests.get(claim.certificate, ""), day.name):
                yield failed(CLAIM_GONE, day=day.name, claim=claim.claim, reason=told(wrong))
        if reached < claim.claimed_wh:
            found = f"{claim.first_wh}-{claim.stop_wh}"
            missing.append(not_checked(NOT_SHOWN, day=day.name, found=found, certificate=claim.certificate))
    yield from missing
