"""Proofs by keys that name themselves (did:key): who signed a preparation or a statement, checked where it is read."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.certification.credentials.data_integrity import Credential, Proof, proofs_of, why_not
from fourfold.certification.keys.key import PublicKey
from fourfold.core.json_shape import below
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems

PROOF_OF_ANOTHER = MessageKind(
    "proof-of-another-key",
    N_("proof {number} is made by {found}"),
    N_("a proof by {wanted}"),
    N_("ask whoever made the document to sign it with that key"),
)
PROOF_COUNT = MessageKind(
    "proof-count",
    N_("the document bears {found} proofs"),
    N_("{wanted}"),
    N_("ask for the document as it was signed"),
)
PROOF_TOO_EARLY = MessageKind(
    "proof-too-early",
    N_("proof {number} is dated {found}"),
    N_("not before {wanted}, the moment the document speaks from"),
    N_("sign the document again with the right moment"),
)
KEY_UNREADABLE = MessageKind(
    "document-key-unreadable",
    N_("{found} names no key that can be used"),
    N_("the did:key of an Ed25519, P-256 or P-384 key"),
    N_("correct the identifier; fourfold keys show prints it"),
)


def key_of_did(did: str, place: Place, problems: Problems) -> PublicKey | None:
    """The key a did:key names."""
    try:
        return PublicKey.from_multikey(did.removeprefix("did:key:"))
    except ValueError:
        problems.error(KEY_UNREADABLE, place, found=did)
        return None


def read_proofs(document: Credential, place: Place, problems: Problems) -> tuple[Proof, ...]:
    """The proofs of a document whose shape was checked; empty where they cannot be read."""
    proofs = proofs_of(document)
    if isinstance(proofs, MessageKind):
        problems.error(proofs, below(place, "proof"))
        return ()
    return proofs


def check_proof(
    document: Credential, proof: Proof, key: PublicKey, number: int, place: Place, problems: Problems
) -> bool:
    """Whether a proof is by this key, named by itself, and holds."""
    at = below(place, "proof")
    if proof.method != key.method:
        problems.error(PROOF_OF_ANOTHER, at, number=number, found=proof.method, wanted=key.method)
        return False
    fault = why_not(document, proof, key)
    if fault is not None:
        problems.error(fault, at)
    return fault is None


def check_not_before(proofs: Sequence[Proof], start: str, place: Place, problems: Problems) -> bool:
    """Whether no proof is older than what it stands under; those that are, are reported.

    Args:
        proofs: of the document.
        start: its ``validFrom``, which has one spelling; texts of moments sort as the moments do.
        place: the document.
        problems: receives what is wrong.
    """
    early = False
    for number, proof in enumerate(proofs, start=1):
        created = moment_text(proof.created)
        if created < start:
            problems.error(PROOF_TOO_EARLY, below(place, "proof"), number=number, found=created, wanted=start)
            early = True
    return not early
