"""What the fixture of an LFP cell is made of: contributions, stages, processes, names."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from fourfold.core.canonical import JSON

Names = dict[str, JSON]
OFFICIAL = Decimal("0.5777")
KWH_MADE = Decimal(2_166_000)
LINES = ("fossil", "aircraft", "biogenic_emissions", "biogenic_removals", "land_use_change", "unsplit")


def both(en: str, zh: str) -> Names:
    return {"en": en, "zh": zh}


@dataclass(frozen=True)
class Given:
    """One contribution: amount × factor on one line."""

    item: str
    kind: str
    process: str
    stage: str
    en: str
    zh: str
    amount: str
    unit: str
    factor: str
    line: str
    data_kind: str
    status: str

    @property
    def kg(self) -> Decimal:
        return Decimal(self.amount) * Decimal(self.factor)


GIVEN = tuple(
    Given(**row)
    for row in csv.DictReader(Path(__file__).with_name("contributions.csv").read_text(encoding="utf-8").splitlines())
)
STAGES = {
    "raw": both("Raw materials and pre-processing", "原材料获取与预加工"),
    "making": both("Cell manufacturing", "电芯制造"),
    "packing": both("Inbound transport and packaging", "运入与包装"),
}
PROCESSES = {
    "cathode": both("Cathode slurry", "正极浆料"),
    "anode": both("Anode slurry", "负极浆料"),
    "electrolyte": both("Electrolyte", "电解液"),
    "coating": both("Electrode coating", "极片涂布"),
    "cell": both("Cell assembly", "电芯装配"),
}
PRODUCT = both("LFP cell, 280 Ah, prismatic", "磷酸铁锂方形电芯 280 Ah")
