"""Hourly profiles for people: energy, factor and emissions of a site's grid electricity, on its standard clock.

Profiles are for looking at. They are summed from exact integers and only then cut to integers that every JSON reader
holds (at most 2^53); figures are never computed from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from fourfold.accounting.power.accounts import LoadAccount
from fourfold.accounting.study.declarations import Site
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.zones import standard_offset_s
from fourfold.electricity.integers import decimal_of

_DAY_HOURS = 24
_MOST = 10**12
_Objects = NDArray[np.object_]


def profiles_document(study: Study, rows: Sequence[LoadAccount]) -> list[JSON]:
    """One profile for each site and series."""
    sites = {site.id: site for site in study.declarations.sites}
    groups: dict[tuple[str, str], list[LoadAccount]] = {}
    for row in rows:
        groups.setdefault((row.load.site, row.hourly.series.id), []).append(row)
    return [_profile(sites[site], group) for (site, _), group in groups.items()]


def _profile(site: Site, rows: Sequence[LoadAccount]) -> dict[str, JSON]:
    exponent = min(row.hourly.energy.quantum_exponent for row in rows)
    energy = sum(
        _by_hour(row.hourly.energy.energy, row) * 10 ** (row.hourly.energy.quantum_exponent - exponent) for row in rows
    )
    unit = min(row.hourly.unit_exponent for row in rows)
    emissions = sum(_by_hour(row.hourly.emissions, row) * 10 ** (row.hourly.unit_exponent - unit) for row in rows)
    first = rows[0].hourly
    counts = _by_hour(np.ones(first.energy.grid.count, np.int64), rows[0])
    factors = [
        round(total / count) for total, count in zip(_by_hour(first.mg_co2e_per_kwh, rows[0]), counts, strict=True)
    ]
    days = WholeDays.of(first.energy.grid.start_s, len(factors), site.time_zone)
    whole, quantum_exponent = _cut(np.asarray(energy, object), exponent)
    milligrams = [scaled(int(value), unit + 6) for value in np.asarray(emissions, object)]
    return {
        "site": site.id,
        "series": first.series.id,
        "names": {str(lang): name for lang, name in site.names.items()},
        "time_zone": site.time_zone,
        "start": days.begins.isoformat(),
        "step_minutes": 60,
        "quantum_wh": decimal_text(decimal_of(1, quantum_exponent)),
        "energy": days.filled(whole),
        "factor_mg_co2e_per_kwh": days.filled(factors),
        "emissions_mg_co2e": days.filled(milligrams),
    }


@dataclass(frozen=True, slots=True)
class WholeDays:
    """The whole days of a site's standard clock that hold a run of hours.

    Attributes:
        begins: start of the first day.
        before, after: hours of the first and last day that lie outside the run.
    """

    begins: datetime
    before: int
    after: int

    @classmethod
    def of(cls, start_s: int, hours: int, time_zone: str) -> WholeDays:
        """The days of so many hours from a UTC second on."""
        offset_s = standard_offset_s(time_zone, datetime.fromtimestamp(start_s, UTC).year)
        before = (start_s + offset_s) // 3600 % _DAY_HOURS
        clock = timezone(timedelta(seconds=offset_s))
        return cls(datetime.fromtimestamp(start_s - before * 3600, clock), before, -(before + hours) % _DAY_HOURS)

    def filled(self, values: Sequence[int]) -> list[JSON]:
        """The values with nothing in the hours that lie outside."""
        return [*[None] * self.before, *values, *[None] * self.after]


def _by_hour(values: NDArray[np.int64] | _Objects, row: LoadAccount) -> _Objects:
    return sums_by_hour(values, row.hourly.energy.step_minutes)


def sums_by_hour(values: NDArray[np.int64] | _Objects, step_minutes: int) -> _Objects:
    """Sums over the hours from the first interval on; the last one is shorter where a clock moves by half an hour."""
    per_hour = 60 // step_minutes
    fits = values.dtype == np.int64 and int(values.max(initial=0)) <= np.iinfo(np.int64).max // per_hour
    summed = np.add.reduceat(values if fits else values.astype(object), np.arange(0, values.size, per_hour))
    as_objects: _Objects = summed.astype(object)
    return as_objects


def _cut(values: _Objects, exponent: int) -> tuple[list[int], int]:
    """The same in a coarser quantum, so that every value stays below `_MOST`."""
    shift = 0
    while max(values, default=0) >= _MOST * 10**shift:
        shift += 1
    return [scaled(int(value), -shift) for value in values], exponent + shift


def scaled(value: int, exponent: int) -> int:
    """Value times ten to a power, rounded to the nearest integer."""
    if exponent >= 0:
        return int(value * 10**exponent)
    divisor: int = 10**-exponent
    return (value + divisor // 2) // divisor
