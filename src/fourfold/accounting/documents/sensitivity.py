"""The comparison of rules and formulas in a result document."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.accounting.documents.parts import figure_text, share, text_document
from fourfold.accounting.sensitivity import Alternative
from fourfold.core.canonical import JSON


def sensitivity_document(alternatives: Sequence[Alternative]) -> list[JSON]:
    """Each rule and formula with its total and the difference to the result."""
    return [_alternative(one) for one in alternatives]


def _alternative(one: Alternative) -> dict[str, JSON]:
    difference = one.difference_kg_co2e
    reason = one.reason
    return {
        "subject": one.subject,
        "process": one.process,
        "rule": one.rule,
        "chosen": one.chosen,
        "allowed": one.allowed,
        "total_kg_co2e": None if one.total_kg_co2e is None else figure_text(one.total_kg_co2e),
        "difference_kg_co2e": None if difference is None else figure_text(difference),
        "difference_share": None if difference is None else share(difference, one.base_kg_co2e),
        "reason": None if reason is None else text_document(reason.kind.text, reason.params),
    }
