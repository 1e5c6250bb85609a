"""Requirements along a line of packs: a child adds, tightens, or overrides with a reason.

A requirement is known by where it began: whatever tightens or overrides it takes its place, and in the end one stands
there. Two parents that changed the same requirement, neither after the other, disagree until the child says which
holds. What a row of a pack must say for itself (a reason, a target) is checked when it is read.

Tightening. The parent's requirement says "where P, T must hold", the child's "where C, U must hold"; tightened, both
must. A child that leaves its ``applies_when`` blank means the parent's; for a test that holds everywhere it writes
``true``.

Overriding. The child's requirement stands whole in place of the parent's, its ``applies_when`` included: left blank, it
applies always. One that applies elsewhere than the parent's lets studies off that the parent binds, so it has to be
justified. What a test asks no machine can compare; for that the reason stands in every report.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Problems, Term
from fourfold.formats.vocabulary import closest
from fourfold.standards.language.nodes import Node
from fourfold.standards.language.parse import parse
from fourfold.standards.pack.model import PHASES, Change, Modality, Requirement, RulePack, Severity

CHANGE_OF_UNKNOWN = MessageKind(
    "requirement-change-of-unknown",
    N_("{requirement} changes {found}, which no parent has"),
    N_("PACK#REQUIREMENT of a requirement this pack inherits"),
    N_("correct the name; similar: {similar}"),
)
CHANGE_TWICE = MessageKind(
    "requirement-changed-twice",
    N_("{requirement} changes {found}, which {other} of the same pack changes as well"),
    N_("one change of a requirement in a pack"),
    N_("put both into one row, or add one of them as a new requirement"),
)
CHANGE_WEAKENS = MessageKind(
    "requirement-weakened",
    N_("{requirement} binds less than {found}: {now} instead of {before}"),
    N_("at least {before}, or the change justified with a reason"),
    N_("write justified in the column change if the document itself allows it, and say why"),
)
CHANGE_ELSEWHERE = MessageKind(
    "requirement-condition-changed",
    N_("{requirement} overrides {found} and applies elsewhere: {now} instead of {before}"),
    N_("applies_when of the parent, or blank: then it applies always"),
    N_("repeat the parent's applies_when or leave it blank; write justified if the document itself narrows it"),
)
TIGHTEN_NO_TEST = MessageKind(
    "requirement-tighten-no-test",
    N_("{requirement} tightens {found}, but only tests can be tightened by tests"),
    N_("a test in both requirements"),
    N_("add what a person judges as a requirement of its own, or override"),
)
REQUIREMENT_ID_TAKEN = MessageKind(
    "requirement-id-taken",
    N_("the requirement {found} of {one} has the name of one of {other}"),
    N_("names that no requirement of a parent has, unless it is changed"),
    N_("name another short name, or tighten or override the requirement of the parent"),
)
PARENTS_DISAGREE = MessageKind(
    "pack-parents-disagree",
    N_("{one} and {other} disagree on {what}, and {pack} does not settle it"),
    N_("a row in {pack} that says what holds, with a reason"),
    N_("state {what} in {pack}, with a reason"),
)

_BINDING = list(Modality)
_HARD = list(Severity)


@dataclass(frozen=True, slots=True)
class Part:
    """A test with its condition, as text and where both stand."""

    condition: str
    test: str
    condition_place: Place
    test_place: Place


@dataclass(frozen=True, slots=True)
class Rule:
    """A requirement somewhere along the line.

    Attributes:
        stated: as its pack states it.
        pack: id of that pack.
        parts: its test, and those of the parents it tightens; empty where a person judges.
        condition: where it applies, as text; blank everywhere.
        condition_place: where that stands.
        replaced: what it replaced, the nearest first.
    """

    stated: Requirement
    pack: str
    parts: tuple[Part, ...]
    condition: str
    condition_place: Place
    replaced: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """How others name it."""
        return f"{self.pack}#{self.stated.id}"

    @property
    def conditions(self) -> tuple[str, ...]:
        """Where any part of it applies, as texts; blank everywhere."""
        return tuple(part.condition for part in self.parts) or (self.condition,)

    @property
    def holds(self) -> bool:
        """Whether anything is asked; a child may take a requirement away, leaving neither test nor question."""
        return bool(self.parts) or any(self.stated.ask.values())


Rules = dict[str, tuple[Rule, ...]]
"""Requirements by the name under which each began; several where parents have changed it differently."""


def inherited_rules(pack: RulePack, parents: Sequence[Rules], problems: Problems) -> Rules:
    """The requirements of a pack: those of its parents, with its own added or in the place of others."""
    rules = _joined(parents)
    roots = {name: root for root, held in rules.items() for rule in held for name in (rule.ref, *rule.replaced)}
    changed: dict[str, str] = {}
    for stated in pack.requirements:
        if stated.change is not Change.NONE:
            root = _root_of(stated, roots, changed, problems)
            if root is not None:
                _check_change(stated, rules[root], problems)
                rules[root] = (_changed(stated, pack.id, rules[root]),)
        else:
            rule = _own(stated, pack.id)
            rules[rule.ref] = (rule,)
    _report_disagreement(pack, rules, problems)
    _report_taken(pack, rules, problems)
    return rules


def _joined(parents: Sequence[Rules]) -> Rules:
    """The rules of several parents: of the same beginning the one that replaced the others, or all that remain."""
    joined: Rules = {}
    for rules in parents:
        for root, candidates in rules.items():
            together = {rule.ref: rule for rule in (*joined.get(root, ()), *candidates)}
            gone = {ref for rule in together.values() for ref in rule.replaced}
            joined[root] = tuple(rule for ref, rule in together.items() if ref not in gone)
    return joined


def _root_of(stated: Requirement, roots: Mapping[str, str], changed: dict[str, str], problems: Problems) -> str | None:
    """Under which name the requirement it changes began; ``None`` when that cannot be told (reported)."""
    said = {"requirement": stated.id, "found": stated.overrides}
    root = roots.get(stated.overrides)
    if root is None:
        similar = closest(stated.overrides, roots)
        problems.error(CHANGE_OF_UNKNOWN, stated.place.at("overrides"), similar=similar, **said)
    elif root in changed:
        problems.error(CHANGE_TWICE, stated.place.at("overrides"), other=changed[root], **said)
        root = None
    else:
        changed[root] = stated.id
    return root


def _check_change(stated: Requirement, before: Sequence[Rule], problems: Problems) -> None:
    said = {"requirement": stated.id, "found": stated.overrides}
    if stated.change is Change.TIGHTEN and not (stated.test and all(rule.parts for rule in before)):
        problems.error(TIGHTEN_NO_TEST, stated.place.at("test"), **said)
    if stated.change is Change.JUSTIFIED:
        return
    for rule in before:
        weaker = _weaker(stated, rule.stated)
        if weaker:
            column, now, was = weaker
            problems.error(CHANGE_WEAKENS, stated.place.at(column), now=now, before=was, **said)
            return
    if stated.change is Change.OVERRIDE:
        _check_condition(stated, before, problems)


def _check_condition(stated: Requirement, before: Sequence[Rule], problems: Problems) -> None:
    """Report an override that may not apply where a requirement it replaces does."""
    now = stated.applies_when.strip()
    if _form(now) == _form(""):
        return
    for condition in dict.fromkeys(condition for rule in before for condition in rule.conditions):
        if _form(now) != _form(condition):
            was = condition or Term(N_("always"))
            said = {"requirement": stated.id, "found": stated.overrides, "now": now, "before": was}
            problems.error(CHANGE_ELSEWHERE, stated.place.at("applies_when"), **said)
            return


def _form(condition: str) -> Node | str:
    """What a condition says, however it is spaced; as written where it cannot be read, which is told elsewhere."""
    return parse(condition or "true", NOWHERE, Problems()) or condition


def _weaker(now: Requirement, before: Requirement) -> tuple[str, str, str] | None:
    """In what a requirement binds less than another: column, what it says, what the other said."""
    if _BINDING.index(now.modality) > _BINDING.index(before.modality):
        return "modality", now.modality, before.modality
    for phase in PHASES:
        here, there = now.severity_in(phase), before.severity_in(phase)
        if _HARD.index(here) > _HARD.index(there):
            return "severity", f"{phase}: {here}", f"{phase}: {there}"
    return None


def _own(stated: Requirement, pack: str) -> Rule:
    condition, place = stated.applies_when.strip(), stated.place.at("applies_when")
    parts = (Part(condition, stated.test, place, stated.place.at("test")),) if stated.test else ()
    return Rule(stated, pack, parts, condition, place)


def _changed(stated: Requirement, pack: str, before: Sequence[Rule]) -> Rule:
    """What stands after a change in the place of what stood there: several, where parents disagreed."""
    own = _own(stated, pack)
    replaced = tuple(dict.fromkeys(name for rule in before for name in (rule.ref, *rule.replaced)))
    if stated.change is not Change.TIGHTEN:
        return Rule(stated, pack, own.parts, own.condition, own.condition_place, replaced)
    condition, place = (own.condition, own.condition_place) if own.condition else _common_condition(before)
    mine = tuple(Part(condition, part.test, place, part.test_place) for part in own.parts)
    parts = dict.fromkeys((*mine, *(part for rule in before for part in rule.parts)))
    return Rule(stated, pack, tuple(parts), condition, place, replaced)


def _common_condition(rules: Sequence[Rule]) -> tuple[str, Place]:
    """Where any of the rules applies."""
    conditions = list(dict.fromkeys(rule.condition for rule in rules))
    if len(conditions) == 1 or "" in conditions:
        return (conditions[0] if len(conditions) == 1 else ""), rules[0].condition_place
    return " or ".join(f"({condition})" for condition in conditions), rules[0].condition_place


def _report_disagreement(pack: RulePack, rules: Mapping[str, tuple[Rule, ...]], problems: Problems) -> None:
    for root, held in rules.items():
        if len(held) > 1:
            one, other = held[0], held[1]
            said = {"one": one.ref, "other": other.ref, "what": root, "pack": pack.id}
            problems.error(PARENTS_DISAGREE, pack.identity.place, **said)


def _report_taken(pack: RulePack, rules: Mapping[str, tuple[Rule, ...]], problems: Problems) -> None:
    seen: dict[str, Rule] = {}
    for rule, *_ in rules.values():
        other = seen.setdefault(rule.stated.id, rule)
        if other.pack != rule.pack:
            mine = next((one for one in (rule, other) if one.pack == pack.id), None)
            place = mine.stated.place.at("requirement") if mine else pack.identity.place
            said = {"found": rule.stated.id, "one": rule.pack, "other": other.pack}
            problems.error(REQUIREMENT_ID_TAKEN, place, **said)
