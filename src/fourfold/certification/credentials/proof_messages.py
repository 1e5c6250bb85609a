"""What can be wrong with a proof, in words."""

from __future__ import annotations

from fourfold.core.problems import N_, MessageKind

_ASK = N_("ask whoever gave you the document for the one that was signed; do not repair it yourself")

PROOF_MISSING = MessageKind(
    "proof-missing", N_("the document bears no proof"), N_("a proof of whoever signed it"), _ASK
)
PROOFS_TOO_MANY = MessageKind(
    "proofs-too-many",
    N_("the document bears more proofs than are read"),
    N_("up to 16 proofs"),
    N_("ask whoever gave you the document for one with the proofs that matter"),
)
PROOF_MALFORMED = MessageKind(
    "proof-malformed",
    N_("the proof of the document is not in the form of a Data Integrity proof"),
    N_(
        "an object, or a list of objects, of type DataIntegrityProof with cryptosuite, verificationMethod, proofPurpose"
    ),
    _ASK,
)
PROOF_CREATED = MessageKind(
    "proof-created",
    N_("the proof does not say when it was made"),
    N_("created, such as 2026-03-01T08:00:00Z: UTC, whole seconds"),
    _ASK,
)
PROOF_SUITE = MessageKind(
    "proof-suite",
    N_("the proof is of a kind that is not accepted here"),
    N_("cryptosuite eddsa-jcs-2022 or ecdsa-jcs-2019"),
    N_("ask the signer for a proof by one of these"),
)
PROOF_PURPOSE = MessageKind(
    "proof-purpose",
    N_("the proof was made for another purpose"),
    N_("proofPurpose assertionMethod"),
    N_("a signature given for something else, such as a login, says nothing about this document: do not rely on it"),
)
PROOF_CHAINED = MessageKind(
    "proof-chained",
    N_("the proof rests on another proof (previousProof)"),
    N_("proofs that stand side by side, each over the document alone"),
    N_("ask the signer for a proof without previousProof"),
)
PROOF_EXPIRES = MessageKind(
    "proof-expires",
    N_("the proof has an end of its own (expires)"),
    N_("proofs without an end; validity stands in the document"),
    N_("ask the signer for a proof without expires"),
)
PROOF_KEY_KIND = MessageKind(
    "proof-key-kind",
    N_("the kind of the key does not go with the suite of the proof"),
    N_("Ed25519 for eddsa-jcs-2022; P-256 or P-384 for ecdsa-jcs-2019"),
    N_("do not rely on it: the proof was not made by this key"),
)
PROOF_METHOD = MessageKind(
    "proof-method",
    N_("the verification method of the proof names another key"),
    N_("the name of the key that made the proof"),
    N_("do not rely on it: the proof was not made by this key"),
)
PROOF_CONTEXT = MessageKind(
    "proof-context",
    N_("the @context of the proof is not that of the document"),
    N_("the same @context in both, as eddsa-jcs-2022 and ecdsa-jcs-2019 put it under the signature"),
    _ASK,
)
PROOF_VALUE = MessageKind(
    "proof-value",
    N_("the proofValue is not a signature of this kind"),
    N_("z and base58 of 64 bytes (P-384: 96)"),
    _ASK,
)
PROOF_NOT_CANONICAL = MessageKind(
    "proof-not-canonical",
    N_("the document has no canonical form (RFC 8785)"),
    N_("texts, whole numbers up to 2^53, true, false, null"),
    _ASK,
)
PROOF_SIGNATURE = MessageKind(
    "proof-signature",
    N_("the signature does not hold: the document or its proof was changed, or another key made it"),
    N_("the document exactly as it was signed"),
    N_("do not rely on it; ask the issuer for the original"),
)
