"""Leaves and proofs as they travel."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.log.proof import LogProof, read_proof
from fourfold.core.problems import Problems
from fourfold.core.strict_json import read_json
from support.logs import NOON, PLACE, codes, entry, log_of

DIGEST = "sha256:" + "0123456789abcdef" * 4
LEAF = Leaf(LeafKind.CERTIFICATE, DIGEST, NOON)


def test_a_leaf_is_canonical_json_of_digest_kind_and_time() -> None:
    members = f'"digest":"{DIGEST}","fourfold":"leaf/1","kind":"certificate","time":"2026-03-01T12:00:00Z"'
    assert LEAF.data() == b"{" + members.encode() + b"}"
    assert read_json(LEAF.data(), PLACE, Problems()) == {
        "digest": DIGEST,
        "fourfold": "leaf/1",
        "kind": "certificate",
        "time": "2026-03-01T12:00:00Z",
    }


@given(
    st.sampled_from(LeafKind),
    st.binary(min_size=32, max_size=32),
    st.integers(0, 10**11).map(lambda seconds: datetime(1000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)),
)
def test_a_leaf_comes_back_from_its_bytes(kind: LeafKind, digest: bytes, time: datetime) -> None:
    leaf = Leaf(kind, "sha256:" + digest.hex(), time)
    assert Leaf.read(leaf.data(), PLACE, Problems()) == leaf


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"certificate", b"holiday"),
        (b"leaf/1", b"leaf/2"),
        (b'","kind', b'", "kind'),
        (b"abcdef", b"ABCDEF"),
        (b"12:00:00Z", b"25:00:00Z"),
        (b"03-01", b"02-30"),
        (b"00Z", b"00+00:00"),
        (b"}", b"}\n"),
        (b"sha256:", b"sha512:"),
        (b"2026", "２０２６".encode()),
    ],
)
def test_other_bytes_are_no_leaf(old: bytes, new: bytes) -> None:
    problems = Problems()
    assert Leaf.read(LEAF.data().replace(old, new, 1), PLACE, problems) is None
    assert codes(problems) == ["leaf-broken"]


@given(st.binary(max_size=200))
def test_any_bytes_are_a_leaf_or_refused(data: bytes) -> None:
    problems = Problems()
    found = Leaf.read(data, PLACE, problems)
    assert (found is None) == bool(list(problems))
    assert found is None or found.data() == data


LOG = log_of(300)
PROOF = LOG.prove(77)


def test_a_proof_comes_back_from_its_text() -> None:
    assert read_proof(PROOF.text(), PLACE, Problems()) == PROOF
    lines = PROOF.text().split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1].startswith("extra ")
    assert lines[2] == "index 77"
    assert lines[3 + len(PROOF.path)] == ""
    assert PROOF.text().endswith("\n\n" + PROOF.checkpoint.text)


def test_a_proof_in_a_log_of_one_entry_has_no_path() -> None:
    alone = log_of(1).prove(0)
    assert alone.path == ()
    assert read_proof(alone.text(), PLACE, Problems()) == alone
    assert alone.holds()


@given(st.integers(0, len(PROOF.text().encode()) - 1), st.integers(0, 7))
def test_no_flipped_bit_leaves_another_proof_that_holds(at: int, bit: int) -> None:
    data = bytearray(PROOF.text().encode())
    data[at] ^= 1 << bit
    found = read_proof(data.decode(errors="replace"), PLACE, Problems())
    if found is not None and found.holds():  # then the flip is in what only signatures protect
        assert (found.leaf, found.index, found.path) == (PROOF.leaf, PROOF.index, PROOF.path)
        assert found.checkpoint.text != PROOF.checkpoint.text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("extra ", "extra  "),
        ("extra ", "extras "),
        ("index 77", "index 077"),
        ("index 77", "index -1"),
        ("index 77", "place 77"),
        ("=\n\n", "=\n"),
        ("c2sp.org/tlog-proof@v1\n", "c2sp.org/tlog-proof@v1\n\n"),
        ("index 77\n", "index 77\nYWFhYQ==\n"),
        ("index 77\n", "index 77\nnot base64\n"),
        ("index 77\n", "index 77\n" + "A" * 43 + "=\n" * 64),
        ("index 77\n", "index 77\n" + ("A" * 43 + "=\n") * 64),
        ("300\n", "0300\n"),
    ],
)
def test_texts_that_are_no_proof_are_refused(old: str, new: str) -> None:
    problems = Problems()
    assert read_proof(PROOF.text().replace(old, new, 1), PLACE, problems) is None
    assert len(codes(problems)) == 1


def test_a_proof_without_its_entry_and_one_too_large_are_refused() -> None:
    for text in (
        "\n".join(line for line in PROOF.text().split("\n") if not line.startswith("extra")),
        PROOF.text().replace("extra " + PROOF.text().split("\n")[1][6:], "extra "),
        "c2sp.org/tlog-proof@v1\n" + "x" * 500_000,
    ):
        problems = Problems()
        assert read_proof(text, PLACE, problems) is None
        assert codes(problems) == ["log-proof-broken"]


def test_a_proof_holds_for_its_own_entry_and_checkpoint_only() -> None:
    assert PROOF.holds()
    under = PROOF.checkpoint
    assert not LogProof(entry(78), 77, PROOF.path, under).holds()
    assert not LogProof(PROOF.leaf, 78, PROOF.path, under).holds()
    assert not LogProof(PROOF.leaf, 77, PROOF.path[:-1], under).holds()
    assert not LogProof(PROOF.leaf, 77, (*PROOF.path, under.root), under).holds()
    assert not LogProof(PROOF.leaf, 77, PROOF.path, log_of(299).newest).holds()
