"""Random productive databases for laws, and the obvious dense solve beside the fast one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from fourfold.accounting.background.characterise import characterise
from fourfold.accounting.background.characters import Characterisation
from fourfold.accounting.background.compile import build_system
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.system import Floats, LinearSystem
from fourfold.data.basis import GwpSet
from fourfold.data.databases.database import Database
from support.databases import Rows, database, emission

N2O = emission("n2o", "Dinitrogen monoxide")
TO_WATER = emission("water", "Chloroform", "water")
EMISSIONS = ("co2", "ch4", "n2o", "water")
LOCATIONS = ("US", "DE", "CN")
FEW = settings(max_examples=15, deadline=None)
"""Each example goes through the assembly of a database."""


@dataclass(frozen=True, eq=False)
class Case:
    """A database of n processes p0 … with C and emissions as they were drawn.

    Attributes:
        needs: amount of product row that one unit of product column takes [supplied, using].
        emitted: kg of each of `EMISSIONS` that one unit gives off [emission, product].
        uptake: kg CO2 that one unit takes from the air [product].
    """

    database: Database
    needs: Floats
    emitted: Floats
    uptake: Floats

    @cached_property
    def system(self) -> LinearSystem:
        return build_system(self.database)

    @cached_property
    def characterisation(self) -> Characterisation:
        return characterise(self.database, GwpSet.AR6)

    def solved(self) -> tuple[LinearSystem, Characterisation, Solver]:
        system = self.system
        return system, self.characterisation, Solver(system.coefficients)


def case_of(needs: Floats, emitted: Floats, uptake: Floats, order: list[int] | None = None) -> Case:
    """The database of these numbers, its processes in an order."""
    rows = []
    for p in order if order is not None else range(len(needs)):
        process = Rows(f"p{p}", LOCATIONS[p % len(LOCATIONS)]).makes(f"f{p}")
        for q in np.flatnonzero(needs[:, p]).tolist():
            process.takes(f"f{q}", float(needs[q, p]), provider=f"p{q}")
        for name, amount in zip(EMISSIONS, emitted[:, p].tolist(), strict=True):
            if amount:
                process.gives(name, amount)
        if uptake[p]:
            process.takes("uptake", float(uptake[p]))
        rows.append(process)
    return Case(database(rows, flows=(N2O, TO_WATER)), needs, emitted, uptake)


@st.composite
def cases(draw: DrawFn) -> Case:
    """One to six processes; loops and self-loops, credits, all productive (absolute column sums below 0.9)."""
    count = draw(st.integers(1, 6))
    numbers = st.floats(-1, 1).map(lambda x: round(x, 3))
    needs = np.array(draw(st.lists(numbers, min_size=count * count, max_size=count * count))).reshape(count, count)
    needs[np.abs(needs) < 0.3] = 0
    sums = np.abs(needs).sum(axis=0)
    needs = np.where(sums > 0, needs / np.maximum(sums, 1e-9) * 0.85, 0)
    amounts = st.floats(0, 10).map(lambda x: round(x, 2))
    emitted = np.array(draw(st.lists(amounts, min_size=4 * count, max_size=4 * count))).reshape(4, count)
    uptake = np.array(draw(st.lists(amounts, min_size=count, max_size=count)))
    return case_of(needs, emitted, uptake)


def dense_scores(case: Case) -> Floats:
    """kg CO2e of one unit of every product by line, by a dense solve and factors written by hand [product, line]."""
    direct = np.zeros((len(case.needs), 6))
    direct[:, 0] = case.emitted[0] + 273 * case.emitted[2]
    direct[:, 2] = 27.0 * case.emitted[1]
    direct[:, 3] = -case.uptake
    return np.asarray(np.linalg.solve((np.eye(len(case.needs)) - case.needs).T, direct))
