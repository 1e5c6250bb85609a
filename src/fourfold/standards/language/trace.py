"""The trace of an evaluation: every sub-expression with its value, as the rule's author wrote it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fourfold.standards.language.values import Value

SHOWN_ROWS = 20
"""Rows of a list whose traces are kept: those that decided first, then in order; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Trace:
    """One sub-expression.

    Attributes:
        text: as written in the rule.
        value: what it came to.
        parts: what it was made of, in order; of an aggregate one part a row, or the list where it has no rows.
        left_out: rows whose parts were not kept.
        operator: what makes the value of the parts: ``and``, ``<``, ``+``, ``all``, ``if`` (element and condition of a
            row) …; ``left out`` for the condition of a row that leaves it out; empty for what has no parts.
        row: of a part of an aggregate, the row it is of.
        also: of an aggregate, rows that decided and whose parts were not kept.
    """

    text: str
    value: Value
    parts: tuple[Trace, ...] = ()
    left_out: int = 0
    operator: str = ""
    row: Value | None = None
    also: tuple[Value, ...] = ()

    def of_row(self, row: Value) -> Trace:
        """The same as the part of an aggregate."""
        return replace(self, row=row)

    def leaves(self) -> Iterator[Trace]:
        """The facts and parameters it rests on, in order."""
        if not self.parts:
            if self.value.origin:
                yield self
            return
        for part in self.parts:
            yield from part.leaves()

    def missing(self) -> Iterator[Trace]:
        """Of an unknown value, what made it unknown: facts that are not there, and arithmetic without an answer."""
        if self.value.known:
            return
        open_parts = [part for part in self.parts if not part.value.known]
        if not open_parts:
            yield self
        for part in open_parts:
            yield from part.missing()

    def deciding_rows(self) -> Iterator[Value]:
        """The rows that made the value what it is, those first whose parts were kept.

        Of ``all(…)`` that is false the rows for which it is; of one that is true all rows. Where lists stand within
        lists, the outer rows.
        """
        if self.row is not None:
            yield self.row
            return
        for part in self.deciding_parts():
            yield from part.deciding_rows()
        yield from self.also

    def deciding_parts(self) -> tuple[Trace, ...]:
        """The parts that made the value what it is: of ``and`` that is false those that are, of a sum every part."""
        content = self.value.content
        if self.operator in ("and", "or", "all", "any") or (content is None and self.operator != "not"):
            asked = tuple(part for part in self.parts if not part.is_left_out)
            return tuple(part for part in asked if part.value.content == content) or asked
        if self.operator in ("min", "max"):
            return tuple(part for part in self.parts if not part.is_left_out and part.value.content == content)
        if self.operator == "count":
            return tuple(part for part in self.parts if part.value.content is True)
        return tuple(part for part in self.parts if not part.is_left_out)

    @property
    def is_left_out(self) -> bool:
        """Whether it is the condition of a row that leaves the row out."""
        return self.operator == "left out"
