"""``fourfold check``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

import fourfold.standards.conformity
from fourfold.core.canonical import canonical_bytes
from support.command import Command
from support.pack_folders import pack_folder
from support.studies import emits, output, process, write_study

SCHEMA = Path(fourfold.standards.conformity.__file__).parent / "conformity.schema.json"
METHOD = [{"choice": "gwp_set", "value": "AR6"}]
PASSES = {"requirement": "title", "test": "present(study.title)"}
FAILS = {
    "requirement": "goal",
    "test": "present(study.goal.audience)",
    "fail_en": "Nobody is named as reader.",
    "fail_zh": "未说明读者。",
    "guidance_en": "Say who reads it.",
    "guidance_zh": "说明读者。",
}
OPEN = {"requirement": "limit", "test": "study.goal.communication == 'public'"}
ASKS = {"requirement": "judged", "ask_en": "Is it so?", "ask_zh": "是否如此？"}
TOTAL = {"requirement": "total", "test": "result.total_kg_co2e > 0"}


@pytest.fixture
def study(tmp_path: Path) -> Path:
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "emissions": [emits("main", "stack", "CO2", 5)],
    }
    return write_study(tmp_path / "study", tables)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """Packs by what they come to."""
    root = tmp_path / "packs"
    pack_folder(root, "good", requirements=[PASSES, TOTAL], method=METHOD)
    pack_folder(root, "bad", requirements=[PASSES, FAILS], method=METHOD)
    pack_folder(root, "open", requirements=[PASSES, OPEN], method=METHOD)
    pack_folder(root, "asks", "good", requirements=[ASKS])
    return root


@pytest.mark.parametrize(
    ("names", "code"),
    [("good", 0), ("bad", 1), ("open", 3), ("asks", 3), ("good,open", 3), ("good,open,bad", 1), ("open, good", 3)],
)
def test_the_exit_code_is_the_worst_outcome(fourfold: Command, study: Path, packs: Path, names: str, code: int) -> None:
    assert fourfold("check", study, "--packs", packs, "--standard", names).code == code


def test_what_is_open_is_told_with_clause_reason_repair_and_values(fourfold: Command, study: Path, packs: Path) -> None:
    code, out, err = fourfold("check", study, "--packs", packs, "--standard", "bad")
    assert (code, err) == (1, "")
    said = " ".join(out.split())
    for told in (
        "Title of bad",
        "Not conformant: fail 1, cannot be told 0, needs a person 0, pass 1, does not apply 0",
        "fail: 1 goal (shall) Nobody is named as reader. repair: Say who reads it.",
        "study.goal.audience = not given [study.yaml:",
        "by its method: 5.000 kg CO2e",
        "bad is a draft and not verified",
    ):
        assert told in said, told
    assert "pass: " not in out
    assert "pass: 1 title" in fourfold("check", study, "--packs", packs, "--standard", "bad", "--all").out


def test_it_speaks_chinese(fourfold: Command, study: Path, packs: Path) -> None:
    out = fourfold("check", study, "--packs", packs, "--standard", "bad", "--lang", "zh").out
    assert "未说明读者。" in out
    assert "说明读者。" in out
    assert "标题" in out


def document_of(out: str) -> Any:
    document = json.loads(out)
    assert out.encode() == canonical_bytes(document) + b"\n"
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.validate(document, schema, jsonschema.Draft202012Validator)
    return document


def test_json_is_canonical_and_alone_and_fits_its_schema(fourfold: Command, study: Path, packs: Path) -> None:
    code, out, err = fourfold("check", study, "--packs", packs, "--standard", "good,bad,open,asks", "--json", "-")
    assert (code, err) == (1, "")
    document = document_of(out)
    assert document["standards"] == ["good", "bad", "open", "asks"]
    assert [report["outcome"] for report in document["reports"]] == [
        "conformant",
        "not_conformant",
        "undetermined",
        "undetermined",
    ]
    assert len(document["verdicts"]) == 9
    assert document["reports"][3]["method"] == {"id": "asks", "total_kg_co2e": "5"}
    again = fourfold("check", study, "--packs", packs, "--standard", "good,bad,open,asks", "--json", "-")
    assert again.out == out


def test_a_shipped_pack_checks_a_small_study(fourfold: Command, study: Path) -> None:
    code, out, _ = fourfold("check", study, "--standard", "iso-14067-2018", "--json", "-")
    assert code == 1
    assert document_of(out)["reports"][0]["standard"]["id"] == "iso-14067-2018"


def test_questions_are_written_answered_and_counted(
    fourfold: Command, study: Path, packs: Path, tmp_path: Path
) -> None:
    path = tmp_path / "questions.yaml"
    command = ("check", study, "--packs", packs, "--standard", "asks")
    assert fourfold(*command, "--questions", path).code == 3
    text = path.read_text(encoding="utf-8")
    filled = text.replace('verdict: ""', "verdict: pass").replace('""', '"A. Person"').replace("on:", "on: 2025-01-02")
    (study / "answers.yaml").write_text(filled, encoding="utf-8")
    assert fourfold(*command).code == 0
    path.write_text(filled.replace("verdict: pass", "verdict: fail"), encoding="utf-8")
    assert fourfold(*command, "--answers", path).code == 1
    study.joinpath("study.yaml").write_text((study / "study.yaml").read_text(encoding="utf-8") + "\n# changed\n")
    code, out, _ = fourfold(*command)
    assert code == 3
    assert "about another state of the study" in " ".join(out.split())


def test_wrong_answers_are_told_all_at_once(fourfold: Command, study: Path, packs: Path) -> None:
    wrong = {"pack": "asks", "requirement": "juged", "verdict": "pass"}
    tree = {"fourfold": "answers/1", "answers": [wrong, {**wrong, "verdict": "maybe"}]}
    (study / "answers.yaml").write_text(yaml.safe_dump(tree), encoding="utf-8")
    code, out, err = fourfold("check", study, "--packs", packs, "--standard", "asks")
    assert (code, out) == (2, "")
    for place in ("answers.yaml:7 answers.1.verdict", "answers.0.who", "answers.0.study", "answers.1.reason"):
        assert place in err


def test_a_method_that_refuses_the_study_leaves_the_rest_to_be_checked(
    fourfold: Command, study: Path, packs: Path, tmp_path: Path
) -> None:
    cut_off = {"id": "c", "what": {"en": "x"}, "reason": {"en": "y"}, "estimated_share": "0.9"}
    declared = yaml.safe_load((study / "study.yaml").read_text(encoding="utf-8"))
    (study / "study.yaml").write_text(yaml.safe_dump({**declared, "cut_offs": [cut_off]}), encoding="utf-8")
    pack_folder(packs, "strict", requirements=[PASSES, TOTAL], method=[{"choice": "cut_off.each", "value": "0.01"}])
    code, out, err = fourfold(
        "check", study, "--packs", packs, "--standard", "strict,good", "--html", tmp_path / "r.html"
    )
    assert (code, err) == (3, "")
    said = " ".join(out.split())
    assert "could not be calculated by the method of strict; errors: 1." in said
    assert "pass 1" in said
    assert "by its method: 5.000 kg CO2e" in said
    assert (tmp_path / "r.html").exists()
    none = tmp_path / "none.html"
    code, out, err = fourfold("check", study, "--packs", packs, "--standard", "strict", "--html", none)
    assert code == 2
    assert "there is no report" in " ".join(err.split())
    assert not none.exists()


def test_the_report_holds_the_verdicts(fourfold: Command, study: Path, packs: Path, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    code, out, _ = fourfold("check", study, "--packs", packs, "--standard", "good,bad", "--html", path)
    assert code == 1
    assert "report.html" in out
    text = path.read_text(encoding="utf-8")
    assert "Nobody is named as reader." in text
    assert 'id="conformity"' in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--standard", "goood"], "there is no standard or pack named goood"),
        (["--standard", "good", "--date", "2023-05-05"], "good is not in force on 2023-05-05"),
        (["--standard", "good", "--answers", "nowhere.yaml"], "the file nowhere.yaml is not there"),
        (["--standard", "good", "--json", "nowhere/x.json"], "there is no folder nowhere"),
    ],
)
def test_what_cannot_be_used_is_told(
    fourfold: Command, study: Path, packs: Path, arguments: list[str], told: str
) -> None:
    code, out, err = fourfold("check", study, "--packs", packs, *arguments)
    assert (code, out) == (2, "")
    assert told in " ".join(err.split())


def test_faults_of_study_and_standard_are_told_together(fourfold: Command, study: Path, packs: Path) -> None:
    (study / "tables" / "emissions.csv").write_text("emission,process\nstack,other\n", encoding="utf-8")
    err = fourfold("check", study, "--packs", packs, "--standard", "good,goood").err
    assert "tables/emissions.csv" in err
    assert "there is no standard or pack named goood" in err


@pytest.mark.parametrize("option", ["--json", "--html", "--questions"])
def test_outputs_leave_inputs_alone(fourfold: Command, study: Path, packs: Path, option: str) -> None:
    answers = study / "answers.yaml"
    answers.write_text("fourfold: answers/1\n", encoding="utf-8")
    for path in (study / "study.yaml", answers, packs / "good" / "pack.yaml", packs / "good" / "requirements.csv"):
        before = path.read_bytes()
        code, _, err = fourfold("check", study, "--packs", packs, "--standard", "good", option, path)
        assert code == 2
        assert "would be overwritten" in " ".join(err.split())
        assert path.read_bytes() == before


def test_the_phase_decides_what_blocks(fourfold: Command, study: Path, packs: Path) -> None:
    pack_folder(packs, "mild", requirements=[PASSES, {**FAILS, "severity": "draft: warn"}])
    command = ("check", study, "--packs", packs, "--standard", "mild")
    assert fourfold(*command).code == 1
    assert fourfold(*command, "--phase", "draft").code == 0


def test_help_does_not_load_the_rooms() -> None:
    script = "import sys, fourfold.cli.verbs; print([n for n in ('numpy', 'pydantic', 'yaml') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_files_are_written_before_anything_is_printed(
    fourfold: Command, study: Path, packs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever pipes the tables into a program that stops reading still gets the files."""
    page, document = tmp_path / "r.html", tmp_path / "v.json"
    there: list[bool] = []
    monkeypatch.setattr("fourfold.cli.check_view.show_check", lambda *_, **__: there.append(page.exists()))
    fourfold("check", study, "--packs", packs, "--standard", "good", "--html", page, "--json", document)
    assert there == [True]
    assert document.exists()
