"""A database of ecoinvent's shape: ours against Brightway's bw2calc on the same numbers, in one process, on one thread.

``python benchmarks/lca.py [--quick] [--json] [--runs 3] [--draws 32] [--system shape|loops]``

cold score      score of one product from matrices that were never solved: bw2calc's ``LCA`` (SuperLU, its default where
                neither Pardiso nor UMFPACK is installed), its ``JacobiGMRESLCA``, which factorises nothing, and its
                ``FastScoresOnlyMultiLCA`` where it offers the adjoint direction; ours scores all products.
200 demands     the same for 200 products: ``FastScoresOnlyMultiLCA``, ``LCA`` with one factorisation, and ours.
draw            one more Monte Carlo draw of every uncertain amount and the score: ``LCA``, ``IterativeLCA``; ours,
                compiled and not, scores of all products.
hourly          50 zones of 8 generators and 3 imports, 8,760 hours, loops closed, against one direct factorisation.

Times are CPU seconds, medians; ratios are theirs to ours. Errors are the largest of any product relative to a direct
solution refined in extended precision; bw2calc's that of the products it scored.
"""

# ruff: noqa: E402 - how many threads there are is decided before numpy is loaded

from __future__ import annotations

import os

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import scipy.sparse as sp
import scipy.sparse.linalg as spla
from lca_peers import Brightway
from lca_systems import Floats, Sample, ecoinvent_like, with_strong_loops

from fourfold.accounting.background.hourly import Mixes, hourly_factors, partition
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.system import Entries, LinearSystem, Product
from fourfold.accounting.uncertainty.distributions import Distributions, Form, Ragged
from fourfold.accounting.uncertainty.montecarlo import simulate
from fourfold.accounting.uncertainty.uncertain import State, Uncertain
from fourfold.accounting.uncertainty.weighing import Weighing

ZONES, GENERATORS, IMPORTS = 50, 8, 3
USLCI = Path(__file__).resolve().parents[2] / "shared" / "data" / "uslci"
Figures = dict[str, float | str]


class Report(dict[str, Figures]):
    """Lines by name; each is told when it is there."""

    told = True

    def __setitem__(self, name: str, figures: Figures) -> None:
        super().__setitem__(name, figures)
        if self.told:
            cells = [f"{k} {v}" if isinstance(v, str) else f"{k} {v:.3g}" for k, v in figures.items()]
            print(f"  {name:48} {'   '.join(cells)}", flush=True)


def timed(work: Callable[[], Floats], runs: int) -> tuple[float, Floats]:
    """Median of CPU seconds, and what came of it."""
    seconds = []
    for _ in range(runs):
        begin = time.process_time()
        found = work()
        seconds.append(time.process_time() - begin)
    return statistics.median(seconds), found


def reference(sample: Sample) -> tuple[Floats, float]:
    """Scores of all products by a direct solution refined in extended precision, and seconds of the factorisation."""
    system = (sp.eye_array(sample.size, format="csc") - sample.needs()).T.tocsc()
    begin = time.process_time()
    factors = spla.splu(system)
    seconds = time.process_time() - begin
    burdens = sample.burdens()
    entries = system.tocoo()
    wide, values = entries.data.astype(np.longdouble), factors.solve(burdens).astype(np.longdouble)
    for _ in range(4):
        product = np.zeros(sample.size, np.longdouble)
        np.add.at(product, entries.row, wide * values[entries.col])
        values = values + factors.solve((burdens - product).astype(np.float64))
    return values.astype(np.float64), seconds


def error(found: Floats, exact: Floats) -> float:
    """Largest relative error."""
    kept = exact != 0
    return float(np.abs(found[kept] / exact[kept] - 1).max())


def our_scores(sample: Sample) -> Floats:
    """All products, from coordinates to checked scores."""
    return Solver(sample.needs()).adjoint(sample.burdens()[:, None]).values[:, 0]


