"""What kind of number a factor is. Two factors add only when their bases are equal (DESIGN, nouns).

The vocabulary of the electricity fields: a direct CO2 series and a life-cycle CO2e series of the same grid are
different quantities, and so are its average, its residual and its marginal factor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Quantity(StrEnum):
    """Which emissions a factor counts."""

    CO2_DIRECT = "co2_direct"
    CO2E_DIRECT = "co2e_direct"
    CO2E_LIFECYCLE = "co2e_lifecycle"
    CO2E_UPSTREAM = "co2e_upstream"
    """Supply of fuels only, such as well to tank: neither their burning nor anything else of a life cycle."""


ELECTRICITY_SERIES_NAMES: Mapping[Quantity, Mapping[str, str]] = {
    Quantity.CO2_DIRECT: {"en": "direct CO2 factors of electricity", "zh": "电力二氧化碳排放因子"},
    Quantity.CO2E_DIRECT: {"en": "direct CO2e factors of electricity", "zh": "电力直接温室气体排放因子"},
    Quantity.CO2E_LIFECYCLE: {"en": "life-cycle CO2e factors of electricity", "zh": "电力碳足迹因子"},
    Quantity.CO2E_UPSTREAM: {"en": "upstream CO2e factors of electricity", "zh": "电力上游温室气体排放因子"},
}
"""How the series of electricity factors are called; direct CO2 and life cycle by the names of the Chinese notices."""


class Claim(StrEnum):
    """On which view of the grid an electricity factor stands."""

    LOCATION = "location"
    MARKET = "market"
    RESIDUAL = "residual"
    NOT_APPLICABLE = "not_applicable"


class Averaging(StrEnum):
    """Average factors conserve carbon; marginal ones do not and never enter a footprint."""

    AVERAGE = "average"
    MARGINAL = "marginal"


class Losses(StrEnum):
    """Whether network losses up to the consumer are in the factor."""

    INCLUDED = "included"
    EXCLUDED = "excluded"
    UNSTATED = "unstated"
    NOT_APPLICABLE = "not_applicable"


class GwpSet(StrEnum):
    """Under which global warming potentials a CO2e figure was weighted."""

    AR4 = "AR4"
    AR5 = "AR5"
    AR6 = "AR6"
    UNSTATED = "unstated"
    NOT_WEIGHTED = "not_weighted"


@dataclass(frozen=True, slots=True)
class Basis:
    """What kind of number a factor is. Two factors add only when their bases are equal.

    Attributes:
        quantity: direct CO2, direct CO2e, life-cycle CO2e or upstream CO2e.
        claim: location, market or residual; ``not_applicable`` outside electricity and for single technologies.
        averaging: average or marginal.
        losses: whether network losses are included.
        gwp_set: the weighting of parts given as CO2e; ``not_weighted`` when every part is a gas.
    """

    quantity: Quantity
    claim: Claim = Claim.NOT_APPLICABLE
    averaging: Averaging = Averaging.AVERAGE
    losses: Losses = Losses.NOT_APPLICABLE
    gwp_set: GwpSet = GwpSet.UNSTATED

    def differences(self, other: Basis) -> tuple[str, ...]:
        """Names of the fields in which the two differ."""
        return tuple(name for name in BASIS_FIELDS if getattr(self, name) != getattr(other, name))


BASIS_FIELDS = ("quantity", "claim", "averaging", "losses", "gwp_set")
