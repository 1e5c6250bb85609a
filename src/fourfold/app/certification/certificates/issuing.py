"""Issue a certificate: everything checked first, then number, status entry, signature, log, bundle.

What is kept is kept in one transaction: number, status entry, preparation, statement and certificate. A certificate
counts as issued when it has its place in the log; until then it waits, and the next act of signing finishes it. So a
crash gives no number twice and leaves no certificate half issued: run again, the command says which number it has.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.certification.bodies.public_files import bundle_url, status_url, write_bundle
from fourfold.app.certification.certificates.bundling import bundle
from fourfold.app.certification.certificates.issuing_ages import STATEMENT_DAYS, check_age
from fourfold.app.certification.certificates.issuing_checks import Desk, check_desk
from fourfold.app.certification.certificates.states import sign_lists
from fourfold.app.certification.certificates.supplier_files import keep_suppliers, supplier_files
from fourfold.certification.credentials.data_integrity import Credential, signed
from fourfold.certification.documents.certificate import certificate_content
from fourfold.certification.documents.preparation import Preparation, read_preparation
from fourfold.certification.documents.statement import Statement, read_statement
from fourfold.certification.dossier.dossier import Dossier, read_dossier
from fourfold.certification.dossier.facts import facts_of
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.registry import State, StateChange
from fourfold.certification.status.bitstring import StatusEntry, StatusPurpose
from fourfold.core.canonical import JSON
from fourfold.core.problems import Place, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.core.strict_json import read_json, read_json_object
from fourfold.core.zones import zone

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

YEARS = 2
"""For how many years a certificate is valid, unless something else is said."""
_DOCUMENT_MOST_BYTES = 4 * MIB
_RESULT_MOST_BYTES = 512 * MIB
_RESULT_MOST_DEPTH = 200


@dataclass(frozen=True, slots=True)
class Application:
    """What is to be certified, and how.

    Attributes:
        dossier: the archive.
        preparation, statement: signed documents.
        valid_from, valid_until: of the certificate, half-open, UTC; without an end it is valid for `years`, or until
            the study itself no longer holds, whichever ends first.
        supersedes: number of the certificate whose place it takes, or empty.
        trust: files of trust roots, by which suppliers' certificates are checked.
        suppliers: bundles of suppliers' certificates that are not in the dossier, because they are confidential.
        statement_days: how old the statement may be.
    """

    dossier: Path
    preparation: Path
    statement: Path
    valid_from: datetime
    valid_until: datetime | None = None
    years: int = YEARS
    supersedes: str = ""
    trust: tuple[Path, ...] = ()
    suppliers: tuple[Path, ...] = ()
    statement_days: int = STATEMENT_DAYS


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate that was issued.

    Attributes:
        number: its number.
        bundle: everything a check of it needs.
    """

    number: str
    bundle: dict[str, JSON]


def issue(body: Body, application: Application, issue_key: SigningKey, log_key: SigningKey, at: datetime) -> Issued:
    """Issue a certificate.

    Args:
        body: which issues.
        application: what for.
        issue_key, log_key: the body's.
        at: moment of issue.

    Raises:
        InputError: something stands against it; all of it is told, and nothing is kept.
    """
    body.refuse_other_key(KeyUse.ISSUE, issue_key)
    body.refuse_other_key(KeyUse.LOG, log_key)
    with body.writing():
        body.finish(log_key)
        desk = read_desk(body, application, issue_key, at)
        problems = Problems()
        check_desk(desk, problems)
        check_age(desk.statement, at, application.statement_days, problems)
        suppliers = supplier_files(
            body, desk.dossier, desk.facts, application.trust, application.suppliers, at, problems
        )
        problems.raise_if_errors()
        keep_suppliers(body, suppliers)
        number = _record(body, desk, issue_key)
        body.finish(log_key)
        if desk.supersedes:
            write_bundle(body, desk.supersedes, at)
        return Issued(number, bundle(body, number, at))


