"""A valid study that uses every table, as rows to be changed: what each fault is tested against."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from fourfold.accounting.study.model import Study
from fourfold.accounting.study.schema import tables as schema
from fourfold.core.problems import InputError, Problem
from fourfold.formats.tables import write_csv
from support.studies import declarations, emits, output, own_factor, process, uses

Tables: TypeAlias = dict[str, list[dict[str, object]]]
Change: TypeAlias = Callable[[Tables, dict[str, Any]], object]
Fault: TypeAlias = tuple[str, str, int, str]

_METER = {
    "site": "plant",
    "role": "load",
    "file": "meters/m.csv",
    "time_column": "time",
    "energy_column": "kwh",
    "energy_unit": "kWh",
    "resolution_minutes": 60,
    "time_zone": "Asia/Shanghai",
    "stamp": "start",
}
_POWER = {"data_kind": "primary"}
_SERIES = {
    "name": "Series",
    "area": "CN-JS",
    "file": "series/s.csv",
    "value_column": "factor",
    "value_unit": "kg CO2e/kWh",
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
_SUPPLIER = {
    "name": "Bought",
    "per_amount": "1",
    "per_unit": "kg",
    "boundary": "cradle-to-gate",
    "valid_from": "2023-01-01",
    "valid_to": "2026-01-01",
    "gwp_set": "AR6",
    "document": "A declaration",
}


def full_tables() -> Tables:
    """Rows of every table; the first row of each stands in row 2 of its file."""
    return {
        "processes": [
            process("main"),
            process("joint", allocation="shares", allocation_reason="no physical relation"),
            process("heat", site=""),
        ],
        "outputs": [
            output("main", "product", 1000),
            output("joint", "part", 10, allocation_value="0.75"),
            output("joint", "by-part", 10, allocation_value="0.25"),
            output("heat", "steam", 500, "MJ"),
        ],
        "inputs": [
            uses("main", "in-part", 2, "process", "part"),
            uses("main", "in-steam", 5, "process", "steam", "kWh", kind="energy"),
            uses("main", "in-bought", 3, "supplier", "bought", "t"),
            uses("main", "in-freight", 3, "factor", "lorry", "t", kind="transport", distance_km=100, stage="materials"),
            uses("main", "in-left-out", 1, "cut-off", "small-parts"),
            uses(
                "heat",
                "in-gas",
                10,
                "factor",
                "gas",
                "m3",
                kind="fuel",
                heating_value="36",
                heating_value_unit="MJ/m3",
                heating_basis="net",
            ),
        ],
        "emissions": [emits("heat", "stack", "CO2", 25, evidence_file="evidence.txt", evidence_row="3")],
        "electricity": [
            {"process": "main", "electricity": "e-meter", "how": "meter", "meter": "m1", "series": "hourly", **_POWER},
            {"process": "joint", "electricity": "e-share", "how": "meter-share", "meter": "m2", **_POWER},
            {
                "process": "joint",
                "electricity": "e-annual",
                "how": "annual",
                "amount": 5,
                "unit": "MWh",
                "shape": "flat",
                **_POWER,
            },
        ],
        "meters": [
            {"meter": "m1", **_METER},
            {"meter": "m2", **_METER, "energy_column": "kwh2", "stamp": "end", "midnight": "same-day"},
            {"meter": "sun", **_METER, "energy_column": "sun", "role": "generation"},
            {"meter": "out", **_METER, "energy_column": "out", "role": "export"},
        ],
        "production": [
            _record("joint", "2024-01-01T00:00", "2024-07-01T00:00"),
            _record("joint", "2024-07-01T00:00", "2025-01-01T00:00"),
            _record("main", "2024-01-01T00:00", "2025-01-01T00:00"),
        ],
        "generation": [
            {
                "generation": "roof",
                "site": "plant",
                "meter": "sun",
                "export_meter": "out",
                "factor": "cn-electricity-footprint-2024",
                "attributes": "kept",
            }
        ],
        "instruments": [
            {
                "instrument": "gc-1",
                "kind": "certificate",
                "site": "plant",
                "start": "2024-01-01T00:00",
                "end": "2025-01-01T00:00",
                "amount": 4,
                "unit": "MWh",
                "factor": "cn-electricity-footprint-2024",
                "area": "CN",
                "attributes": "conveyed",
                "sole_claim": "yes",
                "retired": "yes",
                "evidence_file": "evidence.txt",
            }
        ],
        "shapes": [{"shape": "flat", "hour": hour, "weight": 1} for hour in range(24)],
        "series": [
            {"series": "hourly", **_SERIES, "form": "intervals", "time_column": "time", "resolution_minutes": 60},
            {"series": "typical", **_SERIES, "area": "CN-ZJ", "form": "typical-day", "hour_column": "hour"},
        ],
        "suppliers": [{"supplier": "bought", "value": "2.5", "fossil": "2.4", **_SUPPLIER}],
        "factors": [own_factor("lorry", "0.1", "tkm"), own_factor("gas", "0.06", "MJ", family="fuel")],
    }


def _record(name: str, start: str, end: str) -> dict[str, object]:
    return {"meter": "m2", "process": name, "start": start, "end": end, "amount": 7, "unit": "kg"}


def full_declarations() -> dict[str, Any]:
    """Declarations that go with the tables."""
    return declarations(
        cut_offs=[{"id": "small-parts", "what": {"en": "Small"}, "reason": {"en": "Small"}, "estimated_share": "0.01"}],
        assumptions=[{"id": "flat-load", "text": {"en": "Flat"}, "concerns": ["flat", "e-annual"]}],
    )


def write_full(folder: Path, change: Change = lambda _tables, _declared: None) -> Path:
    """Write the study after a change to its tables and declarations; every table has every column, in order."""
    import yaml

    rows, declared = full_tables(), full_declarations()
    change(rows, declared)
    for name in ("tables", "meters", "series"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, text in {
        "meters/m.csv": "time,kwh,kwh2,sun,out\n",
        "series/s.csv": "time,factor\n",
        "evidence.txt": "seen\n",
    }.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "study.yaml").write_text(yaml.safe_dump(declared, allow_unicode=True, sort_keys=False), encoding="utf-8")
    for name, table in rows.items():
        extra = [column for row in table for column in row if column not in schema()[name].names]
        header = [*schema()[name].names, *dict.fromkeys(extra)]
        cells = [[str(row.get(column, "")) for column in header] for row in table]
        (folder / "tables" / f"{name}.csv").write_bytes(write_csv(header, cells))
    return folder


def problems_of(path: Path) -> list[Problem]:
    """Everything that loading a study reports, warnings too."""
    try:
        return list(Study.load(path).warnings)
    except InputError as error:
        return list(error.problems)


def faults_of(path: Path) -> list[Fault]:
    """Code, file, row and column of everything that loading a study reports."""
    return [(p.kind.code, p.place.file, p.place.row, p.place.column) for p in problems_of(path)]
