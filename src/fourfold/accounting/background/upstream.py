"""The part of a system that some products depend on: what lies outside neither changes their scores nor fails them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from fourfold.accounting.background.system import Entries, Integers, LinearSystem

Mask = NDArray[np.bool_]


def upstream(system: LinearSystem, products: Integers) -> tuple[LinearSystem, Integers]:
    """The system of some products and all their suppliers, direct and indirect.

    Returns:
        The smaller system, and the columns of the products in it [product].
    """
    inside = reached(system.coefficients, products)
    number = np.cumsum(inside) - 1
    kept = np.flatnonzero(inside)
    needs, natural = system.needs, system.interventions
    of_needs, of_natural = inside[needs.columns], inside[natural.columns]
    smaller = replace(
        system,
        products=[system.products[column] for column in kept.tolist()],
        needs=Entries(
            number[needs.rows[of_needs]],
            number[needs.columns[of_needs]],
            needs.values[of_needs],
            needs.exchanges[of_needs],
        ),
        interventions=Entries(
            natural.rows[of_natural],
            number[natural.columns[of_natural]],
            natural.values[of_natural],
            natural.exchanges[of_natural],
        ),
        from_nature=system.from_nature[of_natural],
        production=system.production[kept],
    )
    return smaller, number[products]


def reached(coefficients: sp.csc_array, products: Integers) -> Mask:
    """Products that some products are or need, directly or not [product]."""
    inside = np.zeros(coefficients.shape[0], bool)
    inside[products] = True
    pattern = abs(coefficients)
    pattern.data[:] = 1.0
    while True:
        further = inside | (pattern @ inside.astype(np.float64) > 0)
        if (further == inside).all():
            return inside
        inside = further
