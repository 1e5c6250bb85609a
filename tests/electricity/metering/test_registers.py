"""Registers that count up: differences, rollovers, multipliers, gaps; and falls that are no rollover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Problems
from fourfold.electricity.metering.amounts import Amounts, finest_before, multiplied
from fourfold.electricity.specs import MeterSpec
from fourfold.electricity.supply.meters import MeterReading, read_meter
from support.electricity_files import codes, days, meter_spec, texts, write_csv
from support.meter_files import instant_texts

DAY = days("2024-05-01", "2024-05-02", "Europe/Berlin")
GRID = DAY.grid(60)
MOMENTS = [*GRID.starts().tolist(), GRID.end_s]
REGISTER = meter_spec(reading="register")


def write(folder: Path, shown: Sequence[object], skip: Sequence[int] = ()) -> None:
    kept = [at for at in range(len(shown)) if at not in skip]
    write_csv(folder / "m1.csv", "time,kwh", instant_texts([MOMENTS[at] for at in kept]), [shown[at] for at in kept])


def read(folder: Path, spec: MeterSpec = REGISTER) -> tuple[MeterReading | None, Problems]:
    problems = Problems()
    return read_meter(folder, spec, DAY, problems), problems


def wh(reading: MeterReading | None) -> list[int]:
    assert reading is not None
    assert reading.series.quantum_exponent == 0
    return [int(quanta) for quanta in reading.series.energy]


def test_the_energy_of_an_interval_is_the_difference_of_its_ends(tmp_path: Path) -> None:
    write(tmp_path, [Decimal(at * at) / 10 for at in range(25)])
    reading, problems = read(tmp_path)
    assert codes(problems) == []
    assert wh(reading) == [(2 * at + 1) * 100 for at in range(24)]


@settings(max_examples=30)
@given(st.lists(st.integers(0, 49_999), min_size=24, max_size=24), st.integers(0, 99_999))
def test_differences_with_rollovers_are_the_intervals(
    tmp_path_factory: pytest.TempPathFactory, energies: list[int], begin: int
) -> None:
    folder = tmp_path_factory.mktemp("register")
    shown = (begin + np.concatenate([[0], np.cumsum(energies)])) % 100_000
    write(folder, [f"{Decimal(int(number)).scaleb(-1)}" for number in shown])
    reading, problems = read(folder, replace(REGISTER, register_digits=4))
    assert codes(problems) == []
    assert wh(reading) == [energy * 100 for energy in energies]


def test_a_fall_without_declared_digits_is_an_error_that_names_reset_and_exchange(tmp_path: Path) -> None:
    write(tmp_path, [*range(90, 100), *range(15)])
    reading, problems = read(tmp_path)
    assert reading is None
    assert codes(problems) == [("register-fell", 12)]
    assert "reset" in texts(problems)
    assert "exchanged" in texts(problems)
    assert wh(read(tmp_path, replace(REGISTER, register_digits=2))[0]) == [1000] * 24


def test_a_fall_by_less_than_half_the_range_is_no_rollover(tmp_path: Path) -> None:
    write(tmp_path, [*range(60, 70), *range(50, 65)])
    _, problems = read(tmp_path, replace(REGISTER, register_digits=2))
    assert codes(problems) == [("register-fell", 12)]
    write(tmp_path, [*[50] * 10, *[0] * 15])
    _, problems = read(tmp_path, replace(REGISTER, register_digits=2))
    assert codes(problems) == [("register-fell", 12)], "exactly half the range is not below it"


def test_a_reading_with_more_digits_than_the_register_is_refused(tmp_path: Path) -> None:
    write(tmp_path, list(range(90, 115)))
    _, problems = read(tmp_path, replace(REGISTER, register_digits=2))
    assert {code for code, _ in codes(problems)} == {"register-beyond-digits"}
    _, problems = read(tmp_path, replace(REGISTER, register_digits=30))
    assert codes(problems) == [("register-digits", 2)]


def test_ten_digit_readings_of_whole_numbers_do_not_overflow(tmp_path: Path) -> None:
    write(tmp_path, [9_999_999_000 + at for at in range(25)])
    assert wh(read(tmp_path)[0]) == [1000] * 24


def test_a_missing_last_reading_is_a_missing_interval(tmp_path: Path) -> None:
    write(tmp_path, range(25), skip=(24,))
    reading, problems = read(tmp_path)
    assert reading is None
    assert codes(problems) == [("interval-missing", 0)]


@given(st.lists(st.integers(0, 10**9), min_size=24, max_size=24), st.integers(1, 20), st.integers(1, 3))
@settings(max_examples=20)
def test_an_advance_over_a_gap_is_divided_and_nothing_is_lost(
    tmp_path_factory: pytest.TempPathFactory, energies: list[int], first: int, missing: int
) -> None:
    folder = tmp_path_factory.mktemp("gap")
    shown = np.concatenate([[0], np.cumsum(energies)])
    write(folder, [f"{Decimal(int(number)).scaleb(-3):f}" for number in shown], skip=range(first, first + missing))
    reading, problems = read(folder, replace(REGISTER, substitution="linear", substitution_most=3))
    assert codes(problems) == []
    found = wh(reading)
    gap = slice(first - 1, first + missing)
    assert sum(found[gap]) == sum(energies[gap])
    assert max(found[gap]) - min(found[gap]) <= 1
    assert found[: first - 1] == energies[: first - 1]
    assert found[first + missing :] == energies[first + missing :]
    assert reading is not None
    (substituted,) = [one for one in reading.assumptions if one.kind.code == "readings-substituted"]
    assert substituted.params["count"] == str(missing + 1)
    assert Decimal(str(substituted.params["energy_kwh"])) * 1000 == sum(energies[gap])


def test_a_longer_gap_than_declared_is_not_divided(tmp_path: Path) -> None:
    write(tmp_path, range(25), skip=(5, 6))
    _, problems = read(tmp_path, replace(REGISTER, substitution="linear", substitution_most=1))
    assert [code for code, _ in codes(problems)] == ["substitution-fails"]


@pytest.mark.parametrize("multiplier", ["400", "0.5", "1.25", "12000", "0.001"])
def test_readings_are_multiplied_exactly(tmp_path: Path, multiplier: str) -> None:
    write(tmp_path, [Decimal(at * at) / 5 for at in range(25)])
    reading, problems = read(tmp_path, replace(REGISTER, multiplier=Decimal(multiplier)))
    assert codes(problems) == []
    assert reading is not None
    expected = [Decimal(2 * at + 1) / 5 * Decimal(multiplier) * 1000 for at in range(24)]
    series = reading.series
    assert [Decimal(quanta) * series.quantum_wh for quanta in series.energy.tolist()] == expected


def test_a_multiple_finer_than_a_thousandth_wh_is_refused(tmp_path: Path) -> None:
    write(tmp_path, [Decimal(at) / 1000 for at in range(25)])
    _, problems = read(tmp_path, replace(REGISTER, multiplier=Decimal("0.0001")))
    assert codes(problems)[0] == ("energy-too-fine", 2)
    assert "× 0.0001" in texts(problems)


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=5),
    st.decimals(min_value="0.0001", max_value=10**6, places=4).filter(lambda number: number > 0),
)
def test_multiples_are_those_of_decimals(numbers: list[int], multiplier: Decimal) -> None:
    exponent = finest_before(multiplier)
    assume(exponent >= -9)
    found, bad = multiplied(Amounts(np.array(numbers, np.int64), exponent), multiplier)
    for at, number in enumerate(numbers):
        exact = Decimal(number).scaleb(exponent) * multiplier
        is_whole = exact.scaleb(3) == exact.scaleb(3).to_integral_value()
        assert (at not in bad) == is_whole
        if is_whole:
            assert Decimal(int(found.quanta[at])).scaleb(found.exponent) == exact
