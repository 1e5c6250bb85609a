"""Books of a run: where every unit of an attribute went, interval by interval (law 3, I1, I13).

For areas that have a factor, in every interval and to 1e-12 of what came in and what is left over:

    generated + imported + stock before = consumed + exported + lost + stock after

``consumed`` is Σ x · demand with the demand of the state. ``lost`` is what losses carry (see `losses`),
Σ x · (in − out) where out is demand, charging and what is sent on, and what strands in stores that end empty. The
rounding of the state's own balance is in it, at most 1e-9 of an area's throughput: a state that misses by more is
refused. ``exported`` is what crosses borders outwards, and what is sent to areas, or put into stores, without a factor.

What comes in and what goes out of an area are added up exactly, so that energy that circulates, and may exceed all that
is put in a million times, leaves no rounding in their difference. The books then miss by the rounding of the factors
alone. What is left over, Σ |x · (in − out)|, counts beside what came in because each of its terms is booked with the
rounding of its own factor, and because a state may miss by up to 1e-9 of what circulates, which may be far more than
what is put in. Where losses are losses it is at most as much again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import fsum

import numpy as np

from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Problems
from fourfold.electricity.grid.state import Floats, GridState
from fourfold.electricity.tracing.losses import ends
from fourfold.electricity.tracing.result import Balance, BalanceError
from fourfold.electricity.tracing.sums import nodes_of, sum_onto

AREA_UNBALANCED = MessageKind(
    "area-unbalanced",
    N_("{area} at {start}: {found} MWh come in and {used} MWh are used or sent"),
    N_("as much coming in as going out, in every area and interval"),
    N_("correct the data, or have the grid reconciled"),
)

CONSERVED = 1e-12
"""Largest share of what came in and what is left over by which the books of an interval may miss."""
_BALANCED = 1e-9
"""Largest share of an area's throughput by which a state may miss its balance."""


@dataclass(frozen=True, slots=True, eq=False)
class Books:
    """The books of a block, each ``[interval, attribute]``; `state` says of which intervals."""

    state: GridState
    generated: Floats
    imported: Floats
    consumed: Floats
    exported: Floats
    lost: Floats
    before: Floats
    after: Floats
    left_over: Floats


@dataclass(slots=True)
class Ledger:
    """Adds up the books of a run, block after block.

    Attributes:
        names: of the attributes. There may be one more that is not shown, all energy behind the measured energy, which
            comes last; errors name it by that.
    """

    names: Sequence[str]
    _sums: dict[str, list[Floats]] = field(default_factory=dict)
    _initial: Floats | None = None
    _final: Floats | None = None
    _worst: Floats | None = None

    def add(self, books: Books) -> None:
        """Add a block.

        Raises:
            BalanceError: an interval misses by more than 1e-12.
        """
        came = books.generated + books.imported + books.before
        went = books.consumed + books.exported + books.lost + books.after
        missed = np.abs(came - went)
        scale = np.abs(came) + books.left_over
        relative = np.divide(missed, scale, out=np.where(missed > 0, np.inf, 0.0), where=scale != 0)
        if not (relative <= CONSERVED).all():
            interval, attribute = (int(at) for at in np.unravel_index(np.argmax(relative), relative.shape))
            raise BalanceError(
                spell_instant(int(books.state.starts_s[interval]), books.state.frame.time_zone),
                attribute=self.names[min(attribute, len(self.names) - 1)],
                came=float(came[interval, attribute]),
                went=float(went[interval, attribute]),
            )
        worst = relative.max(axis=0)
        self._worst = worst if self._worst is None else np.maximum(self._worst, worst)
        self._initial = books.before[0] if self._initial is None else self._initial
        self._final = books.after[-1]
        for name in ("generated", "imported", "consumed", "exported", "lost"):
            self._sums.setdefault(name, []).append(getattr(books, name).sum(axis=0))

    def balances(self) -> tuple[Balance, ...]:
        """One for each attribute that has a name."""
        if self._worst is None or self._initial is None or self._final is None:
            return ()
        totals = {
            kept: [fsum(float(block[index]) for block in blocks) for index in range(len(self.names))]
            for kept, blocks in self._sums.items()
        }
        return tuple(
            Balance(
                attribute=name,
                initial_stock=float(self._initial[index]),
                final_stock=float(self._final[index]),
                relative_error=float(self._worst[index]),
                **{kept: sums[index] for kept, sums in totals.items()},
            )
            for index, name in enumerate(self.names)
        )


def check_energy(state: GridState) -> None:
    """Refuse a block whose areas do not balance, idle areas with demand among them (I16).

    Raises:
        InputError: with every area and interval that misses.
    """
    came, went = throughput(state)
    missed = np.abs(came - went) > _BALANCED * np.maximum(came, went)
    found: list[list[int]] = np.argwhere(missed & ~state.missing).tolist()
    problems = Problems()

    def describe(at: list[int]) -> tuple[Place, dict[str, object]]:
        interval, area = at
        return NOWHERE, {
            "area": state.frame.areas[area].code,
            "start": spell_instant(int(state.starts_s[interval]), state.frame.time_zone),
            "found": f"{came[interval, area]:.9g}",
            "used": f"{went[interval, area]:.9g}",
        }

    problems.add_all(AREA_UNBALANCED, found, describe)
    problems.raise_if_errors()


def throughput(state: GridState) -> tuple[Floats, Floats]:
    """What comes into every area and what is used there or leaves, by the state's balance ``[interval, area]``."""
    frame, count = state.frame, len(state.frame.areas)
    first, second = ends(frame)
    outside, at = nodes_of([each.area for each in frame.borders]), nodes_of([each.area for each in frame.stores])
    away, back = np.maximum(state.exchange_mwh, 0.0), np.maximum(-state.exchange_mwh, 0.0)
    there, here = away - state.tie_loss_mwh * (away > 0), back - state.tie_loss_mwh * (back > 0)
    came = sum_onto(nodes_of([each.area for each in frame.sources]), state.generation_mwh, count)
    came += sum_onto(first, here, count) + sum_onto(second, there, count)
    came += sum_onto(outside, np.maximum(state.border_mwh, 0.0), count) + sum_onto(at, state.discharge_mwh, count)
    went = state.demand_mwh + state.area_loss_mwh + sum_onto(first, away, count) + sum_onto(second, back, count)
    went += sum_onto(outside, np.maximum(-state.border_mwh, 0.0), count) + sum_onto(at, state.charge_mwh, count)
    return came, went
