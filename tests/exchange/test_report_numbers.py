"""Numbers for the eye: rounding keeps the order of magnitude and never turns something into nothing."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.exchange.report.numbers import MINUS, THIN_SPACE, Numbers, decimals_for, exact, fixed, significant

amounts = st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**9), max_value=10**9)


def parsed(shown: str) -> Decimal:
    plain = shown.replace(THIN_SPACE, "").replace(MINUS, "-").rstrip("%")
    mantissa, _, power = plain.partition("×10")
    digits = power.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-"))
    return Decimal(mantissa).scaleb(int(digits or 0))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("0", "0"),
        ("80.017670", "80.02"),
        ("0.5777", "0.5777"),
        ("12.10", "12.1"),
        ("9999.6", "10\u202f000"),
        ("29024400", "29\u202f024\u202f400"),
        ("-0.5566", "−0.5566"),
        ("0.0000123456", "1.235×10⁻⁵"),
    ],
)
def test_significant_digits(value: str, shown: str) -> None:
    assert significant(Decimal(value), 4) == shown


@given(amounts, st.integers(2, 6))
def test_what_is_shown_is_within_half_a_unit_of_the_last_digit(value: Decimal, digits: int) -> None:
    tolerance = max(abs(value).scaleb(-digits) * 6, Decimal(0)) if value else Decimal(0)
    assert abs(parsed(significant(value, digits)) - value) <= tolerance


@given(amounts, st.integers(0, 8))
def test_fixed_reads_back_to_the_rounded_number(value: Decimal, decimals: int) -> None:
    assert abs(parsed(fixed(value, decimals)) - value) <= Decimal("0.5").scaleb(-decimals)


def test_a_column_takes_its_decimals_from_the_total() -> None:
    numbers = Numbers(4, Decimal("80.0176"))
    assert [numbers.kg(v) for v in ("58.0404", "0.2399", "0", "-0.5566", "0.0042", None)] == [
        "58.04",
        "0.24",
        "0",
        "−0.56",
        "<0.01",
        "–",
    ]
    assert numbers.kg("-0.0042") == ">−0.01"
    assert [numbers.signed_kg(v) for v in ("0.4127", "-0.0042", "0", None)] == ["+0.41", "−0.004", "0", "–"]
    assert decimals_for(Decimal("9.9996"), 4) == 2


def test_percentages() -> None:
    numbers = Numbers(4, Decimal(80))
    assert numbers.percent("0.2466") == "24.7\u202f%"
    assert numbers.percent("0.0003") == "<0.1\u202f%"
    assert numbers.signed_percent("0.0003") == "+0.03\u202f%"
    assert numbers.signed_percent("0.041") == "+4.1\u202f%"
    assert numbers.signed_percent("-0.0159") == "−1.6\u202f%"
    assert numbers.percent(None) == "–"


@pytest.mark.parametrize(
    ("amount", "unit", "shown"),
    [
        ("0.000002432", "kt", ("2.432", "kg")),
        ("0.001", "MWh", ("1", "kWh")),
        ("0.00009", "TJ", ("90", "MJ")),
        ("12.5", "kg", ("12.5", "kg")),
        ("4000000", "kWh", ("4", "GWh")),
        ("0.0001", "m3", ("0.0001", "m3")),
        ("0.0000000000001", "kt", ("1×10⁻¹³", "kt")),
        ("0", "kt", ("0", "kt")),
    ],
)
def test_amounts_climb_their_ladder_of_units(amount: str, unit: str, shown: tuple[str, str]) -> None:
    assert Numbers(4, Decimal(80)).readable(amount, unit) == shown


def test_energy_and_mass_choose_a_readable_unit() -> None:
    numbers = Numbers(4, Decimal(80))
    assert numbers.energy(74_951_273_000) == "74.95 GWh"
    assert numbers.energy(0) == "0 kWh"
    assert numbers.mass(7_351_000_000) == "7351 kg CO₂e"
    assert numbers.mass(41_365_000_000_000) == "41\u202f365 t CO₂e"


def test_the_exact_number_stays_with_the_rounded_one() -> None:
    markup = str(exact("80.02", "80.01767", "kg CO₂e"))
    assert re.fullmatch(r'<data value="80.01767" title="80.01767 kg CO₂e">80.02</data>', markup)
    assert "<script>" not in str(exact("<script>", '"><script>'))
