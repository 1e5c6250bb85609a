"""A pack, tested: its examples judged, its rules changed, and what neither shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fourfold.core.problems import N_, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.resolved import InForce, ParameterInForce
from fourfold.standards.pack.seldom import warn_of_rule
from fourfold.standards.testing.absence import Absences
from fourfold.standards.testing.changes import parameters_read
from fourfold.standards.testing.coverage import missing_examples
from fourfold.standards.testing.findings import EXAMPLE_WRONG, PARAMETER_UNSHOWN, Finding
from fourfold.standards.testing.noticing import Neighbours, Survivor, noticed
from fourfold.standards.testing.trials import Trial, Trials, run_examples


@dataclass(frozen=True, slots=True)
class PackTest:
    """What testing a pack came to.

    Attributes:
        pack: the pack.
        trials: its examples, judged.
        changes: how many small changes of its rules were tried.
        survivors: changes no example notices.
        findings: everything that is not as it should be, the examples' first.
    """

    pack: RulePack
    trials: Trials
    changes: int
    survivors: tuple[Survivor, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Whether the pack is good: warnings do not count."""
        return not any(finding.is_fault for finding in self.findings)


def examine(
    pack: RulePack, library: PackLibrary, problems: Problems, *, change_rules: bool = True, tick: Tick = no_tick
) -> PackTest | None:
    """Test a pack; ``None`` when it, a parent or an example cannot be used (all reported).

    Args:
        pack: the pack.
        library: where its parents are.
        problems: receives what is wrong.
        change_rules: whether small changes of rules are tried, and what examples do not show is looked for.
        tick: told of progress.
    """
    trials = run_examples(pack, library, problems, tick)
    if trials is None:
        return None
    findings = [*trials.findings, *(_wrong(trial) for trial in trials.done if not trial.ok)]
    changes, survivors = 0, list[Survivor]()
    by_requirement = trials.by_requirement()
    rules = [rule for rule in trials.resolved.requirements if change_rules and _concerns(rule, trials)]
    for number, rule in enumerate(rules):
        tick(N_("changing rules"), number, len(rules))
        tested = _tested(rule, by_requirement.get(rule.id, []), trials)
        findings += tested.findings
        changes += tested.changes
        survivors += tested.survivors
    return PackTest(pack, trials, changes, tuple(survivors), tuple(findings))


@dataclass(frozen=True, slots=True)
class _RuleTest:
    """What testing one rule came to."""

    changes: int
    survivors: tuple[Survivor, ...]
    findings: tuple[Finding, ...]


def _tested(rule: InForce, trials: Sequence[Trial], test: Trials) -> _RuleTest:
    """One rule: what its examples do not show, what fillers do, and which changes they notice.

    A rule with an example that is wrong is left alone: what its examples show is not known.
    """
    if not all(trial.ok for trial in trials):
        return _RuleTest(0, (), ())
    beside, absences = Neighbours(rule, trials), Absences(rule, trials)
    findings: list[Finding] = []
    if rule.pack == test.resolved.pack.id:
        findings += [*_seldom_meant(rule), *missing_examples(rule, trials, beside, absences), *absences.fillers()]
    if not trials:
        return _RuleTest(0, (), tuple(findings or _unshown(rule, test)))
    seen = noticed(rule, trials, beside, test.resolved)
    findings += [*seen.untried, *(survivor.finding for survivor in seen.survivors)]
    return _RuleTest(seen.tried, seen.survivors, tuple(findings))


def _seldom_meant(rule: InForce) -> Iterator[Finding]:
    """What the language warns of in the rule's own test."""
    problems = Problems()
    warn_of_rule(rule, problems)
    return (Finding(rule.id, "", problem) for problem in problems)


def _concerns(rule: InForce, trials: Trials) -> bool:
    """Whether a requirement is of the pack itself, or reads a parameter the pack sets."""
    return rule.pack == trials.resolved.pack.id or any(_own_parameters(rule, trials))


def _own_parameters(rule: InForce, trials: Trials) -> Iterator[ParameterInForce]:
    parameters = trials.resolved.parameters
    for name in sorted(parameters_read(rule)):
        if name in parameters and parameters[name].pack == trials.resolved.pack.id:
            yield parameters[name]


def _unshown(rule: InForce, trials: Trials) -> Iterator[Finding]:
    """Parameters the pack sets for an inherited rule of which it has no example."""
    if rule.pack != trials.resolved.pack.id:
        for found in _own_parameters(rule, trials):
            parameter = found.parameter
            said = {"parameter": parameter.name, "pack": rule.pack}
            yield Finding.error(PARAMETER_UNSHOWN, parameter.place, rule.id, said)


def _wrong(trial: Trial) -> Finding:
    verdicts = {"expected": trial.expected, "got": trial.got}
    return Finding.error(EXAMPLE_WRONG, trial.place, trial.rule.id, verdicts, trial.case.id)
