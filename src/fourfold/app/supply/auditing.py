"""Audit a claim ledger: everything in it made again from its journal, and held against the days that were published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from fourfold.app.certification.bodies.body import Body
from fourfold.app.supply.closing import days_apart, published_days
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.orders import signature_holds
from fourfold.certification.documents.ledger_day import LedgerDay, read_ledger_day
from fourfold.certification.documents.ledger_parts import day_text
from fourfold.core.json_shape import below
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.core.strict_json import read_json_object
from fourfold.electricity.ledger.audit import Audit, audit

DAY_NOT_PUBLISHED = MessageKind(
    "audit-day-not-published",
    N_("the ledger day {found} is closed and not published"),
    N_("every closed day signed and in the log"),
    N_("run fourfold supply close"),
)
DAY_NOT_LOGGED = MessageKind(
    "audit-day-not-logged",
    N_("the ledger day {found} is signed and not in the log yet"),
    N_("every published day in the log"),
    N_("run fourfold supply close"),
)
DAY_NOT_CHAINED = MessageKind(
    "audit-day-not-chained",
    N_("the published day {found} names {previous} before it; the one published before it is {wanted}"),
    N_("a chain of days without gap or fork"),
    N_("two histories were published: ask the keeper of the ledger, and keep both"),
)
DAY_OF_OTHER = MessageKind(
    "audit-day-of-other-ledger",
    N_("the day {found} is of the ledger {ledger}"),
    N_("days of {wanted}"),
    N_("leave the file out, or audit that ledger"),
)
NO_DAYS = MessageKind(
    "audit-no-days",
    N_("there are no documents of ledger days in {found}"),
    N_("a folder with files such as 2026-03-01.json, as a body publishes them in public/ledger/ID"),
    N_("name that folder, or a copy of it"),
)
_MOST_BYTES = MIB


@dataclass(frozen=True, slots=True)
class LedgerAudit:
    """What an audit saw.

    Attributes:
        audit: of the ledger by itself.
        published: how many days were held against it; ``None`` where none were given.
        problems: everything that is wrong, published days included.
    """

    audit: Audit
    published: int | None
    problems: tuple[Problem, ...]


def audit_ledger(opened: OpenedLedger, body: Body | None = None, folder: Path | None = None) -> LedgerAudit:
    """Audit a ledger, and hold it against what a body published or against copies of days.

    Args:
        opened: the ledger; nobody writes to it meanwhile.
        body: which keeps it.
        folder: with documents of days, as anybody may have copied them.

    Raises:
        InputError: a day in the folder cannot be read.
    """
    by_itself = audit(opened.ledger, opened.card.id, signature_holds)
    found, given = Problems(), list[LedgerDay]()
    found.extend(each for each in _of_the_store(opened) if each not in by_itself.problems)
    if body is not None:
        given = published_days(body, opened.card.id)
        found.extend(_not_logged(body, given))
    if folder is not None:
        given = [*given, *_days_in(folder)]
    if body is not None or folder is not None:
        found.extend(_against(opened, given, all_of_them=body is not None))
    is_held = body is not None or folder is not None
    return LedgerAudit(by_itself, len(given) if is_held else None, (*by_itself.problems, *found.errors))


def _of_the_store(opened: OpenedLedger) -> Sequence[Problem]:
    """What is wrong with the rows and the schema of the database."""
    from fourfold.store.ledger.sql import SqlLedger

    if not isinstance(opened.ledger, SqlLedger):
        return ()
    try:
        return opened.ledger.damages()
    except InputError as error:
        return error.problems


def _days_in(folder: Path) -> list[LedgerDay]:
    """Documents of days in a folder.

    Raises:
        InputError: there are none, or one cannot be read.
    """
    problems, found = Problems(), list[LedgerDay]()
    for path in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        place = Place(path.name)
        data = read_bounded(folder, path.name, place, problems, _MOST_BYTES)
        document = None if data is None else read_json_object(data, place, problems)
        day = None if document is None else read_ledger_day(document, place, problems)
        found += [day] if day is not None else []
    if not found and not problems.errors:
        problems.error(NO_DAYS, Place(str(folder)), found=str(folder))
    problems.raise_if_errors()
    return found


def _against(opened: OpenedLedger, given: Sequence[LedgerDay], *, all_of_them: bool) -> list[Problem]:
    """Where published days and the ledger differ, or days do not follow each other."""
    problems = Problems()
    of_other = [day for day in given if day.ledger != opened.card.id]
    for day in of_other:
        at = below(Place(day.name), "ledger")
        problems.error(DAY_OF_OTHER, at, found=day.name, ledger=day.ledger, wanted=opened.card.id)
    days = sorted({day.digest: day for day in given if day not in of_other}.values(), key=lambda day: day.day.day)
    for day in days:
        if (apart := days_apart(day, opened.ledger.day(day.day.day))) is not None:
            problems.add(apart)
    for before, day in pairwise(days):
        if day.previous != before.digest and (all_of_them or day.previous_day == before.day.day):
            said = {"previous": day.previous or "–", "wanted": before.digest}
            problems.error(DAY_NOT_CHAINED, Place(day.name), found=day.name, **said)
    known = {day.day.day for day in days}
    for own in opened.ledger.days() if all_of_them else ():
        if own.day not in known:
            name = day_text(own.day)
            problems.error(DAY_NOT_PUBLISHED, Place(name), found=name)
    return problems.errors


def _not_logged(body: Body, days: Sequence[LedgerDay]) -> list[Problem]:
    """Published days for which the log has no entry, or another one."""
    problems = Problems()
    for day in days:
        recorded = body.registry.by_digest(day.digest)
        if recorded is None or recorded.index is None or body.proof(day.digest).leaf != recorded.leaf.data():
            problems.error(DAY_NOT_LOGGED, Place(day.name), found=day.name)
    return problems.errors
