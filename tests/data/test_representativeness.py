"""Scores of time, geography and technology follow from the study and the source."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.areas import areas
from fourfold.data.quality import Indicator
from fourfold.data.representativeness import Offered, Scale, TechnologyFit, Wanted, score

START, END = date(2024, 1, 1), date(2025, 1, 1)


def scored(
    indicator: Indicator,
    scale: Scale = Scale.PEDIGREE,
    area: str = "CN-JS",
    source: str = "CN-JS",
    year: int = 2024,
    technology: TechnologyFit = TechnologyFit.UNKNOWN,
    known: bool = True,
) -> int | None:
    offered = Offered(date(year, 1, 1), date(year + 1, 1, 1), source, known, technology)
    return score(indicator, scale, Wanted(START, END, area), offered, areas())


@pytest.mark.parametrize(
    ("year", "expected"), [(2024, 1), (2022, 1), (2021, 2), (2018, 3), (2014, 4), (2009, 5), (2026, 1), (2027, 2)]
)
def test_time_by_the_years_between(year: int, expected: int) -> None:
    assert scored(Indicator.TIME, year=year) == expected


@pytest.mark.parametrize(("year", "expected"), [(2024, 1), (2023, 2), (2020, 2), (2019, 3)])
def test_time_on_the_scale_of_three(year: int, expected: int) -> None:
    assert scored(Indicator.TIME, Scale.PACT, year=year) == expected


@pytest.mark.parametrize(
    ("source", "pedigree", "pact"),
    [("CN-JS", 1, 1), ("CN", 2, 1), ("", 3, 3), ("CN-ZJ", 4, 1), ("DE", 5, 3)],
)
def test_geography_by_what_encloses_what(source: str, pedigree: int, pact: int) -> None:
    assert scored(Indicator.GEOGRAPHY, source=source) == pedigree
    assert scored(Indicator.GEOGRAPHY, Scale.PACT, source=source) == pact


def test_data_of_a_part_of_the_area_are_worse_than_of_what_is_around() -> None:
    assert scored(Indicator.GEOGRAPHY, area="CN", source="CN-JS") == 3


def test_what_is_not_known_is_not_scored() -> None:
    offered = Offered(None, None, "", False, TechnologyFit.UNKNOWN)
    wanted = Wanted(START, END, "CN")
    found = [score(indicator, Scale.PEDIGREE, wanted, offered, areas()) for indicator in Indicator]
    assert found == [None] * len(Indicator)
    assert score(Indicator.GEOGRAPHY, Scale.PACT, Wanted(START, END, ""), offered, areas()) is None


@given(near=st.integers(0, 40), far=st.integers(0, 40), scale=st.sampled_from(Scale))
def test_older_data_never_score_better(near: int, far: int, scale: Scale) -> None:
    near, far = sorted((near, far))
    better = scored(Indicator.TIME, scale, year=2024 - near)
    worse = scored(Indicator.TIME, scale, year=2024 - far)
    assert better is not None
    assert worse is not None
    assert better <= worse
