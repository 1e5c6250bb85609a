"""The report of an import: counts, and every place where the source was repaired, refused or left open.

A finding is a message with its effect. All are kept, row by row; people are shown counts by rule and the first places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from fourfold.core.problems import MessageKind, Place, Problem, params_of


class Effect(StrEnum):
    """What a finding did to the data."""

    REFUSED = "refused"
    """A dataset or row cannot be used: it is left out, or kept where it does not count, as the message says."""
    REPAIRED = "repaired"
    """Something was read otherwise than it was written."""
    UNLINKED = "unlinked"
    """A reference to something that the source does not hold."""
    CUT_OFF = "cut-off"
    """A product or waste for which no process is known: it carries no burden."""
    AMBIGUOUS = "ambiguous"
    """Several processes could supply; one was chosen, by the rule that is named."""
    UNIT = "unit"
    """A unit that does not convert."""
    SPELLING = "spelling"
    """Names that differ only by spaces, case or the like."""
    MULTI_OUTPUT = "multi-output"
    """A process with several products, and how its burdens are divided."""
    NOT_READ = "not-read"
    """Parts of the source that are counted but not used."""
    NOTED = "noted"
    """Worth knowing; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding.

    Attributes:
        effect: what it did to the data.
        problem: message, place and parameters; its severity is always ``warning``.
    """

    effect: Effect
    problem: Problem


@dataclass
class ImportReport:
    """Collects what an import finds.

    Attributes:
        counts: how many of each thing were read, by name such as ``processes``, ``exchanges``.
        findings: every finding, in the order they were made.
    """

    counts: Counter[str] = field(default_factory=Counter)
    findings: list[Finding] = field(default_factory=list)

    def count(self, what: str, number: int = 1) -> None:
        """Add to a count."""
        self.counts[what] += number

    def note(self, effect: Effect, kind: MessageKind, place: Place, **params: object) -> None:
        """Add a finding."""
        self.findings.append(Finding(effect, Problem(kind, place, params_of(params), "warning")))

    def note_problems(self, effect: Effect, problems: Iterable[Problem]) -> None:
        """Add problems that something else collected, as findings of one effect."""
        self.findings.extend(Finding(effect, Problem(p.kind, p.place, p.params, "warning")) for p in problems)

    def of(self, effect: Effect) -> Iterator[Finding]:
        """Findings of one effect."""
        return (finding for finding in self.findings if finding.effect is effect)

    def by_rule(self) -> dict[tuple[Effect, str], list[Finding]]:
        """Findings grouped by effect and the code of their message, in the order of the effects."""
        groups: dict[tuple[Effect, str], list[Finding]] = {}
        for finding in self.findings:
            groups.setdefault((finding.effect, finding.problem.kind.code), []).append(finding)
        order = list(Effect)
        return dict(sorted(groups.items(), key=lambda item: order.index(item[0][0])))
