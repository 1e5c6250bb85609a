"""Moments of signed documents have one spelling."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.moments import moment_of, moment_text


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back_to_the_second(moment: datetime) -> None:
    assert moment_of(moment_text(moment)) == moment.replace(microsecond=0)


def test_other_zones_are_converted() -> None:
    eight = timezone(timedelta(hours=8))
    assert moment_text(datetime(2026, 3, 1, 16, tzinfo=eight)) == "2026-03-01T08:00:00Z"


def test_a_moment_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        moment_text(datetime.fromisoformat("2026-03-01T08:00:00"))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01T08:00:00",
        "2026-03-01T08:00:00+00:00",
        "2026-03-01T08:00:00.0Z",
        "2026-03-01 08:00:00Z",
        "2026-02-30T08:00:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T08:00:60Z",
        "２026-03-01T08:00:00Z",
        "2026-03-01T08:00:00z",
        "",
        None,
        20260301,
    ],
)
def test_any_other_spelling_is_none(text: object) -> None:
    assert moment_of(text) is None
