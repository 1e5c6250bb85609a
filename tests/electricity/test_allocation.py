"""Limited instruments among loads: most covered, then least emitted; whole numbers, proven."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.electricity.integers import apportion_within, sums_within
from fourfold.electricity.supply import allocation_prices
from fourfold.electricity.supply.allocation import Allocation, Side, allocate_least
from fourfold.electricity.supply.allocation_windows import Prices, Window, is_proven

Rows = list[tuple[int, int, int, int]]
"""Window, class, energy and factor of each offer or load."""
PAIRS = [(0, 0), (0, 1), (1, 1), (2, 2), (1, 2)]


def side(rows: Rows) -> Side:
    columns = [np.array([row[at] for row in rows], np.int64) for at in range(3)]
    return Side.of(columns[0], columns[1], columns[2], [Fraction(row[3], 7) for row in rows])


def allocated(offers: Rows, loads: Rows, pairs: list[tuple[int, int]] = PAIRS) -> Allocation:
    return allocate_least(side(offers), side(loads), pairs, 3)


def emissions(offers: Rows, loads: Rows, answer: Allocation) -> Fraction:
    used = sum(
        (row[3] * amount for row, amount in zip(offers, answer.used.tolist(), strict=True)),
    )
    left = sum((row[3] * (row[2] - amount) for row, amount in zip(loads, answer.covered.tolist(), strict=True)))
    return Fraction(used + left, 7)


def rows(windows: int, kinds: int, most: int, count: int = 6, least: int = 0) -> st.SearchStrategy[Rows]:
    energies = st.integers(0, most)
    row = st.tuples(st.integers(0, windows - 1), st.integers(0, kinds - 1), energies, st.integers(-4, 9))
    return st.lists(row, min_size=least, max_size=count)


def check_feasible(offers: Rows, loads: Rows, answer: Allocation) -> None:
    for part, all_rows in ((answer.used, offers), (answer.covered, loads)):
        assert all(0 <= amount <= row[2] for amount, row in zip(part.tolist(), all_rows, strict=True))
    for window, between in enumerate(answer.between):
        assert set(between) <= set(PAIRS)
        assert all(quanta >= 0 for quanta in between.values())
        for kind in range(3):
            given_ = sum(quanta for (offer, _), quanta in between.items() if offer == kind)
            taken = sum(quanta for (_, load), quanta in between.items() if load == kind)
            mine = [a for a, row in zip(answer.used.tolist(), offers, strict=True) if row[:2] == (window, kind)]
            theirs = [a for a, row in zip(answer.covered.tolist(), loads, strict=True) if row[:2] == (window, kind)]
            assert (sum(mine), sum(theirs)) == (given_, taken)


@given(rows(3, 3, 10**12), rows(3, 3, 10**12))
def test_what_is_used_is_what_is_covered_class_by_class_within_what_there_is(offers: Rows, loads: Rows) -> None:
    answer = allocated(offers, loads)
    check_feasible(offers, loads, answer)


def test_the_prices_of_the_linear_programme_prove_many_windows_without_repair() -> None:
    random = np.random.default_rng(7)
    count = 100 * 12
    window, kind = np.repeat(np.arange(100), 12), np.tile(np.arange(12) % 3, 100)
    offers, loads = (
        Side.of(
            window, kind, random.integers(0, 10**12, count), [Fraction(int(f)) for f in random.integers(1, most, count)]
        )
        for most in (50_000, 900_000)
    )
    answer = allocate_least(offers, loads, PAIRS, 100)
    assert answer.repaired == 0
    assert int(answer.used.sum()) == int(answer.covered.sum()) > 10**14


def by_trying_everything(offers: Rows, loads: Rows) -> tuple[int, Fraction]:
    """Most covered, and the least emissions with that, from every whole flow between single offers and loads."""
    arcs = [
        (c, d)
        for c, offer in enumerate(offers)
        for d, load in enumerate(loads)
        if offer[0] == load[0] and (offer[1], load[1]) in PAIRS
    ]
    best = (0, Fraction(sum(row[2] * row[3] for row in loads), 7))
    for flow in product(*(range(min(offers[c][2], loads[d][2]) + 1) for c, d in arcs)):
        given_ = [sum(x for x, (c, _) in zip(flow, arcs, strict=True) if c == at) for at in range(len(offers))]
        taken = [sum(x for x, (_, d) in zip(flow, arcs, strict=True) if d == at) for at in range(len(loads))]
        if any(amount > row[2] for amount, row in (*zip(given_, offers, strict=True), *zip(taken, loads, strict=True))):
            continue
        emitted = sum(row[3] * amount for row, amount in zip(offers, given_, strict=True))
        emitted += sum(row[3] * (row[2] - amount) for row, amount in zip(loads, taken, strict=True))
        best = min(best, (-sum(flow), Fraction(emitted, 7)))
    return -best[0], best[1]


@settings(max_examples=60)
@given(rows(1, 3, 2, 3), rows(1, 3, 2, 3))
def test_no_division_of_all_covers_more_or_emits_less(offers: Rows, loads: Rows) -> None:
    answer = allocated(offers, loads)
    assert (int(answer.covered.sum()), emissions(offers, loads, answer)) == by_trying_everything(offers, loads)


def by_whole_programme(offers: Rows, loads: Rows) -> tuple[int, Fraction]:
    """The same from the plain statement of the problem, a variable for every pair, by a solver for whole numbers."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    arcs = [
        (c, d)
        for c, offer in enumerate(offers)
        for d, load in enumerate(loads)
        if offer[0] == load[0] and (offer[1], load[1]) in PAIRS
    ]
    alone = Fraction(sum(row[2] * row[3] for row in loads), 7)
    if not arcs:
        return 0, alone
    matrix = np.array(
        [[c == at for c, _ in arcs] for at in range(len(offers))]
        + [[d == at for _, d in arcs] for at in range(len(loads))],
        float,
    )
    within = LinearConstraint(matrix, ub=np.array([row[2] for row in (*offers, *loads)], float))
    whole, bounds = np.ones(len(arcs)), Bounds(0, np.inf)
    most = milp(-whole, constraints=[within], integrality=whole, bounds=bounds)
    total = round(-most.fun)
    gains = np.array([offers[c][3] - loads[d][3] for c, d in arcs], float)
    exactly = LinearConstraint(whole[None, :], lb=total, ub=total)
    least = milp(gains, constraints=[within, exactly], integrality=whole, bounds=bounds)
    return total, alone + Fraction(round(least.fun), 7)


