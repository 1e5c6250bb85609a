"""Hourly markets: partitioned factors against full re-solves of the whole system."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.background.hourly import Mixes, Partition, Upstream, footprint_of, hourly_factors, partition
from fourfold.accounting.background.hourly_loops import Blocked

SIZE, ZONES, LINES, HOURS = 30, 4, 2, 6


def example(seed: int) -> tuple[np.ndarray, np.ndarray, Mixes]:
    """Products 0 … 3 are markets, 4 … 11 generators; each zone has three of them and imports from the next zone."""
    rng = np.random.default_rng(seed)
    needs = rng.random((SIZE, SIZE)) * (rng.random((SIZE, SIZE)) < 0.2)
    needs *= 0.6 / np.maximum(needs.sum(axis=0), 1e-9)
    burdens = rng.random((SIZE, LINES))
    zones, sources = [], []
    for zone in range(ZONES):
        zones += [zone] * 4
        sources += [*rng.choice(np.arange(4, 12), 3, replace=False).tolist(), (zone + 1) % ZONES]
    amounts = rng.random((HOURS, len(zones)))
    for zone in range(ZONES):
        amounts[:, 4 * zone : 4 * zone + 4] /= amounts[:, 4 * zone : 4 * zone + 4].sum(axis=1)[:, None]
    return needs, burdens, Mixes(np.array(zones), np.array(sources), amounts)


def taken_out(needs: np.ndarray, burdens: np.ndarray) -> Partition:
    return partition(sp.csc_array(needs), burdens, range(ZONES))


def full(needs: np.ndarray, burdens: np.ndarray, mixes: Mixes, hour: int) -> np.ndarray:
    """Scores of every product with the mixes of one hour in the whole system, solved densely [product, line]."""
    whole, own = needs.copy(), burdens.copy()
    whole[:, :ZONES], own[:ZONES] = 0.0, 0.0
    np.add.at(whole, (mixes.sources, mixes.zones), mixes.amounts[hour])
    return np.linalg.solve(np.eye(SIZE) - whole.T, own)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_equal_to_full_solves(seed: int) -> None:
    needs, burdens, mixes = example(seed)
    part = taken_out(needs, burdens)
    found = hourly_factors(part, mixes)
    steel = footprint_of(part, found, 20)
    for hour in range(HOURS):
        expected = full(needs, burdens, mixes, hour)
        assert found.factors[hour] == pytest.approx(expected[:ZONES], rel=1e-12)
        assert steel[hour] == pytest.approx(expected[20], rel=1e-12)
    assert not found.blocked.any()


def test_one_zone_by_hand() -> None:
    """Power of coal alone, 1 kg CO2 per kWh of the plant, which draws 0.1 kWh from the grid: 1 / (1 − 0.1)."""
    needs = np.zeros((3, 3))
    needs[0, 1], needs[0, 2] = 0.1, 2.0
    part = partition(sp.csc_array(needs), np.array([[9.0], [1.0], [0.5]]), [0])
    hours = np.array([[1.0], [np.nan], [1.05]])
    found = hourly_factors(part, Mixes(np.array([0]), np.array([1]), hours))
    assert found.factors[0, 0, 0] == pytest.approx(1 / 0.9, rel=1e-15)
    assert found.factors[2, 0, 0] == pytest.approx(1.05 / (1 - 0.105), rel=1e-15)
    assert np.isnan(found.factors[1, 0, 0])
    assert found.blocked[:, 0].tolist() == [Blocked.NOT, Blocked.UNKNOWN, Blocked.NOT]
    assert footprint_of(part, found, 2)[:, 0] == pytest.approx([0.5 + 2 / 0.9, np.nan, 0.5 + 2.1 / 0.895], nan_ok=True)
    assert part.emptied_burdens[0, 0] == 9.0


def test_mean_upstream_by_hand() -> None:
    """Plants 1 and 2 give off 1 and 0; the miner 3 of plant 1 draws 0.2 kWh, plant 1 itself 0.1."""
    needs = np.zeros((4, 4))
    needs[0, 3], needs[3, 1], needs[0, 1] = 0.2, 1.0, 0.1
    part = partition(sp.csc_array(needs), np.array([[0.0], [1.0], [0.0], [0.0]]), [0])
    mixes = Mixes(np.array([0, 0]), np.array([1, 2]), np.array([[1.0, 0.0], [0.0, 1.0]]))
    found = hourly_factors(part, mixes, Upstream.MEAN)
    mean = 0.5 / (1 - 0.5 * 0.3)
    assert found.mean is not None
    assert found.mean[0, 0] == pytest.approx(mean, rel=1e-15)
    assert found.factors[:, 0, 0] == pytest.approx([(1 + 0.2 * mean) / 0.9, 0.0], rel=1e-15)
    weighted = hourly_factors(part, mixes, Upstream.MEAN, np.array([[3.0], [1.0]]))
    assert weighted.mean is not None
    assert weighted.mean[0, 0] == pytest.approx(0.75 / (1 - 0.75 * 0.3), rel=1e-15)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_constant_mixes_make_no_difference(seed: int) -> None:
    """Where every hour is like the mean, both assumptions agree, for zones and for products."""
    needs, burdens, mixes = example(seed)
    part = taken_out(needs, burdens)
    same = Mixes(mixes.zones, mixes.sources, np.repeat(mixes.amounts[:1], 3, axis=0))
    hour, mean = hourly_factors(part, same), hourly_factors(part, same, Upstream.MEAN)
    assert mean.factors == pytest.approx(hour.factors, rel=1e-12)
    assert footprint_of(part, mean, 25) == pytest.approx(footprint_of(part, hour, 25), rel=1e-12)


def test_what_depends_on_a_gap_has_no_factor() -> None:
    """Zone 1 imports from zone 0, whose mix is missing in the second hour; zone 2 is apart."""
    needs = np.zeros((4, 4))
    part = partition(sp.csc_array(needs), np.array([[0.0], [0.0], [0.0], [1.0]]), [0, 1, 2])
    amounts = np.array([[1.0, 0.5, 0.5, 1.0], [np.nan, 0.5, 0.5, 1.0]])
    found = hourly_factors(part, Mixes(np.array([0, 1, 1, 2]), np.array([3, 0, 3, 3]), amounts))
    assert found.blocked.tolist() == [[0, 0, 0], [3, 3, 0]]
    assert found.factors[0, :, 0] == pytest.approx([1.0, 1.0, 1.0])
    assert found.factors[1, 2, 0] == pytest.approx(1.0)
    assert np.isnan(found.factors[1, :2]).all()


def test_zones_that_only_feed_each_other() -> None:
    needs = np.zeros((4, 4))
    part = partition(sp.csc_array(needs), np.array([[0.0], [0.0], [0.0], [1.0]]), [0, 1, 2])
    amounts = np.array([[1.0, 1.0, 1.0], [1.0, 0.5, 1.0]])
    mixes = Mixes(np.array([0, 1, 2, 1]), np.array([1, 0, 3, 3]), np.column_stack([amounts, [0.0, 0.5]]))
    found = hourly_factors(part, mixes)
    assert found.blocked.tolist() == [[2, 2, 0], [0, 0, 0]]
    assert found.factors[:, 2, 0] == pytest.approx([1.0, 1.0])
    assert found.factors[1, :2, 0] == pytest.approx([1.0, 1.0])
