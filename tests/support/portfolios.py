"""Portfolios of meters for tests: rows in Python, tables in Parquet, and their account the slow way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import strategies as st

from fourfold.electricity.kernels.account import Amounts
from fourfold.electricity.kernels.sharing import whole_shares
from fourfold.electricity.kernels.tables import TABLES

H0 = 474_000
"""2024-01-28T00:00 UTC."""
ZONES = {1: "Asia/Shanghai", 2: "America/New_York"}
Row = tuple[int | str, ...]


@dataclass(frozen=True)
class Portfolio:
    """Rows of every table, cells in the order of its columns."""

    areas: tuple[Row, ...] = ()
    meters: tuple[Row, ...] = ()
    products: tuple[Row, ...] = ()
    readings: tuple[Row, ...] = ()
    factors: tuple[Row, ...] = ()
    claims: tuple[Row, ...] = ()
    shares: tuple[Row, ...] = ()
    hourly_shares: tuple[Row, ...] = ()

    def frame(self, name: str) -> pl.DataFrame:
        """A table, whole numbers as 64 bits."""
        schema = {one.name: pl.String if one.is_text else pl.Int64 for one in TABLES[name].columns}
        return pl.DataFrame(list(getattr(self, name)), schema=schema, orient="row")

    def write(self, folder: Path) -> Path:
        """Write those that have rows."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in TABLES.items():
            if getattr(self, name) or not table.optional:
                self.frame(name).write_parquet(folder / f"{name}.parquet")
        return folder


def month_of(hour: int, time_zone: str) -> int:
    """Local month, year × 100 + month, by the standard library."""
    local = datetime.fromtimestamp(hour * 3600, UTC).astimezone(ZoneInfo(time_zone))
    return local.year * 100 + local.month


def tiny() -> Portfolio:
    """Two meters in two areas around the end of January, one shared by month and one by hour, each with a claim."""
    first = H0 + 4 * 24 - 10
    hours = range(first, first + 8)
    return Portfolio(
        areas=((1, "East", ZONES[1]), (2, "West", ZONES[2])),
        meters=((7, "mill", 1), (9, "press", 2)),
        products=((1, "plate"), (2, "wire")),
        readings=tuple((meter, hour, 1000 + hour - first) for meter in (7, 9) for hour in hours),
        factors=tuple(
            (area, hour, basis, mg)
            for area in (1, 2)
            for hour in hours
            for basis, mg in (("location", 500_000 * area), ("residual", 600_000 * area))
        ),
        claims=(("c1", 7, first, 400, 12_000), ("c2", 7, first, 600, 0), ("c3", 9, first + 7, 1, 30_000)),
        shares=((7, 202401, 1, 333_333), (7, 202401, 2, 666_667), (7, 202402, 2, 1_000_000)),
        hourly_shares=tuple((9, hour, 1 + hour % 2, 1_000_000) for hour in hours),
    )


@st.composite
def portfolios(draw: st.DrawFn) -> Portfolio:
    """Whole portfolios, valid: any areas, readings, claims and shares."""
    count = draw(st.integers(1, 30))
    first = H0 + 4 * 24 - draw(st.integers(0, 30))
    hours = range(first, first + count)
    energies = st.one_of(st.integers(0, 3), st.integers(0, 10**11 - 1))
    mgs = st.one_of(st.integers(0, 3), st.integers(0, 10**7 - 1))
    meters = draw(st.lists(st.sampled_from([1, 2]), min_size=1, max_size=3))
    readings = [(meter, hour, draw(energies)) for meter in range(len(meters)) for hour in hours]
    factors = [(a, h, b, draw(mgs)) for a in sorted(set(meters)) for h in hours for b in ("location", "residual")]
    claims: list[Row] = []
    for meter, hour, energy in readings:
        for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
            if energy:
                part = draw(st.integers(1, energy))
                claims.append((f"c{len(claims)}", meter, hour, part, draw(mgs)))
                energy -= part
    amounts = st.lists(st.integers(0, 50), min_size=3, max_size=3).filter(any)
    shares: list[Row] = []
    hourly: list[Row] = []
    for meter, area in enumerate(meters):
        if draw(st.booleans()):
            for hour in hours:
                hourly += [(meter, hour, p, s) for p, s in enumerate(whole_shares(draw(amounts))) if s]
        else:
            for month in sorted({month_of(hour, ZONES[area]) for hour in hours}):
                shares += [(meter, month, p, s) for p, s in enumerate(whole_shares(draw(amounts))) if s]
    return Portfolio(
        areas=tuple((area, f"area {area}", zone) for area, zone in ZONES.items()),
        meters=tuple((meter, f"meter {meter}", area) for meter, area in enumerate(meters)),
        products=tuple((product, f"product {product}") for product in range(3)),
        readings=tuple(readings),
        factors=tuple(factors),
        claims=tuple(claims),
        shares=tuple(shares),
        hourly_shares=tuple(hourly),
    )


def slow_account(portfolio: Portfolio, unmatched: str = "residual") -> dict[tuple[int, int], Amounts]:
    """Row by row, in Python's whole numbers."""
    zones = {int(row[0]): str(row[2]) for row in portfolio.areas}
    areas = {int(row[0]): int(row[2]) for row in portfolio.meters}
    factor = {row[:3]: int(row[3]) for row in portfolio.factors}
    claims: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for _, meter, hour, energy, mg in portfolio.claims:
        claims[int(meter), int(hour)].append((int(energy), int(mg)))
    done: dict[tuple[int, int], Amounts] = defaultdict(Amounts)
    for row in portfolio.readings:
        meter, hour, energy = (int(cell) for cell in row)
        area = areas[meter]
        month = month_of(hour, zones[area])
        location, rest = factor[area, hour, "location"], factor[area, hour, unmatched]
        own = claims[meter, hour]
        claimed = sum(wh for wh, _ in own)
        market = sum(wh * mg for wh, mg in own) + (energy - claimed) * rest
        shares = [r[2:] for r in portfolio.shares if r[:2] == (meter, month)]
        shares += [r[2:] for r in portfolio.hourly_shares if r[:2] == (meter, hour)]
        for product, share in shares:
            amounts = (energy, claimed, energy * location, market, energy * rest)
            done[int(product), month] += Amounts(*(amount * int(share) for amount in amounts))
    return dict(done)
