"""The quantities of a grid state as one vector per interval, and the balances they enter.

Axis ``quantity`` holds generation by source, exchanges by tie, borders, demand by area, charge and discharge by store,
in this order. Each enters the balance of one area with +1 or −1; an exchange leaves one area and enters another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fourfold.electricity.grid.state import Flags, Floats, GridFrame, GridState
from fourfold.electricity.reconciliation.settings import Adjusted

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Index: TypeAlias = NDArray[np.int64]
NO_AREA = -1
Sparse: TypeAlias = "csr_array[Any]"


@dataclass(frozen=True)
class Quantities:
    """What the axis ``quantity`` holds for a frame.

    Attributes:
        frame: the grid.
        parts: which stretch of the axis each kind takes.
        into, out_of: area whose balance a quantity raises, and lowers, or `NO_AREA` ``[quantity]``.
        bounded: whether a quantity is never negative ``[quantity]``; exchanges and borders have a direction.
    """

    frame: GridFrame
    parts: dict[Adjusted, slice]
    into: Index
    out_of: Index
    bounded: Flags

    @staticmethod
    def of(frame: GridFrame) -> Quantities:
        """The axis of a frame."""
        nowhere, ties, stores = NO_AREA, frame.ties, frame.stores
        ends: dict[Adjusted, list[tuple[int, int]]] = {
            Adjusted.GENERATION: [(source.area, nowhere) for source in frame.sources],
            Adjusted.EXCHANGE: [(tie.to_area, tie.from_area) for tie in ties],
            Adjusted.BORDER: [(border.area, nowhere) for border in frame.borders],
            Adjusted.DEMAND: [(nowhere, area) for area in range(len(frame.areas))],
            Adjusted.CHARGE: [(nowhere, store.area) for store in stores],
            Adjusted.DISCHARGE: [(store.area, nowhere) for store in stores],
        }
        parts, first = {}, 0
        for kind, pairs in ends.items():
            parts[kind] = slice(first, first + len(pairs))
            first += len(pairs)
        flat = np.array([pair for pairs in ends.values() for pair in pairs], np.int64).reshape(-1, 2)
        bounded = np.ones(first, bool)
        for kind in (Adjusted.EXCHANGE, Adjusted.BORDER):
            bounded[parts[kind]] = False
        return Quantities(frame, parts, flat[:, 0], flat[:, 1], bounded)

    @property
    def count(self) -> int:
        """Length of the axis."""
        return int(self.into.size)

    @cached_property
    def signs(self) -> Sparse:
        """With which sign each quantity enters each balance ``[area, quantity]``."""
        from scipy.sparse import csr_array

        rows = np.concatenate((self.into, self.out_of))
        columns = np.tile(np.arange(self.count), 2)
        values = np.repeat((1.0, -1.0), self.count)
        there = rows != NO_AREA
        return csr_array((values[there], (rows[there], columns[there])), shape=(len(self.frame.areas), self.count))

    def stack(self, state: GridState) -> Floats:
        """The quantities of a state ``[interval, quantity]``."""
        parts = (
            state.generation_mwh,
            state.exchange_mwh,
            state.border_mwh,
            state.demand_mwh,
            state.charge_mwh,
            state.discharge_mwh,
        )
        return np.concatenate(parts, axis=1)

    def unstack(self, state: GridState, values: Floats) -> GridState:
        """The state with other quantities; the change of generation counts as estimated."""
        part = {kind: values[:, where] for kind, where in self.parts.items()}
        generation = part[Adjusted.GENERATION]
        changed = np.abs(generation - state.generation_mwh)
        return replace(
            state,
            generation_mwh=generation,
            exchange_mwh=part[Adjusted.EXCHANGE],
            border_mwh=part[Adjusted.BORDER],
            demand_mwh=part[Adjusted.DEMAND],
            charge_mwh=part[Adjusted.CHARGE],
            discharge_mwh=part[Adjusted.DISCHARGE],
            estimated_mwh=np.minimum(state.estimated_mwh + changed, generation),
        )

    def losses(self, state: GridState) -> Floats:
        """What the balance of each area loses to ties, at the receiving end, and in the area ``[interval, area]``."""
        ties, lost = self.parts[Adjusted.EXCHANGE], state.area_loss_mwh.copy()
        for at, (to_area, from_area) in enumerate(zip(self.into[ties], self.out_of[ties], strict=True)):
            forward = state.exchange_mwh[:, at] >= 0
            lost[:, to_area] += np.where(forward, state.tie_loss_mwh[:, at], 0.0)
            lost[:, from_area] += np.where(forward, 0.0, state.tie_loss_mwh[:, at])
        return lost

    def kinds(self) -> Iterator[tuple[Adjusted, int, int]]:
        """Kind and index within the kind of every place on the axis."""
        for kind, part in self.parts.items():
            for index in range(part.stop - part.start):
                yield kind, index, part.start + index
