"""What stands behind a certificate: the dossier, its recomputation, the suppliers' certificates, an outside clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourfold.accounting.documents.parts import texts_document
from fourfold.certification.documents.certificate import Certificate
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.dossier.recomputation import Equality
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.verification.asked import Asked, Stamper
from fourfold.certification.verification.beside import lines_beside, pairs, spelled
from fourfold.certification.verification.case import Case
from fourfold.certification.verification.in_log import checkpoint_of
from fourfold.certification.verification.signing import NOT_READ
from fourfold.certification.verification.steps import Found, failed, not_checked, ok
from fourfold.certification.verification.verification import Outcome, Verification
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Term, Texts

DOSSIER_SAME = MessageKind("dossier-same", N_("{digest}; figures, standard, factors and engine as in the certificate"))
DOSSIER_NOT_GIVEN = MessageKind("dossier-not-given", N_("the dossier was not given; the certificate names {digest}"))
DOSSIER_UNREADABLE = MessageKind("dossier-unreadable", N_("the dossier cannot be used"))
DOSSIER_OTHER = MessageKind("dossier-other", N_("the certificate names dossier {expected}; this is {found}"))
DOSSIER_DIFFERS = MessageKind("dossier-differs", N_("{what}: the dossier says {found}, the certificate {expected}"))
RECOMPUTED_EQUAL = MessageKind(
    "recomputed-equal", N_("{compared} numbers equal, databases solved anew within their digits")
)
RECOMPUTED_DIFFERS = MessageKind(
    "recomputed-differs", N_("{found} of {compared} numbers or texts differ, first {first}")
)
RECOMPUTED_UNKNOWN = MessageKind(
    "recomputed-unknown", N_("nothing differs, but not all of it could be calculated again; asserted: {asserted}")
)
RECOMPUTED_OTHER = MessageKind("recomputed-other", N_("what was recomputed is dossier {found}, not {expected}"))
NOT_RECOMPUTED = MessageKind("not-recomputed", N_("not asked for"))
SUPPLIERS_GOOD = MessageKind("suppliers-good", N_("{count} certificates, each in order"))
NO_SUPPLIERS = MessageKind("no-suppliers", N_("it rests on none"))
SUPPLIER_MISSING = MessageKind("supplier-missing", N_("the supplier's certificate {found} is not in the bundle"))
SUPPLIER_REFUSED = MessageKind("supplier-refused", N_("the supplier's certificate {number} does not hold: {reason}"))
SUPPLIER_UNKNOWN = MessageKind(
    "supplier-not-told", N_("whether the supplier's certificate {number} holds cannot be told: {reason}")
)
SUPPLIER_EXTRA = MessageKind(
    "supplier-extra", N_("the bundle holds a certificate that this one does not rest on: {found}")
)
STAMPED = MessageKind("stamped", N_("{time}, by {authority}"))
NO_STAMP = MessageKind("no-stamp", N_("there is no time stamp"))
STAMP_NOT_CHECKED = MessageKind("stamp-not-checked", N_("there is a time stamp, but no authority to check it by"))
STAMP_BAD = MessageKind("stamp-bad", N_("the time stamp does not hold"))


def check_binding(case: Case, asked: Asked) -> Found:
    """Whether the dossier at hand is the one named, and says what the certificate says."""
    certificate = case.certificate
    if certificate is None:
        return not_checked(NOT_READ)
    if asked.opened is None:
        return not_checked(DOSSIER_NOT_GIVEN, needed=False, digest=certificate.dossier)
    dossier, facts = asked.opened.dossier, asked.opened.facts
    if dossier is None:
        return failed(DOSSIER_UNREADABLE, asked.opened.problems)
    if dossier.digest != certificate.dossier:
        return failed(DOSSIER_OTHER, expected=certificate.dossier, found=dossier.digest)
    if facts is None:
        return failed(DOSSIER_UNREADABLE, asked.opened.problems)
    for what, found, expected in _bound(facts, certificate):
        if found != expected:
            return failed(DOSSIER_DIFFERS, what=Term(what), found=found, expected=expected)
    return ok(DOSSIER_SAME, digest=dossier.digest)


def _bound(facts: DossierFacts, certificate: Certificate) -> Iterator[tuple[str, str, str]]:
    """What is bound, as the dossier and as the certificate have it, spelled alike."""
    yield N_("total"), decimal_text(facts.total_kg_co2e), decimal_text(certificate.total_kg_co2e)
    yield from lines_beside(facts.lines_kg_co2e, certificate.lines_kg_co2e)
    yield from _about(facts, certificate)
    yield N_("boundary"), facts.boundary_kind, certificate.boundary
    yield N_("stages"), _names(facts.stages), _names(certificate.stages)
    yield N_("start of the period"), facts.start.isoformat(), certificate.start.isoformat()
    yield N_("end of the period"), facts.end.isoformat(), certificate.end.isoformat()
    yield N_("areas"), ", ".join(facts.areas), ", ".join(certificate.areas)
    yield N_("standard"), spelled(facts.standard), spelled(certificate.standard)
    yield N_("rule packs"), pairs(facts.chain), pairs(certificate.chain)
    yield N_("conformity"), facts.outcome, certificate.conformity
    yield N_("method"), facts.method, certificate.method
    yield N_("electricity"), spelled(facts.electricity), spelled(certificate.electricity)
    yield N_("factors"), pairs(facts.factors), pairs(certificate.factors)
    yield N_("suppliers' certificates"), ", ".join(facts.suppliers), ", ".join(certificate.suppliers)
    yield N_("confidential parts"), ", ".join(facts.vouched), ", ".join(certificate.vouched)
    yield N_("study"), facts.study, certificate.study
    yield N_("engine"), facts.engine, certificate.engine
    yield N_("lock of the engine"), facts.lock, certificate.lock


def _about(facts: DossierFacts, certificate: Certificate) -> Iterator[tuple[str, str, str]]:
    """Product, producer, places, unit."""
    yield N_("product"), spelled(texts_document(facts.product)), spelled(texts_document(certificate.product))
    yield N_("identifiers"), ", ".join(facts.identifiers), ", ".join(certificate.identifiers)
    yield N_("codes"), pairs([*facts.codes.items()]), pairs([*certificate.codes.items()])
    yield N_("producer"), spelled(texts_document(facts.producer)), spelled(texts_document(certificate.producer))
    producer, same = facts.producer_identifiers, certificate.producer_identifiers
    yield N_("identifiers of the producer"), ", ".join(producer), ", ".join(same)
    yield N_("sites"), _sites(facts.sites), _sites(certificate.sites)
    yield N_("unit"), spelled(texts_document(facts.unit)), spelled(texts_document(certificate.unit))
    yield N_("unit"), _unit(facts), _unit(certificate)


def _names(names: Sequence[Texts]) -> str:
    return spelled([texts_document(one) for one in names])


def _sites(sites: Sequence[tuple[Texts, str]]) -> str:
    return spelled([[texts_document(names), area] for names, area in sites])


def _unit(one: DossierFacts | Certificate) -> str:
    return f"{one.unit_kind} {decimal_text(one.unit_amount)} {one.unit_unit}"


def check_recomputation(case: Case, asked: Asked) -> Found:
    """What calculating the dossier again came to."""
    again, certificate = asked.recomputed, case.certificate
    if again is None:
        return not_checked(NOT_RECOMPUTED, needed=False)
    if certificate is not None and again.dossier != certificate.dossier:
        return failed(RECOMPUTED_OTHER, found=again.dossier, expected=certificate.dossier)
    if again.outcome is Equality.EQUAL:
        return ok(RECOMPUTED_EQUAL, compared=again.compared)
    if again.outcome is Equality.DIFFERENT:
        first = next((f"{one.kind} {one.name}" for one in again.differences), "–")
        return failed(RECOMPUTED_DIFFERS, found=len(again.differences), compared=again.compared, first=first)
    return not_checked(RECOMPUTED_UNKNOWN, asserted=", ".join(again.asserted) or "–")


def check_suppliers(case: Case, verified: Sequence[Verification]) -> Found:
    """Whether every supplier's certificate that this one rests on is in the bundle and in order."""
    if (certificate := case.certificate) is None:
        return not_checked(NOT_READ)
    by_digest = {one.certificate.digest: one for one in verified if one.certificate is not None}
    for digest in by_digest:
        if digest not in certificate.suppliers:
            return failed(SUPPLIER_EXTRA, found=digest)
    if not certificate.suppliers:
        return ok(NO_SUPPLIERS)
    unknown: Found | None = None
    for digest in certificate.suppliers:
        one = by_digest.get(digest)
        if one is None or one.certificate is None:
            unknown = unknown or not_checked(SUPPLIER_MISSING, found=digest)
        elif one.outcome is Outcome.REFUSED:
            return failed(SUPPLIER_REFUSED, number=one.certificate.number, reason=one.told)
        elif one.outcome is Outcome.CANNOT_TELL:
            number, reason = one.certificate.number, one.told
            unknown = unknown or not_checked(SUPPLIER_UNKNOWN, number=number, reason=reason)
    return unknown or ok(SUPPLIERS_GOOD, count=len(certificate.suppliers))


def check_timestamp(case: Case, asked: Asked) -> Found:
    """Whether an outside clock saw the checkpoint."""
    return check_stamp(case.bundle.timestamp, checkpoint_of(case), asked.stamper)


def check_stamp(reply: bytes, checkpoint: Checkpoint | None, stamper: Stamper | None) -> Found:
    """Whether a time stamp holds over a checkpoint."""
    if not reply or checkpoint is None:
        return not_checked(NO_STAMP, needed=False)
    if stamper is None:
        return not_checked(STAMP_NOT_CHECKED, needed=False)
    stamp = stamper(reply, checkpoint)
    if not stamp.is_checked:
        return not_checked(STAMP_NOT_CHECKED, needed=False)
    if stamp.time is None:
        return failed(STAMP_BAD, stamp.problems)
    return ok(STAMPED, time=stamp.time.isoformat(), authority=stamp.authority)
