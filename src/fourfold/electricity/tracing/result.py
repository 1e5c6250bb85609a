"""What tracing yields: factors by interval, area and attribute, why there is none, and the balance of every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fourfold.core.problems import Assumption
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Attribute, Floats, GridFrame
from fourfold.electricity.tracing.options import TraceOptions

Reasons: TypeAlias = NDArray[np.int8]


class Reason(IntEnum):
    """Why an area has no factor in an interval; `REASON_WORDS` spells them in files."""

    NONE = 0
    ZERO_THROUGHPUT = 1
    LOOP_WITHOUT_SOURCE = 2
    MISSING_INPUT = 3
    ALL_CLAIMED = 4


REASON_WORDS: Mapping[Reason, str] = {
    Reason.NONE: "",
    Reason.ZERO_THROUGHPUT: "zero_throughput",
    Reason.LOOP_WITHOUT_SOURCE: "loop_without_source",
    Reason.MISSING_INPUT: "missing_input",
    Reason.ALL_CLAIMED: "all_claimed",
}


@dataclass(frozen=True, slots=True, eq=False)
class TracedBlock:
    """Factors of a block of intervals.

    Attributes:
        starts_s: ``[interval]``.
        per_mwh: what a consumed MWh carries ``[interval, area, attribute]``; NaN where there is none.
        reason: ``[interval, area]``, see `Reason`.
        demand_mwh: ``[interval, area]``, what weights the factors.
        store_per_mwh: what a discharged MWh carries ``[interval, store, attribute]``; NaN where nothing discharges.
    """

    starts_s: Ints
    per_mwh: Floats
    reason: Reasons
    demand_mwh: Floats
    store_per_mwh: Floats


@dataclass(frozen=True, slots=True)
class Balance:
    """Where every unit of an attribute went over the whole run, and how far the books miss (law 3, I1, I13).

    generated + imported + initial stock = consumed + exported + lost + final stock.

    Attributes:
        attribute: its name.
        generated, imported, consumed, exported, lost, initial_stock, final_stock: in the attribute's unit times MWh,
            that is kg for ``kg_co2e_per_mwh``. For intervals without a factor nothing is counted on either side.
        relative_error: of the worst interval, relative to what came in.
    """

    attribute: str
    generated: float
    imported: float
    consumed: float
    exported: float
    lost: float
    initial_stock: float
    final_stock: float
    relative_error: float


class Traced(Protocol):
    """A traced grid: its factors block by block, and, once all blocks were drawn, the balance."""

    @property
    def frame(self) -> GridFrame:
        """What the axes ``area`` and ``store`` mean."""

    @property
    def attributes(self) -> tuple[Attribute, ...]:
        """Axis ``attribute``: the total first, then parts, prices, shares, the measured share last."""

    @property
    def options(self) -> TraceOptions:
        """How it was traced."""

    def blocks(self) -> Iterator[TracedBlock]:
        """The intervals in order. Raises `BalanceError` where carbon is not conserved to 1e-12."""

    def balances(self) -> tuple[Balance, ...]:
        """One for each attribute, over the blocks drawn so far."""

    def assumptions(self) -> tuple[Assumption, ...]:
        """What the factors rest on beside the grid's own assumptions."""


class BalanceError(ArithmeticError):
    """Carbon was not conserved: a fault of the solver or of numbers beyond double precision, never of a user."""
