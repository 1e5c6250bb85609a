"""A preparation names a dossier and the key that prepared it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fourfold.certification.credentials.data_integrity import digest_of_credential, signed, without_proofs
from fourfold.certification.documents.preparation import prepare, read_preparation
from support.documents import AT, Case, digest, faults, must, with_member, without_member


def test_what_is_signed_is_read() -> None:
    case = Case()
    document = case.preparation_document()
    read = must(read_preparation, document)
    assert (read.dossier, read.key, read.created) == (digest("a"), case.preparer.public, AT)
    assert read.credential == document
    assert read.digest == digest_of_credential(document)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("credentialSubject.dossier", "sha256:ABC", "member-value"),
        ("credentialSubject.dossier", 7, "member-type"),
        ("credentialSubject", [], "member-type"),
        ("validFrom", "2026-03-01T08:00:00+00:00", "member-value"),
        ("validFrom", "2026-03-01T08:00:00.5Z", "member-value"),
        ("issuer", "did:web:company.example", "member-value"),
        ("type", ["VerifiableCredential"], "member-value"),
        ("@context", [], "member-value"),
        ("fourfold", "preparation/2", "member-value"),
        ("proof", [], "member-type"),
        ("proof.proofPurpose", "authentication", "member-value"),
    ],
)
def test_other_forms_are_refused_where_they_stand(path: str, value: object, code: str) -> None:
    assert faults(read_preparation, with_member(Case().preparation_document(), path, value)) == {(code, path)}


def test_every_member_must_be_there_and_no_other() -> None:
    document = Case().preparation_document()
    for name in document:
        assert faults(read_preparation, without_member(document, name)) == {("member-missing", name)}
    assert faults(read_preparation, {**document, "name": "x"}) == {("member-unknown", "name")}


def test_another_dossier_breaks_the_proof() -> None:
    document = with_member(Case().preparation_document(), "credentialSubject.dossier", digest("f"))
    assert {path for _, path in faults(read_preparation, document)} == {"proof"}


def test_nobody_signs_for_another() -> None:
    one, other = Case(), Case()
    content = without_proofs(one.preparation_document())
    taken = signed(content, other.preparer, other.preparer.public.method, AT)
    assert faults(read_preparation, taken) == {("proof-of-another-key", "proof")}


def test_a_proof_is_not_older_than_what_it_stands_under() -> None:
    case = Case()
    content = without_proofs(prepare(digest("a"), case.preparer, AT))
    early = signed(content, case.preparer, case.preparer.public.method, AT - timedelta(seconds=1))
    assert faults(read_preparation, early) == {("proof-too-early", "proof")}


def test_an_issuer_that_is_no_key_is_told() -> None:
    document = with_member(Case().preparation_document(), "issuer", "did:key:z" + "1" * 47)
    assert faults(read_preparation, document) == {("document-key-unreadable", "issuer")}
