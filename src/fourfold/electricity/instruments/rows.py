"""Rows of the tables of instruments: one class a table, one attribute a column of ``tables.csv``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fourfold.core.rows import Row


@dataclass(frozen=True, slots=True)
class AccountRow(Row):
    """Who issues, holds or claims."""

    account: str
    name: str
    key: str
    comment: str


@dataclass(frozen=True, slots=True)
class AreaRow(Row):
    """An area, and a market it lies in."""

    area: str
    market: str
    comment: str


@dataclass(frozen=True, slots=True)
class DeviceRow(Row):
    """A plant or a store."""

    device: str
    name: str
    issuer: str
    area: str
    technology: str
    commissioned: date | None
    capacity: Decimal | None
    capacity_unit: str
    charging_meter: str
    comment: str


@dataclass(frozen=True, slots=True)
class MeterRow(Row):
    """A meter of consumption."""

    meter: str
    name: str
    owner: str
    area: str
    resolution_minutes: int
    phase_minutes: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class ReadingRow(Row):
    """What a meter measured in an interval."""

    meter: str
    start: datetime
    amount: Decimal
    unit: str
    time_zone: str
    version: int | None
    comment: str


@dataclass(frozen=True, slots=True)
class IssuedRow(Row):
    """What every instrument of an interval says."""

    device: str
    account: str
    start: datetime
    end: datetime
    amount: Decimal
    unit: str
    time_zone: str
    issuer: str
    area: str
    technology: str
    commissioned: date | None
    valid_until: date | None
    document: str
    comment: str


@dataclass(frozen=True, slots=True)
class GranularRow(IssuedRow):
    """A granular certificate."""

    certificate: str
    issued: datetime
    range_start: int | None
    range_end: int | None
    storage: str
    charge: int | None
    efficiency: Decimal | None


@dataclass(frozen=True, slots=True)
class CertificateRow(IssuedRow):
    """A guarantee of origin, or a certificate of another scheme."""

    certificate: str
    kind: str
    issued: datetime | None


@dataclass(frozen=True, slots=True)
class DeliveryRow(IssuedRow):
    """What was delivered under a contract, over a wire of one's own, or made on site."""

    delivery: str
    contract: str
    kind: str
    sold_to: str


@dataclass(frozen=True, slots=True)
class GreenRow(Row):
    """A monthly green certificate of China."""

    code: str
    device: str
    account: str
    month: str
    time_zone: str
    amount: Decimal | None
    unit: str
    kwh_per_certificate: Decimal | None
    valid_until: date | None
    document: str
    comment: str


@dataclass(frozen=True, slots=True)
class StorageRow(Row):
    """What a store took and gave in a stretch of time."""

    store: str
    start: datetime
    end: datetime
    charged: Decimal
    discharged: Decimal
    unit: str
    time_zone: str
    comment: str


ROW_CLASSES: Mapping[str, type[Row]] = {
    "accounts": AccountRow,
    "areas": AreaRow,
    "meters": MeterRow,
    "devices": DeviceRow,
    "readings": ReadingRow,
    "storage_records": StorageRow,
    "granular_certificates": GranularRow,
    "green_certificates": GreenRow,
    "certificates": CertificateRow,
    "deliveries": DeliveryRow,
}
"""What a row of each table becomes; in the order in which the ledger has to be told of them."""
