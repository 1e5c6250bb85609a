"""Whether the statement is the one the certificate rests on, and everybody who signed had the role and was another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from fourfold.accounting.documents.parts import texts_document
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.documents.certificate_checks import material_of
from fourfold.certification.documents.statement import Opinion, Statement
from fourfold.certification.documents.wording import LEVELS, OPINIONS
from fourfold.certification.identity.register import Register, Role
from fourfold.certification.keys.key import PublicKey
from fourfold.certification.verification.beside import lines_beside, spelled
from fourfold.certification.verification.case import Case
from fourfold.certification.verification.signing import CLOCKS, NOT_READ, signed_at
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Term

STATEMENT_GOOD = MessageKind("statement-good", N_("{level}, {opinion}; verifier {found}"))
STATEMENT_MISSING = MessageKind("statement-missing", N_("the statement is not in the bundle"))
STATEMENT_BROKEN = MessageKind("statement-broken", N_("the statement does not hold"))
STATEMENT_OTHER = MessageKind("statement-other", N_("the certificate rests on statement {expected}; here is {found}"))
STATEMENT_DIFFERS = MessageKind(
    "statement-differs", N_("{what}: the statement says {found}, the certificate {expected}")
)
STATEMENT_OPINION = MessageKind("statement-opinion", N_("with the opinion {opinion} there is nothing to certify"))
STATEMENT_MATERIAL = MessageKind(
    "statement-material",
    N_("uncorrected misstatements of {found} kg CO2e (absolute sum, {what}) exceed the agreed {most} kg CO2e"),
)
STATEMENT_MAJOR = MessageKind("statement-major", N_("the major finding {found} is not corrected"))
STATEMENT_NO_REVIEW = MessageKind("statement-no-review", N_("no reviewer has signed the statement"))
ROLES_GOOD = MessageKind("roles-good", N_("four different keys, each in register version {version} for this"))
REGISTER_MISSING = MessageKind("register-missing", N_("the register is not in the bundle"))
REGISTER_BROKEN = MessageKind("register-broken", N_("the register does not hold"))
REGISTER_OTHER = MessageKind("register-other", N_("the register is of {found}, the certificate of {did}"))
REGISTER_OLDER = MessageKind(
    "register-older", N_("the register is version {found}; the status was signed when version {version} was there")
)
REGISTER_FORKED = MessageKind(
    "register-forked", N_("version {version} of the register is another one than the status was signed with")
)
PREPARATION_MISSING = MessageKind("preparation-missing", N_("who prepared the dossier is not in the bundle"))
PREPARATION_BROKEN = MessageKind("preparation-broken", N_("the preparation does not hold"))
PREPARATION_OTHER = MessageKind("preparation-other", N_("the preparation is not the one the statement names"))
ROLE_MISSING = MessageKind(
    "role-missing", N_("{found} had no entry in the register for the role {role} for {standard} on {time}")
)
DATES_REVERSED = MessageKind(
    "dates-reversed", N_("{role} signed on {time}, {other} on {later}: that has to be the other way round")
)
ROLE_TWICE = MessageKind("role-twice", N_("one key has two roles: {role} and {other}"))
PERSON_TWICE = MessageKind("person-twice", N_("one person has two roles: {role} and {other}"))

ROLE_NAMES: dict[Role, str] = {
    Role.PREPARE: N_("prepare"),
    Role.VERIFY: N_("verify"),
    Role.REVIEW: N_("review"),
    Role.ISSUE: N_("issue"),
}
_NOTHING_TO_CERTIFY = (Opinion.ADVERSE, Opinion.DISCLAIMER, Opinion.NONE)


def check_statement(case: Case) -> Found:
    """Whether the statement is there, holds, is the one named, and says what the certificate says of it."""
    certificate, statement = case.certificate, case.statement
    if certificate is None:
        return not_checked(NOT_READ)
    if case.bundle.statement is None:
        return failed(STATEMENT_MISSING)
    if statement is None:
        return failed(STATEMENT_BROKEN, case.faults["statement"])
    if statement.digest != certificate.statement:
        return failed(STATEMENT_OTHER, expected=certificate.statement, found=statement.digest)
    if statement.opinion in _NOTHING_TO_CERTIFY:
        return failed(STATEMENT_OPINION, opinion=Term(OPINIONS[statement.opinion]))
    material = material_of(statement)
    if material.excesses:
        return failed(STATEMENT_MATERIAL, (), **material.excesses[0].said())
    if material.major:
        return failed(STATEMENT_MAJOR, found=material.major[0].id)
    if statement.reviewer is None:
        return failed(STATEMENT_NO_REVIEW)
    for what, found, expected in _said(statement, certificate):
        if found != expected:
            return failed(STATEMENT_DIFFERS, what=Term(what), found=found, expected=expected)
    return ok(
        STATEMENT_GOOD,
        level=Term(LEVELS[statement.level]),
        opinion=Term(OPINIONS[statement.opinion]),
        found=statement.verifier.did,
    )


def _said(statement: Statement, certificate: Certificate) -> Iterator[tuple[str, str, str]]:
    """What both say, as the statement and as the certificate has it, spelled alike."""
    yield N_("dossier"), statement.dossier, certificate.dossier
    yield N_("preparation"), statement.preparation, certificate.preparation
    yield N_("standard"), statement.standard, certificate.standard_id
    yield N_("rule pack"), statement.criteria["pack"], certificate.pack
    yield N_("body"), statement.body, certificate.issuer
    yield N_("verifier"), statement.verifier.did, certificate.verifier
    yield N_("reviewer"), statement.reviewer.did if statement.reviewer else "", certificate.reviewer
    yield N_("level of assurance"), str(statement.level), str(certificate.level)
    yield N_("opinion"), str(statement.opinion), str(certificate.opinion)
    yield N_("product"), spelled(texts_document(statement.product)), spelled(texts_document(certificate.product))
    yield N_("unit"), spelled(texts_document(statement.unit)), spelled(texts_document(certificate.unit))
    total = statement.figure.total_kg_co2e
    yield N_("total"), decimal_text(total), decimal_text(certificate.total_kg_co2e)
    yield from lines_beside(statement.figure.lines_kg_co2e, certificate.lines_kg_co2e)


def check_roles(case: Case) -> Found:
    """Whether each of the four keys had its role in the register, and they are of four different holders."""
    certificate, statement, preparation = case.certificate, case.statement, case.preparation
    if certificate is None:
        return not_checked(NOT_READ)
    if statement is None:
        return not_checked(STATEMENT_MISSING)
    if case.bundle.register is None:
        return failed(REGISTER_MISSING)
    if case.register is None:
        return failed(REGISTER_BROKEN, case.faults["register"])
    if case.register.body != certificate.issuer:
        return failed(REGISTER_OTHER, found=case.register.body, did=certificate.issuer)
    if older := _why_older(case, case.register):
        return older
    if case.bundle.preparation is None:
        return failed(PREPARATION_MISSING)
    if preparation is None:
        return failed(PREPARATION_BROKEN, case.faults["preparation"])
    if preparation.digest != statement.preparation or preparation.dossier != certificate.dossier:
        return failed(PREPARATION_OTHER)
    parties = _parties(case)
    return (
        _why_not_different(case, parties)
        or _why_not_in_order(parties)
        or _why_not_allowed(case, parties, certificate)
        or _good(case)
    )


def _why_older(case: Case, register: Register) -> Found | None:
    """Why the register is not the one of when the status was signed, or a newer one; ``None`` where it is."""
    for named in (one.as_of.register for one, _ in case.lists if one.as_of is not None):
        if named.number > register.version:
            return failed(REGISTER_OLDER, found=register.version, version=named.number)
        if named.number == register.version and named.digest != register.digest:
            return failed(REGISTER_FORKED, version=named.number)
    return None


def _parties(case: Case) -> list[tuple[Role, PublicKey, datetime, str]]:
    """Role, key, moment of signing and document, of everybody who signed."""
    certificate, statement, preparation = case.certificate, case.statement, case.preparation
    parties: list[tuple[Role, PublicKey, datetime, str]] = []
    if preparation is not None:
        parties.append((Role.PREPARE, preparation.key, preparation.created, preparation.digest))
    if statement is not None:
        parties.append((Role.VERIFY, statement.verifier, statement.proofs[0].created, statement.digest))
        if statement.reviewer is not None:
            parties.append((Role.REVIEW, statement.reviewer, statement.signed, statement.digest))
    if certificate is not None and (signer := signed_at(certificate, case)) is not None:
        proof, key = signer
        parties.append((Role.ISSUE, key.key, proof.created, certificate.digest))
    return parties


def _why_not_different(case: Case, parties: list[tuple[Role, PublicKey, datetime, str]]) -> Found | None:
    keys: dict[PublicKey, Role] = {}
    for role, key, _, _ in parties:
        if key in keys:
            return failed(ROLE_TWICE, role=Term(ROLE_NAMES[keys[key]]), other=Term(ROLE_NAMES[role]))
        keys[key] = role
    pair = case.register.one_person([*keys]) if case.register is not None else None
    if pair is not None:
        one, other = (Term(ROLE_NAMES[keys[key]]) for key in pair)
        return failed(PERSON_TWICE, role=one, other=other)
    return None


def _why_not_in_order(parties: list[tuple[Role, PublicKey, datetime, str]]) -> Found | None:
    """First it is prepared, then verified, reviewed, and issued."""
    for (role, _, time, _), (other, _, later, _) in pairwise(parties):
        if time > later + CLOCKS:
            first, second = Term(ROLE_NAMES[role]), Term(ROLE_NAMES[other])
            return failed(DATES_REVERSED, role=first, other=second, time=time.isoformat(), later=later.isoformat())
    return None


def _why_not_allowed(
    case: Case, parties: list[tuple[Role, PublicKey, datetime, str]], certificate: Certificate
) -> Found | None:
    """An entry has to hold on the day a document bears, and still when the log saw it: a date is the signer's word."""
    register = case.register
    if register is None:
        return failed(REGISTER_MISSING)
    standard, product = certificate.standard_id, certificate.codes.get("hs", "")
    for role, key, created, digest in parties:
        index, read = case.index_of(digest), case.proofs.get(digest)
        logged = max(created, read.leaf.time - CLOCKS) if read is not None and index is not None else created
        for moment in (created, logged):
            if not register.allows(key, role, moment, standard, product, index):
                return failed(
                    ROLE_MISSING, found=key.did, role=Term(ROLE_NAMES[role]), standard=standard, time=moment.isoformat()
                )
    return None


def _good(case: Case) -> Found:
    return ok(ROLES_GOOD, version=case.register.version if case.register else 0)
