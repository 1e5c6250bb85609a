"""Credentials as JWT: read by a library of others and refused wherever the text tries to choose for the reader."""

from __future__ import annotations

import json
import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey

from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential, same_content, signed
from fourfold.certification.credentials.jose import MOST_JWT_BYTES, Jwt, KeyOf, read_jwt, to_jwt
from fourfold.certification.keys.key import KeyKind, PublicKey, SigningKey, new_key
from fourfold.certification.keys.schemes import loaded
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.moments import moment_of
from fourfold.core.multibase import base64url_decoded, base64url_encoded
from fourfold.core.problems import Place, Problems

KEYS = {kind: new_key(kind) for kind in KeyKind}
ALGORITHMS = {KeyKind.ED25519: "EdDSA", KeyKind.P256: "ES256", KeyKind.P384: "ES384"}
kinds = pytest.mark.parametrize("kind", KeyKind)
METHOD = "did:web:certifier.example#key-1"
CONTENT: Credential = {
    "@context": list(CONTEXTS),
    "type": ["VerifiableCredential", "FootprintCertificate"],
    "issuer": "did:web:certifier.example",
    "credentialSubject": {"total_kg_co2e": "13.06", "index": 0, "name": {"zh": "电芯"}},
}
HEADER: Credential = {"alg": "ES256", "cty": "vc", "kid": METHOD, "typ": "vc+jwt"}


def read(text: str | bytes, key: PublicKey | KeyOf) -> tuple[Jwt | None, list[str]]:
    """What a JWT gives, and the codes of what is wrong with it."""
    problems = Problems()
    data = text.encode() if isinstance(text, str) else text
    return read_jwt(data, key, Place("a.jwt"), problems), [problem.kind.code for problem in problems]


def made(header: Credential | bytes, payload: Credential | bytes, key: SigningKey) -> str:
    """A JWT with any header and payload, signed."""
    parts = [part if isinstance(part, bytes) else json.dumps(part).encode() for part in (header, payload)]
    text = ".".join(base64url_encoded(part) for part in parts)
    return f"{text}.{base64url_encoded(key.sign(text.encode()))}"


def library_key(key: PublicKey) -> OKPKey | ECKey:
    """The same key for the library of others."""
    public = loaded(key.kind, key.raw)
    return OKPKey.import_key(public) if key.kind is KeyKind.ED25519 else ECKey.import_key(public)  # type: ignore[arg-type]


@kinds
def test_a_credential_goes_there_and_back(kind: KeyKind) -> None:
    key = KEYS[kind]
    text = to_jwt(CONTENT, key, METHOD)
    assert read(text, key.public) == (Jwt(CONTENT, METHOD, key.public), [])
    assert read(text + "\n", key.public)[1] == []
    assert to_jwt(CONTENT, key, METHOD) == text
    header = json.loads(base64url_decoded(text.split(".")[0]))
    assert header == {"alg": ALGORITHMS[kind], "cty": "vc", "kid": METHOD, "typ": "vc+jwt"}


@kinds
def test_the_library_of_others_reads_it(kind: KeyKind) -> None:
    text = to_jwt(CONTENT, KEYS[kind], METHOD)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the name EdDSA is an older one; every reader knows it
        found = jws.deserialize_compact(text, library_key(KEYS[kind].public), algorithms=[ALGORITHMS[kind]])
    assert found.payload == canonical_bytes(CONTENT)


@pytest.mark.parametrize(
    ("kind", "algorithm"), [(KeyKind.P256, "ES256"), (KeyKind.P384, "ES384"), (KeyKind.ED25519, "Ed25519")]
)
def test_what_the_library_of_others_writes_is_read(kind: KeyKind, algorithm: str) -> None:
    pair = ECKey.generate_key("P-256" if kind is KeyKind.P256 else "P-384") if kind is not KeyKind.ED25519 else None
    foreign = pair or OKPKey.generate_key("Ed25519")
    text = jws.serialize_compact(
        {**HEADER, "alg": algorithm}, canonical_bytes(CONTENT), foreign, algorithms=[algorithm]
    )
    key = SigningKey(foreign.private_key).public  # type: ignore[arg-type]
    found, codes = read(text, key)
    assert codes == []
    assert found is not None
    assert found.credential == CONTENT


