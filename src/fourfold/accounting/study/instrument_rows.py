"""Rows of the table of contractual instruments and direct lines; see `rows`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fourfold.core.rows import Row
from fourfold.core.zones import zone


@dataclass(frozen=True, slots=True)
class InstrumentRow(Row):
    """Energy made elsewhere whose attributes a document, or a wire, brings to a site.

    Attributes:
        start: on the clock of the site, or aware of its offset where one was written.
        end: likewise; no longer part of the interval.
    """

    instrument: str
    name: str
    name_zh: str
    kind: str
    site: str
    start: datetime
    end: datetime
    amount: Decimal
    unit: str
    delivered: str
    factor: str
    area: str
    technology: str
    device: str
    stored: str
    storage_efficiency: Decimal | None
    commissioned: date | None
    attributes: str
    sole_claim: str
    retired: str
    retired_for: str
    retired_on: date | None
    valid_until: date | None
    issuer: str
    document: str
    certificate: str
    certificate_amount: Decimal | None
    green_code: str
    trace: str
    evidence_file: str
    evidence_sheet: str
    evidence_row: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        english = self.name or self.instrument
        return {"en": english, "zh": self.name_zh or english}

    @property
    def number(self) -> str:
        """What the certificate is told by: its number, or its green-certificate code; empty where it has neither."""
        return self.certificate or self.green_code


def at_site(moment: datetime, time_zone: str) -> datetime:
    """A start or end of an instrument on the clock of its site, aware of the offset there.

    Of a time the clock showed twice the earlier one; where that may not be guessed it is refused elsewhere.
    """
    local = zone(time_zone)
    return moment.replace(tzinfo=local) if moment.tzinfo is None else moment.astimezone(local)