def read_desk(body: Body, application: Application, issue_key: SigningKey, at: datetime) -> Desk:
    """Read everything that lies on the desk.

    Raises:
        InputError: some of it cannot be read; all faults of all of it are told.
    """
    problems = Problems()
    dossier = read_dossier(application.dossier, problems)
    facts = facts_of(dossier, problems) if dossier is not None else None
    preparation = _preparation(application.preparation, problems)
    statement = _statement(application.statement, problems)
    holds_until = study_holds_until(dossier, problems) if dossier is not None and facts is not None else None
    dossier, facts = problems.needed(dossier), problems.needed(facts)
    preparation, statement = problems.needed(preparation), problems.needed(statement)
    start, usual = application.valid_from, years_after(application.valid_from, application.years)
    end = application.valid_until or min(usual, holds_until or usual)
    supersedes, public = application.supersedes, issue_key.public
    return Desk(body, dossier, facts, preparation, statement, holds_until, public, start, end, supersedes, at)


def study_holds_until(dossier: Dossier, problems: Problems) -> datetime | None:
    """The end of the validity a study states for itself: a day of its own calendar; ``None`` where it states none."""
    place = Place("result.json")
    result = read_json(dossier.contents["result.json"], place, problems, _RESULT_MOST_BYTES, _RESULT_MOST_DEPTH)
    study = _object(result, "study")
    until = _object(study, "statements", "validity").get("until")
    if not isinstance(until, str):
        return None
    clock = zone(str(_object(study, "period").get("time_zone")))
    return datetime.fromisoformat(until).replace(tzinfo=clock).astimezone(UTC)


def years_after(start: datetime, years: int) -> datetime:
    """The same day so many years later; of the 29th of February the 28th where there is no such day."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def _object(value: JSON, *names: str) -> dict[str, JSON]:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def _preparation(path: Path, problems: Problems) -> Preparation | None:
    document = _document(path, problems)
    return read_preparation(document, Place(path.name), problems) if document is not None else None


def _statement(path: Path, problems: Problems) -> Statement | None:
    document = _document(path, problems)
    return read_statement(document, Place(path.name), problems) if document is not None else None


def _document(path: Path, problems: Problems) -> Credential | None:
    place = Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, _DOCUMENT_MOST_BYTES)
    return read_json_object(data, place, problems) if data is not None else None


def _record(body: Body, desk: Desk, issue_key: SigningKey) -> str:
    """Give number and status entry, sign, and keep it all; its number."""
    registry, at = body.registry, desk.at
    with registry.transaction():
        before = registry.lists()
        number, entry = registry.reserve_number(body.card.prefix, at.year), registry.reserve_status()
        certificate = signed(_content(body, desk, number, entry), issue_key, _method(body), at)
        body.record(LeafKind.PREPARATION, desk.preparation.credential, at)
        body.record(LeafKind.STATEMENT, desk.statement.credential, at)
        body.record(LeafKind.CERTIFICATE, certificate, at, number, entry, desk.facts.dossier)
        changed = set(range(before + 1, registry.lists() + 1))
        if desk.supersedes:
            registry.change_state(StateChange(desk.supersedes, State.SUPERSEDED, number, at))
            old = registry.status_of(desk.supersedes)
            changed |= {old[0]} if old else set()
        sign_lists(body, {*changed, *_stale(body, entry[0], at)}, issue_key, at)
    return number


def _stale(body: Body, number: int, at: datetime) -> set[int]:
    """The list of a new certificate, where it cannot be rested on for half of its time any more."""
    newest = body.registry.newest(LeafKind.STATUS, status_url(body, StatusPurpose.REVOCATION, number))
    half = timedelta(hours=body.card.status_hours) / 2
    return {number} if newest is None or newest.leaf.time + half < at else set()


def _content(body: Body, desk: Desk, number: str, entry: tuple[int, int]) -> Credential:
    status = tuple(StatusEntry(purpose, status_url(body, purpose, entry[0]), entry[1]) for purpose in StatusPurpose)
    return certificate_content(
        desk.facts,
        desk.statement,
        body.card.did,
        body.card.names,
        number,
        bundle_url(body, number),
        desk.valid_from,
        desk.valid_until,
        status,
        desk.supersedes,
        desk.at,
    )


def _method(body: Body) -> str:
    return body.key_in_use(KeyUse.ISSUE).method
