"""Data-quality ratings: five indicators scored 1 (best) to 5, and their roll-up by contribution.

The indicators are those of the pedigree matrix (Weidema and Wesnæs 1996). A missing score is missing: it counts neither
as the best nor as the worst, and every rolled-up score stands beside the share of the contributions it rests on.

Out of scope: turning scores into uncertainty, and the scales of other schemes.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from functools import lru_cache

from fourfold.core.problems import N_, MessageKind, Place, Problems

SCALE = "pedigree-5"
BEST, WORST = 1, 5
_MISSING = ("n.a.", "na", "n/a", "-", "")
_PRECISION = 60

RATINGS_WRONG = MessageKind(
    "quality-ratings-wrong",
    N_("{found} is not a rating"),
    N_("five scores from 1 (best) to 5, n.a. where one is missing: reliability;completeness;time;geography;technology"),
    N_("write it like 1;2;1;n.a.;3, or leave it blank"),
)


class Indicator(StrEnum):
    """What is rated, in the order it is written."""

    RELIABILITY = "reliability"
    COMPLETENESS = "completeness"
    TIME = "time"
    GEOGRAPHY = "geography"
    TECHNOLOGY = "technology"


@dataclass(frozen=True, slots=True)
class Ratings:
    """The scores of one amount or factor.

    Attributes:
        scores: one per `Indicator`, 1 (best) to 5; ``None`` where not rated.
    """

    scores: tuple[int | None, int | None, int | None, int | None, int | None]

    def score(self, indicator: Indicator) -> int | None:
        """One score."""
        return self.scores[list(Indicator).index(indicator)]

    def __str__(self) -> str:
        return ";".join("n.a." if score is None else str(score) for score in self.scores)


@dataclass(frozen=True, slots=True)
class Score:
    """A rolled-up score.

    Attributes:
        mean: mean of the scores weighted by contribution, 1 to 5; ``None`` when nothing is rated.
        rated_share: share of the contributions that are rated on this indicator, 0 to 1.
    """

    mean: Decimal | None
    rated_share: Decimal


@dataclass(frozen=True, slots=True)
class QualityRollUp:
    """The quality of a total.

    Attributes:
        scores: by indicator.
        rated_share: share of the contributions rated on at least one indicator, 0 to 1.
    """

    scores: Mapping[Indicator, Score]
    rated_share: Decimal


@lru_cache(maxsize=4096)
def parse_ratings(text: str) -> Ratings | None:
    """Ratings from text such as ``1;2;1;n.a.;3``, with or without brackets; ``None`` for a blank text: not rated.

    Raises:
        ValueError: not five scores from 1 to 5.
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("(").removesuffix(")")
    if not plain.strip():
        return None
    cells = [cell.strip().casefold() for cell in plain.split(";")]
    if len(cells) != len(Indicator):
        raise ValueError(text)
    reliability, completeness, time, geography, technology = (_score(cell) for cell in cells)
    return Ratings((reliability, completeness, time, geography, technology))


def check_ratings(text: str, place: Place, problems: Problems) -> Ratings | None:
    """`parse_ratings`, with what is wrong reported at `place` and ``None`` returned."""
    try:
        return parse_ratings(text)
    except ValueError:
        problems.error(RATINGS_WRONG, place, found=text)
        return None


def roll_up(rated: Iterable[tuple[Decimal, Ratings | None]]) -> QualityRollUp:
    """Mean scores of contributions, each weighted by its size, a removal by its size without sign.

    Args:
        rated: contribution (kg CO2e) and its ratings, ``None`` where it has none.
    """
    with localcontext() as context:
        context.prec = _PRECISION
        items = [(abs(kg_co2e), ratings) for kg_co2e, ratings in rated]
        whole = sum((weight for weight, _ in items), Decimal(0))
        scores = {
            indicator: weighted_mean((weight, r.score(indicator) if r else None) for weight, r in items)
            for indicator in Indicator
        }
        known = sum((w for w, ratings in items if ratings and any(ratings.scores)), Decimal(0))
        return QualityRollUp(scores, _share(known, whole))


def weighted_mean(scored: Iterable[tuple[Decimal, int | None]]) -> Score:
    """Mean of scores, each weighted by a size of at least 0, and the share of the sizes that are scored at all."""
    with localcontext() as context:
        context.prec = _PRECISION
        items = list(scored)
        whole = sum((weight for weight, _ in items), Decimal(0))
        known = [(weight, value) for weight, value in items if value is not None]
        weight = sum((weight for weight, _ in known), Decimal(0))
        if not weight:
            return Score(None, Decimal(0))
        return Score(sum((w * value for w, value in known), Decimal(0)) / weight, _share(weight, whole))


def _share(part: Decimal, whole: Decimal) -> Decimal:
    return part / whole if whole else Decimal(0)


def _score(cell: str) -> int | None:
    if cell in _MISSING:
        return None
    score = int(cell) if cell.isascii() and cell.isdigit() else 0
    if not BEST <= score <= WORST:
        raise ValueError(cell)
    return score
