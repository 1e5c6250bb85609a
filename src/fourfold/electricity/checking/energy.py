"""What runs over each tie and into each area, written down from the conventions of the reference (1.5), not from code.

An interval's ties are taken in the direction in which they run. Under L0 what was sent arrives, and the loss is used by
the receiver; under L1 what arrives is what was sent, less a loss that the sender used; under L2 what was sent bears
carbon, and less arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourfold.electricity.grid.state import Flags, Floats, GridState

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Energy:
    """Energies of a block in MWh, each tie split into its two directions.

    Attributes:
        sender, receiver: areas of each direction ``[direction]``.
        bearing: what bears carbon away from the sender ``[interval, direction]``, 0 against the run.
        arriving: what reaches the receiver.
        generated, discharged, charged, inward, outward: of each area: sources, stores, borders ``[interval, area]``.
        used: demand, losses of the area and losses of ties used in it ``[interval, area]``.
        lost: of `used`, the losses.
        is_carried_on: whether losses of ties bear carbon on (L2).
    """

    sender: Index
    receiver: Index
    bearing: Floats
    arriving: Floats
    generated: Floats
    discharged: Floats
    charged: Floats
    inward: Floats
    outward: Floats
    used: Floats
    lost: Floats
    is_carried_on: bool

    @property
    def entering(self) -> Floats:
        """All that enters an area ``[interval, area]``."""
        return (
            self.generated + self.discharged + self.inward + add(self.arriving, self.receiver, self.generated.shape[1])
        )

    @property
    def leaving(self) -> Floats:
        """All that leaves an area or is used in it ``[interval, area]``."""
        return self.used + self.charged + self.outward + add(self.bearing, self.sender, self.generated.shape[1])


def energy_of(state: GridState, losses: str) -> Energy:
    """The energies of a block under a convention, ``L0``, ``L1`` or ``L2``."""
    frame, count = state.frame, len(state.frame.areas)
    one, two = (np.array([getattr(t, end) for t in frame.ties], np.int64) for end in ("from_area", "to_area"))
    sender, receiver = np.concatenate((one, two)), np.concatenate((two, one))
    sent = np.concatenate((state.exchange_mwh, -state.exchange_mwh), axis=1).clip(0.0)
    loss = np.where(sent > 0, np.tile(state.tie_loss_mwh, 2), 0.0)
    bearing = sent - loss if losses == "L1" else sent
    arriving = sent if losses == "L0" else sent - loss
    lost = state.area_loss_mwh.copy()
    if losses != "L2":
        lost += add(loss, receiver if losses == "L0" else sender, count)
    at_border, at_store = (np.array([o.area for o in part], np.int64) for part in (frame.borders, frame.stores))
    return Energy(
        sender,
        receiver,
        bearing,
        arriving,
        add(state.generation_mwh, np.array([source.area for source in frame.sources], np.int64), count),
        add(state.discharge_mwh, at_store, count),
        add(state.charge_mwh, at_store, count),
        add(state.border_mwh.clip(0.0), at_border, count),
        add((-state.border_mwh).clip(0.0), at_border, count),
        state.demand_mwh + lost,
        lost,
        losses == "L2",
    )


def add(values: Floats, onto: Index, count: int) -> Floats:
    """Sums of columns by where they belong ``[interval, …] -> [interval, count, …]``; axis 1 is the one summed."""
    result: NDArray[Any] = np.zeros((values.shape[0], count, *values.shape[2:]))
    if values.shape[1]:
        order = np.argsort(onto, kind="stable")
        places, first = np.unique(onto[order], return_index=True)
        result[:, places] = np.add.reduceat(values[:, order], first, axis=1)
    return result


def useful(use: Floats, energy: Energy) -> Flags:
    """Areas from which energy reaches a use ``[interval, area]``; what only losses use under L2 carries nothing on."""
    found = np.asarray(use > 0)
    interval, direction = np.nonzero(energy.bearing > 0)
    sender, receiver = energy.sender[direction], energy.receiver[direction]
    while True:
        before = int(found.sum())
        passes = found[interval, receiver]
        found[interval[passes], sender[passes]] = True
        if int(found.sum()) == before:
            return found


def downstream(start: Flags, energy: Energy) -> Flags:
    """Areas in a set or reached from it along the flow ``[interval, area]``."""
    found = start.copy()
    interval, direction = np.nonzero(energy.bearing > 0)
    sender, receiver = energy.sender[direction], energy.receiver[direction]
    while True:
        before = int(found.sum())
        passes = found[interval, sender]
        found[interval[passes], receiver[passes]] = True
        if int(found.sum()) == before:
            return found
