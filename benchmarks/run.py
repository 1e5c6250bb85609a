"""Benchmarks against the nearest peer, in one run, with the ratio printed.

``python benchmarks/run.py [--meters 50] [--processes 500] [--runs 5]``

assess     the whole of ``fourfold assess`` (Python API: read, validate, calculate, write JSON) on a large study,
           against polars reading the same CSV files and doing nothing else. Each is a process of its own; time and peak
           memory are the operating system's; medians and their ratio are reported.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from large_study import write_large_study

ASSESS = """
import sys
from pathlib import Path
from fourfold.accounting.documents.result import result_document
from fourfold.app.assess import assess_folder, write_json
results = assess_folder(Path(sys.argv[1]), ["fourfold-default"])
write_json(result_document(results), Path(sys.argv[1]) / "result.json")
"""
POLARS = """
import sys
from pathlib import Path
import polars as pl
rows = sum(pl.read_csv(path).height for path in sorted(Path(sys.argv[1]).glob("*/*.csv")))
print(rows)
"""


def measure(script: str, folder: Path) -> tuple[float, float]:
    """Seconds of wall time and peak memory in MiB of a fresh Python process."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if status:
        raise SystemExit(f"a benchmark process failed with status {status}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meters", type=int, default=50)
    parser.add_argument("--processes", type=int, default=500)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = write_large_study(Path(name), options.meters, options.processes)
        size = sum(path.stat().st_size for path in folder.glob("*/*.csv")) / 1e6
        extent = f"{options.meters} meters × 35,136 quarter-hours, {options.processes} processes"
        print(f"study: {extent}, {size:.0f} MB of CSV")
        for script in (ASSESS, POLARS):
            measure(script, folder)
        pairs = [(measure(ASSESS, folder), measure(POLARS, folder)) for _ in range(options.runs)]
    for label, column in (("fourfold assess", 0), ("polars read_csv", 1)):
        seconds = statistics.median(pair[column][0] for pair in pairs)
        memory = statistics.median(pair[column][1] for pair in pairs)
        print(f"{label:16} {seconds:7.2f} s {memory:8.0f} MiB")
    ratio = statistics.median(a[0] / b[0] for a, b in pairs)
    memory_ratio = statistics.median(a[1] / b[1] for a, b in pairs)
    print(f"ratio of medians, pair by pair: time {ratio:.2f}, peak memory {memory_ratio:.2f}  ({options.runs} runs)")


if __name__ == "__main__":
    main()
