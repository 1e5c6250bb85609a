"""A study checked against three standards, after everything is loaded.

``python benchmarks/check.py [--study examples/lfp-cell] [--runs 15]``

load        the study with its meters and factor series read, the packs read, resolved and compiled: told for itself.
calculate   the study by the method of each standard; equal choices once.
check       every requirement judged, with traces, evidence and sentences in both languages.

CPU time of one process; medians. The aim is calculation and check together in less than 100 ms.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from fourfold.accounting.study.model import Study
from fourfold.accounting.study.read import load_study
from fourfold.app.standards import Calculated, Calculator, resolve_standards
from fourfold.core.problems import Problems
from fourfold.standards.conformity.check import check
from fourfold.standards.conformity.memory import Memory
from fourfold.standards.conformity.report import ConformityReport
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.resolved import Resolved

STANDARDS = ("iso-14067-2018", "gbt-24067-2024", "eu-batt-ev-draft-2024")
T = TypeVar("T")


def timed(work: Callable[[], T]) -> tuple[float, T]:
    """Milliseconds of CPU time, and what came of it."""
    start = time.process_time()
    done = work()
    return (time.process_time() - start) * 1000, done


def load(path: Path) -> tuple[Study, list[Resolved]]:
    """The study and the standards on its day."""
    problems = Problems()
    study = load_study(path)
    standards = resolve_standards(STANDARDS, PackLibrary(), study.declarations.day, problems)
    problems.raise_if_errors()
    return study, standards


def calculate(calculator: Calculator, standards: list[Resolved]) -> list[Calculated]:
    """The study by each standard's method."""
    return [calculator.calculated(one.method) for one in standards]


def judge(study: Study, standards: list[Resolved], done: list[Calculated]) -> list[ConformityReport]:
    """The reports."""
    memory = Memory()
    return [
        check(study, one, by_method.result, by_method.problems, memory=memory)
        for one, by_method in zip(standards, done, strict=True)
    ]


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--study", type=Path, default=Path("examples/lfp-cell"))
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    loaded_ms, (study, standards) = timed(lambda: load(options.study))
    rows: list[tuple[float, float]] = []
    reports: list[ConformityReport] = []
    for _ in range(options.runs):
        calculator = Calculator(study)
        calculator.read()
        calculated_ms, done = timed(partial(calculate, calculator, standards))
        checked_ms, reports = timed(partial(judge, study, standards, done))
        rows.append((calculated_ms, checked_ms))
    calculated_ms, checked_ms = (statistics.median(column) for column in zip(*rows, strict=True))
    requirements = sum(len(report.judgements) for report in reports)
    print(f"load       {loaded_ms:8.1f} ms   once: study and {len(standards)} packs with their parents")
    print(f"calculate  {calculated_ms:8.1f} ms   median of {options.runs}")
    print(f"check      {checked_ms:8.1f} ms   {requirements} requirements")
    print(f"together   {calculated_ms + checked_ms:8.1f} ms   least {min(map(sum, rows)):.1f} ms")


if __name__ == "__main__":
    main()
