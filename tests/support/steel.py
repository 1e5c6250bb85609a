"""The study of the real steel plant's meter: its tables, and the readings without Fourfold."""

from __future__ import annotations

import csv
import shutil
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from support.studies import Rows, output, process, write_study

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
METER = SHARED / "steel-meter" / "Steel_industry_data.csv"
FACTORS = SHARED / "entsoe-2017-02-01" / "published-hourly-2017" / "DE_Impact_Global.csv.gz"
TOTAL_WH = 959_640_310
SITE = {"id": "plant", "names": {"en": "Steel plant", "zh": "钢厂"}, "area": "DE", "time_zone": "Europe/Berlin"}


def steel_study(folder: Path, electricity: dict[str, Any] | None = None, **tables: Rows) -> Path:
    """A study of the year 2017 with the meter of 2018 on the same dates, and German factors; 1000 t of steel."""
    for name, file in (("meter.csv", METER), ("factors.csv.gz", FACTORS)):
        shutil.copy(file, folder / name)
        (folder / name).chmod(0o644)
    whole: dict[str, Rows] = {
        "processes": [process("steelmaking")],
        "outputs": [output("steelmaking", "product", "1000", "t")],
        "electricity": [
            {"process": "steelmaking", "electricity": "plant-power", "how": "meter", "meter": "main"}
            | {"series": "de-2017", "data_kind": "primary", "quality": "1;1;1;3;1"}
        ],
        "meters": [
            {"meter": "main", "site": "plant", "role": "load", "file": "meter.csv", "time_column": "date"}
            | {"energy_column": "Usage_kWh", "energy_unit": "kWh", "resolution_minutes": 15, "stamp": "end"}
            | {"time_zone": "Asia/Seoul", "time_format": "%d/%m/%Y %H:%M", "midnight": "same-day"}
            | {"redate_rule": "same-date", "redate_from_year": 2018, "redate_to_year": 2017}
            | {"redate_time_zone": "UTC"}
        ],
        "series": [
            {"series": "de-2017", "name": "Germany 2017, consumption", "name_zh": "德国 2017 年消费侧", "area": "DE"}
            | {"form": "intervals", "file": "factors.csv.gz", "value_column": "Carbon intensity"}
            | {"value_unit": "kg CO2e/kWh", "resolution_minutes": 60, "time_zone": "UTC", "stamp": "start"}
            | {"quantity": "co2e_lifecycle", "claim": "location", "averaging": "average", "losses": "unstated"}
            | {"gwp_set": "unstated", "status": "published", "publisher": "EcoDynElec authors"}
            | {"document": "Full-year results 2017 for DE"}
        ],
        **tables,
    }  # fmt: skip
    return write_study(
        folder,
        whole,
        sites=[SITE],
        period={"start": "2017-01-01", "end": "2018-01-01", "time_zone": "UTC"},
        unit={"kind": "declared", "amount": "1", "unit": "t", "names": {"en": "1 t of steel"}, "flow": "product"},
        **({"electricity": electricity} if electricity else {}),
    )


def raw_wh() -> dict[datetime, int]:
    """Wh by start of the quarter hour on the meter's clock, read without Fourfold."""
    readings = {}
    with METER.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            end = datetime.strptime(row["date"], "%d/%m/%Y %H:%M")  # noqa: DTZ007 - the clock's own time
            if (end.hour, end.minute) == (0, 0):
                end += timedelta(days=1)
            readings[end - timedelta(minutes=15)] = int(Decimal(row["Usage_kWh"]) * 1000)
    return readings
