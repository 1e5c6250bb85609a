"""What of a trace decided its value: the facts and parameters a person has to look at, with the rows they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Value


@dataclass(frozen=True, slots=True)
class Leaf:
    """A fact or parameter that was read, or arithmetic without an answer.

    Attributes:
        trace: as it was read.
        row: the row of a list it stands in; ``None`` where it stands in none.
    """

    trace: Trace
    row: Value | None

    @property
    def value(self) -> Value:
        """What was read."""
        return self.trace.value


def deciding(trace: Trace, row: Value | None = None) -> Iterator[Leaf]:
    """The facts and parameters that decided, in order; literals left out."""
    within = trace.row or row
    if not trace.parts:
        if trace.value.origin:
            yield Leaf(trace, within)
        return
    for part in trace.deciding_parts():
        yield from deciding(part, within)


def missing_in(trace: Trace, row: Value | None = None) -> Iterator[Leaf]:
    """What is unknown and makes the trace unknown: facts, parameters, and arithmetic without an answer."""
    if trace.value.known:
        return
    within = trace.row or row
    unknown = [part for part in trace.parts if not part.value.known]
    if not unknown:
        yield Leaf(trace, within)
    for part in unknown:
        yield from missing_in(part, within)


def short_name(row: Value) -> str:
    """What people call a row: the text of its first field that has one; a row that is a text, itself."""
    if not isinstance(row.content, Mapping):
        return str(row.content)
    texts = (value.content for value in row.content.values())
    return next((text for text in texts if isinstance(text, str)), "")


def looked_up(name: str, facts: Facts, words: Dictionary) -> tuple[Value, ...]:
    """The values of a name: one, or one for each row of its list."""
    owner, below = list_of(name, words)
    if not owner:
        return (facts.look_up(name),)
    held = facts.look_up(owner)
    return fields_of(held.content, below) if isinstance(held.content, tuple) else (held,)


def fields_of(rows: tuple[Value, ...], below: str) -> tuple[Value, ...]:
    """One field of several rows."""
    return tuple(row.content[below] for row in rows if isinstance(row.content, Mapping) and below in row.content)


def list_of(name: str, words: Dictionary) -> tuple[str, str]:
    """The list whose rows have a name as a field, and the field; empty where it is none."""
    owner, _, below = name.rpartition(".")
    entry = words.get(owner)
    return (owner, below) if entry is not None and entry.of is Kind.RECORD else ("", "")
