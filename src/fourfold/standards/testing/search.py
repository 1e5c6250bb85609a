"""The example that is missing: one like those there are, with a fact or two otherwise, that tells two rules apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from fourfold.core.problems import NOWHERE, Problems
from fourfold.standards.conformity.report import Verdict
from fourfold.standards.facts.given import facts_from_text
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.pack.resolved import InForce
from fourfold.standards.testing.beside import Beside, names_read, what_is_read
from fourfold.standards.testing.examples import laid_over
from fourfold.standards.testing.trials import Case, verdict_in

MOST_TRIED, MOST_OF_ONE = 600, 150
"""Variants of the examples of one requirement that are tried, and of one example."""

Change = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Variant:
    """An example with a fact or two otherwise.

    Attributes:
        case: the example it is like.
        changes: facts and what they are instead; blank where they are taken away.
        facts: what it says, as far as the rule reads it.
        verdict: of the rule as it is.
    """

    case: Case
    changes: tuple[Change, ...]
    facts: Facts
    verdict: Verdict

    @property
    def spelled(self) -> str:
        """The changes in a line."""
        return ", ".join(f"{fact} = {text or '“”'}" for fact, text in self.changes)


def variants(rule: InForce, cases: Iterable[Case]) -> Iterator[Variant]:
    """Variants of examples of a rule with one fact otherwise; at most `MOST_TRIED`."""
    return islice((found for case in cases for found in islice(_of_case(rule, case, ()), MOST_OF_ONE)), MOST_TRIED)


def further_variants(rule: InForce, cases: Iterable[Case]) -> Iterator[Variant]:
    """Variants with one fact taken away and another one otherwise; at most `MOST_TRIED`."""
    found = (
        variant
        for case in cases
        for fact in what_is_read(case.whole.given, names_read(rule))
        for variant in _of_case(rule, case, ((fact, ""),))
    )
    return islice(found, MOST_TRIED)


def _of_case(rule: InForce, case: Case, before: tuple[Change, ...]) -> Iterator[Variant]:
    given = laid_over(what_is_read(case.whole.given, names_read(rule)), dict(before))
    for change in dict.fromkeys(Beside(rule, case.resolved.values, given).changes()):
        changed = laid_over(given, dict([change]))
        facts = facts_from_text(changed, dictionary(), NOWHERE, Problems())
        if facts is not None and changed != given:
            verdict = verdict_in(case, rule, case.resolved.values, facts)
            yield Variant(case, (*before, change), facts, verdict)
