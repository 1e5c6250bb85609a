"""SQL kernels: in the dialect, the same on DuckDB and polars, and what they say they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.electricity.kernels.engine import Engine, engine
from fourfold.electricity.kernels.kernels import CHECKS, KERNELS, kernel
from fourfold.electricity.kernels.tables import TABLES
from support.portfolios import H0, ZONES, Portfolio, month_of, portfolios, tiny
from support.sql_dialect import offences

ALL = ("spans", "cells", *KERNELS[1:], *CHECKS[1:])


@pytest.mark.parametrize("name", ALL)
def test_every_kernel_keeps_to_the_dialect(name: str) -> None:
    assert offences(name, kernel(name)) == []


@pytest.mark.parametrize(
    ("was", "instead", "told"),
    [
        ("SUM(CAST(r.energy_wh AS DECIMAL(18, 0)))", "SUM(r.energy_wh)", "SUM of what is not cast: r"),
        ("COUNT(r.energy_wh)", "COUNT(*)", "a star that is no product"),
        ("r.energy_wh * c.location_mg", "r.energy_wh / 1000", "a sign beyond the dialect: /"),
        ("r.energy_wh * c.location_mg", "r.energy_wh * 0.5", "a float: 0.5"),
        ("c.cell = r.cell", "c.cell >= r.cell AND c.cell <= r.cell", "a sign beyond the dialect: <="),
        ("c.month AS month", "date_trunc(c.month) AS month", "a function beyond the dialect: date_trunc"),
        ("c.month AS month", "CAST(c.month AS DOUBLE) AS month", "a word beyond the dialect: DOUBLE"),
        ("GROUP BY r.meter, c.month", "GROUP BY 1, 2", "GROUP BY a position"),
        ("GROUP BY r.meter, c.month", "GROUP BY r.meter, c.month ORDER BY month", "a word beyond the dialect: ORDER"),
        (" ON c.cell = r.cell", "", "a JOIN without ON or USING"),
        ("-- Laws:", "-- Rules:", "no Laws in the header"),
    ],
)
def test_what_the_dialect_forbids_is_found(was: str, instead: str, told: str) -> None:
    text = kernel("metered")
    assert was in text
    assert told in offences("metered", text.replace(was, instead))


def inputs(portfolio: Portfolio, unmatched: str = "residual") -> dict[str, pl.DataFrame]:
    """Tables as kernels take them, prepared apart from the code that prepares them."""
    frames = {name: portfolio.frame(name) for name in TABLES}
    hours = sorted({int(row[1]) for row in portfolio.readings} | {H0})
    base = {area: number * 10_000 - hours[0] for number, area in enumerate(ZONES)}
    frames["areas"] = frames["areas"].with_columns(base=pl.col("area").replace_strict(base, default=None))
    frames["meters"] = frames["meters"].with_columns(base=pl.col("area").replace_strict(base, default=None))
    calendar = [(area, hour, month_of(hour, zone)) for area, zone in ZONES.items() for hour in hours]
    frames["calendar"] = pl.DataFrame(calendar, schema=["area", "hour", "month"], orient="row")
    clock = [(hour, hour // 24, 1 << hour % 24) for hour in hours]
    frames["clock"] = pl.DataFrame(clock, schema=["hour", "day", "bit"], orient="row")
    frames["roles"] = pl.DataFrame({"basis": ["location", unmatched], "role": ["location", "unmatched"]})
    return frames


@pytest.fixture(scope="module")
def duck() -> Iterator[Engine]:
    with engine(256, 1) as opened:
        yield opened


def by_duckdb(opened: Engine, frames: dict[str, pl.DataFrame]) -> dict[str, list[tuple[Any, ...]]]:
    for name, frame in frames.items():
        opened.table(name, {key: frame[key].to_numpy() for key in frame.columns})
    opened.run(*ALL)
    return {name: sorted(opened.rows(f"FROM {name}"), key=str) for name in ALL}


def by_polars(frames: dict[str, pl.DataFrame]) -> dict[str, list[tuple[Any, ...]]]:
    made = dict(frames)
    for name in ALL:
        made[name] = pl.SQLContext(made, eager=True).execute(kernel(name))
    return {name: sorted(made[name].rows(), key=str) for name in ALL}


def plain(rows: list[tuple[Any, ...]]) -> list[tuple[int | None, ...]]:
    return sorted((tuple(None if cell is None else int(cell) for cell in row) for row in rows), key=str)


def test_kernels_of_a_tiny_portfolio_are_as_worked_out_by_hand(duck: Engine) -> None:
    """1,000 to 1,007 Wh in eight hours; the tenth hour before midnight UTC is 22:00 in the east, 09:00 in the west."""
    found = by_duckdb(duck, inputs(tiny()))
    assert plain(found["metered"]) == [
        (7, 202401, 2, 2001, 2001 * 500_000, 2001 * 600_000),
        (7, 202402, 6, 6027, 6027 * 500_000, 6027 * 600_000),
        (9, 202401, 8, 8028, 8028 * 1_000_000, 8028 * 1_200_000),
    ]
    assert plain(found["claimed"]) == [
        (7, 202401, 2, 1000, 400 * 12_000, 1000 * 600_000),
        (9, 202401, 1, 1, 30_000, 1_200_000),
    ]
    mill = next(row for row in plain(found["totals"]) if row[:2] == (7, 202401))
    assert mill[2:] == (2, 2001, 1000, 1_000_500_000, 400 * 12_000 + 1001 * 600_000, 1_200_600_000)
    plate = next(row for row in plain(found["shared"]) if row[:2] == (1, 202401))
    assert plate[2:] == tuple(333_333 * value for value in (2001, 1000, 1_000_500_000, 605_400_000, 1_200_600_000))
    energies = [(row[0], row[1], row[2]) for row in plain(found["by_product"])]
    of_press = [sum(1000 + at for at in range(8) if (H0 + 86 + at) % 2 == odd) for odd in (0, 1)]
    assert energies == [
        (1, 202401, 2001 * 333_333 + of_press[0] * 10**6),
        (2, 202401, 2001 * 666_667 + of_press[1] * 10**6),
        (2, 202402, 6027 * 10**6),
    ]
    assert not any(found[name] for name in CHECKS[2:])


@st.composite
def anything(draw: st.DrawFn) -> Portfolio:
    """Tables with every fault: repeats, gaps, missing factors, too many claims, shares that make no whole."""
    hours = st.integers(H0, H0 + 30)
    meters, small = st.integers(0, 3), st.integers(0, 9)

    def rows(*cells: st.SearchStrategy[Any], most: int = 40) -> tuple[tuple[Any, ...], ...]:
        return tuple(draw(st.lists(st.tuples(*cells), max_size=most)))

    whole_day = tuple((0, H0 + hour, 1) for hour in range(24)) if draw(st.booleans()) else ()
    basis = st.sampled_from(["location", "residual"])
    return Portfolio(
        areas=tuple((area, "", zone) for area, zone in ZONES.items()),
        meters=tuple((meter, "", 1 + meter % 2) for meter in range(draw(st.integers(0, 4)))),
        readings=(*whole_day, *rows(meters, hours, small)),
        factors=rows(st.integers(1, 2), hours, basis, small),
        claims=rows(st.just("c"), meters, hours, small, small, most=10),
        shares=rows(meters, st.sampled_from([202401, 202402]), small, st.sampled_from([400_000, 600_000]), most=10),
        hourly_shares=rows(meters, hours, small, st.sampled_from([500_000, 1_000_000]), most=10),
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(portfolios(), anything()))
def test_polars_and_duckdb_come_to_the_same_rows(duck: Engine, portfolio: Portfolio) -> None:
    frames = inputs(portfolio)
    ours, theirs = by_duckdb(duck, frames), by_polars(frames)
    for name in ALL:
        assert plain(ours[name]) == plain(theirs[name]), name
