"""Sizes of things before they are known: scales that make every product count alike, whatever its unit.

Of the system (I − C)ᵀ y = q the *size* of a product is what its score comes to over a few tiers without regard to
signs: the first terms of Σ_k (|C|ᵀ)^k |q|. Divided by it, a kilogram of wheat and a power station have values around
one, so that a norm means something and an error is told relative to what it is an error of.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.system import Floats

MOST_TIERS = 200
"""Tiers gone through at most, where products are reached only at the end of a long chain."""
_FIRST_TIERS = 2
_SETTLED = 0.5
_HUGE, _TINY = 1e200, 1e-250
_QUIET = 0.01
_LEAST = 1e-18
"""Size, relative to the largest, below which products are not told apart."""


@dataclass(frozen=True, eq=False)
class Scales:
    """Sizes of the rows and columns of a block of solutions.

    Attributes:
        rows: size of each product, positive: over all right-hand sides [product].
        columns: size of each right-hand side, positive [right-hand side].
    """

    rows: Floats
    columns: Floats


def scales(absolute: sp.csr_array, right: Floats) -> Scales:
    """Scales of the solution of (I − A) y = right, from |A| and the right-hand sides [product, right-hand side].

    A product that nothing reaches has the value zero, whatever its scale; it gets one that lets it disturb nobody.
    """
    burdens = np.abs(right)
    columns = _column_scales(absolute, burdens)
    own = (burdens / columns).sum(axis=1)
    total = _tiers(absolute, own)
    least = _LEAST * float(total.max(initial=0.0))
    if ((total > 0) & (total < least)).any():
        # at the end of long chains values are next to nothing, and no error of theirs matters
        total = _tiers(absolute, own + least)
    idle = total == 0
    if idle.any():
        apart = _tiers(absolute, idle.astype(np.float64))
        felt = (apart > 0) & ~idle
        quiet = _QUIET * float((total[felt] / apart[felt]).min()) if felt.any() else 1.0
        total = np.where(idle, np.maximum(apart * quiet, _TINY), total)
    return Scales(np.maximum(total, _TINY), columns)


def _tiers(absolute: sp.csr_array, burdens: Floats) -> Floats:
    """Burdens summed over tiers until no product grows by much [product]."""
    term = total = burdens
    for _ in range(MOST_TIERS):
        term = absolute @ term
        if not term.max(initial=0.0) < _HUGE or (term <= _SETTLED * total).all():
            break
        total = total + term
    return total


def _column_scales(absolute: sp.csr_array, burdens: Floats) -> Floats:
    """What each right-hand side comes to where it matters most beside the others [right-hand side]."""
    if burdens.shape[1] == 1:
        return np.ones(1)
    total = burdens
    for _ in range(_FIRST_TIERS):
        total = burdens + absolute @ total
    largest = total.max(axis=1, initial=0.0)
    shares = (total / np.where(largest > 0, largest, 1.0)[:, None]).max(axis=0, initial=0.0)
    return np.where(shares > 0, shares, 1.0)
