"""Consumption-based factors of a grid: the public verb of this package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from fourfold.core.problems import N_, Assumption, MessageKind, params_of
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.grid.state import Attribute, Flags, Floats, GridData, GridFrame, GridState
from fourfold.electricity.tracing.balance import Ledger
from fourfold.electricity.tracing.cycle import content_at_start
from fourfold.electricity.tracing.mix import Carried, carried_by
from fourfold.electricity.tracing.network import Mixer
from fourfold.electricity.tracing.options import LossRule, StorageRule, TraceOptions
from fourfold.electricity.tracing.result import Balance, TracedBlock
from fourfold.electricity.tracing.run import run
from fourfold.electricity.tracing.stocks import Stores, follow_stocks, unfollowed

STORAGE_LAYERS = MessageKind(
    "storage-rule-layers",
    N_("what stores discharge is taken from their stock by the rule {rule}, not from a well-mixed tank"),
)
STORAGE_FREE = MessageKind(
    "storage-rule-free",
    N_(
        "charging bears its emissions as a loss and discharging carries none; whether stores held what they discharged"
        " was not checked"
    ),
)
LOSSES_IGNORED = MessageKind(
    "tie-losses-ignored",
    N_("losses of ties are given and ignored under the rule {rule}: an area receives what was sent"),
)
LOSSES_NONE = MessageKind("tie-losses-none", N_("no tie loses anything, so that the rule {rule} has no effect"))
STOCK_AT_START = MessageKind(
    "stock-at-start",
    N_("store {store} in {area} begins with {mwh} MWh that carry {value} {attribute}"),
)


@dataclass(slots=True)
class TracedGrid:
    """A grid being traced; `fourfold.electricity.tracing.result.Traced` says what its members mean."""

    grid: GridData
    options: TraceOptions
    _carried: Carried
    _stores: Stores
    _content: Floats
    _mixer: Mixer
    _tick: Tick
    _ledger: Ledger = field(default_factory=lambda: Ledger(()))
    _loses: bool | None = None

    @property
    def frame(self) -> GridFrame:
        """What the axes ``area`` and ``store`` mean."""
        return self.grid.frame

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Axis ``attribute``."""
        return self._carried.attributes

    def blocks(self) -> Iterator[TracedBlock]:
        """The intervals in order. Each call begins anew, and so do the balances.

        Raises:
            InputError: areas of the grid do not balance.
            BalanceError: carbon is not conserved to 1e-12.
        """
        self._ledger = ledger = Ledger([attribute.name for attribute in self.attributes])
        done, of = 0, len(self.grid.starts_s)
        estimated_before = bool(self._stores.stock_mwh[0].any())
        for mixed in run(self.grid, self.options, self._carried.cargo, self._stores, self._content, self._mixer):
            ledger.add(mixed.books)
            done += len(mixed.state.starts_s)
            self._loses = bool(self._loses) or bool(mixed.state.tie_loss_mwh.any())
            self._tick(N_("tracing"), done, of)
            is_measured: Flags = np.asarray(~mixed.state.estimated_mwh.any(axis=1))
            if self.frame.stores:
                is_measured = np.logical_and.accumulate(is_measured & (not estimated_before))
                estimated_before = not is_measured[-1]
            yield TracedBlock(
                mixed.state.starts_s,
                self._carried.shown(mixed.per_mwh, is_measured),
                mixed.reason,
                known_demand_mwh(mixed.state),
                self._carried.shown(mixed.store_per_mwh, is_measured),
            )

    def balances(self) -> tuple[Balance, ...]:
        """One for each attribute, over the blocks drawn so far.

        That of the measured share is the balance of measured energy, which is what is conserved.
        """
        return self._ledger.balances()

    def assumptions(self) -> tuple[Assumption, ...]:
        """What the factors rest on beside those of the grid: rules of losses and storage, stocks at the start."""
        rule, of_losses = self.options.storage, self._of_losses()
        if not self.frame.stores:
            return of_losses
        if rule is StorageRule.FREE:
            return (*of_losses, Assumption(STORAGE_FREE))
        notes = [] if rule is StorageRule.TANK else [Assumption(STORAGE_LAYERS, params_of({"rule": rule}))]
        return (*of_losses, *notes, *self._stores.assumptions, *self._stocks_at_start())

    def _of_losses(self) -> tuple[Assumption, ...]:
        """Whether the rule of losses passes over losses that are given, or finds none; known once blocks were drawn."""
        rule = self.options.losses
        if self._loses is None or self._loses == (rule is not LossRule.IGNORED):
            return ()
        return (Assumption(LOSSES_IGNORED if self._loses else LOSSES_NONE, params_of({"rule": rule})),)

    def _stocks_at_start(self) -> Iterator[Assumption]:
        for index, store in enumerate(self.frame.stores):
            mwh = self._stores.stock_mwh[0, index]
            if mwh > 0:
                params = {
                    "store": store.name,
                    "area": self.frame.areas[store.area].code,
                    "mwh": f"{mwh:.6g}",
                    "value": f"{self._content[index, 0] / mwh:.6g}",
                    "attribute": self.attributes[0].name,
                }
                yield Assumption(STOCK_AT_START, params_of(params))


def trace(grid: GridData, options: TraceOptions, tick: Tick = no_tick, mixer: Mixer | None = None) -> TracedGrid:
    """Consumption-based factors of every area and interval of a grid.

    Method: proportional sharing, every MWh that leaves a node carries the node's mix (Bialek 1996; Kang et al. 2015);
    couplings in `coupling`, losses in `losses`, storage in `storage`, attributes in `mix`, books in `balance`.

    Args:
        grid: the grid. Read once more before tracing where stores are followed, and again where they close cyclically.
        options: coupling, losses, storage, attributes.
        tick: told after every block.
        mixer: solves the mixing; the fastest available where none is given.

    Raises:
        InputError: unknown attributes are wanted, stores discharge more than they hold or cannot close cyclically.
            Areas that do not balance are found when blocks are drawn.
    """
    carried = carried_by(grid.frame, options)
    solve = mixer or fastest_mixer(grid, len(carried.attributes))
    is_followed = bool(grid.frame.stores) and options.storage is not StorageRule.FREE
    stores = follow_stocks(grid) if is_followed else unfollowed(grid)
    content = content_at_start(grid, options, carried.cargo, stores, solve)
    return TracedGrid(grid, options, carried, stores, content, solve, tick)


def known_demand_mwh(state: GridState) -> Floats:
    """Demand ``[interval, area]``, NaN where it is not known: no table gives it and the balance has a gap.

    A state holds 0 there, which weighs nothing, since an area with missing input has no factor.
    """
    return np.where(state.missing & (state.demand_mwh == 0.0), np.nan, state.demand_mwh)


def fastest_mixer(grid: GridData, attributes: int) -> Mixer:
    """The mixer that is done soonest: a small grid is, before compiled code is loaded."""
    from fourfold.electricity.tracing.mixer import mixer_for

    return mixer_for(len(grid.starts_s) * len(grid.frame.areas) * attributes)
