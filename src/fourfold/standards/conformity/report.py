"""The noun ConformityReport: a verdict per requirement, and what was not checked. Words are made at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fourfold.core.problems import NOWHERE, Assumption, Place, Problem
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Value
from fourfold.standards.pack.model import Disclosure, Severity
from fourfold.standards.pack.resolved import InForce, Resolved


class Verdict(StrEnum):
    """What checking a requirement came to."""

    PASS = "pass"  # noqa: S105 - a verdict, no secret
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"
    NEEDS_PERSON = "needs_person"


class Outcome(StrEnum):
    """What a report comes to; the three are never mixed up."""

    CONFORMANT = "conformant"
    NOT_CONFORMANT = "not_conformant"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person judged: a record of its own, which never edits the study.

    Attributes:
        pack, requirement: what was asked.
        verdict: ``pass``, ``fail`` or ``not_applicable``.
        who, role: the person.
        on: the day.
        reason: in the person's words.
        evidence: files and their SHA-256, as given.
        study: digest of the study that was judged; an answer to another state of the study is stale.
        digest: of the record.
        place: where it was read from; no part of the record.
    """

    pack: str
    requirement: str
    verdict: Verdict
    who: str
    role: str
    on: date
    reason: str
    study: str
    evidence: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""
    place: Place = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """One requirement, judged.

    Attributes:
        rule: the requirement in force.
        verdict: what it came to.
        severity: what it does to the outcome when it is not met, in the phase asked for.
        texts: why, in words, by language.
        repair: what to do about it, by language; empty where nothing is to be done.
        evidence: values that stand beside the verdict, each with its place.
        missing: values that are unknown and decided an unknown verdict.
        traces: of `applies_when` and of the tests, as far as they were evaluated.
        answer: the person's, if there is one; `stale` where it was given for another state of the study.
    """

    rule: InForce
    verdict: Verdict
    severity: Severity
    texts: Mapping[str, str]
    repair: Mapping[str, str]
    evidence: tuple[Value, ...] = ()
    missing: tuple[Value, ...] = ()
    traces: tuple[Trace, ...] = ()
    answer: Answer | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Disclosed:
    """Something a report made under a pack must state.

    Attributes:
        pack: id of the pack that asks for it.
        disclosure: what it asks for.
        given: whether the study states it; ``None`` where the report itself does, or it needs a result there is not.
    """

    pack: str
    disclosure: Disclosure
    given: bool | None


@dataclass(frozen=True, slots=True)
class ConformityReport:
    """A study against one pack.

    Attributes:
        resolved: the pack with what it inherits.
        phase: phase whose severities count.
        study: digest of the study.
        judgements: one for each requirement in force, in their order.
        notes: what a reader must know: pack not verified, not in force yet, product codes, result not calculated …
        unchecked_clauses: (pack, clause) of ``shall`` clauses without a requirement.
        problems: why the study could not be calculated by the pack's method, where it could not.
        disclosures: what a report under the pack must state, and whether the study does.
        total_kg_co2e: footprint of one declared unit by the pack's method; ``None`` where it was not calculated.
    """

    resolved: Resolved
    phase: str
    study: str
    judgements: tuple[Judgement, ...]
    notes: tuple[Assumption, ...] = ()
    unchecked_clauses: tuple[tuple[str, str], ...] = ()
    problems: tuple[Problem, ...] = ()
    disclosures: tuple[Disclosed, ...] = ()
    total_kg_co2e: Decimal | None = None

    @property
    def summary(self) -> dict[Verdict, int]:
        """Count by verdict, every verdict present."""
        return {verdict: sum(j.verdict is verdict for j in self.judgements) for verdict in Verdict}

    @property
    def outcome(self) -> Outcome:
        """Not conformant if a blocking requirement fails; conformant if all of them pass or do not apply.

        A report in which nothing blocking passed says nothing: it is undetermined.
        """
        blocking = [j.verdict for j in self.judgements if j.severity is Severity.BLOCK]
        if Verdict.FAIL in blocking:
            return Outcome.NOT_CONFORMANT
        settled = all(verdict in (Verdict.PASS, Verdict.NOT_APPLICABLE) for verdict in blocking)
        return Outcome.CONFORMANT if settled and Verdict.PASS in blocking else Outcome.UNDETERMINED
