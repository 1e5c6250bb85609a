"""The run of a tracing: blocks of a grid onto the network, mixed, stores followed, books kept. For any cargo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from fourfold.core.intervals import spell_instant
from fourfold.electricity.grid.state import Flags, Floats, GridData, GridState
from fourfold.electricity.tracing.balance import Books, check_energy, throughput
from fourfold.electricity.tracing.block import Block, add_draw, block_of, books_of, note_settled, to_mix
from fourfold.electricity.tracing.cargo import Cargo
from fourfold.electricity.tracing.coupling import layout_of
from fourfold.electricity.tracing.layers import Layered
from fourfold.electricity.tracing.network import Flows, Mixer
from fourfold.electricity.tracing.options import StorageRule, TraceOptions
from fourfold.electricity.tracing.reasons import directed, reasons
from fourfold.electricity.tracing.result import BalanceError, Reason, Reasons, UnsolvedError
from fourfold.electricity.tracing.stocks import Stores
from fourfold.electricity.tracing.storage import Free, Holdings, Step, Tank
from fourfold.electricity.tracing.sums import sum_onto


@dataclass(frozen=True, slots=True, eq=False)
class MixedBlock:
    """A block of intervals with what every area's consumption carries.

    Attributes:
        state: the block of the grid.
        per_mwh: ``[interval, area, attribute]``, NaN where there is no factor.
        reason: ``[interval, area]``.
        store_per_mwh: what a discharged MWh carries ``[interval, store, attribute]``.
        books: where everything went.
        content: what every store carries after the block ``[store, attribute]``.
        unknown: stores of which nobody knows it ``[store]``.
    """

    state: GridState
    per_mwh: Floats
    reason: Reasons
    store_per_mwh: Floats
    books: Books
    content: Floats
    unknown: Flags


def run(
    grid: GridData, options: TraceOptions, cargo: Cargo, stores: Stores, content: Floats, mixer: Mixer
) -> Iterator[MixedBlock]:
    """Trace a cargo through all intervals of a grid.

    Without stores a block is mixed at once; with stores intervals follow one another, for what a store gives depends on
    what it took.

    Args:
        grid: the grid.
        options: coupling, losses and storage.
        cargo: what energy carries.
        stores: with the stock they hold in every interval.
        content: what the stores carry at the start ``[store, attribute]``.
        mixer: solves the mixing.

    Raises:
        InputError: areas do not balance.
        BalanceError: the mixing of an interval could not be solved.
    """
    layout = layout_of(grid.frame, options.coupling)
    holdings = _holdings(options.storage, cargo, stores, content)
    done = 0
    for state in grid.blocks():
        check_energy(state)
        block = block_of(state, layout, options, cargo)
        if stores.area.size:
            _mix_each(block, options, stores, holdings, done, mixer)
        else:
            block.per_mwh[:], block.reason[:] = _mixed(block, to_mix(block), 0, mixer)
        done += len(state.starts_s)
        per_mwh, reason = _at_areas(block)
        books = books_of(block)
        yield MixedBlock(state, per_mwh, reason, block.store_per_mwh, books, holdings.content(), holdings.unknown())


def _holdings(rule: StorageRule, cargo: Cargo, stores: Stores, content: Floats) -> Holdings:
    if rule is StorageRule.FREE:
        return Free(cargo.free_per_mwh)
    if rule is StorageRule.TANK:
        return Tank(stores, content)
    return Layered(stores, content, rule is StorageRule.LIFO)


def _mix_each(block: Block, options: TraceOptions, stores: Stores, holdings: Holdings, done: int, mixer: Mixer) -> None:
    """Mix the intervals of a block one after the other."""
    state, layout = block.state, block.layout
    block.stored[0] = holdings.content().sum(axis=0)
    for interval in range(len(state.starts_s)):
        before, after = stores.stock_mwh[done + interval], stores.stock_mwh[done + interval + 1]
        step = Step(before, after, state.charge_mwh[interval], state.discharge_mwh[interval])
        draw = holdings.draw(step)
        flows = add_draw(block, interval, draw, stores)
        per_mwh, reason = _mixed(block, flows, interval, mixer)
        block.per_mwh[interval], block.reason[interval] = per_mwh[0], reason[0]
        settled = holdings.settle(step, draw, per_mwh[0, stores.area], per_mwh[0, layout.store])
        is_free = options.storage is StorageRule.FREE
        note_settled(block, interval, draw, settled, holdings.content(), stores, is_free)


def _mixed(block: Block, flows: Flows, first: int, mixer: Mixer) -> tuple[Floats, Reasons]:
    """What the mixer gives for some intervals of a block, the first being ``first``."""
    try:
        return mixer(block.layout.network, flows)
    except UnsolvedError as error:
        frame, starts = block.state.frame, block.state.starts_s
        node = -1 if error.node is None else error.node
        areas = [*range(len(frame.areas)), *block.layout.pool.tolist()]
        code = frame.areas[areas.index(node) % len(frame.areas)].code if node in areas else ""
        start = int(starts[first + (error.interval or 0)])
        raise BalanceError(spell_instant(start, frame.time_zone), area=code) from error


def _at_areas(block: Block) -> tuple[Floats, Reasons]:
    """Factors and reasons of the areas: of their bus, or of their pool where the bus is idle.

    Reasons are those of the area, the same under every coupling and convention of losses: where energy passes and no
    source reaches it, a loop without source; zero throughput only where nothing passes at all. What only losses use
    under L2 counts as a loop, for no use of it ever ends it.
    """
    areas, state = len(block.state.frame.areas), block.state
    found = _reasons(block)
    per_mwh, reason = block.per_mwh[:, :areas].copy(), found[:, :areas].copy()
    if block.layout.is_aggregated:
        pool = block.layout.pool
        idle = reason == Reason.ZERO_THROUGHPUT
        per_mwh[idle], reason[idle] = block.per_mwh[:, pool][idle], found[:, pool][idle]
    unfed = (reason == Reason.ZERO_THROUGHPUT) | (reason == Reason.LOOP_WITHOUT_SOURCE)
    if unfed.any():
        came, went = throughput(state)
        reason[unfed] = np.where((came > 0) | (went > 0), Reason.LOOP_WITHOUT_SOURCE, Reason.ZERO_THROUGHPUT)[unfed]
    return per_mwh, reason


def _reasons(block: Block) -> Reasons:
    """Why nodes have no factor ``[interval, node]``: as if nodes were not left out that only losses use."""
    if not block.is_lost.any():
        return block.reason
    flows, network = block.flows, block.layout.network
    _, receiver, _, received = directed(network, flows)
    found = reasons(network, flows, flows.source_mwh + sum_onto(receiver, received, network.count))
    found[block.is_lost & (found == Reason.NONE)] = Reason.LOOP_WITHOUT_SOURCE
    return np.where(block.reason == Reason.NONE, block.reason, found).astype(np.int8)
