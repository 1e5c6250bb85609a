"""``fourfold new``: a study that loads as it is, from CSV and from the workbook; nothing is ever overwritten."""

from __future__ import annotations

import os
import re
from dataclasses import fields, replace
from pathlib import Path

import openpyxl
import pytest
import yaml
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from fourfold.accounting.study.model import Study, Tables
from fourfold.accounting.study.schema import tables
from fourfold.app.new import new_study
from fourfold.cli.verbs import app
from fourfold.core.problems import NOWHERE, InputError

SCHEMA = Path(__file__).resolve().parents[2] / "src/fourfold/accounting/study/study.schema.json"


def test_the_starter_loads_without_fault_or_warning_from_both(tmp_path: Path) -> None:
    folder = tmp_path / "bottle"
    result = CliRunner().invoke(app, ["new", str(folder)])
    assert result.exit_code == 0, result.output
    assert "study.yaml" in result.output
    by_csv, by_workbook = Study.load(folder), Study.load(folder / "study.xlsx")
    assert by_csv.warnings == by_workbook.warnings == ()
    assert by_csv.declarations == by_workbook.declarations
    for field in fields(Tables):
        one, other = getattr(by_csv.tables, field.name), getattr(by_workbook.tables, field.name)
        assert [replace(row, place=NOWHERE) for row in one] == [replace(row, place=NOWHERE) for row in other]
    assert by_csv.tables.inputs


def test_declarations_hold_to_the_published_schema(tmp_path: Path) -> None:
    new_study(tmp_path)
    declared = yaml.load((tmp_path / "study.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    schema = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(declared)] == []


def test_what_stands_behind_a_remark_is_every_statement_there_is(tmp_path: Path) -> None:
    new_study(tmp_path)
    path = tmp_path / "study.yaml"
    beginning, mark, statements = path.read_text(encoding="utf-8").partition("# What the study says of itself.")
    uncommented = re.sub(r"^# ((  )*(- )?[a-z_]+:( .*)?)$", r"\1", statements, flags=re.MULTILINE)
    path.write_text(beginning + mark + uncommented, encoding="utf-8")
    declared = Study.load(tmp_path).declarations
    for model in (declared, declared.goal, declared.scope, declared.review, declared.interpretation, declared.service):
        given = model.model_dump(exclude_unset=True).keys()
        lacking = set(type(model).model_fields) - set(given)
        assert lacking == (
            {"areas", "allocation", "supply", "unconfirmed_factors", "databases"} if model is declared else set()
        )


def test_the_typical_day_has_the_mean_it_claims(tmp_path: Path) -> None:
    new_study(tmp_path)
    lines = (tmp_path / "series" / "example-typical-day.csv").read_text(encoding="utf-8").splitlines()[1:]
    hours = [tuple(map(float, line.split(","))) for line in lines]
    assert [hour for hour, _, _ in hours] == list(range(24))
    mean = sum(factor * demand for _, factor, demand in hours) / sum(demand for _, _, demand in hours)
    assert mean == pytest.approx(0.5777, abs=1e-12)


def test_every_column_is_explained_in_both(tmp_path: Path) -> None:
    new_study(tmp_path)
    workbook = openpyxl.load_workbook(tmp_path / "study.xlsx")
    for name, table in tables().items():
        text = (tmp_path / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        sheet = workbook[name]
        assert sheet.freeze_panes == "B2"
        offered = {str(rule.sqref).split(":")[0] for rule in sheet.data_validations.dataValidation}
        for index, column in enumerate(table.columns, start=1):
            cell = sheet.cell(1, index)
            assert cell.value == column.name
            assert cell.comment is not None
            assert column.help["zh"] in cell.comment.text
            assert f"# {column.name}" in text
            assert column.help["en"] in text
            assert not column.choices or f"{cell.column_letter}2" in offered


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    written = new_study(tmp_path)
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
    assert found == written


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_folder_with_files_is_left_alone(tmp_path: Path, lang: str) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(app, ["new", str(tmp_path), "--lang", lang])
    assert isinstance(result.exception, InputError)
    assert [problem.kind.code for problem in result.exception.problems] == ["folder-not-empty"]
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize(("target", "code"), [("file", "folder-taken"), ("no/where", "folder-parent-missing")])
def test_a_target_that_cannot_be_a_folder(tmp_path: Path, target: str, code: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        new_study(tmp_path / target)
    assert [problem.kind.code for problem in caught.value.problems] == [code]
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize("exists", [True, False])
def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exists: bool) -> None:
    target = tmp_path / "target"
    if exists:
        target.mkdir()
    real, calls = Path.rename, []

    def fails_late(self: Path, to: Path) -> Path:
        calls.append(to)
        if len(calls) == (3 if exists else 1):
            raise OSError(28, os.strerror(28))
        return real(self, to)

    monkeypatch.setattr(Path, "rename", fails_late)
    with pytest.raises(InputError) as caught:
        new_study(target)
    assert [problem.kind.code for problem in caught.value.problems] == ["folder-not-writable"]
    assert list(tmp_path.rglob("*")) == ([target] if exists else [])
