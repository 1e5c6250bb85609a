"""The data dictionary: well formed, in both languages, and one with the tables and models it mirrors."""

from __future__ import annotations

import csv
from collections import Counter
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

import fourfold.standards.facts
from fourfold.accounting.method import BiogenicTreatment, ElectricityResolution, StageRole
from fourfold.accounting.study.declarations import Boundary, Declarations, Stage, UnitOfAnalysis
from fourfold.accounting.study.declarations_statements import Goal, Review, RuleDocument, Scope
from fourfold.accounting.study.schema import tables
from fourfold.core.lines import Line
from fourfold.core.quantities import Unit
from fourfold.data.basis import Averaging, Claim, Losses, Quantity
from fourfold.data.quality import Indicator
from fourfold.electricity.supply.criteria import InstrumentKind
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.formats.declared import Declared
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind

CSV = Path(fourfold.standards.facts.__file__).parent / "dictionary.csv"
COLUMNS = ["name", "type", "unit", "choices", "needs", "where", "meaning_en", "meaning_zh"]
ENTRIES = list(dictionary())


def lines() -> list[dict[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, strict=True))


def test_it_has_its_columns_in_every_row_and_no_blank_where_something_must_stand() -> None:
    rows = lines()
    assert list(rows[0]) == COLUMNS
    for row in rows:
        assert None not in row, row
        assert all(row[column] == row[column].strip() for column in COLUMNS), row
        assert all(row[column] for column in ("name", "type", "needs", "where", "meaning_en", "meaning_zh")), row


def test_names_are_unique_and_spelled_as_the_language_spells_them() -> None:
    counted = Counter(row["name"] for row in lines())
    assert [name for name, times in counted.items() if times > 1] == []
    for name in counted:
        assert all(part.isidentifier() and part == part.lower() for part in name.split(".")), name
        assert name.split(".")[0] in ("study", "result")


def test_every_name_below_a_list_of_rows_is_a_field_and_every_list_of_rows_has_fields() -> None:
    names = {entry.name: entry for entry in ENTRIES}
    for entry in ENTRIES:
        if entry.kind is Kind.LIST and entry.of is Kind.RECORD:
            assert dictionary().fields(entry.name), entry.name
        above = names.get(entry.name.rpartition(".")[0])
        assert above is None or (above.kind is Kind.LIST and above.of is Kind.RECORD), entry.name
        assert above is None or entry.kind is not Kind.LIST, entry.name


@pytest.mark.parametrize("entry", [e for e in ENTRIES if e.unit not in ("", "1")], ids=lambda entry: entry.name)
def test_units_are_known(entry: Entry) -> None:
    assert entry.kind is Kind.NUMBER
    assert Unit(entry.unit).dimension


def test_units_in_names_are_the_units_of_the_entries() -> None:
    for entry in ENTRIES:
        last = entry.name.rpartition(".")[2]
        for ending, unit in (("_kg", "kg"), ("_kg_co2e", "kg"), ("_kwh", "kWh"), ("_years", "year"), ("share", "1")):
            assert not last.endswith(ending) or entry.kind is not Kind.NUMBER or entry.unit == unit, entry.name


def test_only_texts_have_choices() -> None:
    for entry in ENTRIES:
        assert not entry.choices or entry.kind is Kind.TEXT, entry.name
        assert len(set(entry.choices)) == len(entry.choices), entry.name


def test_what_needs_a_result_is_named_after_it() -> None:
    assert all(entry.needs_result == entry.name.startswith("result.") for entry in ENTRIES)


def test_fields_of_tables_have_the_choices_of_their_columns() -> None:
    checked = 0
    for entry in ENTRIES:
        _, table, *field = entry.name.split(".") + [""] * (3 - len(entry.name.split(".")))
        columns = {column.name: column for column in tables()[table].columns} if table in tables() else {}
        column = columns.get(field[0])
        if entry.name.startswith("study.") and column is not None:
            assert entry.choices == (column.choices if column.type == "choice" else ()), entry.name
            checked += 1
    assert checked > 60


@pytest.mark.parametrize(
    ("name", "model", "field"),
    [
        ("study.unit.kind", UnitOfAnalysis, "kind"),
        ("study.boundary.kind", Boundary, "kind"),
        ("study.stages.role", Stage, "role"),
        ("study.goal.communication", Goal, "communication"),
        ("study.scope.use_source", Scope, "use_source"),
        ("study.rules.kind", RuleDocument, "kind"),
        ("study.review.kind", Review, "kind"),
    ],
)
def test_declared_choices_are_those_of_the_model(name: str, model: type[Declared], field: str) -> None:
    found = dictionary().get(name)
    assert found is not None
    annotation = model.model_fields[field].annotation
    literals = {
        text for part in (annotation, *get_args(annotation)) for text in get_args(part) if isinstance(text, str)
    }
    assert set(found.choices) == literals


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("result.sources.quantity", Quantity),
        ("result.sources.claim", Claim),
        ("result.sources.averaging", Averaging),
        ("result.sources.losses", Losses),
        ("result.quality.indicator", Indicator),
        ("result.electricity.covered.kind", SupplyKind),
        ("result.method.electricity", ElectricityResolution),
        ("result.method.biogenic", BiogenicTreatment),
        ("result.stages.role", StageRole),
        ("study.processes.role", StageRole),
        ("study.instruments.kind", InstrumentKind),
    ],
)
def test_choices_are_the_words_the_engine_uses(name: str, words: type[StrEnum]) -> None:
    found = dictionary().get(name)
    assert found is not None
    assert set(found.choices) == {str(word) for word in words}


def test_every_statement_of_a_study_can_be_read_by_rules() -> None:
    names = {entry.name for entry in ENTRIES}
    elsewhere = {"scope.biogenic_carbon_kg": "biogenic_carbon_kg", "scope.fossil_carbon_kg": "fossil_carbon_kg"}
    for part in ("goal", "scope", "review", "interpretation", "tracking", "validity", "publication", "service"):
        model = type(Declarations.model_fields[part].default)
        for field in model.model_fields:
            path = f"{part}.{field}"
            assert f"study.{elsewhere.get(path, path)}" in names, path


def test_every_line_of_a_result_has_a_name() -> None:
    assert all(dictionary().get(f"result.lines.{line}") is not None for line in Line)
