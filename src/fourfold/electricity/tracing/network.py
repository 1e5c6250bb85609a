"""The linear problem of mixing, apart from what its numbers mean: nodes, ties, sources; factors and reasons.

For every interval and node i, with f_ji the carbon-bearing energy and f'_ji the energy received over ties from j:

    (g_i + Σ_j f'_ji) x_i − Σ_j f_ji x_j = F_i

(direct coupling, reference: Bialek 1996; Kang et al. 2015). Under the conventions where losses are ignored or stay with
the sender f = f'; where they are carried on f' = f − loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.result import Reasons

Nodes: TypeAlias = NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Nodes and ties, the same for all intervals. Several ties may connect the same nodes.

    Attributes:
        count: number of nodes.
        from_node, to_node: ends of each tie ``[tie]``; flows count positive from one to the other.
    """

    count: int
    from_node: Nodes
    to_node: Nodes


@dataclass(frozen=True, slots=True, eq=False)
class Flows:
    """What enters the mixing of each interval.

    Attributes:
        source_mwh: energy put in at each node ``[interval, node]``, not negative.
        source_amount: what it carries ``[interval, node, attribute]``, in kg for emissions.
        sent_mwh: over each tie ``[interval, tie]``, signed, as it bears carbon away from the sender.
        received_mwh: the same as it arrives ``[interval, tie]``, same signs, magnitude at most that sent.
        blocked: nodes without usable input ``[interval, node]``.
    """

    source_mwh: Floats
    source_amount: Floats
    sent_mwh: Floats
    received_mwh: Floats
    blocked: NDArray[np.bool_]


class Mixer(Protocol):
    """Solves the mixing of a block of intervals.

    The equation of every node with a factor holds to 1e-12 of its own terms. That the factors are as good as that is
    certain where no more energy is lost underway than is put in and what leaves a node came in: then every number of
    the elimination is a sum. It is not where losses (L2) use nearly all that is fed to a loop: the equations are then
    nearly singular, two ways of solving them may differ by far more than 1e-12 and both hold. Energies that do not
    balance are the caller's: a run refuses them before mixing, and gives no factor where nothing but losses uses what
    circulates (`fourfold.electricity.tracing.losses`).
    """

    def __call__(self, network: Network, flows: Flows) -> tuple[Floats, Reasons]:
        """What a MWh carries ``[interval, node, attribute]``, NaN with a reason ``[interval, node]`` where nothing.

        Raises:
            UnsolvedError: the equations of an interval could not be solved.
        """
