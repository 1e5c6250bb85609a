"""What pictures show, as numbers: cells of days and hours, sorted factors, ranges, means weighted by demand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.words import words
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.tracing.result import Reason
from fourfold.exchange.plots.captions import Voice
from fourfold.exchange.plots.duration import spread, style_of
from fourfold.exchange.plots.heatmap import day_marks
from fourfold.exchange.plots.views import ABSENT, MOST_POINTS, curve, heat, summarise
from support.plot_tables import TWELVE_DAYS, plot_table

BERLIN_AUTUMN, BERLIN_SPRING = (("2024-10-26", "2024-10-29"),), (("2024-03-30", "2024-04-02"),)


def _without(table: FactorTable, area: int, intervals: slice, reason: Reason) -> FactorTable:
    table.per_mwh[intervals, area] = np.nan
    table.reason[intervals, area] = reason
    return table


@given(gaps=st.sets(st.integers(0, 335), max_size=300))
@settings(max_examples=30, deadline=None)
def test_mean_is_mass_over_energy_of_the_hours_that_have_a_factor(gaps: set[int]) -> None:
    table = plot_table()
    for gap in gaps:
        _without(table, 1, slice(gap, gap + 1), Reason.MISSING_INPUT)
    known = [at for at in range(336) if at not in gaps]
    mass = sum(float(table.per_mwh[at, 1, 0] * table.demand_mwh[at, 1]) for at in known)
    energy = sum(float(table.demand_mwh[at, 1]) for at in known)
    found = summarise(table, 1)
    assert found.mean == pytest.approx(mass / energy, rel=1e-12)
    assert found.energy_mwh == pytest.approx(energy, rel=1e-12)
    assert (found.hours, found.missing) == (336.0, float(len(gaps)))


def test_unknown_demand_gives_no_mean() -> None:
    table = plot_table()
    table.demand_mwh[5, 0] = np.nan
    assert np.isnan(summarise(table, 0).mean)


def test_quantiles_are_of_intervals() -> None:
    table = plot_table((("2024-01-01", "2024-01-02"),))
    table.per_mwh[:, 0, 0] = np.arange(24) * 10.0
    found = summarise(table, 0)
    assert [found.quantile(share) for share in (0.0, 0.10, 0.50, 0.90, 1.0)] == pytest.approx([0, 23, 115, 207, 230])


def test_quarter_hours_count_as_quarters_of_an_hour() -> None:
    table = _without(plot_table(step_minutes=15), 0, slice(0, 6), Reason.ZERO_THROUGHPUT)
    assert dict(summarise(table, 0).missing_hours) == {Reason.ZERO_THROUGHPUT: 1.5}


def test_every_interval_has_its_cell() -> None:
    found = heat(plot_table(TWELVE_DAYS), 0)
    assert found.values.shape == (12, 24, 2)
    assert np.isfinite(found.values).all()
    assert [piece.stop - piece.start for piece in found.stretches()] == [1] * 12
    assert np.diff(found.place).min() > 1


def test_cells_follow_the_local_clock() -> None:
    table = plot_table()
    found = heat(table, 2)
    assert found.values[3, 17, 0] == table.per_mwh[3 * 24 + 17, 2, 0]
    assert found.states[3, 17, 0] == Reason.NONE


def test_the_hour_that_occurs_twice_is_split_and_the_one_that_is_skipped_stays_empty() -> None:
    autumn = plot_table(BERLIN_AUTUMN, time_zone="Europe/Berlin")
    assert autumn.starts_s.size == 73
    twice = heat(autumn, 0).values[1, 2]
    assert twice.tolist() == autumn.per_mwh[26:28, 0, 0].tolist()
    spring = heat(plot_table(BERLIN_SPRING, time_zone="Europe/Berlin"), 0)
    assert spring.states[1, 2].tolist() == [ABSENT, ABSENT]
    assert np.isnan(spring.values[1, 2]).all()
    assert np.isfinite(np.delete(spring.values[1], 2, axis=0)).all()


def test_data_that_begin_within_a_local_day_leave_cells_outside() -> None:
    table = plot_table((("2024-01-01", "2024-01-03"),), time_zone="UTC")
    shifted = FactorTable(table.meta, table.starts_s + 8 * 3600, table.per_mwh, table.reason, table.demand_mwh)
    states = heat(shifted, 0).states[:, :, 0]
    assert (states[0] == ABSENT).sum() == 8
    assert (states[2] == ABSENT).sum() == 16


def test_zones_off_the_full_hour_keep_their_minutes() -> None:
    table = plot_table((("2024-01-01", "2024-01-03"),), time_zone="UTC")
    india = plot_table((("2024-01-01", "2024-01-03"),), time_zone="Asia/Kolkata")
    moved = FactorTable(india.meta, table.starts_s, table.per_mwh, table.reason, table.demand_mwh)
    assert heat(moved, 0).phase_minutes == 30
    assert heat(india, 0).phase_minutes == 0


def test_a_curve_falls_and_ends_where_factors_end() -> None:
    table = _without(plot_table(), 3, slice(0, 84), Reason.MISSING_INPUT)
    found = curve(table, 3)
    assert (np.diff(found.values) <= 0).all()
    assert found.share[-1] == pytest.approx(0.75)
    assert sorted(found.values.tolist()) == sorted(table.per_mwh[84:, 3, 0].tolist())


def test_a_long_curve_is_thinned_with_both_ends_kept() -> None:
    table = plot_table((("2024-01-01", "2025-01-01"),))
    found = curve(table, 0)
    assert found.values.size <= MOST_POINTS
    assert (found.values[0], found.values[-1]) == (table.per_mwh[:, 0, 0].max(), table.per_mwh[:, 0, 0].min())
    assert found.share[-1] == 1.0


@given(wanted=st.lists(st.floats(0, 4), min_size=1, max_size=12))
@settings(max_examples=60, deadline=None)
def test_labels_keep_their_order_and_distance(wanted: list[float]) -> None:
    placed = spread(wanted, 0.2, 4.0)
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    gaps = np.diff([placed[at] for at in order])
    assert (gaps >= 0.2 - 1e-9).all()
    assert max(placed) <= 4.0 + 1e-9


def test_no_two_of_32_curves_look_alike() -> None:
    assert len({style_of(at) for at in range(32)}) == 32


def test_days_are_named_by_stretch_by_day_or_by_month() -> None:
    voice = Voice(words("en"), lambda _: True)
    pairs = (("2024-01-14", "2024-01-16"), ("2024-01-31", "2024-02-02"), ("2024-05-01", "2024-05-02"))
    assert [text for _, text in day_marks(heat(plot_table(pairs), 0), voice)] == ["01-14–15", "01-31–02-01", "05-01"]
    assert len(day_marks(heat(plot_table(), 0), voice)) == 14
    year = day_marks(heat(plot_table((("2024-01-01", "2025-01-01"),)), 0), voice)
    assert [text for _, text in year][:3] == ["Jan", "Feb", "Mar"]
    assert year[1][0] == 31 + 14.5