def linear_system(sample: Sample) -> LinearSystem:
    """The sample as the engine holds a database, every entry an exchange of its own."""
    count = sample.values.size
    products = [
        Product(n, n, str(n), str(n), str(n), str(n), "", "", "kg", 1.0, False, 1.0) for n in range(sample.size)
    ]
    flows = np.arange(sample.flow_values.size, dtype=np.int64) + count
    return LinearSystem(
        products,
        Entries(sample.rows, sample.columns, sample.values, np.arange(count, dtype=np.int64)),
        Entries(sample.flow_rows, sample.flow_columns, sample.flow_values, flows),
        np.zeros(flows.size, np.bool_),
        sample.flow_count,
        np.full(sample.size, -1, np.int64),
        {},
    )


def our_draw(sample: Sample, draws: int, compiled: bool) -> tuple[float, float]:
    """Seconds of a draw beyond the first ones, and the error of the first draw against a checked solution."""
    system = linear_system(sample)
    amounts = np.concatenate([sample.values, sample.flow_values])
    spread = np.exp(np.concatenate([sample.sigma, sample.flow_sigma]))
    everything, nothing = np.arange(amounts.size, dtype=np.int64), np.full(amounts.size, np.nan)
    forms = np.full(amounts.size, Form.LOGNORMAL, np.int8)
    uncertain = Uncertain(
        everything, Distributions(forms, amounts, amounts, spread, nothing, Ragged.none(amounts.size)), everything,
        np.full(amounts.size, State.GIVEN, np.int8),
    )  # fmt: skip
    factors = sample.factors[None, :]
    weighing = Weighing(("score",), factors, factors, np.ones((1, 1)))
    seconds, worst = [], 0.0
    for count in (16, 16, 16 + draws):
        begin = time.process_time()
        found = simulate(system, uncertain, weighing, draws=count, compiled=compiled)
        seconds.append(time.process_time() - begin)
        worst = found.error
    return (seconds[2] - seconds[1]) / draws, worst


def hourly(sample: Sample, hours: int) -> tuple[float, float]:
    """Seconds of all hours, and the largest difference from full solves of two of them."""
    rng = np.random.default_rng(7)
    picked = rng.permutation(sample.component)
    markets, generators = picked[:ZONES], picked[ZONES : 9 * ZONES].reshape(ZONES, GENERATORS)
    imports = np.stack([markets[(np.arange(ZONES) + 1 + step) % ZONES] for step in range(IMPORTS)], axis=1)
    zones = np.repeat(np.arange(ZONES), GENERATORS + IMPORTS)
    sources = np.hstack([generators, imports]).ravel()
    amounts = rng.random((hours, ZONES, GENERATORS + IMPORTS))
    amounts[:, :, GENERATORS:] *= 0.3
    amounts = (amounts / amounts.sum(axis=2)[:, :, None]).reshape(hours, -1)
    amounts *= sample.units[markets][zones] / sample.units[sources]
    needs, burdens = sample.needs(), sample.burdens()[:, None]
    begin = time.process_time()
    part = partition(needs, burdens, markets.tolist())
    found = hourly_factors(part, Mixes(zones, sources, amounts)).factors
    seconds = time.process_time() - begin
    worst = 0.0
    kept = np.ones(sample.size)
    kept[markets] = 0
    for hour in (0, hours - 1):
        mixed = sp.coo_array((amounts[hour], (sources, markets[zones])), shape=needs.shape).tocsc()
        whole = (needs @ sp.diags_array(kept) + mixed).tocsc()
        full = Solver(whole).adjoint(burdens * kept[:, None]).values[markets, 0]
        worst = max(worst, error(found[hour, :, 0], full))
    return seconds, worst


