"""The statement: what the verifier says. Type ``VerificationStatement``.

It bears a proof of the verifier and one of the reviewer. The issuer is the verifier's did:key; ``onBehalfOf`` the body.
It names dossier, preparation, criteria, level, opinion, materiality, findings, misstatements. What closed parts the
verifier was shown stands in it by commitment. What an opinion needs: `fourfold.certification.documents.opinions`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential, Proof, digest_of_credential
from fourfold.certification.documents.judgement import Assurance as Assurance
from fourfold.certification.documents.judgement import Figure as Figure
from fourfold.certification.documents.judgement import Finding as Finding
from fourfold.certification.documents.judgement import Judgement as Judgement
from fourfold.certification.documents.judgement import Limitation as Limitation
from fourfold.certification.documents.judgement import Materiality as Materiality
from fourfold.certification.documents.judgement import Opinion as Opinion
from fourfold.certification.documents.judgement import Recomputed as Recomputed
from fourfold.certification.documents.judgement import Wording, wording_of
from fourfold.certification.documents.judgement_json import (
    judgement_members,
    judgement_of,
    recomputed_member,
    recomputed_of,
)
from fourfold.certification.documents.opinions import check_judgement, check_recomputed
from fourfold.certification.documents.parts import check_document, figure_member, texts_member
from fourfold.certification.documents.preparation import Preparation
from fourfold.certification.documents.proving import check_not_before, check_proof, key_of_did, read_proofs
from fourfold.certification.documents.statement_shape import STATEMENT, STATEMENT_FORMAT, STATEMENT_TYPE, UNSIGNED
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.keys.key import PublicKey
from fourfold.core.json_node import Node
from fourfold.core.json_shape import below, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, Texts

WORDING_DIFFERS = MessageKind(
    "statement-wording",
    N_("the conclusion is worded {found}"),
    N_("{wanted}: the wording of its level and opinion"),
    N_("ask the verifier for a statement worded by its level"),
)
SAME_KEY = MessageKind(
    "same-key-twice",
    N_("{found} signs as {one} and as {other}"),
    N_("a key of its own for preparing, for verifying and for reviewing"),
    N_("have another person do one of the two, with another key"),
)
REVIEW_BEFORE_VERIFICATION = MessageKind(
    "review-before-verification",
    N_("the review is dated {found}, before the verifier's proof of {wanted}"),
    N_("a review after the verification"),
    N_("have the statement reviewed again"),
)
PREPARER, VERIFIER, REVIEWER = Term(N_("preparer")), Term(N_("verifier")), Term(N_("reviewer"))


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement as read.

    Attributes:
        verifier, reviewer: their keys; the reviewer's is ``None`` while the review is outstanding.
        proofs: with the key that made each (did:key), checked.
        body: DID of the body.
        dossier, preparation: digests.
        standard: id of the standard.
        level, opinion: what is said.
        scope: what was looked at, by language.
        materiality: agreed.
        findings: in order.
        shown: commitments of hidden parts the verifier was shown.
        recomputed: the recomputation it rests on; ``None`` where none was made.
        start: ``validFrom``.
        signed: when the last proof was made.
        credential, digest: the signed document.
        preparer: key that prepared the dossier.
        product, unit: names by language.
        figure: what is judged.
        criteria: standard, number, edition, version, status and digest of the pack.
        wording: form of the conclusion.
        limitations: what could not be looked at.
    """

    verifier: PublicKey
    reviewer: PublicKey | None
    proofs: tuple[Proof, ...]
    body: str
    dossier: str
    preparation: str
    standard: str
    level: Assurance
    opinion: Opinion
    scope: Texts
    materiality: Materiality
    findings: tuple[Finding, ...]
    shown: tuple[str, ...]
    recomputed: Recomputed | None
    start: datetime
    signed: datetime
    credential: Credential
    digest: str
    preparer: PublicKey
    product: Texts
    unit: Texts
    figure: Figure
    criteria: dict[str, str]
    wording: Wording
    limitations: tuple[Limitation, ...]


def statement_content(
    facts: DossierFacts,
    preparation: Preparation,
    judgement: Judgement,
    verifier: PublicKey,
    body: str,
    recomputed: Recomputed | None,
    at: datetime,
) -> Credential:
    """The unsigned statement. Whether it may be signed is seen by `check_content`.

    Args:
        facts: of the dossier.
        preparation: of the same dossier.
        judgement: what the verifier says.
        verifier: whose statement it is.
        body: DID of the body on whose behalf.
        recomputed: the recomputation it rests on; ``None`` where none was made.
        at: moment of signing.
    """
    return {
        "@context": [*CONTEXTS],
        "type": ["VerifiableCredential", STATEMENT_TYPE],
        "fourfold": STATEMENT_FORMAT,
        "issuer": verifier.did,
        "onBehalfOf": body,
        "validFrom": moment_text(at),
        "credentialSubject": {
            "dossier": facts.dossier,
            "preparation": preparation.digest,
            "preparer": preparation.key.did,
            "recomputed": recomputed_member(recomputed),
            "product": texts_member(facts.product),
            "unit": texts_member(facts.unit),
            "figure": figure_member(facts.total_kg_co2e, facts.lines_kg_co2e),
            "criteria": criteria_of(facts),
            **judgement_members(judgement),
        },
    }


