"""One requirement against facts: its verdict, with reason, values and repair."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.standards.conformity.report import Answer, Judgement
from fourfold.standards.language.expression import Facts
from fourfold.standards.language.values import Value
from fourfold.standards.pack.resolved import InForce


def judge(
    rule: InForce, facts: Facts, params: Mapping[str, Value], phase: str, answer: Answer | None = None, study: str = ""
) -> Judgement:
    """Judge one requirement.

    Args:
        rule: the requirement.
        facts: what the study and its result say.
        params: values of the parameters by name.
        phase: phase whose severity counts.
        answer: what a person judged, if anybody did.
        study: digest of the study, by which an answer is current or stale.
    """
    raise NotImplementedError
