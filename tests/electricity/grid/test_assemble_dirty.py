"""Dirty rows are refused with what and where, or repaired as asked, with a list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fourfold.electricity.grid.tables import TableKind
from support.dirty_grids import (
    DEMAND,
    EXCHANGES,
    GENERATION,
    HOURS,
    LOSSES,
    STORAGE,
    Rows,
    exchange,
    generation,
    refused,
    repaired,
    run,
    state,
    told,
)
from support.tidy_tables import START_S, assembled, book, codes, table, tables_of


def test_gap_is_refused_with_its_stretch() -> None:
    rows = [row for row in generation() if not (row["area"] == "B" and row["at"] in (2, 3))]
    (problem,) = refused({GENERATION: rows}, "grid-gap")
    assert problem.place.file == "generation.csv"
    assert problem.params["series"] == "B / coal"
    assert problem.params["range"] == "2024-01-01T02:00+00:00 – 2024-01-01T04:00+00:00"


def test_blank_cell_is_a_gap_and_a_missing_quarter_too() -> None:
    rows = generation()
    rows[3] |= {"energy_mwh": None}
    refused({GENERATION: rows}, "grid-gap")
    quarters = [row | {"at": row["at"] + q / 4, "step_s": 900} for row in generation(("A",)) for q in range(4)]
    del quarters[5]
    refused({GENERATION: [*quarters, *generation(("B",))]}, "grid-gap")


def test_gap_interpolated_counts_as_estimated() -> None:
    rows = [row for row in generation() if not (row["area"] == "B" and row["at"] in (2, 3))]
    grid, block = state({GENERATION: rows}, repaired(gaps="interpolate", gaps_most_intervals="2"))
    np.testing.assert_allclose(block.generation_mwh[:, 1], [10, 11, 12, 13, 14, 15])
    np.testing.assert_allclose(block.estimated_mwh[:, 1], [0, 0, 12, 13, 0, 0])
    assert "grid-gaps-interpolated" in told(grid)


def test_gap_longer_than_declared_or_at_an_end_is_refused() -> None:
    rows = [row for row in generation() if not (row["area"] == "B" and row["at"] in (1, 2, 3))]
    declared = repaired(gaps="interpolate", gaps_most_intervals="2")
    refused({GENERATION: rows}, "grid-gap-too-long", declaration=declared)
    rows = [row for row in generation() if not (row["area"] == "B" and row["at"] == 5)]
    refused({GENERATION: rows}, "grid-gap-too-long", declaration=declared)


def test_long_gap_across_blocks_is_one_gap() -> None:
    hours = [at for at in range(500) if not 150 <= at < 250]
    rows = [*generation(("A",), range(500)), *generation(("B",), hours)]
    (problem,) = refused({GENERATION: rows}, "grid-gap")
    assert problem.params["count"] == "100"
    _, block = state({GENERATION: rows}, repaired(gaps="interpolate", gaps_most_intervals="100"))
    np.testing.assert_allclose(block.generation_mwh[:, 1], 10.0 + np.arange(192))


def test_gap_as_zero_or_without_factor() -> None:
    rows = [row for row in generation() if not (row["area"] == "B" and row["at"] == 2)]
    grid, block = state({GENERATION: rows}, repaired(gaps="zero"))
    assert block.generation_mwh[2, 1] == 0.0
    assert "grid-gaps-zero" in told(grid)
    grid, block = state({GENERATION: rows}, repaired(gaps="no-factor"))
    assert block.missing.tolist() == [[False, at == 2] for at in HOURS]
    assert "grid-gaps-no-factor" in told(grid)


@pytest.mark.parametrize("found", [float("nan"), float("inf")])
def test_numbers_that_are_none(found: float) -> None:
    rows = generation()
    rows[3] |= {"energy_mwh": found}
    (problem,) = refused({GENERATION: rows}, "grid-number-not-finite")
    assert (problem.place.row, problem.place.column) == (5, "energy_mwh")


def test_duplicates() -> None:
    rows = generation()
    identical, unlike = [*rows, rows[3]], [*rows, rows[3] | {"energy_mwh": 99.0}]
    (problem,) = refused({GENERATION: identical}, "grid-row-twice")
    assert (problem.place.row, str(problem.params["first"])) == (14, "generation.csv:5 energy_mwh")
    grid, block = state({GENERATION: identical}, repaired(duplicates="drop-identical"))
    assert block.generation_mwh[1, 1] == 11.0
    assert "grid-duplicates-dropped" in told(grid)
    refused({GENERATION: unlike}, "grid-row-twice", declaration=repaired(duplicates="drop-identical"))
    assert state({GENERATION: unlike}, repaired(duplicates="first"))[1].generation_mwh[1, 1] == 11.0
    assert state({GENERATION: unlike}, repaired(duplicates="last"))[1].generation_mwh[1, 1] == 99.0


def test_duplicate_that_hides_a_missing_quarter() -> None:
    """A quarter listed twice does not stand in for the one that is missing."""
    rows = [row | {"at": row["at"] + q / 4, "step_s": 900} for row in generation(("A",)) for q in range(4)]
    rows[5]["at"] = rows[4]["at"]
    refused({GENERATION: rows}, "grid-gap", "grid-row-twice", declaration={"resolution_minutes": "60"})


def test_rows_of_unlike_lengths_overlap() -> None:
    rows = [*generation(), {"at": 2, "area": "A", "technology": "coal", "energy_mwh": 3.0, "step_s": 900}]
    (first, second) = refused({GENERATION: rows}, "grid-rows-overlap")
    assert {first.place.row, second.place.row} == {6, 14}


def test_repeated_local_hour_is_no_duplicate() -> None:
    """Stamps are UTC: the hour that a clock shows twice is two hours."""
    shift = (1_729_987_200 - START_S) / 3600  # 2024-10-27T00:00Z: 02:00 occurs twice in central Europe
    rows = generation(("A",), [shift + at for at in HOURS])
    _, block = state({GENERATION: rows}, {"time_zone": "Europe/Berlin"})
    assert np.diff(block.starts_s).tolist() == [3600] * 5


def test_day_of_25_hours_is_a_whole_period() -> None:
    start = (1_729_980_000 - START_S) // 3600  # 2024-10-27T00:00+02:00
    period = {"time_zone": "Europe/Berlin", "periods": [{"start": "2024-10-27", "end": "2024-10-28"}]}
    _, block = state({GENERATION: generation(("A",), range(start, start + 25))}, period)
    assert block.starts_s.size == 25
    refused({GENERATION: generation(("A",), range(start, start + 24))}, "grid-gap", declaration=period)


def test_rows_outside_periods() -> None:
    period: dict[str, object] = {"periods": [{"start": "2024-01-01", "end": "2024-01-02"}]}
    rows = generation(hours=range(25))
    refused({GENERATION: rows}, "grid-outside-period", declaration=period)
    grid, block = state({GENERATION: rows}, period | repaired(outside_period="drop"))
    assert block.starts_s.size == 24
    assert "grid-outside-dropped" in told(grid)


def test_names_that_differ_by_a_space_or_case() -> None:
    rows = generation()
    rows[3] |= {"area": "B "}
    rows[4] |= {"technology": "Coal"}
    problems = refused({GENERATION: rows}, "grid-names-alike")
    assert {problem.place.column for problem in problems if problem.kind.code == "grid-names-alike"} == {
        "area",
        "technology",
    }
    rows[4] |= {"technology": "ｃｏａｌ"}
    grid, block = state({GENERATION: rows}, repaired(names="trim"))
    assert [area.code for area in grid.frame.areas] == ["A", "B"]
    assert block.generation_mwh[:, 1].tolist() == [10, 11, 12, 13, 14, 15]
    assert "grid-names-unified" in told(grid)


def test_chinese_names() -> None:
    rows = [row | {"area": {"A": "江苏", "B": "上海"}[row["area"]]} for row in generation()]
    grid, _ = state({GENERATION: rows, EXCHANGES: exchange(ends=("江苏", "上海"))})
    assert {area.code for area in grid.frame.areas} == {"江苏", "上海"}


def test_negative_generation() -> None:
    rows = generation()
    rows[3] |= {"energy_mwh": -1.5}
    (problem,) = refused({GENERATION: rows}, "grid-negative-generation")
    assert problem.params["found"] == "-1.5"
    flows = {GENERATION: rows, EXCHANGES: exchange(2.0)}
    grid, block = state(flows, repaired(negative_generation="to-demand"))
    assert block.generation_mwh[1, 1] == 0.0
    assert block.demand_mwh[1].tolist() == [9.0, 2.0]
    assert "grid-own-use" in told(grid)
    demand = [{"at": at, "area": "B", "energy_mwh": 0.5 if at == 1 else 12.0 + at} for at in HOURS]
    given = state(flows | {DEMAND: demand}, repaired(negative_generation="to-demand"))[1]
    assert given.demand_mwh[1, 1] == 2.0  # 0.5 of the table and 1.5 of own use


def test_negative_generation_to_storage() -> None:
    pump: Rows = [{"at": at, "area": "A", "technology": "pump", "energy_mwh": 1.0 - at} for at in HOURS]
    idle: Rows = [{"at": at, "area": "A", "store": "pump", "charge_mwh": 0.5, "discharge_mwh": 0.0} for at in HOURS]
    rows = {GENERATION: [*generation(("A",)), *pump], STORAGE: idle}
    _, block = state(rows, repaired(negative_generation="to-storage"))
    assert block.charge_mwh[:, 0].tolist() == [0.5, 0.5, 1.5, 2.5, 3.5, 4.5]
    np.testing.assert_allclose(block.demand_mwh[:, 0], [10.5, 10.5, 10.5, 10.5, 10.5, 10.5])
    declared = repaired(negative_generation="to-storage")
    refused({GENERATION: rows[GENERATION]}, "grid-no-store-for-pumping", declaration=declared)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        (DEMAND, {"area": "A", "energy_mwh": -1.0}),
        (STORAGE, {"area": "A", "store": "S", "charge_mwh": -1.0, "discharge_mwh": 0.0}),
        (LOSSES, {"area": "A", "loss_mwh": -1.0}),
    ],
)
def test_negative_energy(kind: TableKind, row: dict[str, Any]) -> None:
    refused({GENERATION: generation(), kind: [{"at": at, **row} for at in HOURS]}, "grid-negative-energy")


def test_technology_without_factor_even_at_zero() -> None:
    rows: Rows = [{"at": at, "area": "A", "technology": "oil", "energy_mwh": 0.0} for at in HOURS]
    (problem,) = refused({GENERATION: [*generation(), *rows]}, "grid-technology-without-factor")
    assert problem.params["technology"] == "oil"
    assert problem.place.row == 14


def test_declared_default_is_told_with_its_share() -> None:
    rows: Rows = [{"at": at, "area": "A", "technology": "oil", "energy_mwh": 25.0} for at in HOURS]
    frames = {GENERATION: table(GENERATION, [*generation(), *rows])}
    grid, _ = assembled(tables_of(frames), book({"coal": 1.0}, default=700.0))
    assert grid is not None
    (note,) = [note for note in grid.assumptions if note.kind.code == "grid-technology-default"]
    assert note.params["share"] == "50 %"


def test_coarser_rows() -> None:
    rows = [*generation(), {"at": 0, "area": "A", "technology": "wind", "energy_mwh": 12.0, "step_s": 6 * 3600}]
    (problem,) = refused({GENERATION: rows}, "grid-step-coarser")
    assert problem.params["found"] == "360"
    grid, block = state({GENERATION: rows}, repaired(coarser="spread"))
    assert block.generation_mwh[:, 1].tolist() == [2.0] * 6
    assert block.estimated_mwh[:, 1].tolist() == [2.0] * 6
    assert "grid-spread" in told(grid)


def test_steps() -> None:
    half = [row | {"at": row["at"] / 2, "step_s": 0} for row in generation(("A",), range(12))]
    hourly = generation(("B",))
    grid, _ = state({GENERATION: [*half, *hourly]})
    assert grid.frame.step_minutes == 60
    grid, _ = state({GENERATION: half})
    assert grid.frame.step_minutes == 30
    _, problems = run({GENERATION: [*half, *hourly]}, {"resolution_minutes": "30"})
    assert codes(problems) == ["grid-step-coarser"]
    grid, _ = state({GENERATION: [half[0]]})
    assert grid.frame.step_minutes == 60
    assert "grid-resolution-assumed" in [note.kind.code for note in grid.assumptions]
    grid, _ = state({GENERATION: [half[0]]}, {"resolution_minutes": "30"})
    assert "grid-resolution-assumed" not in [note.kind.code for note in grid.assumptions]


def test_stamps_off_the_grid() -> None:
    rows = generation()
    rows[3] |= {"at": 1.25}
    _, problems = run({GENERATION: rows})
    assert codes(problems) == ["grid-stamp-off-grid"]
    rows[3] |= {"at": 1.001}
    _, problems = run({GENERATION: rows})
    assert codes(problems) == ["grid-stamp-odd"]


def test_hours_of_a_zone_with_half_an_hour() -> None:
    quarters = [row | {"at": row["at"] / 4 - 5.5, "step_s": 900} for row in generation(("A",), range(24))]
    grid, block = state({GENERATION: quarters}, {"resolution_minutes": "60", "time_zone": "Asia/Kolkata"})
    assert block.starts_s[0] == START_S - 5.5 * 3600
    assert grid.starts_s.size == 6
    refused({GENERATION: quarters}, "grid-gap", declaration={"resolution_minutes": "60"})


def test_all_problems_at_once() -> None:
    rows = generation()
    rows[3] |= {"energy_mwh": float("nan")}
    rows[5] |= {"technology": "oil"}
    _, problems = run({GENERATION: rows, EXCHANGES: exchange(1.0, ("Z", "A"), [0, 1, 2, 4, 5])})
    assert set(codes(problems)) == {
        "grid-number-not-finite",
        "grid-technology-without-factor",
        "grid-boundary-without-factor",
        "grid-gap",
    }
