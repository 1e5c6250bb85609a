"""Words find what holds them, Chinese words also what holds their English counterparts; nothing else."""

from __future__ import annotations

import pytest

from fourfold.data.databases.database import Database
from fourfold.data.databases.records import FlowKind, FlowRecord
from fourfold.data.databases.searching import search_database, translations
from support.databases import Rows, database

NAMES = {
    "a": "Steel, hot rolled, coil",
    "b": "Steelmaking slag",
    "c": "Stainless ware",
    "d": "Electricity, hydro, at plant",
    "e": "Aluminum ingot",
    "f": "热轧钢卷",
}


@pytest.fixture(scope="module")
def small() -> Database:
    flows = [
        FlowRecord(key, name, FlowKind.PRODUCT, synonyms=("Blech",) if key == "a" else ())
        for key, name in NAMES.items()
    ]
    rest = Rows("q", "DE").makes("d").takes("b", 1)
    for key in "cef":
        rest = rest.takes(key, 1)
    return database([Rows("p", "CN").makes("a"), rest], flows)


def flows_found(small: Database, text: str) -> set[str]:
    found = search_database(small, text, ("flow",))
    return {one.id for one in found} & set(NAMES)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("steel", "ab"),
        ("STEEL rolled", "a"),
        ("teel", ""),
        ("less", ""),
        ("hydro electricity", "d"),
        ("blech", "a"),
        ("钢", "abf"),
        ("热轧", "af"),
        ("铝锭", "e"),
        ("热轧 钢", "af"),
        ("水电", "d"),
        ("轧钢", "f"),
        ("不存在", ""),
        ("steel 铝", ""),
        ("(", ""),
    ],
)
def test_words_find(small: Database, text: str, ids: str) -> None:
    assert flows_found(small, text) == set(ids)


def test_kinds_and_places_narrow_the_search(small: Database) -> None:
    assert {one.kind for one in search_database(small, "p", ("process",))} == {"process"}
    assert [one.id for one in search_database(small, "", ("process",), "de")] == ["q"]
    assert [one.id for one in search_database(small, "q", location="CN")] == []


def test_names_rank_before_other_texts(small: Database) -> None:
    assert [one.id for one in search_database(small, "steel", ("flow",))] == ["b", "a"]


def test_translations_are_told_only_where_every_part_is_known() -> None:
    assert translations("热轧钢板 cement") == {
        "热轧钢板": (("hot rolled", "hot rolling"), ("steel sheet", "steel plate"))
    }
    assert translations("未知热轧") == {}
    assert translations("electricity") == {}
