"""``fourfold statement``: what its verbs print, what they write, how they end."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourfold.certification.documents.statement import read_statement
from support.certified import sealed
from support.command import Command
from support.documents import must
from support.keys import PASSPHRASE, write_cheap_key
from support.labels import words_in
from support.stating import BODY, CaseFiles, case_files

AT = ("--at", "2026-03-02T08:00:00Z")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CaseFiles:
    (tmp_path / "words").write_bytes(PASSPHRASE + b"\n")
    monkeypatch.setenv("FOURFOLD_PASSPHRASE_FILE", str(tmp_path / "words"))
    monkeypatch.setenv("COLUMNS", "200")
    for name in ("verifier", "reviewer"):
        write_cheap_key(tmp_path / f"{name}.pem")
    return case_files(tmp_path, write_cheap_key(tmp_path / "client.pem"))


def sign_arguments(files: CaseFiles, key: str = "verifier") -> tuple[object, ...]:
    """Everything ``fourfold statement sign`` is given."""
    given = ("--dossier", files.dossier, "--preparation", files.preparation, "--recomputation", files.recomputation)
    return ("statement", "sign", files.case, *given, "--body-did", BODY, "--key", files.folder / f"{key}.pem", *AT)


def test_from_a_case_to_a_reviewed_statement(fourfold: Command, files: CaseFiles) -> None:
    done = fourfold(*sign_arguments(files), "-o", files.statement)
    assert (done.code, done.err) == (0, "")
    document = json.loads(files.statement.read_bytes())
    digest = must(read_statement, document).digest
    assert done.out.splitlines() == [f"written: {files.statement}", f"digest: {digest}"]
    shown = fourfold("statement", "show", files.statement)
    assert "The independent review is outstanding." in shown.out
    review = ("statement", "review", files.statement, "--key", files.folder / "reviewer.pem", *AT, "--json")
    reviewed = fourfold(*review)
    assert reviewed.code == 0
    assert json.loads(reviewed.out)["file"] == str(files.statement)
    read = must(read_statement, json.loads(files.statement.read_bytes()))
    assert json.loads(reviewed.out)["digest"] == read.digest
    assert read.reviewer is not None


def test_the_same_files_and_moment_give_the_same_bytes(fourfold: Command, files: CaseFiles) -> None:
    other = files.folder / "again.json"
    assert fourfold(*sign_arguments(files), "-o", files.statement).code == 0
    assert fourfold(*sign_arguments(files), "-o", other).code == 0
    assert other.read_bytes() == files.statement.read_bytes()


def test_a_statement_is_shown_for_people_and_for_programs(fourfold: Command, files: CaseFiles) -> None:
    finding = (
        "findings:\n  - {id: scrap, text: {en: Counted twice.}, severity: minor, status: open, amount_kg_co2e: 0.01}"
    )
    files.say("findings: []", finding)
    files.say("limitations: []", "limitations:\n  - text: {en: One works was closed.}")
    files.say("opinion: unmodified", "opinion: modified")
    assert fourfold(*sign_arguments(files), "-o", files.statement).code == 0
    shown = fourfold("statement", "show", files.statement)
    assert shown.code == 0
    assert shown.out.startswith("Except for the findings and limitations listed below: In the verifier's opinion")
    for text in (
        sealed().dossier.digest,
        "Counted twice.",
        "limitation: One works was closed.",
        " (equal)",
        "0.01",
        "5 %",
        BODY,
    ):
        assert text in shown.out
    printed = json.loads(fourfold("statement", "show", files.statement, "--json").out)
    assert printed["reviewed"] is False
    assert printed["statement"] == json.loads(files.statement.read_bytes())
    assert fourfold("statement", "show", files.statement, "--lang", "zh").code == 0


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_statement_goes_on_paper(fourfold: Command, files: CaseFiles, lang: str) -> None:
    assert fourfold(*sign_arguments(files), "-o", files.statement).code == 0
    report = files.folder / "report.pdf"
    done = fourfold("statement", "show", files.statement, "--pdf", report, "--lang", lang)
    assert (done.code, done.err, str(report) in done.out) == (0, "", True)
    text = words_in(report.read_bytes())
    assert must(read_statement, json.loads(files.statement.read_bytes())).digest in text
    assert ("Verification statement" if lang == "en" else "核查声明") in text
    assert fourfold("statement", "show", files.statement, "--pdf", files.folder / "no" / "r.pdf").code == 2


def test_a_statement_is_not_dated_before_the_preparation(fourfold: Command, files: CaseFiles) -> None:
    early = (*sign_arguments(files)[:-2], "--at", "2026-01-20", "-o", files.statement)
    done = fourfold(*early)
    assert (done.code, files.statement.exists()) == (2, False)
    assert "before the preparation" in done.err


def test_nothing_is_written_where_something_speaks_against_it(fourfold: Command, files: CaseFiles) -> None:
    files.recomputed(outcome="different")
    done = fourfold(*sign_arguments(files, "client"), "-o", files.statement)
    assert done.code == 2
    assert not files.statement.exists()
    assert "errors: 2, warnings: 0" in done.err
    assert "signs as preparer and as verifier" in done.err


def test_a_case_to_begin_with_never_goes_over_another(fourfold: Command, files: CaseFiles) -> None:
    new = files.folder / "new.yaml"
    assert fourfold("statement", "new", files.dossier, "-o", new).code == 0
    before = new.read_bytes()
    assert fourfold("statement", "new", files.dossier, "-o", new).code == 2
    assert new.read_bytes() == before


def test_a_document_of_another_sort_is_told_in_one_sentence(fourfold: Command, files: CaseFiles) -> None:
    done = fourfold("statement", "show", files.preparation)
    assert done.code == 2
    assert "this is a document of the form preparation/1" in done.err
    assert "errors: 1, warnings: 0" in done.err


def test_a_changed_statement_is_not_shown(fourfold: Command, files: CaseFiles) -> None:
    assert fourfold(*sign_arguments(files), "-o", files.statement).code == 0
    text = files.statement.read_text()
    files.statement.write_text(text.replace('"reasonable"', '"limited"').replace('"positive"', '"negative"'))
    done = fourfold("statement", "show", files.statement)
    assert (done.code, done.out) == (2, "")
