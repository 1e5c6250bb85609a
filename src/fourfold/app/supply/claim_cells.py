"""What is open of meters, window by window, and which lots lie in those windows.

Meters of several time zones are planned together where their windows agree: hours that begin at the same minutes, and
months and years of the same number. A lot takes part where it lies in that window on the calendar of each zone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.app.supply.claim_loads import MeterLoad
from fourfold.app.supply.claim_offers import LotOffer
from fourfold.app.supply.claim_windows import Calendar
from fourfold.core.zones import Ints
from fourfold.electricity.supply.allocation import Side
from fourfold.electricity.supply.criteria import MatchWindow
from fourfold.electricity.supply.instruments import hour_offset_s


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """What is open of a meter ``[interval]``."""

    load: MeterLoad
    open_wh: Ints

    @property
    def total_wh(self) -> int:
        """All of it."""
        return int(self.open_wh.sum(dtype=object))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Open intervals of meters, by time and meter.

    Attributes:
        load: position of the meter of each ``[cell]``.
        interval: its number there ``[cell]``.
        side: window, area, energy and factor of each.
        areas: position of each area of meters.
        bounds: start and end of each window, by time zone.
        positions: position of each window by its number.
    """

    load: Ints
    interval: Ints
    side: Side
    areas: Mapping[str, int]
    bounds: Mapping[str, Sequence[tuple[int, int]]]
    positions: Mapping[int, int]

    @classmethod
    def of(cls, loads: Sequence[Open], calendar: Calendar) -> Cells:
        """The open intervals that lie in one window.

        Args:
            loads: meters whose windows agree.
            calendar: the windows, of whichever zone.
        """
        areas = {area: at for at, area in enumerate(sorted({one.load.meter.area for one in loads}))}
        found: list[tuple[int, int, int, int, int]] = []
        for number, one in enumerate(loads):
            own = calendar.of(one.load.time_zone)
            first, last = (own.keys(one.load.starts + ahead) for ahead in (0, one.load.meter.step_s - 1))
            for at in np.flatnonzero((one.open_wh > 0) & (first == last)).tolist():
                found.append((int(one.load.starts[at]), number, at, int(one.open_wh[at]), int(first[at])))
        found.sort()
        moments = {key: start for start, _, _, _, key in reversed(found)}
        positions = {key: at for at, key in enumerate(sorted(moments))}
        load, interval, energy, key = np.array([row[1:] for row in found], np.int64).reshape(-1, 4).T
        window = np.array([positions[one] for one in key.tolist()], np.int64)
        kind = np.array([areas[loads[one].load.meter.area] for one in load.tolist()], np.int64)
        factors = [loads[number].load.mg_co2e_per_kwh[at] for _, number, at, *_ in found]
        bounds = {
            zone: [calendar.of(zone).bounds(one, moments[one]) for one in positions]
            for zone in {one.load.time_zone for one in loads}
        }
        return cls(load, interval, Side.of(window, kind, energy, factors), areas, bounds, positions)

    def offers(self, offers: Sequence[LotOffer], calendar: Calendar) -> list[tuple[LotOffer, int]]:
        """Offers that lie in a window with something open, with the position of the window."""
        starts = np.array([one.certificate.start_s for one in offers], np.int64)
        keys = np.stack([calendar.of(zone).keys(starts) for zone in self.bounds])
        agree = (keys == keys[0]).all(axis=0).tolist()
        found = []
        for one, key, is_one in zip(offers, keys[0].tolist(), agree, strict=True):
            at = self.positions.get(key) if is_one else None
            if at is not None and all(_within(one, bounds[at]) for bounds in self.bounds.values()):
                found.append((one, at))
        return found


def _within(offer: LotOffer, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= offer.certificate.start_s and offer.certificate.end_s <= bounds[1]


def planned_together(loads: Sequence[Open], calendar: Calendar) -> Iterator[list[Open]]:
    """Meters to be planned together, one group after another; of several that with most open energy comes first.

    First those whose windows agree; then, for lots that lie in unlike months or years of several zones, each zone.
    """
    groups: dict[int, list[Open]] = {}
    zones: dict[str, list[Open]] = {}
    for one in loads:
        by_hour = calendar.match is MatchWindow.HOUR and one.load.starts.size
        offset = hour_offset_s(one.load.starts, one.load.time_zone) if by_hour else 0
        groups.setdefault(offset, []).append(one)
        zones.setdefault(one.load.time_zone, []).append(one)
    yield from _most_open_first(groups.values())
    if len(zones) > 1 and calendar.match in (MatchWindow.MONTH, MatchWindow.YEAR):
        yield from _most_open_first(zones.values())


def _most_open_first(groups: Iterable[list[Open]]) -> list[list[Open]]:
    return sorted(groups, key=lambda group: -sum(one.total_wh for one in group))
