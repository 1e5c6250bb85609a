"""What is matched within an hour, a month, a year: laws, and an obvious loop over intervals in fractions beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.intervals import Grid
from fourfold.core.problems import Place
from fourfold.electricity.energy import EnergySeries
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow
from fourfold.electricity.supply.instruments import Instrument
from fourfold.electricity.supply.matched import matched_wh
from fourfold.electricity.supply.rule import Covered

ZONE = "Europe/Berlin"
HOUR_S = 3600
START = int(datetime(2024, 12, 31, 20, tzinfo=ZoneInfo(ZONE)).timestamp())
HOURS = 8
"""Eight hours, of which four lie in the old year and its last month."""
WINDOWS = (MatchWindow.HOUR, MatchWindow.MONTH, MatchWindow.YEAR)
LINE, CERTIFICATE = InstrumentKind.DIRECT_LINE, InstrumentKind.CERTIFICATE


def load(wh: Sequence[int], step_minutes: int = 60) -> Covered:
    grid = Grid(START, step_minutes, len(wh))
    series = EnergySeries(grid, np.array(wh, np.int64), 0)
    return Covered(series, series, {})


def held(
    name: str, wh: int | str, first: float, last: float, kind: InstrumentKind = InstrumentKind.CERTIFICATE
) -> Instrument:
    """An instrument over hours counted from the start of the loads."""
    start, end = (START + int(hours * HOUR_S) for hours in (first, last))
    place = Place("tables/instruments.csv", 2)
    return Instrument(name, kind, start, end, Decimal(wh), "DE", None, True, True, True, place)


def matched(loads: Mapping[str, Covered], *instruments: Instrument) -> list[Decimal]:
    """Wh by hour, month and year."""
    found = matched_wh("works", loads, instruments, ZONE)
    assert tuple(found) == WINDOWS
    return list(found.values())


def window_of(second: int, window: MatchWindow) -> tuple[int, ...]:
    """Year, month, day and hour on the site's clock, as far as the window tells them apart."""
    local = datetime.fromtimestamp(second, UTC).astimezone(ZoneInfo(ZONE))
    told = (local.year, local.month, local.day, local.hour)
    return told[: {MatchWindow.HOUR: 4, MatchWindow.MONTH: 2, MatchWindow.YEAR: 1}[window]]


def by_loop(loads: Mapping[str, Covered], instruments: Sequence[Instrument], window: MatchWindow) -> Fraction:
    """The same, interval by interval: lines, the shortest first, then certificates window by window."""
    open_ = {
        (name, second): Fraction(wh)
        for name, one in loads.items()
        for second, wh in zip(one.grid.grid.starts().tolist(), one.grid.energy.tolist(), strict=True)
    }
    whole = sum(open_.values(), Fraction(0))
    steps = {name: one.grid.grid.step_s for name, one in loads.items()}
    fit = [one for one in instruments if window_of(one.start_s, window) == window_of(one.end_s - 1, window)]
    lines = sorted((one for one in fit if one.kind is LINE), key=lambda one: (one.end_s - one.start_s, one.start_s))
    for one in lines:
        inside = [at for at in open_ if at[1] < one.end_s and one.start_s < at[1] + steps[at[0]]]
        _take(open_, inside, Fraction(one.amount_wh))
    for key in {window_of(one.start_s, window) for one in fit if one.kind is not LINE}:
        inside = [at for at in open_ if window_of(at[1], window) == key]
        offered = [one for one in fit if one.kind is not LINE and window_of(one.start_s, window) == key]
        _take(open_, inside, sum((Fraction(one.amount_wh) for one in offered), Fraction(0)))
    return whole - sum(open_.values(), Fraction(0))


def _take(open_: dict[tuple[str, int], Fraction], inside: Sequence[tuple[str, int]], amount: Fraction) -> None:
    there = sum(open_[at] for at in inside)
    for at in inside:
        open_[at] -= open_[at] * min(amount, there) / there if there else 0


def test_a_certificate_matches_the_windows_it_lies_in() -> None:
    """8 h at 100 Wh, four in each year. 60 Wh of one hour, 300 Wh of two hours, 9999 Wh across the turn of the year:
    60 by the hour; by the month and the year 60 + 300 of the old year's 400; the last one matches nothing at all."""
    there = held("hour", 60, 1, 2), held("two", 300, 2, 4), held("across", 9999, 3, 5)
    assert matched({"a": load([100] * HOURS)}, *there) == [60, 360, 360]


def test_generation_on_site_is_matched_whatever_the_window() -> None:
    whole = load([100] * HOURS)
    roof = EnergySeries(whole.load.grid, np.array([30] * HOURS, np.int64), 0)
    rest = EnergySeries(whole.load.grid, np.array([70] * HOURS, np.int64), 0)
    assert matched({"a": Covered(whole.load, rest, {"roof": roof})}) == [240, 240, 240]


def test_a_line_counts_in_its_own_interval_and_only_within_windows_that_hold_it() -> None:
    """A line of one hour with 150 Wh covers that hour's 100 Wh; one of three hours has no hour of its own."""
    there = held("short", 150, 0, 1, LINE), held("long", 90, 1, 4, LINE)
    assert matched({"a": load([100] * HOURS)}, *there) == [100, 190, 190]


