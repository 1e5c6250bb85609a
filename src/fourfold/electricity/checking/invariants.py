"""The numbered invariants of the reference, each on a block of intervals."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from fourfold.core.problems import MessageKind
from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.cargo import share_rates
from fourfold.electricity.checking.energy import add
from fourfold.electricity.checking.flows import Flows
from fourfold.electricity.checking.idle import expected_reasons
from fourfold.electricity.checking.report import CheckItem, Worst, judged, not_applicable
from fourfold.electricity.grid.state import Flags, Floats

CONSERVATION = 1e-12
LOCAL = 1e-11
SOLVED_ANEW = 1e-10
BALANCED = 1e-9
_ROUNDING = 8 * float(np.finfo(np.float64).eps)
"""Of what passes through areas: the rounding of its sums, which counts where far more circulates than is put in."""


class Invariants:
    """All invariants over the blocks seen so far."""

    def __init__(self) -> None:
        self.energy = Worst(BALANCED)
        self.demand = Worst(BALANCED)
        self.conserved = Worst(CONSERVATION)
        self.mixed = Worst(LOCAL)
        self.pool = Worst(SOLVED_ANEW)
        self.bounds = Worst(CONSERVATION)
        self.islands = Worst(LOCAL)
        self.importers = Worst(LOCAL)
        self.shares = Worst(LOCAL)
        self.mix = Worst(LOCAL)
        self.couplings = Worst(SOLVED_ANEW)
        self.idle = Worst(0.0)
        self.came: list[Floats] = []
        self.went: list[Floats] = []
        self.scale: list[Floats] = []

    def see(self, flows: Flows, demand: Floats, reason: np.ndarray[tuple[int, ...], np.dtype[np.str_]]) -> None:
        """Look at a block: its flows, and demand and reasons as written ``[interval, area]``."""
        starts, known = flows.state.starts_s, flows.has_factor
        areas, names = tuple(area.code for area in flows.state.frame.areas), flows.followed.names
        entering, leaving = flows.energy.entering, flows.energy.leaving
        counted = np.where(~flows.state.missing, np.maximum(entering, leaving), np.nan)
        self.energy.see(entering - leaving, counted, starts, areas)
        scale = np.where(flows.state.missing, np.nan, np.maximum(leaving, flows.state.demand_mwh))
        self.demand.see(demand - flows.state.demand_mwh, scale, starts, areas)
        came, went = flows.books
        self.came.append(came.sum(axis=0))
        self.went.append(went.sum(axis=0))
        passing = np.where(known[:, :, None], np.abs(flows.per_mwh) * entering[:, :, None], 0.0).sum(axis=1)
        scale_of_books = np.abs(came) + _ROUNDING / CONSERVATION * passing
        self.scale.append(scale_of_books.sum(axis=0))
        self.conserved.see(came - went, scale_of_books, starts, (), names)
        came, went = flows.mixed
        local = np.where(known[:, :, None], np.maximum(np.abs(came), np.abs(went)), np.nan)
        if flows.is_aggregated:
            own = flows.pooled.own
            self.pool.see(flows.per_mwh - own, np.where(known[:, :, None], np.abs(own), np.nan), starts, areas, names)
        else:
            self.mixed.see(came - went, local, starts, areas, names)
        self._bounds(flows)
        self._special(flows, local, came - went)
        expected = expected_reasons(flows)
        self.idle.see((expected != reason).astype(float), np.ones(reason.shape), starts, areas)

    def _bounds(self, flows: Flows) -> None:
        """I2."""
        frame, state = flows.state.frame, flows.state
        if flows.losses == "L2" or frame.stores:
            return
        rates = flows.followed.carried(state)
        border = np.broadcast_to(
            flows.followed.imported_per_mwh(), (len(rates), *flows.followed.imported_per_mwh().shape)
        )
        every = np.concatenate((rates, border), axis=1)
        runs = np.concatenate((state.generation_mwh > 0, state.border_mwh > 0), axis=1)[:, :, None]
        low = np.where(runs, every, np.inf).min(axis=1, initial=np.inf)[:, None, :]
        high = np.where(runs, every, -np.inf).max(axis=1, initial=-np.inf)[:, None, :]
        beyond = np.maximum(low - flows.per_mwh, flows.per_mwh - high).clip(0.0)
        scale = np.where(flows.has_factor[:, :, None], np.abs(high), np.nan)
        areas = tuple(area.code for area in frame.areas)
        self.bounds.see(beyond, scale, state.starts_s, areas, flows.followed.names)

    def _special(self, flows: Flows, scale: Floats, residual: Floats) -> None:
        """I4, I5, I12: areas and intervals in which the factor is known in closed form."""
        energy, starts = flows.energy, flows.state.starts_s
        areas, names = tuple(area.code for area in flows.state.frame.areas), flows.followed.names
        feeds = add((energy.bearing > 0).astype(float), energy.receiver, flows.count)
        sends = add((energy.bearing > 0).astype(float), energy.sender, flows.count)
        local = energy.generated + energy.discharged
        apart = (feeds == 0) & (sends == 0) & (energy.inward + energy.outward + energy.discharged == 0)
        alone = flows.generated - flows.per_mwh * energy.generated[:, :, None]
        self.islands.see(alone, _where(apart & (local > 0), scale), starts, areas, names)
        if not flows.is_aggregated and flows.losses != "L2":
            self._importers(flows, (feeds == 1) & (local + energy.inward == 0))
        imports, exports = feeds + (energy.inward > 0), sends + (energy.outward > 0)
        alike = np.asarray(~((imports > 0) & (exports > 0)).any(axis=1))
        if not alike.any():
            return
        if flows.is_aggregated:
            self.couplings.see(residual, _where(alike[:, None] & flows.has_factor, scale), starts, areas, names)
        else:
            own = flows.pooled_in(alike).own
            self.couplings.see(
                flows.per_mwh - own, _where(alike[:, None] & flows.has_factor, np.abs(own)), starts, areas, names
            )

    def _importers(self, flows: Flows, fed: Flags) -> None:
        """I5."""
        energy = flows.energy
        runs = (energy.bearing > 0)[:, :, None]
        only = add(np.where(runs, flows.per_mwh[:, energy.sender], 0.0), energy.receiver, flows.count)
        areas = tuple(area.code for area in flows.state.frame.areas)
        scale = _where(fed & flows.has_factor, np.maximum(np.abs(only), np.abs(flows.per_mwh)))
        self.importers.see(flows.per_mwh - only, scale, flows.state.starts_s, areas, flows.followed.names)

    def see_shares(self, flows: Flows, shares: Floats, names: tuple[str, ...], is_lossy: bool) -> None:
        """I10: all shares of technologies as written ``[interval, area, share]``, with their names."""
        areas, starts = tuple(area.code for area in flows.state.frame.areas), flows.state.starts_s
        if not is_lossy:
            scale = np.where(flows.has_factor, 1.0, np.nan)
            self.shares.see(shares.sum(axis=2) - 1.0, scale, starts, areas)
        rates = share_rates(flows.state, names)
        if rates is not None:
            total = flows.per_mwh[:, :, 0]
            self.mix.see(shares @ rates - total, np.where(flows.has_factor, np.abs(total), np.nan), starts, areas)

    def items(self, attributes: int) -> Iterator[CheckItem]:
        """Their verdicts, those that need no word on why they may not apply."""
        yield self.energy.item("E", say.ENERGY)
        yield self.demand.item("D", say.DEMAND)
        yield self.conserved.item("I1", say.CONSERVED)
        came, went = (np.sum(parts, axis=0) for parts in (self.came, self.went))
        scale = np.sum(self.scale, axis=0)
        missed = np.abs(came - went) / np.where(scale > 0, scale, 1.0)
        yield judged("I1", say.CONSERVED_RUN, float(missed.max(initial=0.0)), CONSERVATION, attributes)

    def item_or(self, code: str, worst: Worst, name: MessageKind, reason: MessageKind) -> CheckItem:
        """The verdict of an invariant, or, where nothing was looked at, why not."""
        return worst.item(code, name) if worst.looked_at else not_applicable(code, name, reason)


def _where(there: Flags, scale: Floats) -> Floats:
    return np.where(there[:, :, None], scale, np.nan)
