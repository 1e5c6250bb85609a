"""Which verdicts the examples of a requirement show, and which are missing: one that passes, one that fails, and one
that cannot tell where data may be missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourfold.core.problems import MessageKind
from fourfold.standards.conformity.report import Verdict
from fourfold.standards.pack.resolved import InForce
from fourfold.standards.testing.absence import Absences
from fourfold.standards.testing.findings import (
    CANNOT_FAIL,
    CANNOT_PASS,
    NEVER_APPLIES,
    NO_EXAMPLES,
    NO_FAIL,
    NO_PASS,
    NO_UNKNOWN,
    Finding,
)
from fourfold.standards.testing.noticing import Neighbours
from fourfold.standards.testing.trials import Trial

_WANTED: tuple[tuple[Verdict, MessageKind, MessageKind], ...] = (
    (Verdict.PASS, NO_PASS, CANNOT_PASS),
    (Verdict.FAIL, NO_FAIL, CANNOT_FAIL),
)


def missing_examples(
    rule: InForce, trials: Sequence[Trial], beside: Neighbours, absences: Absences
) -> Iterator[Finding]:
    """What the examples of a requirement of the pack do not show.

    What a person judges always, whatever the study says, needs no example.
    """
    place = rule.requirement.place
    if not rule.tests and rule.applies_when is None:
        return
    if not trials:
        yield Finding.error(NO_EXAMPLES, place, rule.id)
        return
    seen = {trial.got for trial in trials}
    if seen == {Verdict.NOT_APPLICABLE} or not _applies(rule, trials, beside):
        yield Finding.error(NEVER_APPLIES, place, rule.id)
    elif rule.tests:
        yield from _without(rule, seen, beside)
        if Verdict.UNKNOWN not in seen and (found := absences.unknown()) is not None:
            like, fact = found
            yield Finding.warning(NO_UNKNOWN, place, rule.id, {"like": like, "fact": fact})


def _applies(rule: InForce, trials: Sequence[Trial], beside: Neighbours) -> bool:
    """Whether the rule applies in an example, or near one, as far as was looked."""
    conditions = {condition.text for condition, _ in rule.parts if condition is not None}
    if any(condition is None for condition, _ in rule.parts) or not conditions:
        return True
    settled = (Verdict.PASS, Verdict.FAIL)
    if any(trial.got in settled for trial in trials):
        return True
    traces = (trace for trial in trials for trace in trial.judgement.traces)
    if any(trace.text in conditions and trace.value.content is True for trace in traces):
        return True
    return any(variant.verdict in settled for variant in beside.variants)


def _without(rule: InForce, seen: set[Verdict], beside: Neighbours) -> Iterator[Finding]:
    for wanted, no_example, impossible in _WANTED:
        if wanted in seen:
            continue
        found = next((variant for variant in beside.variants if variant.verdict is wanted), None)
        if found is None:
            yield Finding.error(impossible, rule.requirement.place, rule.id)
        else:
            like = {"like": found.case.id, "facts": found.spelled}
            yield Finding.error(no_example, rule.requirement.place, rule.id, like)
