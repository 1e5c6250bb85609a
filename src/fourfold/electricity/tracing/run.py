"""The run of a tracing: blocks of a grid onto the network, mixed, stores followed, books kept. For any cargo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fourfold.electricity.grid.state import Flags, Floats, GridData, GridState
from fourfold.electricity.tracing.balance import Books, check_energy
from fourfold.electricity.tracing.block import Block, add_draw, block_of, books_of, note_settled
from fourfold.electricity.tracing.cargo import Cargo
from fourfold.electricity.tracing.coupling import layout_of
from fourfold.electricity.tracing.layers import Layered
from fourfold.electricity.tracing.network import Mixer
from fourfold.electricity.tracing.options import StorageRule, TraceOptions
from fourfold.electricity.tracing.result import Reason, Reasons
from fourfold.electricity.tracing.stocks import Stores
from fourfold.electricity.tracing.storage import Free, Holdings, Step, Tank


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
            block.per_mwh[:], block.reason[:] = mixer(layout.network, block.flows)
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
        per_mwh, reason = mixer(layout.network, flows)
        block.per_mwh[interval], block.reason[interval] = per_mwh[0], reason[0]
        settled = holdings.settle(step, draw, per_mwh[0, stores.area], per_mwh[0, layout.store])
        is_free = options.storage is StorageRule.FREE
        note_settled(block, interval, draw, settled, holdings.content(), stores, is_free)


def _at_areas(block: Block) -> tuple[Floats, Reasons]:
    """Factors and reasons of the areas: of their bus, or of their pool where the bus is idle."""
    areas = len(block.state.frame.areas)
    per_mwh, reason = block.per_mwh[:, :areas].copy(), block.reason[:, :areas].copy()
    is_complete = ~block.state.missing.any(axis=1, keepdims=True)
    reason[is_complete & ~block.is_used[:, :areas] & (reason != Reason.NONE)] = Reason.ZERO_THROUGHPUT
    if block.layout.is_aggregated:
        pool = block.layout.pool
        passes = (reason == Reason.ZERO_THROUGHPUT) & (block.reason[:, pool] == Reason.NONE)
        per_mwh[passes] = block.per_mwh[:, pool][passes]
        reason[passes] = Reason.NONE
    return per_mwh, reason
