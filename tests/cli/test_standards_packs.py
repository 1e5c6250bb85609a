"""``fourfold standards list, show, export, import, new``: packs looked at, edited in a spreadsheet, brought in."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from rich.cells import cell_len

from fourfold.core.words import Lang
from fourfold.standards.pack.library import SHIPPED
from support.command import Command
from support.pack_texts import read, read_text


@pytest.fixture
def widget(fourfold: Command, tmp_path: Path) -> Path:
    """The starter pack in a folder called by its id."""
    folder = tmp_path / "widget"
    assert fourfold("standards", "new", folder).code == 0
    return folder


def edit(workbook: Path, sheet: str, cell: str, value: str) -> None:
    """Change one cell, as a person would."""
    book = load_workbook(io.BytesIO(workbook.read_bytes()))
    book[sheet][cell].value = value
    book.save(workbook)


def test_list_shows_every_pack_with_title_dates_and_status(fourfold: Command, widget: Path) -> None:
    outcome = fourfold("standards", "list", "--packs", widget)
    assert (outcome.code, outcome.err) == (0, "")
    assert "iso-14067-2018 1.0" in outcome.out
    line = next(line for line in outcome.out.splitlines() if line.startswith("widget 1.0"))
    assert line.split() == ["widget", "1.0", "product", "category", "2025-01-01", "–", "draft", "4"]


def test_list_as_json_tells_who_each_pack_is(fourfold: Command) -> None:
    document = json.loads(fourfold("standards", "list", "--json").out)
    packs = {pack["id"]: pack for pack in document["packs"]}
    assert document["fourfold"] == "packs/1"
    assert sorted(packs) == sorted(path.name for path in SHIPPED.iterdir() if (path / "pack.yaml").exists())
    assert packs["gbt-44905-2024"]["derives_from"] == [{"id": "gbt-24067-2024", "versions": ">=1,<2"}]
    assert packs["eu-batt-ev-draft-2024"]["document"]["effective"] == {"from": None, "to": None}


def test_list_tells_packs_that_cannot_be_used_and_shows_the_others(fourfold: Command, widget: Path) -> None:
    (widget / "requirements.csv").write_text("requirement,clause,modality\nx,9,must\n")
    outcome = fourfold("standards", "list", "--packs", widget.parent)
    assert outcome.code == 2
    assert "iso-14067-2018" in outcome.out
    assert "widget" not in outcome.out
    assert all(text in outcome.err for text in ("must is not one of the choices", "there is no clause 9", "neither"))


def test_packs_are_found_where_the_environment_says(
    fourfold: Command, widget: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FOURFOLD_PACKS", str(widget.parent))
    assert "widget 1.0" in fourfold("standards", "list").out


def test_show_prints_clauses_with_rules_values_method_and_disclosures(fourfold: Command, widget: Path) -> None:
    outcome = fourfold("standards", "show", widget)
    assert (outcome.code, outcome.err) == (0, "")
    for text in (
        "widget 1.0  Widgets (invented): rules of the product category",
        "its document was not read",
        "Clauses of widget, with 4 requirements in force",
        "5.2 Cut-off  shall",
        "• boundary.described  shall  judged by a person",
        "▸ cut_off_together",
        "As in Fourfold's default method:",
        "The boundary and its description",
    ):
        assert text in outcome.out
    assert "sum(c.estimated_share" not in outcome.out
    assert "sum(c.estimated_share" in fourfold("standards", "show", widget, "--texts").out


def test_show_takes_the_values_of_the_date(fourfold: Command, widget: Path) -> None:
    shown = {}
    for day in ("2026-12-31", "2027-01-01"):
        document = json.loads(fourfold("standards", "show", widget, "--date", day, "--json").out)
        shown[day] = {one["parameter"]: one["value"] for one in document["parameters"]}["cut_off_together"]
    assert shown == {"2026-12-31": "0.05", "2027-01-01": "0.03"}
    refused = fourfold("standards", "show", widget, "--date", "2024-12-31")
    assert (refused.code, "not in force on 2024-12-31" in refused.err) == (2, True)
    assert fourfold("standards", "show", widget, "--date", "soon").code == 2


def test_show_tells_where_what_is_inherited_came_from(fourfold: Command) -> None:
    document = json.loads(fourfold("standards", "show", "gbt-44905", "--json").out)
    assert document["pack"]["id"] == "gbt-44905-2024"
    assert [pack["id"] for pack in document["chain"]] == ["iso-14067-2018", "gbt-24067-2024", "gbt-44905-2024"]
    packs = {rule["pack"] for rule in document["requirements"]}
    assert packs == {"iso-14067-2018", "gbt-24067-2024", "gbt-44905-2024"}
    out = fourfold("standards", "show", "gbt-44905").out
    assert "derives from  gbt-24067-2024 1.0, iso-14067-2018 1.0" in out
    assert "Clauses of iso-14067-2018" in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_author_goes_through_a_workbook_and_back(
    fourfold: Command, widget: Path, tmp_path: Path, lang: Lang
) -> None:
    book, packs = tmp_path / "widget.xlsx", tmp_path / "packs"
    assert fourfold("standards", "export", widget, "-o", book, "--lang", lang).code == 0
    edit(book, "clauses", "G4", "Nothing above a limit is left out: =1.10")
    outcome = fourfold("standards", "import", book, "--into", packs, "--json")
    assert outcome.code == 0
    written = json.loads(outcome.out)
    assert (written["pack"], written["is_new"], Path(written["path"])) == ("widget", True, packs / "widget")
    text = read_text(packs / "widget")
    assert text.digest == written["digest"]
    assert text.rows("clauses")[2]["paraphrase_en"] == "Nothing above a limit is left out: =1.10"
    assert (packs / "widget" / "requirements.csv").read_bytes() == (widget / "requirements.csv").read_bytes()


def test_bringing_in_the_same_pack_again_changes_nothing(fourfold: Command, widget: Path, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    for form in ("a.xlsx", "a.zip"):
        assert fourfold("standards", "export", widget, "-o", tmp_path / form).code == 0
        outcome = fourfold("standards", "import", tmp_path / form, "--into", packs)
        assert outcome.code == 0
    assert "already, unchanged" in outcome.out
    assert sorted(path.name for path in packs.iterdir()) == ["widget"]


def test_another_state_of_a_pack_is_put_in_place_only_when_told(
    fourfold: Command, widget: Path, tmp_path: Path
) -> None:
    book, packs = tmp_path / "a.xlsx", tmp_path / "packs"
    for _ in range(2):
        fourfold("standards", "export", widget, "-o", book)
        fourfold("standards", "import", book, "--into", packs)
    (packs / "widget" / "NOTES.md").write_text("mine")
    before = read_text(packs / "widget").digest
    edit(book, "pack", "B6", "2.0")
    assert load_workbook(book)["pack"]["A6"].value == "version"
    refused = fourfold("standards", "import", book, "--into", packs)
    assert refused.code == 2
    assert "--force" in refused.err
    assert read_text(packs / "widget").digest == before
    assert fourfold("standards", "import", book, "--into", packs, "--force").code == 0
    assert read_text(packs / "widget").keys["version"] == "2.0"
    assert (packs / "widget" / "NOTES.md").read_text() == "mine"
    assert [path.name for path in packs.iterdir()] == ["widget"]


def test_a_pack_with_faults_is_not_brought_in_and_all_are_told(fourfold: Command, widget: Path, tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    fourfold("standards", "export", widget, "-o", book)
    edit(book, "requirements", "D2", "must")
    edit(book, "parameters", "F2", "5 %")
    outcome = fourfold("standards", "import", book, "--into", tmp_path / "packs")
    assert outcome.code == 2
    assert "a.xlsx[requirements]:2 modality" in outcome.err
    assert "a.xlsx[parameters]:2 value" in outcome.err
    assert "0.05" in outcome.err
    assert not (tmp_path / "packs").exists()


def test_a_test_that_cannot_be_read_is_told_when_the_pack_is_brought_in(
    fourfold: Command, widget: Path, tmp_path: Path
) -> None:
    book = tmp_path / "a.xlsx"
    fourfold("standards", "export", widget, "-o", book)
    edit(book, "requirements", "F2", "study.boundary.sort == 1")
    outcome = fourfold("standards", "import", book, "--into", tmp_path / "packs")
    assert outcome.code == 2
    assert "study.boundary.sort" in outcome.err
    assert not (tmp_path / "packs").exists()


def test_a_child_is_brought_in_beside_its_parent(fourfold: Command, widget: Path, tmp_path: Path) -> None:
    child = tmp_path / "small-widget"
    fourfold("standards", "new", child)
    yaml = (child / "pack.yaml").read_text(encoding="utf-8") + "derives_from:\n  - id: widget\n"
    (child / "pack.yaml").write_text(yaml, encoding="utf-8")
    for name in ("requirements", "examples", "expected", "parameters"):
        (child / f"{name}.csv").unlink()
    packs = tmp_path / "packs"
    refused = fourfold("standards", "import", child, "--into", packs)
    assert (refused.code, "derives from widget, which is not there" in refused.err) == (2, True)
    assert fourfold("standards", "import", widget, "--into", packs).code == 0
    assert fourfold("standards", "import", child, "--into", packs).code == 0


@pytest.mark.parametrize("output", ["out.xlsx", "out.zip", "out"])
def test_export_replaces_only_when_told_and_never_another_pack(
    fourfold: Command, widget: Path, tmp_path: Path, output: str
) -> None:
    path = tmp_path / output
    assert fourfold("standards", "export", "pact-v3", "-o", path).code == 0
    assert read(path)[0] is not None
    refused = fourfold("standards", "export", widget, "-o", path)
    assert refused.code == 2
    pack = read(path)[0]
    assert pack is not None
    assert pack.id == "pact-v3"


@pytest.mark.parametrize(
    ("output", "text"),
    [("out.csv", "does not say in which form"), ("none/out.zip", "no folder"), ("none/out", "is not there")],
)
def test_export_refuses_places_that_cannot_take_it(fourfold: Command, tmp_path: Path, output: str, text: str) -> None:
    outcome = fourfold("standards", "export", "pact-v3", "-o", tmp_path / output)
    assert outcome.code == 2
    assert text in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_new_writes_a_pack_whose_examples_hold(fourfold: Command, widget: Path) -> None:
    outcome = fourfold("standards", "test", widget, "--json", "-")
    assert outcome.code == 0
    (tested,) = json.loads(outcome.out)["packs"]
    assert (tested["examples"]["wrong"], tested["findings"]) == (0, [])
    assert fourfold("standards", "show", widget).code == 0


def test_new_writes_a_workbook_too_and_never_over_files(fourfold: Command, widget: Path, tmp_path: Path) -> None:
    outcome = fourfold("standards", "new", tmp_path / "gadget", "--workbook", "--lang", "zh")
    assert outcome.code == 0
    pack, said = read(tmp_path / "gadget" / "gadget.xlsx")
    assert pack is not None
    assert (pack.id, said) == ("gadget", [])
    assert load_workbook(tmp_path / "gadget" / "gadget.xlsx").sheetnames[0] == "#说明"
    assert fourfold("standards", "new", widget).code == 2


def test_a_folder_name_that_cannot_be_an_id_leaves_the_id_of_the_starter(fourfold: Command, tmp_path: Path) -> None:
    assert fourfold("standards", "new", tmp_path / "My Pack").code == 0
    pack = read(tmp_path / "My Pack")[0]
    assert pack is not None
    assert pack.id == "demo-widget"


def test_an_unknown_pack_is_told_with_similar_ones(fourfold: Command) -> None:
    outcome = fourfold("standards", "show", "iso-14067-2019")
    assert outcome.code == 2
    assert "similar: iso-14067-2018" in outcome.err


def test_import_and_show_warn_of_what_is_seldom_meant(fourfold: Command, widget: Path, tmp_path: Path) -> None:
    rules = widget / "requirements.csv"
    rules.write_text(rules.read_text(encoding="utf-8").replace("study.period.days >= param.period_least", "1 < 2"))
    shown = fourfold("standards", "show", widget)
    brought = fourfold("standards", "import", widget, "--into", tmp_path / "packs")
    for outcome in (shown, brought):
        assert outcome.code == 0
        assert "widget/requirements.csv:5 test" in outcome.err
        assert "reads nothing" in outcome.err


def test_archives_without_files_or_with_too_much_are_no_databases(fourfold: Command, tmp_path: Path) -> None:
    for name, files in (("empty.zip", {}), ("large.zip", {f"{n}.csv": b"" for n in range(300)})):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for file, data in files.items():
                archive.writestr(file, data)
        outcome = fourfold("standards", "import", tmp_path / name, "--into", tmp_path / "packs")
        assert outcome.code == 2
        assert "database" not in outcome.err
    assert "at most 200 files, 64 MiB in all" in outcome.err


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("pack", ["gbt-44905-2024", "eu-batt-ev-draft-2024"])
def test_show_fits_the_screen_and_breaks_no_value(
    fourfold: Command, pack: str, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    out = fourfold("standards", "show", pack, "--lang", lang).out
    assert max(cell_len(line.rstrip()) for line in out.splitlines()) <= 80
    document = json.loads(fourfold("standards", "show", pack, "--json").out)
    lines = {tuple(line.removeprefix("▸").split()[:2]) for line in out.splitlines()}
    assert {(one["parameter"], one["value"].split()[0]) for one in document["parameters"]} <= lines
    words = set(out.split())
    for choice in document["method"]:
        assert {choice["choice"], *choice["value"].split()} <= words
