"""What must hold before a certificate is issued: everything a verifier will check, and what only the body can know.

One function a rule; all of them are asked, so that whoever issues reads every fault at once. Numbers of the checks that
a verifier makes stand in `fourfold.certification.verification.steps`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeAlias

from fourfold.certification.documents.certificate_checks import check_certifiable
from fourfold.certification.documents.preparation import Preparation
from fourfold.certification.documents.statement import Opinion, Statement
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.identity.register import Role
from fourfold.certification.keys.key import PublicKey
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.registry import NO_CERTIFICATE, STATE_WORDS, State
from fourfold.certification.verification.parties import (
    PERSON_TWICE,
    ROLE_MISSING,
    ROLE_NAMES,
    ROLE_TWICE,
)
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

CLOCKS = timedelta(minutes=5)
"""How far the clocks of those who signed may be ahead of the body's."""

ISSUE_NOT_CONFORMANT = MessageKind(
    "issue-not-conformant",
    N_("the conformity report of the dossier says: {found}"),
    N_("conformant; where it cannot be told, a modified opinion that says why"),
    N_("have the client meet the standard and seal again; fourfold check tells which requirement is not met"),
)
ISSUE_OTHER_PREPARATION = MessageKind(
    "issue-preparation-other",
    N_("the preparation is {found}; {by} names {wanted}"),
    N_("the preparation of this dossier, which the statement names"),
    N_("give the file that was prepared with this dossier"),
)
ISSUE_ORDER = MessageKind(
    "issue-order",
    N_("{what} is dated {found}, after {wanted}"),
    N_("prepared, then verified, then reviewed, then issued"),
    N_("correct the clocks, and sign again what bears the wrong time"),
)
ISSUE_VALIDITY = MessageKind(
    "issue-validity",
    N_("the certificate would be valid from {start} until {found}"),
    N_("a time that begins not before {at} and ends after it begins"),
    N_("correct the dates"),
)
ISSUE_BEYOND_STUDY = MessageKind(
    "issue-beyond-study",
    N_("the certificate would be valid until {found}; the study itself holds until {wanted}"),
    N_("an end not after that of the study"),
    N_("shorten it with --until, or have the study brought up to date"),
)
ISSUE_NOT_IN_FORCE = MessageKind(
    "issue-edition-not-in-force",
    N_("{standard} is in force from {start} until {end}, and not on {at}"),
    N_("an edition that is in force when the certificate is issued"),
    N_("have the study checked against the edition in force"),
)
ISSUE_HIDDEN = MessageKind(
    "issue-hidden-not-shown",
    N_("the confidential part {found} was not shown to the verifier"),
    N_("its commitment among those the statement says were shown"),
    N_("show it to the verifier, who then makes a new statement"),
)
ISSUE_CERTIFIED = MessageKind(
    "issue-certified-already",
    N_("the dossier is certified already: {found} is {state}"),
    N_("one certificate for a dossier"),
    N_("use that one, or name it with --supersedes to put a new one in its place"),
)
ISSUE_SUPERSEDED = MessageKind(
    "issue-supersedes-wrong",
    N_("{found} is {state}, so no other can take its place"),
    N_("a certificate that is issued or suspended"),
    N_("leave out --supersedes, or name another"),
)
ISSUE_KEY_TIME = MessageKind(
    "issue-key-not-yet",
    N_("the issuing key {found} is good from {start} on, and not on {at}"),
    N_("a time within that of the key"),
    N_("correct the time or the clock of this machine"),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """All that lies on the desk of whoever issues.

    Attributes:
        body: which issues.
        dossier, facts, preparation, statement: as read.
        holds_until: end of the study's own validity; ``None`` where it states none.
        issue_key: public half of the key that will sign.
        valid_from, valid_until: of the certificate.
        supersedes: number of the certificate whose place it takes, or empty.
        at: moment of issue.
    """

    body: Body
    dossier: Dossier
    facts: DossierFacts
    preparation: Preparation
    statement: Statement
    holds_until: datetime | None
    issue_key: PublicKey
    valid_from: datetime
    valid_until: datetime
    supersedes: str
    at: datetime


Check: TypeAlias = Callable[[Desk, Problems], None]


def check_desk(desk: Desk, problems: Problems) -> None:
    """Report everything that stands against issuing."""
    checks: tuple[Check, ...] = (
        _check_statement,
        _check_preparation,
        _check_conformity,
        _check_order,
        _check_roles,
        _check_holders,
        _check_issue_key,
        _check_validity,
        _check_edition,
        _check_hidden,
        _check_registry,
    )
    for check in checks:
        check(desk, problems)


def _check_statement(desk: Desk, problems: Problems) -> None:
    """Check 8 (statement): on this dossier, this pack, this total, for this body; assured, and reviewed."""
    check_certifiable(desk.facts, desk.statement, desk.body.card.did, Place("statement"), problems)


def _check_preparation(desk: Desk, problems: Problems) -> None:
    preparation, place = desk.preparation, Place("preparation")
    pairs = (
        (preparation.dossier, desk.facts.dossier, N_("the dossier")),
        (preparation.digest, desk.statement.preparation, N_("the statement")),
        (preparation.key.did, desk.statement.preparer.did, N_("the statement")),
    )
    for found, wanted, by in pairs:
        if found != wanted:
            problems.error(ISSUE_OTHER_PREPARATION, place, found=found, wanted=wanted, by=Term(by))


def _check_conformity(desk: Desk, problems: Problems) -> None:
    outcome = desk.facts.outcome
    excepted = outcome == "undetermined" and desk.statement.opinion is Opinion.MODIFIED
    if outcome != "conformant" and not excepted:
        problems.error(ISSUE_NOT_CONFORMANT, Place("conformity.json"), found=outcome.replace("_", " "))


def _check_order(desk: Desk, problems: Problems) -> None:
    signed = desk.statement.proofs[0].created
    steps = (
        (N_("the preparation"), desk.preparation.created, signed),
        (N_("the verifier's proof"), signed, desk.statement.signed),
        (N_("the last proof of the statement"), desk.statement.signed, desk.at + CLOCKS),
    )
    for what, found, wanted in steps:
        if found > wanted:
            times = {"found": moment_text(found), "wanted": moment_text(wanted)}
            problems.error(ISSUE_ORDER, Place("statement"), what=Term(what), **times)


def _parties(desk: Desk) -> list[tuple[Role, PublicKey, datetime, str]]:
    """Role, key, moment of signing and digest of the document, of everybody who signs."""
    statement, preparation = desk.statement, desk.preparation
    parties = [
        (Role.PREPARE, preparation.key, preparation.created, preparation.digest),
        (Role.VERIFY, statement.verifier, statement.proofs[0].created, statement.digest),
    ]
    if statement.reviewer is not None:
        parties.append((Role.REVIEW, statement.reviewer, statement.signed, statement.digest))
    return [*parties, (Role.ISSUE, desk.issue_key, desk.at, "")]


def _check_roles(desk: Desk, problems: Problems) -> None:
    """Check 9 (roles): listed for the standard and the product, when each signed and when the log sees it."""
    register = desk.body.register()
    standard, product = str(desk.facts.standard["id"]), desk.facts.codes.get("hs", "")
    for role, key, created, digest in _parties(desk):
        recorded = desk.body.registry.by_digest(digest) if digest else None
        is_logged = recorded is not None and recorded.index is not None
        index = recorded.index if recorded is not None and is_logged else desk.body.registry.size()
        logged = recorded.leaf.time if recorded is not None and is_logged else desk.at
        for moment in dict.fromkeys((created, max(created, logged))):
            if register is None or not register.allows(key, role, moment, standard, product, index):
                said = {"found": key.did, "standard": standard, "time": moment_text(moment)}
                problems.error(ROLE_MISSING, Place("register"), role=Term(ROLE_NAMES[role]), **said)
                break


def _check_holders(desk: Desk, problems: Problems) -> None:
    """Check 9 (roles): no key and no person in two roles."""
    register = desk.body.register()
    roles: dict[PublicKey, Role] = {}
    for role, key, _, _ in _parties(desk):
        if key in roles:
            names = {"role": Term(ROLE_NAMES[roles[key]]), "other": Term(ROLE_NAMES[role])}
            problems.error(ROLE_TWICE, Place("register"), **names)
        roles.setdefault(key, role)
    pair = register.one_person([*roles]) if register is not None else None
    if pair is not None:
        one, other = (Term(ROLE_NAMES[roles[key]]) for key in pair)
        problems.error(PERSON_TWICE, Place("register"), role=one, other=other)


def _check_issue_key(desk: Desk, problems: Problems) -> None:
    """Check 3 (issuer): the key is the body's, and good at the moment of issue."""
    key = desk.body.key_in_use(KeyUse.ISSUE)
    if not key.is_usable(desk.at):
        said = {"found": key.key.multikey, "start": moment_text(key.start), "at": moment_text(desk.at)}
        problems.error(ISSUE_KEY_TIME, Place("issuer"), **said)


def _check_validity(desk: Desk, problems: Problems) -> None:
    """Check 10 (validity), and not longer than the study says that it holds."""
    start, end = desk.valid_from, desk.valid_until
    if not desk.at <= start < end:
        times = {"start": moment_text(start), "found": moment_text(end), "at": moment_text(desk.at)}
        problems.error(ISSUE_VALIDITY, Place("certificate"), **times)
    if desk.holds_until is not None and end > desk.holds_until:
        times = {"found": moment_text(end), "wanted": moment_text(desk.holds_until)}
        problems.error(ISSUE_BEYOND_STUDY, Place("certificate"), **times)


def _check_edition(desk: Desk, problems: Problems) -> None:
    """Check 13 (edition): in force on the day of issue."""
    document = desk.facts.standard.get("document")
    effective = document.get("effective") if isinstance(document, dict) else None
    times = effective if isinstance(effective, dict) else {}
    start, end, day = str(times.get("from") or ""), str(times.get("to") or ""), desk.at.date().isoformat()
    if (start and day < start) or (end and day >= end):
        said = {"standard": str(desk.facts.standard["id"]), "start": start or "–", "end": end or "–", "at": day}
        problems.error(ISSUE_NOT_IN_FORCE, Place("conformity.json"), **said)


def _check_hidden(desk: Desk, problems: Problems) -> None:
    for name in desk.dossier.hidden:
        if desk.dossier.entries[name].commitment not in desk.statement.shown:
            problems.error(ISSUE_HIDDEN, Place("statement"), found=name)


def _check_registry(desk: Desk, problems: Problems) -> None:
    """Nothing is certified twice, and only what stands can be superseded."""
    registry, place = desk.body.registry, Place("registry")
    if desk.supersedes:
        state = registry.state_of(desk.supersedes)
        if state is None:
            problems.error(NO_CERTIFICATE, place, found=desk.supersedes)
        elif state not in (State.ISSUED, State.SUSPENDED):
            problems.error(ISSUE_SUPERSEDED, place, found=desk.supersedes, state=STATE_WORDS[state])
    for one in registry.about(LeafKind.CERTIFICATE, desk.facts.dossier):
        state = registry.state_of(one.number)
        if state in (State.ISSUED, State.SUSPENDED) and one.number != desk.supersedes:
            problems.error(ISSUE_CERTIFIED, place, found=one.number, state=STATE_WORDS[state])
