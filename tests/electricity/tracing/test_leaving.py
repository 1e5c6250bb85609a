"""Certificates divided among the intervals of a grid: whole Wh, by the rule, never above generation."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import InputError, Problems
from fourfold.electricity.tracing.leaving import Leaving, LeftInterval, SpreadRule, filled, leave

HOUR = 3600
STARTS = np.arange(4, dtype=np.int64) * HOUR
GENERATION = {("A", "wind"): np.array([100, 0, 300, 600], np.int64)}
MONTH = Leaving("month", "A", "wind", "", -10 * HOUR, 4 * HOUR, 500)


def divided(
    *leaving: Leaving,
    rule: SpreadRule = SpreadRule.BY_GENERATION,
) -> list[LeftInterval]:
    problems = Problems()
    found = leave(leaving, GENERATION, STARTS, HOUR, rule, problems)
    problems.raise_if_errors()
    return found


def by_hour(found: list[LeftInterval]) -> list[int]:
    return [sum(one.energy_wh for one in found if one.start_s == start) for start in STARTS.tolist()]


def test_a_long_certificate_leaves_in_proportion_to_generation() -> None:
    assert by_hour(divided(MONTH)) == [50, 0, 150, 300]


def test_a_long_certificate_leaves_evenly_where_that_is_declared_but_no_hour_gives_more_than_it_has() -> None:
    assert by_hour(divided(replace(MONTH, energy_wh=40), rule=SpreadRule.EVEN)) == [14, 0, 13, 13]
    assert by_hour(divided(MONTH, rule=SpreadRule.EVEN)) == [100, 0, 200, 200]


def test_certificates_of_an_hour_come_first_and_the_month_takes_what_they_leave() -> None:
    hourly = Leaving("hour", "A", "wind", "", 3 * HOUR, 4 * HOUR, 500)
    found = divided(MONTH, hourly)
    assert by_hour(found) == [100, 0, 300, 600]
    assert [one.certificates for one in found if one.start_s == 3 * HOUR] == [("hour", "month")]


def test_certificates_shorter_than_an_interval_leave_it() -> None:
    quarter = Leaving("quarter", "A", "wind", "B", 2 * HOUR + 900, 2 * HOUR + 1800, 7)
    assert divided(quarter) == [LeftInterval(2 * HOUR, "A", "wind", "B", 7, ("quarter",))]


def test_more_than_was_generated_in_an_hour_is_refused_with_all_certificates_and_the_hour() -> None:
    first = Leaving("c-1", "A", "wind", "", 0, HOUR, 60)
    with pytest.raises(InputError) as caught:
        divided(first, replace(first, certificate="c-2", consumer_area="B"))
    (problem,) = caught.value.problems
    assert problem.kind.code == "leaves-above-generation"
    told = {"certificates": "c-1, c-2", "found": "120", "generated": "100", "start": "1970-01-01T00:00+00:00"}
    assert told.items() <= dict(problem.params).items()


def test_more_than_is_left_in_the_time_of_a_month_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        divided(replace(MONTH, energy_wh=1001))
    (problem,) = caught.value.problems
    assert (problem.kind.code, problem.params["left"]) == ("leaves-above-time", "1,000")


def test_a_technology_the_area_does_not_have_is_refused() -> None:
    with pytest.raises(InputError, match="has no generation by sun"):
        divided(replace(MONTH, technology="sun"))


@st.composite
def certificates(draw: st.DrawFn) -> list[Leaving]:
    count = draw(st.integers(1, 6))
    found = []
    for number in range(count):
        start = draw(st.integers(-5, 15)) * 900
        end = start + draw(st.integers(1, 30)) * 900
        if end <= 0:
            start, end = 0, 900
        found.append(
            Leaving(f"c{number}", "A", "wind", draw(st.sampled_from(["", "B"])), start, end, draw(st.integers(0, 150)))
        )
    return found


@given(certificates(), st.sampled_from(list(SpreadRule)), st.randoms())
def test_what_leaves_is_what_was_to_leave_within_generation_in_whatever_order_it_is_told(
    told: list[Leaving], rule: SpreadRule, random: Random
) -> None:
    try:
        found = divided(*told, rule=rule)
    except InputError:
        return
    assert sum(one.energy_wh for one in found) == sum(one.energy_wh for one in told)
    assert all(left <= most for left, most in zip(by_hour(found), GENERATION["A", "wind"].tolist(), strict=True))
    shuffled = list(told)
    random.shuffle(shuffled)
    assert divided(*shuffled, rule=rule) == found


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 60)), min_size=1, max_size=6), st.data())
def test_filling_is_the_water_level_of_exact_fractions(parts: list[tuple[int, int]], data: st.DataObject) -> None:
    """Parts are min(bound, level × weight), the level such that they sum to the amount; each within one of that."""
    weights, bounds = (np.array(column, np.int64) for column in zip(*parts, strict=True))
    weighty = int(bounds[weights > 0].sum())
    amount = data.draw(st.integers(0, weighty))
    found = filled(amount, weights, bounds)
    assert int(found.sum()) == amount
    assert ((found >= 0) & (found <= bounds)).all()
    level = _level(amount, parts)
    for part, (weight, bound) in zip(found.tolist(), parts, strict=True):
        assert abs(part - min(Fraction(bound), level * weight)) < 1


def _level(amount: int, parts: list[tuple[int, int]]) -> Fraction:
    """By trying every set of parts that could be full, from the one that fills first."""
    weighed = sorted((Fraction(bound, weight), weight, bound) for weight, bound in parts if weight)
    full = 0
    rest = sum(weight for _, weight, _ in weighed)
    for ratio, weight, bound in weighed:
        if full + ratio * rest >= amount:
            return Fraction(amount - full, rest)
        full, rest = full + bound, rest - weight
    return weighed[-1][0] if weighed else Fraction(0)
