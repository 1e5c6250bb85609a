"""Contractual instruments and direct lines, and what of a method's criteria each of them fails.

Every criterion is judged for every instrument, so that a person learns all that is missing at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import numpy as np

from fourfold.core.areas import AreaBook
from fourfold.core.intervals import Period, local_datetime
from fourfold.core.problems import Place
from fourfold.core.zones import DAY_S, HOUR_S, Ints, offsets_s, standard_offset_s
from fourfold.electricity.supply.criteria import AreaLevel, Criterion, InstrumentCriteria, InstrumentKind, MatchWindow

_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Instrument:
    """Energy made elsewhere whose attributes a document, or a wire, brings to a site.

    Attributes:
        id: its short name.
        kind: what it is.
        start_s, end_s: UTC seconds of the generation it stands for, half open.
        amount_wh: the energy, in Wh.
        area: area of the plant; empty where it does not say.
        commissioned: first day of service of the plant; ``None`` where it does not say.
        conveyed: whether it conveys the attributes of the energy.
        sole_claim: whether it is the only claim on the energy.
        retired: whether it was tracked and retired for the user.
        place: the row that declares it.
        technology: of the plant; empty where it does not say.
        stored: whether the energy comes out of a store.
        lost_wh: what is lost between plant and meter on top of `amount_wh`, which is what arrives.
    """

    id: str
    kind: InstrumentKind
    start_s: int
    end_s: int
    amount_wh: Decimal
    area: str
    commissioned: date | None
    conveyed: bool
    sole_claim: bool
    retired: bool
    place: Place
    technology: str = ""
    stored: bool = False
    lost_wh: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What instruments are held against.

    Attributes:
        criteria: of the method.
        site_area: area of the site.
        time_zone: zone of the site, on whose calendar the windows lie.
        areas: which area lies in which.
        period: the study period.
    """

    criteria: InstrumentCriteria
    site_area: str
    time_zone: str
    areas: AreaBook
    period: Period


def failed_criteria(instrument: Instrument, at: Circumstances) -> tuple[Criterion, ...]:
    """Every criterion an instrument fails, in the order of `Criterion`; none for one that counts.

    A direct line is held against other criteria: it must convey the attributes, be the only claim (nothing sold on),
    and its interval must lie in the study period.
    """
    checks = _OF_A_LINE if instrument.kind is InstrumentKind.DIRECT_LINE else _OF_A_CONTRACT
    return tuple(criterion for criterion in Criterion if criterion in checks and not checks[criterion](instrument, at))


def window_keys(instants: Ints, match: MatchWindow, time_zone: str) -> Ints:
    """Number of the window that contains each moment ``[moment]``; equal numbers mean the same window.

    Hours begin when the zone's standard clock shows a full hour in the UTC year of the first moment; months and years
    are of its calendar. In a year in which a zone moved its standard clock by a part of an hour (Pyongyang in August
    2015, Caracas in May 2016) hours are those of the smaller offset throughout: an hour of the other clock lies in two
    of them, and a certificate of it fails closeness in time.
    """
    if match is MatchWindow.PERIOD or not instants.size:
        return np.zeros(instants.size, np.int64)
    if match is MatchWindow.HOUR:
        return (instants + hour_offset_s(instants, time_zone)) // HOUR_S
    days = (instants + offsets_s(time_zone, instants)) // DAY_S
    unit = "M" if match is MatchWindow.MONTH else "Y"
    return days.astype("datetime64[D]").astype(f"datetime64[{unit}]").astype(np.int64)


def hour_offset_s(instants: Ints, time_zone: str) -> int:
    """Seconds by which full hours of a zone's standard clock come before those of UTC, in the year of the first moment.

    Args:
        instants: one or more moments ``[moment]``.
        time_zone: the zone.
    """
    year = datetime.fromtimestamp(int(instants[0]), UTC).year
    return standard_offset_s(time_zone, year) % HOUR_S


