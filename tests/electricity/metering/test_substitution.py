"""Missing readings are filled by the declared rule alone, told range by range, and every other reading stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.intervals import Period
from fourfold.core.problems import Problems
from fourfold.core.words import words
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import codes, days, energy_of, meter_spec, texts, write_csv
from support.meter_files import instant_texts

WEEKS = days("2024-05-01", "2024-05-22", "Europe/Berlin")
OVER_AUTUMN = days("2024-10-14", "2024-11-11", "Europe/Berlin")
OVER_SPRING = days("2024-03-18", "2024-04-15", "Europe/Berlin")
LINEAR = meter_spec(substitution="linear", substitution_most=3)


def write(folder: Path, period: Period, energies: Sequence[object], missing: Sequence[int] = ()) -> None:
    starts = period.grid(60).starts().tolist()
    kept = [at for at in range(len(starts)) if at not in missing]
    write_csv(folder / "m1.csv", "time,kwh", instant_texts([starts[at] for at in kept]), [energies[at] for at in kept])


def read(
    folder: Path, spec: MeterSpec, period: Period = WEEKS, check: EnergySeries | None = None
) -> tuple[MeterReading | None, Problems]:
    problems = Problems()
    return read_meter(folder, spec, period, problems, check=check), problems


def filled(folder: Path, spec: MeterSpec, period: Period = WEEKS, check: EnergySeries | None = None) -> MeterReading:
    reading, problems = read(folder, spec, period, check)
    assert codes(problems) == [], texts(problems)
    assert reading is not None
    return reading


def ranges_told(reading: MeterReading) -> list[Mapping[str, object]]:
    told = [one for one in reading.assumptions if one.kind.code == "readings-substituted"]
    assert all("{" not in words("en").assumption(one) for one in told)
    return [one.params for one in told]


def test_a_line_between_neighbours_fills_each_gap_and_is_told_with_its_energy(tmp_path: Path) -> None:
    write(tmp_path, WEEKS, list(range(504)), missing=(10, 11, 20))
    reading = filled(tmp_path, LINEAR)
    assert reading.series.total_kwh == sum(range(504))
    first, second = ranges_told(reading)
    assert (first["count"], first["energy_kwh"]) == ("2", "21")
    assert (second["count"], second["energy_kwh"]) == ("1", "20")
    assert first["found"] == "2024-05-01T10:00+02:00 – 2024-05-01T12:00+02:00"


def test_halves_are_rounded_up_to_whole_quanta(tmp_path: Path) -> None:
    energies = ["1"] * 504
    energies[9], energies[11] = "0.001", "0.002"
    write(tmp_path, WEEKS, energies, missing=(10,))
    assert filled(tmp_path, LINEAR).series.energy[9:12].tolist() == [1, 2, 2]


@pytest.mark.parametrize(("missing", "count"), [((10, 11, 12, 13), "4"), ((0,), "1"), ((503,), "1")])
def test_a_gap_that_the_line_may_not_fill_is_an_error(tmp_path: Path, missing: tuple[int, ...], count: str) -> None:
    write(tmp_path, WEEKS, [1] * 504, missing)
    reading, problems = read(tmp_path, LINEAR)
    assert reading is None
    (problem,) = problems
    assert (problem.kind.code, problem.params["count"]) == ("substitution-fails", count)
    assert texts(problems)


def test_an_empty_cell_is_missing_where_a_rule_is_declared_and_an_error_where_none_is(tmp_path: Path) -> None:
    write(tmp_path, WEEKS, ["", *range(1, 504)])
    assert codes(read(tmp_path, meter_spec())[1]) == [("energy-blank", 2)]
    write(tmp_path, WEEKS, [0, "", *range(2, 504)])
    assert filled(tmp_path, LINEAR).series.energy[1] == 1000


@settings(max_examples=15)
@given(st.sets(st.integers(168, 335), min_size=1, max_size=30), st.sampled_from(["last-week", "weeks-mean"]))
def test_whatever_is_filled_the_other_readings_stay(
    tmp_path_factory: pytest.TempPathFactory, missing: set[int], rule: str
) -> None:
    folder = tmp_path_factory.mktemp("stay")
    energies = [at * at % 1013 for at in range(504)]
    write(folder, WEEKS, energies, sorted(missing))
    series = filled(folder, meter_spec(substitution=rule)).series.refined(-1)
    for at, energy in enumerate(energies):
        before, after = energies[at - 168], energies[(at + 168) % 504]
        expected = energy if at not in missing else before if rule == "last-week" else Decimal(before + after) / 2
        assert series.energy[at] == expected * 10_000


def test_another_week_that_is_missing_too_is_not_replaced_by_a_substitute(tmp_path: Path) -> None:
    write(tmp_path, WEEKS, [1] * 504, missing=(10 + 168, 10 + 336))
    _, problems = read(tmp_path, meter_spec(substitution="last-week"))
    assert [p.params["found"] for p in problems] == ["2024-05-15T10:00+02:00 – 2024-05-15T11:00+02:00"]


@pytest.mark.parametrize("period", [OVER_AUTUMN, OVER_SPRING])
def test_the_same_time_last_week_is_that_of_the_local_clock(tmp_path: Path, period: Period) -> None:
    """A week after a clock change the same time of the clock lies 167 or 169 hours back."""
    grid = period.grid(60)
    energies = list(range(grid.count))
    change = 13 * 24 + 12  # noon of the day of the change
    shift = 25 if period is OVER_AUTUMN else 23
    noon = change + (1 if period is OVER_AUTUMN else -1)
    write(tmp_path, period, energies, missing=(noon,))
    series = filled(tmp_path, meter_spec(substitution="last-week"), period).series
    assert series.energy[noon] == (noon - (6 * 24 + shift)) * 1000


def test_a_time_that_the_other_week_showed_twice_or_never_gives_nothing(tmp_path: Path) -> None:
    twice = 13 * 24 + 2 + 7 * 24 + 1  # 02:00 a week after the clock went back
    write(tmp_path, OVER_AUTUMN, [1] * OVER_AUTUMN.grid(60).count, missing=(twice,))
    _, problems = read(tmp_path, meter_spec(substitution="last-week"), OVER_AUTUMN)
    assert [p.params["found"] for p in problems] == ["2024-11-03T02:00+01:00 – 2024-11-03T03:00+01:00"]
    never = 13 * 24 + 2 + 7 * 24 - 1  # 02:00 a week after the clock was put forward
    write(tmp_path, OVER_SPRING, [1] * OVER_SPRING.grid(60).count, missing=(never,))
    _, problems = read(tmp_path, meter_spec(substitution="last-week"), OVER_SPRING)
    assert [p.params["found"] for p in problems] == ["2024-04-07T02:00+02:00 – 2024-04-07T03:00+02:00"]


def test_the_check_meter_stands_for_missing_readings_only(tmp_path: Path) -> None:
    write(tmp_path, WEEKS, [1] * 504, missing=(7, 8))
    spec = meter_spec(substitution="check-meter", check_meter="m2")
    check = replace(energy_of([2500] * 1008, 30), grid=WEEKS.grid(30))
    reading = filled(tmp_path, spec, check=check)
    assert reading.series.energy.tolist() == [1000] * 7 + [5000] * 2 + [1000] * 495
    assert ranges_told(reading)[0]["energy_kwh"] == "10"
    _, problems = read(tmp_path, spec)
    assert [p.kind.code for p in problems] == ["substitution-fails"]


def test_a_check_meter_of_longer_intervals_is_refused(tmp_path: Path) -> None:
    write_csv(tmp_path / "m1.csv", "time,kwh", instant_texts(WEEKS.grid(30).starts().tolist()[1:]), [1] * 1007)
    spec = meter_spec(substitution="check-meter", check_meter="m2", resolution_minutes=30)
    _, problems = read(tmp_path, spec, check=replace(energy_of([2500] * 504), grid=WEEKS.grid(60)))
    assert [p.kind.code for p in problems] == ["check-meter-unfit"]


def test_readings_outside_the_period_may_stand_beside_a_gap_at_its_edge(tmp_path: Path) -> None:
    write(tmp_path, WEEKS, list(range(504)), missing=(24,))
    reading, problems = read(tmp_path, LINEAR, days("2024-05-02", "2024-05-22", "Europe/Berlin"))
    assert reading is not None
    assert reading.series.energy[0] == 24_000
    assert codes(problems) == [("readings-beyond-period", 0)]
