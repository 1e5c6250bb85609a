"""Published Merkle proofs, good and tampered: RFC 6962 inclusion and consistency, and proofs within subtrees."""

from __future__ import annotations

import json
import tarfile
from base64 import b64decode
from collections.abc import Iterator

import pytest

from fourfold.core.merkle import verify_consistency, verify_inclusion
from support.vectors import VECTORS, needs_vectors

pytestmark = [pytest.mark.acceptance, needs_vectors]

CASES = VECTORS / "merkle" / "testdata.tar.gz"


def cases(folder: str) -> Iterator[tuple[str, dict[str, object]]]:
    """The cases of a folder by name."""
    with tarfile.open(CASES) as archive:
        for member in archive:
            stream = archive.extractfile(member) if member.isfile() else None
            if stream is not None and member.name.startswith(f"testdata/{folder}/"):
                yield member.name, json.load(stream)


def number(case: dict[str, object], key: str) -> int:
    """A number; writers in Go may leave out a zero."""
    value = case.get(key) or 0
    assert isinstance(value, int)
    return value


def hashed(case: dict[str, object], key: str) -> bytes:
    """A hash; absent and null are empty."""
    value = case.get(key) or ""
    assert isinstance(value, str)
    return b64decode(value)


def path(case: dict[str, object]) -> list[bytes]:
    """A proof; absent and null are empty."""
    value = case.get("proof") or []
    assert isinstance(value, list)
    return [b64decode(item or "") for item in value]


def test_all_98_inclusion_cases_are_decided_as_published() -> None:
    decided = {
        name: verify_inclusion(
            hashed(case, "leafHash"),
            number(case, "leafIdx"),
            number(case, "treeSize"),
            path(case),
            hashed(case, "root"),
        )
        is not case["wantErr"]
        for name, case in cases("inclusion")
    }
    assert len(decided) == 98
    assert [name for name, right in decided.items() if not right] == []


def test_all_98_consistency_cases_are_decided_as_published() -> None:
    decided = {
        name: verify_consistency(
            number(case, "size1"),
            number(case, "size2"),
            path(case),
            hashed(case, "root1"),
            hashed(case, "root2"),
        )
        is not case["wantErr"]
        for name, case in cases("consistency")
    }
    assert len(decided) == 98
    assert [name for name, right in decided.items() if not right] == []


def is_subtree(start: int, end: int) -> bool:
    """Whether a range can be a subtree: it starts at a multiple of the power of two it fits in."""
    return 0 <= start < end and start % (1 << (end - start - 1).bit_length()) == 0


def test_all_204_subtree_inclusion_cases_are_decided_as_published_by_counting_from_the_start_of_the_subtree() -> None:
    decided = {}
    for name, case in cases("subtreeinclusion"):
        start, end, index = number(case, "start"), number(case, "end"), number(case, "leafIdx")
        holds = is_subtree(start, end) and verify_inclusion(
            hashed(case, "leafHash"), index - start, end - start, path(case), hashed(case, "root")
        )
        decided[name] = holds is not case["wantErr"]
    assert len(decided) == 204
    assert [name for name, right in decided.items() if not right] == []


def test_subtree_consistency_cases_that_start_at_the_first_leaf_are_plain_consistency() -> None:
    decided = {}
    for name, case in cases("subtreeconsistency"):
        if number(case, "start") == 0 < number(case, "end"):
            holds = verify_consistency(
                number(case, "end"), number(case, "size"), path(case), hashed(case, "root1"), hashed(case, "root2")
            )
            decided[name] = holds is not case["wantErr"]
    assert len(decided) == 91
    assert [name for name, right in decided.items() if not right] == []