def test_what_is_matched_within_an_hour_is_matched_within_its_month_where_rounding_moves_a_quantum() -> None:
    """By the hour the second line takes 3, 9 and 9 of 3, 12 and 12, and the third the 6 left of the last two: 27. The
    first line, which crosses the hour, takes 1 of the 3; then the second takes 1, 10 and 10, and the third 4: 26."""
    there = held("1", 1, 0.75, 1.25, LINE), held("2", 21, 1, 1.75, LINE), held("3", 999, 1.25, 2, LINE)
    assert matched({"a": load([0, 0, 0, 0, 3, 12, 12, 0], 15)}, *there) == [27, 27, 27]


def test_a_site_without_instruments_matches_nothing() -> None:
    assert matched({"a": load([100] * HOURS)}) == [0, 0, 0]


amounts = st.integers(0, 10**6)
some_loads = st.lists(st.lists(amounts, min_size=HOURS, max_size=HOURS), min_size=1, max_size=3)


@st.composite
def some_instruments(draw: st.DrawFn, *kinds: InstrumentKind) -> list[Instrument]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        quarters = sorted(draw(st.lists(st.integers(0, HOURS * 4), min_size=2, max_size=2, unique=True)))
        kind = draw(st.sampled_from(kinds))
        # lines lie on the intervals of the loads, as the account asks
        first, last = (quarter // 4 if kind is LINE else quarter / 4 for quarter in quarters)
        least = 1 if kind is LINE else 0.25
        found.append(held(f"i{number}", draw(st.integers(1, 10**6)), first, max(last, first + least), kind))
    return found


def named(values: Sequence[Sequence[int]]) -> dict[str, Covered]:
    return {f"l{number}": load(one) for number, one in enumerate(values)}


@settings(max_examples=80)
@given(some_loads, some_instruments(CERTIFICATE))
def test_the_sums_are_those_of_a_loop_over_intervals(values: list[list[int]], there: list[Instrument]) -> None:
    loads = named(values)
    assert matched(loads, *there) == [by_loop(loads, there, window) for window in WINDOWS]


@settings(max_examples=60)
@given(some_loads, some_instruments(CERTIFICATE, LINE))
def test_with_lines_they_are_so_within_what_is_rounded(values: list[list[int]], there: list[Instrument]) -> None:
    # whole Wh are divided, so amounts are large
    loads = named([[wh * 10**6 for wh in one] for one in values])
    there = [replace(one, amount_wh=one.amount_wh * 10**6) for one in there]
    for wh, window in zip(matched(loads, *there), WINDOWS, strict=True):
        assert abs(Fraction(wh) - by_loop(loads, there, window)) <= len(there) * HOURS


@settings(max_examples=80)
@given(some_loads, some_instruments(CERTIFICATE, LINE))
def test_hourly_is_at_most_monthly_and_monthly_at_most_annual(values: list[list[int]], there: list[Instrument]) -> None:
    hour, month, year = matched(named(values), *there)
    assert 0 <= hour <= month <= year <= sum(map(sum, values))
    assert year <= sum((one.amount_wh for one in there), Decimal(0))


@settings(max_examples=40)
@given(some_loads, some_instruments(CERTIFICATE), st.integers(2, 10**4))
def test_larger_units_match_in_proportion(values: list[list[int]], there: list[Instrument], times: int) -> None:
    larger = matched(
        named([[wh * times for wh in one] for one in values]),
        *(replace(one, amount_wh=one.amount_wh * times) for one in there),
    )
    assert larger == [wh * times for wh in matched(named(values), *there)]


@settings(max_examples=40)
@given(some_loads, some_instruments(CERTIFICATE), st.data())
def test_the_order_of_loads_and_instruments_does_not_matter(
    values: list[list[int]], there: list[Instrument], data: st.DataObject
) -> None:
    loads = named(values)
    turned = dict(data.draw(st.permutations(list(loads.items()))))
    assert matched(turned, *data.draw(st.permutations(there))) == matched(loads, *there)


@settings(max_examples=40)
@given(some_loads, some_instruments(CERTIFICATE), st.integers(0, 10))
def test_an_instrument_in_two_parts_matches_what_it_did_whole(
    values: list[list[int]], there: list[Instrument], tenths: int
) -> None:
    loads = named(values)
    parts = [
        replace(one, id=f"{one.id}-{part}", amount_wh=one.amount_wh * share / 10)
        for one in there
        for part, share in enumerate((tenths, 10 - tenths))
    ]
    assert matched(loads, *parts) == matched(loads, *there)


def test_a_line_that_ends_within_an_interval_of_the_loads_matches_nothing() -> None:
    loads = {"a": load([100] * HOURS)}
    whole, cut = held("i", 60, 1, 2, LINE), held("j", 60, 2, 2.5, LINE)
    assert matched_wh("works", loads, [whole, cut], "UTC") == dict.fromkeys(WINDOWS, Decimal(60))


@pytest.mark.parametrize("minutes", [15, 30])
def test_finer_readings_match_what_coarser_ones_do(minutes: int) -> None:
    per = 60 // minutes
    fine, coarse = load([10] * HOURS * per, minutes), load([10 * per] * HOURS)
    there = held("hour", 25, 1, 2), held("month", 70, 0, 3)
    assert matched({"a": fine}, *there) == matched({"a": coarse}, *there)
