"""What energy carries through the grid: emissions, prices, shares, origins. The run of the tracing is the same for all.

Everything carried is linear: an amount is put in with the energy generated, imported or in stock at the start, mixes,
and arrives with the energy consumed. Amounts are in the attribute's unit times MWh, kg for emissions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fourfold.electricity.grid.state import Floats, GridState


@dataclass(frozen=True, slots=True, eq=False)
class Cargo:
    """A set of attributes and how they enter the grid.

    Attributes:
        generated: of a block, what its generation carries in each area ``[interval, area, attribute]``.
        imported_per_mwh: what imports carry ``[border, attribute]``.
        initial_per_mwh: what the stock at the start carries per MWh stored ``[store, attribute]``.
        free_per_mwh: what a discharged MWh carries where discharging is not followed back to charging, `StorageRule`
            ``free`` ``[store, attribute]``; zero for emissions.
    """

    generated: Callable[[GridState], Floats]
    imported_per_mwh: Floats
    initial_per_mwh: Floats
    free_per_mwh: Floats

    @property
    def count(self) -> int:
        """Number of attributes."""
        return int(self.imported_per_mwh.shape[1])


def side_by_side(first: Cargo, second: Cargo) -> Cargo:
    """Both sets of attributes in one run, those of the first before those of the second."""
    return Cargo(
        lambda state: np.concatenate([first.generated(state), second.generated(state)], axis=2),
        np.concatenate([first.imported_per_mwh, second.imported_per_mwh], axis=1),
        np.concatenate([first.initial_per_mwh, second.initial_per_mwh], axis=1),
        np.concatenate([first.free_per_mwh, second.free_per_mwh], axis=1),
    )
