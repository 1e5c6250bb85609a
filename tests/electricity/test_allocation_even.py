"""Certificates in proportion where markets overlap: most covered, then as even as it can be, in whole numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.electricity.integers import apportion_within
from fourfold.electricity.supply.allocation import Side, allocate_least
from fourfold.electricity.supply.allocation_even import Divided, allocate_evenly, even_flow, even_shares
from fourfold.electricity.supply.allocation_flows import Pair, largest_flow

Rows = list[tuple[int, int, int]]
"""Window, class and energy of each offer or load."""
ALL = list(product(range(3), range(3)))
pairs_at_random = st.lists(st.sampled_from(ALL), unique=True)
energies = st.dictionaries(st.integers(0, 2), st.integers(1, 10**6))


def side(rows: Rows) -> Side:
    columns = [np.array([row[at] for row in rows], np.int64) for at in range(3)]
    return Side.of(columns[0], columns[1], columns[2], [Fraction(0)] * len(rows))


def rows(most: int) -> st.SearchStrategy[Rows]:
    return st.lists(st.tuples(st.integers(0, 1), st.integers(0, 2), st.integers(0, most)), max_size=7)


def divided(offers: Rows, loads: Rows, pairs: list[Pair], first: tuple[int, ...] = ()) -> Divided:
    return allocate_evenly(side(offers), side(loads), pairs, 2, first)


def test_as_much_is_covered_as_can_be_where_markets_overlap() -> None:
    """Plants 0 (meters a and b) and 1 (b and c): a plant that others can replace gives way."""
    used, covered, _ = divided([(0, 0, 10), (0, 1, 10)], [(0, 0, 10), (0, 1, 10)], [(0, 0), (0, 1), (1, 1), (1, 2)])
    assert (used.tolist(), covered.tolist()) == ([10, 10], [10, 10])


def test_where_all_may_serve_all_it_is_plain_proportion() -> None:
    used, covered, _ = divided([(0, 0, 30), (0, 1, 60)], [(0, 0, 10), (0, 1, 20), (0, 1, 150)], ALL)
    assert (used.tolist(), covered.tolist()) == ([30, 60], [5, 10, 75])


def test_who_can_get_from_few_gets_what_they_can_and_the_others_share_alike() -> None:
    assert even_shares({0: 100, 1: 100, 2: 100}, {0: 20, 1: 90}, [(0, 0), (1, 0), (1, 1), (2, 1)]) == {
        0: 20,
        1: 45,
        2: 45,
    }


def test_names_of_areas_do_not_favour_anybody() -> None:
    offers, loads = {0: 10, 1: 10}, {0: 8, 1: 8, 2: 8}
    assert even_shares(loads, offers, [(0, 0), (1, 0), (1, 1), (2, 1)]) == dict.fromkeys(range(3), Fraction(20, 3))
    flow = even_flow(offers, loads, [(0, 0), (0, 1), (1, 1), (1, 2)])
    assert sorted(sum(q for (_, load), q in flow.items() if load == at) for at in range(3)) == [6, 7, 7]


@given(rows(10**12), rows(10**12), pairs_at_random)
def test_as_much_is_covered_as_by_the_optimum_within_what_there_is(
    offers: Rows, loads: Rows, pairs: list[Pair]
) -> None:
    used, covered, between = divided(offers, loads, pairs)
    most = allocate_least(side(offers), side(loads), pairs, 2)
    assert sum(covered.tolist()) == sum(used.tolist()) == sum(most.covered.tolist())
    assert all(0 <= amount <= row[2] for amount, row in zip(used.tolist(), offers, strict=True))
    assert all(0 <= amount <= row[2] for amount, row in zip(covered.tolist(), loads, strict=True))
    for window, flow in enumerate(between):
        assert set(flow) <= set(pairs)
        for kind in range(3):
            mine = [a for a, row in zip(used.tolist(), offers, strict=True) if row[:2] == (window, kind)]
            theirs = [a for a, row in zip(covered.tolist(), loads, strict=True) if row[:2] == (window, kind)]
            assert sum(mine) == sum(q for (offer, _), q in flow.items() if offer == kind)
            assert sum(theirs) == sum(q for (_, load), q in flow.items() if load == kind)


@given(energies, energies, pairs_at_random)
def test_nobody_can_get_more_but_from_who_has_no_larger_share(
    mine: dict[int, int], others: dict[int, int], pairs: list[Pair]
) -> None:
    there = [(one, other) for one, other in pairs if one in mine and other in others]
    shares = even_shares(mine, others, there)
    sets = [set(some) for count in range(1, 4) for some in combinations(mine, count)]
    rank = {tuple(sorted(some)): largest_flow({one: mine[one] for one in some}, others, there) for some in sets}
    slack = {some: whole - sum(shares[one] for one in some) for some, whole in rank.items()}
    assert all(one >= 0 for one in slack.values())
    assert sum(shares.values()) == largest_flow(mine, others, there)
    for poorer, richer in product(mine, mine):
        if shares[poorer] * mine[richer] < shares[richer] * mine[poorer]:
            assert any(not left for some, left in slack.items() if poorer in some and richer not in some)


@given(energies, energies, pairs_at_random, st.sets(st.integers(0, 2)))
def test_classes_that_come_first_are_used_as_much_as_they_can_be_and_no_less_is_covered(
    mine: dict[int, int], others: dict[int, int], pairs: list[Pair], first: set[int]
) -> None:
    there = [(one, other) for one, other in pairs if one in mine and other in others]
    flow = even_flow(mine, others, there, first)
    alone = largest_flow({one: energy for one, energy in mine.items() if one in first}, others, there)
    assert sum(quanta for (one, _), quanta in flow.items() if one in first) == alone
    assert sum(flow.values()) == largest_flow(mine, others, there)


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_with_one_class_a_side_every_member_gets_its_proportion(offers: list[int], loads: list[int]) -> None:
    used, covered, _ = divided([(0, 0, one) for one in offers], [(0, 0, one) for one in loads], [(0, 0)])
    total = np.array([min(sum(offers), sum(loads))], np.int64)
    for part, amounts in ((used, offers), (covered, loads)):
        wanted = apportion_within(total, np.array(amounts, np.int64), np.zeros(len(amounts), np.int64))
        assert part.tolist() == wanted.tolist()


@pytest.mark.parametrize("pairs", [[], [(2, 2)]])
def test_who_may_not_meet_shares_nothing(pairs: list[Pair]) -> None:
    used, covered, _ = divided([(0, 0, 10)], [(0, 0, 10)], pairs)
    assert (used.tolist(), covered.tolist()) == ([0], [0])
