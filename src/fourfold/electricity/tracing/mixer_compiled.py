"""Mixing by the compiled kernel: a sweep along the flow, loops eliminated exactly."""

from __future__ import annotations

import numpy as np

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.elimination import Elimination, plan_elimination
from fourfold.electricity.tracing.kernel_loops import mix_loops
from fourfold.electricity.tracing.kernel_sweep import mix_block
from fourfold.electricity.tracing.network import Flows, Network
from fourfold.electricity.tracing.reasons import unusable
from fourfold.electricity.tracing.result import Reasons, UnsolvedError

CACHE_BYTES = 1 << 22
"""What the intervals eliminated side by side may fill."""


class CompiledMixer:
    """Solves the mixing of blocks of intervals; see `fourfold.electricity.tracing.network.Mixer`.

    What only depends on the network is kept from block to block.
    """

    def __init__(self) -> None:
        self._network: Network | None = None
        self._plan: Elimination | None = None

    def __call__(self, network: Network, flows: Flows) -> tuple[Floats, Reasons]:
        """Factors ``[interval, node, attribute]`` and reasons ``[interval, node]``.

        Raises:
            UnsolvedError: An interval could not be solved: a loop that loses all it is fed, or numbers beyond double
                precision.
        """
        if network is not self._network:
            self._network, self._plan = network, None
        source, amount, sent, received = (
            np.ascontiguousarray(part, np.float64)
            for part in (flows.source_mwh, flows.source_amount, flows.sent_mwh, flows.received_mwh)
        )
        factors = np.empty(amount.shape)
        found = np.empty(source.shape, np.int8)
        looped = np.empty(source.shape[0], np.bool_)
        slack = np.empty(source.shape)
        blocked = np.ascontiguousarray(unusable(network, flows))
        ends = network.from_node.astype(np.uint32), network.to_node.astype(np.uint32)
        if not np.isfinite(sent.sum()) or not np.isfinite(received.sum()):
            known = np.isfinite(sent) & np.isfinite(received)
            sent, received = np.where(known, sent, 0.0), np.where(known, received, 0.0)
        mix_block(ends, source, amount, sent, received, blocked, factors, found, looped, slack)
        if looped.any():
            plan = self._plan = self._plan or plan_elimination(network)
            numbers = (plan.order, plan.first, plan.later, plan.target, plan.target_first, plan.tie_slot)
            width = _lanes(plan, amount.shape[2])
            failed = mix_loops(
                ends, numbers, np.nonzero(looped)[0], source, amount, sent, received, slack, found,
                factors, width,
            )  # fmt: skip
            if failed >= 0:
                raise UnsolvedError(failed)
        return factors, found


def _lanes(plan: Elimination, attributes: int) -> int:
    """How many intervals are eliminated side by side: as many as the processor's cache holds, 8 to 64."""
    numbers = plan.slots + plan.order.size * (attributes + 1)
    return max(8, min(64, CACHE_BYTES // (8 * numbers) // 8 * 8))
