"""A comparison as a document: ``comparison/1``, canonical JSON with decimal strings and texts in both languages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from fourfold.accounting.documents.parts import (
    amount_text,
    figure_text,
    place_document,
    problem_document,
    share,
    text_document,
    texts_document,
)
from fourfold.accounting.documents.result import engine_document
from fourfold.accounting.documents.study import study_digest
from fourfold.accounting.traced import exact
from fourfold.core.canonical import JSON
from fourfold.core.problems import Problem
from fourfold.standards.comparing.choices import ChoiceChange
from fourfold.standards.comparing.compare import Comparison, Side, Stated
from fourfold.standards.comparing.gaps import Gap
from fourfold.standards.comparing.rules import GROUPS
from fourfold.standards.comparing.schemes import ByLine, Scheme
from fourfold.standards.comparing.steps import Decomposition, Step
from fourfold.standards.comparing.units import QUANTITY_NAMES, UnitOfResult
from fourfold.standards.conformity.document import standard_document
from fourfold.standards.conformity.report import Judgement
from fourfold.standards.pack.resolved import ChoiceInForce

COMPARISON_FORMAT = "comparison/1"


@exact
def comparison_document(comparison: Comparison) -> dict[str, JSON]:
    """The document of a comparison."""
    study = comparison.study
    return {
        "fourfold": COMPARISON_FORMAT,
        "engine": engine_document(),
        "study": {
            "digest": study_digest(study),
            "title": texts_document(study.declarations.title),
            "product": texts_document(study.declarations.product.names),
            "date": study.declarations.day.isoformat(),
        },
        "date": comparison.schemes[0].resolved.day.isoformat(),
        "standards": [scheme.id for scheme in comparison.schemes],
        "unit": _unit(comparison.unit),
        "quantum_kg_co2e": format(comparison.quantum_kg_co2e, "f"),
        "order": [{"group": group.id, "title": text_document(group.title, {})} for group in GROUPS],
        "schemes": [_scheme(scheme) for scheme in comparison.schemes],
        "sides": [_side(side) for side in comparison.sides],
        "gaps": [_gap(gap) for gap in comparison.gaps],
    }


def _unit(unit: UnitOfResult | None) -> dict[str, JSON] | None:
    if unit is None:
        return None
    return {
        "quantity": unit.quantity,
        "names": text_document(QUANTITY_NAMES[unit.quantity], {}),
        "unit": unit.text,
        "per_declared_unit": amount_text(unit.amount),
        "places": [place_document(place) for place in unit.places],
    }


def _scheme(scheme: Scheme) -> dict[str, JSON]:
    report = scheme.report
    return {
        "standard": standard_document(scheme.resolved),
        "governs": "electricity" if scheme.governs_electricity_alone else "footprint",
        "unit": _unit(scheme.unit),
        "outcome": str(report.outcome),
        "summary": {str(verdict): count for verdict, count in report.summary.items()},
        "refusals": [_refusal(problem) for problem in scheme.refusals],
    }


def _side(side: Side) -> dict[str, JSON]:
    return {
        "part": side.part,
        "base": side.figures[0].scheme if side.figures else None,
        "figures": [_figures(figures, side.figures[0]) for figures in side.figures],
        "decompositions": [_decomposition(one) for one in side.decompositions],
        "refusals": [
            {"standard": refusal.scheme, "problems": [_refusal(problem) for problem in refusal.problems]}
            for refusal in side.refusals
        ],
    }


def _refusal(problem: Problem) -> dict[str, JSON]:
    return {**problem_document(problem), "repair": text_document(problem.kind.repair, problem.params)}


def _figures(figures: Stated, base: Stated) -> dict[str, JSON]:
    difference = figures.total_kg_co2e - base.total_kg_co2e
    own = figures.own_kg_co2e
    return {
        "standard": figures.scheme,
        "total_kg_co2e": figure_text(figures.total_kg_co2e),
        "lines": _lines(figures.lines_kg_co2e),
        "own_unit_kg_co2e": None if own is None else figure_text(own),
        "difference_kg_co2e": figure_text(difference),
        "difference_share": share(difference, base.total_kg_co2e),
    }


def _decomposition(one: Decomposition) -> dict[str, JSON]:
    return {
        "base": one.base,
        "other": one.other,
        "base_kg_co2e": figure_text(one.base_kg_co2e),
        "other_kg_co2e": figure_text(one.other_kg_co2e),
        "difference_kg_co2e": figure_text(one.difference_kg_co2e),
        "steps": [_step(step, one.base_kg_co2e) for step in one.steps],
    }


def _step(step: Step, base_kg_co2e: Decimal) -> dict[str, JSON]:
    return {
        "groups": [group.id for group in step.groups],
        "titles": [text_document(group.title, {}) for group in step.groups],
        "difference_kg_co2e": figure_text(step.total_kg_co2e),
        "difference_share": share(step.total_kg_co2e, base_kg_co2e),
        "lines": _lines(step.lines_kg_co2e),
        "choices": [_choice(change) for change in step.changes],
        "joined_because": [problem_document(problem) for problem in step.joined_because],
    }


def _choice(change: ChoiceChange) -> dict[str, JSON]:
    return {
        "key": change.key,
        "before": change.before,
        "after": change.after,
        "before_from": _from(change.base),
        "after_from": _from(change.other),
    }


def _from(choice: ChoiceInForce | None) -> dict[str, JSON] | None:
    """Where a choice is made; ``None`` where it is left at its default."""
    if choice is None:
        return None
    return {
        "pack": choice.pack,
        "clause": choice.choice.clause,
        "status": choice.choice.status,
        "reason": texts_document(choice.choice.reason),
    }


def _lines(lines: ByLine) -> dict[str, JSON]:
    return {str(line): figure_text(value) for line, value in lines.items()}


def _gap(gap: Gap) -> dict[str, JSON]:
    return {
        "base": gap.base,
        "other": gap.other,
        "base_outcome": str(gap.base_outcome),
        "shared": gap.shared,
        "requirements": _requirements(gap.judgements),
    }


def _requirements(judgements: Sequence[Judgement]) -> list[JSON]:
    return [
        {
            "requirement": judgement.rule.id,
            "pack": judgement.rule.pack,
            "clause": judgement.rule.clause.number or judgement.rule.clause.id,
            "modality": str(judgement.rule.requirement.modality),
            "severity": str(judgement.severity),
            "verdict": str(judgement.verdict),
            "texts": texts_document(judgement.texts),
            "repair": texts_document(judgement.repair),
        }
        for judgement in judgements
    ]
