"""Datasets of databases as a study takes them: per unit of a product, by result line and gas, with what they rest on.

A study's processes need products of a database; a database needs nothing of a study. So the joint system

    | I − C_f     0     |                                  C_f   needs of the study's products among themselves
    |  −C_bf   I − C_b  |                                  C_bf  what they need of the database

is solved in two steps without loss: the database once for all its products (one adjoint solve for every line and gas),
and the study with those scores as the figures of its inputs (Heijungs & Suh 2002, ch. 3; block elimination).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

import numpy as np

from fourfold.accounting.background.characterise import characterise, kg_per
from fourfold.accounting.background.characters import LINES, Characterisation
from fourfold.accounting.background.compile import build_system, decide
from fourfold.accounting.background.left_out import LeftOut
from fourfold.accounting.background.placing import placing
from fourfold.accounting.background.product_names import told_apart
from fourfold.accounting.background.scores import natural_matrices
from fourfold.accounting.background.solving import Solved
from fourfold.accounting.background.solving_part import PartSolver
from fourfold.accounting.background.system import Floats, LinearSystem, Product
from fourfold.core.lines import Line
from fourfold.core.problems import Place, Problem
from fourfold.data.basis import GwpSet
from fourfold.data.databases.database import Database
from fourfold.data.databases.profile import Profile


@dataclass(frozen=True, slots=True)
class GasScore:
    """What one unit of a product emits of one gas on one line, supplies included.

    Attributes:
        line, gas: which.
        kg_gas: mass; negative for a removal.
        kg_co2e: weighted mass.
    """

    line: Line
    gas: str
    kg_gas: float
    kg_co2e: float


class Background:
    """One database under one profile and one GWP set; solved when the first dataset is asked for.

    Args:
        database: as imported.
        profile: how it becomes a system.
        gwp_set: AR4, AR5 or AR6.
    """

    def __init__(self, database: Database, profile: Profile, gwp_set: GwpSet) -> None:
        self.database, self.profile, self.gwp_set = database, profile, gwp_set

    @cached_property
    def system(self) -> LinearSystem:
        """The database as a linear system."""
        with np.errstate(over="ignore"):  # what no number holds is refused when it is solved, with its process
            return build_system(self.database, self.profile)

    @cached_property
    def characterisation(self) -> Characterisation:
        """What its flows count for."""
        return characterise(self.database, self.gwp_set)

    @cached_property
    def solver(self) -> PartSolver:
        """Solves what can be solved."""
        return PartSolver(self.system.coefficients, told_apart(self.system.products))

    def faults_of(self, product_id: str) -> Sequence[Problem]:
        """Why a product has no scores: it is part of a loop that uses what it makes, or needs one that is."""
        row = self._row(product_id)
        if row is None or np.isfinite(self.solved.values[row]).all():
            return []
        return self.solver.faults_behind(row)

    @cached_property
    def solved(self) -> Solved:
        """Masses, then weighted masses, of every column of `columns`, for one unit of every product."""
        with placing(self.database.info.name):
            return self.solver.adjoint(np.hstack([self._direct(weighted=False), self._direct(weighted=True)]))

    @cached_property
    def columns(self) -> Sequence[tuple[Line, str]]:
        """Lines and gases that occur, in the order of the lines and of the gases' names."""
        factors = np.abs(self.characterisation.emitted) + np.abs(self.characterisation.taken_up)
        found = {(int(line), self.characterisation.gases[flow]) for line, flow in np.argwhere(factors > 0)}
        return [(LINES[line], gas) for line, gas in sorted(found)]

    def product(self, product_id: str) -> Product | None:
        """The product with this id: of its process, or of process and flow where it makes several."""
        row = self._row(product_id)
        return None if row is None else self.system.products[row]

    def gas_scores(self, product_id: str) -> tuple[GasScore, ...]:
        """What one unit of a product emits, by line and gas; what is nothing on both counts is left out.

        Raises:
            KeyError: no product has this id.
        """
        row = self._row(product_id)
        if row is None:
            raise KeyError(product_id)
        masses, weighted = np.split(self.solved.values[row], 2)
        return tuple(
            GasScore(line, gas, float(masses[at]), float(weighted[at]))
            for at, (line, gas) in enumerate(self.columns)
            if masses[at] or weighted[at]
        )

    def similar(self, product_id: str, most: int = 3) -> list[str]:
        """Ids spelled like this one, and of products of the process it names."""
        from difflib import get_close_matches

        process = product_id.partition("/")[0]
        of_process = [product.id for product in self.system.products if product.process_id == process]
        return (of_process or get_close_matches(product_id, self.system.rows_by_id, n=most, cutoff=0.7))[:most]

    def place(self, product: Product) -> Place:
        """Where the process stands in the source, with the name of the database before the file."""
        file, row = self.database.processes.select("file", "row").row(product.process)
        return Place(f"{self.database.info.name}:{file}", row or 0)

    def period(self, product: Product) -> tuple[date, date] | None:
        """The period the process describes, half open; ``None`` where it does not say."""
        return period_between(*self.database.processes.select("valid_from", "valid_to").row(product.process))

    @cached_property
    def left_out(self) -> LeftOut:
        """How much of the database carries no burden."""
        return LeftOut.of(decide(self.database, self.profile))

    def _row(self, product_id: str) -> int | None:
        return self.system.rows_by_id.get(product_id)

    def _direct(self, weighted: bool) -> Floats:
        """What one unit of each product gives off itself [product, column]."""
        outgoing, incoming = natural_matrices(self.system)
        direct = np.zeros((self.system.size, len(self.columns)))
        for at, (line, gas) in enumerate(self.columns):
            out, taken = self._factors(LINES.index(line), gas, weighted)
            direct[:, at] = outgoing.T @ out + incoming.T @ taken
        return direct

    def _factors(self, line: int, gas: str, weighted: bool) -> tuple[Floats, Floats]:
        """Factors of one line and gas [flow], of what goes out and of what comes in."""
        is_gas = np.array([name == gas for name in self.characterisation.gases])
        of_line = self.characterisation.emitted[line], self.characterisation.taken_up[line]
        if weighted:
            return np.where(is_gas, of_line[0], 0.0), np.where(is_gas, of_line[1], 0.0)
        return np.where(is_gas & (of_line[0] != 0), self._kg, 0.0), np.where(is_gas & (of_line[1] != 0), self._kg, 0.0)

    @cached_property
    def _kg(self) -> Floats:
        """Kilograms in one reference unit of each flow; 0 where it is no mass [flow]."""
        units = self.database.flows["unit"].to_list()
        known: Mapping[str, float] = {unit: kg_per(unit) for unit in set(units)}
        return np.array([known[unit] for unit in units])


def period_between(first: str, last: str) -> tuple[date, date] | None:
    """A half-open period from its first and last day as a source writes them; ``None`` where it names none.

    A period of which only one day is given is that day: nothing is assumed about the other.
    """
    days = [day for day in (_day(first), _day(last)) if day is not None]
    return (min(days), max(days) + timedelta(days=1)) if days else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
