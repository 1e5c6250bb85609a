"""Findings of an import as a table and back, with the words of each rule, so that old reports stay readable."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

import polars as pl

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import MessageKind, Named, Param, Place, Problem, Term
from fourfold.data.databases.report import Effect, Finding, ImportReport
from fourfold.data.databases.tables import FINDINGS


def findings_frame(report: ImportReport) -> pl.DataFrame:
    """One row a finding, in their order."""
    rows = [_row(finding) for finding in report.findings]
    return pl.DataFrame(rows, schema=FINDINGS, orient="row")


def kinds_content(report: ImportReport) -> dict[str, JSON]:
    """The words of every rule that occurs, by code."""
    kinds = {finding.problem.kind.code: finding.problem.kind for finding in report.findings}
    return {
        code: {"text": kind.text, "expected": kind.expected, "repair": kind.repair}
        for code, kind in sorted(kinds.items())
    }


def report_from(frame: pl.DataFrame, kinds: Mapping[str, Mapping[str, str]], counts: Mapping[str, int]) -> ImportReport:
    """The report that `findings_frame` and `kinds_content` were made of."""
    known = {code: MessageKind(code, **words) for code, words in kinds.items()}
    findings = [
        Finding(
            Effect(effect),
            Problem(known[code], Place(file, row, column, sheet), _params(params), "warning"),
        )
        for effect, code, params, file, row, column, sheet in frame.iter_rows()
    ]
    return ImportReport(Counter(counts), findings)


def _row(finding: Finding) -> tuple[str, str, str, str, int, str, str]:
    problem, place = finding.problem, finding.problem.place
    params: JSON = {key: _spelled(value) for key, value in problem.params.items()}
    text = canonical_bytes(params).decode()
    return str(finding.effect), problem.kind.code, text, place.file, place.row, place.column, place.sheet


def _spelled(value: Param) -> JSON:
    if isinstance(value, Term):
        return {"term": value.template}
    if isinstance(value, Named):
        return {"names": dict(value.names)}
    return value


def _params(text: str) -> dict[str, Param]:
    return {key: _param(value) for key, value in json.loads(text).items()}


def _param(value: object) -> Param:
    if isinstance(value, dict):
        return Term(value["term"]) if "term" in value else Named.of(value["names"])
    return str(value)
