"""Scores of every product of a database: by result line in one solve, by elementary flow in blocks of solves.

D = B_outᵀ emittedᵀ + B_inᵀ taken_upᵀ        what one unit of each product gives off itself [product, line]
(I − C)ᵀ Y = D                               the same with all its supplies [product, line]
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from fourfold.accounting.background.characters import Characterisation
from fourfold.accounting.background.solving import Solved, Solver
from fourfold.accounting.background.system import Entries, Floats, Integers, LinearSystem
from fourfold.data.databases.database import Database

FROM_NATURE = " (from nature)"
BLOCK = 64
"""How many elementary flows are solved for at once."""


def natural_matrices(system: LinearSystem) -> tuple[sp.csc_array, sp.csc_array]:
    """B in two parts: what goes out to nature, and what comes in from it, which is negative [flow, product]."""
    outgoing, incoming = (
        _masked(system.interventions, mask).matrix((system.flow_count, system.size))
        for mask in (~system.from_nature, system.from_nature)
    )
    return outgoing, incoming


def direct_scores(system: LinearSystem, characterisation: Characterisation) -> Floats:
    """kg CO2e that one unit of each product gives off itself, without its supplies [product, line]."""
    outgoing, incoming = natural_matrices(system)
    return np.asarray(outgoing.T @ characterisation.emitted.T + incoming.T @ characterisation.taken_up.T)


def scores(system: LinearSystem, characterisation: Characterisation, solver: Solver) -> Floats:
    """The values of `solved_scores` [product, line]."""
    return solved_scores(system, characterisation, solver).values


def solved_scores(system: LinearSystem, characterisation: Characterisation, solver: Solver) -> Solved:
    """kg CO2e of one unit of every product, supplies included, in one adjoint solve.

    Args:
        system: products and what they need and exchange.
        characterisation: factors of the flows of the same database.
        solver: of the system's coefficients.

    Returns:
        Values [product, line], lines in the order of `LINES`, how they were found and how wrong they may be.
    """
    return solver.adjoint(direct_scores(system, characterisation))


@dataclass(frozen=True, slots=True)
class FlowColumn:
    """An elementary flow as a column of results: all flows of one name, unit and direction.

    Attributes:
        header: the name, trimmed, with `` (from nature)`` for inputs and a unit where one name has several.
        name, unit: of the flows.
        from_nature: whether it is an input.
        flows: row numbers of the flows in it: their compartments are added.
    """

    header: str
    name: str
    unit: str
    from_nature: bool
    flows: tuple[int, ...]


def flow_columns(system: LinearSystem, database: Database, reserved: frozenset[str] = frozenset()) -> list[FlowColumn]:
    """The elementary flows that the system exchanges, in the order of their names.

    Where flows of one name are counted in several units, those in kg keep the bare name.

    Args:
        system: whose interventions.
        database: that holds the flows.
        reserved: headers that are taken.
    """
    names, units = database.flows["name"].to_list(), database.flows["unit"].to_list()
    groups: dict[tuple[str, bool, str], set[int]] = {}
    pairs = np.unique(np.stack([system.interventions.rows, system.from_nature.astype(np.int64)]), axis=1)
    for flow, incoming in pairs.T.tolist():
        groups.setdefault((names[flow].strip(), bool(incoming), units[flow] or ""), set()).add(flow)
    taken = set(reserved)
    columns = []
    for name, incoming, unit in sorted(groups, key=lambda key: (key[0], key[1], key[2] != "kg", key[2])):
        bare = name + FROM_NATURE if incoming else name
        header = _free(bare, unit, taken)
        taken.add(header)
        columns.append(FlowColumn(header, name, unit, incoming, tuple(sorted(groups[name, incoming, unit]))))
    return columns


def flow_scores(
    system: LinearSystem, columns: list[FlowColumn], solver: Solver, block: int = BLOCK
) -> Iterator[tuple[int, Floats]]:
    """Amount of each elementary flow for one unit of every product, supplies included, a few columns at a time.

    Amounts are positive where the flow has its usual direction: an input from nature is not negative here.

    Args:
        system: products and what they need and exchange.
        columns: see `flow_columns`.
        solver: of the system's coefficients.
        block: how many columns are solved for at once; bounds the memory.

    Yields:
        Number of the first column of the block, and amounts [product, column of the block].
    """
    rows = _column_rows(columns, system)
    for first in range(0, len(columns), block):
        chosen = columns[first : first + block]
        right = np.zeros((system.size, len(chosen)))
        inside = (rows >= first) & (rows < first + len(chosen))
        np.add.at(
            right, (system.interventions.columns[inside], rows[inside] - first), system.interventions.values[inside]
        )
        right[:, [column.from_nature for column in chosen]] *= -1
        yield first, solver.adjoint(right).values


def _column_rows(columns: list[FlowColumn], system: LinearSystem) -> Integers:
    """Which column each intervention belongs to [entry]."""
    number = np.full((2, system.flow_count), -1, dtype=np.int64)
    for at, column in enumerate(columns):
        number[int(column.from_nature), list(column.flows)] = at
    return number[system.from_nature.astype(np.int64), system.interventions.rows]


def _free(bare: str, unit: str, taken: set[str]) -> str:
    if bare not in taken:
        return bare
    header = f"{bare} [{unit or '–'}]"
    more = 2
    while header in taken:
        header, more = f"{bare} [{unit or '–'}] #{more}", more + 1
    return header


def _masked(entries: Entries, mask: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Entries:
    return Entries(entries.rows[mask], entries.columns[mask], entries.values[mask], entries.exchanges[mask])
