"""Trust roots from bodies at hand: what their newest issuer documents say, as whoever makes the file has seen it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.verifying.trusting import read_trust_files
from fourfold.certification.identity.issuer import KeyUse, read_history
from fourfold.certification.identity.trust import (
    Accreditation,
    TrustedBody,
    TrustRoots,
    read_accreditations,
    read_trust,
    read_witness_key,
    trust_document,
)
from fourfold.certification.log.checkpoint import Witness
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.core.strict_json import read_json_object

ACCREDITATION_OF_NOBODY = MessageKind(
    "accreditation-of-nobody",
    N_("the accreditation is of {found}, which is none of the bodies trusted"),
    N_("the DID of a body that is given"),
    N_("give that body as well, or leave the file out"),
)
NOTHING_TRUSTED = MessageKind(
    "trust-nothing-given",
    N_("neither a body nor a file of trust roots was given"),
    N_("--body FOLDER, or files to take together"),
    N_("say whom to trust"),
)
TRUST_ROOT_OTHER = MessageKind(
    "trust-root-other",
    N_("a file pins other root keys of {did} than its folder names: {wanted} there, {found} here"),
    N_("a folder whose issuer documents lead from a pinned root key to those of today"),
    N_("ask the body by another way which keys are its; leave out the file only if those in it are lost or wrong"),
)


def trusted_body(body: Body, at: datetime, accreditations: Sequence[Accreditation] = ()) -> TrustedBody:
    """A body as its newest issuer document describes it: its good root keys pinned, its log named."""
    newest = body.history()[-1]
    roots = tuple(key.key for key in newest.usable(KeyUse.ROOT, at))
    log = Witness(newest.log_origin, newest.log_key)
    return TrustedBody(newest.did, newest.names, roots, log, tuple(accreditations))


def make_trust(
    bodies: Sequence[Body],
    files: Sequence[Path],
    accreditations: Sequence[Path],
    witnesses: Sequence[str],
    threshold: int | None,
    at: datetime,
) -> tuple[TrustRoots, dict[str, JSON]]:
    """Trust roots of bodies at hand and of files, taken together.

    Args:
        bodies: at hand; what their folders say takes the place of what a file says of them, but for accreditations,
            where a root key that the file pins leads to it.
        files: other trust roots.
        accreditations: files of them.
        witnesses: verifier keys of more witnesses.
        threshold: how many a checkpoint needs; ``None``: as the files say.
        at: which root keys are good.

    Returns:
        The trust roots, and their document.

    Raises:
        InputError: something cannot be read, or does not fit together.
    """
    if not bodies and not files:
        raise InputError([Problem(NOTHING_TRUSTED, Place("--body"))])
    problems = Problems()
    known = read_trust_files(files, problems) if files else None
    granted = _accreditations(accreditations, problems)
    more = [read_witness_key(text, Place("--witness"), problems) for text in witnesses]
    problems.raise_if_errors()
    found = dict(known.bodies) if known else {}
    for body in bodies:
        made = trusted_body(body, at)
        before = found.get(made.did)
        if before is not None:
            _hold_against(body, before, made, problems)
        found[made.did] = trusted_body(body, at, before.accreditations if before else ())
    _grant(found, granted, problems)
    seen = [*(known.witnesses if known else ()), *(one for one in more if one is not None)]
    least = known.threshold if known else 0
    document = trust_document(
        tuple(found.values()),
        tuple(dict.fromkeys(seen)),
        least if threshold is None else threshold,
        known.status_age if known else None,
    )
    problems.raise_if_errors()
    return problems.needed(read_trust(canonical_bytes(document), Place("trust"), problems)), document


def _hold_against(body: Body, before: TrustedBody, made: TrustedBody, problems: Problems) -> None:
    """Report root keys nobody who trusts the pinned ones could come to: an impostor can take the name of a body."""
    documents = [version.credential for version in body.history()]
    if not read_history(documents, before.roots, Place("issuer"), Problems()):
        pinned, named = (", ".join(key.multikey for key in one.roots) for one in (before, made))
        problems.error(TRUST_ROOT_OTHER, Place("--body"), did=made.did, wanted=pinned, found=named)


def _accreditations(files: Sequence[Path], problems: Problems) -> dict[str, list[Accreditation]]:
    """Accreditations by DID."""
    found: dict[str, list[Accreditation]] = {}
    for path in files:
        place = Place(path.name)
        data = read_bounded(path.parent, path.name, place, problems, MIB)
        document = read_json_object(data, place, problems) if data is not None else None
        read = read_accreditations(document, place, problems) if document is not None else None
        if read is not None:
            found.setdefault(read[0], []).extend(read[1])
    return found


def _grant(bodies: dict[str, TrustedBody], granted: Mapping[str, Sequence[Accreditation]], problems: Problems) -> None:
    for did, given in granted.items():
        body = bodies.get(did)
        if body is None:
            problems.error(ACCREDITATION_OF_NOBODY, Place("--accreditation"), found=did)
            continue
        all_of_them = tuple(dict.fromkeys((*body.accreditations, *given)))
        bodies[did] = TrustedBody(did, body.names, body.roots, body.log, all_of_them)
