"""The linear system of a study: how often each process runs so that the declared unit is delivered.

With x_f the amount of product flow f that is made, d_f the demand of the unit, and c_fp the amount of flow f that one
unit of flow p needs (its process's input times its allocation share over its output):

    x_f = d_f + Σ_p c_fp x_p            (I − C) x = d        amounts of every flow
    y_p = b_p + Σ_f c_fp y_f            (I − C)ᵀ y = b       footprint of one unit of every flow

(ISO 14040 family; Heijungs & Suh 2002, eq. 2.5 and its adjoint.) Flows are taken component by component in the order of
the supply graph: chains by substitution, loops by elimination on the loop's flows alone, so a loop is solved exactly
and a change in one place leaves untouched figures untouched to the last digit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fourfold.accounting.traced import ONE, ZERO, Traced
from fourfold.core.graph import greediest_cycle, strong_components

_SINGULAR = Decimal("1e-30")
_NEARLY = Decimal("1e-24")
Needs = Mapping[str, Traced]


class LoopFault(Exception):  # noqa: N818 - it names a finding about the data, reported as a problem
    """A loop that consumes as much as it makes, or more.

    Attributes:
        flows: the flows of the loop, each needing the next; where several loops are at fault only together, the flows
            of all of them.
        singular: True when the system has no single solution; False when a flow would have to be made a negative
            number of times.
    """

    def __init__(self, flows: tuple[str, ...], singular: bool) -> None:
        super().__init__(" → ".join(flows))
        self.flows, self.singular = flows, singular


class System:
    """Product flows and what one unit of each needs of the others.

    Args:
        needs: for each flow p the amounts c_fp of the flows f that one unit of p needs. Every f is a key too.
    """

    def __init__(self, needs: Mapping[str, Needs]) -> None:
        self._needs = needs
        names = list(needs)
        number = {name: i for i, name in enumerate(names)}
        edges = [[number[f] for f in needs[name]] for name in names]
        self.components = [[names[i] for i in component] for component in strong_components(edges)]
        """Flows in groups, suppliers before users; a group of several flows is a loop."""

    @property
    def loops(self) -> list[tuple[str, ...]]:
        """Each loop as its flows in order, every flow needing the next."""
        return [self._path(group) for group in self.components if self._is_loop(group)]

    def amounts(self, demand: Mapping[str, Traced]) -> dict[str, Traced]:
        """Amount x of every flow that delivers the demand.

        Raises:
            LoopFault: a loop without a solution, or with a negative one.
        """
        x: dict[str, Traced] = dict.fromkeys(self._needs, ZERO)
        avoids = any(need.value < 0 for needs in self._needs.values() for need in needs.values())
        x.update(demand)
        for group in reversed(self.components):
            if self._is_loop(group):
                matrix = [[self._entry(f, p) for p in group] for f in group]
                # where something is displaced, less than nothing of it may rightly be made
                solution = self._solve(group, matrix, [x[f] for f in group], signs_matter=not avoids)
                if avoids:
                    self._check_productive(group, matrix)
                x.update(zip(group, solution, strict=True))
            inside = set(group)
            for p in group:
                for f, need in self._needs[p].items():
                    if f not in inside:
                        x[f] = x[f] + need * x[p]
        return x

    def intensities(self, burdens: Mapping[str, Traced]) -> dict[str, Traced]:
        """Footprint y of one unit of every flow, from the own burden b of one unit of each.

        Raises:
            LoopFault: a loop without a solution.
        """
        y: dict[str, Traced] = {}
        for group in self.components:
            inside = set(group)
            right = []
            for p in group:
                value = burdens.get(p, ZERO)
                for f, need in self._needs[p].items():
                    if f not in inside:
                        value = value + need * y[f]
                right.append(value)
            if self._is_loop(group):
                matrix = [[self._entry(f, p) for f in group] for p in group]
                right = self._solve(group, matrix, right, signs_matter=False)
            y.update(zip(group, right, strict=True))
        return y

    def _is_loop(self, group: Sequence[str]) -> bool:
        return len(group) > 1 or group[0] in self._needs[group[0]]

    def _entry(self, f: str, p: str) -> Traced:
        """Entry (f, p) of I − C."""
        need = self._needs[p].get(f)
        one = ONE if f == p else ZERO
        return one if need is None else one - need

    def _solve(
        self, group: list[str], matrix: list[list[Traced]], right: list[Traced], signs_matter: bool = True
    ) -> list[Traced]:
        """Gaussian elimination with partial pivoting in decimals."""
        size = len(group)
        rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
        for k in range(size):
            pivot = max(range(k, size), key=lambda i: abs(rows[i][k].value))
            largest = max(abs(entry.value) for entry in rows[pivot][:size])
            if abs(rows[pivot][k].value) <= _SINGULAR * max(largest, Decimal(1)):
                raise LoopFault(self._fault(group), singular=True)
            rows[k], rows[pivot] = rows[pivot], rows[k]
            for i in range(k + 1, size):
                if rows[i][k].value or rows[i][k].cells:
                    ratio = rows[i][k] / rows[k][k]
                    rows[i] = [
                        ZERO if j <= k else a - ratio * b for j, (a, b) in enumerate(zip(rows[i], rows[k], strict=True))
                    ]
        solution = [ZERO] * size
        for k in reversed(range(size)):
            rest = rows[k][size]
            for j in range(k + 1, size):
                rest = rest - rows[k][j] * solution[j]
            solution[k] = rest / rows[k][k]
        if signs_matter and any(value.value < 0 for value in solution):
            raise LoopFault(self._fault(group), singular=False)
        return solution

    def _check_productive(self, group: list[str], matrix: list[list[Traced]]) -> None:
        """That a loop without displacement makes more than it uses, whatever the sign of what is asked of it."""
        if all(need.value >= 0 for p in group for f, need in self._needs[p].items() if f in set(group)):
            self._solve(group, matrix, [ONE] * len(group))

    def _fault(self, group: Sequence[str]) -> tuple[str, ...]:
        """The loop inside a group that needs most of what it makes, if that is all of it; else the whole group."""
        inside = set(group)
        needs = {p: {f: need.value for f, need in self._needs[p].items() if f in inside} for p in group}
        loop, gain = greediest_cycle(needs)
        return loop if gain >= 1 - _NEARLY else tuple(group)

    def _path(self, group: Sequence[str]) -> tuple[str, ...]:
        """A closed walk inside the loop from its first flow, shortest first."""
        inside = set(group)
        start = group[0]
        before: dict[str, str] = {}
        frontier = [start]
        while frontier:
            reached: list[str] = []
            for p in frontier:
                for f in self._needs[p]:
                    if f == start:
                        path = [p]
                        while path[-1] != start:
                            path.append(before[path[-1]])
                        return tuple(reversed(path))
                    if f in inside and f not in before:
                        before[f] = p
                        reached.append(f)
            frontier = reached
        return tuple(group)
