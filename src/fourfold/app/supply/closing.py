"""Close ledger days and publish them: in the ledger first, then signed, recorded and logged by the body that keeps it.

The ledger closes a day by itself and never opens it again. What is closed and not published yet, since a machine died
in between, is published by the next run; the registry keeps a document and its place in the log as it does for
certificates (`fourfold.app.certification.bodies.body`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fourfold.app.certification.bodies.body import Body
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.certification.credentials.data_integrity import signed
from fourfold.certification.documents.ledger_day import LedgerDay, ledger_day_content, read_ledger_day
from fourfold.certification.documents.ledger_parts import day_at, day_text, moment_at
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, Term, params_of
from fourfold.electricity.ledger.ledger import Day, Ledger

DAY_PUBLISHED_OTHERWISE = MessageKind(
    "ledger-day-published-otherwise",
    N_("the ledger day {day} is published with {what} {found}; the ledger has {wanted}"),
    N_("the ledger whose days this body published, as it was"),
    N_("audit the ledger: fourfold supply audit; restore it from a backup if it was changed"),
)
DAY_PUBLISHED_ONLY = MessageKind(
    "ledger-day-published-only",
    N_("the ledger day {day} is published, and the ledger has no such day"),
    N_("the ledger whose days this body published"),
    N_("restore the ledger from a backup that has this day"),
)
SIGNED_BEFORE_CLOSED = MessageKind(
    "ledger-day-signed-before",
    N_("the ledger day {day} was closed at {found}, after {at}"),
    N_("a moment of signing that is not before the closing"),
    N_("leave out --at, or correct the clock of this machine"),
)


NO_DAY = MessageKind(
    "trace-no-day",
    N_("the ledger day {found} is not published"),
    N_("a day that is closed and published; the newest is {newest}"),
    N_("close it first: fourfold supply close"),
)


@dataclass(frozen=True, slots=True)
class Closed:
    """What a run came to.

    Attributes:
        closed: days that were closed by it.
        published: days that were signed and logged by it, oldest first.
    """

    closed: tuple[Day, ...]
    published: tuple[LedgerDay, ...]


def close_days(
    opened: OpenedLedger, body: Body, issue_key: SigningKey, log_key: SigningKey, at: datetime, day: int | None = None
) -> Closed:
    """Close every day that is over and publish what is not published yet.

    Without `day` these are the days with entries up to yesterday, and yesterday itself, so that who runs it daily has a
    day of every day.

    Args:
        opened: the ledger.
        body: which keeps it.
        issue_key, log_key: the body's.
        at: now.
        day: the last day to close, days since 1970-01-01; ``None`` for yesterday. One that is closed is only published.

    Raises:
        InputError: a day is not over, the ledger is not the one whose days are published, or a key is another one.
    """
    body.refuse_other_key(KeyUse.ISSUE, issue_key)
    body.refuse_other_key(KeyUse.LOG, log_key)
    with body.writing():
        body.finish(log_key)
        known = published_days(body, opened.card.id)
        refuse_other_days(opened.ledger, known)
        closed = _close(opened.ledger, at, day)
        published = _publish(opened, body, issue_key, known, at)
        body.finish(log_key)
    return Closed(closed, published)


def published_days(body: Body, ledger_id: str) -> list[LedgerDay]:
    """The days of a ledger that a body has signed, oldest first.

    Raises:
        InputError: the registry holds what is no such document.
    """
    problems = Problems()
    found = [
        read_ledger_day(body.credential(one), Place(one.digest), problems)
        for one in body.registry.about(LeafKind.LEDGER_DAY, ledger_id)
    ]
    problems.raise_if_errors()
    return sorted((one for one in found if one is not None), key=lambda one: one.day.day)


def day_among(days: Sequence[LedgerDay], day: int | None) -> LedgerDay:
    """One of the published days; the newest where none is named.

    Raises:
        InputError: there is none.
    """
    for one in reversed(days):
        if day is None or one.day.day == day:
            return one
    found, newest = "–" if day is None else day_text(day), days[-1].name if days else "–"
    raise InputError([Problem(NO_DAY, Place("--day"), {"found": found, "newest": newest})])


def days_apart(day: LedgerDay, own: Day | None) -> Problem | None:
    """Where a published day and the ledger's differ; ``None`` where they do not."""
    place = Place(day.name)
    if own is None:
        return Problem(DAY_PUBLISHED_ONLY, place, {"day": day.name})
    pairs = (
        (N_("entries"), day.day.entries, own.entries),
        (N_("the root of the journal"), day.day.journal_root, own.journal_root),
        (N_("lots"), day.day.leaves, own.leaves),
        (N_("sums"), day.day.sums, own.sums),
        (N_("the root of the lots"), day.day.root, own.root),
    )
    for what, found, wanted in pairs:
        if found != wanted:
            said = {"day": day.name, "what": Term(what), "found": found, "wanted": wanted}
            return Problem(DAY_PUBLISHED_OTHERWISE, place, params_of(said))
    return None


def refuse_other_days(ledger: Ledger, known: Sequence[LedgerDay]) -> None:
    """Refuse a ledger that is not the one whose days were published.

    Raises:
        InputError: the newest published day is another one in the ledger.
    """
    if known and (apart := days_apart(known[-1], ledger.day(known[-1].day.day))) is not None:
        raise InputError([apart])


def _close(ledger: Ledger, at: datetime, day: int | None) -> tuple[Day, ...]:
    """Close what is over: days with entries in their order, then the last day asked for."""
    now = int(at.astimezone(UTC).timestamp())
    last = day_at(now) - 1 if day is None else day
    known = ledger.days()
    after = known[-1].day if known else -1
    open_days = dict.fromkeys(entry.day for entry in ledger.journal(through_day=last) if entry.day > after)
    asked = day is not None or known or open_days
    wanted = [*open_days] + ([last] if asked and last > max(open_days, default=after) else [])
    return tuple(ledger.close_day(one, now) for one in wanted)


def _publish(
    opened: OpenedLedger, body: Body, issue_key: SigningKey, known: Sequence[LedgerDay], at: datetime
) -> tuple[LedgerDay, ...]:
    """Sign and record the days that are closed and not published; within the lock of the body."""
    after = known[-1].day.day if known else -1
    previous = known[-1] if known else None
    method = body.key_in_use(KeyUse.ISSUE).method
    made: list[LedgerDay] = []
    with body.registry.transaction():
        for day in opened.ledger.days():
            if day.day <= after:
                continue
            previous = _signed_day(opened, body, day, previous, issue_key, method, at)
            body.record(LeafKind.LEDGER_DAY, previous.credential, at, about=opened.card.id)
            made.append(previous)
    return tuple(made)


def _signed_day(
    opened: OpenedLedger,
    body: Body,
    day: Day,
    previous: LedgerDay | None,
    issue_key: SigningKey,
    method: str,
    at: datetime,
) -> LedgerDay:
    """A day as a signed document that would be read again.

    Raises:
        InputError: it would not, such as for a moment before the day was closed.
    """
    closed = moment_at(day.closed_s)
    if at < closed:
        said = {"day": day_text(day.day), "found": moment_text(closed), "at": moment_text(at)}
        raise InputError([Problem(SIGNED_BEFORE_CLOSED, Place("--at"), dict(said))])
    content = ledger_day_content(day, opened.card.id, body.card.did, previous, at)
    problems = Problems()
    return problems.needed(read_ledger_day(signed(content, issue_key, method, at), Place(day_text(day.day)), problems))
