"""Which areas cannot have a factor, and why, decided anew on the graph of the flows (I16)."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.checking.energy import downstream
from fourfold.electricity.checking.flows import Flows

ZERO, LOOP, MISSING = "zero_throughput", "loop_without_source", "missing_input"


def expected_reasons(flows: Flows) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    """The reason why there is no factor ``[interval, area]``, empty where there is one.

    Under aggregated coupling an area that takes nothing from the pool has a factor whatever the pool is.
    """
    energy, state = flows.energy, flows.state
    local = energy.generated + energy.discharged
    if flows.is_aggregated:
        own = flows.pooled.own
        bare = np.isnan(own).any(axis=2)
        through = energy.entering > 0
        blocked = downstream(state.missing, energy)
        return np.where(bare, np.where(blocked, MISSING, np.where(through, LOOP, ZERO)), "")
    blocked = downstream(state.missing, energy)
    fed = downstream(local + energy.inward > 0, energy)
    return np.where(blocked, MISSING, np.where(energy.entering <= 0, ZERO, np.where(fed, "", LOOP)))
