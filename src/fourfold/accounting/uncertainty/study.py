"""How far the footprint of a study may be off: draws of all that is uncertain in it, and where the width is from.

Draws are evidence, not part of a result's figures (law 4): the footprint is what it is without them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.accounting.assess import Result
from fourfold.accounting.background.spelling import number_text
from fourfold.accounting.uncertainty.montecarlo import simulate
from fourfold.accounting.uncertainty.of_study import StudySystem, study_system
from fourfold.accounting.uncertainty.screening import Term, screen
from fourfold.accounting.uncertainty.summary import Estimate, Summary, summarise
from fourfold.core.canonical import JSON
from fourfold.core.progress import Tick, no_tick

MOST_TERMS = 20


@dataclass(frozen=True, slots=True)
class Source:
    """Where some of the variance comes from.

    Attributes:
        what: item or source of the study, or product of a database.
        share: of the first-order variance, 0 to 1.
    """

    what: str
    share: float


@dataclass(frozen=True, eq=False)
class StudyUncertainty:
    """What draws of a study tell, per declared unit.

    Attributes:
        draws, seed: as asked for; the same seed gives the same draws.
        failed: how many draws have no score.
        drawn: how many amounts were drawn.
        point: kg CO2e without uncertainty, as the joint system gives it.
        intervals: in total and on every result line that is not zero.
        sources: of the variance, the largest first.
        fixed_share: share of what is emitted and taken up, by size, that no uncertainty is given for.
        from_ratings: rows whose distribution was made of their quality ratings.
        from_ranges: sources whose range was taken as a triangle.
    """

    draws: int
    seed: int
    failed: int
    drawn: int
    point: float
    intervals: Mapping[str, Summary]
    sources: Sequence[Source]
    fixed_share: float
    from_ratings: Sequence[str]
    from_ranges: Sequence[str]

    def document(self) -> dict[str, JSON]:
        """As JSON holds it; numbers as decimal strings of nine digits."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "failed": self.failed,
            "drawn": self.drawn,
            "without_uncertainty": number_text(self.point),
            "kg_co2e": {name: _summary(summary) for name, summary in self.intervals.items()},
            "sources": [{"what": source.what, "share": number_text(source.share)} for source in self.sources],
            "fixed_share": number_text(self.fixed_share),
            "from_ratings": list(self.from_ratings),
            "from_ranges": list(self.from_ranges),
        }


def uncertainty_of(result: Result, draws: int = 1000, seed: int = 1, tick: Tick = no_tick) -> StudyUncertainty:
    """Draw everything that is uncertain in a study and score its declared unit each time.

    Args:
        result: the study under a method.
        draws: how many, at least 2.
        seed: not negative.
        tick: told of progress.

    Raises:
        InputError: fewer than two draws.
    """
    made = study_system(result)
    ((column, amount),) = made.demand.items()
    found = simulate(made.system, made.uncertain, made.weighing, draws=draws, seed=seed, products=[column], tick=tick)
    screening = screen(made.system, made.uncertain, made.weighing, dict(made.demand))
    point = found.point[0] * amount
    intervals = {
        name: summarise(found.of(column, at) * amount)
        for at, name in enumerate(found.names)
        if at == 0 or point[at] or np.any(found.of(column, at))
    }
    return StudyUncertainty(
        draws=draws,
        seed=seed,
        failed=len(found.failures),
        drawn=found.drawn,
        point=float(point[0]),
        intervals=intervals,
        sources=[Source(_label(made, term), term.share) for term in screening.terms[:MOST_TERMS]],
        fixed_share=screening.emissions_without,
        from_ratings=made.from_ratings,
        from_ranges=made.from_ranges,
    )


def _label(made: StudySystem, term: Term) -> str:
    """A row or source of the study, or a product of a database and what of it."""
    known = [made.labels[number] for number in term.exchanges if number in made.labels]
    return known[0] if known else made.system.products[term.product].name


def _summary(summary: Summary) -> dict[str, JSON]:
    return {
        "mean": _estimate(summary.mean),
        "sd": _estimate(summary.sd),
        "median": _estimate(summary.median),
        "low": _estimate(summary.low),
        "high": _estimate(summary.high),
        "count": summary.count,
    }


def _estimate(estimate: Estimate) -> dict[str, JSON]:
    return {"value": number_text(estimate.value), "error": number_text(estimate.error)}
