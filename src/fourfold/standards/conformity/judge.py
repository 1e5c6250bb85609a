"""One requirement against facts: its verdict, with reason, values and repair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fourfold.standards.conformity.deciding import Leaf, deciding, fields_of, list_of, looked_up, missing_in
from fourfold.standards.conformity.report import Answer, Judgement, Verdict
from fourfold.standards.conformity.sentences import Ground, judged, outdated, remedy, repair, said
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Expression, Facts
from fourfold.standards.language.trace import SHOWN_ROWS, Trace
from fourfold.standards.language.values import Kind, Value
from fourfold.standards.pack.resolved import InForce


def judge(
    rule: InForce, facts: Facts, params: Mapping[str, Value], phase: str, answer: Answer | None = None, study: str = ""
) -> Judgement:
    """Judge one requirement.

    Args:
        rule: the requirement.
        facts: what the study and its result say.
        params: values of the parameters by name.
        phase: phase whose severity counts.
        answer: what a person judged, if anybody did.
        study: digest of the study, by which an answer is current or stale.
    """
    return Judge(facts, params, phase, study).judge(rule, answer)


@dataclass(slots=True)
class Judge:
    """Judges the requirements of one pack against one study.

    Attributes:
        facts: what the study and its result say.
        params: values of the parameters by name.
        phase: phase whose severities count.
        study: digest of the study, by which an answer is current or stale.
    """

    facts: Facts
    params: Mapping[str, Value]
    phase: str
    study: str = ""

    def judge(self, rule: InForce, answer: Answer | None = None) -> Judgement:
        """Judge one requirement; see `judge`."""
        found = self._evaluate(rule)
        severity = rule.requirement.severity_in(self.phase)
        whole = [leaf for trace in found.decisive for leaf in deciding(trace, whole=True)]
        decided = [leaf for leaf in whole if leaf.elsewhere is None]
        ground = Ground(rule, found.verdict, whole, found.decisive, self.params, self.facts, dictionary())
        evidence = self._evidence(rule, decided, found.traces)
        missing = _distinct(leaf.value for trace in found.decisive for leaf in missing_in(trace))
        judgement = Judgement(
            rule,
            found.verdict,
            severity,
            said(ground),
            repair(ground),
            evidence,
            missing if found.verdict is Verdict.UNKNOWN else (),
            found.traces,
        )
        asked = found.verdict is Verdict.NEEDS_PERSON
        return self._answered(judgement, answer, ground) if asked and answer else judgement

    def _evaluate(self, rule: InForce) -> _Found:
        """The verdict, and the traces that decided it; a condition several tests share is evaluated once."""
        if not rule.tests:
            return self._for_a_person(rule)
        seen: dict[str, Trace] = {}
        parts = [self._part(condition, test, seen) for condition, test in rule.parts]
        for verdict in (Verdict.FAIL, Verdict.UNKNOWN, Verdict.PASS, Verdict.NOT_APPLICABLE):
            decisive = _each_once(trace for found, trace in parts if found is verdict)
            if decisive:
                break
        tests = (trace for _, trace in parts)
        return _Found(verdict, decisive, _each_once((*seen.values(), *tests)))

    def _part(self, condition: Expression | None, test: Expression, seen: dict[str, Trace]) -> tuple[Verdict, Trace]:
        if condition is not None:
            trace = seen.get(condition.text) or condition.evaluate(self.facts, self.params)
            seen[condition.text] = trace
            if trace.value.content is not True:
                return (Verdict.NOT_APPLICABLE if trace.value.known else Verdict.UNKNOWN), trace
        trace = test.evaluate(self.facts, self.params)
        if not trace.value.known:
            return Verdict.UNKNOWN, trace
        return (Verdict.PASS if trace.value.content is True else Verdict.FAIL), trace

    def _for_a_person(self, rule: InForce) -> _Found:
        if rule.applies_when is None:
            return _Found(Verdict.NEEDS_PERSON, (), ())
        trace = rule.applies_when.evaluate(self.facts, self.params)
        if trace.value.content is True:
            return _Found(Verdict.NEEDS_PERSON, (), (trace,))
        return _Found(Verdict.NOT_APPLICABLE if trace.value.known else Verdict.UNKNOWN, (trace,), (trace,))

    def _evidence(self, rule: InForce, decided: Sequence[Leaf], traces: Sequence[Trace]) -> tuple[Value, ...]:
        """Values beside the verdict: those that decided, the other names in evidence, the parameters that were read.

        Where rows of a list decided, other names of that list stand with the values of those rows.
        """
        found = [leaf.value for leaf in decided if not leaf.value.origin.startswith("param.")]
        rows = _rows_by_list(decided)
        seen = {value.origin for value in found}
        for name in rule.evidence:
            owner, below = list_of(name, dictionary())
            if name in seen or name in rows:
                continue
            if owner in rows:
                found += fields_of(rows[owner], below)
            else:
                found += looked_up(name, self.facts, dictionary())[:SHOWN_ROWS]
        leaves = (leaf.value for trace in traces for leaf in trace.leaves())
        return _distinct((*found, *(value for value in leaves if value.origin.startswith("param."))))

    def _answered(self, judgement: Judgement, answer: Answer, ground: Ground) -> Judgement:
        if self.study and answer.study != self.study:
            return replace(judgement, texts=outdated(judgement.texts, answer), answer=answer, stale=True)
        met = answer.verdict is not Verdict.FAIL
        fixed = {} if met else remedy(ground, answer)
        return replace(judgement, verdict=answer.verdict, texts=judged(answer), repair=fixed, answer=answer)


@dataclass(frozen=True, slots=True)
class _Found:
    """A verdict, the traces that decided it, and all that were made."""

    verdict: Verdict
    decisive: tuple[Trace, ...]
    traces: tuple[Trace, ...]


def _each_once(traces: Iterable[Trace]) -> tuple[Trace, ...]:
    return tuple({id(trace): trace for trace in traces}.values())


def _rows_by_list(leaves: Sequence[Leaf]) -> dict[str, tuple[Value, ...]]:
    rows = {id(leaf.row): leaf.row for leaf in leaves if leaf.row is not None}
    by_list: dict[str, tuple[Value, ...]] = {}
    for row in rows.values():
        by_list[row.origin] = (*by_list.get(row.origin, ()), row)
    return by_list


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    """Values once each: what has one name and one place is one thing; without a place, what says the same."""
    return tuple({(value.origin, value.place, _saying(value)): value for value in values}.values())


def _saying(value: Value) -> object:
    if value.place.file:
        return None
    return value.content if value.kind not in (Kind.LIST, Kind.RECORD) else id(value)
