"""Which changes of a rule its examples notice: at least one of those that name a verdict for it gives another then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fourfold.standards.conformity.report import Verdict
from fourfold.standards.pack.resolved import InForce, Resolved
from fourfold.standards.testing.changes import Change, ValueChange, changes_of
from fourfold.standards.testing.findings import CHANGE_UNNOTICED, CHANGE_UNTOLD, VALUE_UNTRIED, Finding
from fourfold.standards.testing.search import Variant, further_variants, variants
from fourfold.standards.testing.trials import Case, Trial, verdict_in


@dataclass(frozen=True, slots=True)
class Survivor:
    """A change no example notices.

    Attributes:
        rule: the rule it was made to.
        change: the change.
        variant: an example that would notice it, if one was found.
        other: verdict the changed rule gives there.
    """

    rule: InForce
    change: Change
    variant: Variant | None
    other: Verdict | None

    @property
    def finding(self) -> Finding:
        """What to tell: a fault where an example that would notice is known, else a warning."""
        rule, change = self.rule, self.change
        said = {"what": change.what, "was": change.was, "now": change.now}
        if self.variant is None or self.other is None:
            return Finding.warning(CHANGE_UNTOLD, rule.requirement.place, rule.id, said)
        variant = self.variant
        like = {"like": variant.case.id, "facts": variant.spelled}
        verdicts = {"verdict": variant.verdict, "other": self.other}
        return Finding.error(CHANGE_UNNOTICED, rule.requirement.place, rule.id, {**said, **like, **verdicts})


@dataclass(frozen=True, slots=True)
class Noticed:
    """What became of the changes of one rule.

    Attributes:
        tried: how many changes were made.
        survivors: those no example notices.
        untried: values in force on no day of an example.
    """

    tried: int
    survivors: tuple[Survivor, ...]
    untried: tuple[Finding, ...]


class Neighbours:
    """Examples of a rule and what lies beside them, looked for when first asked for, and once.

    Args:
        rule: the rule.
        trials: its examples.
    """

    def __init__(self, rule: InForce, trials: Sequence[Trial]) -> None:
        self._rule = rule
        self.cases = list({trial.case.id: trial.case for trial in trials}.values())

    @cached_property
    def variants(self) -> tuple[Variant, ...]:
        """Variants of the examples, judged."""
        return tuple(variants(self._rule, self.cases))

    @cached_property
    def further(self) -> tuple[Variant, ...]:
        """Variants with two facts otherwise, judged."""
        return tuple(further_variants(self._rule, self.cases))


def noticed(rule: InForce, trials: Sequence[Trial], beside: Neighbours, resolved: Resolved) -> Noticed:
    """Make every change of a rule and see whether an example notices.

    Args:
        rule: the rule, as in force.
        trials: the examples that name a verdict for it, all of them right.
        beside: where to look for an example that would notice.
        resolved: the pack.
    """
    tried, survivors, untried = 0, [], {}
    for change in changes_of(rule, resolved):
        days = [trial for trial in trials if change.holds_on(trial.case.whole.day)]
        if isinstance(change, ValueChange) and not days:
            untried[change.name, change.was] = _untried(rule, change)
            continue
        tried += 1
        if not any(_differs(trial.rule, change, trial.case, trial.got) for trial in days):
            survivors.append(_survivor(rule, change, beside))
    return Noticed(tried, tuple(survivors), tuple(untried.values()))


def _differs(rule: InForce, change: Change, case: Case, verdict: Verdict) -> bool:
    changed, values = change.made_to(rule, case.resolved.values)
    return verdict_in(case, changed, values) is not verdict


def _survivor(rule: InForce, change: Change, beside: Neighbours) -> Survivor:
    """The change with an example that would notice it, if one can be found."""
    found = _told_apart(rule, change, beside.variants) or _told_apart(rule, change, beside.further)
    return found or Survivor(rule, change, None, None)


def _told_apart(rule: InForce, change: Change, beside: Sequence[Variant]) -> Survivor | None:
    """The change with an example that would notice it: if possible one about which nothing is unknown."""
    at_best: Survivor | None = None
    for variant in beside:
        if change.holds_on(variant.case.whole.day):
            changed, values = change.made_to(rule, variant.case.resolved.values)
            other = verdict_in(variant.case, changed, values, variant.facts)
            if other is variant.verdict:
                continue
            at_best = at_best or Survivor(rule, change, variant, other)
            if Verdict.UNKNOWN not in (other, variant.verdict):
                return Survivor(rule, change, variant, other)
    return at_best


def _untried(rule: InForce, change: ValueChange) -> Finding:
    said = {"parameter": change.name, "value": change.was, "start": change.dated.start or "–"}
    return Finding.warning(VALUE_UNTRIED, change.dated.place, rule.id, said)
