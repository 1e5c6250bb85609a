"""Stores followed in layers, first in first out or last in first out: the labelled alternatives to the mixed tank."""

from __future__ import annotations

from collections import deque

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats
from fourfold.electricity.tracing.stocks import Stores
from fourfold.electricity.tracing.storage import Draw, Settled, Step

_THIN = 1e-100
"""Thinning below which layers are rewritten, long before numbers end."""
_NOTHING = 1e-12
"""Of a draw: what is left to take by the rounding of sums."""


class _Layers:
    """The layers of one store, oldest first. Their energies count in units that thin with self-discharge."""

    def __init__(self, mwh: float, content: Floats) -> None:
        self._layers: deque[tuple[float, Floats]] = deque([(mwh, content)] if mwh > 0 else [])
        self._unit_mwh = 1.0
        self.content = content.copy() if mwh > 0 else np.zeros(content.shape)

    def thin(self, kept: float) -> None:
        """Self-discharge: every layer keeps a share of its energy and all it carries."""
        self._unit_mwh *= kept
        if self._unit_mwh < _THIN:
            self._layers = deque((units * self._unit_mwh, amounts) for units, amounts in self._layers)
            self._unit_mwh = 1.0

    def take(self, mwh: float, newest_first: bool) -> Floats:
        """Take energy out and return what it carries ``[attribute]``."""
        taken = np.zeros(self.content.shape)
        wanted = mwh / self._unit_mwh
        enough = wanted * (1 - _NOTHING)
        done = 0.0
        while self._layers and done < enough:
            units, amounts = self._layers.pop() if newest_first else self._layers.popleft()
            part = min(1.0, (wanted - done) / units) if units > 0 else 1.0
            if part < 1.0:
                put_back = self._layers.append if newest_first else self._layers.appendleft
                put_back((units * (1 - part), amounts * (1 - part)))
            taken += amounts * part
            done += units * part
        self.content = self.content - taken
        return taken

    def put(self, mwh: float, amounts: Floats) -> None:
        """Add the newest layer."""
        self._layers.append((mwh / self._unit_mwh, amounts))
        self.content = self.content + amounts

    def clear(self) -> Floats:
        """Remove all layers and return what they carried ``[attribute]``."""
        left = self.content
        self._layers.clear()
        self._unit_mwh = 1.0
        self.content = np.zeros(left.shape)
        return left


class Layered:
    """Stores in layers."""

    def __init__(self, stores: Stores, content: Floats, newest_first: bool) -> None:
        self._stores = stores
        self._newest_first = newest_first
        self._each = [_Layers(float(mwh), row.copy()) for mwh, row in zip(stores.stock_mwh[0], content, strict=True)]
        self._unknown: Flags = np.zeros(len(content), bool)
        self._attributes = content.shape[1]

    def content(self) -> Floats:
        """What is carried now ``[store, attribute]``."""
        return np.array([layers.content for layers in self._each]).reshape(len(self._each), self._attributes)

    def unknown(self) -> Flags:
        """Stores whose content nobody knows ``[store]``."""
        return self._unknown

    def draw(self, step: Step) -> Draw:
        """What the stores give in an interval: from their layers, and, where that is the rule, from what comes in."""
        count = len(self._each)
        direct, own = np.zeros(count), np.zeros(count)
        amounts = np.zeros((count, self._attributes))
        for index in np.flatnonzero(step.discharge_mwh > 0).tolist():
            self._each[index].thin(float(self._stores.kept[index]))
            efficiency = self._stores.discharge_efficiency[index]
            drawn = step.discharge_mwh[index] / efficiency
            own[index] = self._from_this_interval(index, step, drawn)
            amounts[index] = self._each[index].take(drawn - own[index], self._newest_first)
            direct[index] = step.discharge_mwh[index] - own[index] * efficiency
        for index in np.flatnonzero(step.discharge_mwh <= 0).tolist():
            self._each[index].thin(float(self._stores.kept[index]))
        none = np.zeros(count)
        discharges_unknown = (step.discharge_mwh > 0) & self._unknown
        return Draw(direct, amounts, none, np.zeros(amounts.shape), own > 0, own, discharges_unknown)

    def _from_this_interval(self, index: int, step: Step, drawn: float) -> float:
        """How much of what is drawn is what the interval itself charges, as stored."""
        charged = float(self._stores.charge_efficiency[index] * step.charge_mwh[index])
        if self._newest_first:
            return min(drawn, charged)
        lacking = drawn - float(step.before_mwh[index] * self._stores.kept[index])
        return min(lacking, charged) if lacking > _NOTHING * drawn else 0.0

    def settle(self, step: Step, draw: Draw, area_per_mwh: Floats, node_per_mwh: Floats) -> Settled:
        """Take what was charged as the newest layer."""
        lost, escaped = np.zeros(self._attributes), np.zeros(self._attributes)
        for index in np.flatnonzero((step.charge_mwh > 0) | (step.after_mwh == 0)).tolist():
            layers, via = self._each[index], draw.via_node[index]
            charge = step.charge_mwh[index]
            stored = self._stores.charge_efficiency[index] * charge - draw.out_mwh[index]
            amounts = node_per_mwh[index] * stored if via else area_per_mwh[index] * charge
            if charge > 0 and np.isnan(amounts).any():
                escaped += layers.clear()
                self._unknown[index] = True
            elif charge > 0 and self._unknown[index]:
                escaped += amounts
            elif charge > 0:
                layers.put(float(stored), amounts)
            if step.after_mwh[index] == 0:
                lost += layers.clear()
                self._unknown[index] = False
        return Settled(lost, escaped)