@settings(max_examples=40, deadline=None)
@given(rows(2, 3, 50, 8), rows(2, 3, 50, 8))
def test_a_programme_with_a_variable_for_every_pair_finds_the_same(offers: Rows, loads: Rows) -> None:
    answer = allocated(offers, loads)
    assert (int(answer.covered.sum()), emissions(offers, loads, answer)) == by_whole_programme(offers, loads)


@given(rows(3, 1, 10**6), rows(3, 1, 10**6))
def test_it_covers_as_much_as_the_proportional_rule_and_never_emits_more(offers: Rows, loads: Rows) -> None:
    answer = allocated(offers, loads, [(0, 0)])
    windows = [np.array([row[0] for row in part], np.int64) for part in (offers, loads)]
    energies = [np.array([row[2] for row in part], np.int64) for part in (offers, loads)]
    totals = np.minimum(*(sums_within(e, w, 3) for e, w in zip(energies, windows, strict=True)))
    used, covered = (apportion_within(totals, e, w) for e, w in zip(energies, windows, strict=True))
    proportional = Allocation(used, covered, (), (), 0)
    assert int(covered.sum()) == int(answer.covered.sum())
    assert emissions(offers, loads, answer) <= emissions(offers, loads, proportional)


def by_step(part: Rows, amounts: list[int]) -> dict[tuple[int, int, int], int]:
    sums: dict[tuple[int, int, int], int] = {}
    for (window, kind, _, factor), amount in zip(part, amounts, strict=True):
        sums[window, kind, factor] = sums.get((window, kind, factor), 0) + amount
    return sums


@given(rows(2, 3, 10**6), rows(2, 3, 10**6), st.data())
def test_the_order_of_offers_and_loads_does_not_matter(offers: Rows, loads: Rows, data: st.DataObject) -> None:
    there, here = data.draw(st.permutations(offers)), data.draw(st.permutations(loads))
    first, again = allocated(offers, loads), allocated(there, here)
    assert by_step(there, again.used.tolist()) == by_step(offers, first.used.tolist())
    assert by_step(here, again.covered.tolist()) == by_step(loads, first.covered.tolist())
    assert again.between == first.between


@given(rows(2, 3, 10**5), rows(2, 3, 10**5), st.integers(2, 10**6))
def test_so_many_times_the_energies_are_so_many_times_the_cover_and_the_emissions(
    offers: Rows, loads: Rows, times: int
) -> None:
    def scaled(part: Rows) -> Rows:
        return [(window, kind, energy * times, factor) for window, kind, energy, factor in part]

    one, many = allocated(offers, loads), allocated(scaled(offers), scaled(loads))
    assert int(many.covered.sum()) == times * int(one.covered.sum())
    assert emissions(scaled(offers), scaled(loads), many) == times * emissions(offers, loads, one)
    assert many.worth == one.worth


