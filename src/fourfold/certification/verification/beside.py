"""The same fact in two documents, spelled alike, so that a difference can be shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from fourfold.core.canonical import JSON, canonical_bytes, decimal_text
from fourfold.core.problems import N_


def lines_beside(one: Mapping[str, Decimal], other: Mapping[str, Decimal]) -> Iterator[tuple[str, str, str]]:
    """Every result line of both, with what it is, as one and as the other has it."""
    for name in sorted({*one, *other}):
        yield N_("result line"), _figure(one, name), _figure(other, name)


def _figure(lines: Mapping[str, Decimal], name: str) -> str:
    return f"{name} {decimal_text(lines[name])}" if name in lines else f"{name} –"


def spelled(value: JSON) -> str:
    """The one spelling of a value."""
    return canonical_bytes(value).decode()


def pairs(values: Sequence[Sequence[str]]) -> str:
    """Names with what belongs to them, in order."""
    return ", ".join(" ".join(value) for value in sorted(map(tuple, values)))
