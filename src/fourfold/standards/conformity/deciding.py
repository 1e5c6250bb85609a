"""What of a trace decided its value: the facts and parameters a person has to look at, with the rows they stand in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
        elsewhere: what was read under the same name in a row whose trace was not kept; ``None`` for the row of `trace`.
    """

    trace: Trace
    row: Value | None
    elsewhere: Value | None = None

    @property
    def value(self) -> Value:
        """What was read."""
        return self.trace.value if self.elsewhere is None else self.elsewhere


def deciding(trace: Trace, row: Value | None = None, *, whole: bool = False) -> Iterator[Leaf]:
    """The facts and parameters that decided, in order; literals left out.

    Args:
        trace: what came to a value.
        row: the row of a list it is of.
        whole: whether the rows whose traces were not kept are wanted too.
    """
    within = trace.row or row
    if not trace.parts:
        if trace.value.origin:
            yield Leaf(trace, within)
        return
    found = [leaf for part in trace.deciding_parts() for leaf in deciding(part, within, whole=whole)]
    yield from found
    if whole:
        yield from _of_other_rows(trace, found)


def missing_in(trace: Trace, row: Value | None = None, *, whole: bool = False) -> Iterator[Leaf]:
    """What is unknown and makes the trace unknown: facts, parameters, and arithmetic without an answer.

    Args:
        trace: what came to no value.
        row: the row of a list it is of.
        whole: whether the rows whose traces were not kept are wanted too.
    """
    if trace.value.known:
        return
    within = trace.row or row
    unknown = [part for part in trace.parts if not part.value.known]
    if not unknown:
        yield Leaf(trace, within)
    found = [leaf for part in unknown for leaf in missing_in(part, within, whole=whole)]
    yield from found
    if whole:
        yield from (leaf for leaf in _of_other_rows(trace, found) if not leaf.value.known)


def _of_other_rows(trace: Trace, leaves: Sequence[Leaf]) -> Iterator[Leaf]:
    """What was read of the rows that decided and whose traces were not kept, as of those whose traces were."""
    if not trace.also:
        return
    kept = {id(part.row) for part in trace.parts}
    read = {leaf.value.origin: leaf.trace for leaf in leaves if id(leaf.row) in kept}
    for row in trace.also:
        for origin, one in read.items():
            yield Leaf(one, row, _in_row(row, origin) or one.value)


def _in_row(row: Value, origin: str) -> Value | None:
    """The value of a name in a row; ``None`` where it is no name of the row."""
    if not isinstance(row.content, Mapping):
        return row if row.origin == origin else None
    found = row.content.get(origin.rpartition(".")[2])
    return found if found is not None and found.origin == origin else None


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
