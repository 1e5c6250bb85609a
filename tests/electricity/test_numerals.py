"""Numbers of a column, against Decimal one cell at a time."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fourfold.electricity.reading.numerals import (
    exact_quanta,
    negative_rows,
    read_numbers,
    rounded_quanta,
    whole_numbers,
)

plain = st.decimals(0, 10**6, places=3, allow_nan=False).map(lambda number: format(number, "f"))
awkward = st.sampled_from(
    ["5.", ".5", "1e3", "1.5E-2", " 7 ", "+4", "000.100", "0.30000000000000000001", "12345678901"]
)
wrong = st.sampled_from(
    ["x", "1,5", "1.2.3", "1_000", "٣", "inf", "nan", "--1", ".", "1e999", "0x10", ".+5", "1 000", "9" * 80]
)


@given(st.lists(st.one_of(plain, awkward), min_size=1, max_size=30))
def test_each_number_is_read_as_decimal_reads_it(cells: list[str]) -> None:
    numbers = read_numbers(pl.Series(cells, dtype=pl.String))
    assert not numbers.blank
    assert not numbers.unreadable
    for row, cell in enumerate(cells):
        read = numbers.long.get(row, Fraction(int(numbers.mantissa[row]), 10 ** int(numbers.decimals[row])))
        assert Fraction(read) == Fraction(Decimal(cell.strip()))


@given(st.lists(st.tuples(st.booleans(), plain, wrong), min_size=1, max_size=30), st.sets(st.integers(0, 29)))
def test_what_is_no_number_is_told_by_row(cells: list[tuple[bool, str, str]], empty: set[int]) -> None:
    blanks: list[str | None] = ["", "  ", None]
    column = [blanks[row % 3] if row in empty else cell[1 + cell[0]] for row, cell in enumerate(cells)]
    numbers = read_numbers(pl.Series(column, dtype=pl.String))
    rows = set(range(len(cells)))
    assert set(numbers.blank) == rows & empty
    assert set(numbers.unreadable) == {row for row in rows - empty if cells[row][0]}


@given(st.lists(st.decimals(0, 10**5, places=6, allow_nan=False), min_size=1, max_size=30))
def test_energies_are_exact_in_the_coarsest_quantum_that_holds_them(kwh: list[Decimal]) -> None:
    values, exponent, bad = exact_quanta(read_numbers(pl.Series([format(one, "f") for one in kwh])), 3, -3)
    assert not bad
    assert [Fraction(value) * Fraction(10) ** exponent for value in values.tolist()] == [
        Fraction(one) * 1000 for one in kwh
    ]
    assert exponent == 0 or any(value % 10 for value in values.tolist())


@pytest.mark.parametrize("cell", ["3.1200000000000001", "0.0000001", "1e-9", "123456789012345678901234"])
def test_energies_finer_than_a_thousandth_wh_or_too_large_are_told(cell: str) -> None:
    values, _, bad = exact_quanta(read_numbers(pl.Series(["1.5", cell])), 3, -3)
    assert bad == [1]
    assert values.tolist()[1] == 0


@given(
    st.lists(st.one_of(plain, awkward, st.decimals(0, 2, places=18, allow_nan=False).map(str)), min_size=1, max_size=30)
)
def test_factors_are_rounded_half_to_even(cells: list[str]) -> None:
    values, bad = rounded_quanta(read_numbers(pl.Series(cells)), 6)
    assert not bad
    expected = [int((Decimal(cell.strip()) * 10**6).quantize(Decimal(1), ROUND_HALF_EVEN)) for cell in cells]
    assert values.tolist() == expected


def test_ties_go_to_the_even_neighbour() -> None:
    assert rounded_quanta(read_numbers(pl.Series(["0.0000005", "0.0000015", "0.0000025"])), 6)[0].tolist() == [0, 2, 2]


@example(["0.30000000000000000001"])
@given(st.lists(st.one_of(plain, awkward), min_size=1, max_size=20))
def test_weights_keep_their_proportion(cells: list[str]) -> None:
    weights = whole_numbers(read_numbers(pl.Series(cells))).tolist()
    exact = [Fraction(Decimal(cell.strip())) for cell in cells]
    whole = sum(exact)
    if whole:
        assert [Fraction(weight, sum(weights)) for weight in weights] == [one / whole for one in exact]


def test_negative_numbers_are_told() -> None:
    numbers = read_numbers(pl.Series(["1", "-0.5", "0", "-1e30", "-0"]))
    assert negative_rows(numbers) == [1, 3]
