"""What checking one study against several packs needs not do twice.

Packs that derive from the same parent share its requirements. One that rests on the study alone, with the same values
of its parameters, comes to the same under each of them, whatever their methods.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from fourfold.standards.conformity.report import Judgement
from fourfold.standards.facts.facts import RESULT
from fourfold.standards.language.values import Value
from fourfold.standards.pack.compiling import PLACEHOLDER
from fourfold.standards.pack.resolved import InForce

_Key: TypeAlias = tuple[object, ...]


@dataclass(slots=True)
class Memory:
    """Facts and judgements of one study, in one phase, with one set of answers.

    Attributes:
        facts: values of the study's own names.
    """

    facts: dict[str, Value] = field(default_factory=dict)
    _judged: dict[_Key, Judgement] = field(default_factory=dict)

    def recall(self, rule: InForce, params: Mapping[str, Value]) -> Judgement | None:
        """The judgement of a requirement, where another pack has led to it already."""
        known = self._judged.get(_key(rule, params))
        return replace(known, rule=rule) if known is not None else None

    def keep(self, judgement: Judgement, params: Mapping[str, Value]) -> None:
        """Remember a judgement that rests on the study alone."""
        if not any(name.startswith(RESULT) for name in _names(judgement.rule)):
            self._judged.setdefault(_key(judgement.rule, params), judgement)


def _key(rule: InForce, params: Mapping[str, Value]) -> _Key:
    """What a judgement depends on: the row of the pack itself, kept alive by what is remembered, and the parameters."""
    read = sorted({name for test in (rule.applies_when, *rule.conditions, *rule.tests) if test for name in test.params})
    return id(rule.requirement), *((name, params[name].content, params[name].source) for name in read)


def _names(rule: InForce) -> set[str]:
    """Every name of the dictionary a judgement may look at."""
    stated = rule.requirement
    texts = [text for texts in (stated.ask, stated.guidance, *stated.says.values()) for text in texts.values()]
    return {*rule.evidence, *(name for text in texts for name in PLACEHOLDER.findall(text))}
