"""Residual mix: what is left in a grid once claims have taken their energy and what it carries (reference 1.8, I14).

Before trade, of the generation of an area in an interval, with F its emissions, E its energy, q and e those of claims:

    r = (F − Σ q e) / (E − Σ q)

so that r (E − Σ q) + Σ q e = F. Where everything is claimed there is no residual (`all_claimed`). Without claims r is
the average of generation. Claims carry their own e, in the quantity of the grid's total, not zero.

After trade, the grid is traced without what is claimed: the generation of an area and its demand are smaller by the
same claims, so that every area still balances and Σ x · (demand − Σ q) + lost + Σ q e = F. That needs claims to be used
in the area where they were generated. A claim used elsewhere (`consumer_area`) takes energy out of one area and demand
out of another without saying over which ties it went; the grid then no longer balances, no traced residual is given,
and what holds is the residual of generation and that of the whole system, one number for an interval.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from fourfold.core.problems import N_, Assumption, MessageKind, params_of
from fourfold.core.progress import Tick, no_tick
from fourfold.core.zones import Ints
from fourfold.electricity.grid.derived import DerivedGrid
from fourfold.electricity.grid.state import Floats, GridData, GridFrame, GridState
from fourfold.electricity.tracing.balance import Ledger
from fourfold.electricity.tracing.cargo import Cargo
from fourfold.electricity.tracing.claims import TOLERANCE, Claim, ClaimBook, ClaimedBlock, claimed_of
from fourfold.electricity.tracing.claims_checks import match_claims
from fourfold.electricity.tracing.cycle import content_at_start
from fourfold.electricity.tracing.network import Mixer
from fourfold.electricity.tracing.options import StorageRule, TraceOptions
from fourfold.electricity.tracing.result import Balance, Reason, Reasons
from fourfold.electricity.tracing.run import MixedBlock, run
from fourfold.electricity.tracing.stocks import follow_stocks, unfollowed
from fourfold.electricity.tracing.sums import nodes_of, sum_onto
from fourfold.electricity.tracing.trace import fastest_mixer

CLAIMS_CROSS_AREAS = MessageKind(
    "claims-cross-areas",
    N_("{count} claims are used in another area than that of generation: no residual factor after trade is given"),
)


@dataclass(frozen=True, slots=True, eq=False)
class ResidualBlock:
    """Residual factors of a block of intervals, of the grid's total.

    Attributes:
        starts_s: ``[interval]``.
        generation_per_mwh: residual of the generation of an area ``[interval, area]``, NaN where there is none.
        generation_reason: why there is none ``[interval, area]``.
        generation_mwh: unclaimed generation ``[interval, area]``, what weights it.
        system_per_mwh: residual of all generation ``[interval]``, NaN where nothing is left.
        traced_per_mwh: residual factor of consumption after trade ``[interval, area]``; none at all where claims are
            used in another area.
        traced_reason: why there is none in an area ``[interval, area]``.
        demand_mwh: demand not served by claims ``[interval, area]``, what weights it; below zero where more is claimed
            than used, which only a residual of generation may have.
        claimed_mwh, claimed: energy claimed of the generation of each area and what it carries ``[interval, area]``.
    """

    starts_s: Ints
    generation_per_mwh: Floats
    generation_reason: Reasons
    generation_mwh: Floats
    system_per_mwh: Floats
    traced_per_mwh: Floats | None
    traced_reason: Reasons | None
    demand_mwh: Floats
    claimed_mwh: Floats
    claimed: Floats


@dataclass(slots=True)
class ResidualMix:
    """A residual mix being computed: its blocks, and the books of what was drawn of them."""

    grid: GridData
    options: TraceOptions
    _book: ClaimBook
    _of_consumption: bool
    _mixer: Mixer
    _tick: Tick
    _ledger: Ledger = field(default_factory=lambda: Ledger(()))

    @property
    def frame(self) -> GridFrame:
        """What the axis ``area`` means."""
        return self.grid.frame

    @property
    def is_traced(self) -> bool:
        """Whether there is a residual factor after trade: wanted, and every claim is used where it was generated."""
        return self._of_consumption and self._book.stays_in_area

    def blocks(self) -> Iterator[ResidualBlock]:
        """The intervals in order. Each call begins anew.

        Raises:
            InputError: areas of the grid do not balance, or stores discharge more than they hold.
            BalanceError: carbon is not conserved to 1e-12.
        """
        self._ledger = Ledger([self.frame.attributes[0].name])
        done, of = 0, len(self.grid.starts_s)
        for block, traced in self._pairs():
            done += len(block.state.starts_s)
            self._tick(N_("tracing the residual mix"), done, of)
            yield _residual_block(block, traced)

    def balances(self) -> tuple[Balance, ...]:
        """Of the residual after trade, over the blocks drawn so far; none where it is not traced."""
        return self._ledger.balances()

    def assumptions(self) -> tuple[Assumption, ...]:
        """What is to be said beside the grid's own assumptions."""
        if self._book.stays_in_area:
            return ()
        crossing = int((self._book.group_area[self._book.claimed] != self._book.consumer).sum())
        return (Assumption(CLAIMS_CROSS_AREAS, params_of({"count": crossing})),)

    def _pairs(self) -> Iterator[tuple[ClaimedBlock, MixedBlock | None]]:
        if not self.is_traced:
            for state in self.grid.blocks():
                yield claimed_of(self._book, state), None
            return
        left = _Unclaimed(self.grid, self._book)
        cargo = left.cargo()
        is_followed = bool(self.frame.stores) and self.options.storage is not StorageRule.FREE
        stores = follow_stocks(left) if is_followed else unfollowed(left)
        content = content_at_start(left, self.options, cargo, stores, self._mixer)
        for mixed in run(left, self.options, cargo, stores, content, self._mixer):
            self._ledger.add(mixed.books)
            assert left.block is not None  # noqa: S101 - the run has just drawn it
            yield left.block, mixed


