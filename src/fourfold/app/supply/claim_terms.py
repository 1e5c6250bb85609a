"""On which terms certificates are claimed, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from fourfold.app.supply.claim_plan import MILLION
from fourfold.core.areas import AreaBook
from fourfold.core.problems import Place
from fourfold.electricity.supply.criteria import InstrumentCriteria

LOSS_OPTION = Place("--loss")


@dataclass(frozen=True, slots=True)
class ClaimTerms:
    """On which terms is claimed.

    Attributes:
        account: who claims.
        criteria: what a certificate must be, and within which time and area it counts.
        areas: which area lies in which.
        period: start and end of the study period, UTC seconds.
        loss_share: lost between plant and meter, share of the claimed energy.
        least: whether limited certificates go where most would be emitted; else in proportion.
        factors: kg CO2e per kWh by technology, for the rule of least emissions: of all that count, or none.
        market: the only market that counts; empty for any both lie in.
        reason: stands with the cancellations.
        loss_place: where the losses were told, for messages.
    """

    account: str
    criteria: InstrumentCriteria
    areas: AreaBook
    period: tuple[int, int]
    loss_share: Decimal = Decimal(0)
    least: bool = False
    factors: Mapping[str, Decimal] = field(default_factory=dict)
    market: str = ""
    reason: str = ""
    loss_place: Place = LOSS_OPTION

    @property
    def loss_ppm(self) -> int:
        """Losses in whole millionths, rounded up."""
        return int((self.loss_share * MILLION).to_integral_value(ROUND_CEILING))


@dataclass(slots=True)
class Claimed:
    """What became of a run.

    Attributes:
        open_wh: what came through the grid and no earlier claim covered, when it began.
        before_wh: what earlier claims covered.
        covered_wh: what is covered by claims of this run.
        claimed_wh: energy of the certificates for that, at the plants; the rest was lost on the way, or to rounding.
        claims: how many claims.
        readings: how many readings were told, and how many of them correct earlier ones.
        cut_wh: what rounding readings down to whole Wh left out.
        open_cut_wh: what rounding down what came through the grid left out; with `open_wh` and `before_wh` it is all
            that came through the grid.
        by_certificate: energy claimed of each.
        by_meter: open before, covered now and open after, of each.
        refused_wh: lots of the account that could not serve, by what they fail.
        clauses: for what they fail the clause that asks for it.
        unused_wh: lots that would count, and for which nothing was open in their window and market.
        rounded_wh: rests of lots that would count, of which less than 1 Wh would arrive after losses.
        races: how often another client was faster.
        is_rehearsal: whether nothing was recorded because that was asked.
        is_key_lacking: whether recording asks for a key that was not given.
        loss_share, loss_ppm: losses as they were told, and in the millionths in which claims bear them.
    """

    open_wh: int = 0
    before_wh: int = 0
    covered_wh: int = 0
    claimed_wh: int = 0
    claims: int = 0
    readings: int = 0
    corrections: int = 0
    cut_wh: Fraction = Fraction(0)
    open_cut_wh: Fraction = Fraction(0)
    by_certificate: dict[str, int] = field(default_factory=dict)
    by_meter: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    refused_wh: dict[str, int] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)
    unused_wh: int = 0
    rounded_wh: int = 0
    races: int = 0
    is_rehearsal: bool = False
    is_key_lacking: bool = False
    loss_share: Decimal = Decimal(0)
    loss_ppm: int = 0

    @property
    def is_loss_rounded(self) -> bool:
        """Whether claims bear more losses than were told."""
        return self.loss_share * MILLION != self.loss_ppm

    @property
    def left_wh(self) -> int:
        """What stays open."""
        return self.open_wh - self.covered_wh
