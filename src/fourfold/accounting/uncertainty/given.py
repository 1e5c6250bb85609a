"""What a study says of the uncertainty of its rows and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from fourfold.accounting.assess import Result
from fourfold.accounting.inventory import Item
from fourfold.accounting.study.rows import ElectricityRow, EmissionRow, InputRow
from fourfold.accounting.uncertainty.distributions import Distributions, Form, Ragged
from fourfold.data.databases.records import Distribution, Uncertainty
from fourfold.data.pedigree import DEFAULT_SCALE, geometric_deviation, read_scores, scales
from fourfold.data.spread import parse_spread


@dataclass(frozen=True, slots=True)
class Given:
    """A distribution and what it was made of.

    Attributes:
        amount: that is distributed.
        uncertainty: in the unit of the amount.
        from_ratings: whether it was made of quality ratings.
        from_range: whether it was made of the range of a source.
    """

    amount: float
    uncertainty: Uncertainty
    from_ratings: bool = False
    from_range: bool = False


class GivenBook:
    """Looks up distributions of a study.

    Args:
        result: the study under a method.
    """

    def __init__(self, result: Result) -> None:
        tables = result.study.tables
        self._rows: dict[str, InputRow | EmissionRow | ElectricityRow] = {
            **{row.input: row for row in tables.inputs},
            **{row.emission: row for row in tables.emissions},
            **{row.electricity: row for row in tables.electricity},
        }
        self._totals: dict[str, Decimal] = {}
        for item in result.inventory.items:
            base = row_of(item.id)
            self._totals[base] = self._totals.get(base, Decimal(0)) + item.amount
        self._sources = {(source.kind, source.id): source for source, _ in result.sources}

    def of_row(self, name: str) -> Given | None:
        """The distribution of a row's amount; ``None`` where it says nothing or its amount is 0."""
        row = self._rows.get(name)
        if row is None:
            return None
        amount = float(row.amount if row.amount is not None else self._totals.get(name, Decimal(0)))
        if not amount:
            return None
        spread = parse_spread(row.uncertainty)
        if spread is not None:
            return Given(amount, spread.around(amount))
        scale = scales()[DEFAULT_SCALE]
        scores = read_scores(row.quality, scale)
        if scores is None or scores.missing == len(scores.values):
            return None
        deviation = geometric_deviation(1.0, scores, scale)
        return Given(amount, Uncertainty(Distribution.LOGNORMAL, amount, deviation), from_ratings=True)

    def of_source(self, kind: str, source_id: str) -> Given | None:
        """The distribution of a source's figure; ``None`` where it gives no range."""
        source = self._sources.get((kind, source_id))
        if source is None or source.value is None or source.low is None or source.high is None:
            return None
        low, value, high = float(source.low), float(source.value), float(source.high)
        if not (low <= value <= high and low < high and value):
            return None
        return Given(value, Uncertainty(Distribution.TRIANGULAR, low, value, high), from_range=True)

    def distributions(self, given: Sequence[Given]) -> Distributions:
        """Distributions as arrays."""
        spread = [one.uncertainty for one in given]
        forms = np.array([Form[one.distribution.name] for one in spread], dtype=np.int8)
        amounts = np.array([one.amount for one in given], dtype=np.float64)
        a, b, c = (np.array([getattr(one, name) for one in spread], dtype=np.float64) for name in ("a", "b", "c"))
        return Distributions(
            forms, amounts, a, b, c, Ragged.of([one.values for one in spread], [one.weights for one in spread])
        )

    def dataset_amount(self, item: Item) -> float:
        """How much of a dataset's product an item takes in a run; 0 where the dataset emits nothing."""
        figures = [step.value for step in item.steps if step.source == item.source_id]
        pairs = zip(item.emissions, figures, strict=True)
        counted = ((emission.kg_co2e.value, figure) for emission, figure in pairs if figure)
        return next((float(kg / figure) for kg, figure in counted if kg), 0.0)  # biogenic CO2 may weigh nothing


def row_of(name: str) -> str:
    """The row an item is of: a part of a row is called ``row/part``."""
    return name.partition("/")[0]
