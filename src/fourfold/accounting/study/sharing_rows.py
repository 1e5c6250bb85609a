"""Rows of the tables that say how burdens are shared: between co-products, and between lives of a material.

Fields are the columns of ``tables.csv`` beside this module; see `fourfold.accounting.study.rows`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fourfold.core.rows import Row


@dataclass(frozen=True, slots=True)
class EndOfLifeRow(Row):
    """A material of a product: where it comes from and what becomes of it after use."""

    process: str
    end_of_life: str
    name: str
    name_zh: str
    amount: Decimal
    unit: str
    material: str
    r1: Decimal
    r2: Decimal
    r3: Decimal
    a: Decimal | None
    b: Decimal | None
    quality_in: Decimal | None
    quality_out: Decimal | None
    heating_value: Decimal | None
    heating_value_unit: str
    heat_efficiency: Decimal | None
    electricity_efficiency: Decimal | None
    virgin: str
    recycled: str
    recycling: str
    displaced_virgin: str
    energy_recovery: str
    displaced_heat: str
    displaced_electricity: str
    disposal: str
    stage: str
    data_kind: str
    quality: str
    evidence_file: str
    evidence_sheet: str
    evidence_row: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}


@dataclass(frozen=True, slots=True)
class AllocationRow(Row):
    """The share of one row of a process that one of its products carries."""

    process: str
    row: str
    flow: str
    share: Decimal
    comment: str
