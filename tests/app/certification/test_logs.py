"""A registry held against its log, entry by entry."""

from __future__ import annotations

import pytest

from fourfold.app.certification.logs.logs import hold_registry_against_log
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.core.canonical import digest_of_bytes
from fourfold.core.problems import Problems
from support.logs import LOG_KEY, NOON, codes, log_of
from support.memory_registry import MemoryRegistry

DOCUMENTS = [b'{"a":1}', b'{"a":2}', b'{"a":3}']
LEAVES = [Leaf(LeafKind.STATEMENT, digest_of_bytes(data), NOON) for data in DOCUMENTS]


def registry_of(count: int) -> MemoryRegistry:
    """A registry that knows the first documents as logged."""
    registry = MemoryRegistry()
    with registry.transaction():
        for leaf, data in zip(LEAVES[:count], DOCUMENTS, strict=False):
            registry.record(leaf, data)
        registry.logged([leaf.digest for leaf in LEAVES[:count]], 0)
    return registry


@pytest.mark.parametrize(
    ("order", "known", "expected"),
    [
        ((0, 1, 2), 3, []),
        ((0, 1, 2), 2, ["log-registry-sizes"]),
        ((0, 1), 3, ["log-registry-sizes"]),
        ((0, 2, 1), 3, ["log-entry-not-of-registry", "log-entry-not-of-registry"]),
    ],
)
def test_a_registry_agrees_with_its_log_or_is_told_where_not(
    order: tuple[int, ...], known: int, expected: list[str]
) -> None:
    log = log_of()
    log.append([LEAVES[index].data() for index in order], LOG_KEY)
    problems = Problems()
    hold_registry_against_log(registry_of(known), log, problems)
    assert codes(problems) == expected
