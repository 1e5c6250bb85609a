"""Rows of the tables about electricity; see `fourfold.accounting.study.rows`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from fourfold.core.rows import Row


@dataclass(frozen=True, slots=True)
class ElectricityRow(Row):
    """Electricity of a process: a meter, a share of one, or an amount with a load shape."""

    process: str
    electricity: str
    name: str
    name_zh: str
    how: str
    meter: str
    amount: Decimal | None
    unit: str
    shape: str
    series: str
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
class MeterRow(Row):
    """A meter and how its file is to be read."""

    meter: str
    name: str
    site: str
    role: str
    file: str
    time_column: str
    energy_column: str
    energy_unit: str
    resolution_minutes: int
    time_zone: str
    stamp: str
    time_format: str
    midnight: str
    redate_rule: str
    redate_from_year: int | None
    redate_to_year: int | None
    redate_time_zone: str
    form: str
    sheet: str
    channel: str
    quality_column: str
    quality_words: str
    reading: str
    register_digits: int | None
    multiplier: Decimal | None
    parent: str
    substitution: str
    substitution_most: int | None
    check_meter: str
    corrections_file: str
    idle: str
    idle_process: str
    comment: str


@dataclass(frozen=True, slots=True)
class ProductionRow(Row):
    """Production on a meter in a period: the key that divides it."""

    meter: str
    process: str
    start: datetime
    end: datetime
    amount: Decimal
    unit: str
    batch: str
    key: str
    per_unit: Decimal | None


@dataclass(frozen=True, slots=True)
class GenerationRow(Row):
    """Generation on site."""

    generation: str
    name: str
    site: str
    meter: str
    export_meter: str
    factor: str
    attributes: str
    comment: str


@dataclass(frozen=True, slots=True)
class ShapeRow(Row):
    """One hour of a load shape."""

    shape: str
    month: int | None
    day_type: str
    hour: int
    weight: Decimal


@dataclass(frozen=True, slots=True)
class SeriesRow(Row):
    """A factor series and how its file is to be read."""

    series: str
    name: str
    name_zh: str
    area: str
    form: str
    file: str
    time_column: str
    month_column: str
    hour_column: str
    value_column: str
    value_unit: str
    demand_column: str
    resolution_minutes: int | None
    time_zone: str
    stamp: str
    time_format: str
    redate_rule: str
    redate_from_year: int | None
    redate_to_year: int | None
    quantity: str
    claim: str
    averaging: str
    losses: str
    gwp_set: str
    status: str
    publisher: str
    document: str
    url: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}
