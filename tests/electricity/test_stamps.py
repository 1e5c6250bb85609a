"""Time stamps of a column, against datetime one cell at a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.zones import utc_second
from fourfold.electricity.reading.stamps import TimeFormatError, read_stamps

moments = st.datetimes(datetime(1970, 1, 1), datetime(2199, 12, 31, 23, 59)).map(  # noqa: DTZ001 - clock readings
    lambda moment: moment.replace(second=0, microsecond=0)
)
FORMATS = [
    "%Y-%m-%dT%H:%M",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%d.%m.%Y %I:%M %p",
    "%Y%m%d%H%M",
    "%d %b %Y %H:%M",
    "%Y Year %m %d %H %M",
]
spoilt = st.sampled_from(
    [None, "", "x", "2024-02-30T00:00", "2024-13-01T00:00", "2024-01-01T25:00", "0001-01-01T00:00"]
)


@given(st.sampled_from(FORMATS), st.lists(moments, min_size=1, max_size=20))
def test_any_full_format_reads_what_it_wrote(form: str, times: list[datetime]) -> None:
    stamps = read_stamps(pl.Series([moment.strftime(form) for moment in times]), form)
    assert stamps.seconds.tolist() == [utc_second(moment.replace(tzinfo=UTC)) for moment in times]
    assert not stamps.are_instants
    assert not stamps.unreadable


@given(
    st.lists(moments, min_size=1, max_size=20), st.sampled_from(["minutes", "seconds", "milliseconds"]), st.booleans()
)
def test_iso_stamps_are_read_whatever_their_detail(times: list[datetime], detail: str, blank: bool) -> None:
    texts = [moment.isoformat(" " if blank else "T", detail) for moment in times]
    stamps = read_stamps(pl.Series(texts), "")
    assert stamps.seconds.tolist() == [utc_second(moment.replace(tzinfo=UTC)) for moment in times]


@given(st.lists(st.tuples(moments, st.integers(-12 * 4, 14 * 4)), min_size=1, max_size=20))
def test_stamps_with_offset_are_instants(times: list[tuple[datetime, int]]) -> None:
    aware = [moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters))) for moment, quarters in times]
    aware = [moment for moment in aware if 1970 < moment.year < 2199]
    stamps = read_stamps(pl.Series([moment.isoformat(timespec="minutes") for moment in aware], dtype=pl.String), "")
    assert stamps.seconds.tolist() == [utc_second(moment) for moment in aware]
    assert stamps.are_instants or not aware


@given(st.lists(st.one_of(moments, spoilt), min_size=1, max_size=20))
def test_what_is_no_stamp_is_told_by_row(cells: list[datetime | str | None]) -> None:
    texts = [cell.isoformat(timespec="minutes") if isinstance(cell, datetime) else cell for cell in cells]
    stamps = read_stamps(pl.Series(texts, dtype=pl.String), "")
    assert list(stamps.blank) == [row for row, text in enumerate(texts) if not text]
    assert set(stamps.unreadable) == {row for row, cell in enumerate(cells) if isinstance(cell, str) and cell}


@pytest.mark.parametrize(
    ("texts", "form", "expected"),
    [
        (["2024-05-01 24:00", "2024-05-02 00:00"], "", [0, 0]),
        (["2024-05-01T23:00Z", "2024-05-02T01:00+0200", "2024-05-01T23:00:00.000Z"], "", [-3600, -3600, -3600]),
        ([" 2024-05-02T00:00 ", "2024-05-02 00:00:00"], "", [0, 0]),
        (["1/5/2024 0:00", "01/05/2024 24:00"], "%d/%m/%Y %H:%M", [-86_400, 0]),
        (["02.05.2024 02:00 +0200"], "%d.%m.%Y %H:%M %z", [0]),
    ],
)
def test_spellings_people_use(texts: list[str], form: str, expected: list[int]) -> None:
    second_of_may = utc_second(datetime(2024, 5, 2, tzinfo=UTC))
    stamps = read_stamps(pl.Series(texts), form)
    assert (stamps.seconds - second_of_may).tolist() == expected


@pytest.mark.parametrize(
    "form", ["%d/%m/%Y", "%H:%M", "%d %H:%M", "%Y-%m-%d %I:%M", "%Y-%m-%d %H:%M %Z", "%Q", "%", "x"]
)
def test_formats_that_leave_the_moment_open_are_refused(form: str) -> None:
    with pytest.raises(TimeFormatError):
        read_stamps(pl.Series(["2024-05-01 00:00"]), form)
