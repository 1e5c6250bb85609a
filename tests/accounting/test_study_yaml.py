"""``study.yaml``: what the models refuse is reported at its line, in our words."""

from __future__ import annotations

import json
import runpy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place, Problem
from support.full_study import faults_of, full_declarations, problems_of, write_full

REPOSITORY = Path(__file__).resolve().parents[2]
SCHEMA = REPOSITORY / "src/fourfold/accounting/study/study.schema.json"

MINIMAL = """\
fourfold: study/1
title:
  en: A study
product:
  names:
    en: Product
company:
  names:
    en: Works
sites:
  - id: plant
    names:
      en: Plant
    area: CN-JS
    time_zone: Asia/Shanghai
period:
  start: 2024-01-01
  end: 2025-01-01
  time_zone: Asia/Shanghai
unit:
  kind: declared
  amount: 1
  unit: kg
  names:
    en: 1 kg
  flow: product
boundary:
  kind: cradle-to-gate
stages:
  - id: making
    names:
      en: Making
  - id: materials
    names:
      en: Materials
cut_offs:
  - id: small-parts
    what:
      en: Small parts
    reason:
      en: Small
tables: tables
"""


def problems_with(folder: Path, old: str, new: str) -> list[Problem]:
    assert old in MINIMAL
    write_full(folder)
    (folder / "study.yaml").write_text(MINIMAL.replace(old, new, 1), encoding="utf-8")
    return problems_of(folder)


def test_the_minimal_file_is_accepted(tmp_path: Path) -> None:
    assert problems_with(tmp_path, "tables: tables", "tables: tables") == []


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "path"),
    [
        ("fourfold: study/1", "fourfold: study/9", "study-version", 1, "fourfold"),
        ("fourfold: study/1\n", "", "declaration-missing", 1, "fourfold"),
        ("  flow: product\n", "", "declaration-missing", 20, "unit.flow"),
        ("  flow: product", "  flow:", "declaration-missing", 26, "unit.flow"),
        ("  flow: product", "  flow: product\n  flwo: x", "declaration-unknown", 27, "unit.flwo"),
        ("kind: declared", "kind: declarde", "declaration-choice", 21, "unit.kind"),
        ("amount: 1", "amount: 1,5", "number-comma", 22, "unit.amount"),
        ("amount: 1", "amount: 1e999999999", "number-out-of-range", 22, "unit.amount"),
        ("amount: 1", "amount: nan", "number-not-finite", 22, "unit.amount"),
        ("amount: 1", "amount: -1", "number-not-positive", 22, "unit.amount"),
        ("amount: 1", "amount: [1]", "number-unreadable", 22, "unit.amount"),
        ("start: 2024-01-01", "start: 1704067200", "date-wrong", 17, "period.start"),
        ("start: 2024-01-01", "start: 01.01.2024", "date-wrong", 17, "period.start"),
        ("start: 2024-01-01", "start: 2024-02-30", "date-wrong", 17, "period.start"),
        ("  - id: plant", "  - id: my plant", "id-wrong", 11, "sites.0.id"),
        ("product:\n  names:\n    en: Product", "product: Product", "declaration-shape", 4, "product"),
        ("stages:\n  - id: making\n    names:\n      en: Making", "stages:\n  making: x", "yaml-broken", 31, ""),
        ("title:\n  en: A study", "title: A study", "declaration-shape", 2, "title"),
        ("title:\n  en: A study", "title: {}", "declaration-empty", 2, "title"),
        ("  en: A study", "  de: Eine Studie", "declaration-choice", 3, "title.de"),
        ("tables: tables", "tables: [tables]", "declaration-shape", 42, "tables"),
        ("    en: Product", "    en: Product\n  identifiers: [gtin:1]", "declaration-text", 7, "product.identifiers.0"),
        (
            "      en: Small\ntables",
            "      en: Small\n    estimated_share: 2\ntables",
            "share-out-of-range",
            42,
            "cut_offs.0.estimated_share",
        ),
    ],
)
def test_each_fault_has_its_line_and_path(tmp_path: Path, old: str, new: str, code: str, line: int, path: str) -> None:
    problems = problems_with(tmp_path, old, new)
    found = [(p.kind.code, p.place.row, p.place.column) for p in problems if p.place.file == "study.yaml"]
    assert found == [(code, line, path)]


@pytest.mark.parametrize(
    ("old", "new", "similar"),
    [
        ("  flow: product", "  flwo: product", "flow"),
        ("tables: tables", "tabels: tables", "tables"),
        ("    area: CN-JS", "    aera: CN-JS", "area"),
        ("kind: cradle-to-gate", "kind: cradle to gate", "cradle-to-gate"),
    ],
)
def test_did_you_mean(tmp_path: Path, old: str, new: str, similar: str) -> None:
    assert any(similar in str(p.params.get("similar", "")) for p in problems_with(tmp_path, old, new))


def test_faults_of_declarations_and_tables_come_together(tmp_path: Path) -> None:
    write_full(tmp_path, lambda rows, _declared: rows["inputs"][0].update(unit="kgg", process="mian"))
    text = MINIMAL.replace("amount: 1", "amount: x").replace("kind: declared", "kind: x").replace("CN-JS", "CN-??")
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    assert {fault[0] for fault in faults_of(tmp_path)} == {
        "number-unreadable",
        "declaration-choice",
        "area-unknown",
        "unit-unknown",
        "reference-unknown",
    }


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.binary(max_size=200)
    | st.tuples(st.integers(0, len(MINIMAL)), st.text(max_size=5)).map(
        lambda change: (MINIMAL[: change[0]] + change[1] + MINIMAL[change[0] + 1 :]).encode("utf-8", "replace")
    )
)
def test_any_bytes_as_study_yaml_end_in_problems_or_a_study(tmp_path: Path, data: bytes) -> None:
    if not (tmp_path / "tables").exists():
        write_full(tmp_path)
    (tmp_path / "study.yaml").write_bytes(data)
    problems_of(tmp_path)


def test_the_schema_is_current() -> None:
    script = runpy.run_path(str(REPOSITORY / "scripts" / "schemas.py"))
    assert SCHEMA.read_text(encoding="utf-8") == script["study_schema"]()


def test_the_schema_accepts_what_the_reader_accepts_and_refuses_unknown_keys() -> None:
    schema: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    declared = full_declarations()
    assert list(validator.iter_errors(declared)) == []
    assert list(validator.iter_errors({**declared, "unknown": "x"}))
    assert list(validator.iter_errors({**declared, "unit": {**declared["unit"], "amount": "1,5"}}))


def test_a_study_knows_the_lines_of_its_declarations(tmp_path: Path) -> None:
    study = Study.load(write_full(tmp_path))
    place = study.declared_at("cut_offs", 0)
    lines = (tmp_path / "study.yaml").read_text(encoding="utf-8").splitlines()
    assert "small-parts" in lines[place.row - 1]
    assert place.column == "cut_offs.0"
    assert replace(study, yaml=None).declared_at("cut_offs", 0) == Place("study.yaml", 0, "cut_offs.0")
