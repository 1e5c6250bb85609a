"""What a study states in words: optional, strict, kept as it was given, and without effect on the figures."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import fourfold.accounting
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.study.declarations import Declarations
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Problem
from support.full_study import problems_of
from support.outcomes import calculated
from support.statements import all_statements
from support.studies import emits, output, process, write_study

ACCOUNTING = Path(fourfold.accounting.__file__).parent
TABLES = {
    "processes": [process("main", control="other")],
    "outputs": [output("main", "product")],
    "emissions": [emits("main", "stack", "CO2", 2)],
}
ROLES = [
    {"id": "materials", "names": {"en": "Materials"}, "role": "raw-materials"},
    {"id": "making", "names": {"en": "Making"}, "role": "production"},
]


def errors_of(folder: Path) -> list[Problem]:
    return [problem for problem in problems_of(folder) if problem.severity == "error"]


def document_of(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(result_document([calculated(Study.load(folder))])))
    return document


def test_a_study_that_states_everything_is_read_and_its_result_document_tells_it(tmp_path: Path) -> None:
    write_study(tmp_path, TABLES, stages=ROLES, **all_statements())
    assert errors_of(tmp_path) == []
    document = document_of(tmp_path)
    jsonschema.validate(document, json.loads((ACCOUNTING / "result.schema.json").read_text(encoding="utf-8")))
    assert document["study"]["statements"] == all_statements()
    assert [stage["role"] for stage in document["study"]["stages"]] == ["raw-materials", "production"]


def test_statements_change_no_figure(tmp_path: Path) -> None:
    silent = document_of(write_study(tmp_path / "silent", TABLES))
    stated = document_of(write_study(tmp_path / "stated", TABLES, **all_statements()))
    assert silent["footprint"] == stated["footprint"]


def test_the_result_document_of_a_silent_study_knows_nothing_of_statements(tmp_path: Path) -> None:
    study = document_of(write_study(tmp_path, TABLES))["study"]
    assert "statements" not in study
    assert all(set(stage) == {"id", "names"} for stage in study["stages"])


def test_the_schema_of_the_study_file_accepts_every_statement() -> None:
    schema = json.loads((ACCOUNTING / "study" / "study.schema.json").read_text(encoding="utf-8"))
    part = {"$defs": schema["$defs"], "properties": schema["properties"], "additionalProperties": False}
    jsonschema.validate(all_statements(), part)
    assert set(all_statements()) == set(Declarations.model_fields) - SILENT


SILENT = {
    *("fourfold", "title", "product", "company", "sites", "areas", "period", "unit", "boundary", "stages", "cut_offs"),
    *(
        "assumptions",
        "allocation",
        "electricity",
        "supply",
        "unconfirmed_factors",
        "databases",
        "quality_scale",
        "tables",
    ),
}


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        (("date",), "1 December 2025", "date-wrong"),
        (("goal", "communication"), "everybody", "declaration-choice"),
        (("goal", "comparative"), "yes", "declaration-choice"),
        (("goal", "aplication"), {"en": "x"}, "declaration-unknown"),
        (("goal", "audience"), "one text", "declaration-shape"),
        (("goal", "audience"), {}, "declaration-empty"),
        (("scope", "biogenic_carbon_kg"), "-1", "number-out-of-range"),
        (("scope", "longest_delay_years"), "ten", "number-unreadable"),
        (("rules", 0, "kind"), "law", "declaration-choice"),
        (("review", "date"), "n/a", "date-wrong"),
        (("review", "kind"), "n/a", "declaration-choice"),
        (("tracking", "same_rules"), "True", "declaration-choice"),
        (("service", "years"), "0", "number-not-positive"),
        (("publication", "link"), "x", "declaration-unknown"),
        (("stages", 0, "role"), "making", "declaration-choice"),
    ],
)
def test_each_fault_in_a_statement_has_its_line_and_path(
    tmp_path: Path, path: tuple[str | int, ...], value: object, code: str
) -> None:
    changes: Any = {"stages": ROLES, **all_statements()}
    at = changes
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    write_study(tmp_path, TABLES, **changes)
    found = [(p.kind.code, p.place.file, p.place.column) for p in errors_of(tmp_path)]
    assert found == [(code, "study.yaml", ".".join(map(str, path)))]


def test_a_rule_without_its_document_is_refused(tmp_path: Path) -> None:
    write_study(tmp_path, TABLES, rules=[{"edition": "2024"}])
    found = [(p.kind.code, p.place.column) for p in errors_of(tmp_path)]
    assert found == [("declaration-missing", "rules.0.document")]


def test_a_key_left_blank_states_nothing(tmp_path: Path) -> None:
    write_study(tmp_path, TABLES)
    text = (tmp_path / "study.yaml").read_text(encoding="utf-8")
    blank = "date:\ngoal:\n  audience:\n  communication:\nrules:\nreview:\nservice:\n  years:\n"
    (tmp_path / "study.yaml").write_text(text + blank, encoding="utf-8")
    assert "statements" not in document_of(tmp_path)["study"]


def test_the_day_of_a_study_is_its_date_or_else_the_last_day_of_its_period(tmp_path: Path) -> None:
    silent = Study.load(write_study(tmp_path / "silent", TABLES)).declarations
    dated = Study.load(write_study(tmp_path / "dated", TABLES, date="2025-12-01")).declarations
    assert (silent.day, dated.day) == (date(2024, 12, 31), date(2025, 12, 1))


@pytest.mark.parametrize(("cell", "code"), [("own", ""), ("other", ""), ("", ""), ("ours", "choice-unknown")])
def test_who_controls_a_process_is_own_other_or_blank(tmp_path: Path, cell: str, code: str) -> None:
    tables = {**TABLES, "processes": [process("main", control=cell)]}
    assert [p.kind.code for p in errors_of(write_study(tmp_path, tables))] == ([code] if code else [])
