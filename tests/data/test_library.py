"""The library: searching in two languages, a study's own factors, and the ladder to the official national factor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from fourfold.core.areas import Area, AreaType, areas
from fourfold.core.problems import Place, Problems
from fourfold.data.basis import Quantity
from fourfold.data.library import FactorLibrary, Rung, shipped_library
from fourfold.data.source import Status
from support.factor_rows import factor_of, factor_row

LIBRARY = shipped_library()


def own_library(*ids: str) -> tuple[FactorLibrary, Problems]:
    problems = Problems()
    own = [factor_of(factor_row(row, factor=name)) for row, name in enumerate(ids, start=2)]
    return LIBRARY.with_own(own, areas(), problems), problems


def ids(text: str) -> set[str]:
    return {factor.id for factor in LIBRARY.search(text)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("江苏", {f"cn-grid-co2-js-{year}" for year in (2021, 2022, 2023)}),
        ("江苏 2023", {"cn-grid-co2-js-2023"}),
        ("江苏2023", {"cn-grid-co2-js-2023"}),
        ("jiangsu 2023", {"cn-grid-co2-js-2023"}),
        ("CN-JS 2023", {"cn-grid-co2-js-2023"}),
        ("内蒙古2023", {"cn-grid-co2-nm-2023"}),
        ("光伏 2024", {"cn-electricity-footprint-pv-2024"}),
        ("Wind CHINA 2024", {"cn-electricity-footprint-wind-2024"}),
        ("offshore", {"ipcc-ar5-electricity-wind-offshore"}),
        ("全国电力平均碳足迹 2024", {"cn-electricity-footprint-2024"}),
    ],
)
def test_search_finds_exactly(text: str, found: set[str]) -> None:
    assert ids(text) == found


def test_two_character_words_find_by_meaning_of_the_technology() -> None:
    wind = {"cn-electricity-footprint-wind-2023", "cn-electricity-footprint-wind-2024"}
    assert ids("风电") == wind | {"ipcc-ar5-electricity-wind-onshore", "ipcc-ar5-electricity-wind-offshore"}
    assert ids("风力") == ids("风电")
    assert "ipcc-ar5-electricity-hydro" in ids("水电")


def test_a_series_is_found_by_its_chinese_name() -> None:
    assert {LIBRARY.factors[name].basis.quantity for name in ids("碳足迹")} == {Quantity.CO2E_LIFECYCLE}
    assert {LIBRARY.factors[name].basis.quantity for name in ids("二氧化碳")} == {Quantity.CO2_DIRECT}
    assert len(ids("碳足迹")) == 32
    assert len(ids("二氧化碳")) == 120


def test_every_factor_is_found_by_its_own_names_and_id() -> None:
    for factor in LIBRARY.factors.values():
        for text in (factor.id, *factor.names.values()):
            assert factor.id in ids(text), text


@pytest.mark.parametrize("text", ["绿电", "江浙", "nothing", "", "  ", "！？"])
def test_search_finds_nothing_where_there_is_nothing(text: str) -> None:
    assert LIBRARY.search(text) == []


def test_hits_in_names_come_first() -> None:
    assert LIBRARY.search("national average footprint")[0].id.startswith("cn-electricity-footprint-20")


def test_mistyped_ids_and_words_are_answered_with_similar_ones() -> None:
    assert LIBRARY.similar("cn-electricity-footprnt-2024")[0] == "cn-electricity-footprint-2024"
    assert LIBRARY.similar("CN_grid_co2_JS_2032")[0] == "cn-grid-co2-js-2023"
    assert LIBRARY.similar("qqqq") == []
    assert LIBRARY.similar_words("jiangsoo") == ["jiangsu"]


def test_find_combines_filters() -> None:
    found = LIBRARY.find(area="CN", year=2023, status=Status.UNCONFIRMED)
    assert [factor.id for factor in found] == ["cn-electricity-footprint-network-excl-losses-2023"]
    assert LIBRARY.find(family="fuel") == []
    assert len(LIBRARY.find(quantity=Quantity.CO2_DIRECT, year=2022)) == 40


def test_own_factors_stand_beside_the_shipped_ones() -> None:
    library, problems = own_library("steam")
    assert not len(problems)
    assert library.get("steam") is not None
    assert library.table_of("steam") is None
    assert [factor.id for factor in library.search("蒸汽")] == ["steam"]
    assert LIBRARY.get("steam") is None


def test_own_factors_never_hide_a_shipped_one() -> None:
    library, problems = own_library("steam", "cn-electricity-footprint-2024")
    assert [(p.kind.code, p.place) for p in problems] == [("factor-shipped", Place("tables/factors.csv", 3, "factor"))]
    official = library.get("cn-electricity-footprint-2024")
    assert official is not None
    assert official.parts[0].value == Decimal("0.5777")


@pytest.mark.parametrize(
    ("area", "start", "end", "found", "label"),
    [
        ("CN", "2024-01-01", "2025-01-01", "2024", Rung.AREA_YEAR),
        ("CN", "2023-03-01", "2023-04-01", "2023", Rung.AREA_YEAR),
        ("CN", "2025-01-01", "2026-01-01", "2024", Rung.AREA_OLDER),
        ("CN", "2024-07-01", "2025-07-01", "2024", Rung.AREA_OLDER),
        ("CN", "2018-01-01", "2019-01-01", "2023", Rung.AREA_OLDEST),
        ("CN", "2022-07-01", "2023-07-01", "2023", Rung.AREA_OLDEST),
        ("CN-JS", "2024-01-01", "2025-01-01", "2024", Rung.PARENT_YEAR),
        ("CN-XZ", "2026-01-01", "2027-01-01", "2024", Rung.PARENT_OLDER),
        ("CN", "2023-04-01", "2024-04-01", "2023", Rung.AREA_YEAR),  # nine months of 2023, three of 2024
    ],
)
def test_official_national_factor_and_its_rung(area: str, start: str, end: str, found: str, label: Rung) -> None:
    official = LIBRARY.official_national_electricity(area, date.fromisoformat(start), date.fromisoformat(end))
    assert official.factor is not None
    assert (official.factor.id, official.label) == (f"cn-electricity-footprint-{found}", label)
    assert official.reason is None


@pytest.mark.parametrize("area", ["DE", "", "nowhere"])
def test_without_an_official_factor_there_is_a_reason(area: str) -> None:
    official = LIBRARY.official_national_electricity(area, date(2024, 1, 1), date(2025, 1, 1))
    assert (official.factor, official.label) == (None, Rung.NONE)
    assert official.reason is not None
    assert official.reason.code == "no-official-factor"


def test_an_area_of_the_study_leads_to_the_national_factor() -> None:
    problems = Problems()
    park = Area("park", {"en": "Park"}, AreaType.DECLARED, "CN-JS"), Place("study.yaml")
    library = LIBRARY.with_own([], areas().with_declared([park], problems), problems)
    official = library.official_national_electricity("park", date(2024, 1, 1), date(2025, 1, 1))
    assert official.label is Rung.PARENT_YEAR


def test_a_factor_of_the_study_does_not_become_official() -> None:
    problems = Problems()
    national = factor_row(
        factor="mine", family="electricity", per_unit="kWh", area="DE", claim="location", losses="included"
    )
    own = replace(factor_of(national), status=Status.OFFICIAL)
    library = LIBRARY.with_own([own], areas(), problems)
    assert library.official_national_electricity("DE", date(2023, 1, 1), date(2024, 1, 1)).factor is None


def test_the_right_life_cycle_factor_is_offered_for_a_direct_one() -> None:
    def offered(name: str) -> str | None:
        factor = LIBRARY.get(name)
        assert factor is not None
        offer = LIBRARY.life_cycle_alternative(factor)
        return offer.id if offer else None

    assert offered("cn-grid-co2-js-2023") == "cn-electricity-footprint-2023"
    assert offered("cn-grid-co2-north-2021") == "cn-electricity-footprint-2023"
    assert offered("cn-electricity-footprint-2024") is None
    steam = factor_of(factor_row())
    assert LIBRARY.life_cycle_alternative(steam) is None


def test_each_shipped_factor_stands_in_one_table() -> None:
    for factor in LIBRARY.factors.values():
        table = LIBRARY.table_of(factor.id)
        assert table is not None
        assert factor.place.file.endswith(table.file)
