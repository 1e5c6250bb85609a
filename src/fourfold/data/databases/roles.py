"""What part each exchange plays: with nature, a product of its process, or something it needs of another.

A *supply* makes a product that goes out. A *treatment* is a product too: the service of taking a waste in; formats
spell it as a waste that goes in as the reference, or as a reference with a negative amount. Products are counted
positive, and `sign` says how a row that names the flow becomes a need of it:

    need = sign × (amount of an input, − amount of an output)        sign +1 for a supply, −1 for a treatment

so that a waste that goes out needs its treatment, and a negative input of a waste needs it as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from fourfold.data.databases.database import Database

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


class Role(IntEnum):
    """The part of an exchange."""

    UNUSABLE = 0
    """Its unit does not convert, or its amount is not a number."""
    NATURE = 1
    """Exchanged with nature."""
    REFERENCE = 2
    """The reference of its process, or more of the same flow."""
    CO_PRODUCT = 3
    """A further product, or a waste taken in beside the reference."""
    NEED = 4
    """Needed of another process, or credited."""


@dataclass(frozen=True, eq=False)
class Rows:
    """Exchanges as arrays, in the order of the database [exchange].

    Attributes:
        processes, flows: row numbers.
        amounts: in the reference unit of the flow; ``nan`` where unusable.
        is_output, is_avoided: as the table has it.
        is_waste: whether the flow is a waste.
        roles: `Role`.
        signs: of the reference of each process, +1 supply, −1 treatment, 0 where it has none [process].
        references: exchange that is the reference of each process, −1 for none [process].
    """

    processes: Integers
    flows: Integers
    amounts: Floats
    is_output: NDArray[np.bool_]
    is_avoided: NDArray[np.bool_]
    is_waste: NDArray[np.bool_]
    roles: NDArray[np.int8]
    signs: Integers
    references: Integers

    @cached_property
    def outward(self) -> Floats:
        """Amounts with inputs negative [exchange]."""
        return np.where(self.is_output, self.amounts, -self.amounts)


def rows_of(database: Database) -> Rows:
    """The exchanges of a database and their roles."""
    table = database.exchanges
    kinds = database.flows["kind"].gather(table["flow"])
    processes = table["process"].to_numpy().astype(np.int64)
    flows = table["flow"].to_numpy().astype(np.int64)
    factor = table["to_reference"].fill_null(float("nan")).to_numpy()
    amounts = np.asarray(table["amount"].to_numpy() * factor, dtype=np.float64)
    is_output = (table["direction"] == "output").to_numpy()
    is_avoided = table["is_avoided"].to_numpy()
    is_nature = (kinds == "elementary").to_numpy()
    is_waste = (kinds == "waste").to_numpy()
    outward = np.where(is_output, amounts, -amounts)
    references, signs = _references(
        table["is_reference"].to_numpy() & ~is_nature, processes, outward, database.processes.height
    )
    supplied, treated = _made(flows, references, signs, database.flows.height)
    reference_flows = np.full(len(references), -1, dtype=np.int64)
    reference_flows[references >= 0] = flows[references[references >= 0]]
    own_flow = reference_flows[processes] == flows
    counts = np.isfinite(amounts)
    made = ~is_nature & ~is_avoided & counts & (signs[processes] != 0)
    more_of_reference = made & own_flow & (np.sign(outward) == signs[processes]) & (amounts > 0)
    goes_to_treatment = is_waste | (treated[flows] & ~supplied[flows])
    comes_from_supply = ~is_waste | (supplied[flows] & ~treated[flows])
    beside = made & ~own_flow & (amounts > 0) & np.where(is_output, ~goes_to_treatment, ~comes_from_supply)
    roles = np.full(len(flows), Role.NEED, dtype=np.int8)
    roles[beside] = Role.CO_PRODUCT
    roles[more_of_reference] = Role.REFERENCE
    roles[references[references >= 0]] = Role.REFERENCE
    roles[is_nature] = Role.NATURE
    roles[~counts] = Role.UNUSABLE
    return Rows(processes, flows, amounts, is_output, is_avoided, is_waste, roles, signs, references)


def _references(
    marked: NDArray[np.bool_], processes: Integers, outward: Floats, count: int
) -> tuple[Integers, Integers]:
    """The reference exchange of each process and its sign; a reference of 0 or without a usable unit is none."""
    references = np.full(count, -1, dtype=np.int64)
    numbers = np.flatnonzero(marked & np.isfinite(outward) & (outward != 0))
    references[processes[numbers]] = numbers
    signs = np.zeros(count, dtype=np.int64)
    held = references >= 0
    signs[held] = np.sign(outward[references[held]]).astype(np.int64)
    return references, signs


def _made(
    flows: Integers, references: Integers, signs: Integers, count: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which flows some process supplies, and which some process treats, as its reference [flow]."""
    supplied, treated = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    supplied[flows[references[signs > 0]]] = True
    treated[flows[references[signs < 0]]] = True
    return supplied, treated
