"""Readings as integers: exact quanta of numbers, exact multiples of them, one quantum for two sets."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import polars as pl

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.integers import INT64_MOST, Exact
from fourfold.electricity.metering.qualities import Flags, Quality
from fourfold.electricity.reading.columns import TextTable
from fourfold.electricity.reading.numerals import exact_quanta, negative_rows, read_numbers

FINEST_EXPONENT = -3
"""Energies are kept to 0.001 Wh at the finest, as power of ten in Wh."""

ENERGY_BLANK = MessageKind(
    "energy-blank",
    N_("the energy of an interval is empty"),
    N_("a number; 0 where nothing was used"),
    N_("fill the cell from the meter's record: an empty cell is not taken for zero"),
)
ENERGY_UNREADABLE = MessageKind(
    "energy-unreadable",
    N_("{found} is not a number"),
    N_("a decimal number with a point, without thousands separators"),
    N_("correct the cell"),
)
ENERGY_NEGATIVE = MessageKind(
    "energy-negative",
    N_("the energy {found} is negative"),
    N_("zero or more: power sent to the grid has a meter of its own with role = export"),
    N_("correct the cell, or split the readings into a load meter and an export meter"),
)
ENERGY_TOO_FINE = MessageKind(
    "energy-too-fine",
    N_("{found} cannot be kept exactly: finer than 0.001 Wh, or larger than can be"),
    N_("energies in whole multiples of 0.001 Wh"),
    N_("export the readings with the digits the meter recorded; long rows of digits come from binary fractions"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Amounts:
    """Whole numbers of a quantum.

    Attributes:
        quanta: ``[row]`` or ``[interval]``.
        exponent: the quantum is ten to this power, in Wh.
    """

    quanta: Ints
    exponent: int


def read_amounts(
    text: TextTable, column: str, flags: Flags, scale: tuple[int, int], fills_blanks: bool, problems: Problems
) -> tuple[Amounts, Flags] | None:
    """The numbers of a column, exact; nothing after reporting those that cannot be used.

    What stands in the cell of a reading that is marked missing is not looked at.

    Args:
        text: the table.
        column: where the numbers stand.
        flags: quality of each row.
        scale: power of ten of their unit in Wh, and the finest quantum.
        fills_blanks: whether an empty cell is a missing reading, because a rule for these is declared.
        problems: receives what is wrong.

    Returns:
        The numbers ``[row]``, 0 for missing ones, and the flags with empty cells marked.
    """
    series = text.columns[column]
    missing = flags == Quality.MISSING
    if missing.any():
        series = series.set(pl.Series(missing), "0")
    numbers = read_numbers(series)
    quanta, exponent, unfit = exact_quanta(numbers, *scale)
    cells = text.cells(column)
    negative = negative_rows(numbers)
    blank = [] if fills_blanks else list(numbers.blank)
    cells.report(ENERGY_UNREADABLE, list(numbers.unreadable), problems)
    cells.report(ENERGY_BLANK, blank, problems)
    cells.report(ENERGY_NEGATIVE, negative, problems)
    cells.report(ENERGY_TOO_FINE, unfit, problems)
    if numbers.unreadable or blank or negative or unfit:
        return None
    if fills_blanks and numbers.blank:
        flags = flags.copy()
        flags[list(numbers.blank)] = Quality.MISSING
    return Amounts(quanta, exponent), flags


def finest_before(multiplier: Decimal | None) -> int:
    """The finest quantum readings may have whose multiples can be whole in 0.001 Wh, as power of ten in Wh."""
    if multiplier is None:
        return FINEST_EXPONENT
    mantissa, exponent = _parts(multiplier)
    twos = (mantissa & -mantissa).bit_length() - 1
    fives = 0
    while mantissa % 5 == 0:
        mantissa, fives = mantissa // 5, fives + 1
    return min(FINEST_EXPONENT - exponent - max(twos, fives), 0)


def multiplied(amounts: Amounts, multiplier: Decimal) -> tuple[Amounts, list[int]]:
    """Exact multiples in the coarsest quantum not above 1 Wh in which all are whole.

    Returns:
        The multiples, and positions of those that are finer than 0.001 Wh or too large; these are 0.
    """
    mantissa, shift = _parts(multiplier)
    values: Exact = amounts.quanta.astype(object) * mantissa
    exponent = amounts.exponent + shift
    if exponent > 0:
        values, exponent = values * 10**exponent, 0
    wholes = 10 ** max(FINEST_EXPONENT - exponent, 0)
    bad = np.array([value % wholes != 0 or value // wholes > INT64_MOST for value in values.tolist()], np.bool_)
    kept = [0 if is_bad else value // wholes for value, is_bad in zip(values.tolist(), bad.tolist(), strict=True)]
    quanta: Ints = np.array(kept, np.int64)
    exponent = max(exponent, FINEST_EXPONENT)
    while exponent < 0 and not (quanta % 10).any():
        quanta, exponent = quanta // 10, exponent + 1
    return Amounts(quanta, exponent), np.flatnonzero(bad).tolist()


def alike(first: Amounts, second: Amounts, place: Place, problems: Problems) -> tuple[Ints, Ints, int] | None:
    """Two sets of amounts in the finer of their quanta, and its exponent; nothing after reporting one too large.

    Args:
        first, second: the amounts.
        place: where the second ones stand.
        problems: receives what is wrong.
    """
    exponent = min(first.exponent, second.exponent)
    try:
        return refined(first, exponent), refined(second, exponent), exponent
    except OverflowError:
        problems.error(ENERGY_TOO_FINE, place, found=f"1E{exponent} Wh")
        return None


def refined(amounts: Amounts, exponent: int) -> Ints:
    """The amounts in a quantum of ten to this power, not coarser than theirs.

    Raises:
        OverflowError: one does not fit into int64.
    """
    times = 10 ** (amounts.exponent - exponent)
    if amounts.quanta.size and int(amounts.quanta.max()) * times > INT64_MOST:
        raise OverflowError(f"does not fit at a quantum of 1E{exponent} Wh")
    return amounts.quanta * np.int64(times)


def _parts(number: Decimal) -> tuple[int, int]:
    """Mantissa and power of ten of a positive number, the mantissa without trailing zeros."""
    _, digits, exponent = number.as_tuple()
    mantissa, power = int("".join(map(str, digits))), int(exponent)
    while mantissa % 10 == 0:
        mantissa, power = mantissa // 10, power + 1
    return mantissa, power
