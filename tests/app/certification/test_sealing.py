"""Sealing: all the result rests on, nothing of where it was made; twice the same bytes; whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from fourfold.app.certification.dossiers import sealing
from fourfold.app.certification.dossiers.sealing import SealedStudy, seal_folder, write_dossier
from fourfold.app.standards import resolve_standards
from fourfold.core.json_node import Node
from fourfold.core.problems import InputError, Problems
from fourfold.standards.pack.reading import read_pack_text
from support.dossiers import opened, write_rules, write_small_study


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_small_study(tmp_path / "study")


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    return write_rules(tmp_path / "packs")


def sealed(study: Path, rules: Path, **more: Any) -> SealedStudy:
    return seal_folder(study, "child", packs=[rules], **more)


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.kind.code for problem in error.value.problems]


def test_a_dossier_holds_every_input_the_packs_and_the_result(study: Path, rules: Path) -> None:
    found = sealed(study, rules)
    roles: dict[str, set[str]] = {}
    for name, entry in found.dossier.entries.items():
        roles.setdefault(entry.role, set()).add(name)
    tables = ("emissions", "factors", "inputs", "outputs", "processes")
    due = {f"study/tables/{name}.csv" for name in tables} | {"study/study.yaml", "study/evidence/stack.txt"}
    assert roles["study"] == due
    assert {name.split("/")[1] for name in roles["standard"]} == {"child", "parent"}
    assert roles["result"] == {"result.json"}
    assert roles["conformity"] == {"conformity.json"}
    assert set(roles) == {"study", "standard", "result", "conformity"}
    assert found.dossier.contents["study/study.yaml"] == (study / "study.yaml").read_bytes()


def test_the_manifest_names_study_standard_method_and_engine(study: Path, rules: Path) -> None:
    manifest = sealed(study, rules).dossier.manifest
    result = json.loads(sealed(study, rules).dossier.contents["result.json"])
    engine, standard = Node(dict(manifest)).object("engine"), Node(dict(manifest)).node("standard")
    assert {name: engine[name] for name in result["engine"]} == result["engine"]
    assert str(engine["lock"]).startswith("sha256:")
    assert manifest["study"] == {
        "digest": result["study"]["digest"],
        "title": result["study"]["title"],
        "product": {name: result["study"]["product"][name] for name in ("names", "identifiers", "codes")},
        "workbook": "",
    }
    assert (standard.text("id"), [link.text("id") for link in standard.nodes("chain")]) == (
        "child",
        ["parent", "child"],
    )
    assert manifest["method"] == result["method"]
    assert (manifest["date"], manifest["phase"]) == ("2025-06-01", "issue")
    assert manifest["precision"] == {"quantum_kg_co2e": "0.000000000001", "solved_digits": 9}


def test_packs_are_sealed_as_they_are_exported(study: Path, rules: Path, tmp_path: Path) -> None:
    contents = sealed(study, rules).dossier.contents
    for name in ("child", "parent"):
        folder = tmp_path / "out" / name
        folder.mkdir(parents=True)
        for entry, data in contents.items():
            if entry.startswith(f"standards/{name}/"):
                (folder / entry.rpartition("/")[2]).write_bytes(data)
        texts = [read_pack_text(path, Problems()) for path in (folder, rules / name)]
        assert texts[0] is not None
        assert texts[1] is not None
        assert texts[0].digest == texts[1].digest


def test_sealing_twice_gives_the_same_bytes_wherever_and_whenever(study: Path, rules: Path, tmp_path: Path) -> None:
    first = sealed(study, rules).data
    away = tmp_path / "elsewhere" / "深い"
    shutil.copytree(study, away / "copy")
    shutil.copytree(rules, away / "rules")
    for path in away.rglob("*"):
        os.utime(path, (1, 1))
    code = (
        "import sys; from pathlib import Path; from fourfold.app.certification.dossiers.sealing import seal_folder;"
        "sys.stdout.buffer.write(seal_folder(Path('copy'), 'child', packs=[Path('rules')]).data)"
    )
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "LC_ALL": "C", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    environment |= {"FOURFOLD_LANG": "zh", "HOME": str(tmp_path)}
    second = subprocess.run([sys.executable, "-c", code], cwd=away, env=environment, capture_output=True, check=True)
    assert second.stdout == first


def test_nothing_tells_where_or_by_whom_it_was_made(study: Path, rules: Path, tmp_path: Path) -> None:
    data = sealed(study, rules).data
    for trace in (str(tmp_path), str(Path.home()), os.uname().nodename, "fourfold-"):
        assert trace.encode() not in data


def test_files_beside_the_study_are_not_sealed(study: Path, rules: Path) -> None:
    before = sealed(study, rules).data
    (study / "out").mkdir()
    (study / "out" / "report.html").write_text("x")
    (study / "notes.txt").write_text("x")
    assert sealed(study, rules).data == before


def test_answers_and_what_they_rest_on_are_sealed(study: Path, rules: Path) -> None:
    digest = Node(dict(sealed(study, rules).dossier.manifest)).node("study").text("digest")
    (study / "minutes.txt").write_text("agreed\n")
    (study / "answers.yaml").write_text(
        f"""fourfold: answers/1