def run(sample: Sample, runs: int, draws: int, quick: bool) -> Report:
    """Every line of the report."""
    report = Report()
    exact, factorisation = reference(sample)
    report["direct factorisation (SuperLU, transposed)"] = {"seconds": factorisation}
    products = np.random.default_rng(1).permutation(sample.size)[:200].tolist()
    peer = Brightway(sample)
    ours, scores = timed(lambda: our_scores(sample), max(runs, 5))
    report["cold: fourfold, all products"] = {"seconds": ours, "error": error(scores, exact)}
    for name, work in peer.cold(products[0]).items():
        _line(report, f"cold: {name}", work, runs, ours, exact[products[:1]])
    lines = sample.burdens()[:, None] * np.random.default_rng(2).random((1, 6))
    six, _ = timed(lambda: Solver(sample.needs()).adjoint(lines).values, runs)
    report["cold: fourfold, all products, six lines"] = {"seconds": six}
    many, _ = timed(lambda: our_scores(sample)[products], max(runs, 5))
    report["200 demands: fourfold"] = {"seconds": many}
    for name, work in peer.demands(products).items():
        _line(report, f"200 demands: {name}", work, 1 if quick else runs, many, exact[products])
    mine = {}
    for compiled in (False, True):
        seconds, worst = our_draw(sample, draws, compiled)
        mine[compiled] = seconds
        report[f"draw: fourfold, {'compiled' if compiled else 'not compiled'}"] = {"seconds": seconds, "error": worst}
    for name, seconds in peer.draws(products[0], 2 if quick else 5).items():
        ratios = {"ratio": seconds / mine[True], "ratio, not compiled": seconds / mine[False]}
        report[f"draw: {name}"] = {"seconds": seconds, **ratios}
    hours = 876 if quick else 8760
    seconds, worst = hourly(sample, hours)
    in_factorisations = seconds / factorisation
    report[f"hourly: {ZONES} zones × {hours} hours"] = {
        "seconds": seconds, "factorisations": in_factorisations, "error": worst,
    }  # fmt: skip
    return report


def _line(report: Report, name: str, work: Callable[[], Floats], runs: int, ours: float, exact: Floats) -> None:
    try:
        seconds, found = timed(work, runs)
    except Exception as fault:  # noqa: BLE001 - whatever a peer refuses with is told
        report[name] = {"refused": f"{type(fault).__name__}: {fault}".partition("\n")[0][:100]}
        return
    report[name] = {"seconds": seconds, "ratio": seconds / ours, "error": error(np.asarray(found), exact)}


_IMPORT = """
import sys
from fourfold.cli.main import run
sys.argv = ["fourfold", "data", "import", sys.argv[1], "--name", "x", "--library", sys.argv[2]]
try:
    run()
except SystemExit as end:
    status = end.code or 0
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print("peak", peak, status, file=sys.stderr)
"""
"""Imports and tells its own peak: what the system tells of a child also counts what its parent held."""


def imports() -> Report:
    """Import of the US database in a process of its own."""
    report = Report()
    for path in sorted(USLCI.glob("uslci*")) if USLCI.exists() else []:
        with tempfile.TemporaryDirectory() as room:
            command = [sys.executable, "-c", _IMPORT, str(path), room]
            begin = time.perf_counter()
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            seconds = time.perf_counter() - begin
            _, peak_kib, status = done.stderr.split()[-3:]
            report[f"import: {path.name}"] = {
                "seconds": seconds, "MiB": int(peak_kib) / 1024, "status": float(status),
            }  # fmt: skip
    return report


def main(arguments: Sequence[str] | None = None) -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one run each, a tenth of the hours")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--draws", type=int, default=32)
    parser.add_argument("--system", choices=("shape", "loops"), default=None)
    options = parser.parse_args(arguments)
    warnings.simplefilter("ignore")
    Report.told = not options.json
    made = {"shape": ecoinvent_like, "loops": with_strong_loops}
    reports = {}
    for name in [options.system] if options.system else list(made):
        sample = made[name]()
        if not options.json:
            print(f"{name}: {sample.size} products, {sample.values.size + sample.size} entries", flush=True)
        reports[name] = run(sample, 1 if options.quick else options.runs, options.draws, options.quick)
    reports["imports"] = imports()
    if options.json:
        print(json.dumps(reports, indent=1))


if __name__ == "__main__":
    main()