def test_proofs_are_left_out_and_the_content_is_the_same() -> None:
    key = KEYS[KeyKind.P256]
    moment = moment_of("2026-03-01T08:00:00Z")
    assert moment is not None
    certificate = signed(CONTENT, key, METHOD, moment)
    found, _ = read(to_jwt(certificate, key, METHOD), key.public)
    assert found is not None
    assert "proof" not in found.credential
    assert same_content(found.credential, certificate)


def test_the_key_is_found_by_its_method() -> None:
    key = KEYS[KeyKind.P256]
    text = to_jwt(CONTENT, key, METHOD)
    found, codes = read(text, lambda kid: key.public if kid == METHOD else None)
    assert codes == []
    assert found is not None
    assert found.key == key.public
    assert read(text, lambda _kid: None) == (None, ["jwt-key-unknown"])


@kinds
@given(data=st.data())
def test_any_flipped_bit_is_refused(kind: KeyKind, data: st.DataObject) -> None:
    changed = bytearray(to_jwt(CONTENT, KEYS[kind], METHOD).encode())
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    found, codes = read(bytes(changed), KEYS[kind].public)
    assert found is None
    assert codes


@kinds
@given(part=st.sampled_from([1, 2]), data=st.data())
def test_a_change_of_payload_or_signature_breaks_the_signature(kind: KeyKind, part: int, data: st.DataObject) -> None:
    parts = to_jwt(CONTENT, KEYS[kind], METHOD).split(".")
    changed = bytearray(base64url_decoded(parts[part]))
    changed[data.draw(st.integers(0, len(changed) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    parts[part] = base64url_encoded(bytes(changed))
    assert read(".".join(parts), KEYS[kind].public) == (None, ["jwt-signature"])


@kinds
@pytest.mark.parametrize(
    "algorithm", ["none", "None", "HS256", "RS256", "ES256K", "ES512", "EdDSA", "ES256", "ES384", "", None, 1, []]
)
def test_the_key_decides_the_algorithm(kind: KeyKind, algorithm: JSON) -> None:
    text = made({**HEADER, "alg": algorithm}, CONTENT, KEYS[kind])
    assert read(text, KEYS[kind].public)[1] == ([] if algorithm == ALGORITHMS[kind] else ["jwt-algorithm"])


def test_a_jwt_without_signature_is_refused() -> None:
    text = made({**HEADER, "alg": "none"}, CONTENT, KEYS[KeyKind.P256]).rpartition(".")[0] + "."
    assert read(text, KEYS[KeyKind.P256].public) == (None, ["jwt-algorithm"])
    text = to_jwt(CONTENT, KEYS[KeyKind.P256], METHOD).rpartition(".")[0] + "."
    assert read(text, KEYS[KeyKind.P256].public) == (None, ["jwt-signature"])


def test_a_public_key_is_not_taken_for_a_shared_secret() -> None:
    """The old attack: the public key, which everybody has, as the secret of an HMAC."""
    public = KEYS[KeyKind.P256].public
    for secret in (public.raw, public.multikey.encode()):
        octets = OctKey.import_key(secret)
        text = jws.serialize_compact({**HEADER, "alg": "HS256"}, canonical_bytes(CONTENT), octets, algorithms=["HS256"])
        assert read(text, public) == (None, ["jwt-algorithm"])


@pytest.mark.parametrize("other", [KeyKind.ED25519, KeyKind.P384])
def test_a_key_of_another_kind_is_refused(other: KeyKind) -> None:
    text = to_jwt(CONTENT, KEYS[KeyKind.P256], METHOD)
    assert read(text, KEYS[other].public) == (None, ["jwt-algorithm"])
    assert read(text, new_key(KeyKind.P256).public) == (None, ["jwt-signature"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"typ": "JWT"}, "jwt-type"),
        ({"typ": None}, "jwt-type"),
        ({"typ": ["vc+jwt"]}, "jwt-type"),
        ({"typ": "vp+jwt"}, "jwt-type"),
        ({"cty": "vp"}, "jwt-type"),
        ({"cty": None}, "jwt-type"),
        ({"kid": None}, "jwt-header"),
        ({"kid": ""}, "jwt-header"),
        ({"kid": ["x"]}, "jwt-header"),
        ({"crit": ["b64"], "b64": False}, "jwt-header"),
        ({"jwk": {"kty": "EC"}}, "jwt-header"),
        ({"jku": "https://other.example/keys"}, "jwt-header"),
        ({"x5u": "https://other.example/chain"}, "jwt-header"),
        ({"zip": "DEF"}, "jwt-header"),
        ({"iat": 1.5}, "json-float"),
    ],
)
def test_each_header_that_is_not_taken_is_named(change: Credential, code: str) -> None:
    text = made({**HEADER, **change}, CONTENT, KEYS[KeyKind.P256])
    assert read(text, KEYS[KeyKind.P256].public) == (None, [code])


@pytest.mark.parametrize(
    "change", [{"typ": "application/vc+jwt"}, {"typ": "VC+JWT"}, {"cty": "application/vc"}, {"cty": "VC"}]
)
def test_media_types_may_be_written_out_and_in_capitals(change: Credential) -> None:
    """RFC 7515, section 4.1.9; RFC 2045, section 5.1."""
    assert read(made({**HEADER, **change}, CONTENT, KEYS[KeyKind.P256]), KEYS[KeyKind.P256].public)[1] == []


def test_the_content_type_may_be_left_out() -> None:
    header = {name: value for name, value in HEADER.items() if name != "cty"}
    assert read(made(header, CONTENT, KEYS[KeyKind.P256]), KEYS[KeyKind.P256].public)[1] == []


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": 4102444800},
        {"nbf": 0},
        {"exp": None},
        {"vc": {}},
        {"vp": {}},
        {"iss": "did:web:other.example"},
        {"iss": None},
    ],
)
def test_claims_that_readers_of_plain_jwt_would_take_differently_are_refused(claims: Credential) -> None:
    assert read(made(HEADER, {**CONTENT, **claims}, KEYS[KeyKind.P256]), KEYS[KeyKind.P256].public) == (
        None,
        ["jwt-claims"],
    )


