"""Exact integer arithmetic on arrays: sums, and divisions that lose nothing (largest remainder).

int64 where it provably fits, Python integers where it may not; the result is the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import reduce
from math import gcd
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fourfold.core.zones import Ints

Exact: TypeAlias = NDArray[Any]
"""Integers ``[interval]`` as int64, or as Python integers (dtype object) where int64 would overflow."""

INT64_MOST = 2**63 - 1
_LOW = np.int64(2**32 - 1)
_DIGITS = 50


def exact_sum(values: Exact) -> int:
    """Sum without overflow: high and low halves apart."""
    if values.dtype == object:
        return sum(values.tolist())
    return (int((values >> np.int64(32)).sum()) << 32) + int((values & _LOW).sum())


def product(left: Exact, right: Exact) -> Exact:
    """Elementwise product of non-negative integers ``[interval]``."""
    most = _largest(left) * _largest(right)
    if most > INT64_MOST or object in (left.dtype, right.dtype):
        left, right = left.astype(object), right.astype(object)
    result: Exact = left * right
    return result


def apportion(total: int, weights: Exact) -> Exact:
    """Divide a whole number in proportion to weights ``[interval]``, to the last unit (largest remainder).

    Every part is its exact share rounded down or up; the parts sum to `total`. Equal remainders favour the earlier.

    Raises:
        ZeroDivisionError: the weights sum to zero.
    """
    whole = exact_sum(weights)
    times, rest = divmod(total, whole)
    if max(rest, times, 1) * max(_largest(weights), 1) > INT64_MOST // 2:
        weights = weights.astype(object)
    parts: Exact = times * weights + rest * weights // whole
    remainders = rest * weights % whole
    missing = total - exact_sum(parts)
    parts[np.argsort(-remainders, kind="stable")[:missing]] += 1
    return parts


def divide(amounts: Ints, weights: Sequence[Exact]) -> list[Ints]:
    """Divide each amount among parts in proportion to that interval's weights, to the last unit (largest remainder).

    Args:
        amounts: what is divided ``[interval]``, not negative.
        weights: one array ``[interval]`` per part; where an amount is positive their sum must be too.

    Returns:
        One array per part; in every interval they sum to the amount. Equal remainders favour the part named first.
    """
    parts, remainders = _floors(amounts, weights)
    missing = amounts - parts.sum(axis=0)
    ranks = np.argsort(np.argsort(-remainders, axis=0, kind="stable"), axis=0, kind="stable")
    return [narrow(part) for part in parts + (ranks < missing)]


def apportion_within(totals: Ints, weights: Exact, groups: Ints) -> Ints:
    """Divide one total for each group in proportion to the weights in it, to the last unit (largest remainder).

    Args:
        totals: what is divided ``[group]``, not negative.
        weights: not negative ``[part]``; where a total is positive the weights of its group must sum to more than zero.
        groups: number of the group of each part ``[part]``.

    Returns:
        Parts ``[part]``; those of a group sum to its total. Equal remainders favour the earlier. A part never exceeds
        its weight where the total does not exceed the sum of the weights.
    """
    whole = sums_within(weights, groups, totals.size)
    shared = totals[groups]
    divisor = np.where(whole == 0, 1, whole)[groups]
    if _largest(totals) * _largest(weights) > INT64_MOST:
        weights, shared, divisor = weights.astype(object), shared.astype(object), divisor.astype(object)
    parts: Exact = shared * weights // divisor
    remainders = shared * weights % divisor
    missing = totals - sums_within(narrow(parts), groups, totals.size)
    order = np.argsort(-remainders, kind="stable")
    order = order[np.argsort(groups[order], kind="stable")]
    ordered = groups[order]
    rank = np.arange(order.size) - np.searchsorted(ordered, ordered)
    parts[order[rank < missing[ordered]]] += 1
    return narrow(parts)


def sums_within(values: Ints, groups: Ints, count: int) -> Ints:
    """Sums of the values of each group ``[group]``; they have to fit into int64."""
    sums = np.zeros(count, np.int64)
    np.add.at(sums, groups, values)
    return sums


def divides_evenly(amounts: Ints, weights: Sequence[Exact]) -> bool:
    """Whether `divide` would have nothing to round."""
    return not _floors(amounts, weights)[1].any()


def _floors(amounts: Ints, weights: Sequence[Exact]) -> tuple[Exact, Exact]:
    """Exact shares rounded down, and the remainders in units of one over the interval's sum of weights."""
    table: Exact = np.stack(weights)
    if len(weights) * max(_largest(table), 1) ** 2 > INT64_MOST:
        table = table.astype(object)
    whole = table.sum(axis=0)
    whole = np.where(whole == 0, 1, whole)
    amounts = amounts.astype(whole.dtype)
    scaled = amounts % whole * table
    return amounts // whole * table + scaled // whole, scaled % whole


def whole_weights(shares: Sequence[Fraction]) -> list[int]:
    """The smallest whole numbers in the proportion of the shares."""
    common = reduce(lambda a, b: a * b // gcd(a, b), (share.denominator for share in shares), 1)
    numbers = [int(share * common) for share in shares]
    divisor = gcd(*numbers) or 1
    return [number // divisor for number in numbers]


def decimal_of(number: int, exponent: int) -> Decimal:
    """``number · 10^exponent``, exact whatever the decimal context."""
    return Decimal(f"{number}E{exponent}")


def decimal_of_fraction(value: Fraction) -> Decimal:
    """A fraction as a decimal: exact where it ends within 50 digits, else rounded to 50."""
    with localcontext() as context:
        context.prec = _DIGITS
        return Decimal(value.numerator) / Decimal(value.denominator)


def narrow(values: Exact) -> Ints:
    """Python integers as int64.

    Raises:
        OverflowError: one does not fit.
    """
    return values if values.dtype == np.int64 else np.array(values.tolist(), np.int64)


def _largest(values: Exact) -> int:
    return int(values.max()) if values.size else 0
