"""Table ``factors``: the same columns and the same rules for shipped factors and for those a study brings itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fourfold.core.rows import Row


@dataclass(frozen=True, slots=True)
class FactorRow(Row):
    """One row of table ``factors``: one part of a factor, in the shipped tables and in a study alike.

    Columns, meanings and units are those of table ``factors`` in ``accounting/study/tables.csv``.
    """

    factor: str
    name: str
    name_zh: str
    family: str
    gas: str
    line: str
    kind: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    per_unit: str
    area: str
    valid_from: date
    valid_to: date
    technology: str
    quantity: str
    claim: str
    averaging: str
    losses: str
    gwp_set: str
    heating_basis: str
    status: str
    publisher: str
    document: str
    published: str
    url: str
    licence: str
    quality: str
    note: str

    @property
    def names(self) -> dict[str, str]:
        """Display names by language."""
        return {"en": self.name, "zh": self.name_zh or self.name}
