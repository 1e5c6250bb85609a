"""Packs of Fourfold and of a user, side by side: found by id, by standard and by date, none hidden by another."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from fourfold.core.problems import Problem, Problems
from fourfold.standards.pack.editions import choose
from fourfold.standards.pack.library import SHIPPED, PackLibrary
from fourfold.standards.pack.versions import is_range, version_fits
from support.outcomes import told
from support.pack_texts import STARTER, with_keys, written

DAY = date(2025, 6, 30)


def edition(root: Path, name: str, start: str, end: str = "", standard: str = "widget") -> Path:
    """A pack of a standard in a folder called by its id."""
    keys = {"document__effective__from": start, "document__effective__to": end}
    path = written(with_keys(STARTER, id=name, standard=standard, **keys), "folder", root / f"{name}-made")
    return path.rename(root / name)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two editions of a standard, a year apart, and a draft of the next."""
    edition(tmp_path, "widget-2024", "2024-01-01", "2025-01-01")
    edition(tmp_path, "widget-2025", "2025-01-01")
    edition(tmp_path, "widget-draft", "")
    return tmp_path


def chosen(root: Path, name: str, day: date = DAY) -> tuple[str | None, list[Problem]]:
    problems = Problems()
    pack = choose(name, PackLibrary([root]), day, problems)
    for problem in problems:
        told(problem)
    return pack.id if pack else None, list(problems)


def test_every_shipped_pack_can_be_used_and_lies_in_a_folder_of_its_name() -> None:
    library, problems = PackLibrary(), Problems()
    folders = sorted(path.name for path in SHIPPED.iterdir() if (path / "pack.yaml").exists())
    assert list(library.ids()) == folders
    packs = [library.get(name, problems) for name in folders]
    library.report_unreadable(problems)
    assert [problem.in_english for problem in problems] == []
    assert [pack.id for pack in packs if pack] == folders
    assert {pack.origin for pack in packs if pack} == {"shipped"}


@pytest.mark.parametrize(
    ("day", "pack"),
    [(date(2024, 12, 31), "widget-2024"), (date(2025, 1, 1), "widget-2025"), (date(2030, 1, 1), "widget-2025")],
)
def test_a_standard_is_its_edition_in_force_on_the_day(root: Path, day: date, pack: str) -> None:
    assert chosen(root, "widget", day) == (pack, [])


def test_before_the_first_edition_there_is_none_and_those_there_are_are_named(root: Path) -> None:
    pack, said = chosen(root, "widget", date(2023, 1, 1))
    assert pack is None
    assert [problem.kind.code for problem in said] == ["edition-none"]
    assert "widget-2024 (2024-01-01/2025-01-01), widget-2025 (2025-01-01/..), widget-draft (–)" in told(said[0])


def test_an_edition_by_its_own_name_has_to_be_in_force_too(root: Path) -> None:
    assert chosen(root, "widget-2024", date(2024, 6, 30)) == ("widget-2024", [])
    pack, said = chosen(root, "widget-2024", date(2025, 1, 1))
    assert pack is None
    assert [problem.kind.code for problem in said] == ["edition-not-in-force"]
    assert "widget-2025" in told(said[0])


def test_a_draft_that_never_came_into_force_may_be_asked_for_on_any_day(root: Path) -> None:
    assert chosen(root, "widget-draft", date(1999, 1, 1)) == ("widget-draft", [])


def test_where_two_editions_hold_the_latest_is_taken_and_that_is_said(root: Path) -> None:
    edition(root, "widget-2026", "2025-06-01")
    pack, said = chosen(root, "widget")
    assert pack == "widget-2026"
    assert [(problem.kind.code, problem.severity) for problem in said] == [("editions-overlap", "warning")]


def test_a_pack_may_be_named_by_its_path(root: Path) -> None:
    elsewhere = Path(shutil.move(root / "widget-2025", root / "hidden" / "widget-2025"))
    assert chosen(root, str(elsewhere)) == ("widget-2025", [])


def test_an_unknown_name_is_told_with_similar_ones_and_with_what_could_not_be_read(root: Path) -> None:
    (root / "spoilt").mkdir()
    (root / "spoilt" / "pack.yaml").write_text("[")
    pack, said = chosen(root, "widgit")
    assert pack is None
    assert [problem.kind.code for problem in said] == ["standard-unknown", "yaml-broken"]
    assert "similar: widget" in told(said[0])


def test_a_spoilt_pack_does_not_stand_in_the_way_of_others(root: Path) -> None:
    (root / "spoilt").mkdir()
    (root / "spoilt" / "pack.yaml").write_text("id: spoilt\n")
    (root / "broken.xlsx").write_text("no workbook")
    assert chosen(root, "widget") == ("widget-2025", [])
    pack, said = chosen(root, "spoilt")
    assert pack is None
    assert "value-missing" in {problem.kind.code for problem in said}


def test_archives_workbooks_and_single_packs_are_roots_too(tmp_path: Path) -> None:
    for form in ("archive", "workbook"):
        written(with_keys(STARTER, id=f"by-{form}"), form, tmp_path)
    (tmp_path / "~$pack.xlsx").write_text("what Excel leaves while a file is open")
    shipped = set(PackLibrary().ids())
    assert set(PackLibrary([tmp_path]).ids()) - shipped == {"by-archive", "by-workbook"}
    assert set(PackLibrary([tmp_path / "pack.zip"]).ids()) - shipped == {"by-archive"}


def test_a_pack_never_hides_another_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    path = edition(tmp_path / "own", "iso-14067-2018", "2020-01-01", standard="iso-14067")
    problems = Problems()
    library = PackLibrary([tmp_path / "own"])
    assert library.get("iso-14067-2018", problems) is None
    assert [problem.kind.code for problem in problems] == ["pack-twice"]
    assert str(path) in told(next(iter(problems)))
    assert "shipped" in told(next(iter(problems)))


def test_the_same_pack_in_two_places_is_one(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED / "gbt-44905-2024", tmp_path / "copy")
    problems = Problems()
    pack = PackLibrary([tmp_path]).get("gbt-44905-2024", problems)
    assert pack is not None
    assert list(problems) == []


def test_a_root_that_is_not_there_is_told(tmp_path: Path) -> None:
    problems = Problems()
    PackLibrary([tmp_path / "none"]).report_unreadable(problems)
    assert [problem.kind.code for problem in problems] == ["file-missing"]


def test_packs_and_standards_that_are_not_there_are_none_without_a_word() -> None:
    problems = Problems()
    library = PackLibrary()
    assert library.get("none", problems) is None
    assert library.text("none") is None
    assert library.editions("none", problems) == ()
    assert list(problems) == []


@pytest.mark.parametrize(
    ("version", "accepted", "fits"),
    [
        ("1.0", "", True),
        ("1.9", ">=1,<2", True),
        ("2.0", ">=1,<2", False),
        ("1.10", ">1.9", True),
        ("1.0", "==1", True),
        ("1.0", "!=1.0", False),
        ("0.9", " >= 1 , < 2 ", False),
    ],
)
def test_a_version_lies_in_a_range_by_its_numbers(version: str, accepted: str, fits: bool) -> None:
    assert version_fits(version, accepted) is fits


@pytest.mark.parametrize("text", ["1", "~=1.0", ">=1;<2", ">=", ">=1.0.0", ">=01", ">=1,", "x"])
def test_other_texts_are_no_ranges(text: str) -> None:
    assert not is_range(text)
