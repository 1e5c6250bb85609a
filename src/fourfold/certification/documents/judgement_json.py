"""A judgement as members of a statement, and back."""

from __future__ import annotations

from fourfold.certification.documents.judgement import (
    Assurance,
    Finding,
    Judgement,
    Limitation,
    Materiality,
    Opinion,
    Recomputed,
    wording_of,
)
from fourfold.certification.documents.parts import decimals_member, text_list, texts_member
from fourfold.certification.dossier.recomputation import Equality
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.json_node import Node


def judgement_members(judgement: Judgement) -> dict[str, JSON]:
    """What a verifier says, as JSON."""
    materiality = judgement.materiality
    return {
        "level": str(judgement.level),
        "opinion": str(judgement.opinion),
        "wording": str(wording_of(judgement.level, judgement.opinion)),
        "scope": texts_member(judgement.scope),
        "materiality": {
            "share": decimal_text(materiality.share),
            "shares_by_line": decimals_member(materiality.shares_by_line),
            "qualitative": [texts_member(one) for one in materiality.qualitative],
            "sum_signed_kg_co2e": decimal_text(materiality.sum_signed_kg_co2e),
            "sum_absolute_kg_co2e": decimal_text(materiality.sum_absolute_kg_co2e),
        },
        "findings": [_finding_member(finding) for finding in judgement.findings],
        "limitations": [
            {"part": one.part, "commitment": one.commitment, "text": texts_member(one.text)}
            for one in judgement.limitations
        ],
        "shown": text_list(judgement.shown),
    }


def judgement_of(subject: Node) -> Judgement:
    """What a verifier says, from the subject of a statement whose shape was checked."""
    return Judgement(
        level=Assurance(subject.text("level")),
        opinion=Opinion(subject.text("opinion")),
        scope=subject.text_map("scope"),
        materiality=_materiality_of(subject.node("materiality")),
        findings=tuple(_finding_of(node) for node in subject.nodes("findings")),
        limitations=tuple(
            Limitation(node.text("part"), node.text("commitment"), node.text_map("text"))
            for node in subject.nodes("limitations")
        ),
        shown=subject.texts("shown"),
    )


def recomputed_member(recomputed: Recomputed | None) -> JSON:
    """The recomputation, as JSON; null where none was made."""
    return None if recomputed is None else {"digest": recomputed.digest, "outcome": str(recomputed.outcome)}


def recomputed_of(subject: Node) -> Recomputed | None:
    """The recomputation a statement names."""
    if subject.members["recomputed"] is None:
        return None
    node = subject.node("recomputed")
    return Recomputed(node.text("digest"), Equality(node.text("outcome")))


def _finding_member(finding: Finding) -> JSON:
    amount = finding.amount_kg_co2e
    return {
        "id": finding.id,
        "clause": finding.clause,
        "text": texts_member(finding.text),
        "severity": finding.severity,
        "status": finding.status,
        "amount_kg_co2e": None if amount is None else decimal_text(amount),
        "line": finding.line,
    }


def _finding_of(node: Node) -> Finding:
    return Finding(
        id=node.text("id"),
        clause=node.text("clause"),
        text=node.text_map("text"),
        severity=node.text("severity"),
        status=node.text("status"),
        amount_kg_co2e=node.maybe_decimal("amount_kg_co2e"),
        line=node.text("line"),
    )


def _materiality_of(node: Node) -> Materiality:
    return Materiality(
        share=node.decimal("share"),
        qualitative=node.text_maps("qualitative"),
        sum_signed_kg_co2e=node.decimal("sum_signed_kg_co2e"),
        sum_absolute_kg_co2e=node.decimal("sum_absolute_kg_co2e"),
        shares_by_line=node.decimal_map("shares_by_line"),
    )
