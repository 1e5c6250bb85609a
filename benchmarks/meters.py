"""Portfolios of meters: our kernels against DuckDB's bare join of the same files, polars and pandas, and how they grow.

``python benchmarks/meters.py [--rows 10] [--peer-rows 10] [--runs 3] [--curve 1,3,10,30]``

Without ``--curve`` there is none. Rows are millions of meter-hours: meters of 60 areas over the 8,760 hours of 2023,
three products a meter, a claim for one hour in ten. The tables are made in a temporary folder, the same every time,
256 meters a file.

kernels   every kernel, from the files to products by month on three bases; without the checks of the tables.
account   the same with every check: what ``fourfold supply account`` does.
bare      DuckDB, told nothing but the question in one go: readings joined with meters and with the factors of one basis
          on area and hour, Wh × factor summed to one number; the same of the claims. No months, products, exact types.
floor     the same one number with our numbered cells, so with one integer to join on: what months, meters, products and
          three bases cost is the difference.
polars    streaming, the same result as `kernels` by the plain way: joins on area and hour, group by meter and month.
pandas    the same, in memory.

Each is a process of its own, with two threads where it has threads; runs alternate. Printed are medians of processor
time and of time by the clock, both without imports, the most memory of a process, and ratios of the medians of
processor time, which other work on the machine disturbs less. All have to come to the same sum.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AREAS, HOURS, FIRST = 60, 8760, 464_584  # 2023-01-01T00:00 in Shanghai
METERS_A_FILE, PRODUCTS = 256, 50
BYTES_A_ROW = 8
"""On disk, readings and claims, with room to spare."""
MEMORY_MB, THREADS = 2048, 2


def make(folder: Path, millions: int) -> int:
    """Make the tables; how many readings there are."""
    import numpy as np
    import polars as pl

    random = np.random.default_rng(20_230_101)
    meters = max(millions * 1_000_000 // HOURS, AREAS)
    numbers, hours = np.arange(meters, dtype=np.int32), np.arange(FIRST, FIRST + HOURS, dtype=np.int32)
    areas = np.arange(AREAS, dtype=np.int32)
    zone = pl.lit("Asia/Shanghai")
    pl.DataFrame({"area": areas}).with_columns(name=pl.lit("area"), time_zone=zone).write_parquet(
        folder / "areas.parquet"
    )
    pl.DataFrame({"meter": numbers, "area": numbers % AREAS}).with_columns(name=pl.lit("meter")).write_parquet(
        folder / "meters.parquet"
    )
    products = pl.DataFrame({"product": np.arange(PRODUCTS, dtype=np.int32)}).with_columns(name=pl.lit("product"))
    products.write_parquet(folder / "products.parquet")
    bases = []
    for basis in ("location", "residual"):
        cells = {"area": np.repeat(areas, HOURS), "hour": np.tile(hours, AREAS)}
        mg = random.integers(20_000, 950_000, AREAS * HOURS)
        bases.append(pl.DataFrame(cells).with_columns(basis=pl.lit(basis), mg_co2e_per_kwh=pl.Series(mg)))
    pl.concat(bases).write_parquet(folder / "factors.parquet")
    months = np.arange(202_301, 202_313, dtype=np.int32)
    shares = [
        {
            "meter": np.repeat(numbers, 12),
            "month": np.tile(months, meters),
            "product": np.repeat((numbers * 3 + part) % PRODUCTS, 12).astype(np.int32),
            "share_ppm": np.full(meters * 12, ppm),
        }
        for part, ppm in enumerate((500_000, 333_333, 166_667))
    ]
    pl.concat([pl.DataFrame(part) for part in shares]).write_parquet(folder / "shares.parquet")
    for name in ("readings", "claims"):
        (folder / name).mkdir()
    for at in range(0, meters, METERS_A_FILE):
        _make_file(folder, numbers[at : at + METERS_A_FILE], hours, random)
    return meters * HOURS


def _make_file(folder: Path, meters: Any, hours: Any, random: Any) -> None:
    import numpy as np
    import polars as pl

    cells = {"meter": np.repeat(meters, HOURS), "hour": np.tile(hours, meters.size)}
    readings = pl.DataFrame(cells).with_columns(energy_wh=pl.Series(random.integers(2, 200_000, meters.size * HOURS)))
    name = f"{int(meters[0]):06}.parquet"
    readings.write_parquet(folder / "readings" / name)
    claims = readings.filter((pl.col("meter") + pl.col("hour")) % 10 == 0).with_columns(
        claim=pl.format("{}-{}", "meter", "hour"),
        energy_wh=pl.col("energy_wh") // 2,
        mg_co2e_per_kwh=pl.lit(12_000, pl.Int64),
    )
    claims.write_parquet(folder / "claims" / name)


def by_kernels(folder: Path) -> int:
    """Everything but the checks; location-based emissions in picogram."""
    from fourfold.core.problems import Problems
    from fourfold.electricity.kernels.engine import engine
    from fourfold.electricity.kernels.opening import open_tables
    from fourfold.electricity.kernels.portfolio import prepare

    with engine(MEMORY_MB, THREADS) as opened:
        problems = Problems()
        open_tables(opened, folder, problems)
        problems.raise_if_errors()
        opened.run("spans")
        prepare(opened, "residual")
        opened.run("metered", "claimed", "totals", "shared", "hourly_metered", "hourly_claimed", "by_product")
        return opened.number("SELECT SUM(location_pg) FROM by_product")


def by_account(folder: Path) -> int:
    """What the command does."""
    from fourfold.electricity.kernels.portfolio import account_portfolio

    return account_portfolio(folder, memory_mb=MEMORY_MB, threads=THREADS).total.location_pg


def by_duckdb(folder: Path) -> int:
    """Scan, join, sum."""
    import duckdb

    connection = duckdb.connect(config={"threads": THREADS, "memory_limit": f"{MEMORY_MB}MB"})
    found = 0
    for table in ("claims", "readings"):
        query = (
            f"SELECT SUM(r.energy_wh * f.mg_co2e_per_kwh) FROM '{folder}/{table}/*.parquet' AS r"  # noqa: S608
            f" JOIN '{folder}/meters.parquet' AS m USING (meter)"
            f" JOIN '{folder}/factors.parquet' AS f ON f.area = m.area AND f.hour = r.hour"
            " WHERE f.basis = 'location'"
        )
        found = int(connection.execute(query).fetchall()[0][0])
    return found * 10**6


def by_floor(folder: Path) -> int:
    """Scan, join on one integer, sum: the least our way could take; the cells are made as in `by_kernels`."""
    from fourfold.core.problems import Problems
    from fourfold.electricity.kernels.engine import engine
    from fourfold.electricity.kernels.opening import open_tables
    from fourfold.electricity.kernels.portfolio import prepare

    with engine(MEMORY_MB, THREADS) as opened:
        open_tables(opened, folder, Problems())
        opened.run("spans")
        prepare(opened, "residual")
        found = 0
        for table in ("claims", "readings"):
            found = opened.number(
                f"SELECT SUM(r.energy_wh * c.location_mg) FROM {table} AS r JOIN meters AS m USING (meter)"  # noqa: S608
                " JOIN cells AS c ON c.cell = m.base + r.hour"
            )
        return found * 10**6


def by_polars(folder: Path) -> int:
    """The same result the plain way, streaming."""
    import polars as pl

    factors = pl.scan_parquet(folder / "factors.parquet")
    local = pl.from_epoch(pl.col("hour").cast(pl.Int64) * 3600 + 8 * 3600)
    month = (local.dt.year() * 100 + local.dt.month()).alias("month")
    wide = (
        factors.filter(basis="location")
        .join(factors.filter(basis="residual"), on=["area", "hour"], suffix="_rest")
        .with_columns(month)
        .collect()
        .lazy()
    )
    meters = pl.scan_parquet(folder / "meters.parquet").select("meter", "area")
    energy, mg, rest = pl.col("energy_wh"), pl.col("mg_co2e_per_kwh"), pl.col("mg_co2e_per_kwh_rest")
    readings = (
        pl.scan_parquet(folder / "readings" / "*.parquet").join(meters, on="meter").join(wide, on=["area", "hour"])
    )
    metered = readings.group_by("meter", "month").agg(
        energy.sum(), location=(energy * mg).sum(), residual=(energy * rest).sum()
    )
    claims = pl.scan_parquet(folder / "claims" / "*.parquet").rename({"mg_co2e_per_kwh": "own"}).drop("claim")
    claimed = (
        claims.join(meters, on="meter")
        .join(wide, on=["area", "hour"])
        .group_by("meter", "month")
        .agg(claimed=energy.sum(), more=(energy * (pl.col("own") - rest)).sum())
    )
    totals = metered.join(claimed, on=["meter", "month"], how="left").join(
        pl.scan_parquet(folder / "shares.parquet"), on=["meter", "month"]
    )
    ppm = pl.col("share_ppm").cast(pl.Int128)
    done = totals.group_by("product", "month").agg(
        (ppm * pl.col("energy_wh")).sum(),
        location=(ppm * pl.col("location")).sum(),
        market=(ppm * (pl.col("residual") + pl.col("more").fill_null(0))).sum(),
        residual=(ppm * pl.col("residual")).sum(),
    )
    return int(done.collect(engine="streaming")["location"].sum())


def by_pandas(folder: Path) -> int:
    """The same in memory; files are read by polars, since pandas needs another library for it."""
    import pandas as pd
    import polars as pl

    def frame(name: str) -> Any:
        read = pl.read_parquet(folder / name)
        return pd.DataFrame(
            {column: read[column].to_numpy() for column in read.columns if column not in ("claim", "name")}
        )

    factors = frame("factors.parquet")
    located = factors[factors.basis == "location"].drop(columns="basis")
    wide = located.merge(factors[factors.basis == "residual"].drop(columns="basis"), on=["area", "hour"])
    local = pd.to_datetime(wide.hour.astype("int64") * 3600 + 8 * 3600, unit="s")
    wide["month"] = local.dt.year * 100 + local.dt.month
    meters = frame("meters.parquet")
    rows = frame("readings/*.parquet").merge(meters, on="meter").merge(wide, on=["area", "hour"])
    rows["location"] = rows.energy_wh * rows.mg_co2e_per_kwh_x
    rows["residual"] = rows.energy_wh * rows.mg_co2e_per_kwh_y
    metered = rows.groupby(["meter", "month"], as_index=False)[["energy_wh", "location", "residual"]].sum()
    claims = frame("claims/*.parquet").merge(meters, on="meter").merge(wide, on=["area", "hour"])
    claims["more"] = claims.energy_wh * (claims.mg_co2e_per_kwh - claims.mg_co2e_per_kwh_y)
    claimed = claims.groupby(["meter", "month"], as_index=False)[["more"]].sum()
    totals = metered.merge(claimed, on=["meter", "month"], how="left").merge(
        frame("shares.parquet"), on=["meter", "month"]
    )
    totals["market"] = totals.residual + totals.more.fillna(0).astype("int64")
    for name in ("energy_wh", "location", "market", "residual"):
        totals[name] = totals[name].astype(object) * totals.share_ppm.astype(object)
    done = totals.groupby(["product", "month"])[["energy_wh", "location", "market", "residual"]].sum()
    return int(done.location.sum())


@dataclass(frozen=True)
class Times:
    """Seconds of the processor and by the clock, and the most MiB."""

    processor: float
    clock: float
    mib: float

    @staticmethod
    def median(times: Sequence[Times]) -> Times:
        """Of each, but the most of the memory."""
        processor = statistics.median(one.processor for one in times)
        return Times(processor, statistics.median(one.clock for one in times), max(one.mib for one in times))


WAYS: dict[str, Callable[[Path], int]] = {
    "kernels": by_kernels,
    "account": by_account,
    "bare": by_duckdb,
    "floor": by_floor,
    "polars": by_polars,
    "pandas": by_pandas,
}


def work(way: str, folder: Path) -> None:
    """In a process of its own: do it, and print seconds of the processor and by the clock, MiB and the sum."""
    import duckdb as _duckdb  # noqa: F401 - imports are not timed
    import polars as _polars  # noqa: F401

    import fourfold.electricity.kernels.portfolio as _portfolio  # noqa: F401

    if way == "pandas":
        import pandas as _pandas  # noqa: F401
    start, worked = time.perf_counter(), time.process_time()
    total = WAYS[way](folder)
    seconds, processor = time.perf_counter() - start, time.process_time() - worked
    print(json.dumps([processor, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, str(total)]))


def measured(ways: tuple[str, ...], folder: Path, runs: int) -> dict[str, Times]:
    """What each way took; runs alternate, and all come to the same sum."""
    found: dict[str, list[Times]] = {way: [] for way in ways}
    sums = set()
    for _ in range(runs):
        for way in ways:
            command = [sys.executable, __file__, "--work", way, str(folder)]
            done = subprocess.run(command, check=False, capture_output=True, text=True)
            if done.returncode:
                print(f"  {way}: did not end ({done.stderr.strip().splitlines()[-1:] or done.returncode})")
                continue
            processor, seconds, mib, total = json.loads(done.stdout)
            found[way].append(Times(processor, seconds, mib))
            sums.add(total)
    if len(sums) != 1:
        raise SystemExit(f"the sums differ: {sums}")
    return {way: Times.median(times) for way, times in found.items() if times}


def tables(millions: int) -> Iterator[tuple[Path, int]]:
    """A folder with tables, gone afterwards; nothing where the disk has no room for them."""
    need = millions * 1_000_000 * BYTES_A_ROW
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < 2 * need:
        print(f"{millions:>5} million: needs {need / 1e9:.1f} GB twice, {free / 1e9:.1f} GB are free; left out")
        return
    with tempfile.TemporaryDirectory(prefix="fourfold-bench-") as name:
        rows = make(Path(name), millions)
        size = sum(path.stat().st_size for path in Path(name).rglob("*.parquet"))
        print(f"{rows:,} readings, {size / 2**20:,.0f} MiB of Parquet")
        yield Path(name), rows


def has_pandas() -> bool:
    """Whether pandas is there; it is no dependency."""
    return not subprocess.run([sys.executable, "-c", "import pandas"], check=False, capture_output=True).returncode


def show(found: dict[str, Times], rows: int) -> None:
    """Print a line each: what it took, and the ratio of our time to it."""
    ours = found["kernels"].processor
    for way, times in found.items():
        took = f"{times.processor:8.2f} s of processor {times.clock:8.2f} s by the clock {times.mib:7,.0f} MiB"
        rate = f"{rows / times.processor / 1e6:6.2f} million rows a second"
        print(f"  {way:<8}{took} {rate}; kernels take {ours / times.processor:5.2f} × as long")


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10, help="millions against the bare join")
    parser.add_argument("--peer-rows", type=int, default=10, help="millions against polars and pandas; 0 for none")
    parser.add_argument("--curve", default="", help="millions, joined by commas, for kernels and floor alone")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work[0], Path(options.work[1]))
        return
    for folder, rows in tables(options.rows):
        show(measured(("kernels", "account", "floor", "bare"), folder, options.runs), rows)
    if options.peer_rows:
        if not has_pandas():
            print("pandas is not installed; left out")
        peers = ("kernels", "bare", "polars", *(("pandas",) if has_pandas() else ()))
        for folder, rows in tables(options.peer_rows):
            show(measured(peers, folder, options.runs), rows)
    for millions in filter(None, options.curve.split(",")):
        for folder, rows in tables(int(millions)):
            show(measured(("kernels", "floor"), folder, 1 if int(millions) > 30 else options.runs), rows)


if __name__ == "__main__":
    main()
