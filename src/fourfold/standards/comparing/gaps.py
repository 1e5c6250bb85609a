"""What one scheme asks for that a study which serves another does not show yet: the recognition gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fourfold.standards.comparing.schemes import Scheme
from fourfold.standards.conformity.report import Judgement, Outcome, Verdict
from fourfold.standards.pack.model import Severity

OPEN = (Verdict.FAIL, Verdict.UNKNOWN, Verdict.NEEDS_PERSON)


@dataclass(frozen=True, slots=True)
class Gap:
    """What another scheme asks beyond a base.

    Attributes:
        base, other: ids of the schemes.
        base_outcome: whether the study serves the base at all: a gap of a study that does not is one among others.
        judgements: requirements of the other that are not met and that the base does not hold against the study too;
            those that block first, then by verdict.
        shared: requirements of the other that are not met and that the base asks in the same words.
    """

    base: str
    other: str
    base_outcome: Outcome
    judgements: tuple[Judgement, ...]
    shared: int


def gaps(schemes: Sequence[Scheme]) -> tuple[Gap, ...]:
    """The gap from every scheme to every other, in their order; of those that are for such a product."""
    asking = [scheme for scheme in schemes if scheme.applies]
    return tuple(_gap(base, other) for base in asking for other in asking if base is not other)


def _gap(base: Scheme, other: Scheme) -> Gap:
    asked = {(j.rule.pack, j.rule.id): j.verdict for j in base.report.judgements}
    unmet = [j for j in other.report.judgements if j.verdict in OPEN]
    own = [j for j in unmet if asked.get((j.rule.pack, j.rule.id)) is not j.verdict]
    own.sort(key=lambda j: (j.severity is not Severity.BLOCK, OPEN.index(j.verdict)))
    return Gap(base.id, other.id, base.report.outcome, tuple(own), len(unmet) - len(own))
