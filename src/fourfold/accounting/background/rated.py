"""Data quality of a demand on a database: scores of its exchanges, rolled up by what they contribute.

Every exchange with nature contributes |entry × amount × factor| to the figure; its pedigree scores count with that
weight. An exchange without scores is not rated: it counts neither as the best nor as the worst, and every mean stands
beside the share of the contributions it rests on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.inventory import Assessed
from fourfold.accounting.background.system import NO_EXCHANGE, Floats
from fourfold.data.databases.database import Database
from fourfold.data.quality import Indicator, Ratings, parse_ratings


@dataclass(frozen=True, slots=True)
class MeanScore:
    """A rolled-up score.

    Attributes:
        mean: 1 (best) to 5; ``nan`` where nothing is rated.
        rated_share: share of the contributions that are rated on this indicator, 0 to 1.
    """

    mean: float
    rated_share: float


def rated(assessed: Assessed, database: Database) -> Mapping[Indicator, MeanScore]:
    """Scores of a demand by indicator.

    Args:
        assessed: the demand, solved.
        database: that the system was made of.
    """
    entries, character = assessed.system.interventions, assessed.characterisation
    factors = np.where(
        assessed.system.from_nature,
        character.taken_up.sum(axis=0)[entries.rows],
        character.emitted.sum(axis=0)[entries.rows],
    )
    weights = np.abs(entries.values * assessed.amounts[entries.columns] * factors)
    whole = float(weights.sum())
    counting = np.flatnonzero((weights > 0) & (entries.exchanges != NO_EXCHANGE))
    texts = database.exchanges["pedigree"].gather(entries.exchanges[counting]).to_list()
    known = {text: _read(text) for text in set(texts)}
    scores: Floats = np.array(
        [[np.nan if score is None else score for score in _scores(known[text])] for text in texts], dtype=np.float64
    ).reshape(len(texts), len(Indicator))
    return {indicator: _mean(weights[counting], scores[:, column], whole) for column, indicator in enumerate(Indicator)}


def _mean(weights: Floats, scores: Floats, whole: float) -> MeanScore:
    is_rated = np.isfinite(scores)
    weight = float(weights[is_rated].sum())
    if not weight:
        return MeanScore(float("nan"), 0.0)
    return MeanScore(float(weights[is_rated] @ scores[is_rated]) / weight, weight / whole)


def _read(text: str) -> Ratings | None:
    try:
        return parse_ratings(text)
    except ValueError:
        return None  # what is no rating was reported when the uncertainty was read


def _scores(ratings: Ratings | None) -> tuple[int | None, ...]:
    return (None,) * len(Indicator) if ratings is None else ratings.scores
