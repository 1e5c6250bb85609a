"""A block of intervals on the nodes of the network: what goes into the mixing, what came out, and its books."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.electricity.grid.state import Flags, Floats, GridState
from fourfold.electricity.tracing.balance import Books
from fourfold.electricity.tracing.cargo import Cargo
from fourfold.electricity.tracing.coupling import Layout, surplus_mwh
from fourfold.electricity.tracing.losses import tie_energy
from fourfold.electricity.tracing.network import Flows
from fourfold.electricity.tracing.options import LossRule, TraceOptions
from fourfold.electricity.tracing.result import Reason, Reasons
from fourfold.electricity.tracing.stocks import Stores
from fourfold.electricity.tracing.storage import Draw, Settled
from fourfold.electricity.tracing.sums import exact_sum_onto, nodes_of, sum_onto


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The intervals of a block, filled in as the mixing goes on.

    Attributes:
        state: the block of the grid.
        layout: nodes and ties.
        flows: what goes into the mixing ``[interval, node or tie]``; stores are added interval by interval.
        is_used: whether what a node sends reaches a use ``[interval, node]``, see `losses`.
        is_lost: whether a node sends and only losses use it, so that it has no factor ``[interval, node]``.
        generated, imported: what is put in at each area ``[interval, area, attribute]``.
        exported_mwh: over borders from each area ``[interval, area]``.
        charged_mwh: taken from each area into stores that are no nodes of the interval ``[interval, area]``.
        per_mwh, reason: what came out ``[interval, node, attribute]``, ``[interval, node]``.
        stored, settled_lost, escaped, made: content of all stores at the start of each interval, what settling lost,
            what went where there is no factor, what discharging made up under the rule ``free``
            ``[interval, attribute]``; `stored` has one more for the end.
        store_per_mwh: what a discharged MWh carries ``[interval, store, attribute]``.
    """

    state: GridState
    layout: Layout
    flows: Flows
    is_used: Flags
    is_lost: Flags
    generated: Floats
    imported: Floats
    exported_mwh: Floats
    charged_mwh: Floats
    per_mwh: Floats
    reason: Reasons
    stored: Floats
    settled_lost: Floats
    escaped: Floats
    made: Floats
    store_per_mwh: Floats


def block_of(state: GridState, layout: Layout, options: TraceOptions, cargo: Cargo) -> Block:
    """Put a block of the grid onto the network, all but its stores."""
    frame, areas = state.frame, len(state.frame.areas)
    intervals, kinds, stores = len(state.starts_s), cargo.count, len(frame.stores)
    ties = tie_energy(state, options.losses)
    outside = nodes_of([border.area for border in frame.borders])
    arriving = np.maximum(state.border_mwh, 0.0)
    generation = sum_onto(nodes_of([source.area for source in frame.sources]), state.generation_mwh, areas)
    generated = cargo.generated(state)
    imported = sum_onto(outside, arriving[:, :, None] * cargo.imported_per_mwh, areas)
    source_mwh = np.zeros((intervals, layout.network.count))
    source_amount = np.zeros((intervals, layout.network.count, kinds))
    blocked = np.zeros((intervals, layout.network.count), bool)
    source_mwh[:, :areas], source_amount[:, :areas], blocked[:, :areas] = generation, generated, state.missing
    source_mwh[:, layout.pool] += sum_onto(outside, arriving, areas)
    source_amount[:, layout.pool] += imported
    blocked[:, layout.pool] = state.missing
    sent = np.zeros((intervals, layout.network.from_node.size))
    received = np.zeros(sent.shape)
    count = len(frame.ties)
    sent[:, :count], received[:, :count] = ties.bearing_mwh, ties.received_mwh
    if layout.is_aggregated:
        at = nodes_of([store.area for store in frame.stores])
        net = surplus_mwh(state, ties, generation + sum_onto(at, state.discharge_mwh, areas))
        sent[:, count : count + areas] = received[:, count : count + areas] = net
    exported = sum_onto(outside, np.maximum(-state.border_mwh, 0.0), areas)
    is_used, is_lost = np.ones(blocked.shape, bool), np.zeros(blocked.shape, bool)
    if options.losses is LossRule.CARRIED:
        is_used = _reaching_use(state, layout, sent, exported)
        is_lost = ~is_used & (
            sum_onto(layout.network.from_node, np.maximum(sent, 0.0), layout.network.count)
            + sum_onto(layout.network.to_node, np.maximum(-sent, 0.0), layout.network.count)
            > 0
        )
    return Block(
        state,
        layout,
        Flows(source_mwh, source_amount, sent, received, blocked),
        is_used,
        is_lost,
        generated,
        imported,
        exported,
        np.zeros((intervals, areas)),
        np.full(source_amount.shape, np.nan),
        np.zeros(source_mwh.shape, np.int8),
        np.zeros((intervals + 1, kinds)),
        np.zeros((intervals, kinds)),
        np.zeros((intervals, kinds)),
        np.zeros((intervals, kinds)),
        np.full((intervals, stores, kinds), np.nan),
    )


