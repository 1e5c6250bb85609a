"""Criteria of instruments: each judged for itself, all that fail told at once; windows on the site's calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.areas import areas
from fourfold.core.problems import Place
from fourfold.electricity.supply.criteria import (
    CONTRACTUAL_KINDS,
    AreaLevel,
    Criterion,
    InstrumentCriteria,
    InstrumentKind,
    MatchWindow,
)
from fourfold.electricity.supply.instruments import Circumstances, Instrument, failed_criteria, window_keys
from support.electricity_files import days

ZONE = "Asia/Shanghai"
YEAR = days("2024-01-01", "2025-01-01", ZONE)


def second(text: str, zone: str = ZONE) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def instrument(start: str = "2024-01-01", end: str = "2025-01-01", **changes: object) -> Instrument:
    whole = Instrument(
        id="i",
        kind=InstrumentKind.CERTIFICATE,
        start_s=second(start),
        end_s=second(end),
        amount_wh=Decimal(1000),
        area="CN-JS",
        commissioned=date(2020, 5, 20),
        conveyed=True,
        sole_claim=True,
        retired=True,
        place=Place("tables/instruments.csv", 2),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def at(**criteria: object) -> Circumstances:
    return Circumstances(InstrumentCriteria(**criteria), "CN-JS", ZONE, areas(), YEAR)  # type: ignore[arg-type]


def failed(one: Instrument, **criteria: object) -> list[str]:
    return [str(criterion) for criterion in failed_criteria(one, at(**criteria))]


@pytest.mark.parametrize(
    ("changes", "criteria", "wanted"),
    [
        ({}, {}, []),
        ({}, {"kinds": (InstrumentKind.PPA,)}, ["kind"]),
        ({}, {"kinds": ()}, ["kind"]),
        ({"conveyed": False}, {}, ["conveyed"]),
        ({"conveyed": False}, {"conveyed": False}, []),
        ({"sole_claim": False}, {}, ["sole_claim"]),
        ({"sole_claim": False}, {"sole_claim": False}, []),
        ({"retired": False}, {}, ["retired"]),
        ({"retired": False}, {"retired": False}, []),
        ({"area": "CN-ZJ"}, {"area": AreaLevel.ANY}, []),
        ({"area": "CN-ZJ"}, {"area": AreaLevel.COUNTRY}, []),
        ({"area": "CN-ZJ"}, {"area": AreaLevel.AREA}, ["area"]),
        ({"area": "CN"}, {"area": AreaLevel.AREA}, ["area"]),
        ({"area": "CN-JS"}, {"area": AreaLevel.AREA}, []),
        ({"area": "DE"}, {"area": AreaLevel.COUNTRY}, ["area"]),
        ({"area": ""}, {"area": AreaLevel.COUNTRY}, ["area"]),
        ({"area": ""}, {"area": AreaLevel.ANY}, []),
        ({"commissioned": None}, {"commissioned_within_months": 36}, ["commissioned"]),
        ({"commissioned": date(2021, 1, 1)}, {"commissioned_within_months": 36}, []),
        ({"commissioned": date(2020, 12, 31)}, {"commissioned_within_months": 36}, ["commissioned"]),
        ({"commissioned": date(2020, 12, 31)}, {"commissioned_within_months": 37}, []),
        ({"technology": "wind"}, {}, []),
        ({"technology": "wind"}, {"technologies": ("wind", "solar")}, []),
        ({"technology": "hydro"}, {"technologies": ("wind", "solar")}, ["technology"]),
        ({"technology": ""}, {"technologies": ("wind",)}, ["technology"]),
        ({"stored": True}, {}, []),
        ({"stored": True}, {"stored": False}, ["stored"]),
        ({"stored": False}, {"stored": False}, []),
    ],
)
def test_one_criterion(changes: dict[str, object], criteria: dict[str, object], wanted: list[str]) -> None:
    assert failed(replace(instrument(), **changes), **criteria) == wanted  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "end", "fits"),
    [
        ("2024-03-01T10:00", "2024-03-01T11:00", {"hour", "month", "year", "period"}),
        ("2024-03-01T10:15", "2024-03-01T10:30", {"hour", "month", "year", "period"}),
        ("2024-03-01T10:30", "2024-03-01T11:30", {"month", "year", "period"}),
        ("2024-03-01", "2024-04-01", {"month", "year", "period"}),
        ("2024-03-15", "2024-04-15", {"year", "period"}),
        ("2024-01-01", "2025-01-01", {"year", "period"}),
        ("2023-07-01", "2024-07-01", set()),
        ("2023-12-31T23:00", "2024-01-01T01:00", set()),
    ],
)
def test_the_interval_of_an_instrument_lies_in_one_window_or_it_is_refused(
    start: str, end: str, fits: set[str]
) -> None:
    found = {str(match) for match in MatchWindow if "match" not in failed(instrument(start, end), match=match)}
    assert found == fits


@pytest.mark.parametrize(("start", "end"), [("2023-03-01", "2023-04-01"), ("2025-01-01", "2025-02-01")])
def test_an_instrument_of_another_time_fails_the_period(start: str, end: str) -> None:
    assert failed(instrument(start, end), match=MatchWindow.MONTH) == ["period"]


def test_every_criterion_that_fails_is_told() -> None:
    bad = instrument("2023-01-15", "2023-02-15", conveyed=False, sole_claim=False, retired=False, area="DE")
    bad = replace(bad, stored=True)
    wanted: dict[str, object] = {"match": MatchWindow.HOUR, "area": AreaLevel.AREA, "commissioned_within_months": 1}
    wanted |= {"technologies": ("wind",), "stored": False}
    assert failed(bad, kinds=(InstrumentKind.PPA,), **wanted) == [str(criterion) for criterion in Criterion]


def test_a_direct_line_keeps_to_the_period_and_to_nothing_sold_on() -> None:
    line = instrument(kind=InstrumentKind.DIRECT_LINE, retired=False, commissioned=None, area="")
    hard = {"kinds": (), "match": MatchWindow.HOUR, "area": AreaLevel.AREA, "commissioned_within_months": 1}
    assert failed(line, **hard) == []
    assert failed(replace(line, conveyed=False, sole_claim=False), conveyed=False, sole_claim=False) == [
        "conveyed",
        "sole_claim",
    ]
    assert failed(replace(line, end_s=line.end_s + 3600), **hard) == ["period"]


def test_the_kinds_of_contracts_leave_out_the_wire() -> None:
    assert InstrumentKind.DIRECT_LINE not in CONTRACTUAL_KINDS
    assert len(CONTRACTUAL_KINDS) == len(InstrumentKind) - 1


@given(
    st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Adelaide"]),
    st.sampled_from(list(MatchWindow)),
    st.lists(st.integers(1_672_531_200, 1_767_225_600), min_size=2, max_size=2),
)
def test_windows_are_those_of_the_local_calendar(zone: str, match: MatchWindow, moments: list[int]) -> None:
    keys = window_keys(np.array(moments, np.int64), match, zone).tolist()
    local = [datetime.fromtimestamp(moment, ZoneInfo(zone)) for moment in moments]
    same = {
        MatchWindow.HOUR: moments[0] // 3600 == moments[1] // 3600
        if local[0].replace(tzinfo=None).minute == datetime.fromtimestamp(moments[0], UTC).minute
        else (moments[0] + 1800) // 3600 == (moments[1] + 1800) // 3600,
        MatchWindow.MONTH: (local[0].year, local[0].month) == (local[1].year, local[1].month),
        MatchWindow.YEAR: local[0].year == local[1].year,
        MatchWindow.PERIOD: True,
    }
    assert (keys[0] == keys[1]) == same[match]


def test_an_hour_that_the_clock_shows_twice_is_two_windows() -> None:
    first = second("2024-10-27T00:30", "UTC")
    keys = window_keys(np.array([first, first + 3600], np.int64), MatchWindow.HOUR, "Europe/Berlin")
    assert keys[0] != keys[1]
