"""Numbers of a text column as exact integers, a column at a time.

A number is kept as mantissa and count of decimals, so nothing passes through binary fractions. Rows that the quick way
cannot read (exponents, blanks around, more digits than int64 holds) are read one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.zones import Ints
from fourfold.electricity.integers import INT64_MOST, Exact
from fourfold.electricity.reading.columns import joined_bytes

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)
_LONGEST = 64
_POWERS: Ints = 10 ** np.arange(19, dtype=np.int64)
MOST_DECIMALS = 18
_SHORT, _SHORT_DECIMALS = 10, 9
_PLAIN: NDArray[np.bool_] = np.isin(np.arange(256), np.frombuffer(b"0123456789.-\n", np.uint8))


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a column: ``mantissa · 10^−decimals``.

    Attributes:
        mantissa: ``[row]``; 0 where the row is listed below.
        decimals: 0 to 18 ``[row]``.
        long: numbers by row that need more digits than that.
        blank: rows without text.
        unreadable: rows with text that is not a number, and the text.
    """

    mantissa: Ints
    decimals: Ints
    long: dict[int, Decimal]
    blank: tuple[int, ...]
    unreadable: dict[int, str]


def read_numbers(column: pl.Series) -> Numbers:
    """Read a text column as numbers, exactly."""
    return _read_short(column) or _read_any(column.str.strip_chars())


def _read_short(column: pl.Series) -> Numbers | None:
    """Plain numbers of at most `_SHORT` characters, which leaves no room for more than `_SHORT_DECIMALS` decimals."""
    cells = joined_bytes(column)
    if cells is None or not _PLAIN[cells].all() or _widest(column) > _SHORT:
        return None
    read = column.cast(pl.Decimal(38, _SHORT_DECIMALS), strict=False)
    if read.null_count():
        return None
    mantissas = read.to_physical().cast(pl.Int64, strict=False)
    if mantissas.null_count():  # ten digits before the point, raised by nine decimals, are more than int64 holds
        return None
    mantissa = mantissas.to_numpy()
    return Numbers(mantissa, np.full(mantissa.size, _SHORT_DECIMALS), {}, (), {})


def _widest(column: pl.Series) -> int:
    return int(column.str.len_bytes().to_numpy().max())


def _read_any(column: pl.Series) -> Numbers:
    point = column.str.find(".", literal=True)
    whole = column.str.replace(".", "", literal=True).cast(pl.Int64, strict=False)
    decimals = (column.str.len_bytes().cast(pl.Int64) - point.cast(pl.Int64) - 1).fill_null(0).to_numpy().copy()
    mantissa = whole.fill_null(0).to_numpy().copy()
    odd = whole.is_null().to_numpy() | (point == 0).fill_null(value=False).to_numpy() | (decimals > MOST_DECIMALS)
    long: dict[int, Decimal] = {}
    blank: list[int] = []
    unreadable: dict[int, str] = {}
    rows = np.flatnonzero(odd)
    mantissa[rows] = decimals[rows] = 0
    for row, cell in zip(rows.tolist(), column.gather(rows).to_list(), strict=True):
        text = (cell or "").strip()
        if not text:
            blank.append(row)
        elif len(text) > _LONGEST or not _NUMBER.fullmatch(text):
            unreadable[row] = text
        else:
            number = Decimal(text)
            if (parts := _parts(number)) is None:
                long[row] = number
            else:
                mantissa[row], decimals[row] = parts
    return Numbers(mantissa, decimals, long, tuple(blank), unreadable)


def negative_rows(numbers: Numbers) -> list[int]:
    """Rows with a number below zero."""
    rows = np.flatnonzero(numbers.mantissa < 0).tolist()
    return sorted([*rows, *(row for row, number in numbers.long.items() if number < 0)])


