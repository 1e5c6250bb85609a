"""The ledger day: what a claim ledger came to at the end of a day. Type ``ElectricityLedgerDay``.

It names two roots: over the journal (RFC 6962, every entry ever recorded) and over the lots (the sum tree of
`fourfold.electricity.ledger.sum_tree`), with the sums of all Wh by state. Each day names the one published before it by
digest, so that days form a chain; the keeper of the ledger, a certification body, signs it with its issuing key. Whose
electricity it is does not stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential, digest_of_credential
from fourfold.certification.documents.ledger_parts import (
    HEX,
    LEDGER,
    SUMS,
    day_of,
    day_text,
    moment_at,
    sums_member,
    sums_of,
)
from fourfold.certification.documents.parts import CONTEXT, DAY, DID, DIGEST, PROOF, check_document, maybe, types
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ObjectOf, OneOrMany
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Integer, Moment, below
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, clip
from fourfold.electricity.ledger.ledger import Day
from fourfold.electricity.ledger.model import Sums
from fourfold.electricity.ledger.sum_tree import EMPTY_DIGEST

LEDGER_DAY_FORMAT = "ledger-day/1"
LEDGER_DAY_TYPE = "ElectricityLedgerDay"

DAY_UNKNOWN = MessageKind(
    "ledger-day-unknown",
    N_("there is no day {found}"),
    N_("a day of the calendar, from 1970-01-01 on"),
    N_("ask whoever made the document for one that is right"),
)
DAY_TOO_EARLY = MessageKind(
    "ledger-day-too-early",
    N_("the ledger day {day} is said to be {what} at {found}"),
    N_("not before {wanted}: a day is over, then closed, then signed"),
    N_("ask whoever made the document for one that is right"),
)
DAY_NOT_AFTER = MessageKind(
    "ledger-day-not-after",
    N_("the ledger day {found} is said to follow {previous}"),
    N_("an earlier day before it"),
    N_("ask whoever made the document for one that is right"),
)
DAY_EMPTY = MessageKind(
    "ledger-day-empty",
    N_("the ledger day {found} has {leaves} lots, {total} Wh and the root {root}"),
    N_("lots with at least 1 Wh each; without lots no Wh, and the root of nothing: zeros"),
    N_("ask whoever made the document for one that is right"),
)

SUBJECT = ObjectOf(
    {
        "ledger": LEDGER,
        "day": DAY,
        "closed": Moment(),
        "entries": Integer(),
        "journalRoot": HEX,
        "leaves": Integer(),
        "sums": SUMS,
        "root": HEX,
        "previous": maybe(ObjectOf({"day": DAY, "digest": DIGEST})),
    },
    meanings={
        "day": "Day in UTC on which entries were recorded; the document speaks of its end.",
        "closed": "When the ledger closed it.",
        "entries": "Of the journal, all days together.",
        "journalRoot": "RFC 6962 root over the digests of all entries, in order.",
        "leaves": "Lots that were not spent.",
        "sums": "All Wh ever issued, by what became of them.",
        "root": "Of the sum tree over the lots.",
        "previous": "The day published before it, by the digest of its document; null for the first.",
    },
)
LEDGER_DAY = ObjectOf(
    {
        "@context": CONTEXT,
        "type": types(LEDGER_DAY_TYPE),
        "fourfold": Choice((LEDGER_DAY_FORMAT,)),
        "issuer": DID,
        "validFrom": Moment(),
        "credentialSubject": SUBJECT,
        "proof": OneOrMany(PROOF, 2),
    },
    meanings={
        "issuer": "The keeper of the ledger: a certification body.",
        "validFrom": "When it was signed.",
        "proof": "The issuer's.",
    },
)


@dataclass(frozen=True, slots=True)
class LedgerDay:
    """A ledger day as read.

    Attributes:
        ledger: id of the ledger.
        issuer: DID of its keeper.
        signed: when, by the keeper's word.
        day: what the ledger said.
        previous_day, previous: the day published before it, and the digest of its document; ``None`` and empty for the
            first.
        credential, digest: the signed document.
    """

    ledger: str
    issuer: str
    signed: datetime
    day: Day
    previous_day: int | None
    previous: str
    credential: Credential
    digest: str

    @property
    def name(self) -> str:
        """The day as ``YYYY-MM-DD``."""
        return day_text(self.day.day)

    @property
    def sums(self) -> Sums:
        """All Wh by state."""
        return self.day.sums

    @property
    def root(self) -> bytes:
        """Root of the sum tree."""
        return bytes.fromhex(self.day.root)


def ledger_day_content(day: Day, ledger: str, issuer: str, previous: LedgerDay | None, at: datetime) -> Credential:
    """The unsigned document of a closed day.

    Args:
        day: as the ledger closed it.
        ledger: its id.
        issuer: DID of its keeper.
        previous: the day published before it.
        at: moment of signing.
    """
    before: JSON = None if previous is None else {"day": previous.name, "digest": previous.digest}
    return {
        "@context": [*CONTEXTS],
        "type": ["VerifiableCredential", LEDGER_DAY_TYPE],
        "fourfold": LEDGER_DAY_FORMAT,
        "issuer": issuer,
        "validFrom": moment_text(at),
        "credentialSubject": {
            "ledger": ledger,
            "day": day_text(day.day),
            "closed": moment_text(moment_at(day.closed_s)),
            "entries": day.entries,
            "journalRoot": day.journal_root,
            "leaves": day.leaves,
            "sums": sums_member(day.sums),
            "root": day.root,
            "previous": before,
        },
    }


def read_ledger_day(document: Credential, place: Place, problems: Problems) -> LedgerDay | None:
    """A ledger day by its form; proof, log and chain are checked elsewhere."""
    if not check_document(LEDGER_DAY, document, place, problems):
        return None
    node = Node(document)
    subject = node.node("credentialSubject")
    day = _day(subject, below(place, "credentialSubject"), problems)
    if day is None:
        return None
    before = None if subject.members["previous"] is None else subject.node("previous")
    found = LedgerDay(
        ledger=subject.text("ledger"),
        issuer=node.text("issuer"),
        signed=node.moment("validFrom"),
        day=day,
        previous_day=None if before is None else day_of(before.text("day")),
        previous="" if before is None else before.text("digest"),
        credential=document,
        digest=digest_of_credential(document),
    )
    own = Problems()
    _check(found, before, place, own)
    problems.absorb(own)
    return None if own.errors else found


def _day(subject: Node, place: Place, problems: Problems) -> Day | None:
    number = day_of(subject.text("day"))
    if number is None or number < 0:
        problems.error(DAY_UNKNOWN, below(place, "day"), found=subject.text("day"))
        return None
    return Day(
        number,
        subject.integer("entries"),
        subject.text("journalRoot"),
        subject.integer("leaves"),
        sums_of(subject.node("sums")),
        subject.text("root"),
        int(subject.moment("closed").timestamp()),
    )


def _check(found: LedgerDay, before: Node | None, place: Place, problems: Problems) -> None:
    """What must hold between the parts of a day."""
    day, inside = found.day, below(place, "credentialSubject")
    over = moment_at(day.day * 86_400) + timedelta(days=1)
    closed = moment_at(day.closed_s)
    steps = ((N_("closed"), closed, over, "closed"), (N_("signed"), found.signed, closed, ""))
    for what, moment, least, member in steps:
        if moment < least:
            at = below(inside, member) if member else below(place, "validFrom")
            moments = {"found": moment_text(moment), "wanted": moment_text(least)}
            problems.error(DAY_TOO_EARLY, at, day=found.name, what=Term(what), **moments)
    if before is not None and (found.previous_day is None or found.previous_day >= day.day):
        problems.error(DAY_NOT_AFTER, below(inside, "previous.day"), found=found.name, previous=before.text("day"))
    is_empty = day.leaves == 0
    fits = found.sums.total == 0 and found.root == EMPTY_DIGEST if is_empty else found.sums.total >= day.leaves
    if not fits:
        at = below(inside, "leaves")
        problems.error(
            DAY_EMPTY, at, found=found.name, leaves=day.leaves, total=found.sums.total, root=clip(day.root, 16)
        )
