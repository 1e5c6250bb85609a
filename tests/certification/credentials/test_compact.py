"""The compact form of labels: signed, small, and read strictly."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.certification.credentials.compact import (
    COMPACT_MOST_BYTES,
    Compact,
    CompactFlag,
    SignatureState,
    SignedCompact,
    check_compact,
    compact_text,
    key_id_of,
    read_compact,
    sign_compact,
)
from fourfold.certification.keys.key import KeyKind, new_key
from fourfold.core.problems import Place, Problem, Problems
from fourfold.core.words import words

KEY = new_key()
HERE = Place("certificate")
CONTENT = Compact(
    number="FF-2026-000001",
    total_kg_co2e=Decimal("61.2345678901"),
    unit="1 kWh",
    boundary="cradle-to-gate",
    standard="GB/T 24067-2024",
    valid_until=datetime(2028, 3, 1, tzinfo=UTC),
    flags=CompactFlag.NONE,
    certificate=bytes(range(16)),
)


def signed(content: Compact = CONTENT) -> bytes:
    problems = Problems()
    data = sign_compact(content, KEY, HERE, problems)
    assert data is not None, list(problems)
    return data


def read(text: str) -> SignedCompact:
    problems = Problems()
    found = read_compact(text, HERE, problems)
    assert found is not None, list(problems)
    return found


def refused(text: str) -> str:
    problems = Problems()
    assert read_compact(text, HERE, problems) is None
    (problem,) = problems
    assert problem.kind.code == "label-unreadable"
    return problem.in_english


def why_not(content: Compact, key: object = KEY) -> list[Problem]:
    problems = Problems()
    assert sign_compact(content, key, HERE, problems) is None  # type: ignore[arg-type]
    return list(problems)


@pytest.mark.parametrize("kind", [KeyKind.ED25519, KeyKind.P256])
def test_a_form_comes_back_as_it_was_and_its_signature_holds(kind: KeyKind) -> None:
    key = new_key(kind)
    data = sign_compact(CONTENT, key, HERE, Problems())
    assert data is not None
    assert len(data) <= COMPACT_MOST_BYTES
    found = read(compact_text(data))
    assert found.content == CONTENT
    assert found.key_id == key_id_of(key.public)
    assert check_compact(found, [new_key().public, key.public]) is SignatureState.GOOD


def test_another_library_reads_it_as_cose() -> None:
    """By RFC 9052 alone: a tagged list of four, and a signature over Sig_structure."""
    data = signed()
    outer = cbor2.loads(data)
    assert outer.tag == 18
    protected, unprotected, payload, signature = outer.value
    assert cbor2.loads(protected) == {1: -8, 4: key_id_of(KEY.public)}
    assert unprotected == {}
    values = cbor2.loads(payload)
    assert values == {
        0: 1,
        1: "FF-2026-000001",
        2: [-10, 612345678901],
        3: "1 kWh",
        4: 0,
        5: "GB/T 24067-2024",
        6: 1835481600,
        7: 0,
        8: bytes(range(16)),
    }
    message = cbor2.dumps(["Signature1", protected, b"", payload], canonical=True)
    Ed25519PublicKey.from_public_bytes(KEY.public.raw).verify(signature, message)


def test_an_address_before_the_form_does_not_matter() -> None:
    form = compact_text(signed())
    assert read(f"  https://body.example/public/label.html#{form}\n").content == CONTENT


def test_any_flipped_bit_is_seen() -> None:
    data = signed()
    for at in range(len(data) * 8):
        flipped = bytearray(data)
        flipped[at // 8] ^= 1 << at % 8
        problems = Problems()
        found = read_compact(compact_text(bytes(flipped)), HERE, problems)
        assert found is None or check_compact(found, [KEY.public]) is not SignatureState.GOOD, at


def test_a_key_that_is_not_known_is_said_to_be_so() -> None:
    found = read(compact_text(signed()))
    assert check_compact(found, [new_key().public]) is SignatureState.UNKNOWN_KEY
    assert check_compact(found, []) is SignatureState.UNKNOWN_KEY


def test_a_signature_of_another_key_under_this_name_is_bad() -> None:
    found = read(compact_text(signed()))
    other = new_key()
    forged = replace(found, signature=other.sign(found.message))
    assert check_compact(forged, [KEY.public, other.public]) is SignatureState.BAD


def test_what_is_too_long_is_named_with_what_it_takes() -> None:
    long = replace(CONTENT, unit="одна батарея для автомобиля с аккумулятором")
    (problem,) = why_not(long)
    assert problem.kind.code == "label-too-long"
    excess = int(str(problem.params["excess"]))
    assert "unit" in words("en").repair(problem)
    text = long.unit.encode()[: len(long.unit.encode()) - excess].decode(errors="ignore").strip()
    assert len(signed(replace(long, unit=text))) <= COMPACT_MOST_BYTES


def test_everything_that_cannot_be_said_is_told_at_once() -> None:
    bad = replace(
        CONTENT,
        number="",
        unit="k\u202eWh",
        boundary="cradle-to-cradle",
        total_kg_co2e=Decimal("1e30"),
        valid_until=datetime(2028, 3, 1, 0, 0, 0, 5, tzinfo=UTC),
        certificate=b"short",
    )
    codes = [problem.kind.code for problem in why_not(bad)]
    assert codes == ["label-cannot-hold"] * 6
    assert len(why_not(replace(CONTENT, total_kg_co2e=Decimal("NaN")))) == 1
    assert len(why_not(replace(CONTENT, total_kg_co2e=Decimal("0." + "1" * 30)))) == 1


def test_a_key_whose_signature_is_too_long_is_refused() -> None:
    (problem,) = why_not(CONTENT, new_key(KeyKind.P384))
    assert problem.kind.code == "label-key-kind"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "base32"),
        ("https://body.example/", "base32"),
        ("Ω" * 30, "base32"),
        ("AAAA" * 100, "more than 200"),
        ("A" * 3000, "too long"),
        ("A", "cut off"),
        ("AAAAAAAA", "after the end"),
        ("AA", "wrong kind"),
    ],
)
def test_what_is_no_form_is_refused_with_its_reason(text: str, reason: str) -> None:
    assert reason in refused(text)


def test_truncated_and_extended_forms_are_refused() -> None:
    data = signed()
    for size in range(len(data)):
        refused(compact_text(data[:size]))
    assert "after the end" in refused(compact_text(data + b"\0"))
    form = compact_text(data)
    last = base64.b32encode(data)[-1:]
    assert last == b"=" or form == base64.b32encode(data).decode()
    bits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    loose = [form[:-1] + c for c in bits if c != form[-1]]
    assert sum("after the end" in refused_or_empty(text) for text in loose) >= (len(data) % 5 != 0)


def refused_or_empty(text: str) -> str:
    problems = Problems()
    read_compact(text, HERE, problems)
    return "".join(problem.in_english for problem in problems)


def parts(data: bytes) -> list[object]:
    value = cbor2.loads(data).value
    assert isinstance(value, list | tuple)
    return list(value)


def rebuilt(changed: list[object], tag: int = 18) -> str:
    return compact_text(cbor2.dumps(cbor2.CBORTag(tag, changed), canonical=True))


def payload_with(**changes: object) -> str:
    protected, unprotected, payload, signature = parts(signed())
    assert isinstance(payload, bytes)
    values = cbor2.loads(payload)
    for key, value in changes.items():
        if value is None:
            del values[int(key[1:])]
        else:
            values[int(key[1:])] = value
    return rebuilt([protected, unprotected, cbor2.dumps(values, canonical=True), signature])


@pytest.mark.parametrize(
    "change",
    [
        {"k0": 2},
        {"k9": 1},
        {"k1": None},
        {"k1": 7},
        {"k1": "two\nlines"},
        {"k2": [0]},
        {"k2": [-40, 1]},
        {"k2": [0, 2**63]},
        {"k3": ""},
        {"k4": 5},
        {"k4": -1},
        {"k6": -1},
        {"k6": 2**40},
        {"k7": 8},
        {"k8": b"1234"},
    ],
    ids=str,
)
def test_a_member_that_is_not_understood_makes_the_form_unreadable(change: dict[str, object]) -> None:
    refused(payload_with(**change))


def test_headers_are_held_to_what_is_signed() -> None:
    protected, _, payload, signature = parts(signed())
    refused(rebuilt([protected, {4: b"12345678"}, payload, signature]))
    refused(rebuilt([protected, {}, payload, b"short"]))
    refused(rebuilt([protected, {}, payload]))
    refused(rebuilt([protected, {}, payload, signature], tag=17))
    for header in ({1: -8}, {1: -36, 4: b"12345678"}, {1: -8, 4: b"123"}, {1: -8, 4: b"12345678", 5: 1}):
        refused(rebuilt([cbor2.dumps(header, canonical=True), {}, payload, signature]))


@settings(max_examples=60)
@given(st.binary(max_size=200))
def test_garbage_is_refused_in_words(data: bytes) -> None:
    refused(compact_text(data))


@settings(max_examples=40)
@given(
    st.decimals(min_value=-(10**9), max_value=10**9, places=8, allow_nan=False),
    st.sampled_from(["cradle-to-gate", "cradle-to-grave", "end-of-life"]),
    st.integers(0, 2**32),
    st.sampled_from([CompactFlag(bits) for bits in range(8)]),
)
def test_figures_are_exact(figure: Decimal, boundary: str, until: int, flags: CompactFlag) -> None:
    content = replace(
        CONTENT,
        total_kg_co2e=figure,
        boundary=boundary,
        valid_until=datetime.fromtimestamp(until, UTC),
        flags=flags,
    )
    assert read(compact_text(signed(content))).content == content
