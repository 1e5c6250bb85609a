"""Rows of the table of contractual instruments and direct lines; see `rows`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from fourfold.core.rows import Row


@dataclass(frozen=True, slots=True)
class InstrumentRow(Row):
    """Energy made elsewhere whose attributes a document, or a wire, brings to a site."""

    instrument: str
    name: str
    name_zh: str
    kind: str
    site: str
    start: datetime
    end: datetime
    amount: Decimal
    unit: str
    factor: str
    area: str
    technology: str
    commissioned: date | None
    attributes: str
    sole_claim: str
    retired: str
    retired_for: str
    issuer: str
    document: str
    evidence_file: str
    evidence_sheet: str
    evidence_row: str
    comment: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        english = self.name or self.instrument
        return {"en": english, "zh": self.name_zh or english}
