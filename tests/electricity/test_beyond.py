"""Beyond on-site generation: every quantum of a load covered once, every quantum of an instrument at most once."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Place, Problems
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.integers import apportion, apportion_within
from fourfold.electricity.supply.beyond import cover_beyond
from fourfold.electricity.supply.criteria import InstrumentCriteria, InstrumentKind, MatchWindow
from fourfold.electricity.supply.instruments import Instrument, window_keys
from fourfold.electricity.supply.rule import Covered, SiteSupply, SupplyKind, SupplyRule
from support.electricity_files import energy_of

HOUR = 3600
START = energy_of([0]).grid.start_s
WIDE = (SupplyKind.DIRECT_LINE, SupplyKind.INSTRUMENTS, SupplyKind.STANDARD_SUPPLY, SupplyKind.RESIDUAL)


def held(
    name: str, wh: int | str, first: int, last: int, kind: InstrumentKind = InstrumentKind.CERTIFICATE
) -> Instrument:
    """An instrument over hours counted from the start of the loads."""
    start, end = START + first * HOUR, START + last * HOUR
    place = Place("tables/instruments.csv", 2)
    return Instrument(name, kind, start, end, Decimal(wh), "CN", None, True, True, True, place)


def beyond(
    loads: dict[str, EnergySeries],
    *instruments: Instrument,
    order: tuple[SupplyKind, ...] = (SupplyKind.INSTRUMENTS, SupplyKind.GRID),
    match: MatchWindow = MatchWindow.PERIOD,
    share: str = "1",
) -> dict[str, Covered]:
    supply = SiteSupply({name: Covered(load, load, {}) for name, load in loads.items()}, {})
    rule, problems = SupplyRule("test", order, InstrumentCriteria(match=match)), Problems()
    found = cover_beyond("works", supply, rule, instruments, Decimal(share), problems, "UTC")
    assert found is not None
    assert not list(problems)
    return dict(found.loads)


def wh(energy: EnergySeries) -> list[int]:
    found: list[int] = (energy.energy // 10**-energy.quantum_exponent).tolist()
    return found


def exact_wh(energy: EnergySeries) -> list[Decimal]:
    return [Decimal(quanta).scaleb(energy.quantum_exponent) for quanta in energy.energy.tolist()]


@pytest.mark.parametrize(
    ("match", "covers", "used"),
    [(MatchWindow.PERIOD, [100, 100, 100, 0], "0.3"), (MatchWindow.HOUR, [100, 100, 0, 0], "0.2")],
)
def test_energy_of_an_hour_serves_its_window_and_no_other(match: MatchWindow, covers: list[int], used: str) -> None:
    """300 Wh of the first two hours: within the period they also cover the third, by the hour 100 Wh are unused."""
    load = energy_of([100, 100, 100, 0])
    found = beyond({"a": load}, held("i", 200, 0, 1), held("j", 100, 1, 2), match=match)["a"]
    assert wh(found.others[SupplyKind.INSTRUMENTS]) == covers
    assert sum(found.instruments.values()) == Decimal(used)
    assert add([found.grid, found.others[SupplyKind.INSTRUMENTS]]).equals(load)


def test_loads_and_intervals_of_a_window_share_in_proportion_and_so_do_instruments() -> None:
    loads = {"a": energy_of([300, 100]), "b": energy_of([100, 100])}
    found = beyond(loads, held("big", 240, 0, 2), held("small", 60, 0, 2))
    assert wh(found["a"].others[SupplyKind.INSTRUMENTS]) == [150, 50]
    assert wh(found["b"].others[SupplyKind.INSTRUMENTS]) == [50, 50]
    assert found["a"].instruments == {"big": Decimal("0.160"), "small": Decimal("0.040")}
    assert found["b"].instruments == {"big": Decimal("0.080"), "small": Decimal("0.020")}


def test_a_direct_line_covers_its_own_interval_before_instruments_do() -> None:
    line = held("line", 150, 1, 3, InstrumentKind.DIRECT_LINE)
    order = (SupplyKind.DIRECT_LINE, SupplyKind.INSTRUMENTS, SupplyKind.GRID)
    found = beyond({"a": energy_of([100, 100, 100])}, line, held("i", 120, 0, 3), order=order)["a"]
    assert wh(found.others[SupplyKind.DIRECT_LINE]) == [0, 75, 75]
    assert wh(found.others[SupplyKind.INSTRUMENTS]) == [80, 20, 20]
    assert wh(found.grid) == [20, 5, 5]
    assert wh(found.through_grid) == [100, 25, 25]


@pytest.mark.parametrize(
    ("start", "end", "columns"),
    [(60 * 59, 7200, ["start"]), (3600, 60 * 61, ["end"]), (60, 120, ["start", "end"]), (-60, 3 * HOUR + 60, [])],
)
def test_a_line_that_ends_within_an_interval_of_the_loads_is_refused(start: int, end: int, columns: list[str]) -> None:
    """One minute of a line would cover the hour around it; before and after all loads there is nothing to cover."""
    line = replace(held("line", 300, 0, 1, InstrumentKind.DIRECT_LINE), start_s=START + start, end_s=START + end)
    load = energy_of([120, 120, 120])
    supply, problems = SiteSupply({"a": Covered(load, load, {})}, {}), Problems()
    rule = SupplyRule("test", (SupplyKind.DIRECT_LINE, SupplyKind.GRID), InstrumentCriteria())
    found = cover_beyond("works", supply, rule, [line], Decimal(1), problems)
    assert [(one.kind.code, one.place.column) for one in problems] == [
        ("supply-line-across-interval", column) for column in columns
    ]
    assert (found is None) is bool(columns)


@pytest.mark.parametrize("first", [SupplyKind.DIRECT_LINE, SupplyKind.INSTRUMENTS])
def test_the_share_of_standard_supply_is_of_what_comes_through_the_grid_in_any_order(first: SupplyKind) -> None:
    """Of 100 Wh 20 come over a line and 80 through the grid; 40 are of a contract, and half of the 80 is standard."""
    order = tuple(sorted((SupplyKind.DIRECT_LINE, SupplyKind.INSTRUMENTS), key=lambda kind: kind is not first))
    line, contract = held("line", 20, 0, 1, InstrumentKind.DIRECT_LINE), held("c", 40, 0, 1)
    wide = (*order, SupplyKind.STANDARD_SUPPLY, SupplyKind.RESIDUAL)
    found = beyond({"a": energy_of([100])}, line, contract, order=wide, share="0.5")["a"]
    assert wh(found.others[SupplyKind.STANDARD_SUPPLY]) == [40]
    assert found.others[SupplyKind.RESIDUAL].total_quanta == 0


def test_standard_supply_takes_its_share_and_the_next_kind_all_that_is_left() -> None:
    order = (SupplyKind.STANDARD_SUPPLY, SupplyKind.RESIDUAL, SupplyKind.FOSSIL, SupplyKind.GRID)
    found = beyond({"a": energy_of([100, 11, 0])}, order=order, share="0.3")["a"]
    assert exact_wh(found.others[SupplyKind.STANDARD_SUPPLY]) == [30, Decimal("3.3"), 0]
    assert exact_wh(found.others[SupplyKind.RESIDUAL]) == [70, Decimal("7.7"), 0]
    assert SupplyKind.FOSSIL not in found.others
    assert found.grid.total_quanta == 0


@pytest.mark.parametrize(("share", "covered"), [("0.25", "0.75"), ("0.333333333333", "0.999999")])
def test_standard_supply_covers_its_share_of_a_few_watt_hours(share: str, covered: str) -> None:
    order = (SupplyKind.STANDARD_SUPPLY, SupplyKind.RESIDUAL)
    found = beyond({"a": energy_of([3] * 40)}, order=order, share=share)["a"]
    assert exact_wh(found.others[SupplyKind.STANDARD_SUPPLY]) == [Decimal(covered)] * 40
    assert add([found.grid, *found.others.values()]).equals(energy_of([3] * 40))


def test_standard_supply_takes_no_finer_quanta_than_can_be_counted() -> None:
    load = energy_of([10**17, 10**17])
    order = (SupplyKind.STANDARD_SUPPLY, SupplyKind.RESIDUAL)
    found = beyond({"a": load}, order=order, share="0.333333")["a"]
    assert exact_wh(found.others[SupplyKind.STANDARD_SUPPLY]) == [Decimal("33333300000000000")] * 2
    assert add([found.grid, *found.others.values()]).equals(load)


def test_an_amount_finer_than_the_readings_is_not_lost() -> None:
    coarse = EnergySeries(energy_of([5, 5]).grid, np.array([5, 5], np.int64), 3)
    found = beyond({"a": coarse}, held("i", "1500.25", 0, 2))["a"]
    assert found.instruments == {"i": Decimal("1.50025")}
    assert add([found.grid, found.others[SupplyKind.INSTRUMENTS]]).equals(coarse)


def test_what_no_whole_number_can_hold_is_refused() -> None:
    problems = Problems()
    load = energy_of([1])
    supply = SiteSupply({"a": Covered(load, load, {})}, {})
    rule = SupplyRule("test", (SupplyKind.INSTRUMENTS, SupplyKind.GRID))
    assert cover_beyond("works", supply, rule, [held("i", "1E19", 0, 1)], Decimal(1), problems, "UTC") is None
    assert [problem.kind.code for problem in problems] == ["supply-too-unequal"]


def test_sites_without_instruments_keep_their_energies_as_they_are() -> None:
    load = energy_of([3, 4])
    found = beyond({"a": load}, order=(SupplyKind.ON_SITE, SupplyKind.GRID))["a"]
    assert found.grid.energy is load.energy
    assert not found.others


energies = st.lists(st.integers(0, 10**6), min_size=6, max_size=6)


@st.composite
def instruments(draw: st.DrawFn) -> list[Instrument]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        first = draw(st.integers(0, 5))
        last = draw(st.integers(first + 1, 6))
        kind = draw(st.sampled_from([InstrumentKind.DIRECT_LINE, InstrumentKind.PPA]))
        if kind is InstrumentKind.PPA:
            last = first + 1
        found.append(held(f"i{number}", draw(st.integers(1, 10**6)), first, last, kind))
    return found


@settings(max_examples=60)
@given(
    st.lists(energies, min_size=1, max_size=3),
    instruments(),
    st.permutations(WIDE),
    st.sampled_from([MatchWindow.HOUR, MatchWindow.PERIOD]),
    st.integers(0, 10),
)
def test_every_quantum_is_covered_once(
    values: list[list[int]], there: list[Instrument], order: list[SupplyKind], match: MatchWindow, tenths: int
) -> None:
    loads = {f"l{number}": energy_of(one) for number, one in enumerate(values)}
    found = beyond(loads, *there, order=tuple(order), match=match, share=str(Decimal(tenths) / 10))
    used = dict.fromkeys((one.id for one in there), Decimal(0))
    for name, load in loads.items():
        one = found[name]
        parts = [one.grid, *one.others.values()]
        assert add(parts).equals(load)
        assert all((part.energy >= 0).all() for part in parts)
        contracted = sum((e.total_kwh for k, e in one.others.items() if k in WIDE[:2]), Decimal(0))
        assert sum(one.instruments.values(), Decimal(0)) == contracted
        assert add([one.through_grid, *(e for k, e in one.others.items() if k is WIDE[0])]).equals(load)
        for instrument, kwh in one.instruments.items():
            used[instrument] += kwh
    for contract in there:
        assert used[contract.id] <= contract.amount_wh / 1000


@settings(max_examples=60)
@given(
    st.lists(energies, min_size=1, max_size=3), instruments(), st.sampled_from([MatchWindow.HOUR, MatchWindow.PERIOD])
)
def test_each_window_covers_what_it_can_and_no_more(
    values: list[list[int]], there: list[Instrument], match: MatchWindow
) -> None:
    contracts = [one for one in there if one.kind is InstrumentKind.PPA]
    loads = {f"l{number}": energy_of(one) for number, one in enumerate(values)}
    found = beyond(loads, *contracts, match=match)
    keys = window_keys(energy_of(values[0]).grid.starts(), match, "UTC")
    load = np.sum(np.array(values), axis=0)
    covered = np.sum(
        [wh(one.others[SupplyKind.INSTRUMENTS]) if one.others else [0] * 6 for one in found.values()], axis=0
    )
    for key in np.unique(keys):
        inside = keys == key
        offered = sum(
            int(one.amount_wh)
            for one in contracts
            if window_keys(np.array([one.start_s], np.int64), match, "UTC")[0] == key
        )
        assert covered[inside].sum() == min(int(load[inside].sum()), offered)
        for at in np.flatnonzero(inside & (load > 0)).tolist():
            share = Fraction(int(covered[inside].sum()) * int(load[at]), int(load[inside].sum()))
            assert abs(int(covered[at]) - share) < len(values)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 10**12)), min_size=1, max_size=12), st.integers(0, 10**12))
def test_dividing_within_groups_is_dividing_each_group(cells: list[tuple[int, int]], total: int) -> None:
    groups, weights = (np.array(column, np.int64) for column in zip(*cells, strict=True))
    totals = np.array([total if weights[groups == group].sum() else 0 for group in range(4)], np.int64)
    parts = apportion_within(totals, weights, groups)
    for group in range(4):
        inside = groups == group
        if totals[group]:
            assert parts[inside].tolist() == apportion(int(totals[group]), weights[inside]).tolist()
        else:
            assert not parts[inside].any()
