"""Facts of a study and its result, by dictionary name."""

from __future__ import annotations

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study
from fourfold.standards.language.values import Value


class StudyFacts:
    """What a study and its result say. Lists are made when first asked for, and once.

    Args:
        study: the study.
        result: its result under a pack's method; without one every ``result.`` name is unknown.
    """

    def __init__(self, study: Study, result: Result | None) -> None:
        raise NotImplementedError

    def look_up(self, name: str) -> Value:
        """See `fourfold.standards.language.expression.Facts`."""
        raise NotImplementedError
