"""Writes a large study: a year of 15-minute data for many meters, and several hundred processes in layers."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

import yaml

QUARTERS = 35_136  # leap year 2024
LAYERS = 10


def write_large_study(folder: Path, meters: int, processes: int, seed: int = 1) -> Path:
    """Write the study and return its folder; the same seed gives the same files."""
    chance = random.Random(seed)  # noqa: S311 - reproducible test data, not a secret
    for name in ("tables", "meters", "series"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    _declarations(folder)
    _series(folder, chance)
    stamps = [(datetime(2024, 1, 1) + timedelta(minutes=15 * i)).isoformat() for i in range(QUARTERS)]  # noqa: DTZ001
    for number in range(meters):
        _meter(folder, number, stamps, chance)
    _tables(folder, meters, processes, chance)
    return folder


def _declarations(folder: Path) -> None:
    declared = {
        "fourfold": "study/1",
        "title": {"en": "Large study"},
        "product": {"names": {"en": "Product"}},
        "company": {"names": {"en": "Works"}},
        "sites": [{"id": "plant", "names": {"en": "Plant"}, "area": "CN-JS", "time_zone": "Asia/Shanghai"}],
        "period": {"start": "2024-01-01", "end": "2025-01-01", "time_zone": "Asia/Shanghai"},
        "unit": {"kind": "declared", "amount": "1", "unit": "kg", "names": {"en": "1 kg"}, "flow": "f0"},
        "boundary": {"kind": "cradle-to-gate"},
        "stages": [{"id": "making", "names": {"en": "Making"}}],
        "tables": "tables",
    }
    (folder / "study.yaml").write_text(yaml.safe_dump(declared, sort_keys=False), encoding="utf-8")


def _series(folder: Path, chance: random.Random) -> None:
    rows = (
        (month, hour, f"{0.4 + 0.3 * chance.random():.6f}", f"{1 + chance.random():.3f}")
        for month in range(1, 13)
        for hour in range(24)
    )
    _write(folder / "series" / "grid.csv", ("month", "hour", "factor", "demand"), rows)


def _meter(folder: Path, number: int, stamps: list[str], chance: random.Random) -> None:
    base = chance.uniform(50, 500)
    rows = ((stamp, f"{base * chance.uniform(0.5, 1.5):.3f}") for stamp in stamps)
    _write(folder / "meters" / f"m{number}.csv", ("time", "kwh"), rows)


def _tables(folder: Path, meters: int, processes: int, chance: random.Random) -> None:
    tables = folder / "tables"
    names = range(processes)
    _write(
        tables / "processes.csv",
        ("process", "name", "stage", "site"),
        ((f"p{i}", f"Process {i}", "making", "plant") for i in names),
    )
    _write(
        tables / "outputs.csv",
        ("process", "flow", "name", "amount", "unit"),
        ((f"p{i}", f"f{i}", f"Flow {i}", f"{chance.uniform(1e3, 1e6):.3f}", "kg") for i in names),
    )
    _write(
        tables / "inputs.csv",
        ("process", "input", "name", "kind", "amount", "unit", "source", "source_id", "data_kind", "quality"),
        _inputs(processes, chance),
    )
    _write(
        tables / "emissions.csv",
        ("process", "emission", "gas", "amount", "unit", "origin", "kind", "data_kind"),
        (
            (f"p{i}", f"e{i}", "CO2", f"{chance.uniform(1, 1e4):.2f}", "kg", "fossil", "combustion", "primary")
            for i in names
        ),
    )
    _write(
        tables / "electricity.csv",
        ("process", "electricity", "how", "meter", "series", "data_kind"),
        ((f"p{i}", f"el{i}", "meter", f"m{i}", "grid", "primary") for i in range(meters)),
    )
    _write(
        tables / "meters.csv",
        (
            "meter",
            "site",
            "role",
            "file",
            "time_column",
            "energy_column",
            "energy_unit",
            "resolution_minutes",
            "time_zone",
            "stamp",
        ),
        (
            (f"m{i}", "plant", "load", f"meters/m{i}.csv", "time", "kwh", "kWh", "15", "Asia/Shanghai", "start")
            for i in range(meters)
        ),
    )
    _write(
        tables / "series.csv",
        (
            "series", "name", "area", "form", "file", "month_column", "hour_column", "value_column", "value_unit",
            "demand_column", "time_zone", "quantity", "claim", "averaging", "losses", "gwp_set", "status", "publisher",
            "document",
        ),
        [(
            "grid", "Grid", "CN-JS", "typical-day", "series/grid.csv", "month", "hour", "factor", "kg CO2e/kWh",
            "demand", "Asia/Shanghai", "co2e_lifecycle", "location", "average", "included", "AR6", "illustrative",
            "Benchmark", "Made up",
        )],
    )  # fmt: skip
    _write(
        tables / "factors.csv",
        (
            "factor", "name", "family", "gas", "line", "value", "per_unit", "valid_from", "valid_to", "quantity",
            "claim", "averaging", "losses", "gwp_set", "status", "publisher", "document",
        ),
        (
            (
                f"x{i}", f"Factor {i}", "material", "CO2e", "unsplit", f"{chance.uniform(0.1, 9):.4f}", "kg",
                "2024-01-01", "2025-01-01", "co2e_lifecycle", "not_applicable", "average", "not_applicable", "AR6",
                "illustrative", "Benchmark", "Made up",
            )
            for i in range(200)
        ),
    )  # fmt: skip


def _inputs(processes: int, chance: random.Random) -> Iterable[tuple[str, ...]]:
    """Each process draws on a few of the next layer and on several factors."""
    size = processes // LAYERS
    for i in range(processes):
        below = range((i // size + 1) * size, min((i // size + 2) * size, processes))
        for j in chance.sample(below, min(4, len(below))):
            amount = f"{chance.uniform(1, 1e4):.3f}"
            yield (
                f"p{i}",
                f"i{i}-{j}",
                f"Flow {j}",
                "material",
                amount,
                "kg",
                "process",
                f"f{j}",
                "primary",
                "1;1;1;1;1",
            )
        for j in chance.sample(range(200), 6):
            amount = f"{chance.uniform(1, 1e4):.3f}"
            yield (
                f"p{i}",
                f"x{i}-{j}",
                f"Material {j}",
                "material",
                amount,
                "kg",
                "factor",
                f"x{j}",
                "secondary",
                "2;2;1;2;2",
            )


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[str | int]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
