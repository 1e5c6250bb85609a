"""Time stamps of a text column as seconds, a column at a time.

The first stamp decides how the column is read in one go; rows spelled otherwise are read one by one. A stamp with an
offset is an instant whatever zone is declared; one without is a reading of the local clock. ISO 8601's 24:00 is the end
of its day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.intervals import MINUTE_S
from fourfold.core.zones import DAY_S, Ints, utc_second
from fourfold.electricity.reading.columns import joined_bytes

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ])\d{2}:\d{2}(:\d{2}([.,]\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII)
_LONGEST = 64
_ZERO = np.uint8(ord("0"))
_MONTH_STARTS: Ints = np.arange("1970-01", "2200-02", dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
EARLIEST = utc_second(datetime(1970, 1, 1, tzinfo=UTC))
LATEST = utc_second(datetime(2200, 1, 1, tzinfo=UTC))


class TimeFormatError(ValueError):
    """A time format that names no full date and time, or a zone by its abbreviation."""


@dataclass(frozen=True, slots=True)
class Stamps:
    """The stamps of a column.

    Attributes:
        seconds: since 1970-01-01T00:00 in UTC, or on the local clock, ``[row]``; 0 where the row is listed below.
        are_instants: whether the stamps carry an offset, so that the seconds are UTC.
        blank: rows without text.
        unreadable: rows with text that is no stamp of the column's form, or not of the years 1970 to 2199.
    """

    seconds: Ints
    are_instants: bool
    blank: tuple[int, ...]
    unreadable: dict[int, str]


def read_stamps(column: pl.Series, time_format: str) -> Stamps:
    """Read a text column as time stamps.

    Args:
        column: the texts.
        time_format: strptime format; empty for ISO 8601.

    Raises:
        TimeFormatError: the format has unknown directives, leaves the date or the hour open, or reads a zone's
            abbreviation, of which many mean several zones.
    """
    first = next((text.strip() for text in column.head(1000) if text and text.strip()), "")
    quick_format, has_offset = _formats(first, time_format)
    seconds, odd = _read_quickly(column, quick_format, has_offset)
    blank: list[int] = []
    unreadable: dict[int, str] = {}
    rows = np.flatnonzero(odd)
    for row, cell in zip(rows.tolist(), column.gather(rows).to_list(), strict=True):
        text = (cell or "").strip()
        second = _read_one(text, time_format, has_offset) if text else None
        seconds[row] = second or 0
        if not text:
            blank.append(row)
        elif second is None:
            unreadable[row] = text
    return Stamps(seconds, has_offset, tuple(blank), unreadable)


def _formats(first: str, time_format: str) -> tuple[str, bool]:
    """The format that reads the whole column, and whether it carries an offset."""
    if time_format:
        _check_format(time_format)
        return time_format, "%z" in time_format
    match = _ISO.fullmatch(first)
    if match is None:
        return "%Y-%m-%dT%H:%M", False
    separator, seconds, fraction, offset = match.groups()
    clock = "%H:%M" + (":%S" if seconds else "") + ("%.f" if fraction else "")
    return f"%Y-%m-%d{separator}{clock}" + ("%#z" if offset else ""), offset is not None


def _check_format(time_format: str) -> None:
    """Refuse a format that does not bring a moment through writing and reading."""
    moment = datetime(2017, 11, 25, 22, 0, tzinfo=UTC)
    try:
        again = datetime.strptime(moment.strftime(time_format), time_format).replace(tzinfo=UTC)
    except (ValueError, re.error, UnicodeError) as error:
        raise TimeFormatError(time_format) from error
    if again != moment or "%Z" in time_format:
        raise TimeFormatError(time_format)


def _read_quickly(column: pl.Series, time_format: str, has_offset: bool) -> tuple[Ints, NDArray[np.bool_]]:
    """Seconds ``[row]``, and which rows need a second look."""
    quickest = _read_by_position(column, time_format)
    if quickest is not None:
        return quickest, np.zeros(len(column), np.bool_)
    dtype = pl.Datetime("us", "UTC" if has_offset else None)
    try:
        read = column.str.strip_chars().str.strptime(dtype, time_format, strict=False, cache=False)
    except pl.exceptions.PolarsError:
        return np.zeros(len(column), np.int64), np.ones(len(column), np.bool_)
    millionths = read.to_physical().fill_null(0).to_numpy()
    seconds = millionths // 1_000_000
    odd = read.is_null().to_numpy() | (millionths % 1_000_000 != 0) | (seconds < EARLIEST) | (seconds >= LATEST)
    return seconds, np.asarray(odd, np.bool_)


def _read_by_position(column: pl.Series, time_format: str) -> Ints | None:
    """Seconds ``[row]`` where every stamp has its digits in the same places; nothing where one has not."""
    form = re.sub("%[YmdHMS]", lambda match: match.group()[1] * (4 if match.group() == "%Y" else 2), time_format)
    cells = joined_bytes(column)
    width = len(form) + 1
    if cells is None or "%" in form or not form.isascii() or cells.size != width * len(column):
        return None
    places = np.ascontiguousarray(cells.reshape(-1, width).T)
    values = dict.fromkeys("YmdHMS", np.zeros(len(column), np.int16))
    for place, letter in zip(places, form + "\n", strict=True):
        digit = place - _ZERO
        if letter not in values:
            if (place != ord(letter)).any():
                return None
        elif digit.max() > 9:
            return None
        else:
            values[letter] = values[letter] * 10 + digit
    return _seconds(values)


def _seconds(values: dict[str, NDArray[np.int16]]) -> Ints | None:
    """Seconds of calendar dates and clock times, all of them possible, in the years that are read."""
    year, month, day = values["Y"], values["m"], values["d"]
    if year.min() < 1970 or year.max() > 2199 or month.min() < 1 or month.max() > 12 or day.min() < 1:
        return None
    months = (year - 1970) * 12 + month - 1
    if (day > _MONTH_STARTS[months + 1] - _MONTH_STARTS[months]).any():
        return None
    hour, minute, second = values["H"], values["M"], values["S"]
    if hour.max() > 23 or minute.max() > 59 or second.max() > 59:
        return None
    days: Ints = _MONTH_STARTS[months] + day - 1
    minutes = (hour * 60 + minute).astype(np.int64)
    return days * DAY_S + minutes * MINUTE_S + second


def _read_one(text: str, time_format: str, has_offset: bool) -> int | None:
    """One stamp, or nothing."""
    if len(text) > _LONGEST:
        return None
    plain, days = (text.replace("24:00", "00:00", 1), 1) if re.search(r"(^|\D)24:00(:00)?(\D|$)", text) else (text, 0)
    try:
        if time_format:
            moment = datetime.strptime(plain, time_format)  # noqa: DTZ007 - an offset is looked for below
        elif _ISO.fullmatch(plain):
            moment = datetime.fromisoformat(plain.replace(",", "."))
        else:
            return None
        if (moment.tzinfo is not None) != has_offset or moment.microsecond:
            return None
        second = utc_second(moment if has_offset else moment.replace(tzinfo=UTC)) + days * DAY_S
    except (ValueError, OverflowError):
        return None
    return second if EARLIEST <= second < LATEST else None
