"""The stretches of time within which a certificate may cover an interval, as a ledger is told them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from fourfold.core.intervals import start_of_day_s
from fourfold.core.zones import HOUR_S, Ints
from fourfold.electricity.supply.criteria import MatchWindow
from fourfold.electricity.supply.instruments import hour_offset_s, window_keys

_EPOCH_YEAR = 1970
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Calendar:
    """How windows lie.

    Attributes:
        match: how long they are; a whole period counts as a year's window, and may be no longer.
        time_zone: on whose calendar.
        period: start and end, UTC seconds, where the window is the whole period.
    """

    match: MatchWindow
    time_zone: str
    period: tuple[int, int] = (0, 0)

    @property
    def window(self) -> MatchWindow:
        """As a claim names it."""
        return MatchWindow.YEAR if self.match is MatchWindow.PERIOD else self.match

    def of(self, time_zone: str) -> Calendar:
        """The same windows on the calendar of another zone."""
        return replace(self, time_zone=time_zone)

    def keys(self, instants: Ints) -> Ints:
        """Number of the window of each moment ``[moment]``."""
        return window_keys(instants, self.match, self.time_zone)

    def bounds(self, key: int, instant: int) -> tuple[int, int]:
        """Start and end of a window, UTC seconds.

        Args:
            key: its number.
            instant: a moment in it.
        """
        if self.match is MatchWindow.PERIOD:
            return self.period
        if self.match is MatchWindow.HOUR:
            start = key * HOUR_S - hour_offset_s(np.array([instant], np.int64), self.time_zone)
            return start, start + HOUR_S
        if self.match is MatchWindow.MONTH:
            return self._day(key, 1), self._day(key + 1, 1)
        return self._day(key * _MONTHS, 1), self._day((key + 1) * _MONTHS, 1)

    def _day(self, month: int, day: int) -> int:
        """First second of a day of a month counted from January 1970."""
        return start_of_day_s(date(_EPOCH_YEAR + month // _MONTHS, month % _MONTHS + 1, day), self.time_zone)
