"""What checking one study against several packs needs not do twice.

Packs that derive from the same parent share its requirements. With the same values of its parameters a requirement
comes to the same under each of them, if it rests on the study alone or their methods make the same choices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from fourfold.accounting.assess import Result
from fourfold.standards.conformity.report import Judgement
from fourfold.standards.facts.facts import RESULT
from fourfold.standards.language.values import Value
from fourfold.standards.pack.resolved import InForce

_Key: TypeAlias = tuple[object, ...]
_NAME_THE_METHOD = ("result.method", "result.assumptions", "result.warnings")
"""Lists and names in which a result names its method, by which equal calculations differ."""


@dataclass(slots=True)
class Memory:
    """Facts and judgements of one study, in one phase, with one set of answers.

    Attributes:
        facts: values of the study's own names.
    """

    facts: dict[str, Value] = field(default_factory=dict)
    _judged: dict[_Key, Judgement] = field(default_factory=dict)

    def judged(
        self, rule: InForce, params: Mapping[str, Value], result: Result | None, judge: Callable[[], Judgement]
    ) -> Judgement:
        """The judgement of a requirement: that of another pack that led to it already, or the one `judge` makes."""
        key = _key(rule, params, result)
        known = self._judged.get(key)
        if known is None:
            known = self._judged[key] = judge()
        return known if known.rule is rule else replace(known, rule=rule)


def _key(rule: InForce, params: Mapping[str, Value], result: Result | None) -> _Key:
    """What a judgement depends on: the row of the pack itself, the parameters it reads, and the result if it does.

    Rows and footprints are told apart by what they are in memory; what is remembered keeps the rows alive, and whoever
    checks keeps the results. Methods with the same choices share a footprint.
    """
    key: list[object] = [id(rule.requirement)]
    footprint = id(result.footprint) if result is not None else None
    for name in sorted(rule.names):
        if name.startswith("param."):
            value = params[name.removeprefix("param.")]
            key += (name, value.content, value.source)
        elif name.startswith(RESULT):
            key.append(id(result) if name.startswith(_NAME_THE_METHOD) else footprint)
    return tuple(key)
