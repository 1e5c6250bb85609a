"""The bundles of suppliers' certificates that a dossier rests on: found, checked, and kept beside the certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.certification.certificates.bundling import (
    bundle_bytes,
    certificate_of,
    own_certificate,
    recorded_certificate,
    supplier_name,
)
from fourfold.app.certification.verifying.trusting import read_trust_files
from fourfold.app.certification.verifying.verifying import read_bundle_file
from fourfold.certification.bundle import Bundle, read_bundle
from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.entries import STUDY_FOLDER
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.identity.trust import TrustRoots
from fourfold.certification.registry import STATE_WORDS, State
from fourfold.certification.verification.asked import Asked
from fourfold.certification.verification.backing import SUPPLIER_REFUSED
from fourfold.certification.verification.standing import REVOKED, SUSPENDED
from fourfold.certification.verification.verification import Outcome, Verification
from fourfold.certification.verification.verify import verify_bundle
from fourfold.core.canonical import canonical_bytes
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

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


SUPPLIER_OWN_STATE = MessageKind(
    "issue-supplier-state",
    N_("the supplier's certificate {number} was issued by this body and is {state}"),
    N_("suppliers' certificates that are in force"),
    N_("certify with a certificate in force, or let it be resumed first"),
)
SUPPLIER_NOT_RESTED_ON = MessageKind(
    "bundle-supplier-other",
    N_("the certificate {number} does not rest on {found}"),
    N_("bundles of suppliers' certificates that it rests on"),
    N_("leave it out"),
)
SUPPLIER_OLDER = MessageKind(
    "bundle-supplier-older",
    N_("the bundle of the supplier's certificate {number} has its status of {found}; the one kept is of {kept}"),
    N_("a bundle that is newer than the one kept"),
    N_("ask the supplier for a bundle of today"),
)


def supplier_files(
    body: Body,
    dossier: Dossier,
    facts: DossierFacts,
    trust: Sequence[Path],
    given: Sequence[Path],
    at: datetime,
    problems: Problems,
) -> list[tuple[str, bytes]]:
    """Digest of the certificate and bundle of every supplier's certificate that a dossier rests on.

    Of certificates that the body issued itself its own registry tells the state and gives the newest bundle.

    Args:
        body: which is to issue.
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
        if (own := own_certificate(body, digest)) is not None:
            _check_state(body, own.number, problems)
            found[digest] = _own_bundle(body, own.number, at)
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
    _report(verify_bundle(bundle, Asked(at, roots, used=at)), problems)


def _report(verification: Verification, problems: Problems) -> None:
    number = verification.certificate.number if verification.certificate is not None else "?"
    for one in verification.deciding:
        problems.error(SUPPLIER_NOT_IN_ORDER, Place("suppliers"), number=number, reason=one.told)


def _check_state(body: Body, number: str, problems: Problems) -> None:
    state = body.registry.state_of(number)
    if state is not None and state is not State.ISSUED:
        problems.error(SUPPLIER_OWN_STATE, Place("suppliers"), number=number, state=STATE_WORDS[state])


def _own_bundle(body: Body, number: str, at: datetime) -> Bundle:
    problems = Problems()
    return problems.needed(read_bundle(bundle_bytes(body, number, at), Place(number), problems))


def keep_suppliers(body: Body, bundles: Sequence[tuple[str, bytes]]) -> None:
    """Keep suppliers' bundles, by the digest of the certificate, before anything rests on them."""
    body.files.write_all((supplier_name(digest), data) for digest, data in bundles)


def renew_suppliers(body: Body, number: str, trust: Sequence[Path], given: Sequence[Path], at: datetime) -> None:
    """Keep newer bundles of the suppliers' certificates that a certificate rests on.

    A bundle is kept where everything in it holds: also one that shows that the supplier's certificate was revoked or
    suspended, so that this arrives with everyone who checks the dependent certificate.

    Args:
        body: which issued the certificate.
        number: of it.
        trust: files of trust roots.
        given: the bundles.
        at: the moment by which they have to hold.

    Raises:
        InputError: a bundle cannot be read, does not hold, is older than the one kept, or is of another certificate.
    """
    problems = Problems()
    certificate = certificate_of(body, recorded_certificate(body, number))
    roots = read_trust_files(trust, problems) if trust else None
    if not trust:
        problems.error(SUPPLIER_NO_TRUST, Place("suppliers"))
    read = [(path.name, read_bundle_file(path, problems)) for path in given]
    roots, bundles = problems.needed(roots), [(name, problems.needed(bundle)) for name, bundle in read]
    with body.writing():
        kept = []
        for name, bundle in bundles:
            digest = digest_of_credential(bundle.certificate)
            if digest not in certificate.suppliers:
                problems.error(SUPPLIER_NOT_RESTED_ON, Place(name), number=number, found=digest)
                continue
            asked = Asked(at, roots, used=certificate.issued)
            _check_newer(verify_bundle(bundle, asked), _kept(body, digest), asked, problems)
            kept.append((digest, canonical_bytes(bundle.document)))
        problems.raise_if_errors()
        keep_suppliers(body, kept)


def _kept(body: Body, digest: str) -> Bundle | None:
    path = body.folder / supplier_name(digest)
    return read_bundle_file(path, Problems()) if path.exists() else None


def _check_newer(verification: Verification, kept: Bundle | None, asked: Asked, problems: Problems) -> None:
    if not _tells_standing(verification):
        _report(verification, problems)
        return
    old = verify_bundle(kept, asked).status_as_of if kept is not None else None
    new, certificate = verification.status_as_of, verification.certificate
    if certificate is not None and old is not None and new is not None and new < old:
        moments = {"found": moment_text(new), "kept": moment_text(old)}
        problems.error(SUPPLIER_OLDER, Place("suppliers"), number=certificate.number, **moments)


def _tells_standing(verification: Verification) -> bool:
    """Whether a bundle is in order, or only its good status lists say that it, or one behind it, is not in force."""
    if verification.outcome is Outcome.IN_ORDER:
        return True
    named = all(check.reason in (REVOKED, SUSPENDED, SUPPLIER_REFUSED) for check in verification.deciding)
    return named and all(_tells_standing(one) for one in verification.suppliers)
