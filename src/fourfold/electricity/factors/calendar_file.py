"""Calendars as data: what ``calendar/1`` files declare about days, seasons and the periods of a tariff."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from fourfold.electricity.grid.declaration import StatusWord
from fourfold.formats.declared import Day, Declared, Id, Names

CALENDAR_FORMAT = "calendar/1"

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Month = Literal["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
Year = Annotated[str, Field(pattern=r"^[0-9]{4}$")]


class Entry(Declared):
    """Something with an id and names."""

    id: Id
    names: Names


class DayClass(Entry):
    """A kind of day: by weekday, and by dates that go before weekdays (holidays, working days made up for them)."""

    weekdays: tuple[Weekday, ...] = ()
    dates: tuple[Day, ...] = ()


class Season(Entry):
    """Months that belong together."""

    months: Annotated[tuple[Month, ...], Field(min_length=1)]


class When(Declared):
    """Hours of certain months and kinds of day."""

    months: tuple[Month, ...] = Field((), description="None means all.")
    day_classes: tuple[Id, ...] = Field((), description="None means all.")
    hours: Annotated[
        tuple[str, ...], Field(min_length=1, description="Such as 08:00-11:00, to the quarter of an hour.")
    ]


class TariffPeriod(Entry):
    """A period of a tariff: peak, flat, valley or whatever it is called."""

    when: Annotated[tuple[When, ...], Field(min_length=1)]


class CalendarDeclaration(Declared):
    """The whole of a calendar file."""

    fourfold: Literal["calendar/1"] = Field(description="Format and version of this file.")
    names: Names
    status: StatusWord = Field(description="illustrative for what is made up.")
    source: str = Field("", description="Document the calendar is from.")
    time_zone: str = Field("", description="IANA zone; blank is that of the factors.")
    years: tuple[Year, ...] = Field((), description="Years whose dates are listed; needed where dates are.")
    day_classes: tuple[DayClass, ...] = ()
    seasons: tuple[Season, ...] = ()
    periods: tuple[TariffPeriod, ...] = ()
