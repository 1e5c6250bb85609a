"""Requirements made ready to be evaluated: expressions compiled, names checked, clauses found."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Problems
from fourfold.formats.vocabulary import closest
from fourfold.standards.language.dictionary import Dictionary
from fourfold.standards.language.expression import Expression, compile_expression
from fourfold.standards.pack.inherit import Rule
from fourfold.standards.pack.model import Requirement, RulePack
from fourfold.standards.pack.resolved import InForce

NAME_UNKNOWN = MessageKind(
    "pack-name-unknown",
    N_("the name {found} is not in the data dictionary"),
    N_("a name of the data dictionary, such as {similar}"),
    N_("correct the name; the reference of the data dictionary lists them all"),
)
PLACEHOLDER_UNKNOWN = MessageKind(
    "pack-placeholder-unknown",
    N_("the name {found} between braces stands for nothing that is known here"),
    N_("a name of the data dictionary, param.NAME, or rows, between braces"),
    N_("correct the name between the braces; similar: {similar}"),
)

PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_.]*)\}")
"""A name between braces in a text of a pack; other braces are text."""


@dataclass(frozen=True, slots=True)
class Compiler:
    """Compiles the requirements of a line of packs.

    Attributes:
        words: names expressions may use.
        param_units: unit of each parameter in force.
        problems: receives what is wrong.
    """

    words: Dictionary
    param_units: Mapping[str, str]
    problems: Problems

    def rule(self, rule: Rule, pack: RulePack) -> InForce | None:
        """A requirement in force, whose pack is given; ``None`` when it cannot be used (reported)."""
        before = len(self.problems.errors)
        stated = rule.stated
        clause = next(clause for clause in pack.clauses if clause.id == stated.clause)
        own = self._compile(rule.condition, rule.condition_place) if rule.condition else None
        compiled = {(rule.condition, rule.condition_place): own}
        conditions: list[Expression | None] = []
        tests: list[Expression] = []
        for part in rule.parts:
            key = (part.condition, part.condition_place)
            if part.condition and key not in compiled:
                compiled[key] = self._compile(*key)
            test = self._compile(part.test, part.test_place)
            if test is not None:
                conditions.append(compiled.get(key))
                tests.append(test)
        placeholders = self._check_names(stated)
        if len(self.problems.errors) > before:
            return None
        expressions = [one for one in (own, *conditions, *tests) if one is not None]
        evidence = _evidence(stated, expressions)
        read = (f"param.{name}" for expression in expressions for name in expression.params)
        names = frozenset((*evidence, *placeholders, *read))
        return InForce(stated, rule.pack, clause, own, tuple(tests), rule.replaced, tuple(conditions), evidence, names)

    def _compile(self, text: str, place: Place) -> Expression | None:
        units = tuple((name, unit) for name, unit in self.param_units.items() if f"param.{name}" in text)
        sound = _sound(text, units, self.words)
        return sound or compile_expression(text, self.words, self.param_units, place, self.problems)

    def _check_names(self, stated: Requirement) -> list[str]:
        """The names between braces in the texts; those that are not known, there and in evidence, are reported."""
        for name in stated.evidence:
            check_name(name, self.words, stated.place.at("evidence"), self.problems)
        texts = {"ask": stated.ask, "guidance": stated.guidance, **stated.says}
        found: list[str] = []
        for what, by_language in texts.items():
            for lang, text in by_language.items():
                found += self.placeholders(text, stated.place.at(f"{what}_{lang}"))
        return found

    def placeholders(self, text: str, place: Place) -> list[str]:
        """The names between braces in a text; those that stand for nothing are reported."""
        found = PLACEHOLDER.findall(text)
        for name in found:
            param = name.removeprefix("param.") if name.startswith("param.") else ""
            known = name == "rows" or param in self.param_units or self.words.get(name)
            if not known:
                names = [*(entry.name for entry in self.words), *(f"param.{param}" for param in self.param_units)]
                self.problems.error(PLACEHOLDER_UNKNOWN, place, found=name, similar=closest(name, names))
        return found


@lru_cache(maxsize=10_000)
def _sound(text: str, units: tuple[tuple[str, str], ...], words: Dictionary) -> Expression | None:
    """An expression about which there is nothing to say: packs that share a parent share its expressions."""
    problems = Problems()
    expression = compile_expression(text, words, dict(units), NOWHERE, problems)
    return None if len(problems) else expression


def check_name(name: str, words: Dictionary, place: Place, problems: Problems) -> None:
    """Whether a name is in the dictionary; if not, that is reported with similar ones."""
    if words.get(name) is None:
        similar = ", ".join(words.similar(name)) or "–"
        problems.error(NAME_UNKNOWN, place, found=name, similar=similar)


def _evidence(stated: Requirement, expressions: Iterable[Expression]) -> tuple[str, ...]:
    """The names a pack gives, then whatever else its expressions read, in the order of the alphabet."""
    read = {name for expression in expressions for name in expression.reads}
    return tuple(dict.fromkeys((*stated.evidence, *sorted(read))))
