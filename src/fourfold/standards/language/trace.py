"""The trace of an evaluation: every sub-expression with its value, as the rule's author wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fourfold.standards.language.values import Value

SHOWN_ROWS = 20
"""Rows of a list whose traces are kept: those that decided first, then in order; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One sub-expression.

    Attributes:
        text: as written in the rule.
        value: what it came to.
        parts: what it was made of, in order; of an aggregate one part a row.
        left_out: rows whose parts were not kept.
    """

    text: str
    value: Value
    parts: tuple[Trace, ...] = ()
    left_out: int = 0

    def leaves(self) -> Iterator[Trace]:
        """The facts and parameters it rests on, in order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()
