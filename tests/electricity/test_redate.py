"""Re-dating: every reading used once, dates or weekdays kept, energy conserved to the last quantum."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.intervals import date_of, days_in_year, local_calendar
from fourfold.core.problems import Problems
from fourfold.core.words import words
from fourfold.core.zones import DAY_S, standard_offset_s
from fourfold.electricity.reading.redate import redate, redate_spec, weekday_shift
from fourfold.electricity.specs import RedateSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import ROW, codes, days, meter_spec, stamps, texts, write_csv

ZONES = ["UTC", "Asia/Shanghai", "Europe/Berlin", "Australia/Sydney", "America/New_York", "Asia/Kathmandu"]
zones = st.sampled_from(ZONES)
years = st.integers(2010, 2029)


@given(zones, zones, years, years, st.sampled_from(["same-date", "same-weekday"]))
def test_between_years_of_one_length_every_interval_is_used_once(
    from_zone: str, to_zone: str, from_year: int, to_year: int, rule: str
) -> None:
    problems = Problems()
    spec = redate_spec(rule, from_year, to_year, (from_zone, to_zone), ROW, problems)
    if days_in_year(from_year) != days_in_year(to_year):
        assert spec is None
        assert codes(problems) == [("redate-years-differ", 2)]
        return
    assert spec is not None
    grid = days(f"{to_year}-01-01", f"{to_year + 1}-01-01", to_zone).grid(60)
    found = redate(grid, spec, "m1", ROW, problems)
    assert found is not None
    start = found.sources.min()
    assert sorted(found.sources.tolist()) == (start + 3600 * np.arange(grid.count)).tolist()


@given(zones, years, years, st.sampled_from(["same-date", "same-weekday"]))
def test_the_clock_is_kept_and_the_date_or_the_weekday(zone: str, from_year: int, to_year: int, rule: str) -> None:
    if days_in_year(from_year) != days_in_year(to_year):
        return
    grid = days(f"{to_year}-01-01", f"{to_year + 1}-01-01", zone).grid(60)
    found = redate(grid, RedateSpec(rule, from_year, to_year, zone, zone), "m1", ROW, Problems())
    assert found is not None
    standard = standard_offset_s(zone, to_year), standard_offset_s(zone, from_year)
    target_day, target_second = np.divmod(grid.starts() + standard[0], DAY_S)
    source_day, source_second = np.divmod(found.sources + standard[1], DAY_S)
    assert (target_second == source_second).all()
    inside = slice(7 * 24, -7 * 24)
    for target, source in set(zip(target_day[inside].tolist(), source_day[inside].tolist(), strict=True)):
        there, here = date_of(target), date_of(source)
        if rule == "same-date":
            assert (there.month, there.day) == (here.month, here.day) or days_in_year(to_year) == 366
        else:
            assert there.weekday() == here.weekday()
            assert abs((there - date(to_year, 1, 1)) - (here - date(from_year, 1, 1))) <= timedelta(days=3)


@given(years, years)
def test_the_weekday_shift_is_the_shortest(from_year: int, to_year: int) -> None:
    shift = weekday_shift(from_year, to_year)
    assert -3 <= shift <= 3
    assert (date(from_year, 1, 1) + timedelta(days=shift)).weekday() == date(to_year, 1, 1).weekday()


def read_redated(
    folder: Path, values: list[int], period: str, **changes: object
) -> tuple[MeterReading | None, Problems]:
    year = days("2018-01-01", "2019-01-01", "Europe/Berlin")
    write_csv(folder / "m1.csv", "time,kwh", stamps(year, 60), values)
    problems = Problems()
    fields = {"redate_rule": "same-weekday", "redate_from_year": 2018, "redate_to_year": 2017} | changes
    start, end, zone = period.split()
    return read_meter(folder, meter_spec(**fields), days(start, end, zone), problems), problems


@settings(max_examples=12)
@given(st.integers(0, 2**32), st.sampled_from(["same-date", "same-weekday"]), st.sampled_from(ZONES[:4]))
def test_the_energy_of_a_year_is_conserved(
    tmp_path_factory: pytest.TempPathFactory, seed: int, rule: str, zone: str
) -> None:
    folder = tmp_path_factory.mktemp("redated")
    values = np.random.default_rng(seed).integers(0, 1000, 8760).tolist()
    period = f"2017-01-01 2018-01-01 {zone}"
    reading, problems = read_redated(folder, values, period, redate_rule=rule, redate_time_zone=zone)
    assert codes(problems) == []
    assert reading is not None
    assert reading.series.total_kwh == sum(values)


def test_a_part_of_the_year_needs_only_its_part_of_the_readings(tmp_path: Path) -> None:
    reading, problems = read_redated(tmp_path, list(range(8760)), "2017-06-01 2017-06-02 Europe/Berlin")
    assert [code for code, _ in codes(problems)] == ["readings-beyond-period"]
    assert reading is not None
    first_of_june_2018 = (date(2018, 6, 1) - date(2018, 1, 1)).days
    assert weekday_shift(2018, 2017) == -1
    assert reading.series.energy[0] == ((first_of_june_2018 - 1) * 24 - 1) * 1000  # summer time began an hour early


def test_the_assumption_says_what_was_done(tmp_path: Path) -> None:
    reading, _ = read_redated(tmp_path, [1] * 8760, "2017-01-01 2018-01-01 Europe/Berlin")
    assert reading is not None
    (assumption,) = reading.assumptions
    assert words("en").assumption(assumption) == (
        "Data of 2018 stand for 2017 (m1): rule same-weekday, days shifted by -1; the standard clock of Europe/Berlin"
        " is read as that of Europe/Berlin; 24 intervals come from the other end of the year."
    )
    assert assumption.places == (ROW,)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"redate_to_year": None}, "redate-incomplete"),
        ({"redate_rule": ""}, "redate-incomplete"),
        ({"redate_to_year": 2016}, "redate-years-differ"),
        ({"redate_to_year": 2015}, "redate-beyond-year"),
        ({"redate_from_year": 2019}, "interval-missing"),
    ],
)
def test_rules_that_cannot_be_used_are_told(tmp_path: Path, changes: dict[str, object], code: str) -> None:
    reading, problems = read_redated(tmp_path, [1] * 8760, "2017-01-01 2018-01-01 Europe/Berlin", **changes)
    assert reading is None
    assert code in [found for found, _ in codes(problems)]
    assert texts(problems)


def test_readings_of_another_year_without_a_rule_are_missing(tmp_path: Path) -> None:
    fields = {"redate_rule": "", "redate_from_year": None, "redate_to_year": None}
    reading, problems = read_redated(tmp_path, [1] * 8760, "2017-01-01 2018-01-01 Europe/Berlin", **fields)
    assert reading is None
    assert codes(problems) == [("interval-missing", 2)]
    assert "redate_rule" in texts(problems)


def test_local_months_keep_their_readings_under_same_date(tmp_path: Path) -> None:
    year = days("2018-01-01", "2019-01-01", "Europe/Berlin")
    months = local_calendar(year.grid(60), "Etc/GMT-1").month
    period = "2017-01-01 2018-01-01 Etc/GMT-1"
    reading, _ = read_redated(tmp_path, months.tolist(), period, redate_rule="same-date", redate_time_zone="Etc/GMT-1")
    assert reading is not None
    expected = local_calendar(reading.series.grid, "Etc/GMT-1").month
    assert (reading.series.energy // 1000 == expected).all()
