"""Data Integrity proofs over canonical JSON: ``eddsa-jcs-2022`` and ``ecdsa-jcs-2019``.

Hash = H(JCS(proof options)) ‖ H(JCS(document without proof)), H SHA-256 (SHA-384 for P-384); the proof options carry
the document's ``@context``. A document may hold one proof or a set of them. Source: W3C vc-di-eddsa 3.3, vc-di-ecdsa
3.3, vc-data-integrity 2.1 and 4.

Narrower than the specifications, so that one document has one reading: the ``@context`` of a proof equals that of the
document (they take a beginning of it), ``created`` is there and has one spelling, the purpose is ``assertionMethod``,
and a proof that rests on another or ends by itself is refused. Members of a foreign proof that are absent, null or
empty mean the same; the hash is over the proof as it stands.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from fourfold.certification.credentials import proof_messages as said
from fourfold.certification.keys.key import SIGNATURE_LENGTHS, KeyKind, PublicKey, SigningKey
from fourfold.core.canonical import JSON, canonical_bytes, digest_of
from fourfold.core.moments import moment_of, moment_text
from fourfold.core.multibase import base58_decoded, base58_encoded
from fourfold.core.problems import MessageKind

Credential: TypeAlias = dict[str, JSON]
"""A document that is or will be signed."""

PROOF_TYPE = "DataIntegrityProof"
PURPOSE = "assertionMethod"
SUITES: Mapping[KeyKind, str] = MappingProxyType(
    {KeyKind.ED25519: "eddsa-jcs-2022", KeyKind.P256: "ecdsa-jcs-2019", KeyKind.P384: "ecdsa-jcs-2019"}
)
"""Which suite a key signs by."""
MOST_PROOFS = 16
"""In one document. Checking each costs a hash and a signature, and anybody can write proofs by the thousand."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof as it stands in a document.

    Attributes:
        suite: ``eddsa-jcs-2022`` or ``ecdsa-jcs-2019``.
        method: verification method, a DID with fragment.
        created: when, by the signer's word.
        purpose: ``assertionMethod``.
        document: the proof itself as JSON.
    """

    suite: str
    method: str
    created: datetime
    purpose: str
    document: Credential


def signed(document: Credential, key: SigningKey, method: str, created: datetime) -> Credential:
    """The document with one more proof, by this key, over everything but its proofs.

    Args:
        document: with or without proofs; those stay.
        key: signs; its kind decides the suite.
        method: how the key is named, for example ``did:web:…#key-1``.
        created: moment of signing, UTC, to the second.

    Raises:
        TypeError, ValueError: the document is none that can be signed: a float, an integer beyond 2^53, proofs that are
            neither an object nor a list of objects or too many, a method that names another key.
    """
    if not _may_name(method, key.public):
        raise ValueError("the verification method names another key")
    before = _listed(document.get("proof"))
    if before is None:
        raise ValueError("the proofs of the document are malformed")
    if len(before) >= MOST_PROOFS:
        raise ValueError("the document bears as many proofs as are read")
    proof: Credential = {
        "type": PROOF_TYPE,
        "cryptosuite": SUITES[key.public.kind],
        "created": moment_text(created),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    if "@context" in document:
        proof["@context"] = deepcopy(document["@context"])  # so that nobody changes both by one
    proof["proofValue"] = "z" + base58_encoded(key.sign(_signed_bytes(document, proof, key.public.kind)))
    proofs: list[JSON] = [*before, proof]
    return {**document, "proof": proofs if len(proofs) > 1 else proof}


def proofs_of(document: Credential) -> tuple[Proof, ...] | MessageKind:
    """The proofs of a document in order; a message kind where they are malformed, too many, or none.

    A suite that is not ours is no malformed proof: `why_not` refuses it, and another proof beside it may do.
    """
    listed = _listed(document.get("proof"))
    if listed is None:
        return said.PROOF_MALFORMED
    if not listed:
        return said.PROOF_MISSING
    if len(listed) > MOST_PROOFS:
        return said.PROOFS_TOO_MANY
    proofs = []
    for item in listed:
        suite, method, purpose = (item.get(name) for name in ("cryptosuite", "verificationMethod", "proofPurpose"))
        texts = isinstance(suite, str) and isinstance(method, str) and isinstance(purpose, str)
        if not texts or item.get("type") != PROOF_TYPE:
            return said.PROOF_MALFORMED
        created = moment_of(item.get("created"))
        if created is None:
            return said.PROOF_CREATED
        proofs.append(Proof(str(suite), str(method), created, str(purpose), item))
    return tuple(proofs)


def why_not(document: Credential, proof: Proof, key: PublicKey) -> MessageKind | None:
    """Why this proof does not hold over this document under this key; ``None`` where it does.

    Whether the key may speak for whom the document names as issuer is for the caller to say.
    """
    return ProofCheck(document).why_not(proof, key)


class ProofCheck:
    """The proofs of one document, checked one after the other: what they are over is written out once.

    Args:
        document: with or without its proofs; not to be changed meanwhile.
    """

    __slots__ = ("_canonical", "_document")

    def __init__(self, document: Credential) -> None:
        self._document = document
        self._canonical: bytes | None = None

    def why_not(self, proof: Proof, key: PublicKey) -> MessageKind | None:
        """Why a proof does not hold over the document under a key; ``None`` where it does."""
        kind = _why_not_by_form(self._document, proof, key)
        if kind is not None:
            return kind
        signature = _signature(proof.document.get("proofValue"), key.kind)
        if signature is None:
            return said.PROOF_VALUE
        options: Credential = {name: value for name, value in proof.document.items() if name != "proofValue"}
        try:
            if self._canonical is None:
                self._canonical = canonical_bytes(without_proofs(self._document))
            message = _hashed(canonical_bytes(options), self._canonical, key.kind)
        except (TypeError, ValueError, RecursionError):
            return said.PROOF_NOT_CANONICAL
        return None if key.verifies(signature, message) else said.PROOF_SIGNATURE


def digest_of_credential(document: Credential) -> str:
    """SHA-256 of the canonical bytes with all proofs: what the log and other documents cite."""
    return digest_of(document)


def same_content(one: Credential, other: Credential) -> bool:
    """Whether two credentials differ in their proofs at most."""
    return canonical_bytes(without_proofs(one)) == canonical_bytes(without_proofs(other))


def without_proofs(document: Credential) -> Credential:
    """The document alone."""
    return {name: value for name, value in document.items() if name != "proof"}


def _why_not_by_form(document: Credential, proof: Proof, key: PublicKey) -> MessageKind | None:
    """What is wrong with a proof before its signature is looked at."""
    found = proof.document
    if proof.suite not in SUITES.values():
        return said.PROOF_SUITE
    if proof.purpose != PURPOSE:
        return said.PROOF_PURPOSE
    if found.get("previousProof"):
        return said.PROOF_CHAINED
    if found.get("expires"):
        return said.PROOF_EXPIRES
    if proof.suite != SUITES[key.kind]:
        return said.PROOF_KEY_KIND
    if not _may_name(proof.method, key):
        return said.PROOF_METHOD
    if (found.get("@context") or None) != (document.get("@context") or None):
        return said.PROOF_CONTEXT
    return None


def _may_name(method: str, key: PublicKey) -> bool:
    """Whether a verification method can be this key's: a multikey as fragment is its own.

    Methods of a ``did:key`` have no other fragments. A body that is named by its root key has other keys too, so whose
    DID it is, is for the reader of the document to judge.
    """
    name, mark, fragment = method.partition("#")
    if name.startswith("did:key:"):
        return fragment == key.multikey
    return bool(mark and fragment) and (not fragment.startswith("z") or fragment == key.multikey)


def _listed(proofs: JSON) -> list[Credential] | None:
    """Proofs as a list: none where the member is absent, null or empty; ``None`` where it is something else."""
    if proofs is None or proofs == []:
        return []
    items = proofs if isinstance(proofs, list) else [proofs]
    objects = [item for item in items if isinstance(item, dict) and item]
    return objects if len(objects) == len(items) else None


def _signature(value: JSON, kind: KeyKind) -> bytes | None:
    """The bytes of a ``proofValue``, base58-btc, of the length of the scheme."""
    if not isinstance(value, str) or not value.startswith("z"):
        return None
    try:
        signature = base58_decoded(value[1:])
    except ValueError:
        return None
    return signature if len(signature) == SIGNATURE_LENGTHS[kind] else None


def _signed_bytes(document: Credential, options: Credential, kind: KeyKind) -> bytes:
    """What is signed: the hash of the proof options, then that of the document without proofs."""
    return _hashed(canonical_bytes(options), canonical_bytes(without_proofs(document)), kind)


def _hashed(options: bytes, content: bytes, kind: KeyKind) -> bytes:
    """Both parts, each by its hash."""
    hashed = hashlib.sha384 if kind is KeyKind.P384 else hashlib.sha256
    return hashed(options).digest() + hashed(content).digest()


CONTEXTS: Sequence[str] = (
    "https://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2",
)
"""``@context`` of every credential of ours: the W3C's own, and its vocabulary for terms no context defines."""
