"""Write small studies to disk: declarations with sensible defaults, tables from dictionaries."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

Rows = Sequence[Mapping[str, object]]


def declarations(**changes: Any) -> dict[str, Any]:
    """Declarations of a minimal valid study that delivers 1 kg of flow ``product``."""
    base: dict[str, Any] = {
        "fourfold": "study/1",
        "title": {"en": "A test study", "zh": "测试研究"},
        "product": {"names": {"en": "Product", "zh": "产品"}},
        "company": {"names": {"en": "Test works", "zh": "测试工厂"}},
        "sites": [
            {"id": "plant", "names": {"en": "Plant", "zh": "工厂"}, "area": "CN-JS", "time_zone": "Asia/Shanghai"}
        ],
        "period": {"start": "2024-01-01", "end": "2025-01-01", "time_zone": "Asia/Shanghai"},
        "unit": {"kind": "declared", "amount": "1", "unit": "kg", "names": {"en": "1 kg"}, "flow": "product"},
        "boundary": {"kind": "cradle-to-gate"},
        "stages": [{"id": "materials", "names": {"en": "Materials"}}, {"id": "making", "names": {"en": "Making"}}],
        "tables": "tables",
    }
    return {**base, **changes}


def write_study(folder: Path, tables: Mapping[str, Rows], **changes: Any) -> Path:
    """Write ``study.yaml`` and ``tables/*.csv``; returns the folder. Blank cells may be left out, and empty tables."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(declarations(**changes), allow_unicode=True, sort_keys=False)
    (folder / "study.yaml").write_text(text, encoding="utf-8")
    for name, rows in tables.items():
        if not rows:
            continue
        columns = list(dict.fromkeys(column for row in rows for column in row))
        with (folder / "tables" / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def process(name: str, **more: object) -> dict[str, object]:
    """A row of ``processes``."""
    return {"process": name, "name": name, "stage": "making", "site": "plant", **more}


def output(process: str, flow: str, amount: object = "1", unit: str = "kg", **more: object) -> dict[str, object]:
    """A row of ``outputs``."""
    return {"process": process, "flow": flow, "name": flow, "amount": amount, "unit": unit, **more}


def uses(
    process: str, name: str, amount: object, source: str, source_id: str, unit: str = "kg", **more: object
) -> dict[str, object]:
    """A row of ``inputs``."""
    row = {"process": process, "input": name, "name": name, "kind": "material", "amount": amount, "unit": unit}
    return {**row, "source": source, "source_id": source_id, "data_kind": "secondary", **more}


def emits(process: str, name: str, gas: str, amount: object, **more: object) -> dict[str, object]:
    """A row of ``emissions``."""
    row = {"process": process, "emission": name, "gas": gas, "amount": amount, "unit": "kg", "origin": "fossil"}
    kind = "process" if more.get("origin") == "removal" else "combustion"
    return {**row, "kind": kind, "data_kind": "primary", **more}


def own_factor(name: str, value: object, per_unit: str = "kg", **more: object) -> dict[str, object]:
    """A row of ``factors``: an unsplit CO2e life-cycle factor."""
    row = {"factor": name, "name": name, "family": "material", "gas": "CO2e", "line": "unsplit", "value": value}
    return {
        **row,
        "per_unit": per_unit,
        "valid_from": "2024-01-01",
        "valid_to": "2025-01-01",
        "quantity": "co2e_lifecycle",
        "claim": "not_applicable",
        "averaging": "average",
        "losses": "not_applicable",
        "gwp_set": "AR6",
        "status": "published",
        "publisher": "A publisher",
        "document": "A document",
        **more,
    }
