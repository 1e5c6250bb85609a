"""A demand on a database: how much of every product it takes, and what each of them costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fourfold.accounting.background.characters import Characterisation
from fourfold.accounting.background.scores import direct_scores, natural_matrices
from fourfold.accounting.background.solving import Solved, Solver
from fourfold.accounting.background.system import Floats, LinearSystem


@dataclass(frozen=True, eq=False)
class Assessed:
    """A demand, solved.

    Attributes:
        system, characterisation: what was solved, and by which factors.
        demand: amount of each product asked for, in its unit [product].
        solved: the forward solution: amount of each product it takes in all, and how it was found.
        scored: the adjoint solution: kg CO2e of one unit of every product [product, line].
        direct: kg CO2e that one unit of each product gives off itself [product, line].
    """

    system: LinearSystem
    characterisation: Characterisation
    demand: Floats
    solved: Solved
    scored: Solved
    direct: Floats

    @property
    def amounts(self) -> Floats:
        """Amount of each product in all, in its unit [product]."""
        amounts: Floats = self.solved.values[:, 0]
        return amounts

    @cached_property
    def lines(self) -> Floats:
        """kg CO2e of the demand on each line [line]."""
        lines: Floats = self.demand @ self.scored.values
        return lines

    @property
    def total(self) -> float:
        """kg CO2e of the demand, all lines together."""
        return float(self.lines.sum())

    @cached_property
    def unit_totals(self) -> Floats:
        """kg CO2e of one unit of every product, lines together [product]."""
        totals: Floats = self.scored.values.sum(axis=1)
        return totals

    @cached_property
    def unit_directs(self) -> Floats:
        """kg CO2e that one unit of each product gives off itself, lines together [product]."""
        directs: Floats = self.direct.sum(axis=1)
        return directs

    @cached_property
    def emitted(self) -> Floats:
        """Amount of each elementary flow that goes out to nature, in its unit [flow]."""
        outgoing, _ = natural_matrices(self.system)
        return np.asarray(outgoing @ self.amounts)

    @cached_property
    def taken_up(self) -> Floats:
        """Amount of each elementary flow that comes in from nature, negative, in its unit [flow]."""
        _, incoming = natural_matrices(self.system)
        return np.asarray(incoming @ self.amounts)


def assess_demand(
    system: LinearSystem, characterisation: Characterisation, solver: Solver, demand: Mapping[int, float]
) -> Assessed:
    """Solve a demand forwards and all products backwards.

    Args:
        system: products and what they need and exchange.
        characterisation: factors of the flows of the same database.
        solver: of the system's coefficients.
        demand: amounts by product, each in the unit of the product.
    """
    wanted = np.zeros(system.size)
    for product, amount in demand.items():
        wanted[product] += amount
    direct = direct_scores(system, characterisation)
    return Assessed(system, characterisation, wanted, solver.forward(wanted[:, None]), solver.adjoint(direct), direct)