@given(rows(2, 3, 30), rows(2, 3, 30))
def test_one_more_of_an_offer_saves_what_its_worth_says(offers: Rows, loads: Rows) -> None:
    answer = allocated(offers, loads)
    before = emissions(offers, loads, answer)
    for at, row in enumerate(offers):
        more = [*offers[:at], (*row[:2], row[2] + 1, row[3]), *offers[at + 1 :]]
        assert before - emissions(more, loads, allocated(more, loads)) == answer.worth[at]


@settings(max_examples=40)
@given(rows(2, 3, 10**12), rows(2, 3, 10**12))
def test_without_prices_the_integers_find_the_same(offers: Rows, loads: Rows) -> None:
    def none(windows: list[Window], *_: object) -> list[Prices | None]:
        return [None] * len(windows)

    usual = allocated(offers, loads)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allocation_prices, "prices_by_programme", none)
        exact = allocated(offers, loads)
    check_feasible(offers, loads, exact)
    assert exact.repaired == sum(any(between.values()) for between in exact.between)
    assert exact.worth == usual.worth
    assert emissions(offers, loads, exact) == emissions(offers, loads, usual)


def test_wrong_prices_are_not_believed() -> None:
    def wrong(windows: list[Window], *_: object) -> list[Prices | None]:
        return [Prices({0: 9, 1: 5}, {0: 3, 1: 5, 2: 0}, -2) for _ in windows]

    offers: Rows = [(0, 0, 10, 1), (0, 1, 10, 2)]
    loads: Rows = [(0, 0, 7, 9), (0, 1, 10, 5)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(allocation_prices, "prices_by_programme", wrong)
        answer = allocated(offers, loads)
    assert answer.repaired >= 1
    assert answer.used.tolist() == [10, 7]


def test_prices_prove_only_what_is_optimal() -> None:
    window = Window(((0, 1, 10),), ((0, 9, 6), (0, 5, 6)), ((0, 0),))
    prices = Prices({0: 5}, {0: 5}, 0)
    assert is_proven(window, 10, ((10,), (6, 4), {(0, 0): 10}), prices)
    assert not is_proven(window, 10, ((10,), (4, 6), {(0, 0): 10}), prices)
    assert not is_proven(window, 10, ((10,), (6, 3), {(0, 0): 10}), prices)
    assert not is_proven(window, 10, ((10,), (6, 4), {(0, 0): 9}), prices)
    assert not is_proven(window, 11, ((10,), (6, 4), {(0, 0): 10}), prices)


def test_the_dirtiest_hour_comes_first_and_the_cleanest_plant() -> None:
    """Wind before biomass; where 60 are short for 90 the hour of 800 g is covered whole, that of 300 g to the half."""
    offers: Rows = [(0, 0, 60, 11), (0, 0, 70, 230)]
    loads: Rows = [(0, 0, 60, 300), (0, 0, 60, 800)]
    answer = allocate_least(side(offers), side(loads), [(0, 0)], 1)
    assert answer.covered.tolist() == [60, 60]
    assert answer.used.tolist() == [60, 60]
    assert answer.worth == (Fraction(219, 7), Fraction(0))
    scarce = allocate_least(side(offers[:1]), side([(0, 0, 60, 300), (0, 0, 30, 800)]), [(0, 0)], 1)
    assert scarce.covered.tolist() == [30, 30]
    assert scarce.worth == (Fraction(289, 7),)


def test_a_plant_that_takes_up_emissions_is_worth_nothing_where_there_is_nothing_to_cover() -> None:
    nothing = allocate_least(side([(0, 0, 60, -30)]), side([(0, 0, 0, 300)]), [(0, 0)], 1)
    assert nothing.worth == (Fraction(0),)
    elsewhere = allocate_least(side([(0, 0, 60, -30), (0, 1, 5, -2)]), side([(0, 0, 9, 300)]), [(0, 0), (1, 1)], 1)
    assert elsewhere.worth == (Fraction(0), Fraction(0))


def test_loads_of_one_factor_share_in_proportion_to_their_energies() -> None:
    answer = allocate_least(side([(0, 0, 30, 11)]), side([(0, 0, 10, 500), (0, 0, 50, 500)]), [(0, 0)], 1)
    assert answer.covered.tolist() == [5, 25]


def test_nothing_offered_covers_nothing() -> None:
    answer = allocate_least(side([]), side([(0, 0, 10, 500)]), [(0, 0)], 1)
    assert (answer.used.tolist(), answer.covered.tolist(), answer.worth) == ([], [0], ())