def exact_quanta(numbers: Numbers, unit_exponent: int, finest: int) -> tuple[Ints, int, list[int]]:
    """The numbers in the coarsest quantum not above 1 in which all are whole.

    Args:
        numbers: what was read, in a unit of ``10^unit_exponent``.
        unit_exponent: power of ten of the unit.
        finest: smallest power of ten a quantum may have, at most 0.

    Returns:
        The numbers in quanta ``[row]``, the quantum's power of ten, and the rows that are not whole in the finest or
        too large; these are 0 in the array.
    """
    surplus = numbers.decimals - unit_exponent + finest
    quotient, bad = numbers.mantissa, np.zeros(surplus.size, np.bool_)
    if surplus.size and surplus.max() > 0:
        divisor = _POWERS[np.clip(surplus, 0, MOST_DECIMALS)]
        quotient = _quotient(numbers.mantissa, divisor)
        bad = (quotient * divisor != numbers.mantissa) | (surplus > MOST_DECIMALS) & (numbers.mantissa != 0)
    values, too_large = _raised(quotient, -surplus)
    bad |= too_large
    bad[list(numbers.long)] = True
    values[bad] = 0
    exponent = finest
    while exponent < 0 and (tenth := values // 10) is not None and np.array_equal(tenth * 10, values):
        values, exponent = tenth, exponent + 1
    return values, exponent, np.flatnonzero(bad).tolist()


def rounded_quanta(numbers: Numbers, unit_exponent: int) -> tuple[Ints, list[int]]:
    """The numbers in whole units of 1, rounded half to even.

    Args:
        numbers: what was read, in a unit of ``10^unit_exponent``.
        unit_exponent: power of ten of the unit, not negative.

    Returns:
        The numbers ``[row]``, and the rows that are too large; these are 0 in the array.
    """
    surplus = numbers.decimals - unit_exponent
    divisor = _POWERS[np.clip(surplus, 0, MOST_DECIMALS)]
    quotient = _quotient(numbers.mantissa, divisor)
    rest = numbers.mantissa - quotient * divisor
    half = divisor - rest
    quotient = quotient + ((rest > half) | ((rest == half) & (quotient % 2 == 1)))
    values, bad = _raised(quotient, -surplus)
    for row, number in numbers.long.items():
        rounded = round(Fraction(number) * 10**unit_exponent)
        bad[row] = abs(rounded) > INT64_MOST
        values[row] = 0 if bad[row] else rounded
    return values, np.flatnonzero(bad).tolist()


def whole_numbers(numbers: Numbers) -> Exact:
    """Whole numbers in the proportion of the numbers, exact ``[row]``."""
    places = [int(numbers.decimals.max()) if numbers.decimals.size else 0]
    places += [-int(number.as_tuple().exponent) for number in numbers.long.values()]
    raised = max(places) - numbers.decimals
    small, too_large = _raised(numbers.mantissa, raised)
    if not numbers.long and not too_large.any():
        return small
    values: Exact = numbers.mantissa.astype(object) * 10 ** raised.astype(object)
    for row, number in numbers.long.items():
        values[row] = int(Fraction(number) * 10 ** max(places))
    return values


def _quotient(values: Ints, divisors: Ints) -> Ints:
    """Floor division; faster where all divisors are alike."""
    alike = divisors.size and divisors.min() == divisors.max()
    quotient: Ints = values // (divisors[0] if alike else divisors)
    return quotient


def _raised(values: Ints, powers: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """Values times ten to the powers where these are positive, and which do not fit; those are 0."""
    bad = np.zeros(values.size, np.bool_)
    if not values.size:
        return values.copy(), bad
    most = max(int(powers.max()), 0)
    if most <= MOST_DECIMALS and int(np.abs(values).max()) * 10**most <= INT64_MOST:
        return values * _POWERS[np.maximum(powers, 0)] if most else values.copy(), bad
    inside = np.clip(powers, 0, MOST_DECIMALS)
    bad = (np.abs(values) > INT64_MOST // _POWERS[inside]) | (powers > MOST_DECIMALS) & (values != 0)
    return np.where(bad, 0, values) * _POWERS[np.where(bad, 0, inside)], bad


def _parts(number: Decimal) -> tuple[int, int] | None:
    """Mantissa and decimals, trailing zeros dropped; nothing where they do not fit."""
    sign, digits, exponent = number.as_tuple()
    mantissa = int("".join(map(str, digits)) or "0")
    power = int(exponent)
    while power < 0 and mantissa % 10 == 0 and mantissa:
        mantissa, power = mantissa // 10, power + 1
    if power > 0:
        mantissa, power = mantissa * 10**power, 0
    if mantissa == 0:
        power = 0
    if mantissa > INT64_MOST or -power > MOST_DECIMALS:
        return None
    return (-mantissa if sign else mantissa), -power
