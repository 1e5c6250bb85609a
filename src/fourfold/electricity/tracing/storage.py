"""What is stored and what discharging carries: the well-mixed tank and the labelled alternatives (reference 1.7, I13).

Intervals follow one another. In each, a store says what it gives (`Draw`), the grid is mixed, and the store takes what
it was charged with (`Holdings.settle`). The well-mixed tank, C being what is carried:

    w_t     = C_t / (η_d S_t (1 − σ))
    C_{t+1} = C_t + x_i · charge − w_t · discharge

That explicit form holds where a store only charges or only discharges; what is discharged shares C with the stock that
self-discharge leaves, as it does in a node, so that a store that is nearly emptied gives what one that is emptied does.
A store that charges and discharges, or that is emptied, becomes a node of the interval's graph, so that it is solved
with the grid and never carries less than nothing: its stock after self-discharge is the node's source, charging a tie
that delivers η_c of what is sent, discharging a tie that delivers η_d of what leaves the node. Self-discharge keeps
what is carried. What a tank holds when the last of it is gone by self-discharge goes to losses. What a discharge
exceeds the stock by within the rounding of published energies carries nothing (`stocks`).

``fifo`` and ``lifo`` follow the stock in layers, the oldest or the newest first; self-discharge thins all layers alike.
The part of a discharge that has to come from what is charged in the same interval goes through the node. ``free``
follows nothing: what is charged counts as lost at the area's factor, what is discharged carries nothing.

A store that charges where there is no factor no longer knows what it carries, and an area into which it discharges has
no factor (`missing_input`), until it is empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.stocks import Stores


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """One interval of all stores: stock before and after, charged and discharged at the area's side ``[store]``."""

    before_mwh: Floats
    after_mwh: Floats
    charge_mwh: Floats
    discharge_mwh: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """What the stores bring into the mixing of an interval.

    Attributes:
        direct_mwh: discharged as a source of the area ``[store]``.
        direct_amount: what that carries ``[store, attribute]``.
        stock_mwh: the source at the node of the store ``[store]``.
        stock_amount: what that carries ``[store, attribute]``.
        via_node: stores whose charging runs over their node ``[store]``.
        out_mwh: leaving the node, before the loss of discharging ``[store]``.
        unknown: stores that discharge what nobody knows the content of ``[store]``.
    """

    direct_mwh: Floats
    direct_amount: Floats
    stock_mwh: Floats
    stock_amount: Floats
    via_node: Flags
    out_mwh: Floats
    unknown: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """What did not stay in the stores after an interval ``[attribute]``: lost, or gone where there is no factor."""

    lost: Floats
    escaped: Floats


class Holdings(Protocol):
    """What all stores carry, interval after interval, under one rule."""

    def content(self) -> Floats:
        """What is carried now ``[store, attribute]``."""

    def unknown(self) -> Flags:
        """Stores whose content nobody knows ``[store]``."""

    def draw(self, step: Step) -> Draw:
        """What the stores give in an interval."""

    def settle(self, step: Step, draw: Draw, area_per_mwh: Floats, node_per_mwh: Floats) -> Settled:
        """Take what was charged.

        Args:
            step: the interval.
            draw: what `draw` gave for it.
            area_per_mwh: factor of the area of every store ``[store, attribute]``.
            node_per_mwh: factor of its node ``[store, attribute]``, per MWh stored.
        """


