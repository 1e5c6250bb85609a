"""The numbered checks of a certificate, in order, and what they come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fourfold.certification.bundle import Bundle
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.backing import (
    check_binding,
    check_recomputation,
    check_suppliers,
    check_timestamp,
)
from fourfold.certification.verification.case import Case
from fourfold.certification.verification.in_log import check_checkpoint, check_growth, check_inclusion
from fourfold.certification.verification.parties import check_roles, check_statement
from fourfold.certification.verification.signing import check_issuer, check_signature
from fourfold.certification.verification.standing import (
    check_accreditation,
    check_edition,
    check_status,
    check_validity,
)
from fourfold.certification.verification.steps import SPECIFICATIONS, TITLES, Found, Step, checks_of, failed, ok
from fourfold.certification.verification.tree import Known, Tree, known_status, read_tree, with_known_status
from fourfold.certification.verification.verification import Check, Finding, Outcome, Verification
from fourfold.core.problems import N_, MessageKind

READ = MessageKind("read", N_("one file with everything in it"))
FORM_GOOD = MessageKind("form-good", N_("certificate {number} of {issued}"))
FORM_BAD = MessageKind("form-bad", N_("the certificate is not of this form"))


def verify_bundle(bundle: Bundle, asked: Asked) -> Verification:
    """Check a certificate with everything its bundle brings. Nothing is fetched, nothing is written.

    Every check is made, whatever the others came to. The outcome is `REFUSED` where one failed, `CANNOT_TELL` where a
    needed one could not be made, else `IN_ORDER` as of the age of the oldest status. Of the versions of a status list
    the newest counts, wherever in the bundle it stands.

    Args:
        bundle: as `fourfold.certification.bundle.read_bundle` gives it.
        asked: moment, trust roots, and what else the verifier brings.
    """
    tree = read_tree(bundle, asked)
    return _verified(tree, asked, known_status([*tree.cases()], asked))


def _verified(tree: Tree, asked: Asked, known: Mapping[str, Known]) -> Verification:
    case = tree.case
    suppliers = tuple(_verified(one, _of_supplier(asked, case), known) for one in tree.suppliers)
    status, as_of = check_status(with_known_status(case, known), asked)
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
    checks = checks_of(found, TITLES, SPECIFICATIONS)
    oldest = as_of if status.finding is Finding.FAILED else _oldest(as_of, suppliers)
    return Verification(asked.at, checks, outcome_of(checks), case.certificate, oldest, suppliers)


def _oldest(as_of: datetime | None, suppliers: tuple[Verification, ...]) -> datetime | None:
    """When the oldest status rested on was made; of a supplier's, those behind it are in it already."""
    known = [moment for moment in (as_of, *(one.status_as_of for one in suppliers)) if moment is not None]
    return min(known) if len(known) == len(suppliers) + 1 else None


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
    return Asked(asked.at, asked.trust, asked.seen, asked.mirror, stamper=asked.stamper, used=issued or asked.used)