def _reaching_use(state: GridState, layout: Layout, sent: Floats, exported: Floats) -> Flags:
    """Nodes from which energy reaches demand, a loss inside an area, a store or a border ``[interval, node]``."""
    network, areas, frame = layout.network, len(state.frame.areas), state.frame
    used = np.zeros((len(sent), network.count))
    charged = sum_onto(nodes_of([store.area for store in frame.stores]), state.charge_mwh, areas)
    used[:, :areas] = state.demand_mwh + state.area_loss_mwh + charged
    used[:, layout.pool] += exported
    used[:, layout.store] = 1.0
    reaches = used > 0
    before = -1
    while (count := int(reaches.sum())) != before:
        before = count
        ahead = ((sent > 0) & reaches[:, network.to_node]).astype(np.float64)
        back = ((sent < 0) & reaches[:, network.from_node]).astype(np.float64)
        reaches |= sum_onto(network.from_node, ahead, network.count) > 0
        reaches |= sum_onto(network.to_node, back, network.count) > 0
    return reaches


def add_draw(block: Block, interval: int, draw: Draw, stores: Stores) -> Flows:
    """Add what the stores bring to one interval; returns what is to be mixed in it."""
    flows, state, area, node = block.flows, block.state, stores.area, block.layout.store
    np.add.at(flows.source_mwh[interval], area, draw.direct_mwh)
    np.add.at(flows.source_amount[interval], area, draw.direct_amount)
    flows.source_mwh[interval, node] = draw.stock_mwh
    flows.source_amount[interval, node] = draw.stock_amount
    flows.blocked[interval, area[draw.unknown]] = True
    charge, count = state.charge_mwh[interval], node.size
    over = np.where(draw.via_node, charge, 0.0)
    np.add.at(block.charged_mwh[interval], area, charge - over)
    charging, discharging = slice(-2 * count, -count), slice(-count, None)
    flows.sent_mwh[interval, charging] = over
    flows.received_mwh[interval, charging] = over * stores.charge_efficiency
    flows.sent_mwh[interval, discharging] = draw.out_mwh
    flows.received_mwh[interval, discharging] = draw.out_mwh * stores.discharge_efficiency
    return to_mix(block, slice(interval, interval + 1))


def to_mix(block: Block, intervals: slice = slice(None)) -> Flows:
    """What is to be mixed in some intervals: nodes of which only losses use what they send are left out."""
    flows = block.flows
    return Flows(
        flows.source_mwh[intervals],
        flows.source_amount[intervals],
        flows.sent_mwh[intervals],
        flows.received_mwh[intervals],
        flows.blocked[intervals] | block.is_lost[intervals],
    )


