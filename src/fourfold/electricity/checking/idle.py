"""Which areas cannot have a factor, and why, decided anew on the graph of the flows (I16)."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.checking.flows import Flows
from fourfold.electricity.grid.state import Flags

ZERO, LOOP, MISSING = "zero_throughput", "loop_without_source", "missing_input"


def expected_reasons(flows: Flows) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    """The reason why there is no factor ``[interval, area]``, empty where there is one.

    Under aggregated coupling an area that takes nothing from the pool has a factor whatever the pool is.
    """
    energy, state = flows.energy, flows.state
    runs = energy.bearing > 0
    local = energy.generated + energy.discharged
    if flows.is_aggregated:
        own = flows.pooled.own
        bare = np.isnan(own).any(axis=2)
        through = energy.entering > 0
        blocked = downstream(state.missing, runs, flows)
        return np.where(bare, np.where(blocked, MISSING, np.where(through, LOOP, ZERO)), "")
    blocked = downstream(state.missing, runs, flows)
    fed = downstream(local + energy.inward > 0, runs, flows)
    return np.where(blocked, MISSING, np.where(energy.entering <= 0, ZERO, np.where(fed, "", LOOP)))


def downstream(start: Flags, runs: Flags, flows: Flows) -> Flags:
    """Areas in a set or reached from it along the flow ``[interval, area]``."""
    found = start.copy()
    interval, direction = np.nonzero(runs)
    sender, receiver = flows.energy.sender[direction], flows.energy.receiver[direction]
    while True:
        before = int(found.sum())
        passes = found[interval, sender]
        found[interval[passes], receiver[passes]] = True
        if int(found.sum()) == before:
            return found
