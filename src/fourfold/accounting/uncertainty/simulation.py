"""What a simulation gives: scores by draw, and why draws have none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from fourfold.accounting.background.system import Floats, Integers


class Failure(StrEnum):
    """Why a draw has no scores."""

    MAKES_NOTHING = "makes-nothing"
    """A process was drawn to make nothing or less than nothing."""
    UNPRODUCTIVE = "unproductive"
    """A loop was drawn to use as much as it makes, or more."""
    UNSOLVED = "unsolved"
    """No solution was found."""


@dataclass(frozen=True, eq=False)
class Simulation:
    """What was drawn.

    Attributes:
        names: of the indicators.
        products: columns of the products that were asked for [kept].
        scores: kg CO2e per unit; ``nan`` in draws that failed [draw, kept, indicator].
        point: scores without uncertainty [kept, indicator].
        mean, sd: over the draws that succeeded [kept, indicator].
        failures: why draws failed, by number of the draw.
        draws, seed: as asked for.
        drawn: how many exchanges were drawn: those that count.
        tolerance: of each draw, relative to the gross score of the product.
        error: of the first draw against a checked solution, relative likewise; ``nan`` where that draw failed.
        path: ``compiled`` or ``stepwise``.
    """

    names: tuple[str, ...]
    products: Integers
    scores: Floats
    point: Floats
    mean: Floats
    sd: Floats
    failures: dict[int, Failure]
    draws: int
    seed: int
    drawn: int
    tolerance: float
    error: float
    path: str

    def place(self, product: int) -> int:
        """Where a product stands in the arrays."""
        return int(np.flatnonzero(self.products == product)[0])

    def of(self, product: int, indicator: int = 0) -> Floats:
        """Draws of one kept product that succeeded."""
        column = self.scores[:, self.place(product), indicator]
        return np.asarray(column[~np.isnan(column)])


class Tally:
    """Mean and standard deviation as draws come (Welford 1962, Technometrics 4(3))."""

    def __init__(self, products: int, indicators: int) -> None:
        self._count = 0
        self._mean = np.zeros((products, indicators))
        self._squares = np.zeros((products, indicators))

    def add(self, values: Floats) -> None:
        """Count one draw."""
        self._count += 1
        off = values - self._mean
        self._mean += off / self._count
        self._squares += off * (values - self._mean)

    @property
    def mean(self) -> Floats:
        """Mean; ``nan`` without draws."""
        return self._mean if self._count else self._mean + np.nan

    @property
    def sd(self) -> Floats:
        """Standard deviation, of n − 1; ``nan`` with fewer than two draws."""
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.sqrt(self._squares / np.float64(self._count - 1)))