def lies_in_one_window(instrument: Instrument, match: MatchWindow, time_zone: str) -> bool:
    """Whether the interval of an instrument lies within one hour, month or year of a calendar."""
    ends = np.array([instrument.start_s, instrument.end_s - 1], np.int64)
    first, last = window_keys(ends, match, time_zone).tolist()
    return bool(first == last)


def _is_of_a_kind(instrument: Instrument, at: Circumstances) -> bool:
    return instrument.kind in at.criteria.kinds


def _lies_in_one_window(instrument: Instrument, at: Circumstances) -> bool:
    if at.criteria.match is MatchWindow.PERIOD:
        return _lies_in_the_period(instrument, at)
    return lies_in_one_window(instrument, at.criteria.match, at.time_zone)


def _meets_the_period(instrument: Instrument, at: Circumstances) -> bool:
    return instrument.start_s < at.period.end_s and at.period.start_s < instrument.end_s


def _lies_in_the_period(instrument: Instrument, at: Circumstances) -> bool:
    return at.period.start_s <= instrument.start_s and instrument.end_s <= at.period.end_s


def _is_near(instrument: Instrument, at: Circumstances) -> bool:
    if at.criteria.area is AreaLevel.ANY:
        return True
    if at.criteria.area is AreaLevel.AREA:
        return at.site_area in at.areas.chain(instrument.area)
    country = at.areas.nation(instrument.area)
    return bool(country) and country == at.areas.nation(at.site_area)


def _conveys(instrument: Instrument, at: Circumstances) -> bool:
    return instrument.conveyed or not at.criteria.conveyed


def _is_the_only_claim(instrument: Instrument, at: Circumstances) -> bool:
    return instrument.sole_claim or not at.criteria.sole_claim


def _is_retired(instrument: Instrument, at: Circumstances) -> bool:
    return instrument.retired or not at.criteria.retired


def _is_new_enough(instrument: Instrument, at: Circumstances) -> bool:
    months = at.criteria.commissioned_within_months
    if months is None:
        return True
    if instrument.commissioned is None:
        return False
    return was_new_enough(instrument.commissioned, instrument.start_s, at.time_zone, months)


def was_new_enough(commissioned: date, start_s: int, time_zone: str, months: int) -> bool:
    """Whether a plant was at most so many months in service, to the day, when an interval of its energy began.

    Args:
        commissioned: its first day of service.
        start_s: beginning of the interval, UTC seconds.
        time_zone: on whose calendar.
        months: how many.
    """
    day = local_datetime(start_s, time_zone).date()
    age = (day.year - commissioned.year) * _MONTHS + day.month - commissioned.month
    return age < months or (age == months and day.day <= commissioned.day)


def _is_of_a_technology(instrument: Instrument, at: Circumstances) -> bool:
    return not at.criteria.technologies or instrument.technology in at.criteria.technologies


def _was_not_stored(instrument: Instrument, at: Circumstances) -> bool:
    return at.criteria.stored or not instrument.stored


_Check = Callable[[Instrument, Circumstances], bool]
_OF_A_CONTRACT: Mapping[Criterion, _Check] = {
    Criterion.KIND: _is_of_a_kind,
    Criterion.MATCH: _lies_in_one_window,
    Criterion.PERIOD: _meets_the_period,
    Criterion.AREA: _is_near,
    Criterion.CONVEYED: _conveys,
    Criterion.SOLE_CLAIM: _is_the_only_claim,
    Criterion.RETIRED: _is_retired,
    Criterion.COMMISSIONED: _is_new_enough,
    Criterion.TECHNOLOGY: _is_of_a_technology,
    Criterion.STORED: _was_not_stored,
}
_OF_A_LINE: Mapping[Criterion, _Check] = {
    Criterion.PERIOD: _lies_in_the_period,
    Criterion.CONVEYED: lambda instrument, _at: instrument.conveyed,
    Criterion.SOLE_CLAIM: lambda instrument, _at: instrument.sole_claim,
}
