"""The network of a grid under direct or aggregated coupling, with a node for every store (reference 1.2, 1.3).

Both couplings are the same linear problem on different networks. Under direct coupling an area is one node. Under
aggregated coupling it is two: a bus, where what is put in locally (generation, discharge) meets what is used locally
(demand, charging, losses), and a pool, over which ties and borders run. Only the net import of an area goes from its
pool to its bus, only its surplus from its bus to its pool; transit stays in the pool. With g what is put in, d what is
used, e = F/g, p = max(g − d, 0):

    pool:  (p_i + Σ_j f_ji) q_i − Σ_j f_ji q_j = p_i e_i
    bus:   x_i = [min(g_i, d_i) e_i + max(d_i − g_i, 0) q_i] / d_i

which is the mixing of the two nodes. Emissions are those of direct coupling (I12), split otherwise. Where nothing is
put in and nothing used, x is the pool's q: what the first MWh used would carry. What crosses a border inwards enters
the pool, what leaves over a border leaves from it.

Stores stand at the bus. Each has a node of its own, joined by a tie for charging and one for discharging, which is used
in intervals in which the tank has to be solved together with the grid (`fourfold.electricity.tracing.storage`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.electricity.grid.state import Floats, GridFrame, GridState
from fourfold.electricity.tracing.losses import TieEnergy, ends
from fourfold.electricity.tracing.network import Network, Nodes
from fourfold.electricity.tracing.options import Coupling
from fourfold.electricity.tracing.sums import exact_sum_onto, nodes_of, sum_onto

_ROUNDINGS = 8 * np.finfo(np.float64).eps
"""A difference of sums below this share of their terms cannot be told from none."""


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Which node and which tie of the network stands for what.

    Attributes:
        network: nodes (buses, then pools if there are, then stores) and ties (those of the grid, then bus to pool if
            there are pools, then charging, then discharging).
        pool: node over which ties and borders of an area run ``[area]``; the bus itself under direct coupling.
        store: node of every store ``[store]``.
    """

    network: Network
    pool: Nodes
    store: Nodes

    @property
    def is_aggregated(self) -> bool:
        """Whether areas have a pool apart from their bus."""
        return bool(self.pool.size and self.pool[0] != 0)


def layout_of(frame: GridFrame, coupling: Coupling) -> Layout:
    """The network of a grid.

    Args:
        frame: areas, ties and stores.
        coupling: direct or aggregated.
    """
    areas, stores = len(frame.areas), len(frame.stores)
    bus = np.arange(areas, dtype=np.int32)
    pool = bus + np.int32(areas) if coupling is Coupling.AGGREGATED else bus
    store = np.arange(stores, dtype=np.int32) + (pool[-1] + 1 if areas else 0)
    at = nodes_of([each.area for each in frame.stores])
    first, second = ends(frame)
    links = bus if coupling is Coupling.AGGREGATED else bus[:0]
    network = Network(
        count=areas + links.size + stores,
        from_node=np.concatenate([pool[first], links, at, store]).astype(np.int32),
        to_node=np.concatenate([pool[second], pool[links], store, at]).astype(np.int32),
    )
    return Layout(network, pool, store.astype(np.int32))


def surplus_mwh(state: GridState, ties: TieEnergy, put_in_mwh: Floats) -> Floats:
    """What each area gives to its pool, or, negative, takes from it ``[interval, area]``.

    Taken from the ties and not from generation less demand, so that an area without exchange has exactly none. At most
    what is put in locally: what passes through an area is none of its own.

    Args:
        state: a block of intervals.
        ties: what its ties carry under a convention of losses.
        put_in_mwh: generation and discharge ``[interval, area]``.
    """
    areas = len(state.frame.areas)
    first, second = ends(state.frame)
    outside = nodes_of([border.area for border in state.frame.borders])
    away, back = np.maximum(ties.bearing_mwh, 0.0), np.maximum(-ties.bearing_mwh, 0.0)
    there, here = np.maximum(ties.received_mwh, 0.0), np.maximum(-ties.received_mwh, 0.0)
    border = state.border_mwh
    nodes = np.concatenate([first, second, outside])
    net = exact_sum_onto(nodes, np.concatenate([away - here, back - there, -border], axis=1), areas)
    terms = sum_onto(first, away + here, areas) + sum_onto(second, back + there, areas)
    terms += sum_onto(outside, np.abs(border), areas)
    net[np.abs(net) <= _ROUNDINGS * terms] = 0.0
    return np.minimum(net, put_in_mwh)
