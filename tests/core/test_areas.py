"""Area codes: what is shipped, what encloses what, and what a study may add."""

from __future__ import annotations

import pytest

from fourfold.core.areas import Area, AreaBook, AreaType, areas
from fourfold.core.problems import Place, Problems

ROW = Place("study.yaml", 12, "areas.0")


def declared(code: str, parent: str = "") -> tuple[Area, Place]:
    return Area(code, {"en": code}, AreaType.DECLARED, parent), ROW


def test_all_countries_provinces_and_grid_regions_are_there() -> None:
    book = areas()
    assert sum(len(area.code) == 2 for area in book) == 249  # ISO 3166-1
    assert sum(area.type is AreaType.PROVINCE for area in book) == 34
    assert sum(area.code.startswith("CN-X-") for area in book) == 7


def test_every_area_has_both_names_and_a_known_parent() -> None:
    book = areas()
    for area in book:
        assert area.names["en"], area.code
        assert area.names["zh"], area.code
        assert not area.parent or area.parent in book, area.code


def test_every_province_lies_in_china() -> None:
    book = areas()
    assert {book.nation(area.code) for area in book if area.code.startswith("CN")} == {"CN"}


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("CN-JS", ("CN-JS", "CN-X-EAST", "CN")),
        ("CN-NM", ("CN-NM", "CN")),  # split between two grids: no region
        ("CN-XZ", ("CN-XZ", "CN")),
        ("CN-HK", ("CN-HK", "CN")),
        ("CN-X-SOUTH", ("CN-X-SOUTH", "CN")),
        ("DE", ("DE",)),
        ("nowhere", ()),
    ],
)
def test_chain_leads_outwards(code: str, chain: tuple[str, ...]) -> None:
    assert areas().chain(code) == chain


def test_membership_in_a_grid_region_is_marked_unconfirmed() -> None:
    for area in areas():
        assert (area.parent_status == "unconfirmed") == area.parent.startswith("CN-X-"), area.code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("jiangso", "CN-JS"),
        ("CN-JSU", "CN-JS"),
        ("江苏省", "CN-JS"),
        ("江苏", "CN-JS"),
        ("cn_gd", "CN-GD"),
        ("Chna", "CN"),
    ],
)
def test_similar_offers_the_area_that_was_meant(text: str, code: str) -> None:
    assert code in [area.code for area in areas().similar(text)]


def test_similar_is_empty_for_nothing_like_it() -> None:
    assert areas().similar("") == []
    assert areas().similar("qqqqqqqq") == []


def test_find_takes_a_code_in_any_case_or_a_name() -> None:
    book = areas()
    assert [area.code if (area := book.find(text)) else None for text in ("cn-js", "Jiangsu", "江苏", "Jiang")] == [
        "CN-JS",
        "CN-JS",
        "CN-JS",
        None,
    ]


def test_unknown_area_is_reported_with_similar_ones() -> None:
    problems = Problems()
    assert areas().check("CN-JSU", ROW, problems) is None
    (problem,) = problems
    assert problem.kind.code == "area-unknown"
    assert problem.place == ROW
    assert "CN-JS (Jiangsu)" in str(problem.params["similar"])


def test_declared_areas_join_the_book_and_may_enclose_each_other() -> None:
    problems = Problems()
    book = areas().with_declared([declared("plant", "park"), declared("park", "CN-JS")], problems)
    assert not len(problems)
    assert book.chain("plant") == ("plant", "park", "CN-JS", "CN-X-EAST", "CN")
    assert "plant" not in areas()


def test_all_faults_of_declared_areas_are_reported_at_once() -> None:
    problems = Problems()
    items = [
        declared("CN-JS"),
        declared("a", "nowhere"),
        declared("b", "c"),
        declared("c", "b"),
        declared("d"),
        declared("d"),
    ]
    areas().with_declared(items, problems)
    assert sorted(problem.kind.code for problem in problems) == [
        "area-loop",
        "area-loop",
        "area-taken",
        "area-taken",
        "area-unknown",
    ]


def test_a_loop_does_not_hang_the_chain() -> None:
    book = AreaBook({"a": Area("a", {}, AreaType.DECLARED, "b"), "b": Area("b", {}, AreaType.DECLARED, "a")})
    assert book.chain("a") == ("a", "b")
    assert book.nation("a") == ""
