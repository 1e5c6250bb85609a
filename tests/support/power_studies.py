"""Small studies with electricity: rows of the electricity tables, and interval files of a few days."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from support.electricity_files import days, stamps, write_csv
from support.studies import Rows, output, process

TWO_DAYS = {"start": "2024-03-01", "end": "2024-03-03", "time_zone": "Asia/Shanghai"}
"""A period short enough to check by hand: 48 hours without a clock change."""


def interval_file(
    folder: Path,
    name: str,
    columns: Mapping[str, Iterable[object]],
    period: Mapping[str, str] = TWO_DAYS,
    step_minutes: int = 60,
) -> str:
    """Write one value per interval of the period, stamped at the start in the period's zone; returns the name."""
    whole = days(period["start"], period["end"], period["time_zone"])
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    times = stamps(whole, step_minutes)
    write_csv(
        folder / name, ",".join(["time", *columns]), times, *([*values][: len(times)] for values in columns.values())
    )
    return name


def meter_row(name: str, **more: object) -> dict[str, object]:
    """A row of ``meters``: hourly kWh at the plant."""
    row = {
        "meter": name,
        "site": "plant",
        "role": "load",
        "file": f"meters/{name}.csv",
        "time_column": "time",
        "energy_column": "kwh",
        "energy_unit": "kWh",
        "resolution_minutes": 60,
        "time_zone": "Asia/Shanghai",
        "stamp": "start",
    }
    return {**row, **more}


def series_row(name: str, **more: object) -> dict[str, object]:
    """A row of ``series``: hourly average life-cycle factors of the site's area under AR6."""
    row = {
        "series": name,
        "name": name,
        "area": "CN-JS",
        "form": "intervals",
        "file": f"series/{name}.csv",
        "time_column": "time",
        "value_column": "factor",
        "value_unit": "kg CO2e/kWh",
        "resolution_minutes": 60,
        "time_zone": "Asia/Shanghai",
        "quantity": "co2e_lifecycle",
        "claim": "location",
        "averaging": "average",
        "losses": "included",
        "gwp_set": "AR6",
        "status": "published",
        "publisher": "A publisher",
        "document": "A document",
    }
    return {**row, **more}


def metered(process_name: str, name: str, meter: str, **more: object) -> dict[str, object]:
    """A row of ``electricity`` that takes a whole meter."""
    row = {"process": process_name, "electricity": name, "how": "meter", "meter": meter, "data_kind": "primary"}
    return {**row, **more}


def spread(process_name: str, name: str, amount: object, unit: str = "kWh", **more: object) -> dict[str, object]:
    """A row of ``electricity`` that spreads an amount by the shape ``flat``."""
    row = {"process": process_name, "electricity": name, "how": "annual", "amount": amount, "unit": unit}
    return {**row, "shape": "flat", "data_kind": "primary", **more}


def shape_rows(name: str = "flat", weights: Mapping[int, object] | None = None) -> list[dict[str, object]]:
    """Rows of ``shapes``: weight 1 in every hour but those named."""
    return [{"shape": name, "hour": hour, "weight": (weights or {}).get(hour, 1)} for hour in range(24)]


def power_tables(electricity: Rows, **more: Rows) -> dict[str, Rows]:
    """Tables of a study whose one process ``main`` makes 10 kg of ``product`` in the period."""
    tables: dict[str, Rows] = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 10)],
        "electricity": electricity,
    }
    return {**tables, **more}
