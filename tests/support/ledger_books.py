"""What the ledger in memory remembers. Slow on purpose: every question goes through everything."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, fields

from fourfold.electricity.ledger.ledger import Day, Entry
from fourfold.electricity.ledger.model import (
    Account,
    Certificate,
    ClaimRecord,
    Device,
    Lot,
    Meter,
    Use,
)
from fourfold.electricity.ledger.operations import (
    Range,
)


@dataclass(slots=True)
class Books:
    """Everything; certificates in the order of their issue, lots with the entry that spent them or 0."""

    accounts: dict[str, Account] = field(default_factory=dict)
    areas: set[str] = field(default_factory=set)
    markets: set[tuple[str, str]] = field(default_factory=set)
    devices: dict[str, Device] = field(default_factory=dict)
    meters: dict[str, Meter] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    lots: list[tuple[Lot, int]] = field(default_factory=list)
    uses: list[Use] = field(default_factory=list)
    claims: dict[int, ClaimRecord] = field(default_factory=dict)
    covers: list[tuple[int, int, int]] = field(default_factory=list)
    residuals: list[tuple[str, int, int]] = field(default_factory=list)
    journal: list[Entry] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)
    days: list[Day] = field(default_factory=list)
    moves: int = 0

    def another(self) -> Books:
        """A copy that can be changed; what its containers hold is frozen."""
        other = Books()
        for each in fields(self):
            setattr(other, each.name, copy(getattr(self, each.name)))
        return other

    def unspent(self, certificate: str) -> list[Lot]:
        """The lots of a certificate, by range."""
        lots = [lot for lot, spent in self.lots if not spent and lot.certificate == certificate]
        return sorted(lots, key=lambda lot: lot.first_wh)

    def touched(self, range_: Range) -> list[Lot]:
        """Lots that hold Wh of a range."""
        lots = self.unspent(range_.certificate)
        return [lot for lot in lots if lot.first_wh < range_.stop_wh and range_.first_wh < lot.stop_wh]

    def uses_of(self, meter: str, start_s: int) -> list[Use]:
        """What was told of an interval, by version."""
        return [use for use in self.uses if use.meter == meter and use.start_s == start_s]

    def is_closed(self, area: str, end_s: int) -> bool:
        """Whether the residual is closed for certificates that end then."""
        return any(name == area and start < end_s <= end for name, start, end in self.residuals)
