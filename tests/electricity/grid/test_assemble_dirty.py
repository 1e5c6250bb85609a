"""Dirty input is refused with what and where, or repaired as asked, with a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest

from fourfold.core.problems import Problems
from fourfold.core.words import words
from fourfold.electricity.grid.assembly.assembled import AssembledGrid
from fourfold.electricity.grid.state import GridState
from fourfold.electricity.grid.tables import TableKind
from support.tidy_tables import START_S, assembled, book, codes, table, tables_of

RATES = book({"coal": 1000.0, "wind": 10.0, "pump": 0.0}, {"X": 400.0})
HOURS = range(6)
Rows = list[dict[str, Any]]


def generation(areas: Sequence[str] = ("A", "B"), hours: Sequence[float] = HOURS) -> Rows:
    return [{"at": at, "area": area, "technology": "coal", "energy_mwh": 10.0 + at} for at in hours for area in areas]


def exchange(mwh: float = 2.0, ends: tuple[str, str] = ("A", "B"), hours: Sequence[float] = HOURS) -> Rows:
    return [{"at": at, "from_area": ends[0], "to_area": ends[1], "energy_mwh": mwh} for at in hours]


def run(
    rows: Mapping[TableKind, Rows], declaration: Mapping[str, object] | None = None, **more: Any
) -> tuple[AssembledGrid | None, Problems]:
    frames = {kind: table(kind, some, file) for file, (kind, some) in enumerate(rows.items())}
    return assembled(tables_of(frames, **more), RATES, declaration)


def state(
    rows: Mapping[TableKind, Rows], declaration: Mapping[str, object] | None = None, **more: Any
) -> tuple[AssembledGrid, GridState]:
    grid, problems = run(rows, declaration, **more)
    assert grid is not None, [words("en").problem(problem) for problem in problems]
    return grid, next(iter(grid.blocks()))


def told(grid: AssembledGrid) -> list[str]:
    return [finding.note.kind.code for finding in grid.findings] + [note.kind.code for note in grid.assumptions]


def refused(rows: Mapping[TableKind, Rows], *expected: str, **more: Any) -> Problems:
    grid, problems = run(rows, **more)
    assert grid is None
    assert codes(problems) == list(expected)
    for problem in problems:
        assert "{" not in words("en").problem(problem) + words("en").expected(problem) + words("en").repair(problem)
    return problems


def repaired(**repairs: object) -> dict[str, object]:
    return {"repairs": repairs}


GENERATION, EXCHANGES, DEMAND = TableKind.GENERATION, TableKind.EXCHANGES, TableKind.DEMAND
STORAGE, LOSSES = TableKind.STORAGE, TableKind.LOSSES


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


def test_one_sided_flows() -> None:
    both = [*exchange(5.0), *exchange(3.0, ("B", "A"), [0, 1, 2, 4, 5])]
    rows = {GENERATION: generation(), EXCHANGES: both}
    (problem,) = refused(rows, "grid-one-sided", nets_gross=True)
    assert problem.params["count"] == "1"
    grid, block = state(rows, repaired(one_sided="as-reported"), nets_gross=True)
    assert block.exchange_mwh[:, 0].tolist() == [2, 2, 2, 5, 2, 2]
    assert "grid-one-sided-taken" in told(grid)
    only_one = {GENERATION: generation(), EXCHANGES: exchange()}
    (problem,) = refused(only_one, "grid-one-sided", nets_gross=True)
    assert problem.params["count"] == "6"


def test_only_the_direction_that_flows_is_listed() -> None:
    """In tidy files a tie has data when either direction has; without durations too."""
    rows = [*exchange(5.0, hours=[0, 1, 3, 4]), *exchange(3.0, ("B", "A"), [2, 5])]
    undated = [row | {"step_s": 0} for row in rows]
    for some in (rows, undated):
        _, block = state({GENERATION: generation(), EXCHANGES: some})
        assert block.exchange_mwh[:, 0].tolist() == [5, 5, -3, 5, 5, -3]
    refused({GENERATION: generation(), EXCHANGES: rows[1:]}, "grid-gap")


def test_self_tie_and_blank_names() -> None:
    refused({GENERATION: generation(), EXCHANGES: exchange(ends=("A", "A"))}, "grid-self-tie")
    rows = generation()
    rows[2] |= {"area": " "}
    _, problems = run({GENERATION: rows})
    assert "grid-name-blank" in codes(problems)


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


def test_boundary_areas() -> None:
    rows = {GENERATION: generation(), EXCHANGES: [*exchange(4.0, ("X", "A")), *exchange(1.0, ("Y", "B"))]}
    (problem,) = refused(rows, "grid-boundary-without-factor")
    assert problem.params["areas"] == "Y"
    del rows[EXCHANGES][len(HOURS) :]
    grid, block = state(rows)
    assert [border.outside for border in grid.frame.borders] == ["X"]
    assert block.border_mwh[:, 0].tolist() == [4.0] * 6
    assert block.demand_mwh[0].tolist() == [14.0, 10.0]


def test_an_area_beyond_that_only_receives_needs_no_factor() -> None:
    """Until a single row brings something from there, or reconciling might; where it is declared what lies within."""
    within = {"areas": [{"code": "A"}, {"code": "B"}]}
    out, back = exchange(2.0, ("B", "Y")), exchange(-2.0, ("Y", "B"))
    for flows in (out, back):
        grid, block = state({GENERATION: generation(), EXCHANGES: flows}, within)
        assert block.border_mwh[:, 0].tolist() == [-2.0] * 6
        assert "grid-boundary-only-receives" in told(grid)
        assert "grid-boundary-areas" not in told(grid)
        refused(
            {GENERATION: generation(), EXCHANGES: [*flows[:-1], flows[-1] | {"energy_mwh": -flows[0]["energy_mwh"]}]},
            "grid-boundary-without-factor",
            declaration=within,
        )
    balanced = repaired(imbalance="reconcile") | within
    refused({GENERATION: generation(), EXCHANGES: out}, "grid-boundary-without-factor", declaration=balanced)


def test_declared_areas_of_a_publisher_leave_out_others() -> None:
    rows = {GENERATION: generation(("A", "B", "C")), EXCHANGES: [*exchange(), *exchange(1.0, ("C", "B"))]}
    rows[GENERATION][2] |= {"energy_mwh": -5.0}  # of an area that is not traced
    declared = {"areas": [{"code": "B"}, {"code": "A"}, {"code": "X"}]}
    _, problems = run(rows, declared, holds_others=True)
    assert codes(problems) == ["grid-boundary-without-factor", "grid-area-without-rows"]
    rows[EXCHANGES] = [*exchange(), *exchange(1.0, ("B", "X")), *exchange(9.0, ("C", "Y"))]
    listed = {"areas": [{"code": "B", "names": {"zh": "乙"}}, {"code": "A"}]}
    grid, block = state(rows, listed, holds_others=True)
    assert [area.code for area in grid.frame.areas] == ["B", "A"]
    assert block.exchange_mwh[0, 0] == -2.0
    assert "grid-areas-left-out" in told(grid)


def test_two_reports_of_one_flow_are_suspected() -> None:
    """A to B 2 and B to A -2 in every row are netted to 4, and that is told; two directions that differ are not."""
    mirrored = [*exchange(2.0), *exchange(-2.0, ("B", "A"))]
    grid, block = state({GENERATION: generation(), EXCHANGES: mirrored})
    assert block.exchange_mwh[:, 0].tolist() == [4.0] * 6
    (note,) = [one.note for one in grid.findings if one.note.kind.code == "grid-reported-twice"]
    assert note.params == {"ties": "A → B"}
    for other in ([*exchange(2.0), *exchange(2.0, ("B", "A"))], [*mirrored[:-1], mirrored[-1] | {"energy_mwh": -1.0}]):
        assert "grid-reported-twice" not in told(state({GENERATION: generation(), EXCHANGES: other})[0])


def test_parallel_lines_stay_apart() -> None:
    lines = [row | {"tie": name} for name in ("one", "two") for row in exchange(2.0)]
    grid, _ = state({GENERATION: generation(), EXCHANGES: lines})
    assert [tie.name for tie in grid.frame.ties] == ["one", "two"]


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


def test_given_demand_that_misses_the_balance() -> None:
    demand: Rows = [{"at": at, "area": "A", "energy_mwh": 8.0 + at + (0.1 if at == 3 else 0.0)} for at in HOURS]
    rows = {GENERATION: generation(), EXCHANGES: exchange(), DEMAND: demand}
    (problem,) = refused(rows, "grid-demand-misses")
    assert problem.params["area"] == "A"
    assert problem.params["start"] == "2024-01-01T03:00+00:00"
    grid, block = state(rows, {"tolerance": {"relative": "0.05"}})
    assert block.demand_mwh[3, 0] == 11.0
    assert "grid-demand-settled" in told(grid)
    _, block = state(rows, repaired(imbalance="reconcile"))
    assert block.demand_mwh[3, 0] == pytest.approx(11.1)


def test_derived_demand_below_nothing() -> None:
    rows = {GENERATION: generation(), EXCHANGES: exchange(12.5)}
    problems = refused(rows, "grid-demand-negative")
    assert [problem.params["miss"] for problem in problems] == ["2.5", "1.5", "0.5"]
    _, block = state(rows, repaired(imbalance="reconcile"))
    assert block.demand_mwh[0, 0] == -2.5
    grid, block = state({GENERATION: generation(), EXCHANGES: exchange(10.0 + 1e-9)})
    assert block.demand_mwh[0, 0] == 0.0
    assert "grid-dust-removed" in told(grid)


def test_idle_area_with_demand_is_refused() -> None:
    """I16: an area that nothing supplies has no factor, so it must have no demand."""
    demand: Rows = [{"at": at, "area": area, "energy_mwh": 0.0} for at in HOURS for area in ("A", "B", "C")]
    rows = generation()
    for row, wanted in zip(rows, [row for row in demand if row["area"] != "C"], strict=True):
        wanted["energy_mwh"] = row["energy_mwh"]
    state({GENERATION: rows, DEMAND: demand})
    demand[2]["energy_mwh"] = 1.0
    (problem,) = refused({GENERATION: rows, DEMAND: demand}, "grid-idle-with-demand")
    assert problem.params["area"] == "C"


def test_losses() -> None:
    rows = {GENERATION: generation(), EXCHANGES: exchange(-2.0)}
    share: Rows = [{"at": at, "from_area": "A", "to_area": "B", "loss_share": 0.1} for at in HOURS]
    _, block = state(rows | {LOSSES: share})
    np.testing.assert_allclose(block.tie_loss_mwh[:, 0], 0.2)
    np.testing.assert_allclose(block.demand_mwh[0], [11.8, 8.0])
    energy: Rows = [{"at": at, "from_area": "B", "to_area": "A", "loss_mwh": 0.5} for at in HOURS]
    np.testing.assert_allclose(state(rows | {LOSSES: energy})[1].demand_mwh[0], [11.5, 8.0])
    area: Rows = [{"at": at, "area": "A", "loss_mwh": 0.5} for at in HOURS]
    _, block = state(rows | {LOSSES: area})
    np.testing.assert_allclose(block.demand_mwh[0], [11.5, 8.0])
    np.testing.assert_allclose(block.area_loss_mwh[:, 0], 0.5)
    refused(rows | {LOSSES: [row | {"loss_mwh": 2.5} for row in energy]}, "grid-loss-exceeds-flow")
    refused(rows | {LOSSES: [row | {"loss_share": 0.1} for row in energy]}, "grid-loss-amount")
    refused(rows | {LOSSES: [row | {"to_area": "X"} for row in energy]}, "grid-loss-without-tie")


def test_stores() -> None:
    stored: Rows = [{"at": at, "area": "A", "store": "S", "charge_mwh": 1.0, "discharge_mwh": 0.5} for at in HOURS]
    rows = {GENERATION: generation(), STORAGE: stored}
    grid, block = state(rows)
    assert told(grid).count("grid-store-assumed") == 4
    assert block.demand_mwh[0].tolist() == [9.5, 10.0]
    one = {"area": "A", "store": "S", "charge_efficiency": "0.9", "initial_mwh": "5"}
    refused(rows, "grid-stock-without-factor", declaration={"stores": [one]})
    refused(
        rows,
        "grid-stock-twice",
        declaration={"stores": [one | {"closes": "cyclic"}]},
    )
    _, problems = run(rows, {"stores": [{"area": "A", "store": "T"}]})
    assert codes(problems) == ["grid-store-without-rows"]
    grid, _ = state(rows, {"stores": [{"area": "A", "store": "S", "closes": "cyclic", "charge_efficiency": "0.9"}]})
    (store,) = grid.frame.stores
    assert np.isnan(store.initial_mwh)
    assert store.charge_efficiency == 0.9


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


def test_shares_of_loss_do_not_add() -> None:
    quarters: Rows = [
        {"at": at / 4, "step_s": 900, "from_area": "A", "to_area": "B", "loss_share": 0.1} for at in range(24)
    ]
    refused({GENERATION: generation(), EXCHANGES: exchange(), LOSSES: quarters}, "grid-share-finer")


def test_losses_of_an_area_that_is_not_there() -> None:
    losses: Rows = [{"at": at, "area": "Q", "loss_mwh": 0.5} for at in HOURS]
    refused({GENERATION: generation(), LOSSES: losses}, "grid-loss-without-area")


def test_area_inside_and_outside() -> None:
    boundary = {"boundary": {"areas": {"B": {"per_mwh": {"kg_co2e_per_mwh": "1"}}}}}
    refused({GENERATION: generation()}, "grid-area-inside-and-outside", declaration=boundary)


def test_flows_beyond_are_told() -> None:
    rows = {GENERATION: generation(), EXCHANGES: [*exchange(4.0, ("X", "A")), *exchange(1.0, ("X", "Y"))]}
    grid, _ = state(rows, holds_others=True)
    assert "grid-flows-beyond" in told(grid)


def test_an_area_that_sends_no_more_than_it_receives_needs_no_declaration() -> None:
    """Bus 7 of the 14-bus case only passes power on; a pure importer (I5) only takes it: no factor is needed."""
    rows = generation(("A", "B"))
    flows = [
        {"at": at, "from_area": start, "to_area": end, "energy_mwh": 1.5 if end == "T" else 1.0}
        for at in range(6)
        for start, end in (("A", "T"), ("T", "B"))
    ]
    grid, block = state({GENERATION: rows, EXCHANGES: flows}, {})
    assert [area.code for area in grid.frame.areas] == ["A", "B", "T"]
    assert not grid.frame.borders
    assert block.demand_mwh[:, 2].tolist() == [0.5] * 6
    assert "grid-transit-taken" in [note.kind.code for note in grid.assumptions]
    flows[1]["energy_mwh"] = 1.6
    _, problems = run({GENERATION: rows, EXCHANGES: flows})
    assert "grid-boundary-without-factor" in codes(problems)