class Tank:
    """The well-mixed tank."""

    def __init__(self, stores: Stores, content: Floats) -> None:
        self._stores = stores
        self._content = content.copy()
        self._unknown = np.zeros(len(content), bool)

    def content(self) -> Floats:
        """What is carried now ``[store, attribute]``."""
        return self._content

    def unknown(self) -> Flags:
        """Stores whose content nobody knows ``[store]``."""
        return self._unknown

    def draw(self, step: Step) -> Draw:
        """What the stores give in an interval."""
        discharges = step.discharge_mwh > 0
        stock = step.before_mwh * self._stores.kept
        mixed = stock + self._stores.charge_efficiency * step.charge_mwh
        via = discharges & ((step.charge_mwh > 0) | (step.after_mwh == 0)) & (mixed > 0)
        drawn = step.discharge_mwh / self._stores.discharge_efficiency
        out = np.where(via, np.minimum(drawn, mixed), 0.0)
        share = np.divide(drawn, stock, out=np.zeros(drawn.shape), where=discharges & ~via & (stock > 0))
        beyond = np.where(drawn > mixed, step.discharge_mwh - out * self._stores.discharge_efficiency, 0.0)
        return Draw(
            np.where(via, beyond, step.discharge_mwh),
            self._content * share[:, None],
            np.where(via, stock, 0.0),
            np.where(via[:, None], self._content, 0.0),
            via,
            out,
            discharges & self._unknown,
        )

    def settle(self, step: Step, draw: Draw, area_per_mwh: Floats, node_per_mwh: Floats) -> Settled:
        """Take what was charged."""
        via, before = draw.via_node, self._content
        mixed = draw.stock_mwh + self._stores.charge_efficiency * step.charge_mwh
        left_over = np.where(via, mixed - draw.out_mwh - step.after_mwh, 0.0)
        charges = (step.charge_mwh > 0) & ~via
        charged = np.where(charges[:, None], area_per_mwh * step.charge_mwh[:, None], 0.0)
        # What discharging leaves is a share of what there was, not a difference: a nearly empty store keeps its digits.
        stock = step.before_mwh * self._stores.kept
        gives = (step.discharge_mwh > 0) & ~via & (stock > 0)
        left = np.divide(step.after_mwh, stock, out=np.ones(stock.shape), where=gives)
        after = np.where(via[:, None], node_per_mwh * step.after_mwh[:, None], before * left[:, None] + charged)
        lost = np.where(via[:, None], node_per_mwh * left_over[:, None], 0.0)
        blind = np.asarray(np.isnan(after).any(axis=1) | np.isnan(lost).any(axis=1))
        escaped = np.where(blind[:, None], before - draw.direct_amount, 0.0)
        known = np.nan_to_num(charged[self._unknown]).sum(axis=0) if self._unknown.any() else 0.0
        unknown = self._unknown | blind
        emptied = step.after_mwh == 0
        after = np.where(unknown[:, None], 0.0, after)
        lost[blind] = 0.0
        stranded = after[emptied & ~via].sum(axis=0)
        after[emptied] = 0.0
        self._content = after
        self._unknown = unknown & ~emptied
        return Settled(lost.sum(axis=0) + stranded, escaped.sum(axis=0) + known)


class Free:
    """Charging bears its carbon, discharging carries none; the stock is not followed."""

    def __init__(self, per_mwh: Floats) -> None:
        self._per_mwh = per_mwh

    def content(self) -> Floats:
        """Nothing is carried ``[store, attribute]``."""
        return np.zeros(self._per_mwh.shape)

    def unknown(self) -> Flags:
        """None: nothing is followed ``[store]``."""
        return np.zeros(len(self._per_mwh), bool)

    def draw(self, step: Step) -> Draw:
        """What the stores give in an interval."""
        none = np.zeros(step.discharge_mwh.shape)
        amount = self._per_mwh * step.discharge_mwh[:, None]
        never = np.zeros(none.shape, bool)
        return Draw(step.discharge_mwh, amount, none, self.content(), never, none, never)

    def settle(self, step: Step, draw: Draw, area_per_mwh: Floats, node_per_mwh: Floats) -> Settled:  # noqa: ARG002
        """Book what was charged as lost."""
        charged = np.where(step.charge_mwh[:, None] > 0, area_per_mwh * step.charge_mwh[:, None], 0.0)
        return Settled(np.nan_to_num(charged).sum(axis=0), np.zeros(charged.shape[1]))
