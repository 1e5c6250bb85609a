"""The packs that come with Fourfold: as read, as tested by their examples, as in force on a day; their languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import Resolved
from fourfold.standards.testing.tester import PackTest, examine


@cache
def shipped(pack_id: str) -> RulePack:
    """A shipped pack, which loads without a warning."""
    problems = Problems()
    pack = PackLibrary().get(pack_id, problems)
    assert [problem.in_english for problem in problems] == []
    assert pack is not None
    return pack


@cache
def examined(pack_id: str) -> PackTest:
    """A shipped pack, its examples judged and its rules changed."""
    problems = Problems()
    found = examine(shipped(pack_id), PackLibrary(), problems)
    assert [problem.in_english for problem in problems] == []
    assert found is not None
    return found


@cache
def in_force(pack_id: str, day: date) -> Resolved:
    """A shipped pack on a day, which resolves without a warning."""
    problems = Problems()
    found = resolve(shipped(pack_id), PackLibrary(), day, problems)
    assert [problem.in_english for problem in problems] == []
    assert found is not None
    return found


def one_sided(pack: RulePack) -> list[str]:
    """Names of what has a text in one language only."""
    return [name for name, text in _texts(pack) if bool(text.get("en", "").strip()) != bool(text.get("zh", "").strip())]


def not_chinese(pack: RulePack) -> list[str]:
    """Names of what has a Chinese text without a Chinese character."""
    chinese = [(name, text.get("zh", "")) for name, text in _texts(pack)]
    return [name for name, text in chinese if text and not any("一" <= sign <= "鿿" for sign in text)]


def _texts(pack: RulePack) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text of a pack with the name of what it belongs to."""
    identity = pack.identity
    yield from (("title", identity.title), ("read", identity.reading.note), ("unknown", identity.unknown))
    for clause in pack.clauses:
        yield from ((clause.id, text) for text in (clause.heading, clause.paraphrase))
    for rule in pack.requirements:
        yield from ((rule.id, text) for text in (rule.ask, *rule.says.values(), rule.guidance, rule.reason))
    yield from ((parameter.name, parameter.meaning) for parameter in pack.parameters)
    yield from ((choice.key, choice.reason) for choice in pack.choices)
    yield from ((disclosure.id, disclosure.what) for disclosure in pack.disclosures)
