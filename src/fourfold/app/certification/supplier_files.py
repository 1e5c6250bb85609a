"""The bundles of suppliers' certificates that a dossier rests on: found, checked, and kept beside the certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.trusting import read_trust_files
from fourfold.app.certification.verifying import read_bundle_file
from fourfold.certification.bundle import Bundle, read_bundle
from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.entries import STUDY_FOLDER
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.verification import Finding, Outcome
from fourfold.certification.verification.verify import verify_bundle
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

SUPPLIER_NO_TRUST = MessageKind(
    "issue-supplier-no-trust",
    N_("the dossier rests on suppliers' certificates, and nothing says whom to trust for them"),
    N_("trust roots that name the bodies that issued them"),
    N_("give them with --trust"),
)
SUPPLIER_ABSENT = MessageKind(
    "issue-supplier-missing",
    N_("the bundle of the supplier's certificate {found} is neither in the dossier nor given"),
    N_("the bundle of every certificate that the dossier rests on"),
    N_("give it with --supplier"),
)
SUPPLIER_NOT_IN_ORDER = MessageKind(
    "issue-supplier-not-in-order",
    N_("the supplier's certificate {number} is not in order: {reason}"),
    N_("suppliers' certificates that hold on the day of issue"),
    N_("ask the supplier for a bundle of today; fourfold verify tells more"),
)


def supplier_files(
    dossier: Dossier,
    facts: DossierFacts,
    trust: Sequence[Path],
    given: Sequence[Path],
    at: datetime,
    problems: Problems,
) -> list[tuple[str, bytes]]:
    """Digest of the certificate and bundle of every supplier's certificate that a dossier rests on.

    Args:
        dossier: in which bundles are files of the study.
        facts: which certificates it rests on.
        trust: files of trust roots.
        given: bundles that are not in the dossier.
        at: the moment by which they have to hold.
        problems: receives what is missing or does not hold.
    """
    if not facts.suppliers:
        return []
    roots = read_trust_files(trust, problems) if trust else None
    if not trust:
        problems.error(SUPPLIER_NO_TRUST, Place("suppliers"))
    found = {digest_of_credential(bundle.certificate): bundle for bundle in _bundles(dossier, given, problems)}
    for digest in facts.suppliers:
        if digest not in found:
            problems.error(SUPPLIER_ABSENT, Place("suppliers"), found=digest)
        elif roots is not None:
            _check(found[digest], roots, at, problems)
    return [(digest, canonical_bytes(found[digest].document)) for digest in facts.suppliers if digest in found]


def _bundles(dossier: Dossier, given: Sequence[Path], problems: Problems) -> Iterator[Bundle]:
    """Every file of the study, and every file given, that is a bundle."""
    for path in given:
        bundle = read_bundle_file(path, problems)
        if bundle is not None:
            yield bundle
    for name, data in dossier.contents.items():
        if name.startswith(STUDY_FOLDER) and name.endswith(".json"):
            bundle = read_bundle(data, Place(name), Problems())
            if bundle is not None:
                yield bundle


def _check(bundle: Bundle, roots: TrustRoots, at: datetime, problems: Problems) -> None:
    verification = verify_bundle(bundle, Asked(at, roots, used=at))
    if verification.outcome is Outcome.IN_ORDER:
        return
    refused = verification.outcome is Outcome.REFUSED
    wanted = Finding.FAILED if refused else Finding.NOT_CHECKED
    reasons = [one for one in verification.checks if one.finding is wanted and (refused or one.needed)]
    number = verification.certificate.number if verification.certificate is not None else "?"
    for one in reasons:
        problems.error(SUPPLIER_NOT_IN_ORDER, Place("suppliers"), number=number, reason=Term(one.title))
