"""A block of a grid beside its written factors: carbon that enters and leaves every area, by the definitions alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fourfold.electricity.checking.cargo import Followed
from fourfold.electricity.checking.energy import Energy, add, energy_of
from fourfold.electricity.checking.pool import Pooled, pooled
from fourfold.electricity.checking.tank import Replay
from fourfold.electricity.grid.state import Flags, Floats, GridState


@dataclass(frozen=True)
class Flows:
    """A block of intervals.

    Attributes:
        state: of the grid.
        per_mwh: factors as written, before delivery ``[interval, area, attribute]``.
        followed: the attributes.
        losses: the convention, ``L0``, ``L1`` or ``L2``.
        is_aggregated: the coupling.
        discharged: what stores give to each area ``[interval, area, attribute]``.
        replay: of the stores, of this block; the content has one interval more.
        is_free: whether stores are not followed.
    """

    state: GridState
    per_mwh: Floats
    followed: Followed
    losses: str
    is_aggregated: bool
    discharged: Floats
    replay: Replay
    is_free: bool

    @cached_property
    def energy(self) -> Energy:
        """Energies under the convention."""
        return energy_of(self.state, self.losses)

    @property
    def count(self) -> int:
        """Number of areas."""
        return len(self.state.frame.areas)

    @cached_property
    def has_factor(self) -> Flags:
        """``[interval, area]``."""
        return np.asarray(~np.isnan(self.per_mwh).any(axis=2))

    @cached_property
    def generated(self) -> Floats:
        """What generation carries ``[interval, area, attribute]``."""
        return self.followed.generated(self.state)

    @cached_property
    def imported(self) -> Floats:
        """What imports over borders carry into each area ``[interval, area, attribute]``."""
        at = np.array([border.area for border in self.state.frame.borders], np.int64)
        inward = self.state.border_mwh.clip(0.0)[:, :, None] * self.followed.imported_per_mwh()
        return add(inward, at, self.count)

    @cached_property
    def mixed(self) -> tuple[Floats, Floats]:
        """Carbon that enters an area, and its factor times the energy that does ``[interval, area, attribute]``."""
        energy = self.energy
        came = self.generated + self.imported + self.discharged
        came = came + add(self._borne(self.per_mwh), energy.receiver, self.count)
        return came, self.per_mwh * energy.entering[:, :, None]

    @cached_property
    def pooled(self) -> Pooled:
        """Factors under aggregated coupling, solved anew."""
        return self.pooled_in(np.ones(len(self.state.starts_s), bool))

    def pooled_in(self, wanted: Flags) -> Pooled:
        """The same in some intervals ``[interval]``, NaN elsewhere."""
        return pooled(self.energy, self.generated + self.discharged, self.imported, self.state.missing, wanted)

    @cached_property
    def booked(self) -> dict[str, Floats]:
        """What came in and where it went of areas with a factor, by the words of the run ``[interval, attribute]``.

        ``lost`` holds what the use of losses, charging under the rule ``free`` and the rounding of balances carry.
        """
        known, energy = self.has_factor[:, :, None], self.energy
        leaves = self.pooled.pool if self.is_aggregated else self.per_mwh
        passes = np.asarray(~np.isnan(leaves).any(axis=2))
        generated = np.where(known, self.generated + (self.discharged if self.is_free else 0.0), 0.0).sum(axis=1)
        imported = np.where(passes[:, :, None], self.imported, 0.0).sum(axis=1)
        charged = energy.charged if self.is_free else 0.0
        lost = energy.lost + charged + energy.entering - energy.leaving
        outward = np.where(passes & (energy.outward > 0), energy.outward, 0.0)
        exported = np.where(passes[:, :, None], leaves * outward[:, :, None], 0.0).sum(axis=1)
        beyond = passes[:, energy.sender] & ~passes[:, energy.receiver]
        exported += np.where(beyond[:, :, None], self._borne(leaves), 0.0).sum(axis=1)
        used_up = np.where(known, self.per_mwh * lost[:, :, None], 0.0).sum(axis=1) + self.replay.lost.sum(axis=1)
        if self.is_aggregated:
            used_up += np.where(known, self.pooled.given_up, 0.0).sum(axis=1)
        return {
            "generated": generated,
            "imported": imported,
            "consumed": np.where(known, self.per_mwh * self.state.demand_mwh[:, :, None], 0.0).sum(axis=1),
            "exported": exported,
            "lost": used_up,
        }

    @property
    def books(self) -> tuple[Floats, Floats]:
        """What came in and where it went ``[interval, attribute]`` (I1)."""
        came = self.booked["generated"] + self.booked["imported"] + self.replay.content[:-1].sum(axis=1)
        went = self.booked["consumed"] + self.booked["exported"] + self.booked["lost"]
        return came, went + self.replay.content[1:].sum(axis=1)

    def _borne(self, per_mwh: Floats) -> Floats:
        """What each direction of a tie bears away from its sender ``[interval, direction, attribute]``."""
        bearing = self.energy.bearing[:, :, None]
        return np.where(bearing > 0, per_mwh[:, self.energy.sender] * bearing, 0.0)