answers:
  - pack: other
    requirement: asked
    verdict: pass
    who: A person
    role: verifier
    on: 2025-06-01
    reason: It was shown.
    study: {digest}
    evidence:
      - file: minutes.txt
      - file: evidence/stack.txt
      - file: https://example.org/a
      - file: not-there.txt
"""
    )
    found = sealed(study, rules)
    entries = found.dossier.entries
    assert {name for name, entry in entries.items() if entry.role == "answers"} == {"answers.yaml", "study/minutes.txt"}
    assert entries["study/evidence/stack.txt"].role == "study"
    assert [problem.kind.code for problem in found.warnings] == ["answer-evidence-not-there"]


def test_a_study_that_does_not_conform_is_sealed_and_says_so(study: Path, rules: Path) -> None:
    path = study / "tables" / "inputs.csv"
    path.write_text(path.read_text().replace(",2,kg,", ",20,kg,"))
    found = sealed(study, rules)
    assert str(found.report.outcome) == "not_conformant"
    assert json.loads(found.dossier.contents["conformity.json"])["outcome"] == "not_conformant"


def test_a_study_that_cannot_be_calculated_is_not_sealed(study: Path, rules: Path) -> None:
    path = study / "tables" / "inputs.csv"
    path.write_text(path.read_text().replace("steel", "steal"))
    with pytest.raises(InputError) as error:
        sealed(study, rules)
    assert "factor-unknown" in codes(error)


def test_a_standard_without_a_method_is_not_sealed(study: Path, tmp_path: Path) -> None:
    from support.pack_folders import pack_folder

    pack_folder(tmp_path / "more", "bare")
    with pytest.raises(InputError) as error:
        seal_folder(study, "bare", packs=[tmp_path / "more"])
    assert codes(error) == ["seal-no-method"]


def test_a_pack_can_be_named_by_its_path(study: Path, rules: Path) -> None:
    assert seal_folder(study, str(rules / "parent")).data == seal_folder(study, "parent", packs=[rules]).data


def test_another_day_is_another_dossier(study: Path, rules: Path) -> None:
    other = sealed(study, rules, day=date(2025, 7, 1))
    assert other.dossier.manifest["date"] == "2025-07-01"
    with pytest.raises(InputError) as error:
        sealed(study, rules, day=date(2020, 1, 1))
    assert codes(error) == ["edition-not-in-force"]


def test_a_file_that_changes_meanwhile_stops_it(study: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(*given: Any) -> Any:
        (study / "evidence" / "stack.txt").write_text("2 kg\n")
        (study / "tables" / "factors.csv").unlink()
        return resolve_standards(*given)

    monkeypatch.setattr(sealing, "resolve_standards", late)
    with pytest.raises(InputError) as error:
        sealed(study, rules)
    assert codes(error) == ["seal-file-changed", "file-unreadable"]


def test_names_that_cannot_be_unpacked_everywhere_are_refused(study: Path, rules: Path) -> None:
    path = study / "tables" / "emissions.csv"
    (study / "evidence" / "a?.txt").write_text("x")
    path.write_text(path.read_text().replace("evidence/stack.txt", "evidence/a?.txt"))
    with pytest.raises(InputError) as error:
        sealed(study, rules)
    assert [(p.kind.code, p.place.file) for p in error.value.problems] == [("seal-part-name", "evidence/a?.txt")]


def test_a_workbook_is_sealed_and_named(study: Path, rules: Path, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for path in sorted((study / "tables").glob("*.csv")):
        sheet = book.create_sheet(path.stem)
        for line in path.read_text().splitlines():
            sheet.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in line.split(",")])
    book.save(study / "mine.xlsx")
    found = seal_folder(study / "mine.xlsx", "child", packs=[rules])
    assert Node(dict(found.dossier.manifest)).node("study").text("workbook") == "mine.xlsx"
    assert {name for name in found.dossier.entries if name.startswith("study/")} == {
        "study/mine.xlsx",
        "study/study.yaml",
        "study/evidence/stack.txt",
    }


def test_an_output_never_goes_over_an_input(study: Path, rules: Path) -> None:
    with pytest.raises(InputError) as error:
        sealed(study, rules, outputs={"-o": study / "tables" / "inputs.csv"})
    assert codes(error) == ["output-over-input"]


def full(*_given: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_nothing_half_written(
    study: Path, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, path = sealed(study, rules), tmp_path / "d.dossier"
    path.write_bytes(b"the old one")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError) as error:
        write_dossier(found, path)
    assert codes(error) == ["output-unwritable"]
    assert path.read_bytes() == b"the old one"
    assert [one.name for one in tmp_path.iterdir() if "dossier" in one.name] == ["d.dossier"]


def test_an_interruption_while_writing_leaves_nothing_half_written(
    study: Path, rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_given: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    found = sealed(study, rules)
    with pytest.raises(KeyboardInterrupt):
        write_dossier(found, tmp_path / "d.dossier")
    assert [one.name for one in tmp_path.iterdir() if "dossier" in one.name] == []


def test_no_room_for_the_calculation_is_told(study: Path, rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "unpack", full)
    with pytest.raises(InputError) as error:
        sealed(study, rules)
    assert codes(error) == ["seal-workplace"]


def test_what_was_written_is_read(study: Path, rules: Path, tmp_path: Path) -> None:
    found = sealed(study, rules)
    write_dossier(found, tmp_path / "d.dossier")
    assert opened((tmp_path / "d.dossier").read_bytes()).digest == found.dossier.digest
