"""A written file beside its grid: factors in the order of the grid, what stores did, the flows of every block."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from fourfold.electricity.checking.cargo import Followed, follow
from fourfold.electricity.checking.energy import add
from fourfold.electricity.checking.flows import Flows
from fourfold.electricity.checking.layers import replay_layers
from fourfold.electricity.checking.tank import Replay, replay_tank
from fourfold.electricity.checking.written import Written
from fourfold.electricity.grid.state import Floats, GridData, GridState


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """A written file brought to the order of its grid.

    Attributes:
        written, grid: both sides.
        followed: the attributes, by where they stand in `per_mwh`.
        per_mwh: factors before delivery ``[interval, area, attribute]``.
        order: where each area of the grid stands in the file ``[area]``.
        coupling, losses, storage: how it was traced.
    """

    written: Written
    grid: GridData
    followed: Followed
    per_mwh: Floats
    order: list[int]
    coupling: str
    losses: str
    storage: str

    @staticmethod
    def of(written: Written, grid: GridData) -> Beside:
        """The two together; areas and intervals are known to be the same."""
        options = written.meta["options"]
        names = [(str(one["name"]), str(one["kind"])) for one in written.meta["attributes"]]
        losses, storage = str(options.get("losses")), str(options.get("storage"))
        followed = follow(grid.frame, tuple(names), losses == "L2" or bool(grid.frame.stores))
        order = [written.areas.index(area.code) for area in grid.frame.areas]
        per_mwh = _undelivered(written, [kind for _, kind in names])[:, order]
        return Beside(written, grid, followed, per_mwh, order, str(options.get("coupling")), losses, storage)

    def carrying(self, followed: Followed, per_mwh: Floats) -> Beside:
        """The same with other attributes."""
        return replace(self, followed=followed, per_mwh=per_mwh)

    @property
    def is_lossy(self) -> bool:
        """Whether more may be generated than consumed."""
        return self.losses == "L2" or bool(self.grid.frame.stores)

    @property
    def is_aggregated(self) -> bool:
        """Whether areas are coupled over a pool."""
        return self.coupling == "aggregated"

    def blocks(self, replay: Replay) -> Iterator[tuple[slice, Flows]]:
        """The flows of every block, with the intervals it holds."""
        done = 0
        for state in self.grid.blocks():
            part = slice(done, done + state.starts_s.size)
            done = part.stop
            yield part, self._flows(state, part, replay)

    def _flows(self, state: GridState, part: slice, replay: Replay) -> Flows:
        inside = slice(part.start, part.stop + 1)
        mine = Replay(replay.given[part], replay.content[inside], replay.lost[part], replay.stock_mwh[inside])
        at = np.array([store.area for store in state.frame.stores], np.int64)
        return Flows(
            state,
            self.per_mwh[part][:, :, self.followed.at],
            self.followed,
            self.losses,
            self.is_aggregated,
            add(mine.given, at, len(state.frame.areas)),
            mine,
            self.storage == "free",
        )

    def replay(self) -> Replay:
        """What stores did, from the written factors, over the whole run."""
        frame, followed = self.grid.frame, self.followed
        count, stores, attributes = self.grid.starts_s.size, len(frame.stores), len(followed.columns)
        if not stores:
            nothing = np.zeros((count + 1, 0, attributes))
            return Replay(nothing[1:], nothing, nothing[1:], np.zeros((count + 1, 0)))
        blocks = [(state.charge_mwh, state.discharge_mwh) for state in self.grid.blocks()]
        charge, discharge = (np.concatenate([block[at] for block in blocks]) for at in (0, 1))
        at = [store.area for store in frame.stores]
        per_mwh, initial = self.per_mwh[:, at][:, :, followed.at], followed.initial_per_mwh()
        if self.storage == "free":
            nothing = np.zeros((count + 1, stores, attributes))
            given = discharge[:, :, None] * followed.free_per_mwh()
            return Replay(given, nothing, nothing[1:], np.zeros((count + 1, stores)))
        if self.storage == "tank":
            return replay_tank(frame, charge, discharge, per_mwh, initial)
        return replay_layers(frame, charge, discharge, per_mwh, initial, self.storage == "lifo")


def _undelivered(written: Written, kinds: list[str]) -> Floats:
    """Factors before losses and network down to the meter were added ``[interval, area, attribute]``."""
    per_mwh = written.per_mwh
    for code, delivery in written.meta["delivery"].items():
        if code not in written.areas:
            continue
        at = written.areas.index(code)
        kept, network = 1.0 - number(delivery, "loss_share"), number(delivery, "network_kg_co2e_per_mwh")
        for column, kind in enumerate(kinds):
            if kind == "total":
                per_mwh[:, at, column] = (per_mwh[:, at, column] - network) * kept
            elif kind in ("part", "price"):
                per_mwh[:, at, column] *= kept
    return per_mwh


def number(tree: Mapping[str, Any], key: str) -> float:
    """A number of the meta, NaN where it is none."""
    try:
        return float(tree[key])
    except (KeyError, TypeError, ValueError):
        return float("nan")
