"""Whether everything a pack says is said in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fourfold.standards.pack.model import RulePack


def texts(pack: RulePack) -> Iterator[tuple[str, Mapping[str, str]]]:
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


def one_sided(pack: RulePack) -> list[str]:
    """Names of what has a text in one language only."""
    return [name for name, text in texts(pack) if bool(text.get("en", "").strip()) != bool(text.get("zh", "").strip())]


def not_chinese(pack: RulePack) -> list[str]:
    """Names of what has a Chinese text without a Chinese character."""
    chinese = [(name, text.get("zh", "")) for name, text in texts(pack)]
    return [name for name, text in chinese if text and not any("一" <= sign <= "鿿" for sign in text)]
