"""What must hold between the parts of a certificate, and between it and its statement: at making and at reading."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.documents.certificate_shape import ASSURED, CERTIFIABLE, CERTIFICATE
from fourfold.certification.documents.judgement import Assurance, Figure, Opinion, wording_of
from fourfold.certification.documents.opinions import Material, check_lines, material_in
from fourfold.certification.documents.parts import texts_member
from fourfold.certification.documents.statement import REVIEWER, SAME_KEY, VERIFIER, Statement, criteria_of
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.status.bitstring import StatusPurpose
from fourfold.core.canonical import canonical_bytes, decimal_text
from fourfold.core.json_node import Node
from fourfold.core.json_shape import below, check
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, Texts

TIMES_REVERSED = MessageKind(
    "times-reversed",
    N_("{path} ends at {found}, not after its beginning at {start}"),
    N_("an end after the beginning"),
    N_("ask whoever made the document for one with the right times"),
)
ISSUED_AFTER_START = MessageKind(
    "issued-after-start",
    N_("the certificate was issued at {found} and is valid from {start}"),
    N_("validity that does not begin before the issue"),
    N_("let validity begin with the issue, or later"),
)
STATUS_ENTRIES = MessageKind(
    "status-entries",
    N_("the certificate has status entries for: {found}"),
    N_("one for revocation and one for suspension, in lists of their own"),
    N_("ask the issuer for a certificate with both"),
)
STATUS_ENTRY_ID = MessageKind(
    "status-entry-id",
    N_("the id {found} does not name its bit"),
    N_("{wanted}"),
    N_("ask the issuer for a certificate whose status entries agree with themselves"),
)
STANDARD_NOT_IN_CHAIN = MessageKind(
    "standard-not-in-chain",
    N_("the pack {found} is not among those the certificate rests on"),
    N_("one of: {choices}"),
    N_("ask the issuer for a certificate that names every pack"),
)
SUPERSEDES_ITSELF = MessageKind(
    "supersedes-itself",
    N_("the certificate {found} takes the place of itself"),
    N_("the number of another certificate, or nothing"),
    N_("name the certificate it takes the place of"),
)
UNMODIFIED_NOT_CONFORMANT = MessageKind(
    "unmodified-not-conformant",
    N_("the opinion is unmodified, and the conformity report of the dossier says it does not conform"),
    N_("no unmodified opinion on a dossier that does not conform"),
    N_("have the client meet the standard and seal again, or modify the opinion"),
)
CERTIFICATE_WORDING = MessageKind(
    "certificate-wording",
    N_("the statement is said to be worded {found}"),
    N_("{wanted}: the wording of its level and opinion"),
    N_("ask the issuer for a certificate that agrees with its statement"),
)
NOTHING_TO_CERTIFY = MessageKind(
    "nothing-to-certify",
    N_("no certificate can stand on a statement with the level {level} and the opinion {found}"),
    N_("reasonable or limited assurance with an unmodified or modified opinion"),
    N_("issue no certificate; the statement stands by itself"),
)
REVIEW_OUTSTANDING = MessageKind(
    "review-outstanding",
    N_("the statement bears no proof of an independent reviewer"),
    N_("the verifier's proof and a reviewer's"),
    N_("have it reviewed: fourfold statement review"),
)
MATERIAL_MISSTATEMENT = MessageKind(
    "certifying-material-misstatement",
    N_("uncorrected misstatements of {found} kg CO2e (absolute sum, {what}) exceed {most} kg CO2e"),
    N_("misstatements within the agreed share: no certificate stands on what is material, excepted or not"),
    N_("have the client correct them and seal again; the statement stands by itself"),
)
MATERIAL_FINDING = MessageKind(
    "certifying-major-finding",
    N_("the major finding {found} is not corrected"),
    N_("no major finding that stands: no certificate stands on what is material, excepted or not"),
    N_("have the client correct it and seal again; the statement stands by itself"),
)
STATEMENT_OF_OTHER = MessageKind(
    "statement-of-other",
    N_("the statement says of {what}: {found}"),
    N_("{wanted}"),
    N_("take the statement that was made on this dossier for this body"),
)


def check_content(content: Credential, place: Place, problems: Problems) -> None:
    """Report everything that keeps an unsigned certificate from being signed."""
    if check(CERTIFICATE, content, place, problems):
        check_certificate(content, place, problems)


def check_certifiable(facts: DossierFacts, statement: Statement, issuer: str, place: Place, problems: Problems) -> None:
    """Report why this statement carries no certificate of this body on this dossier."""
    for what, found, wanted in _differences(facts, statement, issuer):
        problems.error(STATEMENT_OF_OTHER, place, what=Term(what), found=found, wanted=wanted)
    if statement.level not in ASSURED or statement.opinion not in CERTIFIABLE:
        problems.error(NOTHING_TO_CERTIFY, place, level=statement.level, found=statement.opinion)
    else:
        _check_nothing_material(statement, place, problems)
    if statement.reviewer is None:
        problems.error(REVIEW_OUTSTANDING, place)


def _check_nothing_material(statement: Statement, place: Place, problems: Problems) -> None:
    """Rule 10 of `fourfold.certification.documents.opinions`."""
    material = material_of(statement)
    for excess in material.excesses:
        problems.error(MATERIAL_MISSTATEMENT, place, **excess.said())
    for finding in material.major:
        problems.error(MATERIAL_FINDING, place, found=finding.id)


def material_of(statement: Statement) -> Material:
    """What is material by a statement's own findings and still stands; nothing of it is certified."""
    return material_in(statement.findings, statement.materiality, statement.figure)