def criteria_of(facts: DossierFacts) -> Credential:
    """What a dossier was held against: standard, its document, the pack by its digest."""
    standard = facts.standard
    document = standard.get("document")
    named = document if isinstance(document, dict) else {}
    return {
        "standard": standard["id"],
        "number": named.get("number", ""),
        "edition": named.get("edition", ""),
        "version": standard["version"],
        "status": standard["status"],
        "pack": standard["digest"],
    }


def check_content(content: Credential, place: Place, problems: Problems) -> Judgement | None:
    """What an unsigned statement says; ``None`` after reporting everything that keeps it from being signed."""
    return _judged(content, place, problems) if check(UNSIGNED, content, place, problems) else None


def read_statement(document: Credential, place: Place, problems: Problems) -> Statement | None:
    """A statement: schema, then both proofs under the did:keys that name themselves. Roles are checked elsewhere.

    Reported too: an opinion without what it needs (see `fourfold.certification.documents.opinions`), one key for two
    of preparing, verifying and reviewing, proofs older than the statement.
    """
    if not check_document(STATEMENT, document, place, problems):
        return None
    judgement = _judged(document, place, problems)
    signers = _signers(document, place, problems)
    subject = Node(document).node("credentialSubject")
    preparer = key_of_did(subject.text("preparer"), below(place, "credentialSubject.preparer"), problems)
    if judgement is None or signers is None or preparer is None:
        return None
    verifier, reviewer, proofs = signers
    return Statement(
        verifier=verifier,
        reviewer=reviewer,
        proofs=proofs,
        body=Node(document).text("onBehalfOf"),
        dossier=subject.text("dossier"),
        preparation=subject.text("preparation"),
        standard=subject.node("criteria").text("standard"),
        level=judgement.level,
        opinion=judgement.opinion,
        scope=judgement.scope,
        materiality=judgement.materiality,
        findings=judgement.findings,
        shown=judgement.shown,
        recomputed=recomputed_of(subject),
        start=Node(document).moment("validFrom"),
        signed=proofs[-1].created,
        credential=document,
        digest=digest_of_credential(document),
        preparer=preparer,
        product=subject.text_map("product"),
        unit=subject.text_map("unit"),
        figure=_figure_of(subject),
        criteria=subject.text_map("criteria"),
        wording=Wording(subject.text("wording")),
        limitations=judgement.limitations,
    )


def _figure_of(subject: Node) -> Figure:
    figure = subject.node("figure")
    return Figure(figure.decimal("total_kg_co2e"), figure.decimal_map("lines_kg_co2e"))


def _judged(document: Credential, place: Place, problems: Problems) -> Judgement | None:
    """What a document of the right shape says, if its parts agree."""
    node = Node(document)
    subject = node.node("credentialSubject")
    inside = below(place, "credentialSubject")
    judgement = judgement_of(subject)
    found = Problems()
    check_judgement(judgement, _figure_of(subject), inside, found)
    places = below(inside, "opinion"), below(inside, "recomputed")
    check_recomputed(judgement, recomputed_of(subject), *places, found)
    wording = wording_of(judgement.level, judgement.opinion)
    if subject.text("wording") != wording:
        at = below(inside, "wording")
        found.error(WORDING_DIFFERS, at, found=subject.text("wording"), wanted=wording)
    issuer = node.text("issuer")
    if subject.text("preparer") == issuer:
        found.error(SAME_KEY, below(place, "issuer"), found=issuer, one=PREPARER, other=VERIFIER)
    problems.absorb(found)
    return None if found.errors else judgement


def _signers(
    document: Credential, place: Place, problems: Problems
) -> tuple[PublicKey, PublicKey | None, tuple[Proof, ...]] | None:
    """Verifier, reviewer where there is one, and their proofs, if these hold."""
    node = Node(document)
    verifier = key_of_did(node.text("issuer"), below(place, "issuer"), problems)
    proofs = read_proofs(document, place, problems)
    if verifier is None or not proofs:
        return None
    holds = check_proof(document, proofs[0], verifier, 1, place, problems)
    holds &= check_not_before(proofs, node.text("validFrom"), place, problems)
    if len(proofs) == 1:
        return (verifier, None, proofs) if holds else None
    reviewer = key_of_did(proofs[1].method.partition("#")[0], below(place, "proof[1].verificationMethod"), problems)
    if reviewer is None:
        return None
    holds &= check_proof(document, proofs[1], reviewer, 2, place, problems)
    holds &= _is_independent(document, reviewer, proofs, place, problems)
    return (verifier, reviewer, proofs) if holds else None


def _is_independent(
    document: Credential, reviewer: PublicKey, proofs: tuple[Proof, ...], place: Place, problems: Problems
) -> bool:
    """Whether the reviewer is neither verifier nor preparer and came after the verifier."""
    found = Problems()
    at = below(place, "proof[1]")
    preparer = Node(document).node("credentialSubject").text("preparer")
    for role, did in ((VERIFIER, document["issuer"]), (PREPARER, preparer)):
        if reviewer.did == did:
            found.error(SAME_KEY, at, found=did, one=role, other=REVIEWER)
    if proofs[1].created < proofs[0].created:
        said = {"found": moment_text(proofs[1].created), "wanted": moment_text(proofs[0].created)}
        found.error(REVIEW_BEFORE_VERIFICATION, at, **said)
    problems.absorb(found)
    return not found.errors
