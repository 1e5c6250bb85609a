"""The account of a portfolio of meters in a folder of Parquet tables."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np

from fourfold.core.problems import N_, Assumption, InputError, Place, Problem, Problems, params_of
from fourfold.core.progress import Tick, no_tick
from fourfold.core.zones import tzdata_version
from fourfold.electricity.kernels import faults
from fourfold.electricity.kernels.account import Amounts, PortfolioAccount, ProductMonth
from fourfold.electricity.kernels.cells import make_calendar
from fourfold.electricity.kernels.cross_checks import check_claims, check_factors, check_gaps, check_shares
from fourfold.electricity.kernels.engine import Engine, engine
from fourfold.electricity.kernels.opening import open_tables
from fourfold.electricity.kernels.row_checks import check_rows
from fourfold.electricity.kernels.tables import WHOLE_PPM

Unmatched = Literal["residual", "location"]
_COLUMNS = "energy_uwh, claimed_uwh, location_pg, market_pg, residual_pg"
_STEPS = 6


def account_portfolio(
    folder: Path,
    unmatched: Unmatched = "residual",
    memory_mb: int = 2048,
    threads: int | None = None,
    tick: Tick = no_tick,
) -> PortfolioAccount:
    """Energy and emissions of a portfolio by product and month, by location, by market and with nothing claimed.

    Args:
        folder: of the tables (`tables`).
        unmatched: whose factor energy has that is not claimed: that of the residual mix, or that of the grid.
        memory_mb: memory the sums may use; beyond it they spill into a temporary folder that is removed.
        threads: how many; all of the machine where not given.
        tick: told after every step.

    Raises:
        InputError: tables are missing or at fault; everything that is wrong with them, in two rounds: each by itself,
            then against each other.
    """
    import duckdb

    with engine(memory_mb, threads) as opened:
        try:
            return _account(opened, folder, unmatched, tick)
        except duckdb.OutOfMemoryException as error:
            params = params_of({"found": memory_mb, "reason": str(error).splitlines()[0]})
            raise InputError([Problem(faults.OUT_OF_MEMORY, Place("--memory"), params)]) from error
        except duckdb.Error as error:
            params = params_of({"found": str(folder), "reason": str(error).splitlines()[0]})
            raise InputError([Problem(faults.TABLE_UNREADABLE, Place(folder.name), params)]) from error


def _account(opened: Engine, folder: Path, unmatched: Unmatched, tick: Tick) -> PortfolioAccount:
    problems = Problems()
    open_tables(opened, folder, problems)
    problems.raise_if_errors()
    tick(N_("checking tables"), 1, _STEPS)
    check_rows(opened, folder, problems)
    tick(N_("checking tables against each other"), 2, _STEPS)
    prepare(opened, unmatched)
    check_gaps(opened, problems)
    check_factors(opened, unmatched, problems)
    check_claims(opened, problems)
    check_shares(opened, problems)
    problems.raise_if_errors()
    tick(N_("summing meters"), 3, _STEPS)
    opened.run("metered", "claimed", "totals")
    tick(N_("sharing meters out"), 4, _STEPS)
    opened.run("shared", "hourly_metered", "hourly_claimed", "by_product")
    tick(N_("checking the books"), 5, _STEPS)
    done = _read(opened, unmatched)
    tick(N_("checking the books"), _STEPS, _STEPS)
    return done


def prepare(opened: Engine, unmatched: Unmatched) -> None:
    """Make the calendar and the cells. Needs ``spans``.

    Args:
        opened: with its tables.
        unmatched: basis of the factor of what is not claimed.
    """
    make_calendar(opened)
    roles = {"basis": np.array(["location", unmatched], object), "role": np.array(["location", "unmatched"], object)}
    opened.table("roles", roles)
    opened.run("cells")


def _read(opened: Engine, unmatched: Unmatched) -> PortfolioAccount:
    query = (
        f"SELECT b.product, p.name, b.month, {_COLUMNS} FROM by_product AS b"  # noqa: S608
        " JOIN products AS p ON p.product = b.product ORDER BY b.product, b.month"
    )
    rows = tuple(
        ProductMonth(product, name, month, Amounts(*map(int, amounts)))
        for product, name, month, *amounts in opened.rows(query)
    )
    total = sum((row.amounts for row in rows), Amounts())
    _check_books(opened, total)
    counts = "COUNT(*), SUM(hours), MIN(first_hour), MAX(last_hour)"
    meters, readings, first, last = opened.rows(f"SELECT {counts} FROM spans")[0]  # noqa: S608
    claims = opened.number("SELECT COUNT(*) FROM claims")
    assumptions = [Assumption(faults.LOCAL_MONTHS, params_of({"edition": tzdata_version()}))]
    if unmatched == "location":
        assumptions.append(Assumption(faults.UNMATCHED_BY_GRID))
    return PortfolioAccount(rows, total, unmatched, meters, int(readings), claims, first, last, tuple(assumptions))


def _check_books(opened: Engine, total: Amounts) -> None:
    """Hold the sum over products against the meters, and these against the tables as they were read.

    Raises:
        AssertionError: a Wh went missing or stands twice: a fault of the program, not of the tables.
    """
    sums = "SUM(energy_wh), SUM(claimed_wh), SUM(location_ug), SUM(market_ug), SUM(residual_ug)"
    of_meters = Amounts(*(int(value) * WHOLE_PPM for value in opened.rows(f"SELECT {sums} FROM totals")[0]))  # noqa: S608
    read = opened.number("SELECT SUM(energy_wh) FROM readings"), opened.number("SELECT SUM(energy_wh) FROM claims")
    if total != of_meters or read != (total.energy_uwh // WHOLE_PPM, total.claimed_uwh // WHOLE_PPM):
        raise AssertionError(f"the books do not close: {total} of the products, {of_meters} of the meters, {read} read")
