"""Times and energies as tables write them, brought to what a ledger keeps: UTC seconds and whole Wh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_FLOOR, Decimal, localcontext

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.core.quantities import Unit
from fourfold.core.zones import DAY_S, HOUR_S, utc_second, zone

TIME_WITHOUT_ZONE = MessageKind(
    "instrument-time-without-zone",
    N_("{found} does not say on which clock it is"),
    N_("a time with its offset from UTC, or the zone of its clock in the column time_zone"),
    N_("write 2024-01-01T00:00+08:00 or 2023-12-31T16:00Z, or fill time_zone"),
)
INSTRUMENT_OFF_CLOCK = MessageKind(
    "instrument-off-clock",
    N_("{found} is not one moment in {zone}, where the clock changed"),
    N_("a time that the clock showed once, or one with its offset from UTC: {clause}"),
    N_("write the time with its offset, such as 2024-11-03T01:00-05:00 or 2024-11-03T06:00Z"),
)
ACROSS_CLOCK_CHANGE = MessageKind(
    "instrument-across-clock-change",
    N_("the clock of {zone} changed between {found} and the end, so that its length is not what the clock shows"),
    N_("an interval of an hour or less with the offset from UTC written at both ends: {clause}"),
    N_("write both times with their offset, such as 2024-11-03T01:00-05:00"),
)
INSTRUMENT_EMPTY = MessageKind(
    "instrument-empty",
    N_("the interval of the instrument ends at {found}, not after its start"),
    N_("an end after the start; the end itself no longer belongs to the interval"),
    N_("correct the times"),
)
GRANULAR_TOO_LONG = MessageKind(
    "granular-too-long",
    N_("the interval of the granular certificate is {found} minutes long"),
    N_("an hour or less: EnergyTag Granular Certificate Scheme Standard, 2024 (from memory)"),
    N_("correct the times; a certificate of a longer time belongs into the table certificates"),
)
ENERGY_UNIT = MessageKind(
    "instrument-energy-unit",
    N_("{found} is no unit of energy"),
    N_("a unit of energy, such as Wh, kWh or MWh"),
    N_("correct the unit"),
)
ENERGY_BELOW_WH = MessageKind(
    "instrument-below-wh",
    N_("{found} {unit} are less than 1 Wh"),
    N_("at least 1 Wh: certificates are of whole Wh, rounded down"),
    N_("correct the amount or its unit, or leave the row out"),
)
ONE_MOMENT = Term(
    N_("EnergyTag Granular Certificate Scheme Standard, 2024 (from memory): intervals are told as moments")
)
"""Clause that asks for intervals of certificates that are one stretch of time, whatever a clock shows."""
_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time from a second to a later one, UTC, half open."""

    start_s: int
    end_s: int

    @property
    def seconds(self) -> int:
        """How long."""
        return self.end_s - self.start_s

    def holds(self, other: Stretch) -> bool:
        """Whether all of another lies within."""
        return self.start_s <= other.start_s and other.end_s <= self.end_s


@dataclass(frozen=True, slots=True)
class WholeWh:
    """Energy rounded down to whole Wh, and the part of a Wh that was left out."""

    wh: int
    lost: Decimal


def second_of(moment: datetime, time_zone: str, place: Place, problems: Problems) -> int | None:
    """The UTC second of a moment, or ``None`` after reporting why it is not one.

    A local time is one moment where the clock gives it the same offset whichever side of a change is taken; times that
    were skipped or shown twice are not guessed.

    Args:
        moment: with its offset, or on a local clock.
        time_zone: of that clock; may be empty.
        place: the cell.
        problems: receives what is wrong.
    """
    if moment.tzinfo is not None:
        return utc_second(moment)
    found = moment.isoformat(timespec="minutes")
    if not time_zone:
        problems.error(TIME_WITHOUT_ZONE, place, found=found)
        return None
    there = moment.replace(tzinfo=zone(time_zone), fold=0)
    if there.utcoffset() != there.replace(fold=1).utcoffset():
        problems.error(INSTRUMENT_OFF_CLOCK, place, found=found, zone=time_zone, clause=ONE_MOMENT)
        return None
    return utc_second(there)


def stretch_of(
    start: datetime, end: datetime, time_zone: str, place: Place, problems: Problems, *, granular: bool = False
) -> Stretch | None:
    """The interval of an instrument, or ``None`` after reporting everything that is wrong with it.

    Args:
        start, end: as written.
        time_zone: of the clock where they carry no offset.
        place: the row.
        problems: receives what is wrong.
        granular: whether it may be an hour long at most, and must not hide a change of the clock.
    """
    first = second_of(start, time_zone, place.at("start"), problems)
    last = second_of(end, time_zone, place.at("end"), problems)
    if first is None or last is None:
        return None
    if last <= first:
        problems.error(INSTRUMENT_EMPTY, place.at("end"), found=end.isoformat(timespec="minutes"))
        return None
    if granular and start.tzinfo is None and end.tzinfo is None and _hides_a_change(start, end, last - first):
        found = start.isoformat(timespec="minutes")
        problems.error(ACROSS_CLOCK_CHANGE, place.at("start"), found=found, zone=time_zone, clause=ONE_MOMENT)
        return None
    if granular and last - first > HOUR_S:
        problems.error(GRANULAR_TOO_LONG, place.at("end"), found=(last - first) // 60)
        return None
    return Stretch(first, last)


def month_of(month: str, time_zone: str) -> Stretch:
    """A month (``2024-05``) on the calendar of a zone.

    Its first moment is the earliest of its first day: of a midnight that the clock skipped the moment of the change,
    of one it showed twice the first.
    """
    year, number = (int(part) for part in month.split("-"))
    following = date(year + number // 12, number % 12 + 1, 1)
    return Stretch(_day_begins(date(year, number, 1), time_zone), _day_begins(following, time_zone))


def end_of_day(day: date | None) -> int:
    """The last second of a day in UTC; 0 where there is none."""
    return 0 if day is None else utc_second(datetime(day.year, day.month, day.day, tzinfo=UTC)) + DAY_S - 1


def whole_wh(
    amount: Decimal, unit: str, place: Place, problems: Problems, *, least: int = 1, column: str = "amount"
) -> WholeWh | None:
    """An energy in whole Wh, rounded down; ``None`` after reporting why it is none.

    Args:
        amount, unit: as written.
        place: the row.
        problems: receives what is wrong.
        least: fewest Wh accepted.
        column: where the amount stands.
    """
    if not Unit(unit).measures_same_as(Unit("Wh")):
        problems.error(ENERGY_UNIT, place.at("unit"), found=unit)
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        exact = amount * Unit(unit).factor_to(Unit("Wh"))
        whole = exact.to_integral_value(ROUND_FLOOR)
        lost = exact - whole
    if whole < least:
        problems.error(ENERGY_BELOW_WH, place.at(column), found=amount, unit=unit)
        return None
    return WholeWh(int(whole), lost)


def _hides_a_change(start: datetime, end: datetime, seconds: int) -> bool:
    return end - start != timedelta(seconds=seconds)


def _day_begins(day: date, time_zone: str) -> int:
    return utc_second(datetime(day.year, day.month, day.day, tzinfo=zone(time_zone), fold=0))
