"""A meter divided among batches by output, running time and recipe: in every interval they sum to the meter."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import Place, Problems
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.specs import ProductionRecord, ShareKey
from fourfold.electricity.supply.sharing import share_meter
from fourfold.electricity.supply.sharing_idle import REFUSE, IdleKind, IdleRule
from fourfold.electricity.supply.sharing_keys import MeterShares
from support.electricity_files import energy_of

PLACE = Place("tables/electricity.csv", 2)
SPREAD, TO_HALL = IdleRule(IdleKind.SPREAD), IdleRule(IdleKind.PROCESS, "hall")
BEGIN = datetime.fromisoformat("1970-01-01")
Told = tuple[int, int, str, str, str, str]
"""Minutes of start and end, process, batch, amount, kWh per unit."""


def record(row: int, told: Told, key: ShareKey, unit: str = "kg") -> ProductionRecord:
    start, end, process, batch, amount, per_unit = told
    times = (BEGIN + timedelta(minutes=start), BEGIN + timedelta(minutes=end))
    each = Decimal(per_unit) if key is ShareKey.RECIPE else None
    place = Place("tables/production.csv", row)
    return ProductionRecord(place, "m", process, *times, Decimal(amount), unit, batch, key, each)


def meter(*wh: int) -> EnergySeries:
    """Hours of the first of January 1970 in UTC."""
    found = energy_of(list(wh))
    assert found.grid.start_utc.replace(tzinfo=None) == BEGIN
    return found


def divided(
    energy: EnergySeries, told: list[Told], key: ShareKey, idle: IdleRule = REFUSE, units: tuple[str, ...] = ()
) -> tuple[MeterShares | None, list[str]]:
    problems = Problems()
    records = [record(at + 2, one, key, units[at] if units else "kg") for at, one in enumerate(told)]
    found = share_meter("m", energy, records, "UTC", PLACE, problems, idle)
    return found, [problem.kind.code for problem in problems]


def kwh(energy: EnergySeries) -> list[Fraction]:
    return [Fraction(int(one)) * Fraction(10) ** (energy.quantum_exponent - 3) for one in energy.energy]


def sums_to(shares: MeterShares, energy: EnergySeries) -> bool:
    return add(list(shares.processes.values())).equals(energy)


def test_running_time_is_shared_by_minutes_within_an_interval() -> None:
    """Of the first hour the first batch runs 40 minutes and the second 20; of the next the second runs alone."""
    energy = meter(600, 300)
    told = [(0, 40, "press", "A", "7", ""), (40, 120, "press", "B", "5", "")]
    shares, codes = divided(energy, told, ShareKey.RUNNING_TIME)
    assert shares is not None
    assert codes == []
    assert [(one.batch, kwh(one.energy)) for one in shares.batches] == [
        ("A", [Fraction(4, 10), 0]),
        ("B", [Fraction(2, 10), Fraction(3, 10)]),
    ]
    assert shares.processes["press"].equals(energy)
    assert [(one.amount, one.unit) for one in shares.batches] == [(Decimal(7), "kg"), (Decimal(5), "kg")]


def test_batches_that_overlap_share_what_they_have_in_common() -> None:
    told = [(0, 60, "press", "A", "1", ""), (30, 90, "mill", "B", "1", "")]
    shares, _ = divided(meter(900, 100), told, ShareKey.RUNNING_TIME)
    assert shares is not None
    assert kwh(shares.processes["press"]) == [Fraction(6, 10), 0]
    assert kwh(shares.processes["mill"]) == [Fraction(3, 10), Fraction(1, 10)]


def test_a_recipe_compares_unlike_units_by_the_energy_they_need() -> None:
    """10 pieces at 3 kWh over two hours and 5 kg at 2 kWh over one: 15 against 10 in the first hour."""
    told = [(0, 120, "press", "A", "10", "3"), (0, 60, "dryer", "B", "5", "2")]
    shares, codes = divided(meter(1_000, 400), told, ShareKey.RECIPE, units=("piece", "kg"))
    assert shares is not None
    assert codes == []
    assert kwh(shares.processes["press"]) == [Fraction(6, 10), Fraction(4, 10)]
    assert kwh(shares.processes["dryer"]) == [Fraction(4, 10), 0]


def test_output_is_divided_among_batches_of_one_process() -> None:
    told = [(0, 120, "press", "A", "3", ""), (0, 120, "press", "B", "1", ""), (0, 120, "mill", "", "4", "")]
    shares, _ = divided(meter(800, 400), told, ShareKey.OUTPUT)
    assert shares is not None
    assert {one.batch: kwh(one.energy) for one in shares.batches} == {
        "A": [Fraction(3, 10), Fraction(15, 100)],
        "B": [Fraction(1, 10), Fraction(5, 100)],
    }
    assert kwh(shares.processes["mill"]) == [Fraction(4, 10), Fraction(2, 10)]


def test_a_batch_in_several_records_is_one() -> None:
    told = [(0, 60, "press", "A", "3", ""), (60, 120, "press", "A", "2", "")]
    shares, _ = divided(meter(800, 400), told, ShareKey.OUTPUT)
    assert shares is not None
    assert [(one.batch, one.amount, kwh(one.energy)) for one in shares.batches] == [
        ("A", Decimal(5), [Fraction(8, 10), Fraction(4, 10)])
    ]


@pytest.mark.parametrize(
    ("idle", "codes", "processes"),
    [
        (REFUSE, ["production-not-covered"], None),
        (SPREAD, [], {"press": [600, 75], "mill": [200, 25]}),
        (TO_HALL, [], {"press": [600, 0], "mill": [200, 0], "hall": [0, 100]}),
    ],
)
def test_idle_energy_is_refused_spread_or_a_process_s(
    idle: IdleRule, codes: list[str], processes: dict[str, list[int]] | None
) -> None:
    told = [(0, 60, "press", "A", "3", ""), (0, 60, "mill", "", "1", "")]
    shares, found = divided(meter(800, 100), told, ShareKey.OUTPUT, idle)
    assert found == codes
    by_process = None if shares is None else {n: [x * 1000 for x in kwh(e)] for n, e in shares.processes.items()}
    assert by_process == processes
    if shares is not None:
        assert [one.params["energy_kwh"] for one in shares.assumptions] == ["0.1"]


def test_production_of_zero_is_idle_too_and_a_process_without_idle_energy_has_none() -> None:
    told = [(0, 60, "press", "", "0", ""), (60, 120, "press", "", "2", "")]
    shares, _ = divided(meter(800, 100), told, ShareKey.OUTPUT, SPREAD)
    assert shares is not None
    assert shares.processes["press"].equals(meter(800, 100))
    whole, _ = divided(meter(0, 100), told, ShareKey.OUTPUT, TO_HALL)
    assert whole is not None
    assert whole.processes["hall"].total_quanta == 0
    assert whole.assumptions == ()


def test_where_nothing_was_produced_there_is_nothing_to_spread_by() -> None:
    shares, codes = divided(meter(800, 0), [(60, 120, "press", "", "2", "")], ShareKey.OUTPUT, SPREAD)
    assert (shares, codes) == (None, ["production-nothing"])


@pytest.mark.parametrize(
    ("keys", "per_unit", "codes"),
    [
        ((ShareKey.OUTPUT, ShareKey.RECIPE), None, ["production-keys-differ"]),
        ((ShareKey.RECIPE, ShareKey.RECIPE), None, ["production-recipe-incomplete"] * 2),
        ((ShareKey.OUTPUT, ShareKey.OUTPUT), Decimal(2), ["production-recipe-unused"] * 2),
    ],
)
def test_records_of_a_meter_have_one_key_and_what_it_needs(
    keys: tuple[ShareKey, ShareKey], per_unit: Decimal | None, codes: list[str]
) -> None:
    whole, problems = (BEGIN, BEGIN + timedelta(hours=1)), Problems()
    records = [
        ProductionRecord(Place("p", at), "m", f"p{at}", *whole, Decimal(1), "kg", "", key, per_unit)
        for at, key in enumerate(keys)
    ]
    assert share_meter("m", meter(1), records, "UTC", PLACE, problems) is None
    assert [problem.kind.code for problem in problems] == codes


def test_records_by_output_that_begin_inside_an_interval_are_refused_as_before() -> None:
    _, codes = divided(meter(800, 100), [(30, 120, "press", "A", "2", "")], ShareKey.OUTPUT)
    assert codes == ["production-record-off-grid"]


times = st.integers(0, 360)
rows = st.lists(
    st.tuples(
        times,
        times,
        st.sampled_from(["press", "mill", "hall"]),
        st.sampled_from(["", "A", "B"]),
        st.integers(0, 10**6).map(str),
        st.decimals("0.01", 900, places=2).map(str),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda row: (row[0], row[1], row[2], row[3]),
)


@settings(max_examples=80)
@given(
    st.lists(st.integers(0, 10**9), min_size=6, max_size=6),
    rows,
    st.sampled_from([ShareKey.RUNNING_TIME, ShareKey.RECIPE]),
    st.sampled_from([SPREAD, TO_HALL]),
)
def test_whatever_the_records_say_every_interval_sums_to_the_meter(
    wh: list[int], told: list[Told], key: ShareKey, idle: IdleRule
) -> None:
    energy = meter(*wh)
    sound: list[Told] = [(min(row[:2]), max(row[:2]) + 1, *row[2:]) for row in told]
    distinct = {row[:4]: row for row in sound}
    shares, codes = divided(energy, list(distinct.values()), key, idle)
    if shares is None:
        assert codes == ["production-nothing"]
        return
    assert sums_to(shares, energy)
    for process in shares.processes:
        parts = [one.energy for one in shares.batches if one.process == process]
        if parts and all(row[3] for row in distinct.values() if row[2] == process) and process != "hall":
            assert add(parts).equals(shares.processes[process])
    assert all((one.energy.energy >= 0).all() for one in shares.batches)


def minutes_of(told: list[Told], hour: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for start, end, process, batch, _, _ in told:
        common = min(end, 60 * hour + 60) - max(start, 60 * hour)
        if common > 0:
            found[process, batch] = found.get((process, batch), 0) + common
    return found


@given(rows)
def test_running_time_follows_the_minutes_exactly(told: list[Told]) -> None:
    """Energies in multiples of every possible number of minutes divide without a rest."""
    distinct = {(a, b + a + 1, p, c): (a, min(a + b + 1, 360), p, c, m, u) for a, b, p, c, m, u in told if a < 360}
    records = list({row[:4]: row for row in distinct.values()}.values())
    if not records:
        return
    totals = [sum(minutes_of(records, hour).values()) for hour in range(6)]
    shares, _ = divided(meter(*(total * 7 for total in totals)), records, ShareKey.RUNNING_TIME)
    assert shares is not None
    for one in shares.batches:
        wanted = [minutes_of(records, hour).get((one.process, one.batch), 0) * Fraction(7, 1000) for hour in range(6)]
        assert kwh(one.energy) == wanted
    assert np.all(add(list(shares.processes.values())).energy >= 0)
