"""A study that fills every table and every statement, and can be calculated: what facts are looked up in."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, series_row, shape_rows, spread
from support.statements import all_statements
from support.studies import Rows, emits, output, own_factor, process, uses, write_study

RATED = "1;2;1;n.a.;3"
SHOWN = {"quality": RATED, "evidence_file": "evidence/records.txt"}


def rich_tables() -> dict[str, Rows]:
    """Co-products, a supplier, gases, a removal, a meter with a roof, an instrument, an end of life."""
    return {
        "processes": [
            process(
                "main",
                name_zh="主过程",
                allocation="economic",
                allocation_reason="no physical relation",
                control="own",
            ),
            process("heat", site="", control="other"),
            process("steel", stage="materials"),
            process("bare", site=""),
        ],
        "outputs": [
            output("main", "product", 7, allocation_value=3, allocation_unit="CNY/kg"),
            output("main", "by-product", 3, allocation_value=1, allocation_unit="CNY/kg"),
            output("heat", "steam", 30, "MJ"),
            output("steel", "plate", 11),
            output("bare", "thing", 1, "piece"),
        ],
        "inputs": [
            uses("main", "in-bought", 3, "supplier", "bought", uncertainty="lognormal 1.2", **SHOWN),
            uses("main", "in-steam", 9, "process", "steam", "MJ", kind="energy"),
            uses("main", "in-plate", 5000, "process", "plate", "g"),
            uses("main", "in-box", 1, "factor", "wood", kind="packaging", data_kind="proxy"),
            uses("steel", "in-wood", 2, "factor", "wood", data_kind="primary"),
            uses("main", "in-scrap", "0.5", "cut-off", "screws", kind="waste"),
        ],
        "emissions": [
            emits("heat", "stack", "CO2", "1.7", quality="1;1;1;1;1"),
            emits("steel", "leak", "CH4", "0.011", kind="fugitive", origin="unstated"),
            emits("main", "uptake", "CO2", "0.4", origin="removal"),
        ],
        "electricity": [metered("main", "e-meter", "m", series="s"), spread("steel", "e-spread", 17)],
        "end_of_life": [_END_OF_LIFE],
        "meters": [meter_row("m"), meter_row("sun", role="generation")],
        "generation": [{"generation": "roof", "site": "plant", "meter": "sun", "factor": "pv", "attributes": "kept"}],
        "instruments": [_INSTRUMENT],
        "shapes": shape_rows(weights={12: 3}),
        "series": [series_row("s", demand_column="demand")],
        "suppliers": [_SUPPLIER],
        "factors": [
            own_factor("wood", "1.3", gas="CO2", line="biogenic_emissions", gwp_set="not_weighted"),
            own_factor("wood", "-1.5", gas="CO2", line="biogenic_removals", gwp_set="not_weighted"),
            own_factor("pv", "0.05", "kWh", family="electricity", losses="excluded"),
            own_factor("wind", "0.02", "kWh", family="electricity", losses="excluded"),
        ],
    }


_END_OF_LIFE = {
    "process": "steel",
    "end_of_life": "eol-steel",
    "name": "Plate after use",
    "amount": 11,
    "unit": "kg",
    "material": "steel",
    "r1": "0.2",
    "r2": "0.8",
    "r3": "0",
    "recycling": "wood",
    "disposal": "wood",
    "data_kind": "secondary",
}
_INSTRUMENT = {
    "instrument": "gc-1",
    "kind": "certificate",
    "site": "plant",
    "start": "2024-03-01T00:00",
    "end": "2024-03-03T00:00",
    "amount": "0.02",
    "unit": "MWh",
    "factor": "wind",
    "area": "CN-JS",
    "technology": "wind",
    "commissioned": "2023-01-01",
    "attributes": "conveyed",
    "sole_claim": "yes",
    "retired": "yes",
    "retired_for": "Test works, 2024",
    "issuer": "A registry",
    "document": "C-1",
    "evidence_file": "evidence/records.txt",
}
_SUPPLIER = {
    "supplier": "bought",
    "name": "Bought",
    "value": 3,
    "per_amount": 2,
    "per_unit": "kg",
    "fossil": "2.5",
    "boundary": "gate-to-gate",
    "valid_from": "2024-01-01",
    "valid_to": "2025-01-01",
    "gwp_set": "AR6",
    "document": "Declaration 7",
}


def rich_declarations() -> dict[str, Any]:
    """Declarations that leave nothing out."""
    return {
        **all_statements(),
        "period": TWO_DAYS,
        "product": {
            "names": {"en": "Product", "zh": "产品"},
            "identifiers": ["urn:example:product:1"],
            "codes": {"hs": "720800", "cpc": "41211"},
            "mass_per_unit": {"amount": "1000", "unit": "g"},
            "description": "A product",
        },
        "company": {"names": {"en": "Test works"}, "identifiers": ["urn:example:company:1"]},
        "sites": [
            {"id": name, "names": {"en": name.title()}, "area": "CN-JS", "time_zone": "Asia/Shanghai"}
            for name in ("plant", "office")
        ],
        "boundary": {"kind": "cradle-to-gate", "description": {"en": "To the gate"}},
        "stages": [
            {"id": "materials", "names": {"en": "Materials"}, "role": "raw-materials"},
            {"id": "making", "names": {"en": "Making"}, "role": "production"},
            {"id": "use", "names": {"en": "Use"}},
        ],
        "cut_offs": [{"id": "screws", "what": {"en": "Screws"}, "reason": {"en": "Small"}, "estimated_share": "0.001"}],
        "assumptions": [{"id": "flat", "text": {"en": "Load as usual"}, "concerns": ["e-spread"]}],
        "allocation": {"order": ["physical", "economic"], "reason": "Products are sold apart"},
        "electricity": {
            "official_factor": "cn-electricity-footprint-2024",
            "residual_factor": "pv",
            "fossil_factor": "pv",
            "standard_supply_factor": "pv",
            "supplier_factor": "pv",
        },
    }


def write_rich(folder: Path, rows: dict[str, Rows] | None = None, **changes: Any) -> Path:
    """Write the study and the files it names, with other rows of some tables; returns the folder."""
    hours = range(48)
    interval_file(folder, "meters/m.csv", {"kwh": [1 + hour % 5 for hour in hours]})
    interval_file(folder, "meters/sun.csv", {"kwh": [2 if hour % 24 == 12 else 0 for hour in hours]})
    factors = [Decimal(30 + 7 * hour % 50) / 100 for hour in hours]
    interval_file(folder, "series/s.csv", {"factor": factors, "demand": [10 + hour % 24 for hour in hours]})
    (folder / "evidence").mkdir(exist_ok=True)
    (folder / "evidence" / "records.txt").write_text("3 kg\n", encoding="utf-8")
    return write_study(folder, {**rich_tables(), **(rows or {})}, **{**rich_declarations(), **changes})
