"""Systems by hand and at random, each entry an exchange of its own."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourfold.accounting.background.system import NO_EXCHANGE, Entries, Floats, LinearSystem, Product
from fourfold.accounting.uncertainty.distributions import Form, distributions
from fourfold.accounting.uncertainty.uncertain import Uncertain, uncertain
from fourfold.accounting.uncertainty.weighing import Weighing

CARBON = Weighing(("total",), np.ones((1, 1)), np.ones((1, 1)), np.ones((1, 1)))
"""One flow, of which 1 unit counts 1 kg CO2e."""


def system(needs: Floats, emissions: Floats, *, makers: bool = False) -> LinearSystem:
    """A system of dense C [supplied, using] and B of one flow [product].

    Exchanges are numbered: needs column by column, then emissions, then, with `makers`, the products made.
    """
    size = len(emissions)
    columns, rows = np.nonzero(needs.T)
    emitters = np.flatnonzero(emissions)
    first = len(rows)
    made = first + len(emitters) + np.arange(size) if makers else np.full(size, NO_EXCHANGE)
    return LinearSystem(
        products=[product(number) for number in range(size)],
        needs=Entries(rows, columns, needs[rows, columns], np.arange(first)),
        interventions=Entries(
            np.zeros(len(emitters), np.int64), emitters, emissions[emitters], first + np.arange(len(emitters))
        ),
        from_nature=np.zeros(len(emitters), bool),
        flow_count=1,
        production=made,
        basis={},
    )


def product(number: int) -> Product:
    name = f"p{number}"
    return Product(number, number, name, name, f"f{number}", name, "", "", "kg", 1.0, False, 1.0)


def lognormals(of: LinearSystem, gsd: float | Sequence[float], makers_too: bool = False) -> Uncertain:
    """Every exchange of a system lognormal around its amount; the products made, of amount 1, only if asked."""
    amounts = np.concatenate([of.needs.values, of.interventions.values])
    if makers_too:
        amounts = np.concatenate([amounts, np.ones(of.size)])
    count = len(amounts)
    given = distributions(np.full(count, Form.LOGNORMAL), amounts, amounts, np.broadcast_to(gsd, count))
    return uncertain(np.arange(count), given)


def productive(rng: np.random.Generator, size: int, gain: float) -> Floats:
    """A random C whose columns sum to less than `gain`, with loops and self-loops."""
    needs = rng.random((size, size)) * (rng.random((size, size)) < 0.4)
    return np.asarray(needs * gain * rng.random(size) / np.maximum(needs.sum(axis=0), 1e-9))
