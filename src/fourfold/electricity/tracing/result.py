"""What tracing yields: factors by interval, area and attribute, why there is none, and the balance of every run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from fourfold.core.problems import N_, NOWHERE, Assumption, InputError, MessageKind, Problem, params_of
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
        demand_mwh: ``[interval, area]``, what weights the factors; NaN where the input of the area is missing and no
            table gives its demand.
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
        relative_error: of the worst interval, relative to what came in and what is left over (`balance`).
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


BOOKS_DO_NOT_CLOSE = MessageKind(
    "books-do-not-close",
    N_("at {start} the books of {attribute} do not close: {came} came in and {went} went out"),
    N_("energies of an interval that double precision can hold side by side"),
    N_("look for energies of the interval that are far too large or too small; if there are none, report a fault"),
)
MIXING_UNSOLVED = MessageKind(
    "mixing-unsolved",
    N_("at {start} the mixing could not be solved to 1e-12"),
    N_("energies of an interval that double precision can hold side by side, and losses that leave some of it"),
    N_("look for flows that are far too large, or ties that lose nearly all of it; L0 and L1 do not carry losses on"),
)
MIXING_UNSOLVED_AT = MessageKind(
    "mixing-unsolved-at",
    N_("in {area} at {start} the mixing could not be solved to 1e-12"),
    MIXING_UNSOLVED.expected,
    MIXING_UNSOLVED.repair,
)


class UnsolvedError(ArithmeticError):
    """The equations of an interval could not be solved to 1e-12.

    A loop that loses all it is fed, or numbers too far apart for double precision.

    Attributes:
        interval, node: index in the block and in the network, where they are known.
    """

    def __init__(self, interval: int | None = None, node: int | None = None) -> None:
        at = "" if interval is None else f" in interval {interval} of the block"
        super().__init__(f"mixing could not be solved to 1e-12{at}")
        self.interval = interval
        self.node = node


class BalanceError(ArithmeticError):
    """Carbon was not conserved, or the mixing could not be solved: numbers beyond double precision, or a fault.

    Attributes:
        start: of the interval, spelled in the time zone of the grid; of the first of a block where only that is known.
        attribute: name of what was not conserved; blank where the mixing could not be solved at all.
        area: code of the area where it could not, if known.
        came, went: what came in and what went out, in the attribute's unit times MWh.
    """

    def __init__(self, start: str, attribute: str = "", area: str = "", came: float = 0.0, went: float = 0.0) -> None:
        super().__init__(start, attribute, area, came, went)
        self.start, self.attribute, self.area, self.came, self.went = start, attribute, area, came, went

    @property
    def problem(self) -> Problem:
        """The same as a problem, for people."""
        if self.attribute:
            params = {"attribute": self.attribute, "came": f"{self.came:.17g}", "went": f"{self.went:.17g}"}
            return Problem(BOOKS_DO_NOT_CLOSE, NOWHERE, params_of({"start": self.start, **params}))
        kind = MIXING_UNSOLVED_AT if self.area else MIXING_UNSOLVED
        return Problem(kind, NOWHERE, params_of({"start": self.start, "area": self.area}))

    def __str__(self) -> str:
        return str(InputError([self.problem]))
