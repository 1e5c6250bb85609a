"""Conformity as a document: ``conformity/1``, canonical JSON described by ``conformity.schema.json``.

The bytes repeat for the same study, packs, answers and version. Numbers are decimal strings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from fourfold.accounting.documents.parts import (
    maybe_text,
    place_document,
    problem_document,
    text_document,
    texts_document,
)
from fourfold.accounting.documents.result import engine_document
from fourfold.accounting.documents.study import study_digest
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.words import Lang, words
from fourfold.standards.conformity.answers import answer_document
from fourfold.standards.conformity.deciding import short_name
from fourfold.standards.conformity.report import ConformityReport, Judgement, Outcome, Verdict
from fourfold.standards.language.trace import Trace
from fourfold.standards.language.values import Value
from fourfold.standards.pack.model import Clause, RulePack
from fourfold.standards.pack.resolved import Resolved

CONFORMITY_FORMAT = "conformity/1"
_WORST = (Outcome.NOT_CONFORMANT, Outcome.UNDETERMINED, Outcome.CONFORMANT)


def conformity_document(
    study: Study, reports: Sequence[ConformityReport], day: date, phase: str, lang: Lang
) -> dict[str, JSON]:
    """The document of a check.

    Args:
        study: what was checked.
        reports: one for each standard asked for.
        day: by which editions and dated values were chosen.
        phase: phase whose severities count.
        lang: language of `message`; the other texts stand in both.
    """
    declared = study.declarations
    verdicts = [_verdict(one, report, lang) for report in reports for one in report.judgements]
    return {
        "fourfold": CONFORMITY_FORMAT,
        "engine": engine_document(),
        "lang": lang,
        "study": {
            "digest": study_digest(study),
            "title": texts_document(declared.title),
            "product": texts_document(declared.product.names),
            "date": declared.day.isoformat(),
        },
        "date": day.isoformat(),
        "phase": phase,
        "standards": [report.resolved.pack.id for report in reports],
        "outcome": str(worst_outcome(reports)),
        "summary": {str(v): sum(report.summary[v] for report in reports) for v in Verdict},
        "verdicts": [*verdicts],
        "reports": [_report(report) for report in reports],
    }


def worst_outcome(reports: Sequence[ConformityReport]) -> Outcome:
    """What several reports come to: not conformant before undetermined before conformant."""
    found = {report.outcome for report in reports}
    return next((outcome for outcome in _WORST if outcome in found), Outcome.UNDETERMINED)


def standard_document(resolved: Resolved) -> dict[str, JSON]:
    """What identifies a pack on a day: document, version, review, digest with its parents."""
    identity = resolved.pack.identity
    document, effective = identity.document, identity.document.effective
    return {
        "id": identity.id,
        "standard": identity.standard,
        "kind": str(identity.kind),
        "version": identity.version,
        "title": texts_document(identity.title),
        "document": {
            "number": document.number,
            "issuer": document.issuer,
            "edition": document.edition,
            "url": document.url,
            "published": _day(document.published),
            "effective": {"from": _day(effective.start), "to": _day(effective.end)},
        },
        "status": str(identity.status),
        "read": str(identity.reading.extent),
        "digest": resolved.digest,
    }


def _report(report: ConformityReport) -> dict[str, JSON]:
    resolved = report.resolved
    headings = {(pack.id, clause.id): clause.heading for pack in resolved.chain for clause in pack.clauses}
    return {
        "standard": standard_document(resolved),
        "chain": [_link(pack) for pack in resolved.chain],
        "method": {
            "id": resolved.method.id if resolved.method else None,
            "total_kg_co2e": maybe_text(report.total_kg_co2e),
        },
        "outcome": str(report.outcome),
        "summary": {str(verdict): count for verdict, count in report.summary.items()},
        "notes": [{"code": n.kind.code, "text": text_document(n.kind.text, n.params)} for n in report.notes],
        "unchecked_clauses": [
            {"pack": pack, "clause": clause, "heading": texts_document(headings[pack, clause])}
            for pack, clause in report.unchecked_clauses
        ],
        "disclosures": [
            {
                "disclosure": one.disclosure.id,
                "pack": one.pack,
                "clause": one.disclosure.clause,
                "what": texts_document(one.disclosure.what),
                "given": one.given,
            }
            for one in report.disclosures
        ],
        "clauses": [_clause(pack, clause) for pack in resolved.chain for clause in pack.clauses],
        "problems": [problem_document(problem) for problem in report.problems],
    }


def _link(pack: RulePack) -> dict[str, JSON]:
    identity = pack.identity
    return {
        "id": pack.id,
        "version": identity.version,
        "digest": pack.digest,
        "status": str(identity.status),
    }


def _clause(pack: RulePack, clause: Clause) -> dict[str, JSON]:
    return {
        "pack": pack.id,
        "clause": clause.id,
        "number": clause.number,
        "parent": clause.parent,
        "heading": texts_document(clause.heading),
        "modality": str(clause.modality),
    }


def _verdict(judgement: Judgement, report: ConformityReport, lang: Lang) -> dict[str, JSON]:
    rule, answer = judgement.rule, judgement.answer
    return {
        "standard": report.resolved.pack.id,
        "requirement": rule.id,
        "pack": rule.pack,
        "item": rule.requirement.item,
        "clause": rule.clause.number or rule.clause.id,
        "clause_id": rule.clause.id,
        "modality": str(rule.requirement.modality),
        "severity": str(judgement.severity),
        "verdict": str(judgement.verdict),
        "message": words(lang).name(judgement.texts),
        "texts": texts_document(judgement.texts),
        "repair": texts_document(judgement.repair),
        "evidence": [_fact(value) for value in judgement.evidence],
        "missing": [_fact(value) for value in judgement.missing],
        "trace": [trace_json(trace) for trace in judgement.traces],
        "answer": None if answer is None else {**answer_document(answer), "stale": judgement.stale},
        "replaced": list(rule.replaced),
    }


def _fact(value: Value) -> dict[str, JSON]:
    return {
        "name": value.origin,
        "value": _content(value),
        "unit": value.unit,
        "place": place_document(value.place),
        "source": value.source,
        "missing": str(value.missing),
    }


def trace_json(trace: Trace) -> dict[str, JSON]:
    """A trace with everything below it."""
    value = trace.value
    return {
        "text": trace.text,
        "value": _content(value),
        "unit": value.unit,
        "kind": str(value.kind),
        "missing": str(value.missing),
        "origin": value.origin,
        "source": value.source,
        "place": place_document(value.place),
        "left_out": trace.left_out,
        "parts": [trace_json(part) for part in trace.parts],
    }


def _content(value: Value) -> JSON:
    """The value: decimals and dates as text, rows of a list by their short names."""
    content = value.content
    if isinstance(content, tuple):
        return [_content(member) for member in content]
    if isinstance(content, Mapping):
        return short_name(value)
    if isinstance(content, Decimal):
        return decimal_text(content)
    return content.isoformat() if isinstance(content, date) else content


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
