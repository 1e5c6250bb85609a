"""Which areas cannot have a factor, and why, decided anew on the graph of the flows (I16)."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.checking.energy import downstream, useful
from fourfold.electricity.checking.flows import Flows

ZERO, LOOP, MISSING = "zero_throughput", "loop_without_source", "missing_input"


def expected_reasons(flows: Flows) -> np.ndarray[tuple[int, ...], np.dtype[np.str_]]:
    """The reason why there is no factor ``[interval, area]``, empty where there is one.

    In this order: what lacks input, or is fed by what does; areas through which nothing passes; areas no source
    reaches, or of which, under L2, only losses use what they have. Under aggregated coupling an area that takes nothing
    from the pool has a factor whatever the pool is.
    """
    energy, state = flows.energy, flows.state
    blocked = downstream(state.missing, energy)
    passes = (energy.entering > 0) | (energy.leaving > 0)
    if flows.is_aggregated:
        bare = np.isnan(flows.pooled.own).any(axis=2)
    else:
        fed = downstream(energy.generated + energy.discharged + energy.inward > 0, energy)
        ends = useful(energy.used + energy.charged + energy.outward, energy) | (not energy.is_carried_on)
        bare = blocked | ~(fed & ends)
    return np.where(bare, np.where(blocked, MISSING, np.where(passes, LOOP, ZERO)), "")