def note_settled(
    block: Block, interval: int, draw: Draw, settled: Settled, content: Floats, stores: Stores, is_free: bool
) -> None:
    """Book what the stores did in one interval, now that it is mixed."""
    has_factor = block.reason[interval, stores.area] == Reason.NONE
    block.settled_lost[interval], block.escaped[interval] = settled.lost, settled.escaped
    if is_free:
        block.made[interval] = draw.direct_amount[has_factor].sum(axis=0)
    else:
        block.escaped[interval] += draw.direct_amount[~has_factor].sum(axis=0)
    block.stored[interval + 1] = content.sum(axis=0)
    given = draw.direct_amount + np.where(
        draw.via_node[:, None], block.per_mwh[interval, block.layout.store] * draw.out_mwh[:, None], 0.0
    )
    discharged = block.state.discharge_mwh[interval]
    known = (discharged > 0) & ~draw.unknown
    block.store_per_mwh[interval, known] = given[known] / discharged[known, None]


def books_of(block: Block) -> Books:
    """The books of a block that is mixed."""
    layout, state = block.layout, block.state
    areas = len(state.frame.areas)
    has_factor = block.reason == Reason.NONE
    carried = np.where(has_factor[:, :, None], block.per_mwh, 0.0)
    bus, pool = carried[:, :areas], carried[:, layout.pool]
    left_over = _left_over(block)
    lost = _weigh(left_over[:, :areas], bus) + block.settled_lost
    lost += _sent_away(block, carried, has_factor | block.is_used)
    if layout.is_aggregated:
        lost += _weigh(left_over[:, layout.pool], pool)
    return Books(
        state=state,
        generated=_weigh(has_factor[:, :areas], block.generated) + block.made,
        imported=_weigh(has_factor[:, layout.pool], block.imported),
        consumed=_weigh(state.demand_mwh, bus),
        exported=_weigh(block.exported_mwh, pool)
        + _sent_away(block, carried, has_factor | ~block.is_used)
        + block.escaped,
        lost=lost,
        before=block.stored[:-1],
        after=block.stored[1:],
        left_over=_weigh(np.abs(left_over), np.abs(carried)),
    )


def _left_over(block: Block) -> Floats:
    """What comes into a node and is neither used, charged nor sent on ``[interval, node]``: losses, and rounding."""
    flows, network, state = block.flows, block.layout.network, block.state
    areas = len(state.frame.areas)
    forward, backward = np.maximum(flows.sent_mwh, 0.0), np.maximum(-flows.sent_mwh, 0.0)
    there, here = np.maximum(flows.received_mwh, 0.0), np.maximum(-flows.received_mwh, 0.0)
    every, pool = np.arange(network.count, dtype=np.int32), block.layout.pool
    nodes = (network.from_node, network.to_node, every, every[:areas], every[:areas], pool)
    energy = (here - forward, there - backward, flows.source_mwh, -state.demand_mwh, -block.charged_mwh)
    return exact_sum_onto(np.concatenate(nodes), np.concatenate((*energy, -block.exported_mwh), axis=1), network.count)


def _sent_away(block: Block, carried: Floats, stays: Flags) -> Floats:
    """What is carried over ties to nodes that do not pass it on ``[interval, attribute]``."""
    network, sent = block.layout.network, block.flows.sent_mwh
    result = np.zeros((len(sent), carried.shape[2]))
    if stays.all():
        return result
    for start, end, moved in (
        (network.from_node, network.to_node, np.maximum(sent, 0.0)),
        (network.to_node, network.from_node, np.maximum(-sent, 0.0)),
    ):
        result += _weigh(np.where(stays[:, end], 0.0, moved), carried[:, start])
    return result


def _weigh(weights: np.ndarray[tuple[int, ...], np.dtype[np.float64 | np.bool_]], values: Floats) -> Floats:
    """Sum over nodes of weight times value ``[interval, attribute]``."""
    return np.asarray(np.matmul(weights[:, None, :].astype(np.float64), values)[:, 0], np.float64)
