"""What can be done to a signed document: each change is refused, by the message named for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.credentials.data_integrity import (
    CONTEXTS,
    Credential,
    proofs_of,
    same_content,
    signed,
    why_not,
)
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.multibase import base58_decoded, base58_encoded
from fourfold.core.problems import MessageKind, Place, Problems
from fourfold.core.strict_json import read_json_object

KEYS = {kind: new_key(kind) for kind in KeyKind}
kinds = pytest.mark.parametrize("kind", KeyKind)
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
CONTENT: Credential = {
    "@context": list(CONTEXTS),
    "type": ["VerifiableCredential", "FootprintCertificate"],
    "issuer": "did:web:certifier.example",
    "credentialSubject": {"total_kg_co2e": "13.06", "index": 0, "suppliers": [], "name": {"zh": "电芯"}},
}
SIGNED = {kind: signed(CONTENT, key, key.public.method, AT) for kind, key in KEYS.items()}


def refusal(document: Credential, kind: KeyKind) -> str:
    """The code of why the first proof does not hold; empty where it does."""
    found = proofs_of(document)
    if not isinstance(found, MessageKind):
        wrong = why_not(document, found[0], KEYS[kind].public)
        return wrong.code if wrong else ""
    return found.code


def with_proof(kind: KeyKind, **members: JSON) -> Credential:
    proof = SIGNED[kind]["proof"]
    assert isinstance(proof, dict)
    return {**SIGNED[kind], "proof": {**proof, **members}}


@kinds
@given(data=st.data())
def test_any_flipped_bit_of_the_file_is_refused(kind: KeyKind, data: st.DataObject) -> None:
    """By the reader, by the form of the proof, or by its signature: never taken, never a traceback."""
    whole = canonical_bytes(SIGNED[kind])
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    problems = Problems()
    document = read_json_object(bytes(changed), Place("certificate.json"), problems)
    assert (document is None) == (len(problems) > 0)
    if document is not None:
        assert refusal(document, kind) != ""


@kinds
@given(data=st.data())
def test_a_flipped_bit_of_the_content_breaks_the_signature(kind: KeyKind, data: st.DataObject) -> None:
    content = bytearray(canonical_bytes(CONTENT))
    content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    document = read_json_object(bytes(content), Place("certificate.json"), Problems())
    if document is None or "proof" in document:
        return
    assert not same_content(document, CONTENT)
    named = "proof-signature" if document.get("@context") == CONTENT["@context"] else "proof-context"
    assert refusal({**document, "proof": SIGNED[kind]["proof"]}, kind) == named


@kinds
@given(data=st.data())
def test_a_flipped_bit_of_the_signature_is_named_so(kind: KeyKind, data: st.DataObject) -> None:
    value = str(with_proof(kind)["proof"]["proofValue"])  # type: ignore[call-overload,index]
    signature = bytearray(base58_decoded(value[1:]))
    signature[data.draw(st.integers(0, len(signature) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    assert refusal(with_proof(kind, proofValue="z" + base58_encoded(bytes(signature))), kind) == "proof-signature"


@kinds
@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"cryptosuite": "eddsa-rdfc-2022"}, "proof-suite"),
        ({"cryptosuite": "ecdsa-rdfc-2019"}, "proof-suite"),
        ({"cryptosuite": "none"}, "proof-suite"),
        ({"cryptosuite": ""}, "proof-suite"),
        ({"cryptosuite": None}, "proof-malformed"),
        ({"type": "Ed25519Signature2020"}, "proof-malformed"),
        ({"type": ["DataIntegrityProof"]}, "proof-malformed"),
        ({"proofPurpose": "authentication"}, "proof-purpose"),
        ({"proofPurpose": None}, "proof-malformed"),
        ({"verificationMethod": None}, "proof-malformed"),
        ({"verificationMethod": {"id": "did:key:z6Mk"}}, "proof-malformed"),
        ({"verificationMethod": "did:web:other.example"}, "proof-method"),
        ({"verificationMethod": "did:web:other.example#key-1"}, "proof-signature"),
        ({"created": None}, "proof-created"),
        ({"created": ""}, "proof-created"),
        ({"created": "2026-03-01T08:00:00+00:00"}, "proof-created"),
        ({"created": "2026-03-01T08:00:00.5Z"}, "proof-created"),
        ({"created": "2026-02-30T08:00:00Z"}, "proof-created"),
        ({"created": "2026-03-01 08:00:00Z"}, "proof-created"),
        ({"created": 1772352000}, "proof-created"),
        ({"created": "2026-03-01T08:00:01Z"}, "proof-signature"),
        ({"@context": None}, "proof-context"),
        ({"@context": []}, "proof-context"),
        ({"@context": CONTEXTS[0]}, "proof-context"),
        ({"@context": [CONTEXTS[0]]}, "proof-context"),
        ({"@context": list(reversed(CONTEXTS))}, "proof-context"),
        ({"previousProof": "urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"}, "proof-chained"),
        ({"previousProof": ["urn:uuid:26329423-bec9-4b2e-88cb-a7c7d9dc4544"]}, "proof-chained"),
        ({"expires": "2030-01-01T00:00:00Z"}, "proof-expires"),
        ({"proofValue": None}, "proof-value"),
        ({"proofValue": ""}, "proof-value"),
        ({"proofValue": "z"}, "proof-value"),
        ({"proofValue": "z0"}, "proof-value"),
        ({"proofValue": "uAAAA"}, "proof-value"),
        ({"proofValue": 12}, "proof-value"),
        ({"proofValue": "z" + "1" * 63}, "proof-value"),
        ({"proofValue": "z" + "1" * 5000}, "proof-value"),
        ({"domain": "other.example"}, "proof-signature"),
        ({"id": "urn:uuid:1"}, "proof-signature"),
    ],
)
def test_each_change_of_a_proof_is_refused_by_its_name(kind: KeyKind, members: Credential, code: str) -> None:
    assert refusal(with_proof(kind, **members), kind) == code


@pytest.mark.parametrize(
    "missing", ["type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"]
)
@kinds
def test_a_proof_without_a_member_is_refused(kind: KeyKind, missing: str) -> None:
    proof = with_proof(kind)["proof"]
    assert isinstance(proof, dict)
    code = {"created": "proof-created", "proofValue": "proof-value"}.get(missing, "proof-malformed")
    left = {name: value for name, value in proof.items() if name != missing}
    assert refusal({**SIGNED[kind], "proof": left}, kind) == code


@kinds
def test_the_context_must_be_under_the_signature(kind: KeyKind) -> None:
    """The trap of these suites: with a context beside the signature, its terms could be given other meanings."""
    more: list[JSON] = [*CONTEXTS, "https://other.example/terms"]
    assert refusal({**SIGNED[kind], "@context": more}, kind) == "proof-context"
    both = with_proof(kind, **{"@context": more})
    assert refusal({**both, "@context": more}, kind) == "proof-signature"
    assert refusal(without_context(SIGNED[kind]), kind) == "proof-context"
    proof = with_proof(kind)["proof"]
    assert isinstance(proof, dict)
    bare = {**without_context(SIGNED[kind]), "proof": without_context(proof)}
    assert refusal(bare, kind) == "proof-signature"


def without_context(document: Credential) -> Credential:
    return {name: value for name, value in document.items() if name != "@context"}


@kinds
@pytest.mark.parametrize(
    "change",
    [
        lambda content: {**content, "credentialSubject": {**content["credentialSubject"], "total_kg_co2e": "13.07"}},
        lambda content: {**content, "credentialSubject": {**content["credentialSubject"], "index": None}},
        lambda content: {**content, "validUntil": "2099-01-01T00:00:00Z"},
        lambda content: {name: value for name, value in content.items() if name != "issuer"},
        lambda content: {**content, "type": list(reversed(content["type"]))},
        lambda content: {
            **content,
            "credentialSubject": {
                k: v for k, v in content["credentialSubject"].items() if k not in ("index", "suppliers")
            },
        },
    ],
    ids=["a digit", "zero to null", "a member more", "a member less", "another order of a list", "zeros left out"],
)
def test_each_change_of_the_content_breaks_the_signature(
    kind: KeyKind, change: Callable[[Credential], Credential]
) -> None:
    assert refusal(change(SIGNED[kind]), kind) == "proof-signature"


@kinds
@pytest.mark.parametrize("name", ["previousProof", "expires", "domain", "challenge", "nonce", "id"])
@pytest.mark.parametrize("empty", [None, "", [], 0])
def test_members_of_a_foreign_proof_may_be_null_or_empty(kind: KeyKind, name: str, empty: JSON) -> None:
    """Programs in some languages write what is not there as null, zero or nothing. The hash is over what stands."""
    key = KEYS[kind]
    options: Credential = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022" if kind is KeyKind.ED25519 else "ecdsa-jcs-2019",
        "created": "2026-03-01T08:00:00Z",
        "verificationMethod": key.public.method,
        "proofPurpose": "assertionMethod",
        "@context": list(CONTEXTS),
        name: empty,
    }
    document = {**CONTENT, "proof": {**options, "proofValue": foreign_value(kind, options, CONTENT)}}
    assert refusal(document, kind) == ""
    proof = document["proof"]
    assert isinstance(proof, dict)
    left_out = {key: value for key, value in proof.items() if key != name}
    assert refusal({**document, "proof": left_out}, kind) == "proof-signature"


@kinds
@pytest.mark.parametrize("one", [{}, {"@context": None}, {"@context": []}])
@pytest.mark.parametrize("other", [{}, {"@context": None}, {"@context": []}])
def test_no_context_is_the_same_absent_null_or_empty(kind: KeyKind, one: Credential, other: Credential) -> None:
    content: Credential = {"a": "b", **one}
    options: Credential = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022" if kind is KeyKind.ED25519 else "ecdsa-jcs-2019",
        "created": "2026-03-01T08:00:00Z",
        "verificationMethod": KEYS[kind].public.method,
        "proofPurpose": "assertionMethod",
        **other,
    }
    proof: Credential = {**options, "proofValue": foreign_value(kind, options, content)}
    assert refusal({**content, "proof": proof}, kind) == ""


def foreign_value(kind: KeyKind, options: Credential, content: Credential) -> str:
    """A proofValue as another program makes it, from the specification."""
    import hashlib

    hashed = hashlib.sha384 if kind is KeyKind.P384 else hashlib.sha256
    message = b"".join(hashed(canonical_bytes(part)).digest() for part in (options, content))
    return "z" + base58_encoded(KEYS[kind].sign(message))


def test_a_proof_is_no_use_on_another_document() -> None:
    other: Credential = {**CONTENT, "issuer": "did:web:other.example"}
    assert refusal({**other, "proof": SIGNED[KeyKind.P256]["proof"]}, KeyKind.P256) == "proof-signature"


@pytest.mark.parametrize(("kind", "other"), [(KeyKind.P256, KeyKind.P384), (KeyKind.P384, KeyKind.P256)])
def test_the_two_curves_of_one_suite_are_not_mistaken(kind: KeyKind, other: KeyKind) -> None:
    """The suite has one name for both; the key decides the hash, so nothing in the proof can choose it."""
    assert refusal({**SIGNED[kind]}, other) == "proof-method"
    unnamed = signed(CONTENT, KEYS[kind], "did:web:certifier.example#key-1", AT)
    assert refusal(unnamed, other) == "proof-value"


def test_suites_swapped_between_kinds_are_refused() -> None:
    as_ecdsa = with_proof(KeyKind.ED25519, cryptosuite="ecdsa-jcs-2019")
    assert refusal(as_ecdsa, KeyKind.ED25519) == "proof-key-kind"
    as_eddsa = with_proof(KeyKind.P256, cryptosuite="eddsa-jcs-2022")
    assert refusal(as_eddsa, KeyKind.P256) == "proof-key-kind"
