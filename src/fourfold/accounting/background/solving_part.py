"""Scores of what can be solved where some of a system cannot.

Real databases hold loops that use more than they make. Nothing can be said of their products, nor of what needs them.
The other products need none of them, so that they are a system of their own; those that cannot be solved have no score:
``nan``, never 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from fourfold.accounting.background.solving import Solved, Solver
from fourfold.accounting.background.solving_faults import Fault, faults
from fourfold.accounting.background.system import Floats
from fourfold.accounting.background.upstream import reached
from fourfold.core.problems import InputError, Problem


class PartSolver(Solver):
    """A solver that leaves out what cannot be solved.

    Args:
        coefficients: C, sparse by column.
        label: name of a product by its number, for messages.
    """

    def __init__(self, coefficients: sp.csc_array, label: Callable[[int], str] = str) -> None:
        super().__init__(coefficients, label)
        self._coefficients, self._name = coefficients, label
        self._is_whole = True

    def adjoint(self, burdens: Floats, start: Floats | None = None) -> Solved:
        """Score of one unit of every product; ``nan`` for those that cannot be solved.

        Raises:
            InputError: the system cannot be solved though no part of it is at fault.
        """
        if self._is_whole:
            try:
                return super().adjoint(burdens, start)
            except InputError:
                self._leave_out()
        return self._spread(self._rest.adjoint(np.asarray(burdens)[self.solvable]), np.nan)

    def forward(self, demand: Floats, start: Floats | None = None) -> Solved:
        """Amounts of every product that deliver each demand; none of what cannot be solved is among them.

        Raises:
            InputError: a demand is for something that cannot be solved, or as above.
        """
        if self._is_whole:
            try:
                return super().forward(demand, start)
            except InputError:
                self._leave_out()
        wanted = np.asarray(demand)
        lost = np.flatnonzero(~self.solvable & (wanted != 0).any(axis=1))
        if lost.size:
            raise InputError([problem for product in lost.tolist() for problem in self.faults_behind(product)])
        return self._spread(self._rest.forward(wanted[self.solvable]), 0.0)

    def faults_behind(self, product: int) -> Sequence[Problem]:
        """Why a product cannot be solved: the faults among what it is or needs; empty where it can."""
        if self.solvable[product]:
            return []
        needed = reached(self._coefficients, np.array([product]))
        return [fault.problem for fault in self.faults if needed[fault.members].any()]

    def _leave_out(self) -> None:
        """From now on solve only what can be solved; call it while an error is handled."""
        if self.solvable.all():
            raise
        self._is_whole = False

    def _spread(self, found: Solved, elsewhere: float) -> Solved:
        values = np.full((self.solvable.size, found.values.shape[1]), elsewhere)
        values[self.solvable] = found.values
        return Solved(values, found.path, found.forward_error, found.iterations, found.is_bound)

    @cached_property
    def faults(self) -> Sequence[Fault]:
        """What cannot be solved by itself, and why; empty where everything can."""
        return list(faults(self._coefficients, self._name))

    @cached_property
    def solvable(self) -> NDArray[np.bool_]:
        """Which products neither are at fault nor need one that is [product]."""
        lost = np.zeros(self._coefficients.shape[0], dtype=np.bool_)
        for fault in self.faults:
            lost[fault.members] = True
        users = (self._coefficients != 0).T.tocsc()
        while True:
            reached = lost | np.asarray(users @ lost, dtype=np.bool_)
            if (reached == lost).all():
                return ~lost
            lost = reached

    @cached_property
    def _rest(self) -> Solver:
        kept = np.flatnonzero(self.solvable)
        return Solver(self._coefficients[kept][:, kept].tocsc(), lambda number: self._name(int(kept[number])))