def _differences(facts: DossierFacts, statement: Statement, issuer: str) -> Iterator[tuple[str, object, object]]:
    """All that a certificate says of the dossier and its statement does too; the rest it takes from the statement."""
    criteria, wanted_criteria = statement.criteria, criteria_of(facts)
    pairs: tuple[tuple[str, object, object], ...] = (
        (N_("dossier"), statement.dossier, facts.dossier),
        (N_("body"), statement.body, issuer),
        (N_("standard"), statement.standard, wanted_criteria["standard"]),
        (N_("number of the standard"), criteria["number"], wanted_criteria["number"]),
        (N_("edition of the standard"), criteria["edition"], wanted_criteria["edition"]),
        (N_("version of the rule pack"), criteria["version"], wanted_criteria["version"]),
        (N_("status of the rule pack"), criteria["status"], wanted_criteria["status"]),
        (N_("rule pack"), criteria["pack"], wanted_criteria["pack"]),
        (N_("product"), _spelled(statement.product), _spelled(facts.product)),
        (N_("unit"), _spelled(statement.unit), _spelled(facts.unit)),
        (N_("total in kg CO2e"), statement.figure.total_kg_co2e, facts.total_kg_co2e),
        *_lines(statement.figure.lines_kg_co2e, facts.lines_kg_co2e),
    )
    return ((what, found, wanted) for what, found, wanted in pairs if found != wanted)


def _lines(said: Mapping[str, Decimal], known: Mapping[str, Decimal]) -> Iterator[tuple[str, object, object]]:
    for line in sorted({*said, *known}):
        one, other = (f"{line} {decimal_text(of[line])}" if line in of else f"{line} –" for of in (said, known))
        yield N_("result line"), one, other


def _spelled(names: Texts) -> str:
    return canonical_bytes(texts_member(names)).decode()


def check_certificate(document: Credential, place: Place, problems: Problems) -> None:
    """Report what does not hold together in a certificate of the right shape."""
    node = Node(document)
    subject = node.node("credentialSubject")
    inside = below(place, "credentialSubject")
    figure = subject.node("figure")
    check_lines(Figure(figure.decimal("total_kg_co2e"), figure.decimal_map("lines_kg_co2e")), inside, problems)
    _check_times(node, subject, place, problems)
    _check_status(node, place, problems)
    _check_statement(node, subject, place, problems)
    packs = [one.text("id") for one in subject.nodes("chain")]
    standard = subject.node("standard").text("id")
    if standard not in packs:
        at = below(place, "credentialSubject.chain")
        problems.error(STANDARD_NOT_IN_CHAIN, at, found=standard, choices=", ".join(packs))
    if subject.text("supersedes") == subject.text("number"):
        problems.error(SUPERSEDES_ITSELF, below(place, "credentialSubject.supersedes"), found=subject.text("number"))


def _check_times(node: Node, subject: Node, place: Place, problems: Problems) -> None:
    """Moments have one spelling, so their texts sort as they do."""
    spans = [
        ("validUntil", node.text("validFrom"), node.text("validUntil")),
        ("credentialSubject.period", subject.node("period").text("from"), subject.node("period").text("until")),
    ]
    for number, one in enumerate(subject.nodes("accreditations")):
        until = one.maybe_text("until")
        if until is not None:
            spans.append((f"credentialSubject.accreditations[{number}]", one.text("from"), until))
    for path, start, end in spans:
        if end <= start:
            problems.error(TIMES_REVERSED, below(place, path), path=path, found=end, start=start)
    if subject.text("issued") > node.text("validFrom"):
        at = below(place, "credentialSubject.issued")
        problems.error(ISSUED_AFTER_START, at, found=subject.text("issued"), start=node.text("validFrom"))


def _check_status(node: Node, place: Place, problems: Problems) -> None:
    entries = node.nodes("credentialStatus")
    purposes = sorted(entry.text("statusPurpose") for entry in entries)
    lists = {entry.text("statusListCredential") for entry in entries}
    if purposes != sorted(StatusPurpose) or len(lists) != len(entries):
        problems.error(STATUS_ENTRIES, below(place, "credentialStatus"), found=", ".join(purposes))
    for number, entry in enumerate(entries):
        wanted = f"{entry.text('statusListCredential')}#{entry.text('statusListIndex')}"
        if entry.text("id") != wanted:
            at = below(place, f"credentialStatus[{number}].id")
            problems.error(STATUS_ENTRY_ID, at, found=entry.text("id"), wanted=wanted)


def _check_statement(node: Node, subject: Node, place: Place, problems: Problems) -> None:
    """What is told of the statement: its wording, its opinion against the conformity report, keys of their own."""
    statement = subject.node("statement")
    at = below(place, "credentialSubject.statement")
    level, opinion = Assurance(statement.text("level")), Opinion(statement.text("opinion"))
    wording = wording_of(level, opinion)
    if statement.text("wording") != wording:
        problems.error(CERTIFICATE_WORDING, at, found=statement.text("wording"), wanted=wording)
    if opinion is Opinion.UNMODIFIED and subject.text("conformity") == "not_conformant":
        problems.error(UNMODIFIED_NOT_CONFORMANT, below(place, "credentialSubject.conformity"))
    holders = ((VERIFIER, statement.text("verifier")), (REVIEWER, statement.text("reviewer")), (ISSUER, _issuer(node)))
    for number, (one, did) in enumerate(holders):
        for other, another in holders[number + 1 :]:
            if did == another:
                problems.error(SAME_KEY, at, found=did, one=one, other=other)


def _issuer(node: Node) -> str:
    return node.node("issuer").text("id")


ISSUER = Term(N_("issuer"))
