"""What a reconciliation changed: every change as a row, and for each series how many and how large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats, GridFrame
from fourfold.electricity.reconciliation.quantities import Quantities
from fourfold.electricity.reconciliation.settings import Adjusted

ADJUSTMENTS = {
    "start_s": pl.Int64,
    "quantity": pl.String,
    "area": pl.String,
    "to_area": pl.String,
    "name": pl.String,
    "before_mwh": pl.Float64,
    "after_mwh": pl.Float64,
    "weight": pl.Float64,
}
"""Columns of the list of changes. ``name`` is the technology (and unit), the store, or the tie if it has a name."""


@dataclass(frozen=True, slots=True)
class Series:
    """One series that may be adjusted.

    Attributes:
        kind: what it is.
        area: area it belongs to; of an exchange, where it starts; of a border, the area beyond.
        to_area: of exchanges and borders, where the energy goes; otherwise empty.
        name: technology and unit, store, or name of the tie; may be empty.
    """

    kind: Adjusted
    area: str
    to_area: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class SeriesAdjustment:
    """How a series was changed over the period.

    Attributes:
        series: which one.
        count: in how many intervals.
        total_mwh: sum of the sizes of the changes.
        net_mwh: sum of the changes.
        largest_mwh: the change of the largest size.
        largest_at_s: UTC second of the interval it is in.
        energy_mwh: sum of the sizes of the values before, to compare with.
    """

    series: Series
    count: int
    total_mwh: float
    net_mwh: float
    largest_mwh: float
    largest_at_s: int
    energy_mwh: float


def series_of(quantities: Quantities) -> tuple[Series, ...]:
    """What stands at each place of the axis ``quantity``."""
    return tuple(_series(quantities.frame, kind, index) for kind, index, _ in quantities.kinds())


def _series(frame: GridFrame, kind: Adjusted, index: int) -> Series:
    areas = frame.areas
    if kind is Adjusted.GENERATION:
        source = frame.sources[index]
        return Series(kind, areas[source.area].code, name=" ".join(filter(None, (source.technology, source.unit))))
    if kind is Adjusted.EXCHANGE:
        tie = frame.ties[index]
        return Series(kind, areas[tie.from_area].code, areas[tie.to_area].code, tie.name)
    if kind is Adjusted.BORDER:
        border = frame.borders[index]
        return Series(kind, border.outside, areas[border.area].code)
    if kind is Adjusted.DEMAND:
        return Series(kind, areas[index].code)
    store = frame.stores[index]
    return Series(kind, areas[store.area].code, name=store.name)


class Tally:
    """Adds up changes block by block."""

    def __init__(self, count: int) -> None:
        self._changes = np.zeros(count, np.int64)
        self._total, self._net, self._energy, self._largest = (np.zeros(count) for _ in range(4))
        self._at = np.zeros(count, np.int64)

    def add(self, starts_s: Ints, before: Floats, after: Floats) -> None:
        """Count the changes of a block ``[interval, quantity]``."""
        change = after - before
        size = np.abs(change)
        self._changes += (change != 0).sum(axis=0)
        self._total += size.sum(axis=0)
        self._net += change.sum(axis=0)
        self._energy += np.abs(before).sum(axis=0)
        worst = size.argmax(axis=0)
        largest = change[worst, np.arange(change.shape[1])]
        larger = np.abs(largest) > np.abs(self._largest)
        self._largest = np.where(larger, largest, self._largest)
        self._at = np.where(larger, starts_s[worst], self._at)

    def of(self, series: tuple[Series, ...]) -> tuple[SeriesAdjustment, ...]:
        """The series that were changed, the most changed first."""
        changed = np.flatnonzero(self._changes)
        ordered = changed[np.argsort(-self._total[changed], kind="stable")]
        return tuple(
            SeriesAdjustment(
                series[at],
                int(self._changes[at]),
                float(self._total[at]),
                float(self._net[at]),
                float(self._largest[at]),
                int(self._at[at]),
                float(self._energy[at]),
            )
            for at in ordered.tolist()
        )


def adjustment_rows(
    series: tuple[Series, ...], starts_s: Ints, before: Floats, after: Floats, weight: Floats
) -> pl.DataFrame:
    """Every change of a block as a row of `ADJUSTMENTS`; weights are ``[quantity]``."""
    interval, quantity = np.nonzero(after != before)
    texts = {
        name: pl.Series([getattr(one, of) for one in series], dtype=pl.String).gather(quantity)
        for name, of in (("quantity", "kind"), ("area", "area"), ("to_area", "to_area"), ("name", "name"))
    }
    columns = {
        "start_s": starts_s[interval],
        **texts,
        "before_mwh": before[interval, quantity],
        "after_mwh": after[interval, quantity],
        "weight": weight[quantity],
    }
    return pl.DataFrame(columns, schema=ADJUSTMENTS)
