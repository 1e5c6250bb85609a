"""Bitstring Status List 1.0: bits from the left, at least 131,072 of them, expanded within bounds."""

from __future__ import annotations

import base64
import gzip
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.status.bitstring import (
    LIST_ENTRIES,
    MOST_ENTRIES,
    AsOf,
    StatusEntry,
    StatusList,
    StatusPurpose,
    Version,
    decode_bits,
    encode_bits,
    list_credential,
    with_bit,
)
from fourfold.certification.status.reading import read_status_entry, read_status_list
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import Place, Problems

MADE = datetime(2026, 3, 1, 8, tzinfo=UTC)
UNTIL = MADE + timedelta(hours=840)
EMPTY = bytes(LIST_ENTRIES // 8)
URL = "https://body.example/status/revocation-1.json"
PLACE = Place("status.json")
AS_OF = AsOf(Version(2, "sha256:" + "1" * 64), Version(7, "sha256:" + "2" * 64))
PUBLISHED_EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
"""``encodedList`` of the example credential of the recommendation (section 2.2)."""


def credential(**changes: Any) -> dict[str, Any]:
    document: dict[str, Any] = list_credential(
        URL, "did:web:body.example", StatusPurpose.REVOCATION, EMPTY, MADE, UNTIL, AS_OF
    )
    subject = {**document["credentialSubject"], **changes.pop("subject", {})}
    document = {**document, "credentialSubject": subject, **changes}
    return {key: value for key, value in document.items() if value is not ...}


def read(document: Any) -> tuple[StatusList | None, list[str]]:
    problems = Problems()
    found = read_status_list(document, PLACE, problems)
    assert (found is None) == bool(problems.errors)
    return found, [problem.kind.code for problem in problems]


def packed(data: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@given(st.sets(st.integers(0, LIST_ENTRIES - 1), max_size=8))
def test_the_bits_that_were_set_are_set_and_no_others(indexes: set[int]) -> None:
    bits = EMPTY
    for index in indexes:
        bits = with_bit(bits, index)
    document = list_credential(URL, "did:web:body.example", StatusPurpose.SUSPENSION, bits, MADE, UNTIL, AS_OF)
    found = read_status_list(document, PLACE, Problems())
    assert found is not None
    assert found.bits == bits
    assert all(found.is_set(index) for index in indexes)
    assert int.from_bytes(bits).bit_count() == len(indexes)


def test_what_is_written_is_read() -> None:
    found, _ = read(credential())
    assert found == StatusList(
        URL, "did:web:body.example", StatusPurpose.REVOCATION, MADE, UNTIL, EMPTY, credential(), AS_OF
    )


def test_bit_0_is_the_leftmost() -> None:
    assert with_bit(EMPTY, 0)[0] == 0b1000_0000
    assert with_bit(EMPTY, 9)[1] == 0b0100_0000
    found = StatusList(URL, "", StatusPurpose.REVOCATION, MADE, UNTIL, b"\x40" + EMPTY[1:], {})
    assert [found.is_set(index) for index in range(3)] == [False, True, False]


@pytest.mark.parametrize("index", [-1, LIST_ENTRIES])
def test_a_bit_beyond_the_list_is_no_bit(index: int) -> None:
    with pytest.raises(IndexError):
        StatusList(URL, "", StatusPurpose.REVOCATION, MADE, UNTIL, EMPTY, {}).is_set(index)


def test_the_published_example_has_16384_bytes_of_zero() -> None:
    assert decode_bits(PUBLISHED_EXAMPLE) == EMPTY
    found, _ = read(credential(subject={"encodedList": PUBLISHED_EXAMPLE}))
    assert found is not None
    assert found.bits == EMPTY


def test_equal_bits_give_equal_bytes_and_name_neither_time_nor_system() -> None:
    text = encode_bits(EMPTY)
    assert text == encode_bits(EMPTY)
    header = base64.urlsafe_b64decode(text[1:] + "==")[:10]
    assert header[4:8] == bytes(4)
    assert header[9] == 255


def test_a_list_that_is_too_short_is_refused() -> None:
    assert read(credential(subject={"encodedList": encode_bits(bytes(LIST_ENTRIES // 8 - 1))}))[1] == [
        "status-list-short"
    ]
    assert read(credential(subject={"encodedList": encode_bits(b"")}))[1] == ["status-list-short"]


def test_a_list_that_swells_is_not_expanded_beyond_its_bound() -> None:
    bomb = gzip.compress(bytes(200 * 1024 * 1024), compresslevel=1)
    bits = decode_bits(packed(bomb))
    assert bits is not None
    assert len(bits) == MOST_ENTRIES // 8 + 1
    assert read(credential(subject={"encodedList": packed(bomb)}))[1] == ["status-list-short"]


@pytest.mark.parametrize(
    "text",
    [
        PUBLISHED_EXAMPLE[1:],
        "z" + PUBLISHED_EXAMPLE[1:],
        PUBLISHED_EXAMPLE + "=",
        PUBLISHED_EXAMPLE[:-12],
        PUBLISHED_EXAMPLE[:-1],
        PUBLISHED_EXAMPLE.replace("-", "+"),
        "u",
        "",
        "uAAAA",
        packed(zlib.compress(EMPTY)),
        packed(EMPTY),
        packed(gzip.compress(EMPTY, mtime=0)[:-3]),
        packed(gzip.compress(EMPTY, mtime=0)[:-8] + bytes(8)),
        packed(gzip.compress(EMPTY, mtime=0) + b"rest"),
        5,
        None,
    ],
)
def test_bits_that_cannot_be_expanded_are_refused(text: Any) -> None:
    assert read(credential(subject={"encodedList": text}))[1] == ["status-list-encoding"]


@pytest.mark.parametrize("size", [2, 0, "1", True, 1.0 * 2, [1]])
def test_more_than_one_bit_an_entry_is_refused(size: Any) -> None:
    assert read(credential(subject={"statusSize": size}))[1] == ["status-list-size"]


def test_one_bit_an_entry_may_be_said() -> None:
    assert read(credential(subject={"statusSize": 1}))[1] == []
    assert read(credential(subject={"statusSize": None}))[1] == []


def test_a_foreign_list_may_spell_its_members_otherwise() -> None:
    foreign = credential(
        issuer={"id": "did:web:body.example", "name": "Body"},
        type="BitstringStatusListCredential",
        subject={"statusPurpose": ["revocation"], "type": ["BitstringStatusList"]},
    )
    found, _ = read(foreign)
    assert found is not None
    assert (found.issuer, found.purpose) == ("did:web:body.example", StatusPurpose.REVOCATION)


def test_the_end_is_the_earlier_of_validity_and_ttl() -> None:
    hour = 3_600_000
    for ttl, until, expected in [
        (hour, ..., MADE + timedelta(hours=1)),
        (hour, "2026-03-01T08:30:00Z", MADE + timedelta(minutes=30)),
        (hour, "2026-03-02T08:00:00Z", MADE + timedelta(hours=1)),
        (2**53 - 1, ..., datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)),
    ]:
        found, _ = read(credential(validUntil=until, subject={"ttl": ttl}))
        assert found is not None
        assert found.until == expected


def test_a_list_without_an_end_is_refused() -> None:
    assert read(credential(validUntil=...))[1] == ["status-list-endless"]
    assert read(credential(validUntil=None))[1] == ["status-list-endless"]


@pytest.mark.parametrize(
    "changes",
    [
        {"id": ...},
        {"id": ""},
        {"issuer": 5},
        {"issuer": {}},
        {"type": "VerifiableCredential"},
        {"type": None},
        {"validFrom": "2026-03-01"},
        {"validFrom": ...},
        {"validUntil": "tomorrow"},
        {"validUntil": "2026-03-01T08:00:00Z"},
        {"subject": {"type": "StatusList2021"}},
        {"subject": {"statusPurpose": "refresh"}},
        {"subject": {"statusPurpose": ["revocation", "suspension"]}},
        {"subject": {"statusPurpose": {}}},
        {"subject": {"ttl": 0}},
        {"subject": {"ttl": True}},
        {"subject": {"ttl": "5"}},
        {"subject": {"ttl": 2**53}},
    ],
)
def test_a_member_that_is_wrong_is_named(changes: Any) -> None:
    assert read(credential(**changes))[1] == ["status-list-wrong"]


def test_all_faults_are_told_at_once() -> None:
    assert len(read(credential(id=5, issuer=5, validFrom=5, subject={"encodedList": 5, "statusSize": 5}))[1]) == 5
    assert read({})[1] == ["status-list-wrong"]


def entry(**changes: Any) -> tuple[StatusEntry | None, list[str]]:
    problems = Problems()
    document = {**StatusEntry(StatusPurpose.SUSPENSION, URL, 94_567).document(), **changes}
    return read_status_entry(document, PLACE, problems), [problem.kind.code for problem in problems]


def test_an_entry_comes_back() -> None:
    assert entry() == (StatusEntry(StatusPurpose.SUSPENSION, URL, 94_567), [])
    assert StatusEntry(StatusPurpose.SUSPENSION, URL, 7).document()["statusListIndex"] == "7"
    canonical_bytes(StatusEntry(StatusPurpose.SUSPENSION, URL, 0).document())
    assert entry(statusListIndex="0", id=None, statusSize=1)[0] == StatusEntry(StatusPurpose.SUSPENSION, URL, 0)


@pytest.mark.parametrize(
    "changes",
    [
        {"statusListIndex": 5},
        {"statusListIndex": "-1"},
        {"statusListIndex": "05"},
        {"statusListIndex": "٥"},
        {"statusListIndex": "1" * 30},
        {"statusListIndex": None},
        {"statusPurpose": "message"},
        {"statusPurpose": None},
        {"statusListCredential": ""},
        {"type": "StatusList2021Entry"},
    ],
)
def test_an_entry_that_is_wrong_is_refused(changes: Any) -> None:
    assert entry(**changes) == (None, ["status-entry-wrong"])


def test_an_entry_of_several_bits_is_refused() -> None:
    assert entry(statusSize=2) == (None, ["status-list-size"])
    problems = Problems()
    assert read_status_entry([], PLACE, problems) is None
    assert len(problems) == 1


def test_lists_of_others_need_not_name_documents_of_their_body() -> None:
    found, faults = read(credential(asOf=...))
    assert faults == []
    assert found is not None
    assert found.as_of is None


@pytest.mark.parametrize("wrong", [[], {}, {"issuer": {"version": 1, "digest": "sha256:" + "1" * 64}}, "x", 1])
def test_documents_of_a_body_are_named_whole_or_not_at_all(wrong: object) -> None:
    found, faults = read(credential(asOf=wrong))
    assert found is None
    assert "status-list-wrong" in faults


@pytest.mark.parametrize("version", [0, -1, True, "1", None])
def test_a_version_is_a_number_from_one(version: object) -> None:
    named = {"version": version, "digest": "sha256:" + "1" * 64}
    assert read(credential(asOf={"issuer": named, "register": named}))[0] is None
