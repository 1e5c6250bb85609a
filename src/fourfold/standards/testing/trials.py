"""The examples of a pack judged: for each expected verdict the one that came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fourfold.core.problems import N_, Place, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.standards.conformity.judge import judge
from fourfold.standards.conformity.report import Judgement, Verdict
from fourfold.standards.facts.given import facts_from_text
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.values import Value
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import InForce, Resolved
from fourfold.standards.testing.examples import Whole, first_day, whole_examples
from fourfold.standards.testing.findings import REQUIREMENT_UNKNOWN, Finding

PHASE = "issue"


@dataclass(frozen=True, slots=True)
class Case:
    """An example ready to be judged.

    Attributes:
        whole: the example with its base.
        facts: what it says.
        resolved: the pack on its day.
    """

    whole: Whole
    facts: Facts
    resolved: Resolved

    @property
    def id(self) -> str:
        """Id of the example."""
        return self.whole.example.id


@dataclass(frozen=True, slots=True)
class Trial:
    """One expected verdict, and the one that came.

    Attributes:
        case: the example.
        rule: the requirement in force on its day.
        expected: verdict the pack names.
        judgement: what the rules give.
        place: where the verdict is named.
    """

    case: Case
    rule: InForce
    expected: Verdict
    judgement: Judgement
    place: Place

    @property
    def got(self) -> Verdict:
        """The verdict that came."""
        return self.judgement.verdict

    @property
    def ok(self) -> bool:
        """Whether it is the one that was expected."""
        return self.got is self.expected


@dataclass(frozen=True, slots=True)
class Trials:
    """All examples of a pack, judged.

    Attributes:
        resolved: the pack on the day of examples that say none.
        examples: how many examples there are.
        done: one for each expected verdict.
        findings: expected verdicts that name nothing.
    """

    resolved: Resolved
    examples: int
    done: tuple[Trial, ...]
    findings: tuple[Finding, ...]

    def by_requirement(self) -> dict[str, list[Trial]]:
        """Trials by the id of their requirement."""
        found: dict[str, list[Trial]] = {}
        for trial in self.done:
            found.setdefault(trial.rule.id, []).append(trial)
        return found


def run_examples(pack: RulePack, library: PackLibrary, problems: Problems, tick: Tick = no_tick) -> Trials | None:
    """Judge the examples of a pack; ``None`` when it, a parent or an example cannot be used (all reported).

    Args:
        pack: the pack; requirements it inherits may be expected too.
        library: where its parents are.
        problems: receives what is wrong.
        tick: told how many examples are done.
    """
    days: dict[date, Resolved | None] = {}
    own = _resolved(pack, library, first_day(pack), days, problems)
    if own is None:
        return None
    before = len(problems.errors)
    done: list[Trial] = []
    findings: list[Finding] = []
    for number, whole in enumerate(whole_examples(pack)):
        tick(N_("judging examples"), number, len(pack.examples))
        case = _case(whole, pack, library, days, problems)
        if case is not None:
            _judge(case, done, findings)
    return Trials(own, len(pack.examples), tuple(done), tuple(findings)) if len(problems.errors) == before else None


def verdict_in(case: Case, rule: InForce, values: Mapping[str, Value], facts: Facts | None = None) -> Verdict:
    """The verdict of a rule, changed or not, in an example."""
    return judge(rule, facts or case.facts, values, PHASE).verdict


def _resolved(
    pack: RulePack, library: PackLibrary, day: date, days: dict[date, Resolved | None], problems: Problems
) -> Resolved | None:
    if day not in days:
        days[day] = resolve(pack, library, day, problems)
    return days[day]


def _case(
    whole: Whole, pack: RulePack, library: PackLibrary, days: dict[date, Resolved | None], problems: Problems
) -> Case | None:
    facts = facts_from_text(whole.given, dictionary(), whole.example.place, problems)
    resolved = _resolved(pack, library, whole.day, days, problems)
    return Case(whole, facts, resolved) if facts is not None and resolved is not None else None


def _judge(case: Case, done: list[Trial], findings: list[Finding]) -> None:
    example = case.whole.example
    rules = {rule.id: rule for rule in case.resolved.requirements}
    for requirement, word in example.expected.items():
        place = example.expected_at.get(requirement, example.place)
        rule = rules.get(requirement)
        if rule is None:
            findings.append(Finding.error(REQUIREMENT_UNKNOWN, place, requirement, example=example.id))
        else:
            judgement = judge(rule, case.facts, case.resolved.values, PHASE)
            done.append(Trial(case, rule, Verdict(word), judgement, place))
