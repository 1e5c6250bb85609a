"""What the kernels join instead of dates: hours with their local months, and numbers by which cells are found."""

from __future__ import annotations

import numpy as np

from fourfold.core.zones import HOUR_S, Ints, offsets_s
from fourfold.electricity.kernels.engine import Engine

HOURS_A_DAY = 24


def local_months(hours: Ints, time_zone: str) -> Ints:
    """Month in which hours begin on a zone's calendar, year × 100 + month ``[hour]``.

    Args:
        hours: since 1970-01-01T00:00 UTC ``[hour]``.
        time_zone: IANA name.
    """
    seconds = hours * HOUR_S
    local = (seconds + offsets_s(time_zone, seconds)).astype("datetime64[s]").astype("datetime64[M]").astype(np.int64)
    return (local // 12 + 1970) * 100 + local % 12 + 1


def make_calendar(engine: Engine) -> None:
    """Make ``calendar`` (area, hour, month) for the hours of the readings, and give each area and meter the ``base`` to
    which an hour is added.

    Needs ``spans``.
    """
    spans = engine.rows(
        "SELECT DISTINCT m.area, s.first_hour, s.last_hour FROM spans AS s JOIN meters AS m USING (meter)"
    )
    first, last = min(row[1] for row in spans), max(row[2] for row in spans)
    areas, hours, months = [], [], []
    for area, time_zone in engine.rows("SELECT area, time_zone FROM areas ORDER BY area"):
        own = _union([(row[1], row[2] + 1) for row in spans if row[0] == area])
        areas.append(np.full(own.size, area, np.int32))
        hours.append(own)
        months.append(local_months(own, time_zone))
    every = np.concatenate(hours)
    columns = {"area": np.concatenate(areas), "hour": every.astype(np.int32)}
    engine.table("calendar", columns | {"month": np.concatenate(months).astype(np.int32)})
    _number_cells(engine, first, last)


def make_clock(engine: Engine) -> None:
    """Make ``clock`` (hour, day, bit) for the hours of the readings. Needs ``spans``."""
    first, last = engine.rows("SELECT MIN(first_hour), MAX(last_hour) FROM spans")[0]
    clock = np.arange(first, last + 1, dtype=np.int64)
    bit = np.left_shift(1, clock % HOURS_A_DAY)
    engine.table("clock", {"hour": clock.astype(np.int32), "day": (clock // HOURS_A_DAY).astype(np.int32), "bit": bit})


def _number_cells(engine: Engine, first: int, last: int) -> None:
    """Give areas and meters a base: areas lie so far apart that no two of them share a cell."""
    areas = engine.rows("SELECT area, name, time_zone FROM areas ORDER BY area")
    numbers = np.array([row[0] for row in areas], np.int32)
    base = np.arange(len(areas), dtype=np.int64) * (last - first + 1) - first
    engine.table("area_bases", {"area": numbers, "base": base})
    engine.keep("areas_numbered", "SELECT a.area, a.name, b.base FROM areas AS a JOIN area_bases AS b USING (area)")
    engine.keep(
        "meters_numbered", "SELECT m.meter, m.name, m.area, b.base FROM meters AS m JOIN area_bases AS b USING (area)"
    )
    for name in ("areas", "meters"):
        engine.connection.execute(f"DROP VIEW {name}")
        engine.connection.execute(f"ALTER TABLE {name}_numbered RENAME TO {name}")


def _union(stretches: list[tuple[int, int]]) -> Ints:
    """Hours of stretches that may overlap, each once, in order."""
    merged: list[tuple[int, int]] = []
    for start, stop in sorted(stretches):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
        else:
            merged.append((start, stop))
    return np.concatenate([np.arange(start, stop, dtype=np.int64) for start, stop in merged] or [np.zeros(0, np.int64)])
