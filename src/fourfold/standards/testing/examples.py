"""What an example says once its base is counted in: the facts, and the day that decides which parameters hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fourfold.standards.facts.given import NO_ROWS, NOT_CALCULATED, RESULT
from fourfold.standards.pack.model import Example, RulePack

_LONG_AGO = date(2000, 1, 1)
_FIELD = re.compile(r".+\.[0-9]+\.[^.0-9][^.]*")


@dataclass(frozen=True, slots=True)
class Whole:
    """An example with its base counted in.

    Attributes:
        example: as the pack states it.
        given: text by fact.
        day: the study's day.
    """

    example: Example
    given: Mapping[str, str]
    day: date


def whole_examples(pack: RulePack) -> tuple[Whole, ...]:
    """The examples of a pack with their bases counted in; that every base is there was checked when it was read."""
    by_id = {example.id: example for example in pack.examples}
    return tuple(_whole(example, by_id, pack) for example in pack.examples)


def _whole(example: Example, by_id: Mapping[str, Example], pack: RulePack) -> Whole:
    line = [example]
    while line[0].base:
        line.insert(0, by_id[line[0].base])
    given: dict[str, str] = {}
    for one in line:
        given = laid_over(given, one.given)
    day = next((one.day for one in reversed(line) if one.day is not None), None)
    return Whole(example, given, day or first_day(pack))


def first_day(pack: RulePack) -> date:
    """The day of an example that says none: the first on which the edition is in force.

    Of one that never came into force, the day it was published, or the first on which every parameter has a value.
    """
    document = pack.identity.document
    starts = [p.values[0].start for p in pack.parameters if p.values]
    known = [start for start in starts if start is not None]
    return document.effective.start or document.published or max(known, default=_LONG_AGO)


def laid_over(base: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Facts with others laid over them.

    A blank text takes away what the base says of a name and of everything beneath it, such as a list's rows; a row that
    is taken away lets those after it move up. A blank field of a row stays as a blank field. ``none`` takes the rows of
    a list away, and a result that was not calculated every fact of the result.
    """
    facts = dict(base)
    thinned: set[str] = set()
    for name, text in given.items():
        if text.strip() in (NO_ROWS, NOT_CALCULATED) or not (text.strip() or _FIELD.fullmatch(name)):
            thinned |= _drop(name, facts)
        elif name.startswith(f"{RESULT}.") and facts.get(RESULT) == NOT_CALCULATED:
            del facts[RESULT]
    facts.update({name: text for name, text in given.items() if text.strip() or _FIELD.fullmatch(name)})
    for name in [name for name, text in facts.items() if text == NO_ROWS and name not in given]:
        if any(other.startswith(f"{name}.") for other in facts):
            del facts[name]
    for name in sorted(thinned):
        facts = _closed_up(name, facts)
    return facts


def _drop(name: str, facts: dict[str, str]) -> set[str]:
    """Take a name and everything beneath it away; the lists of whose rows one was."""
    names = [other for other in facts if other == name or other.startswith(f"{name}.")]
    for other in names:
        del facts[other]
    owner, _, number = name.rpartition(".")
    return {owner} if number.isdigit() and names else set()


def _closed_up(owner: str, facts: Mapping[str, str]) -> dict[str, str]:
    """The facts with the rows of a list counted anew."""
    pattern = re.compile(rf"{re.escape(owner)}\.(?P<row>[0-9]+)(?P<rest>\..+)?")
    found = {name: match for name in facts if (match := pattern.fullmatch(name))}
    order = sorted({int(match["row"]) for match in found.values()})
    numbers = {row: place for place, row in enumerate(order, start=1)}
    closed = {}
    for name, text in facts.items():
        match = found.get(name)
        closed[f"{owner}.{numbers[int(match['row'])]}{match['rest'] or ''}" if match else name] = text
    return closed
