"""What a generated MWh carries in each interval: rates by technology, and rates of units that depend on their output.

A unit's rates are given as what an hour at each of some outputs carries, straight lines in between. An hour's rate per
MWh is then ``interpolated per hour / output``. Outside its outputs a unit has no rate: neither the line nor the origin
is extended, since a start or an overload burns fuel by another law. A unit that stands still carries nothing; its rate
is written as 0 and weights nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fourfold.electricity.grid.rates import RateBook
from fourfold.electricity.grid.state import Attribute, Flags, Floats, GridFrame
from fourfold.electricity.grid.tables import GridTables, UnitRate

BEYOND_CURVE = 1e-6
"""By how much, relative to the end of its curve, an output may lie outside it: rounding of published numbers."""


@dataclass(slots=True)
class Carrying:
    """Rates of the sources of a frame.

    Attributes:
        frame: its sources are the axis ``source``.
        rates: by technology.
        curves: by source, for those with rates of their own.
    """

    frame: GridFrame
    rates: RateBook
    curves: dict[int, UnitRate]
    _fixed: dict[int, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, frame: GridFrame, rates: RateBook, tables: GridTables) -> Carrying:
        """For the sources of a frame."""
        curves = {
            index: tables.unit_rates[source.unit]
            for index, source in enumerate(frame.sources)
            if source.unit and source.unit in tables.unit_rates
        }
        return cls(frame, rates, curves)

    def __call__(self, generation: Floats, at_s: int) -> tuple[Floats, Flags]:
        """What a MWh carries in a block between two editions.

        Args:
            generation: MWh ``[interval, source]``.
            at_s: start of the block.

        Returns:
            ``[interval or 1, source, attribute]``, and where an output lies outside its unit's curve
            ``[interval, source]``.
        """
        fixed = self._of_technologies(at_s)
        outside = np.zeros(generation.shape, np.bool_)
        if not self.curves:
            return fixed[None], outside
        per_mwh = np.repeat(fixed[None], generation.shape[0], axis=0)
        output_mw = generation * (60 / self.frame.step_minutes)
        for index, curve in self.curves.items():
            per_mwh[:, index], outside[:, index] = on_curve(curve, self.frame.attributes, output_mw[:, index])
        return per_mwh, outside

    def _of_technologies(self, at_s: int) -> Floats:
        edition = int(np.searchsorted(self.rates.editions_s, at_s, side="right"))
        if edition not in self._fixed:
            table = np.zeros((len(self.frame.sources), len(self.frame.attributes)))
            for index, source in enumerate(self.frame.sources):
                if index in self.curves:
                    continue
                rate = self.rates.rate(source.technology, self.frame.areas[source.area].code, at_s)
                if rate is None:
                    raise LookupError(f"{source} was framed without a rate")
                table[index] = rate.per_mwh
            self._fixed[edition] = table
        return self._fixed[edition]


def on_curve(curve: UnitRate, attributes: Sequence[Attribute], output_mw: Floats) -> tuple[Floats, Flags]:
    """Rates at outputs ``[interval, attribute]``, and which outputs lie outside the curve ``[interval]``."""
    points = np.array(curve.output_mw)
    running = output_mw > 0
    slack = BEYOND_CURVE * points[-1]
    outside = running & ((output_mw < points[0] - slack) | (output_mw > points[-1] + slack))
    at = np.clip(output_mw, points[0], points[-1])  # only rounding is cut; what is outside is refused
    rates = np.zeros((output_mw.size, len(attributes)))
    for column, attribute in enumerate(attributes):
        per_hour = np.interp(at, points, curve.per_hour[attribute.name])
        rates[:, column] = np.where(running & (at > 0), per_hour / np.where(at > 0, at, 1.0), 0.0)
    return rates, outside
