"""Profiles: tables sum to the whole, whole days only, holes stay holes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.exchange.report.document import ResultShapeError
from fourfold.exchange.report.numbers import Numbers
from fourfold.exchange.report.profiles import chart, facts, read_profile


def profile(days: int, step_minutes: int = 60, **changed: Any) -> dict[str, Any]:
    steps = days * 1440 // step_minutes
    return {
        "site": "plant",
        "series": "s",
        "names": {"en": "Plant"},
        "time_zone": "Europe/Berlin",
        "start": "2024-02-20T00:00:00+01:00",
        "step_minutes": step_minutes,
        "quantum_wh": "250",
        "energy": [(7 * i) % 40 for i in range(steps)],
        "factor_mg_co2e_per_kwh": [400_000 + i for i in range(steps)],
        "emissions_mg_co2e": [(7 * i) % 40 * (100_000 + i) for i in range(steps)],
        **changed,
    }


@given(st.integers(1, 45), st.sampled_from([15, 30, 60]))
def test_months_and_hours_sum_to_the_whole(days: int, step_minutes: int) -> None:
    read = read_profile(profile(days, step_minutes))
    for slots in (read.by_month, read.by_hour):
        assert sum(slot.energy_wh for slot in slots) == sum(filter(None, read.energy)) * read.quantum_wh
        assert sum(slot.mg_co2e for slot in slots) == sum(filter(None, read.emissions_mg))
        assert sum(slot.hours for slot in slots) == len(read.energy)
    assert [slot.key for slot in read.by_hour] == list(range(24))


def test_a_leap_day_belongs_to_february() -> None:
    read = read_profile(profile(12))
    assert [(slot.key, slot.hours) for slot in read.by_month] == [(2, 240), (3, 48)]
    assert read.offset == "UTC+01:00"
    assert read.at(24 * 9 + 5) == "2024-02-29 05:00"


def test_an_hour_without_a_factor_is_neither_zero_nor_in_the_mean() -> None:
    factors: list[int | None] = [400_000] * 24
    factors[3] = None
    read = read_profile(profile(1, factor_mg_co2e_per_kwh=factors))
    drawn: Any = chart(read)
    assert drawn["factor"]["levels"][3] is None
    assert drawn["typical"]["factor"][3] is None
    assert read.by_month[0].factor_mg_per_kwh == 400_000


def test_what_is_drawn_is_within_a_hundred_thousandth_of_the_largest() -> None:
    read = read_profile(profile(30))
    drawn: Any = chart(read)
    scale = float(drawn["energy"]["scale"])
    quanta = [value for value in read.energy if value is not None]
    assert len(quanta) == 24 * 30
    worst = max(abs(level * scale - value / 4) for level, value in zip(drawn["energy"]["levels"], quanta, strict=True))
    assert worst <= max(quanta) / 4 / 99_999


def test_hours_outside_the_period_are_in_no_mean_and_not_told_as_a_gap() -> None:
    """Three days of 24 quanta an hour at 0.4 kg/kWh; the period leaves out the first hour and the last 23."""
    inside = [None, *[24] * 48, *[None] * 23]
    factors = [None if value is None else 400_000 for value in inside]
    read = read_profile(profile(3, energy=inside, factor_mg_co2e_per_kwh=factors, emissions_mg_co2e=inside))
    drawn: Any = chart(read)
    assert [slot.hours for slot in read.by_hour] == [2] * 24
    assert len(set(drawn["typical"]["energy"])) == 1
    assert drawn["energy"]["levels"][0] is None
    assert facts(read, Numbers(4, Decimal(1))).hours_without_factor == 0
    with pytest.raises(ResultShapeError):
        read_profile(profile(3, energy=inside, factor_mg_co2e_per_kwh=factors, emissions_mg_co2e=[24] * 72))


@pytest.mark.parametrize(
    "changed",
    [
        {"energy": [1] * 23},
        {"energy": [], "factor_mg_co2e_per_kwh": [], "emissions_mg_co2e": []},
        {"energy": ["1"] * 24},
    ],
)
def test_arrays_that_do_not_cover_whole_days_are_refused(changed: dict[str, Any]) -> None:
    with pytest.raises(ResultShapeError):
        read_profile(profile(1, **changed))
