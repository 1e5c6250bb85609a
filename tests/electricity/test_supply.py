"""On-site supply and shared meters: each quantum counted once, and nothing divided without a key."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.problems import Place, Problems
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.specs import ProductionRecord
from fourfold.electricity.supply.rule import SiteGeneration, SiteSupply, SupplyKind, SupplyRule, cover
from fourfold.electricity.supply.sharing import share_meter
from support.electricity_files import ROW, codes, days, energy_of, texts

RULE = SupplyRule("test", (SupplyKind.ON_SITE, SupplyKind.GRID))
GRID_ONLY = SupplyRule("grid", (SupplyKind.GRID,))
columns = st.lists(st.integers(0, 10**9), min_size=5, max_size=5)


def roof(
    values: list[int], exported: list[int] | None = None, kept: bool = True, name: str = "roof", step: int = 60
) -> SiteGeneration:
    export = None if exported is None else energy_of(exported, step)
    return SiteGeneration(name, energy_of(values, step), export, kept, ROW)


def covered(
    loads: dict[str, EnergySeries], *generation: SiteGeneration, rule: SupplyRule = RULE
) -> tuple[SiteSupply | None, Problems]:
    problems = Problems()
    return cover("works", loads, generation, rule, problems), problems


@given(st.lists(columns, min_size=1, max_size=4), st.lists(st.tuples(columns, columns), max_size=3), st.data())
def test_every_quantum_is_in_one_load_and_from_one_source(
    loads: list[list[int]], sources: list[tuple[list[int], list[int]]], data: st.DataObject
) -> None:
    generation = [
        roof([a + b for a, b in zip(left, sent, strict=True)], sent, name=f"g{number}")
        for number, (left, sent) in enumerate(sources)
    ]
    named = {f"l{number}": energy_of(values) for number, values in enumerate(loads)}
    supply, problems = covered(named, *generation)
    assert supply is not None
    assert not problems.errors
    available = {one.id: np.array(left) for one, (left, _) in zip(generation, sources, strict=True)}
    used = {name: np.zeros(5, np.int64) for name in available}
    for name, load in named.items():
        one = supply.loads[name]
        assert add([one.grid, *one.on_site.values()]).equals(load)
        assert (one.grid.energy >= 0).all()
        for source, part in one.on_site.items():
            assert (part.energy >= 0).all()
            used[source] += part.energy
    for source, left in available.items():
        assert (used[source] + supply.surplus[source].energy == left).all()
    wanted = np.sum(np.array(loads), axis=0)
    offered = np.sum(np.array([np.zeros(5, np.int64), *available.values()]), axis=0)
    taken = np.minimum(wanted, offered)
    for name, load in named.items():
        on_site = load.energy - supply.loads[name].grid.energy
        for at in np.flatnonzero(wanted).tolist():
            assert abs(int(on_site[at]) - Fraction(int(load.energy[at]) * int(taken[at]), int(wanted[at]))) < 1
    assert (
        sum(load.energy.sum() - supply.loads[name].grid.energy.sum() for name, load in named.items())
    ) == taken.sum()


def test_loads_share_the_sun_in_proportion_and_the_rest_comes_from_the_grid() -> None:
    supply, problems = covered({"a": energy_of([300, 0]), "b": energy_of([100, 0])}, roof([250, 10], [50, 0]))
    assert supply is not None
    assert supply.loads["a"].on_site["roof"].energy.tolist() == [150, 0]
    assert supply.loads["b"].on_site["roof"].energy.tolist() == [50, 0]
    assert supply.loads["a"].grid.energy.tolist() == [150, 0]
    assert supply.surplus["roof"].energy.tolist() == [0, 10]
    assert [(p.kind.code, p.severity) for p in problems] == [("generation-unused", "warning")]
    assert "0.010 kWh" in texts(problems)


@pytest.mark.parametrize(
    ("generation", "rule"), [((), RULE), ((roof([9, 9], kept=False),), RULE), ((roof([9, 9]),), GRID_ONLY)]
)
def test_sold_attributes_and_rules_without_on_site_leave_the_grid(
    generation: tuple[SiteGeneration, ...], rule: SupplyRule
) -> None:
    load = energy_of([5, 5])
    supply, problems = covered({"a": load}, *generation, rule=rule)
    assert supply is not None
    assert supply.loads["a"].grid is load
    assert not supply.loads["a"].on_site
    assert codes(problems) == []


def test_more_export_than_generation_is_named() -> None:
    supply, problems = covered({"a": energy_of([1, 1, 1])}, roof([1, 1, 1], [0, 2, 2]))
    assert supply is None
    (problem,) = problems
    assert (problem.kind.code, problem.params["count"]) == ("export-above-generation", "2")
    assert problem.place == ROW.at("export_meter")


def test_unlike_resolutions_meet_at_the_coarsest() -> None:
    supply, _ = covered({"a": energy_of([1] * 8, 15), "b": energy_of([4, 4])}, roof([1, 2, 3, 4], step=30))
    assert supply is not None
    assert supply.loads["a"].load.step_minutes == 60
    assert supply.loads["a"].on_site["roof"].energy.tolist() == [2, 4]
    assert supply.loads["b"].on_site["roof"].energy.tolist() == [1, 3]


def test_grids_that_do_not_meet_and_sizes_that_do_not_fit_are_told() -> None:
    supply, problems = covered({"a": energy_of([1, 1], start_s=900)}, roof([1, 1]))
    assert (supply, codes(problems)) == (None, [("supply-grids-differ", 2)])
    supply, problems = covered({"a": energy_of([1, 1], exponent=-18)}, roof([10**6, 1]))
    assert (supply, codes(problems)) == (None, [("supply-too-unequal", 2)])


def record(process: str, start: str, end: str, amount: str, unit: str = "kg", row: int = 2) -> ProductionRecord:
    place = Place("tables/production.csv", row)
    moments = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return ProductionRecord(place, "m1", process, *moments, Decimal(amount), unit)


def shared(energy: EnergySeries, *records: ProductionRecord, zone: str = "UTC") -> tuple[object, Problems]:
    """Energy by process, without a rule for idle energy."""
    problems = Problems()
    shares = share_meter("m1", energy, records, zone, ROW, problems)
    return None if shares is None else shares.processes, problems


DAY = energy_of([1000] * 24)


@given(
    st.lists(st.integers(0, 10**9), min_size=24, max_size=24),
    st.lists(st.lists(st.decimals("0.001", 10**6, places=3), min_size=4, max_size=4), min_size=1, max_size=5),
)
def test_shares_by_production_add_up_in_every_interval(energy: list[int], amounts: list[list[Decimal]]) -> None:
    start = datetime(1970, 1, 1)  # noqa: DTZ001 - records are in local time
    records = [
        ProductionRecord(
            ROW,
            "m1",
            f"p{process}",
            start + timedelta(hours=6 * part),
            start + timedelta(hours=6 * part + 6),
            amount,
            "kg",
        )
        for process, row in enumerate(amounts)
        for part, amount in enumerate(row)
    ]
    problems = Problems()
    series = energy_of(energy)
    shares = share_meter("m1", series, records, "UTC", ROW, problems)
    assert codes(problems) == []
    assert shares is not None
    parts = shares.processes
    assert add(list(parts.values())).equals(series)
    for process, row in enumerate(amounts):
        for hour, quanta in enumerate(energy):
            here = [amounts[other][hour // 6] for other in range(len(amounts))]
            exact = Fraction(quanta) * Fraction(row[hour // 6]) / sum(map(Fraction, here))
            part = parts[f"p{process}"]
            assert abs(Fraction(int(part.energy[hour])) * Fraction(part.quantum_wh) - exact) < Fraction(part.quantum_wh)


def test_a_process_without_a_record_where_others_have_one_is_named() -> None:
    morning, evening = ("1970-01-01T00:00", "1970-01-01T12:00"), ("1970-01-01T12:00", "1970-01-02T00:00")
    full = [record("a", *morning, "1"), record("b", *morning, "2"), record("a", *evening, "3", row=4)]
    parts, problems = shared(DAY, *full)
    (problem,) = problems
    assert parts is None
    assert (problem.kind.code, problem.place.row) == ("production-record-missing", 4)
    assert problem.params["process"] == "b"
    parts, problems = shared(DAY, *full, record("b", *evening, "0", row=5))
    assert parts is not None
    assert codes(problems) == []


def test_records_are_on_the_local_clock() -> None:
    day = days("2024-10-27", "2024-10-28", "Europe/Berlin")
    energy = EnergySeries(day.grid(60), np.full(25, 10, np.int64))
    midnight, clock_back, end = "2024-10-27T00:00", "2024-10-27T02:00+01:00", "2024-10-28T00:00"
    records = (
        record("a", midnight, clock_back, "1"),
        record("b", midnight, clock_back, "0", row=3),
        record("a", "2024-10-27T01:00Z", end, "0", row=4),
        record("b", "2024-10-27T01:00Z", end, "1", row=5),
    )
    parts, problems = shared(energy, *records, zone="Europe/Berlin")
    assert codes(problems) == []
    assert isinstance(parts, dict)
    # midnight until the second two o'clock: 00, 01, 02 summer time
    assert (parts["a"].total_quanta, parts["b"].total_quanta) == (30, 220)
    back = record("a", "2024-10-27T02:50+02:00", "2024-10-27T02:10+01:00", "1")
    other = record("a", "2024-10-27T02:10+01:00", "2024-10-27T02:50+02:00", "1")
    assert codes(shared(energy, other, zone="Europe/Berlin")[1]) == [("production-record-empty", 2)]
    assert codes(shared(energy, back, zone="Europe/Berlin")[1]) == [("production-record-off-grid", 2)]


def test_idle_hours_without_energy_need_no_record() -> None:
    energy = energy_of([10] * 12 + [0] * 12)
    parts, problems = shared(energy, record("a", "1970-01-01T00:00", "1970-01-01T12:00", "3"))
    assert codes(problems) == []
    assert isinstance(parts, dict)
    assert parts["a"].equals(energy)


def test_an_export_above_generation_in_one_quarter_is_found_beside_hourly_loads() -> None:
    made, sent = [5, 5, 5, 5], [0, 9, 0, 0]
    supply, problems = covered({"load": energy_of([100], 60)}, roof(made, sent, step=15))
    assert supply is None
    assert [problem.kind.code for problem in problems.errors] == ["export-above-generation"]


def test_netting_by_longer_intervals_than_a_meter_has_is_told() -> None:
    quarters, hourly = energy_of([1, 2, 3, 4], 15), energy_of([7], 60)
    mixed, _ = covered({"fine": quarters, "coarse": hourly}, roof([1, 1, 1, 1], step=15))
    alike, _ = covered({"fine": quarters}, roof([1, 1, 1, 1], step=15))
    assert mixed is not None
    assert alike is not None
    assert (mixed.coarsened_to_minutes, alike.coarsened_to_minutes) == (60, 0)
