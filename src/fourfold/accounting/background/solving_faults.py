"""Why a system cannot be solved: the processes of the loop that uses more than it makes.

Products that need each other, directly or not, form groups (strongly connected components). A group without credits is
productive if and only if the largest eigenvalue of its needs is below one (Hawkins & Simon 1949). A group with credits
may well have negative amounts. Of it is asked whether it is productive without them – a loop that uses more than it
makes is a fault of the data, and no credit beside it makes it sound – and whether it has a single solution.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spla
from scipy.sparse.csgraph import connected_components

from fourfold.accounting.background.system import Floats, Integers
from fourfold.core.graph import greediest_cycle
from fourfold.core.problems import N_, NOWHERE, MessageKind, Problem

SELF_LOOP = MessageKind(
    "background-own-use",
    N_("{product} uses {found} of its own product for each unit it makes"),
    N_("less than one unit"),
    N_("check amount and unit of the input it takes from itself"),
)
UNPRODUCTIVE = MessageKind(
    "background-unproductive",
    N_("a loop of processes uses at least as much as it makes: {loop}; what goes round once comes back {found}-fold"),
    N_("less than what was made"),
    N_("check amounts and units of the exchanges between these processes, and whether a credit is missing"),
)
UNPRODUCTIVE_GROUP = MessageKind(
    "background-unproductive-group",
    N_("{count} processes that need each other use together at least as much as they make; most goes round {loop}"),
    N_("loops that use less than they make"),
    N_("check amounts and units of the exchanges between these processes"),
)
SINGULAR = MessageKind(
    "background-singular",
    N_("the system has no single solution: {loop} can run any number of times without changing anything else"),
    N_("amounts that follow from the demand"),
    N_("check amounts and signs of the exchanges between these processes"),
)

NEARLY = 1e-12
_ROUNDS = 2_000
_LOOKED_AT = 24
_NAMED = 6
_MOST_GROUPS = 10
_SINGULAR_AT = 1e-13


@dataclass(frozen=True, eq=False)
class Fault:
    """Products that cannot be solved for by themselves.

    Attributes:
        members: numbers of the products.
        problem: why, with their names.
    """

    members: Integers
    problem: Problem


def explain(needs: sp.csc_array, label: Callable[[int], str]) -> list[Problem]:
    """What is wrong with C; nothing where every group is productive or has credits and a single solution."""
    return [fault.problem for fault in islice(faults(needs, label), _MOST_GROUPS)]


def faults(needs: sp.csc_array, label: Callable[[int], str]) -> Iterator[Fault]:
    """Every product that uses all it makes, and every group of others that has no single or no productive solution."""
    diagonal = needs.diagonal()
    greedy = np.flatnonzero(diagonal >= 1.0)
    for product in greedy.tolist():
        params = {"product": label(product), "found": f"{diagonal[product]:.6g}"}
        yield Fault(np.array([product]), Problem(SELF_LOOP, NOWHERE, params))
    for members in _groups(needs):
        if np.isin(members, greedy).any():
            continue
        block = needs[members][:, members].tocsc()
        problem = _plain(block.maximum(0.0).tocsc(), members, label)
        if problem is None and block.data.min(initial=0.0) < 0:
            problem = _signed(block, members, label)
        if problem is not None:
            yield Fault(members, problem)


def _groups(needs: sp.csc_array) -> Iterator[Integers]:
    """Products of each group of more than one, in the order of their numbers."""
    _, group = connected_components(needs, directed=True, connection="strong")
    sizes = np.bincount(group)
    order = np.argsort(group, kind="stable")
    ends = np.cumsum(sizes)
    for number in np.flatnonzero(sizes > 1).tolist():
        yield order[ends[number] - sizes[number] : ends[number]]


def _plain(block: sp.csc_array, members: Integers, label: Callable[[int], str]) -> Problem | None:
    """A group without credits: its largest eigenvalue between two bounds (Collatz 1942, Wielandt 1950)."""
    rows = block.tocsr()
    vector = np.ones(members.size)
    for _ in range(_ROUNDS):
        grown = rows @ vector
        ratio = grown / vector
        if ratio.max() < 1.0:
            return None
        if ratio.min() > 1.0 - NEARLY:
            return _loop(block, vector, members, label)
        vector = (vector + grown) / 2
        vector /= vector.max()
        vector = np.maximum(vector, 1e-280)
    return _loop(block, vector, members, label) if not _has_positive_inverse(block) else None


def _has_positive_inverse(block: sp.csc_array) -> bool:
    """Whether (I − C) w = 1 has a positive solution, asked directly."""
    try:
        lu = spla.splu((sp.eye_array(block.shape[0], format="csc") - block).tocsc())
    except RuntimeError:
        return False
    weights = lu.solve(np.ones(block.shape[0]))
    return bool(np.isfinite(weights).all() and weights.min() > 0)


def _loop(block: sp.csc_array, vector: Floats, members: Integers, label: Callable[[int], str]) -> Problem:
    """The greediest loop among the products that most goes through."""
    across = np.maximum(np.asarray(block.T @ vector), 0.0)
    for _ in range(50):
        grown = np.asarray(block.T @ across)
        across = (across + grown) / max(float(grown.max(initial=0.0)), 1e-280)
    heavy = np.sort(np.argsort(-across * vector, kind="stable")[:_LOOKED_AT])
    part = block[heavy][:, heavy].tocoo()
    weights: dict[str, dict[str, Decimal]] = {str(at): {} for at in range(heavy.size)}
    for row, column, value in zip(part.row.tolist(), part.col.tolist(), part.data.tolist(), strict=True):
        if value > 0:
            weights[str(column)][str(row)] = Decimal(value)
    cycle, gain = greediest_cycle(weights)
    names = [label(int(members[heavy[int(at)]])) for at in cycle] or [label(int(members[at])) for at in heavy[:_NAMED]]
    loop = " → ".join([*names, names[0]])
    if gain >= Decimal(1 - NEARLY):
        return Problem(UNPRODUCTIVE, NOWHERE, {"loop": loop, "found": f"{gain:.6g}"})
    return Problem(UNPRODUCTIVE_GROUP, NOWHERE, {"loop": loop, "count": str(members.size)})


def _signed(block: sp.csc_array, members: Integers, label: Callable[[int], str]) -> Problem | None:
    """A group with credits: whether it has a single solution, and if not, what may run freely."""
    size = members.size
    system = (sp.eye_array(size, format="csc") - block).tocsc()
    scale = np.abs(system).max(axis=1).toarray().ravel()
    system = (sp.diags_array(1 / scale) @ system).tocsc()
    try:
        lu = spla.splu(system)
    except RuntimeError:
        lu = spla.splu((system + sp.diags_array(np.full(size, 1e-14))).tocsc())
    free = np.cos(np.arange(1.0, size + 1.0))
    growth = 0.0
    for _ in range(4):
        free = lu.solve(lu.solve(free / np.abs(free).max(), trans="T"))
        growth = float(np.abs(free).max())
    if np.isfinite(growth) and growth < _SINGULAR_AT**-2 / 100:
        return None
    heavy = np.argsort(-np.abs(np.nan_to_num(free)), kind="stable")[:_NAMED]
    names = [label(int(members[at])) for at in np.sort(heavy).tolist() if abs(free[at]) > 1e-6 * np.abs(free).max()]
    return Problem(SINGULAR, NOWHERE, {"loop": ", ".join(names)})
