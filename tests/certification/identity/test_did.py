"""DIDs are read strictly, and what is read is written back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.identity.did import (
    DidKey,
    DidWeb,
    did_key_document,
    is_did,
    key_of_method,
    log_origin_of,
    next_log_origin,
    parse_did,
)
from fourfold.certification.keys.key import KeyKind, new_key

_LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
_STEP = st.from_regex(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,10}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("did:web:w3c-ccg.github.io", "https://w3c-ccg.github.io/.well-known/did.json"),
        ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
        ("did:web:example.com%3A3000", "https://example.com:3000/.well-known/did.json"),
        ("did:web:example.com%3A3000:user:alice", "https://example.com:3000/user/alice/did.json"),
        ("did:web:xn--fiq228c.xn--fiqs8s", "https://xn--fiq228c.xn--fiqs8s/.well-known/did.json"),
    ],
)
def test_the_examples_of_the_did_web_method_lead_to_their_documents(text: str, url: str) -> None:
    did = parse_did(text)

    assert isinstance(did, DidWeb)
    assert did.url == url
    assert str(did) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "did:web:",
        "did:web:localhost",
        "did:web:localhost%3A8443",
        "did:web:127.0.0.1",
        "did:web:10.1.2.3:path",
        "did:web:0x7f.1",
        "did:web:[::1]",
        "did:web:example.com:",
        "did:web:example.com::a",
        "did:web:example.com:..:secret",
        "did:web:example.com:.well-known",
        "did:web:example.com:a%2Fb",
        "did:web:example.com/a",
        "did:web:user@example.com",
        "did:web:user%40example.com",
        "did:web:example.com%3A",
        "did:web:example.com%3A0",
        "did:web:example.com%3A080",
        "did:web:example.com%3A65536",
        "did:web:example.com%3a443",
        "did:web:example.com%3A1%3A2",
        "did:web:Example.com",
        "did:web:example..com",
        "did:web:-example.com",
        "did:web:example-.com",
        "did:web:example.com.",
        "did:web:例子.中国",
        "did:web:exаmple.com",
        "did:web:example.com#key",
        "did:web:example.com?x=1",
        "did:web:example.com\n",
        "did:web:" + "a" * 64 + ".com",
        "did:web:" + "abcdefgh." * 30 + "com",
        "did:web:example.com:" + "a" * 400,
        "did:plc:abc",
        "DID:web:example.com",
        "did:key:",
        "did:key:z6Mk",
        "did:key:6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    ],
)
def test_what_is_no_did_of_a_public_place_or_key_is_refused(text: str) -> None:
    assert not is_did(text)


@given(
    st.lists(_LABEL, min_size=1, max_size=4),
    st.none() | st.integers(1, 65_535),
    st.lists(_STEP, max_size=4),
)
def test_a_did_web_is_what_is_written_of_it(labels: list[str], port: int | None, path: list[str]) -> None:
    did = DidWeb(".".join([*labels, "example"]), port, tuple(path))

    assert parse_did(str(did)) == did


@pytest.mark.parametrize("kind", KeyKind)
def test_a_did_key_is_resolved_from_itself(kind: KeyKind) -> None:
    key = new_key(kind).public

    assert parse_did(key.did) == DidKey(key)
    assert str(DidKey(key)) == key.did
    assert key_of_method(key.method) == key
    document = did_key_document(key)
    assert document["id"] == key.did
    assert document["assertionMethod"] == [key.method]


def test_a_method_names_the_key_of_its_own_did() -> None:
    one, other = new_key().public, new_key().public

    for method in (f"{one.did}#{other.multikey}", one.did, f"{one.did}#", "did:web:example.com#z6Mk", ""):
        with pytest.raises(ValueError, match=r"did|verification"):
            key_of_method(method)


def test_a_log_is_named_by_its_place_and_the_next_by_a_number() -> None:
    key = new_key(KeyKind.P384).public

    assert log_origin_of("did:web:example.com%3A3000:user:alice") == "example.com:3000/user/alice/log"
    assert log_origin_of(key.did) == f"{key.multikey}.invalid/log"
    assert next_log_origin("example.com/log") == "example.com/log/2"
    assert next_log_origin("example.com/log/9") == "example.com/log/10"
