"""What of a trace decided its value: the facts and parameters a person has to look at, and the rows they stand in.

Of ``and`` and ``all`` that fail, the parts that failed decided; of what is unknown, the parts that are; of what is no
question of yes and no, every part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fourfold.core.problems import Place
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Kind, Missing, Value


def deciding(trace: Trace) -> Iterator[Trace]:
    """The facts and parameters that decided, in order; literals left out."""
    if not trace.parts:
        if trace.value.origin:
            yield trace
        return
    for part in _decisive_parts(trace):
        yield from deciding(part)


def missing_in(trace: Trace) -> Iterator[Trace]:
    """What is unknown and makes the trace unknown: facts, parameters, and arithmetic without an answer."""
    unknown = [part for part in trace.parts if not part.value.known]
    if not trace.value.known and (not unknown or trace.value.missing in (Missing.UNDEFINED, Missing.TOO_MUCH)):
        yield trace
        return
    for part in unknown:
        yield from missing_in(part)


def _decisive_parts(trace: Trace) -> Iterable[Trace]:
    alike = [part for part in trace.parts if part.value.kind is Kind.FLAG]
    if trace.value.kind is not Kind.FLAG or not alike:
        return trace.parts
    return [part for part in alike if part.value.content == trace.value.content] or trace.parts


@dataclass(slots=True)
class RowNames:
    """Short names of the rows values stand in.

    Attributes:
        facts: where the rows are.
        words: which lists and fields there are.
    """

    facts: Facts
    words: Dictionary
    _known: dict[str, Mapping[Place, str]] = field(default_factory=dict)

    def of(self, value: Value) -> str:
        """The short name of the row a value stands in; empty where it stands in none."""
        owner, _, below = value.origin.rpartition(".")
        entry = self.words.get(owner)
        if entry is None or entry.of is not Kind.RECORD:
            return ""
        if value.origin not in self._known:
            self._known[value.origin] = self._names(owner, below)
        return self._known[value.origin].get(value.place, "")

    def _names(self, owner: str, below: str) -> Mapping[Place, str]:
        rows = self.facts.look_up(owner).content
        found: dict[Place, str] = {}
        for row in rows if isinstance(rows, tuple) else ():
            if isinstance(row.content, Mapping) and below in row.content:
                found.setdefault(row.content[below].place, short_name(row))
        return found


def short_name(row: Value) -> str:
    """What people call a row: the text of its first field that has one."""
    if not isinstance(row.content, Mapping):
        return str(row.content)
    texts = (value.content for value in row.content.values())
    return next((text for text in texts if isinstance(text, str)), "")
