"""Proofs over canonical JSON: what is signed, in sets too, and the form a proof must have."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.credentials.data_integrity import (
    CONTEXTS,
    MOST_PROOFS,
    SUITES,
    Credential,
    Proof,
    ProofCheck,
    digest_of_credential,
    proofs_of,
    same_content,
    signed,
    why_not,
    without_proofs,
)
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.core.canonical import JSON, canonical_bytes, digest_of_bytes
from fourfold.core.multibase import base58_decoded
from fourfold.core.problems import MessageKind

KEYS = {kind: new_key(kind) for kind in KeyKind}
kinds = pytest.mark.parametrize("kind", KeyKind)
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
CONTENT: Credential = {
    "@context": list(CONTEXTS),
    "type": ["VerifiableCredential", "FootprintCertificate"],
    "issuer": "did:web:certifier.example",
    "credentialSubject": {"total_kg_co2e": "13.06", "index": 0, "suppliers": [], "name": {"zh": "电芯"}},
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
DOCUMENTS = st.dictionaries(st.text().filter(lambda name: name not in ("proof", "@context")), VALUES, max_size=5)


def proofs(document: Credential) -> tuple[Proof, ...]:
    found = proofs_of(document)
    assert not isinstance(found, MessageKind)
    return found


def by(kind: KeyKind, document: Credential = CONTENT) -> Credential:
    return signed(document, KEYS[kind], KEYS[kind].public.method, AT)


def refusal(document: Credential, kind: KeyKind, number: int = 0) -> str:
    """The code of why a proof does not hold; empty where it does."""
    found = why_not(document, proofs(document)[number], KEYS[kind].public)
    return found.code if found else ""


@kinds
@settings(max_examples=25)
@given(document=DOCUMENTS)
def test_whatever_is_signed_verifies(kind: KeyKind, document: Credential) -> None:
    made = by(kind, document)
    assert refusal(made, kind) == ""
    assert without_proofs(made) == document
    assert same_content(made, document)


@kinds
@settings(max_examples=25)
@given(document=DOCUMENTS, data=st.data())
def test_the_order_of_members_does_not_matter(kind: KeyKind, document: Credential, data: st.DataObject) -> None:
    def shuffled(value: JSON) -> JSON:
        if isinstance(value, dict):
            return {name: shuffled(value[name]) for name in data.draw(st.permutations(list(value)))}
        return [shuffled(item) for item in value] if isinstance(value, list) else value

    made = by(kind, document)
    other = shuffled(made)
    assert isinstance(other, dict)
    assert refusal(other, kind) == ""
    assert digest_of_credential(other) == digest_of_credential(made)


@kinds
def test_what_is_signed_is_two_hashes_put_together(kind: KeyKind) -> None:
    """Worked out here from the specification, with the bare hash: vc-di-eddsa 3.3.4, vc-di-ecdsa 3.3.4."""
    made = by(kind)
    (proof,) = proofs(made)
    options = {name: value for name, value in proof.document.items() if name != "proofValue"}
    assert options == {
        "@context": list(CONTEXTS),
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022" if kind is KeyKind.ED25519 else "ecdsa-jcs-2019",
        "created": "2026-03-01T08:00:00Z",
        "verificationMethod": KEYS[kind].public.method,
        "proofPurpose": "assertionMethod",
    }
    hashed = hashlib.sha384 if kind is KeyKind.P384 else hashlib.sha256
    texts = (json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":")) for part in (options, CONTENT))
    message = b"".join(hashed(text.encode()).digest() for text in texts)
    value = str(proof.document["proofValue"])
    assert value.startswith("z")
    assert KEYS[kind].public.verifies(base58_decoded(value[1:]), message)


def test_a_document_without_context_has_a_proof_without_context() -> None:
    made = by(KeyKind.ED25519, {"a": "b"})
    assert "@context" not in proofs(made)[0].document
    assert refusal(made, KeyKind.ED25519) == ""


def test_the_moment_of_signing_is_utc_and_whole_seconds() -> None:
    key = KEYS[KeyKind.ED25519]
    at = datetime(2026, 3, 1, 16, 0, 0, 999_999, tzinfo=timezone(timedelta(hours=8)))
    (proof,) = proofs(signed(CONTENT, key, key.public.method, at))
    assert (proof.document["created"], proof.created) == ("2026-03-01T08:00:00Z", AT)


def test_signing_changes_nothing_it_was_given() -> None:
    before = canonical_bytes(CONTENT)
    made = by(KeyKind.P256, by(KeyKind.ED25519))
    listed = made["proof"]
    assert isinstance(listed, list)
    assert isinstance(listed[1], dict)
    contexts = listed[1]["@context"]
    assert isinstance(contexts, list)
    contexts.append("https://other.example")
    assert canonical_bytes(CONTENT) == before


def test_proofs_stand_side_by_side_and_each_holds_alone() -> None:
    made = CONTENT
    for kind in KeyKind:
        made = by(kind, made)
    assert [proof.suite for proof in proofs(made)] == [SUITES[kind] for kind in KeyKind]
    for number, kind in enumerate(KeyKind):
        assert refusal(made, kind, number) == ""
    listed = made["proof"]
    assert isinstance(listed, list)
    for number, kind in enumerate(KeyKind):
        assert refusal({**CONTENT, "proof": listed[number]}, kind) == ""
        assert refusal({**CONTENT, "proof": [listed[number]]}, kind) == ""


@kinds
@pytest.mark.parametrize("other", KeyKind)
def test_a_proof_holds_under_its_own_key_only(kind: KeyKind, other: KeyKind) -> None:
    made = signed(CONTENT, KEYS[kind], "did:web:certifier.example#key-1", AT)
    (proof,) = proofs(made)
    assert why_not(made, proof, KEYS[kind].public) is None
    wrong = why_not(made, proof, new_key(other).public)
    assert wrong is not None
    same_suite = SUITES[kind] == SUITES[other]
    expected = {True: {"proof-signature", "proof-value"}, False: {"proof-key-kind"}}[same_suite]
    assert wrong.code in expected


@pytest.mark.parametrize(
    ("method", "good"),
    [
        ("{did}#{multikey}", True),
        ("did:web:certifier.example#{multikey}", True),
        ("did:web:certifier.example:footprints#key-1", True),
        ("did:web:certifier.example", False),
        ("did:web:certifier.example#", False),
        ("", False),
        ("{did}", False),
        ("{did}#key-1", False),
        ("{other}#{multikey}", True),
        ("{other}#{other_multikey}", False),
        ("did:web:certifier.example#{other_multikey}", False),
    ],
)
def test_a_method_that_names_another_key_is_refused_at_both_ends(method: str, good: bool) -> None:
    key, other = KEYS[KeyKind.ED25519], new_key().public
    name = method.format(
        did=key.public.did, multikey=key.public.multikey, other=other.did, other_multikey=other.multikey
    )
    if good:
        assert refusal(signed(CONTENT, key, name, AT), KeyKind.ED25519) == ""
        return
    with pytest.raises(ValueError, match="another key"):
        signed(CONTENT, key, name, AT)
    made = by(KeyKind.ED25519)
    assert isinstance(made["proof"], dict)
    assert refusal({**made, "proof": {**made["proof"], "verificationMethod": name}}, KeyKind.ED25519) == "proof-method"


@pytest.mark.parametrize("nothing", [{}, {"proof": None}, {"proof": []}])
def test_no_proof_is_said_whether_it_is_absent_null_or_empty(nothing: Credential) -> None:
    found = proofs_of({**CONTENT, **nothing})
    assert isinstance(found, MessageKind)
    assert found.code == "proof-missing"
    assert refusal(by(KeyKind.ED25519, {**CONTENT, **nothing}), KeyKind.ED25519) == ""


@pytest.mark.parametrize(
    "wrong", ["x", 1, True, 0, "", False, {}, [{}], [1], [None], [[]], {"type": "DataIntegrityProof"}]
)
def test_a_proof_that_is_none_is_malformed(wrong: JSON) -> None:
    found = proofs_of({**CONTENT, "proof": wrong})
    assert isinstance(found, MessageKind)
    assert found.code == "proof-malformed"


@pytest.mark.parametrize("wrong", ["x", 1, [1], {}])
def test_a_document_with_malformed_proofs_is_not_signed(wrong: JSON) -> None:
    with pytest.raises(ValueError, match="malformed"):
        by(KeyKind.ED25519, {**CONTENT, "proof": wrong})


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, "\ud800"])
def test_what_has_no_canonical_form_is_neither_signed_nor_verified(value: object) -> None:
    document: Credential = {**CONTENT, "x": value}  # type: ignore[dict-item]
    with pytest.raises((TypeError, ValueError)):
        by(KeyKind.ED25519, document)
    assert refusal({**by(KeyKind.ED25519), "x": value}, KeyKind.ED25519) == "proof-not-canonical"  # type: ignore[dict-item]


def test_the_digest_is_of_the_canonical_bytes_with_all_proofs() -> None:
    once, twice = by(KeyKind.ED25519), by(KeyKind.P256, by(KeyKind.ED25519))
    assert digest_of_credential(once) == digest_of_bytes(canonical_bytes(once))
    assert len({digest_of_credential(each) for each in (CONTENT, once, twice)}) == 3
    assert same_content(once, twice)
    assert not same_content(once, {**twice, "issuer": "did:web:other.example"})


def test_a_document_bears_so_many_proofs_and_no_more() -> None:
    document = CONTENT
    for _ in range(MOST_PROOFS):
        document = by(KeyKind.ED25519, document)
    assert len(proofs(document)) == MOST_PROOFS

    with pytest.raises(ValueError, match="as many proofs as are read"):
        by(KeyKind.ED25519, document)
    one_more: Credential = {**document, "proof": [*_list(document["proof"]), by(KeyKind.P256)["proof"]]}
    refused = proofs_of(one_more)
    assert isinstance(refused, MessageKind)
    assert refused.code == "proofs-too-many"


def _list(value: JSON) -> list[JSON]:
    assert isinstance(value, list)
    return value


def test_a_document_is_written_out_once_for_all_of_its_proofs(monkeypatch: pytest.MonkeyPatch) -> None:
    document = CONTENT
    for kind in (*KeyKind, *KeyKind):
        document = by(kind, document)
    written: list[object] = []
    plain = canonical_bytes

    def counted(value: JSON) -> bytes:
        written.append(value)
        return plain(value)

    monkeypatch.setattr("fourfold.certification.credentials.data_integrity.canonical_bytes", counted)
    over = ProofCheck(document)
    for kind, proof in zip((*KeyKind, *KeyKind), proofs(document), strict=True):
        assert over.why_not(proof, KEYS[kind].public) is None
    assert written.count(without_proofs(document)) == 1
    assert len(written) == 1 + 2 * len(KeyKind)
