"""What a portfolio holds, as an account: energy and emissions of each product, month by month, on every basis.

Whole numbers all the way: Wh × mg/kWh are micrograms, times millionths of a share picograms, so nothing is divided and
nothing rounded. Decimals in kWh and kg are the same numbers with the point moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from fourfold.core.problems import Assumption
from fourfold.electricity.integers import decimal_of

_UWH_PER_KWH, _PG_PER_KG = -9, -15


@dataclass(frozen=True, slots=True)
class Amounts:
    """Energy, and what it carries.

    Attributes:
        energy_uwh: metered energy, in millionths of a Wh.
        claimed_uwh: what claims cover of it.
        location_pg: emissions by the factors of the grid, picogram CO2e.
        market_pg: of what is claimed by the claims' factors, of the rest by the factors of unmatched energy.
        residual_pg: of all of it by the factors of unmatched energy, as if nothing were claimed.
    """

    energy_uwh: int = 0
    claimed_uwh: int = 0
    location_pg: int = 0
    market_pg: int = 0
    residual_pg: int = 0

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(
            self.energy_uwh + other.energy_uwh,
            self.claimed_uwh + other.claimed_uwh,
            self.location_pg + other.location_pg,
            self.market_pg + other.market_pg,
            self.residual_pg + other.residual_pg,
        )

    @property
    def energy_kwh(self) -> Decimal:
        """Metered energy, exact."""
        return decimal_of(self.energy_uwh, _UWH_PER_KWH)

    @property
    def claimed_kwh(self) -> Decimal:
        """Claimed energy, exact."""
        return decimal_of(self.claimed_uwh, _UWH_PER_KWH)

    @property
    def unmatched_kwh(self) -> Decimal:
        """Energy no claim covers, exact."""
        return decimal_of(self.energy_uwh - self.claimed_uwh, _UWH_PER_KWH)

    def kg_co2e(self, basis: str) -> Decimal:
        """Emissions on a basis, exact: ``location``, ``market`` or ``residual``."""
        grams = {"location": self.location_pg, "market": self.market_pg, "residual": self.residual_pg}
        return decimal_of(grams[basis], _PG_PER_KG)


@dataclass(frozen=True, slots=True)
class ProductMonth:
    """A product in a month.

    Attributes:
        product: its number.
        name: for people.
        month: local, year × 100 + month.
        amounts: of it.
    """

    product: int
    name: str
    month: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class PortfolioAccount:
    """The account of a portfolio.

    Attributes:
        rows: products and months, by number and month.
        total: of all meters; the sum over the rows.
        unmatched: basis of the factor of what is not claimed, ``residual`` or ``location``.
        meters, readings, claims: how many.
        first_hour, last_hour: of the readings, since 1970-01-01T00:00 UTC.
        assumptions: what it rests on.
    """

    rows: tuple[ProductMonth, ...]
    total: Amounts
    unmatched: str
    meters: int
    readings: int
    claims: int
    first_hour: int
    last_hour: int
    assumptions: tuple[Assumption, ...]

    @property
    def bases(self) -> tuple[str, ...]:
        """Bases the account has: none of a residual mix where there is none."""
        return ("location", "market", "residual") if self.unmatched == "residual" else ("location", "market")
