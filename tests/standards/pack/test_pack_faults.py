"""Every fault of a pack is told with file, row, column, what was expected and the repair; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.core.problems import Problem
from fourfold.standards.pack.text import PackText
from support.outcomes import faults, told
from support.pack_texts import STARTER, read, row_of, with_cell, with_keys, with_row, written

Cell = tuple[str, int, str, str]

CELLS: dict[str, tuple[list[Cell], list[tuple[str, str, int, str]]]] = {
    "clause without a name": (
        [("clauses", 5, "clause", "")],
        [
            ("value-missing", "clauses", 5, "clause"),
            ("pack-clause-unknown", "parameters", 4, "clause"),
            ("pack-clause-unknown", "requirements", 5, "clause"),
        ],
    ),
    "clause of two rows": ([("clauses", 5, "clause", "5.2")], [
        ("pack-name-taken", "clauses", 5, "clause"),
        ("pack-clause-unknown", "parameters", 4, "clause"),
        ("pack-clause-unknown", "requirements", 5, "clause"),
    ]),
    "name with blanks": ([("requirements", 5, "requirement", "period year")], [
        ("id-wrong", "requirements", 5, "requirement"),
    ]),
    "parent that is not there": ([("clauses", 3, "parent", "9")], [("pack-clause-unknown", "clauses", 3, "parent")]),
    "clauses in a circle": ([("clauses", 2, "parent", "5.1")], [("pack-clause-circle", "clauses", 2, "parent")]),
    "clause within itself": ([("clauses", 5, "parent", "6")], [("pack-clause-circle", "clauses", 5, "parent")]),
    "unknown modality": ([("clauses", 3, "modality", "must")], [("choice-unknown", "clauses", 3, "modality")]),
    "heading in no language": (
        [("clauses", 3, "heading_en", ""), ("clauses", 3, "heading_zh", "")],
        [("pack-text-missing", "clauses", 3, "heading_en")],
    ),
    "requirement of two rows": ([("requirements", 5, "requirement", "cut_off.together")], [
        ("pack-name-taken", "requirements", 5, "requirement"),
    ]),
    "requirement without clause": ([("requirements", 2, "clause", "")], [
        ("value-missing", "requirements", 2, "clause"),
    ]),
    "requirement of no such clause": ([("requirements", 2, "clause", "5.10")], [
        ("pack-clause-unknown", "requirements", 2, "clause"),
    ]),
    "test and question": ([("requirements", 2, "ask_en", "Is it?"), ("requirements", 2, "ask_zh", "是吗？")], [
        ("pack-test-and-ask", "requirements", 2, "test"),
    ]),
    "neither test nor question": ([("requirements", 2, "test", "")], [("pack-test-or-ask", "requirements", 2, "test")]),
    "severity of no phase": ([("requirements", 2, "severity", "later: block")], [
        ("pack-severity-wrong", "requirements", 2, "severity"),
    ]),
    "severity given twice": ([("requirements", 2, "severity", "draft: note | draft: warn")], [
        ("pack-severity-wrong", "requirements", 2, "severity"),
    ]),
    "severity of no word": ([("requirements", 2, "severity", "draft: stop")], [
        ("pack-severity-wrong", "requirements", 2, "severity"),
    ]),
    "change of nothing": ([("requirements", 2, "change", "tighten")], [
        ("pack-change-without-target", "requirements", 2, "overrides"),
    ]),
    "target without change": ([("requirements", 2, "overrides", "iso#goal")], [
        ("pack-target-without-change", "requirements", 2, "change"),
    ]),
    "target without pack": (
        [("requirements", 2, "change", "tighten"), ("requirements", 2, "overrides", "goal.stated")],
        [("pack-override-wrong", "requirements", 2, "overrides")],
    ),
    "override without reason": (
        [("requirements", 2, "change", "override"), ("requirements", 2, "overrides", "iso#goal")],
        [("pack-reason-missing", "requirements", 2, "reason_en")],
    ),
    "list of nothing": ([("requirements", 2, "evidence", "|")], [("pack-list-empty", "requirements", 2, "evidence")]),
    "value that is no number": ([("parameters", 2, "value", "5 %")], [("number-percent", "parameters", 2, "value")]),
    "value with a comma": ([("parameters", 2, "value", "0,05")], [("number-comma", "parameters", 2, "value")]),
    "value missing": ([("parameters", 2, "value", "")], [("pack-value-missing", "parameters", 2, "value")]),
    "date that is none": ([("parameters", 2, "to", "2025-02-30")], [("date-wrong", "parameters", 2, "to")]),
    "dates reversed": ([("parameters", 2, "to", "2024-12-31")], [("pack-dates-reversed", "parameters", 2, "to")]),
    "dates that overlap": ([("parameters", 3, "from", "2026-12-31")], [
        ("pack-dates-overlap", "parameters", 3, "from"),
    ]),
    "dates without end that overlap": ([("parameters", 2, "to", "")], [
        ("pack-dates-overlap", "parameters", 3, "from"),
    ]),
    "unknown unit": ([("parameters", 4, "unit", "fortnight")], [("unit-unknown", "parameters", 4, "unit")]),
    "no unit": ([("parameters", 4, "unit", "")], [("value-missing", "parameters", 4, "unit")]),
    "two units": ([("parameters", 3, "unit", "kg")], [("pack-group-differs", "parameters", 3, "unit")]),
    "name of a parameter with a dot": ([("parameters", 4, "parameter", "period.least")], [
        ("pack-parameter-name-wrong", "parameters", 4, "parameter"),
    ]),
    "status of no word": ([("parameters", 4, "status", "sure")], [("choice-unknown", "parameters", 4, "status")]),
    "disclosure of no such clause": ([("disclosures", 2, "clause", "9")], [
        ("pack-clause-unknown", "disclosures", 2, "clause"),
    ]),
    "example that does not say its verdict": ([("expected", 14, "example", "boundary")], [
        ("pack-example-name-wrong", "expected", 14, "example"),
        ("pack-example-unknown", "expected", 14, "example"),
    ]),
    "example of an unknown base": ([("examples", 10, "base", "pass-al")], [
        ("pack-example-unknown", "examples", 10, "base"),
    ]),
    "examples in a circle": ([("examples", 2, "base", "fail-boundary-to-grave")], [
        ("pack-example-circle", "examples", 2, "base"),
    ]),
    "example with two days": ([("examples", 3, "day", "2026-07-01")], [("pack-group-differs", "examples", 3, "day")]),
    "fact given twice": ([("examples", 3, "fact", "study.boundary.kind")], [
        ("pack-name-taken", "examples", 3, "fact"),
    ]),
    "value of no fact": ([("examples", 10, "fact", "")], [("pack-example-value-of-nothing", "examples", 10, "fact")]),
    "unknown verdict": ([("expected", 2, "verdict", "ok")], [("choice-unknown", "expected", 2, "verdict")]),
    "verdict expected twice": ([("expected", 3, "requirement", "boundary.cradle_to_gate")], [
        ("pack-name-taken", "expected", 3, "requirement"),
    ]),
    "change that is neither": ([("changes", 2, "alters_verdicts", "yes")], [
        ("choice-unknown", "changes", 2, "alters_verdicts"),
    ]),
    "change of no version": ([("changes", 2, "version", "1")], [("pack-version-wrong", "changes", 2, "version")]),
    "small version that alters verdicts": ([("changes", 2, "version", "1.1")], [
        ("pack-version-too-small", "changes", 2, "version"),
    ]),
    "text that turns its direction": ([("clauses", 3, "paraphrase_en", "a\u202eb")], [
        ("pack-cell-unseen", "clauses", 3, "paraphrase_en"),
    ]),
    "text without end": ([("clauses", 3, "paraphrase_en", "long " * 4000)], [
        ("pack-cell-too-long", "clauses", 3, "paraphrase_en"),
    ]),
    "column with a bar in its name": ([("clauses", 3, "a|b", "x")], [("pack-column-name", "clauses", 1, "")]),
}  # fmt: skip

KEYS: dict[str, tuple[dict[str, str], list[tuple[str, str]]]] = {
    "of another format": ({"fourfold": "pack/2"}, [("choice-unknown", "fourfold")]),
    "without id": ({"id": ""}, [("value-missing", "id")]),
    "with capitals in its id": ({"id": "Widget"}, [("pack-id-wrong", "id")]),
    "without standard": ({"standard": ""}, [("value-missing", "standard")]),
    "of an unknown kind": ({"kind": "label"}, [("choice-unknown", "kind")]),
    "without version": ({"version": ""}, [("value-missing", "version")]),
    "with a version of three numbers": ({"version": "1.0.0"}, [("pack-version-wrong", "version")]),
    "with a version with a zero before": ({"version": "1.01"}, [("pack-version-wrong", "version")]),
    "without title": ({"title__en": "", "title__zh": ""}, [("pack-text-missing", "title.en")]),
    "without document": ({"document__number": ""}, [("value-missing", "document.number")]),
    "with a date that is none": ({"document__published": "May 2024"}, [("date-wrong", "document.published")]),
    "that ends before it begins": (
        {"document__effective__to": "2024-01-01"},
        [("pack-in-force-reversed", "document.effective.to")],
    ),
    "that ends on the day it begins": (
        {"document__effective__to": "2025-01-01"},
        [("pack-in-force-reversed", "document.effective.to")],
    ),
    "that ends and never began": (
        {"document__effective__from": "", "document__effective__to": "2024-01-01"},
        [("pack-in-force-without-beginning", "document.effective.to")],
    ),
    "read by a wrong word": ({"read__extent": "fully"}, [("choice-unknown", "read.extent")]),
    "of no status": ({"status": ""}, [("value-missing", "status")]),
    "of an unknown status": ({"status": "final"}, [("choice-unknown", "status")]),
    "verified and not read": ({"status": "verified"}, [("pack-status-unearned", "status")]),
    "verified and read by nobody": (
        {"status": "verified", "read__extent": "full"},
        [("pack-status-unearned", "status")],
    ),
    "verified and read in parts": (
        {"status": "verified", "read__extent": "partial", "read__by": "A. Reader"},
        [("pack-status-unearned", "status")],
    ),
    "that derives from itself": (
        {"derives_from__1__id": "demo-widget"},
        [("pack-parent-wrong", "derives_from.1.id")],
    ),
    "that derives from one twice": (
        {"derives_from__1__id": "iso", "derives_from__2__id": "iso"},
        [("pack-parent-wrong", "derives_from.2.id")],
    ),
    "that derives from versions of nothing": (
        {"derives_from__1__versions": ">=1"},
        [("pack-parent-unnamed", "derives_from.1.versions")],
    ),
    "that derives from no range": (
        {"derives_from__1__id": "iso", "derives_from__1__versions": "1 or 2"},
        [("pack-version-range", "derives_from.1.versions")],
    ),
    "of codes with words": ({"applies_to__hs": "8507 | lithium cells"}, [("pack-code-wrong", "applies_to.hs")]),
}


@pytest.mark.parametrize("fault", CELLS)
def test_a_fault_of_a_table_is_told_at_its_cell(fault: str, tmp_path: Path) -> None:
    cells, expected = CELLS[fault]
    pack, said = read(written(_with(cells), "folder", tmp_path))
    assert pack is None
    assert sorted(faults(errors(said))) == sorted((code, f"pack/{sheet}.csv", *at) for code, sheet, *at in expected)
    for problem in said:
        told(problem)


@pytest.mark.parametrize("fault", ["clause of two rows", "dates that overlap", "unknown verdict", "value missing"])
def test_in_a_workbook_the_sheet_is_told_as_well(fault: str, tmp_path: Path) -> None:
    cells, expected = CELLS[fault]
    pack, said = read(written(_with(cells), "workbook", tmp_path))
    assert pack is None
    found = [(p.kind.code, p.place.file, p.place.sheet, p.place.row, p.place.column) for p in errors(said)]
    assert sorted(found) == sorted((code, "pack.xlsx", *at) for code, *at in expected)


def _with(cells: list[Cell]) -> PackText:
    text = STARTER
    for cell in cells:
        text = with_cell(text, *cell)
    return text


@pytest.mark.parametrize("fault", KEYS)
def test_a_fault_of_a_key_is_told_at_the_key(fault: str, tmp_path: Path) -> None:
    keys, expected = KEYS[fault]
    pack, said = read(written(with_keys(STARTER, **keys), "folder", tmp_path))
    assert pack is None
    assert [(problem.kind.code, problem.place.column) for problem in errors(said)] == expected
    assert {problem.place.file for problem in errors(said)} == {"pack/pack.yaml"}
    for problem in said:
        told(problem)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = with_keys(with_cell(STARTER, "requirements", 2, "test", ""), kind="label", version="")
    text = with_cell(with_cell(text, "parameters", 2, "value", "x"), "expected", 2, "verdict", "ok")
    _, said = read(written(text, "folder", tmp_path))
    assert {problem.kind.code for problem in errors(said)} == {
        *("pack-test-or-ask", "choice-unknown", "value-missing", "number-unreadable"),
    }
    assert len(errors(said)) == 5


MUST: Cell = ("clauses", 2, "modality", "must")


def test_faults_of_expressions_come_with_the_others(tmp_path: Path) -> None:
    faulty: list[Cell] = [
        MUST,
        ("disclosures", 2, "fact", "study.nothing"),
        ("requirements", 2, "test", "study.period.dayz > 1"),
        ("requirements", 3, "applies_when", "study.unit.kind"),
        ("requirements", 3, "evidence", "study.nothing"),
        ("requirements", 4, "fail_en", "{param.nothing}"),
        ("requirements", 5, "test", "study.period.days >= param.nothing"),
    ]
    _, said = read(written(_with(faulty), "folder", tmp_path))
    assert sorted(faults(errors(said))) == [
        ("choice-unknown", "pack/clauses.csv", 2, "modality"),
        ("pack-name-unknown", "pack/disclosures.csv", 2, "fact"),
        ("pack-name-unknown", "pack/requirements.csv", 3, "evidence"),
        ("pack-placeholder-unknown", "pack/requirements.csv", 4, "fail_en"),
        ("rule-kind", "pack/requirements.csv", 3, "applies_when"),
        ("rule-name-unknown", "pack/requirements.csv", 2, "test"),
        ("rule-param-unknown", "pack/requirements.csv", 5, "test"),
    ]


def test_parameters_of_parents_are_not_missed_while_parents_are_not_known(tmp_path: Path) -> None:
    faulty: list[Cell] = [
        MUST,
        ("requirements", 2, "test", "param.nothing >= 1"),
        ("requirements", 4, "fail_en", "{param.nothing}"),
        ("requirements", 5, "test", "param.nothing > > 1"),
    ]
    text = with_keys(_with(faulty), derives_from__1__id="top")
    _, said = read(written(text, "folder", tmp_path))
    assert sorted(faults(errors(said))) == [
        ("choice-unknown", "pack/clauses.csv", 2, "modality"),
        ("rule-syntax", "pack/requirements.csv", 5, "test"),
    ]


@pytest.mark.parametrize(("status", "severity"), [("draft", "warning"), ("reviewed", "error")])
def test_a_missing_language_is_a_warning_in_a_draft_and_an_error_after_it(
    status: str, severity: str, tmp_path: Path
) -> None:
    text = with_keys(with_cell(STARTER, "requirements", 2, "fail_zh", ""), status=status, title__zh="")
    _, said = read(written(text, "folder", tmp_path))
    assert [(p.kind.code, p.place.column, p.severity) for p in said] == [
        ("pack-language-missing", "title.zh", severity),
        ("pack-language-missing", "fail_zh", severity),
    ]


def test_a_required_column_that_is_not_there_is_told_once(tmp_path: Path) -> None:
    folder = written(STARTER, "folder", tmp_path)
    path = folder / "expected.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("example,requirement,verdict", "example,requirement,v"))
    _, said = read(folder)
    assert [(p.kind.code, p.place.row, p.place.column) for p in said] == [
        ("pack-column-unknown", 1, "v"),
        ("column-required", 2, "verdict"),
    ]


def test_the_version_of_a_pack_should_stand_among_its_changes(tmp_path: Path) -> None:
    pack, said = read(written(with_keys(STARTER, version="1.1"), "folder", tmp_path))
    assert pack is not None
    assert [problem.kind.code for problem in said] == ["pack-version-unexplained"]


def test_versions_before_the_first_may_alter_verdicts(tmp_path: Path) -> None:
    text = with_cell(with_keys(STARTER, version="0.3"), "changes", 2, "version", "0.3")
    assert read(written(text, "folder", tmp_path))[1] == []


@pytest.mark.parametrize(
    ("sheet", "column"),
    [("method", "choice"), ("disclosures", "disclosure"), ("clauses", "clause"), ("requirements", "requirement")],
)
def test_a_name_stands_once_in_its_table(sheet: str, column: str, tmp_path: Path) -> None:
    again = row_of(sheet, 2)
    _, said = read(written(with_row(STARTER, sheet, **again), "folder", tmp_path))
    row = len(STARTER.rows(sheet)) + 2
    assert faults(said) == [("pack-name-taken", f"pack/{sheet}.csv", row, column)]


def test_a_parameter_whose_value_nobody_knows_has_no_values(tmp_path: Path) -> None:
    pack, said = read(written(with_row(STARTER, "parameters", parameter="limit", unit="kg"), "folder", tmp_path))
    assert said == []
    assert pack is not None
    assert pack.parameters[-1].values == ()


def test_a_requirement_may_be_taken_away_with_a_reason(tmp_path: Path) -> None:
    cells = {"requirement": "gone", "clause": "6", "modality": "info", "change": "justified", "overrides": "iso#x"}
    text = with_row(STARTER, "requirements", **cells, reason_en="not for widgets", reason_zh="不适用于小部件")
    pack, said = read(written(text, "folder", tmp_path))
    assert said == []
    assert pack is not None


@pytest.mark.parametrize(
    ("yaml", "code"),
    [
        ("a: [1, 2\n", "yaml-broken"),
        ("- a\n", "yaml-not-mapping"),
        ("id: &a x\n", "yaml-refused"),
        ("id: !!python/object x\n", "yaml-refused"),
        ("id: x\nid: y\n", "yaml-duplicate-key"),
        ("a.b: x\n", "pack-key-wrong"),
        ("1: x\n", "pack-key-wrong"),
        ("applies_to: {hs: [a|b]}\n", "pack-item-with-bar"),
        ("a: {b: {c: {d: {e: {f: {g: {h: {i: x}}}}}}}}\n", "pack-key-wrong"),
        ("\n".join(f"k{n}: x" for n in range(2000)), "pack-keys-too-many"),
        ("", "yaml-not-mapping"),
        ("\x00", "yaml-broken"),
    ],
)
def test_a_pack_yaml_that_is_none_is_refused_with_the_reason(yaml: str, code: str, tmp_path: Path) -> None:
    folder = written(STARTER, "folder", tmp_path)
    (folder / "pack.yaml").write_text(yaml, encoding="utf-8")
    pack, said = read(folder)
    assert pack is None
    assert code in {problem.kind.code for problem in said}


def test_an_unknown_table_and_a_table_in_a_folder_below_are_told_and_remarks_are_not(tmp_path: Path) -> None:
    folder = written(STARTER, "folder", tmp_path)
    (folder / "clause.csv").write_text("clause\n")
    (folder / "tables").mkdir()
    (folder / "tables" / "clauses.csv").write_text("clause\n")
    (folder / "README.md").write_text("about")
    (folder / "LICENSE").write_text("free")
    pack, said = read(folder)
    assert pack is not None
    assert faults(said) == [
        ("pack-file-unknown", "pack/clause.csv", 0, ""),
        ("pack-file-unknown", "pack/tables/clauses.csv", 0, ""),
    ]


def errors(said: list[Problem]) -> list[Problem]:
    """The errors among what was said."""
    return [problem for problem in said if problem.severity == "error"]


def test_the_starter_pack_has_no_fault(tmp_path: Path) -> None:
    pack, said = read(written(STARTER, "folder", tmp_path))
    assert said == []
    assert pack is not None
