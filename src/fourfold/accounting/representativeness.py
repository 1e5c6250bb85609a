"""How well the sources of a footprint represent what they are used for, rolled up by contribution.

Each item is held against the study: its source's period against the study's, its source's area against that of the
process's site, its technology as far as the row says that it is a proxy. See `fourfold.data.representativeness` for the
scales. Items measured at the process are their own source: they represent it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fourfold.accounting.assess import Result
from fourfold.accounting.inventory import Item
from fourfold.accounting.notes import UsedSource
from fourfold.accounting.quality import contributions
from fourfold.accounting.study.areas import area_book
from fourfold.core.areas import AreaBook
from fourfold.core.problems import Problems
from fourfold.data.quality import Indicator, Score, weighted_mean
from fourfold.data.representativeness import Offered, Scale, TechnologyFit, Wanted, score

COMPUTED = (Indicator.TIME, Indicator.GEOGRAPHY, Indicator.TECHNOLOGY)
_OWN_KINDS = ("gwp",)
"""Sources that only weight what the study measured itself."""


@dataclass(frozen=True, slots=True)
class Representativeness:
    """The scores of a footprint on one scale.

    Attributes:
        scale: which.
        scores: mean by indicator, weighted by contribution, with the share of the contributions it rests on.
        mean: mean of the three, ``None`` unless all three are known for some contribution.
    """

    scale: Scale
    scores: Mapping[Indicator, Score]
    mean: Decimal | None


def representativeness(result: Result) -> tuple[Representativeness, ...]:
    """The computed ratings of a result, on every scale."""
    sources = {(source.kind, source.id): source for source, _ in result.sources}
    held = _Held(result, area_book(result.study.declarations, Problems()))
    weights = contributions(result.footprint)
    found = []
    for scale in Scale:
        scores = {
            indicator: weighted_mean(
                (abs(weight), held.score(item, sources.get((item.source_kind, item.source_id)), indicator, scale))
                for item, weight in weights.items()
            )
            for indicator in COMPUTED
        }
        means = [score.mean for score in scores.values() if score.mean is not None]
        mean = sum(means, Decimal(0)) / len(means) if len(means) == len(COMPUTED) else None
        found.append(Representativeness(scale, scores, mean))
    return tuple(found)


class _Held:
    """Items held against the study."""

    def __init__(self, result: Result, book: AreaBook) -> None:
        period = result.study.declarations.period
        self._start, self._end, self._book = period.start, period.end, book
        sites = {site.id: site.area for site in result.study.declarations.sites}
        self._areas = {row.process: sites.get(row.site, "") for row in result.study.tables.processes}

    def score(self, item: Item, source: UsedSource | None, indicator: Indicator, scale: Scale) -> int | None:
        """The score of one item on one indicator; ``None`` where it is not known."""
        area = self._areas.get(item.process, "")
        wanted = Wanted(self._start, self._end, area)
        if source is None:
            return None
        if source.kind in _OWN_KINDS:
            own = Offered(self._start, self._end, area, bool(area), TechnologyFit.SAME)
            return score(indicator, scale, wanted, own, self._book)
        start, end = self._period(source)
        technology = TechnologyFit.PROXY if item.data_kind == "proxy" else TechnologyFit.UNKNOWN
        offered = Offered(start, end, source.area, source.area_is_known, technology)
        return score(indicator, scale, wanted, offered, self._book)

    def _period(self, source: UsedSource) -> tuple[date | None, date | None]:
        """The period a source describes: a series has a factor for every interval of the study's own."""
        if source.kind == "series":
            return self._start, self._end
        return source.period if source.period is not None else (None, None)
