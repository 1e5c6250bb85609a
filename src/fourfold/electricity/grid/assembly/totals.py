"""What is summed over all intervals while they are checked: energy by source, own use, outputs outside a curve."""

from __future__ import annotations

import numpy as np

from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_, Assumption, MessageKind, Param, Place, Problems, Term
from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.assembled import BlockMaker
from fourfold.electricity.grid.assembly.gaps import Measured
from fourfold.electricity.grid.assembly.netting import Arrays
from fourfold.electricity.grid.assembly.series import Role
from fourfold.electricity.grid.state import Finding, GenerationSource
from fourfold.electricity.grid.tables import GridTables

OUTPUT_OUTSIDE_CURVE = MessageKind(
    "grid-output-outside-curve",
    N_("the unit {unit} ran at {found} MW at {start}, outside its rates from {least} to {most} MW"),
    N_("rates that cover every output"),
    N_("add break points to the unit's rates, or correct the output"),
)
NO_STORE_FOR_PUMPING = MessageKind(
    "grid-no-store-for-pumping",
    N_("{technology} in {area} generates less than nothing and no store of that name is there ({energy_mwh} MWh)"),
    N_("a store of the area named as the technology"),
    N_("add storage rows for it, or set repairs: negative_generation: to-demand"),
)
OWN_USE = MessageKind(
    "grid-own-use",
    N_("{technology} in {area}: {count} intervals with negative generation ({energy_mwh} MWh) count as {what}"),
)
TECHNOLOGY_DEFAULT = MessageKind(
    "grid-technology-default",
    N_("{technology} has no factor of its own and takes the declared default ({share} of all generation; {areas})"),
)


class Totals:
    """Sums over blocks."""

    def __init__(self, maker: BlockMaker, tables: GridTables, to_storage: bool) -> None:
        self._maker, self._tables, self._to_storage = maker, tables, to_storage
        sources = len(maker.netter.frame.sources)
        self._energy = np.zeros(sources)
        self._own_use = np.zeros(sources)
        self._own_intervals = np.zeros(sources, np.int64)

    def add(self, measured: Measured, arrays: Arrays, starts_s: Ints, problems: Problems) -> None:
        """Take in a block, and report outputs for which a unit has no rate."""
        self._energy += arrays.generation.sum(axis=0)
        own_use = measured.own_use[:, self._maker.netter.columns.parts[Role.GENERATION]]
        self._own_use += own_use.sum(axis=0)
        self._own_intervals += (own_use > 0).sum(axis=0)
        if not self._maker.carrying.curves:
            return
        _, outside = self._maker.carrying(arrays.generation, int(starts_s[0]))
        frame = self._maker.netter.frame

        def describe(cell: list[int]) -> tuple[Place, dict[str, object]]:
            interval, index = cell
            curve = self._maker.carrying.curves[index]
            output = arrays.generation[interval, index] * (60 / frame.step_minutes)
            start = spell_instant(int(starts_s[interval]), frame.time_zone)
            ends = {"least": f"{curve.output_mw[0]:g}", "most": f"{curve.output_mw[-1]:g}"}
            return curve.place, {"unit": frame.sources[index].unit, "found": f"{output:.9g}", "start": start, **ends}

        problems.add_all(OUTPUT_OUTSIDE_CURVE, np.argwhere(outside).tolist(), describe)

    def report(self, problems: Problems) -> None:
        """Negative generation that was to go to a store that is not there."""
        if not self._to_storage:
            return
        for index in np.flatnonzero((self._own_use > 0) & (self._maker.netter.own_use_stores < 0)).tolist():
            source = self._source(index)
            params = {"technology": source.technology, "energy_mwh": f"{self._own_use[index]:.6g}"}
            place = Place(self._tables.files[0].path if self._tables.files else "")
            problems.error(NO_STORE_FOR_PUMPING, place, area=self._area(index), **params)

    def findings(self) -> list[Finding]:
        """Negative generation and where it went."""
        what = Term(N_("charging")) if self._to_storage else Term(N_("demand"))
        found = []
        for index in np.flatnonzero(self._own_intervals).tolist():
            count = int(self._own_intervals[index])
            params: dict[str, Param] = {
                "technology": self._source(index).technology,
                "area": self._area(index),
                "count": str(count),
                "energy_mwh": f"{self._own_use[index]:.6g}",
                "what": what,
            }
            found.append(Finding(Assumption(OWN_USE, params), count))
        return found

    def assumptions(self, default_rated: tuple[int, ...]) -> list[Assumption]:
        """Technologies on the declared default, with their share of the energy."""
        total = float(self._energy.sum())
        by_technology: dict[str, list[int]] = {}
        for index in default_rated:
            by_technology.setdefault(self._source(index).technology, []).append(index)
        supposed = []
        for technology, indices in sorted(by_technology.items()):
            share = f"{100 * self._energy[indices].sum() / total if total else 0.0:.3g} %"
            areas = ", ".join(dict.fromkeys(self._area(index) for index in indices))
            params = {"technology": technology, "areas": areas, "share": share}
            supposed.append(Assumption(TECHNOLOGY_DEFAULT, params))
        return supposed

    def _source(self, index: int) -> GenerationSource:
        return self._maker.netter.frame.sources[index]

    def _area(self, index: int) -> str:
        return self._maker.netter.frame.areas[self._source(index).area].code
