"""Tracing against its peers on the same arrays, in one run, on one thread.

``python benchmarks/electricity.py [--hours 8760] [--attributes 8] [--runs 3] [--cases 31 72 400 2000]``

Every line is CPU time for a year of 8,760 hours. Ours is timed on all hours asked for, in blocks of 192. A peer is
timed on the part of the year stated and extrapolated; its ratio is the median over the runs of its time to that of ours
on the same part, run right before and after it. Compilation is not counted and printed once.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from mixing_peers import GRIDEMISSIONS, by_batches, by_gridemissions, by_spsolve
from mixing_problems import Block, Case, Grid

from fourfold.electricity.grid.state import Floats
from fourfold.electricity.tracing.mixer import BATCHED_MOST_NODES, mixer
from fourfold.electricity.tracing.network import Flows, Mixer, Network

YEAR = 8760
BLOCK = 192
CASES = (
    Case("31 zones", 31, 80, False, 384, 768, 384),
    Case("72 zones", 72, 190, False, 384, 384, 192),
    Case("400 zones", 400, 1098, False, 96, 48, 8),
    Case("2,000 nodes, DC flows", 2000, 4489, True, 48, 2, 1),
)
Peer = Callable[[Network, Flows], tuple[Floats, float]]


def seconds_of(mix: Mixer, grid: Grid, hours: int) -> tuple[float, float]:
    """CPU seconds of mixing some hours, and the worst carbon balance of an hour."""
    seconds, worst = 0.0, 0.0
    for block in grid.blocks(hours, BLOCK):
        begin = time.process_time()
        factors, _ = mix(grid.network, block.flows)
        seconds += time.process_time() - begin
        worst = max(worst, imbalance(block, factors))
    return seconds, worst


def imbalance(block: Block, factors: Floats) -> float:
    """Carbon consumed over carbon emitted less one, of the worst hour and attribute."""
    consumed = np.einsum("hn,hnk->hk", block.demand_mwh, factors)
    return float(np.abs(consumed / block.flows.source_amount.sum(axis=1) - 1).max())


def against(peer: Peer, mix: Mixer, grid: Grid, hours: int, runs: int) -> tuple[float, float, float]:
    """CPU seconds per hour of a peer, ratio of its time to ours, largest difference relative to the largest factor."""
    theirs, ratios, difference = [], [], 0.0
    for _ in range(runs):
        peer_seconds = our_seconds = 0.0
        for block in grid.blocks(hours, BLOCK):
            begin = time.process_time()
            factors, _ = mix(grid.network, block.flows)
            our_seconds += (time.process_time() - begin) / 2
            found, seconds = peer(grid.network, block.flows)
            peer_seconds += seconds
            begin = time.process_time()
            mix(grid.network, block.flows)
            our_seconds += (time.process_time() - begin) / 2
            difference = max(difference, float(np.abs(found - factors).max() / np.abs(factors).max()))
        theirs.append(peer_seconds / hours)
        ratios.append(peer_seconds / our_seconds)
    return statistics.median(theirs), statistics.median(ratios), difference


def run_case(case: Case, mix: Mixer, hours: int, attributes: int, runs: int) -> None:
    """One grid: ours, ours without compiled code, and each peer."""
    grid = Grid(case, attributes)
    print(f"\n{case.name}, {case.ties} ties, {attributes} attributes")
    mine = [seconds_of(mix, grid, hours) for _ in range(runs)]
    line("fourfold, compiled", hours, statistics.median(s for s, _ in mine) / hours, balance=max(b for _, b in mine))
    way = "batched" if case.nodes <= BATCHED_MOST_NODES else "sparse"
    part = hours if case.nodes <= BATCHED_MOST_NODES else min(hours, case.spsolve_hours)
    plain = [seconds_of(mixer(way), grid, part) for _ in range(runs)]
    seconds, balance = statistics.median(s for s, _ in plain) / part, max(b for _, b in plain)
    line(f"fourfold, not compiled ({way})", part, seconds, balance=balance)
    peers: list[tuple[str, Peer, int]] = [
        ("scipy spsolve, hour by hour", by_spsolve, case.spsolve_hours),
        ("numpy solve, batches of 128", by_batches, case.batched_hours),
        (f"{GRIDEMISSIONS}, its solve", by_gridemissions, case.gridemissions_hours),
    ]
    for name, peer, most in peers:
        part = min(hours, most)
        try:
            line(name, part, *against(peer, mix, grid, part, runs if part >= 48 else 1))
        except RuntimeError as error:
            print(f"  {name:36} could not be run: {error}")


def line(
    name: str, hours: int, seconds: float, ratio: float = 0.0, difference: float | None = None, balance: float = -1.0
) -> None:
    """One line of the table."""
    told = "" if difference is None else f"  {ratio:8.1f} ×   difference {difference:.1e}"
    told += f"   balance {balance:.1e}" if balance >= 0 else ""
    print(f"  {name:36} {seconds * YEAR:10.3f} s  ({hours:5} h timed){told}", flush=True)


def compile_first() -> Mixer:
    """Compile the kernel, or load it where it was kept, and say how long that took."""
    begin = time.process_time()
    mix = mixer("compiled")
    tiny = Network(2, np.array([0, 0], np.int32), np.array([1, 1], np.int32))
    flows = np.array([[3.0, 1.0], [3.0, -1.0]])
    mix(tiny, Flows(np.ones((2, 2)), np.ones((2, 2, 1)), flows, flows, np.zeros((2, 2), np.bool_)))
    print(f"numba imported, kernel compiled or loaded: {time.process_time() - begin:.1f} s, not counted below")
    return mix


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--hours", type=int, default=YEAR)
    parser.add_argument("--attributes", type=int, default=8)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--cases", type=int, nargs="*", default=[case.nodes for case in CASES])
    options = parser.parse_args()
    if os.environ.get("OPENBLAS_NUM_THREADS") != "1":
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | {"OPENBLAS_NUM_THREADS": "1"})  # noqa: S606
    print("CPU seconds for a year of 8,760 hours, one thread; peers with the ratio of their time to ours, compiled")
    mix = compile_first()
    for case in CASES:
        if case.nodes in options.cases:
            run_case(case, mix, options.hours, options.attributes, options.runs)


if __name__ == "__main__":
    main()