def residual(
    grid: GridData,
    claims: Sequence[Claim],
    options: TraceOptions,
    tick: Tick = no_tick,
    mixer: Mixer | None = None,
    of_consumption: bool = True,
) -> ResidualMix:
    """The residual mix of a grid given claims by area, technology and interval.

    Args:
        grid: passed through once to check the claims, and again when blocks are drawn.
        claims: what is claimed; may be none.
        options: coupling, losses and storage of the residual after trade.
        tick: told after every block.
        mixer: solves the mixing; the fastest available where none is given.
        of_consumption: whether the residual after trade is wanted; claims may exceed demand where it is not.

    Raises:
        InputError: with every claim that names nothing of the grid, exceeds generation, carries more than was emitted
            or, where the residual after trade is wanted, exceeds the demand of the area that uses it.
    """
    book = match_claims(grid, claims, of_consumption)
    return ResidualMix(grid, options, book, of_consumption, mixer or fastest_mixer(grid, 1), tick)


@dataclass(slots=True)
class _Unclaimed(DerivedGrid):
    """A grid without what is claimed, as a grid of its own."""

    grid: GridData
    book: ClaimBook
    block: ClaimedBlock | None = None

    def blocks(self) -> Iterator[GridState]:
        for state in self.grid.blocks():
            self.block = claimed_of(self.book, state)
            yield self.block.left

    def cargo(self) -> Cargo:
        """Emissions of the block drawn last: those of all generation less those of the claims."""
        frame = self.frame

        def generated(state: GridState) -> Floats:
            assert self.block is not None and self.block.left is state  # noqa: S101, PT018 - blocks come one by one
            rest = self.block.generated_kg - self.block.claimed_kg
            areas = nodes_of([source.area for source in frame.sources])
            rest[sum_onto(areas, state.generation_mwh, len(frame.areas)) == 0] = 0.0
            return rest[:, :, None]

        initial = np.array([store.initial_per_mwh[0] for store in frame.stores]).reshape(-1, 1)
        return Cargo(generated, frame.border_per_mwh[:, :1], initial, np.zeros(initial.shape))


def _residual_block(block: ClaimedBlock, traced: MixedBlock | None) -> ResidualBlock:
    energy, claimed = block.generated_mwh, block.claimed_mwh
    kg = block.generated_kg - block.claimed_kg
    left = _rest(energy, claimed)
    per_mwh = np.divide(kg, left, out=np.full(kg.shape, np.nan), where=left > 0)
    reason = np.where(left > 0, Reason.NONE, np.where(claimed > 0, Reason.ALL_CLAIMED, Reason.ZERO_THROUGHPUT))
    missing = block.state.missing
    per_mwh[missing], reason[missing] = np.nan, Reason.MISSING_INPUT
    total = _rest(energy.sum(axis=1), claimed.sum(axis=1))
    complete = (total > 0) & ~missing.any(axis=1)
    system = np.divide(kg.sum(axis=1), total, out=np.full(total.shape, np.nan), where=complete)
    traced_per_mwh, traced_reason = None, None
    if traced is not None:
        traced_per_mwh, traced_reason = traced.per_mwh[:, :, 0], traced.reason.copy()
        traced_reason[(traced_reason == Reason.ZERO_THROUGHPUT) & (claimed > 0)] = Reason.ALL_CLAIMED
    return ResidualBlock(
        starts_s=block.state.starts_s,
        generation_per_mwh=per_mwh,
        generation_reason=reason.astype(np.int8),
        generation_mwh=left,
        system_per_mwh=system,
        traced_per_mwh=traced_per_mwh,
        traced_reason=traced_reason,
        demand_mwh=block.left.demand_mwh,
        claimed_mwh=claimed,
        claimed=block.claimed_kg,
    )


def _rest(energy: Floats, claimed: Floats) -> Floats:
    """What is not claimed; nothing where all but rounding is."""
    rest = energy - claimed
    rest[np.abs(rest) <= TOLERANCE * energy] = 0.0
    return rest
