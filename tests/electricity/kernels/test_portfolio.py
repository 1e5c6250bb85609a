"""Portfolios in a folder: the account is that of a slow Python version, and what is wrong is told, all of it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import get_args

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError
from fourfold.electricity.kernels.account import Amounts
from fourfold.electricity.kernels.cells import local_months
from fourfold.electricity.kernels.portfolio import Unmatched, account_portfolio
from fourfold.electricity.kernels.sharing import whole_shares
from support.command import Command
from support.portfolios import H0, ZONES, Portfolio, month_of, portfolios, slow_account, tiny


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


@pytest.fixture(autouse=True)
def _spills_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    spill = tmp_path / "spill"
    spill.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(spill))
    yield
    assert not list(spill.glob("fourfold-*"))


def faults(folder: Path) -> list[tuple[str, str]]:
    with pytest.raises(InputError) as caught:
        account_portfolio(folder, memory_mb=256, threads=1)
    return [(problem.kind.code.removeprefix("portfolio-"), str(problem.place)) for problem in caught.value.problems]


@settings(max_examples=5, deadline=None)
@given(portfolios(), st.sampled_from(get_args(Unmatched)))
def test_the_account_is_that_of_adding_row_by_row(portfolio: Portfolio, unmatched: Unmatched) -> None:
    with tempfile.TemporaryDirectory() as name:
        done = account_portfolio(portfolio.write(Path(name)), unmatched, 256, 1)
    expected = slow_account(portfolio, unmatched)
    assert {(row.product, row.month): row.amounts for row in done.rows} == expected
    assert done.total == sum(expected.values(), Amounts())
    assert done.total.energy_uwh == sum(int(row[2]) for row in portfolio.readings) * 10**6
    assert (done.meters, done.readings, done.claims) == (
        len(portfolio.meters),
        len(portfolio.readings),
        len(portfolio.claims),
    )


def test_laws_of_the_bases_hold(tmp_path: Path) -> None:
    whole = tiny()
    done = account_portfolio(whole.write(tmp_path / "claims"), memory_mb=256, threads=1)
    bare = account_portfolio(replace(whole, claims=()).write(tmp_path / "bare"), memory_mb=256, threads=1)
    assert bare.total.market_pg == bare.total.residual_pg == done.total.residual_pg
    assert done.total.market_pg < done.total.residual_pg
    located = sum(int(r[2]) * (500_000 if r[0] == 7 else 1_000_000) for r in whole.readings)
    assert done.total.location_pg == located * 10**6
    assert done.total.unmatched_kwh + done.total.claimed_kwh == done.total.energy_kwh


def test_files_of_a_folder_are_one_table_whatever_their_name_and_narrower_numbers_do(tmp_path: Path) -> None:
    whole = tiny()
    folder = whole.write(tmp_path / "it's [a] * folder?")
    expected = account_portfolio(folder, memory_mb=256, threads=1)
    (folder / "readings.parquet").unlink()
    (folder / "readings").mkdir()
    readings = whole.frame("readings").with_columns(pl.col("meter", "hour").cast(pl.Int32))
    readings[:5].write_parquet(folder / "readings" / "a[1].parquet")
    readings[5:].write_parquet(folder / "readings" / "b.parquet")
    assert account_portfolio(folder, memory_mb=256, threads=1) == expected


def test_tables_and_columns_that_are_missing_or_of_another_type_are_told_together(tmp_path: Path) -> None:
    folder = tiny().write(tmp_path / "p")
    (folder / "meters.parquet").unlink()
    (folder / "products.parquet").write_bytes(b"no Parquet")
    frame = pl.read_parquet(folder / "readings.parquet")
    frame.rename({"hour": "time"}).cast({"energy_wh": pl.Float64}).write_parquet(folder / "readings.parquet")
    assert faults(folder) == [
        ("table-missing", "meters"),
        ("table-unreadable", "products.parquet"),
        ("column-type", "readings.parquet energy_wh"),
        ("column-missing", "readings.parquet hour"),
    ]


def test_cells_out_of_bounds_and_empty_ones_are_told_with_their_rows(tmp_path: Path) -> None:
    folder = tiny().write(tmp_path / "p")
    frame = pl.read_parquet(folder / "readings.parquet").with_row_index()
    wrong = pl.when(pl.col("index") == 3).then(-1).when(pl.col("index") == 9).then(None).otherwise(pl.col("energy_wh"))
    frame.with_columns(energy_wh=wrong).drop("index").write_parquet(folder / "readings.parquet")
    assert faults(folder) == [
        ("cell-beyond", "readings.parquet:4 energy_wh"),
        ("cell-empty", "readings.parquet:10 energy_wh"),
    ]


def test_repeats_unknown_numbers_and_words_are_told_together(tmp_path: Path) -> None:
    whole = tiny()
    folder = replace(
        whole,
        areas=(*whole.areas, (3, "nowhere", "Mars/Olympus")),
        meters=(*whole.meters, (8, "lost", 55)),
        readings=(*whole.readings, whole.readings[2], (77, H0, 5)),
        factors=(*whole.factors, (1, H0, "marginal", 5)),
        claims=(*whole.claims, ("c1", 7, H0, 1, 1)),
        shares=(*whole.shares, (7, 202401, 6, 0)),
    ).write(tmp_path / "p")
    assert faults(folder) == [
        ("zone-unknown", "areas.parquet:3 time_zone"),
        ("row-twice", "claims.parquet:4 claim"),
        ("basis-unknown", "factors.parquet:33 basis"),
        ("name-unknown", "meters.parquet:3 area"),
        ("row-twice", "readings.parquet:17 hour"),
        ("name-unknown", "readings.parquet:18 meter"),
        ("name-unknown", "shares.parquet:4 product"),
    ]


def test_gaps_factors_claims_and_shares_that_do_not_fit_each_other_are_told_together(tmp_path: Path) -> None:
    whole = tiny()
    first = int(whole.readings[0][1])
    folder = replace(
        whole,
        readings=tuple(row for row in whole.readings if row[:2] != (9, first + 3)),
        factors=tuple(row for row in whole.factors if row[:3] != (1, first + 2, "residual")),
        claims=(*whole.claims, ("c9", 7, first, 1, 0), ("c8", 9, first + 3, 4, 0)),
        shares=((7, 202401, 1, 999_999),),
        hourly_shares=(*(row for row in whole.hourly_shares if row[1] != first + 5), (7, first, 1, 10**6)),
    ).write(tmp_path / "p")
    assert faults(folder) == [
        ("claimed-above", "claims energy_wh"),
        ("claimed-above", "claims energy_wh"),
        ("factor-missing", "factors hour"),
        *[("unshared", "hourly_shares hour")] * 8,
        ("shared-twice", "hourly_shares meter"),
        ("reading-gap", "readings hour"),
        ("shares-uneven", "shares share_ppm"),
    ]


def test_sums_that_do_not_fit_into_the_memory_given_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        account_portfolio(tiny().write(tmp_path / "p"), memory_mb=1, threads=1)
    (problem,) = caught.value.problems
    assert problem.kind.code == "portfolio-out-of-memory"


def test_a_file_that_is_cut_short_is_told(tmp_path: Path) -> None:
    folder = tiny().write(tmp_path / "p")
    whole = (folder / "readings.parquet").read_bytes()
    (folder / "readings.parquet").write_bytes(b"PAR1" + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
    assert {code for code, _ in faults(folder)} == {"table-unreadable"}


def test_a_month_without_shares_is_told(tmp_path: Path) -> None:
    whole = tiny()
    folder = replace(whole, shares=whole.shares[:2]).write(tmp_path / "p")
    with pytest.raises(InputError, match="meter 7 has no shares for 2024-02"):
        account_portfolio(folder, memory_mb=256, threads=1)


def test_without_a_residual_mix_what_is_not_claimed_may_have_the_factor_of_the_grid_and_that_is_said(
    tmp_path: Path,
) -> None:
    whole = tiny()
    located = replace(whole, factors=tuple(row for row in whole.factors if row[2] == "location"))
    folder = located.write(tmp_path / "p")
    assert set(faults(folder)) == {("factor-missing", "factors hour")}
    done = account_portfolio(folder, "location", 256, 1)
    assert done.bases == ("location", "market")
    assert done.total.residual_pg == done.total.location_pg
    assert "portfolio-unmatched-by-grid" in {one.kind.code for one in done.assumptions}


@given(st.integers(0, 1_000_000), st.sampled_from([*ZONES.values(), "Asia/Kolkata", "Pacific/Apia"]))
def test_months_are_those_of_the_standard_library(first: int, zone: str) -> None:
    hours = pl.Series(range(first, first + 3), dtype=pl.Int64).to_numpy()
    assert local_months(hours, zone).tolist() == [month_of(hour, zone) for hour in hours.tolist()]


@given(st.lists(st.integers(0, 10**20), min_size=1, max_size=6).filter(any))
def test_shares_are_whole_and_next_to_the_exact_ones(amounts: list[int]) -> None:
    found = whole_shares(amounts)
    assert sum(found) == 10**6
    assert all(
        abs(share * sum(amounts) - amount * 10**6) < sum(amounts) for share, amount in zip(found, amounts, strict=True)
    )


def test_the_command_prints_writes_and_refuses(tmp_path: Path, fourfold: Command) -> None:
    folder = tiny().write(tmp_path / "p")
    done = fourfold("supply", "account", folder, "--csv", tmp_path / "out.csv")
    assert done.code == 0
    assert "2 meters, 16 readings, 3 claims" in done.out
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "1,plate,2024-01,location,4.678999333,0.333333,4.345666333,4.3454996665"
    assert len(lines) == 1 + 3 * 3
    told = fourfold("supply", "account", folder, "--json", "-")
    assert '"unmatched":"residual"' in told.out
    refused = fourfold("supply", "account", folder, "--csv", folder / "readings.parquet")
    assert refused.code == 2
    assert fourfold("supply", "account", tmp_path / "nothing").code == 2
