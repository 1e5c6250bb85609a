"""The choices of a reconciliation: what may be adjusted, and how much it is trusted."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Adjusted(StrEnum):
    """The kinds of quantity a reconciliation may change. Losses are taken as given."""

    GENERATION = "generation"
    EXCHANGE = "exchange"
    BORDER = "border"
    DEMAND = "demand"
    CHARGE = "charge"
    DISCHARGE = "discharge"


class WeightRule(StrEnum):
    """How the squares of changes are weighted.

    ``relative``: by one over the mean size of the series in the period, so that large series give more than small ones.
    ``uniform``: every MWh counts alike.
    """

    RELATIVE = "relative"
    UNIFORM = "uniform"


@dataclass(frozen=True, slots=True)
class ReconcileSettings:
    """How a grid is reconciled.

    Attributes:
        weights: the rule.
        trust: by kind, a factor on the weight: 10 makes a change ten times as dear, `math.inf` holds the kind as it is.

    Raises:
        ValueError: a trust that is not above 0.
    """

    weights: WeightRule = WeightRule.RELATIVE
    trust: Mapping[Adjusted, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, factor in self.trust.items():
            if math.isnan(factor) or factor <= 0:
                raise ValueError(f"trust of {kind} must be above 0, not {factor}")
