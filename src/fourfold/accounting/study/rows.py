"""Rows of a study's tables as frozen values, one class per table.

Fields are the columns of ``tables.csv`` beside this module, where their meaning, units and choices stand; a test holds
the two together. A blank text is ``""``, a blank number or date is ``None``. ``place`` is the row a value stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fourfold.accounting.study.instrument_rows import InstrumentRow as InstrumentRow
from fourfold.accounting.study.power_rows import ElectricityRow as ElectricityRow
from fourfold.accounting.study.power_rows import GenerationRow as GenerationRow
from fourfold.accounting.study.power_rows import MeterRow as MeterRow
from fourfold.accounting.study.power_rows import ProductionRow as ProductionRow
from fourfold.accounting.study.power_rows import SeriesRow as SeriesRow
from fourfold.accounting.study.power_rows import ShapeRow as ShapeRow
from fourfold.accounting.study.sharing_rows import AllocationRow as AllocationRow
from fourfold.accounting.study.sharing_rows import EndOfLifeRow as EndOfLifeRow
from fourfold.core.rows import Row as Row
from fourfold.data.factor_rows import FactorRow as FactorRow


@dataclass(frozen=True, slots=True)
class ProcessRow(Row):
    """A unit process."""

    process: str
    name: str
    name_zh: str
    stage: str
    site: str
    control: str
    allocation: str
    allocation_reason: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}


@dataclass(frozen=True, slots=True)
class OutputRow(Row):
    """A product of a process."""

    process: str
    flow: str
    name: str
    name_zh: str
    amount: Decimal
    unit: str
    allocation_value: Decimal | None
    allocation_unit: str
    price: Decimal | None
    price_unit: str
    energy_value: Decimal | None
    energy_unit: str
    energy_carrier: str
    temperature: Decimal | None
    temperature_unit: str
    reference_temperature: Decimal | None
    displaces_source: str
    displaces_id: str
    displaces_per_unit: Decimal | None
    displaces_unit: str
    evidence_file: str
    evidence_sheet: str
    evidence_row: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}


@dataclass(frozen=True, slots=True)
class InputRow(Row):
    """Something a process uses, and where its footprint comes from."""

    process: str
    input: str
    name: str
    name_zh: str
    kind: str
    amount: Decimal
    unit: str
    distance_km: Decimal | None
    heating_value: Decimal | None
    heating_value_unit: str
    heating_basis: str
    source: str
    source_id: str
    stage: str
    data_kind: str
    quality: str
    uncertainty: str
    evidence_file: str
    evidence_sheet: str
    evidence_row: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}


@dataclass(frozen=True, slots=True)
class EmissionRow(Row):
    """A direct emission or removal of a process."""

    process: str
    emission: str
    gas: str
    amount: Decimal
    unit: str
    origin: str
    kind: str
    stage: str
    data_kind: str
    quality: str
    uncertainty: str
    evidence_file: str
    evidence_sheet: str
    evidence_row: str
    comment: str


@dataclass(frozen=True, slots=True)
class SupplierRow(Row):
    """A footprint a supplier declares."""

    supplier: str
    name: str
    name_zh: str
    value: Decimal
    per_amount: Decimal
    per_unit: str
    fossil: Decimal | None
    aircraft: Decimal | None
    biogenic_emissions: Decimal | None
    biogenic_removals: Decimal | None
    land_use_change: Decimal | None
    boundary: str
    valid_from: date
    valid_to: date
    gwp_set: str
    document: str
    document_file: str
    certificate: str
    url: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}


ROW_CLASSES: dict[str, type[Row]] = {
    "processes": ProcessRow,
    "outputs": OutputRow,
    "inputs": InputRow,
    "emissions": EmissionRow,
    "electricity": ElectricityRow,
    "end_of_life": EndOfLifeRow,
    "allocation": AllocationRow,
    "meters": MeterRow,
    "production": ProductionRow,
    "generation": GenerationRow,
    "instruments": InstrumentRow,
    "shapes": ShapeRow,
    "series": SeriesRow,
    "suppliers": SupplierRow,
    "factors": FactorRow,
}
