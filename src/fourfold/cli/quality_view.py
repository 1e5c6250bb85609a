"""How good the data of an assessment are, in a line or two for people."""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.assess import Result
from fourfold.accounting.representativeness import representativeness
from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.data.quality import Score
from fourfold.data.representativeness import Scale
from fourfold.exchange.report.labels import label


def representativeness_line(result: Result, w: Words) -> str:
    """Computed scores of time, geography and technology on the pedigree scale, each with what it rests on."""
    found = next(one for one in representativeness(result) if one.scale is Scale.PEDIGREE)
    scores = (f"{label(w, 'indicator', str(name))} {_told(score, w)}" for name, score in found.scores.items())
    return w(N_("representativeness, computed (1 best, 5 worst): {scores}"), scores=w(N_(", ")).join(scores))


def _told(score: Score, w: Words) -> str:
    if score.mean is None:
        return w(N_("not known"))
    return w(
        N_("{score} (of {share})"),
        score=f"{score.mean.quantize(Decimal('0.01')).normalize():f}",
        share=f"{score.rated_share * 100:.0f} %",
    )
