"""Pedigree scores of data, and how much variance they stand for.

Five indicators are scored 1 (best) to 5. Each score adds to the variance of the logarithm of an amount:

    σ² = (ln B / 2)² + Σ_i (ln U_i / 2)²

with B the squared geometric standard deviation of the basic uncertainty and U_i the factor of indicator i at its score
(Frischknecht et al. 2005, The ecoinvent database, Int J LCA 10(1), eq. 1, whose 95 % interval is exp(±2σ)). The factors
are data: `scales.csv`, with source and status. A score that is missing adds nothing and stays missing: it is neither
the best nor the worst.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fourfold.data.source import Source, Status

DEFAULT_SCALE = "ecoinvent-3"
_MISSING = {"", "n.a.", "na", "n.a", "-", "–", "none", "null"}


@dataclass(frozen=True, slots=True)
class Scale:
    """Factors of one scale of scores.

    Attributes:
        id: its name, kept beside every score.
        indicators: in the order in which scores are written.
        factors: U by indicator and score.
        status, source: where the factors are from, and how far they are confirmed.
        note: what to know about them.
    """

    id: str
    indicators: tuple[str, ...]
    factors: Mapping[tuple[str, int], float]
    status: Status
    source: Source
    note: str


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores on one scale.

    Attributes:
        scale: id of the scale.
        values: one an indicator; ``None`` where it is missing.
    """

    scale: str
    values: tuple[int | None, ...]

    @property
    def missing(self) -> int:
        """How many are missing."""
        return sum(value is None for value in self.values)


@cache
def scales() -> Mapping[str, Scale]:
    """The shipped scales by id."""
    text = files(__package__).joinpath("scales.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {name: _scale(name, [row for row in rows if row["scale"] == name]) for name in {r["scale"] for r in rows}}


def _scale(name: str, rows: Sequence[Mapping[str, str]]) -> Scale:
    indicators = tuple(dict.fromkeys(row["indicator"] for row in rows))
    factors = {(row["indicator"], int(row["score"])): float(row["u"]) for row in rows}
    first = rows[0]
    return Scale(
        name, indicators, factors, Status(first["status"]), Source(first["publisher"], first["document"]), first["note"]
    )


def read_scores(text: str, scale: Scale) -> Scores | None:
    """Scores from text such as ``(1;3;2;n.a.;4)``; ``None`` where it is not one score an indicator of the scale."""
    parts = [part.strip().lower() for part in re.split(r"[;,]", text.strip().strip("()[]"))]
    if len(parts) != len(scale.indicators):
        return None
    values: list[int | None] = []
    for indicator, part in zip(scale.indicators, parts, strict=True):
        if part in _MISSING:
            values.append(None)
        elif part.isascii() and part.isdigit() and (indicator, int(part[:9])) in scale.factors:
            values.append(int(part))
        else:
            return None
    return Scores(scale.id, tuple(values))


def added_variance(scores: Scores, scale: Scale) -> float:
    """Variance of the logarithm that the scores add, missing ones nothing."""
    pairs = zip(scale.indicators, scores.values, strict=True)
    return sum((math.log(scale.factors[name, value]) / 2) ** 2 for name, value in pairs if value is not None)


def geometric_deviation(base: float, scores: Scores, scale: Scale) -> float:
    """Geometric standard deviation of an amount.

    Args:
        base: squared geometric standard deviation of the basic uncertainty, at least 1.
        scores: of the amount.
        scale: the scale of the scores.
    """
    return math.exp(math.sqrt((math.log(base) / 2) ** 2 + added_variance(scores, scale)))
