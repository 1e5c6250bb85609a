"""What a rule makes of data that are not there, and of texts that stand there and say nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fourfold.core.problems import NOWHERE, Problems
from fourfold.standards.conformity.report import Verdict
from fourfold.standards.facts.given import NO_ROWS, facts_from_text
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind
from fourfold.standards.pack.resolved import InForce
from fourfold.standards.testing.beside import names_read, plain_name, what_is_read
from fourfold.standards.testing.examples import laid_over
from fourfold.standards.testing.findings import FILLER_PASSES, Finding
from fourfold.standards.testing.trials import Case, Trial, verdict_in

FILLERS_TRIED = ("n/a", "-", "待定")


class Absences:
    """The passing examples of a rule, each without one of the facts the rule reads.

    Args:
        rule: the rule.
        trials: its examples.
    """

    def __init__(self, rule: InForce, trials: Sequence[Trial]) -> None:
        self._rule = rule
        self._passing = [trial.case for trial in trials if trial.got is Verdict.PASS]
        self._without: dict[tuple[str, str], Verdict] = {}

    def unknown(self) -> tuple[str, str] | None:
        """An example and a fact without which the rule cannot tell; ``None`` where there is none."""
        names = names_read(self._rule)
        for case in self._passing:
            for fact in case.whole.given:
                is_read = plain_name(fact) in names and fact.startswith("study.")
                if is_read and self._verdict_without(case, fact) is Verdict.UNKNOWN:
                    return case.id, fact
        return None

    def fillers(self) -> Iterator[Finding]:
        """Passing examples that go on to pass with a filler in the place of a text that has to be there."""
        for case in self._passing:
            for fact, changed in [*self._texts(case), *self._rows(case)]:
                if self._verdict_without(case, fact) is Verdict.PASS:
                    continue
                for filler in FILLERS_TRIED:
                    given = {**case.whole.given, **dict.fromkeys(changed, filler)}
                    if self._verdict(case, given) is Verdict.PASS:
                        said = {"fact": fact, "filler": filler}
                        yield Finding.error(FILLER_PASSES, self._rule.requirement.place, self._rule.id, said, case.id)
                        break

    def _texts(self, case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Free texts of the study the rule reads."""
        names = names_read(self._rule)
        for fact in case.whole.given:
            entry = dictionary().get(plain_name(fact))
            if entry is None or entry.needs_result or entry.kind is not Kind.TEXT:
                continue
            if entry.name in names and _is_free_text(entry):
                yield fact, (fact,)

    def _rows(self, case: Case) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Lists people write whose rows the rule counts without reading any of their fields, and their free texts."""
        names = names_read(self._rule)
        for name in sorted(names):
            entry = dictionary().get(name)
            if entry is None or entry.kind is not Kind.LIST or not entry.where.startswith("study.yaml"):
                continue
            beneath = f"{name}."
            texts = tuple(f for f in case.whole.given if f.startswith(beneath) and _holds_free_text(f))
            if texts and not any(other.startswith(beneath) for other in names):
                yield name, texts

    def _verdict_without(self, case: Case, fact: str) -> Verdict:
        key = (case.id, fact)
        if key not in self._without:
            entry = dictionary().get(fact)
            nothing = NO_ROWS if entry is not None and entry.kind is Kind.LIST else ""
            self._without[key] = self._verdict(case, laid_over(case.whole.given, {fact: nothing}))
        return self._without[key]

    def _verdict(self, case: Case, given: Mapping[str, str]) -> Verdict:
        read = what_is_read(given, names_read(self._rule))
        facts = facts_from_text(read, dictionary(), NOWHERE, Problems())
        if facts is None:  # the example's own facts were read before; only words it has are put in their place
            raise AssertionError(given)
        return verdict_in(case, self._rule, case.resolved.values, facts)


def _holds_free_text(fact: str) -> bool:
    entry = dictionary().get(plain_name(fact))
    return entry is not None and _is_free_text(entry)


def _is_free_text(entry: Entry) -> bool:
    """Whether a person writes what they like there: a text, or one of a list of texts, no code or choice."""
    words = entry.of is Kind.TEXT and entry.kind in (Kind.TEXT, Kind.LIST)
    return words and not entry.choices and not entry.is_code
