"""Whether areas balance, and what their demand is.

Where a table gives the demand of an area, it must agree with what the balance leaves (generation + received +
discharge − sent − charge − losses) within the declared tolerance; what the balance leaves is then the demand that is
traced, so that carbon is conserved on the side of what came in, and the difference is told. Where no table gives it,
demand is what the balance leaves. Less than nothing is never left: a negative remainder is refused, except for the dust
of rounding (`DUST` of the throughput), which counts as none and is told.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.names import some_of
from fourfold.electricity.grid.assembly.netting import Arrays
from fourfold.electricity.grid.declaration import ToleranceDeclaration
from fourfold.electricity.grid.state import Finding, Flags, Floats, GridFrame

DUST = 1e-9
"""Relative to the throughput of an area; tracing accepts balances that miss by this much."""

DEMAND_MISSES = MessageKind(
    "grid-demand-misses",
    N_("{area} at {start}: demand is {found} MWh and the balance leaves {left} MWh ({share} of the throughput)"),
    N_("generation + imports + discharge = demand + exports + charge + losses, within {tolerance} of the throughput"),
    N_("correct the data; or ask for reconciliation (repairs: imbalance: reconcile), or declare a wider tolerance"),
)
DEMAND_NEGATIVE = MessageKind(
    "grid-demand-negative",
    N_("{area} at {start} gives away {miss} MWh more than it has ({share} of its throughput)"),
    N_("generation + imports + discharge of at least exports + charge + losses"),
    N_("add the generation or imports that are not in the data, or ask for reconciliation"),
)
IDLE_WITH_DEMAND = MessageKind(
    "grid-idle-with-demand",
    N_("{area} at {start} has a demand of {found} MWh and nothing that supplies it"),
    N_("generation, imports or discharge wherever there is demand"),
    N_("add the missing supply or correct the demand"),
)
LOSS_EXCEEDS_FLOW = MessageKind(
    "grid-loss-exceeds-flow",
    N_("{tie} at {start}: {found} MWh lost of {sent} MWh sent"),
    N_("a loss of at most the net energy sent"),
    N_("correct the loss, or give it as a loss of the area"),
)
DEMAND_SETTLED = MessageKind(
    "grid-demand-settled",
    N_(
        "given demand misses the balance within the tolerance in {count} places: by {largest} MWh at most ({area},"
        " {start}), {total} MWh in all; what the balance leaves is traced"
    ),
)
DUST_REMOVED = MessageKind(
    "grid-dust-removed",
    N_("demand below nothing by rounding ({count} places, {largest} MWh at most) counts as none"),
)
DEMAND_DERIVED = MessageKind(
    "grid-demand-derived",
    N_("demand of {areas}: generation + net imports + discharge − charge − losses, since no table gives it"),
)


@dataclass(slots=True)
class Balances:
    """Checks blocks one after another and keeps what is to be told.

    Attributes:
        frame: the axes.
        tolerance: how far given demand may miss.
        reconciles: whether states that do not balance are handed on for reconciliation.
        places: file to name for each area ``[area]``.
    """

    frame: GridFrame
    tolerance: ToleranceDeclaration
    reconciles: bool
    places: tuple[Place, ...]
    settled: int = 0
    settled_mwh: float = 0.0
    largest: tuple[float, int, int] = (0.0, 0, 0)
    dust: int = 0
    largest_dust_mwh: float = 0.0
    derived: set[int] = field(default_factory=set)

    def demand(self, arrays: Arrays) -> Floats:
        """Demand of a block ``[interval, area]``; 0 where data of the area are missing and no table gives it."""
        given, left = arrays.given, arrays.left
        has = ~np.isnan(given)
        demand = np.where(has & (self.reconciles | arrays.missing), given, left)
        demand[arrays.missing & ~has] = 0.0
        dust = (demand < 0) & (demand >= -DUST * _throughput(arrays))
        demand[dust] = 0.0
        return demand

    def check(self, arrays: Arrays, starts_s: Ints, problems: Problems) -> None:
        """Report what does not balance in a block."""
        has, known = ~np.isnan(arrays.given), ~arrays.missing
        through = _throughput(arrays)
        given = np.where(has, arrays.given, 0.0)
        miss = np.where(has, given - arrays.left, 0.0)
        most = np.maximum(float(self.tolerance.relative) * through, float(self.tolerance.absolute_mwh or 0.0))
        self.derived.update(np.flatnonzero(~has.all(axis=0)).tolist())
        self._check_losses(arrays, starts_s, problems)
        if self.reconciles:
            return
        idle = known & has & (arrays.inflow == 0) & (given > 0)
        wide = known & has & (np.abs(miss) > most) & ~idle
        negative = known & (arrays.left < -DUST * through) & ~wide & ~idle
        spelled = {"tolerance": f"{float(self.tolerance.relative):g}"}
        self._report(IDLE_WITH_DEMAND, idle, {"found": given}, through, starts_s, problems, spelled)
        self._report(
            DEMAND_MISSES,
            wide,
            {"found": given, "left": arrays.left, "miss": np.abs(miss)},
            through,
            starts_s,
            problems,
            spelled,
        )
        self._report(DEMAND_NEGATIVE, negative, {"miss": -arrays.left}, through, starts_s, problems, spelled)
        told = known & ~wide & ~idle & (np.abs(miss) > DUST * through)
        self._note(np.where(told, np.abs(miss), 0.0), starts_s)
        dust = known & (arrays.left < 0) & ~negative & ~wide
        self.dust += int(dust.sum())
        self.largest_dust_mwh = max(self.largest_dust_mwh, float(-arrays.left[dust].min(initial=0.0)))

    def findings(self) -> list[Finding]:
        """What the checked blocks have to tell."""
        found = []
        if self.settled:
            largest, area, start = self.largest
            params = {
                "count": str(self.settled),
                "largest": f"{largest:.3g}",
                "area": self.frame.areas[area].code,
                "start": spell_instant(start, self.frame.time_zone),
                "total": f"{self.settled_mwh:.3g}",
            }
            found.append(Finding(Assumption(DEMAND_SETTLED, params), self.settled))
        if self.dust:
            params = {"count": str(self.dust), "largest": f"{self.largest_dust_mwh:.3g}"}
            found.append(Finding(Assumption(DUST_REMOVED, params), self.dust))
        return found

    def assumptions(self) -> list[Assumption]:
        """Whose demand was derived."""
        if not self.derived:
            return []
        codes = [self.frame.areas[area].code for area in sorted(self.derived)]
        return [Assumption(DEMAND_DERIVED, {"areas": some_of(codes)})]

    def _note(self, miss: Floats, starts_s: Ints) -> None:
        self.settled += int((miss > 0).sum())
        self.settled_mwh += float(miss.sum())
        if miss.size and miss.max() > self.largest[0]:
            interval, area = np.unravel_index(int(miss.argmax()), miss.shape)
            self.largest = (float(miss.max()), int(area), int(starts_s[interval]))

    def _report(
        self,
        kind: MessageKind,
        wrong: Flags,
        figures: dict[str, Floats],
        through: Floats,
        starts_s: Ints,
        problems: Problems,
        spelled: dict[str, str],
    ) -> None:
        if not wrong.any():
            return

        def describe(cell: list[int]) -> tuple[Place, dict[str, object]]:
            interval, area = cell
            shown = {name: f"{values[interval, area]:.9g}" for name, values in figures.items()}
            if "miss" in figures and through[interval, area]:
                shown["share"] = f"{figures['miss'][interval, area] / through[interval, area]:.2g}"
            start = spell_instant(int(starts_s[interval]), self.frame.time_zone)
            return self.places[area], {"area": self.frame.areas[area].code, "start": start, **spelled, **shown}

        for place in sorted(set(self.places)):
            here = np.array([other == place for other in self.places])
            problems.add_all(kind, np.argwhere(wrong & here).tolist(), describe)

    def _check_losses(self, arrays: Arrays, starts_s: Ints, problems: Problems) -> None:
        sent = np.abs(arrays.exchange)
        cells: list[list[int]] = np.argwhere(arrays.tie_loss > sent).tolist()

        def describe(cell: list[int]) -> tuple[Place, dict[str, object]]:
            interval, tie = cell
            ends = self.frame.ties[tie]
            first, second = self.frame.areas[ends.from_area].code, self.frame.areas[ends.to_area].code
            shown = {"found": f"{arrays.tie_loss[interval, tie]:.9g}", "sent": f"{sent[interval, tie]:.9g}"}
            start = spell_instant(int(starts_s[interval]), self.frame.time_zone)
            return self.places[ends.from_area], {"tie": f"{first} – {second}", "start": start, **shown}

        problems.add_all(LOSS_EXCEEDS_FLOW, cells, describe)


def _throughput(arrays: Arrays) -> Floats:
    """What comes in, or what is used and leaves, whichever is more ``[interval, area]``."""
    outflow = arrays.inflow - arrays.left
    return np.maximum(arrays.inflow, outflow)