@pytest.mark.parametrize(
    "issuer", ["did:web:certifier.example", {"id": "did:web:certifier.example", "name": "Certifier"}]
)
def test_a_claim_that_repeats_the_issuer_does_no_harm(issuer: JSON) -> None:
    content: Credential = {**CONTENT, "issuer": issuer, "iss": "did:web:certifier.example", "iat": 1772352000}
    assert read(made(HEADER, content, KEYS[KeyKind.P256]), KEYS[KeyKind.P256].public)[1] == []


@pytest.mark.parametrize(
    ("header", "payload", "code"),
    [
        (b'{"alg":"ES256","alg":"none","kid":"a#b","typ":"vc+jwt"}', b"{}", "json-duplicate-key"),
        (b"[]", b"{}", "json-not-object"),
        (b"", b"{}", "json-syntax"),
        (b'{"a":' * 100, b"{}", "json-depth"),
        (json.dumps(HEADER | {"kid": "a#" + "b" * 5000}).encode(), b"{}", "json-too-large"),
        (json.dumps(HEADER).encode(), b'{"a":1,"a":2}', "json-duplicate-key"),
        (json.dumps(HEADER).encode(), b'{"a":1.5}', "json-float"),
        (json.dumps(HEADER).encode(), b'"text"', "json-not-object"),
        (json.dumps(HEADER).encode(), b"\xff", "json-not-utf8"),
    ],
)
def test_header_and_payload_are_read_as_strictly_as_any_document(header: bytes, payload: bytes, code: str) -> None:
    found, codes = read(made(header, payload, KEYS[KeyKind.P256]), KEYS[KeyKind.P256].public)
    assert found is None
    assert code in codes


@pytest.mark.parametrize(
    "text", ["", ".", "..", "a.b", "a.b.c.d", "a.b.c", "{}", "AA==.AA.AA", "AA.AA.AA\n\n", "é.é.é", " AA.AA.AA"]
)
def test_what_is_no_jwt_is_refused(text: str) -> None:
    found, codes = read(text, KEYS[KeyKind.P256].public)
    assert found is None
    assert codes in (["jwt-malformed"], ["json-syntax"], ["json-not-utf8"])


def test_size_is_bounded() -> None:
    assert read(b"A" * (MOST_JWT_BYTES + 1), KEYS[KeyKind.P256].public) == (None, ["jwt-malformed"])


@given(st.binary(max_size=60))
def test_any_bytes_are_refused_without_a_traceback(data: bytes) -> None:
    found, codes = read(data, KEYS[KeyKind.P256].public)
    assert found is None
    assert codes
