"""How well a source represents what it is used for: time, geography and technology, computed and not typed in.

Two scales:

* ``pedigree-5`` (Weidema and Wesnæs 1996, table 1), 1 best to 5. Time by the calendar years between study and data:
  under 3, 6, 10, 15, more. Geography: the area itself, an area around it, the whole world or a part of the area,
  another area of the same nation, anything else.
* ``pact-3`` (Pathfinder Framework 2.0, table of data quality ratings; read in secondary sources: unconfirmed), 1 best
  to 3. Time: data of the study's years, under 5 years away, more. Geography: the same nation, else 3; its score 2 is
  for regions of several nations, which the list of areas does not hold. Technology: same, similar, other or unknown.

What is not known is not scored: a missing score is neither the best nor the worst. Only the scale ``pact-3`` knows a
score for “unknown”, because its table names it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from fourfold.core.areas import AreaBook
from fourfold.data.quality import Indicator

_PEDIGREE_YEARS = (3, 6, 10, 15)
_PACT_YEARS = 5
_WORLD = frozenset({"", "GLO", "RoW", "WORLD"})


class Scale(StrEnum):
    """A scale of scores; their numbers do not compare."""

    PEDIGREE = "pedigree-5"
    PACT = "pact-3"


class TechnologyFit(StrEnum):
    """How the technology of a source relates to the one in use."""

    SAME = "same"
    SIMILAR = "similar"
    PROXY = "proxy"
    """It stands for something else, as the row says."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a source is to represent.

    Attributes:
        start, end: period of the study, half open.
        area: code of the area the process runs in; empty where it names none.
    """

    start: date
    end: date
    area: str


@dataclass(frozen=True, slots=True)
class Offered:
    """What a source describes.

    Attributes:
        start, end: period of its data, half open; ``None`` where it does not say.
        area: code of its area; empty where it holds for the world.
        area_is_known: False where it names a place that is no area known here.
        technology: how its technology fits.
    """

    start: date | None
    end: date | None
    area: str
    area_is_known: bool
    technology: TechnologyFit


def score(indicator: Indicator, scale: Scale, wanted: Wanted, offered: Offered, book: AreaBook) -> int | None:
    """The score of one indicator; ``None`` where what it takes is not known, and for what is not computed.

    Args:
        indicator: time, geography or technology; others are judged by people.
        scale: which scale.
        wanted, offered: the use and the source.
        book: the areas, with what encloses them.
    """
    if indicator is Indicator.TIME:
        return _time(scale, years_apart(wanted, offered))
    if indicator is Indicator.GEOGRAPHY:
        return _geography(scale, wanted.area, offered, book)
    return _technology(scale, offered.technology) if indicator is Indicator.TECHNOLOGY else None


def years_apart(wanted: Wanted, offered: Offered) -> int | None:
    """Calendar years between the study and the data; 0 where they share a year."""
    if offered.start is None or offered.end is None:
        return None
    last_of_data, last_of_study = ((end - timedelta(days=1)).year for end in (offered.end, wanted.end))
    return max(wanted.start.year - last_of_data, offered.start.year - last_of_study, 0)


def _time(scale: Scale, years: int | None) -> int | None:
    if scale is Scale.PEDIGREE:
        return None if years is None else 1 + sum(years >= limit for limit in _PEDIGREE_YEARS)
    if years is None:
        return 3
    return 1 if not years else 2 if years < _PACT_YEARS else 3


def _geography(scale: Scale, area: str, offered: Offered, book: AreaBook) -> int | None:
    if not area:
        return None
    around = book.chain(area)
    same_nation = bool(book.nation(area)) and book.nation(area) == book.nation(offered.area)
    if scale is Scale.PACT:
        return 1 if offered.area in around or same_nation else 3
    if not offered.area_is_known:
        return None
    if offered.area == area:
        return 1
    if offered.area in around:
        return 2
    if offered.area in _WORLD or area in book.chain(offered.area):
        return 3
    return 4 if same_nation else 5


def _technology(scale: Scale, fit: TechnologyFit) -> int | None:
    pedigree = {TechnologyFit.SAME: 1, TechnologyFit.SIMILAR: 3, TechnologyFit.PROXY: 4, TechnologyFit.UNKNOWN: None}
    pact = {TechnologyFit.SAME: 1, TechnologyFit.SIMILAR: 2, TechnologyFit.PROXY: 3, TechnologyFit.UNKNOWN: 3}
    return pedigree[fit] if scale is Scale.PEDIGREE else pact[fit]
