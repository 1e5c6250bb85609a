"""A study against a resolved pack."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Problem
from fourfold.standards.conformity.report import Answer, ConformityReport
from fourfold.standards.pack.resolved import Resolved


def check(
    study: Study,
    resolved: Resolved,
    result: Result | None,
    problems: Sequence[Problem] = (),
    answers: Sequence[Answer] = (),
    phase: str = "issue",
) -> ConformityReport:
    """Check a study against a pack.

    Args:
        study: the study.
        resolved: the pack on the study's day.
        result: the study by the pack's method; ``None`` where it could not be calculated.
        problems: why not.
        answers: what people judged.
        phase: phase whose severities count.
    """
    raise NotImplementedError
