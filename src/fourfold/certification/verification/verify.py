"""The numbered checks of a certificate, in order, and what they come to."""

from __future__ import annotations

from fourfold.certification.bundle import Bundle
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.backing import (
    check_binding,
    check_recomputation,
    check_suppliers,
    check_timestamp,
)
from fourfold.certification.verification.case import Case, read_case
from fourfold.certification.verification.in_log import check_checkpoint, check_growth, check_inclusion
from fourfold.certification.verification.parties import check_roles, check_statement
from fourfold.certification.verification.signing import check_issuer, check_signature
from fourfold.certification.verification.standing import (
    check_accreditation,
    check_edition,
    check_status,
    check_validity,
)
from fourfold.certification.verification.steps import Found, Step, failed, ok
from fourfold.certification.verification.verification import Check, Finding, Outcome, Verification
from fourfold.core.problems import N_, MessageKind

READ = MessageKind("read", N_("one file with everything in it"))
FORM_GOOD = MessageKind("form-good", N_("certificate {number} of {issued}"))
FORM_BAD = MessageKind("form-bad", N_("the certificate is not of this form"))


def verify_bundle(bundle: Bundle, asked: Asked) -> Verification:
    """Check a certificate with everything its bundle brings. Nothing is fetched, nothing is written.

    Every check is made, whatever the others came to. The outcome is `REFUSED` where one failed, `CANNOT_TELL` where a
    needed one could not be made, else `IN_ORDER` as of the age of the status.

    Args:
        bundle: as `fourfold.certification.bundle.read_bundle` gives it.
        asked: moment, trust roots, and what else the verifier brings.
    """
    case = read_case(bundle, asked.trust)
    suppliers = tuple(verify_bundle(one, _of_supplier(asked, case)) for one in bundle.suppliers)
    status, as_of = check_status(case, asked)
    found = {
        Step.LIMITS: ok(READ),
        Step.SCHEMA: _check_form(case),
        Step.ISSUER: check_issuer(case, asked),
        Step.SIGNATURE: check_signature(case),
        Step.INCLUSION: check_inclusion(case),
        Step.CHECKPOINT: check_checkpoint(case, asked),
        Step.GROWTH: check_growth(case, asked),
        Step.STATEMENT: check_statement(case),
        Step.ROLES: check_roles(case),
        Step.VALIDITY: check_validity(case, asked),
        Step.STATUS: status,
        Step.ACCREDITATION: check_accreditation(case, asked),
        Step.EDITION: check_edition(case, asked),
        Step.BINDING: check_binding(case, asked),
        Step.RECOMPUTATION: check_recomputation(case, asked),
        Step.SUPPLIERS: check_suppliers(case, suppliers),
        Step.TIMESTAMP: check_timestamp(case, asked),
    }
    checks = tuple(found[step].as_check(step) for step in Step)
    return Verification(asked.at, checks, outcome_of(checks), case.certificate, as_of, suppliers)


def outcome_of(checks: tuple[Check, ...]) -> Outcome:
    """What checks come to together."""
    if any(check.finding is Finding.FAILED for check in checks):
        return Outcome.REFUSED
    if any(check.finding is Finding.NOT_CHECKED and check.needed for check in checks):
        return Outcome.CANNOT_TELL
    return Outcome.IN_ORDER


def _check_form(case: Case) -> Found:
    if case.certificate is None or case.faults["certificate"]:
        return failed(FORM_BAD, case.faults["certificate"])
    return ok(FORM_GOOD, number=case.certificate.number, issued=case.certificate.issued.isoformat())


def _of_supplier(asked: Asked, case: Case) -> Asked:
    """The same question about a supplier's certificate: its dates have to cover the day this one was issued."""
    issued = case.certificate.issued if case.certificate is not None else None
    return Asked(asked.at, asked.trust, asked.seen, asked.growth, stamper=asked.stamper, used=asked.used or issued)
