"""The published vectors of vc-di-eddsa and vc-di-ecdsa: every canonical text, hash and signature, bit for bit.

The keys of these folders are published, secret halves included: they sign here and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.credentials.data_integrity import (
    Credential,
    Proof,
    proofs_of,
    signed,
    why_not,
    without_proofs,
)
from fourfold.certification.keys.key import KeyKind, PublicKey, SigningKey
from fourfold.core.canonical import canonical_bytes
from fourfold.core.multibase import base58_decoded, base58_encoded, multibase_decoded
from fourfold.core.problems import MessageKind, Place, Problems
from fourfold.core.strict_json import read_json_object
from support.keys import key_of_seed
from support.vectors import VECTORS, needs_vectors

pytestmark = [pytest.mark.acceptance, needs_vectors]
SECRET_CODES = {KeyKind.ED25519: "8026", KeyKind.P256: "8626", KeyKind.P384: "8726"}
"""Multicodec prefixes of the published secrets: ``ed25519-priv``, ``p256-priv``, ``p384-priv``."""


@dataclass(frozen=True)
class Suite:
    """A folder of vectors, and the file with its keys."""

    kind: KeyKind
    folder: str
    suffix: str
    keys: str
    unsigned: str

    def file(self, stem: str, ending: str = "txt") -> Path:
        return VECTORS / "vc" / self.folder / f"{stem}{self.suffix}.{ending}"

    def text(self, stem: str) -> str:
        return self.file(stem).read_text(encoding="utf-8").strip()

    def document(self, stem: str) -> Credential:
        return read(self.file(stem, "json"))

    def key(self) -> SigningKey:
        pair = json.loads((VECTORS / "vc" / self.keys).read_text())
        secret = multibase_decoded(pair.get("secretKeyMultibase") or pair["privateKeyMultibase"])
        assert secret[:2].hex() == SECRET_CODES[self.kind]
        key = key_of_seed(self.kind, secret[2:])
        assert key.public.multikey == pair["publicKeyMultibase"]
        return key

    def hashed(self, data: bytes) -> str:
        return (hashlib.sha384 if self.kind is KeyKind.P384 else hashlib.sha256)(data).hexdigest()


SUITES = [
    Suite(KeyKind.ED25519, "eddsa/eddsa-jcs-2022", "JCS", "eddsa/keyPair.json", "eddsa/unsigned.json"),
    Suite(KeyKind.P256, "ecdsa/ecdsa-jcs-2019-p256", "JCSECDSAP256", "ecdsa/p256KeyPair.json", "ecdsa/unsigned.json"),
    Suite(KeyKind.P384, "ecdsa/ecdsa-jcs-2019-p384", "JCSECDSAP384", "ecdsa/p384KeyPair.json", "ecdsa/unsigned.json"),
]
each = pytest.mark.parametrize("suite", SUITES, ids=lambda suite: suite.kind)


def read(path: Path) -> Credential:
    problems = Problems()
    document = read_json_object(path.read_bytes(), Place(path.name), problems)
    assert len(problems) == 0
    assert document is not None
    return document


def only_proof(document: Credential) -> Proof:
    proofs = proofs_of(document)
    assert not isinstance(proofs, MessageKind)
    (proof,) = proofs
    return proof


@each
def test_every_file_of_the_folder_is_looked_at(suite: Suite) -> None:
    stems = ("canonDoc", "docHash", "proofCanon", "proofHash", "combinedHash", "sigHex", "sigBTC58")
    files = {suite.file(stem).name for stem in stems}
    files |= {suite.file(stem, "json").name for stem in ("signed", "proofConfig")}
    assert {path.name for path in suite.file("signed", "json").parent.iterdir()} == files


@each
def test_canonical_texts_and_hashes_are_the_published_ones(suite: Suite) -> None:
    document = canonical_bytes(read(VECTORS / "vc" / suite.unsigned))
    options = canonical_bytes(suite.document("proofConfig"))
    assert document.decode() == suite.text("canonDoc")
    assert options.decode() == suite.text("proofCanon")
    assert suite.hashed(document) == suite.text("docHash")
    assert suite.hashed(options) == suite.text("proofHash")
    assert suite.text("proofHash") + suite.text("docHash") == suite.text("combinedHash")


@each
def test_the_published_signature_holds_over_the_published_hash(suite: Suite) -> None:
    signature = bytes.fromhex(suite.text("sigHex"))
    assert suite.text("sigBTC58") == "z" + base58_encoded(signature)
    assert base58_decoded(suite.text("sigBTC58")[1:]) == signature
    combined = bytes.fromhex(suite.text("combinedHash"))
    assert suite.key().public.verifies(signature, combined)
    assert suite.key().sign(combined) == signature


@each
def test_the_published_document_verifies_and_is_what_we_sign(suite: Suite) -> None:
    key, published = suite.key(), suite.document("signed")
    proof = only_proof(published)
    assert why_not(published, proof, key.public) is None
    assert why_not(published, proof, PublicKey.from_did(proof.method)) is None
    assert signed(read(VECTORS / "vc" / suite.unsigned), key, proof.method, proof.created) == published
    assert without_proofs(published) == read(VECTORS / "vc" / suite.unsigned)


@each
@given(data=st.data())
def test_a_tampered_vector_is_refused(suite: Suite, data: st.DataObject) -> None:
    """Any byte of the file: it is no longer JSON, no longer a proof, or the proof no longer holds."""
    whole = suite.file("signed", "json").read_bytes()
    changed = bytearray(whole)
    changed[data.draw(st.integers(0, len(whole) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    problems = Problems()
    document = read_json_object(bytes(changed), Place("signed.json"), problems)
    if document is None:
        assert len(problems) > 0
        return
    if document == suite.document("signed"):
        return  # a space for a line feed
    proofs = proofs_of(document)
    if not isinstance(proofs, MessageKind):
        assert why_not(document, only_proof(document), suite.key().public) is not None


@each
def test_another_published_key_does_not_verify_it(suite: Suite) -> None:
    published = suite.document("signed")
    for other in SUITES:
        if other is not suite:
            assert why_not(published, only_proof(published), other.key().public) is not None


@pytest.mark.parametrize("name", ["signedProofSet1", "signedProofSet2", "signedProofChain1", "signedProofChain2"])
def test_published_sets_and_chains_of_another_suite_are_read_and_refused_by_name(name: str) -> None:
    """They are signed by ``eddsa-rdfc-2022``, which needs RDF; each proof is told apart, none is taken for good."""
    document = read(VECTORS / "vc" / "eddsa" / "proof-set-chain" / f"{name}.json")
    proofs = proofs_of(document)
    assert not isinstance(proofs, MessageKind)
    listed = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    assert [proof.document for proof in proofs] == listed
    for proof in proofs:
        refusal = why_not(document, proof, PublicKey.from_did(proof.method))
        assert refusal is not None
        assert refusal.code == "proof-suite"


def test_every_published_multikey_is_read_and_written_back() -> None:
    pairs = json.loads((VECTORS / "vc" / "eddsa" / "proof-set-chain" / "multiKeyPairs.json").read_text())
    for pair in pairs.values():
        secret = multibase_decoded(pair["privateKeyMultibase"])
        assert key_of_seed(KeyKind.ED25519, secret[2:]).public.multikey == pair["publicKeyMultibase"]
        assert PublicKey.from_multikey(pair["publicKeyMultibase"]).multikey == pair["publicKeyMultibase"]
    assert len(pairs) == 4
