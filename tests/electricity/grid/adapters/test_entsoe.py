"""ENTSO-E bulk files of made-up areas: what becomes of every row, and what is refused."""

from __future__ import annotations

import gzip
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourfold.electricity.grid.adapters.entsoe import ADAPTER
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.tables import TableKind
from support.grid_tables import declare, open_tables, refused, rows, told

GENERATION = ["DateTime", "ResolutionCode", "AreaCode", "AreaTypeCode", "AreaName", "MapCode", "ProductionType"]
GENERATION += ["ActualGenerationOutput", "ActualConsumption", "UpdateTime"]
FLOWS = ["DateTime", "ResolutionCode"]
FLOWS += [f"{end}{name}" for end in ("Out", "In") for name in ("AreaCode", "AreaTypeCode", "AreaName", "MapCode")]
FLOWS += ["FlowValue", "UpdateTime"]
NEWER = {"DateTime": "DateTime(UTC)", "AreaName": "AreaDisplayName", "MapCode": "AreaMapCode"}
NEWER |= {"ActualGenerationOutput": "ActualGenerationOutput[MW]", "ActualConsumption": "ActualConsumption[MW]"}
NEWER |= {f"{end}{old}": f"{end}{NEWER[old]}" for end in ("Out", "In") for old in ("AreaName", "MapCode")}
NEWER |= {"FlowValue": "Flow[MW]", "UpdateTime": "UpdateTime(UTC)"}

Row = Sequence[str]


def output(
    hour: str, code: str, mw: str, used: str = "", kind: str = "Fossil Gas", step: str = "PT60M", area_type: str = "CTY"
) -> Row:
    stamp = f"2030-05-01 {hour}:00"
    return (stamp, step, f"10Y{code}", area_type, f"{code} name", code, kind, mw, used, "2031-01-01 00:00:00")


def flow(hour: str, start: str, end: str, mw: str, area_type: str = "CTY") -> Row:
    ends = [cell for code in (start, end) for cell in (f"10Y{code}", area_type, f"{code} name", code)]
    return (f"2030-05-01 {hour}:00", "PT60M", *ends, mw, "2031-01-01 00:00:00")


def write(path: Path, header: Sequence[str], lines: Sequence[Row]) -> None:
    text = "".join("\t".join(cells) + "\n" for cells in (header, *lines))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())


def folder_of(folder: Path, generation: Sequence[Row], flows: Sequence[Row]) -> Path:
    write(folder / "a" / "generation.csv", GENERATION, generation)
    write(folder / "b" / "flows.csv", FLOWS, flows)
    return folder


def entsoe(areas: Sequence[str] = (), **options: str) -> GridDeclaration:
    period = [{"start": "2030-05-01", "end": "2030-05-02"}]
    return declare("entsoe", options, areas=[{"code": code} for code in areas], periods=period)


TWO = ([output("00:00", "AA", "100"), output("00:00", "乙省", "40")], [flow("00:00", "AA", "乙省", "10")])


def test_energy_is_power_times_the_resolution_and_names_of_any_script_are_kept(tmp_path: Path) -> None:
    generation = [output("00:00", "AA", "100", step="PT15M"), output("00:00", "乙省", "40", kind="煤")]
    tables = open_tables(ADAPTER, folder_of(tmp_path, generation, TWO[1]), entsoe())
    found = rows(tables, TableKind.GENERATION)
    assert found.select("area", "technology", "step_s", "energy_mwh").rows() == [
        ("AA", "Fossil Gas", 900, 25.0),
        ("乙省", "煤", 3600, 40.0),
    ]
    assert found["start_s"].unique().to_list() == [1903824000]
    assert found["row"].to_list() == [2, 3]
    assert rows(tables, TableKind.EXCHANGES).select("from_area", "to_area", "tie", "energy_mwh").rows() == [
        ("AA", "乙省", "", 10.0)
    ]
    assert tables.nets_gross
    assert tables.area_names["AA"] == "AA name"
    assert [file.path for file in tables.files] == ["a/generation.csv", "b/flows.csv"]
    assert all(file.digest.startswith("sha256:") for file in tables.files)


def test_the_newer_spelling_and_gzip_read_the_same(tmp_path: Path) -> None:
    older = folder_of(tmp_path / "older", *TWO)
    newer = tmp_path / "newer"
    write(newer / "generation.csv.gz", [NEWER.get(name, name) for name in GENERATION], TWO[0])
    write(newer / "flows.csv", [NEWER.get(name, name) for name in FLOWS], TWO[1])
    first, second = (open_tables(ADAPTER, folder, entsoe()) for folder in (older, newer))
    for kind in (TableKind.GENERATION, TableKind.EXCHANGES):
        assert rows(first, kind).equals(rows(second, kind))
    assert second.columns[TableKind.GENERATION]["energy_mwh"] == "ActualGenerationOutput[MW]"
    assert ADAPTER.recognises(newer)
    assert not ADAPTER.recognises(newer / "none")


def test_a_row_said_again_counts_once_and_rows_that_disagree_both_stay(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, *TWO)
    again = [output("00:00", "AA", "100"), output("00:00", "乙省", "41")]
    write(folder / "a" / "later.csv", GENERATION, [(*cells[:-1], "2032-01-01 00:00:00") for cells in again])
    tables = open_tables(ADAPTER, folder, entsoe())
    found = rows(tables, TableKind.GENERATION).select("area", "energy_mwh", "file").rows()
    assert found == [("AA", 100.0, 0), ("乙省", 40.0, 0), ("乙省", 41.0, 1)]
    assert told(tables)["entsoe-repeats-left-out"] == 1


@pytest.mark.parametrize(("areas", "expected"), [((), "CTY"), (("AA", "乙省"), "CTY"), (("KK",), "CTA")])
def test_one_area_type_is_taken_by_how_many_areas_it_covers(
    tmp_path: Path, areas: Sequence[str], expected: str
) -> None:
    generation = [*TWO[0], output("00:00", "KK", "7", area_type="CTA")]
    flows = [*TWO[1], flow("00:00", "KK", "AA", "1", area_type="CTA")]
    tables = open_tables(ADAPTER, folder_of(tmp_path, generation, flows), entsoe(areas))
    inside = {"CTY": {"AA", "乙省"}, "CTA": {"KK"}}[expected]
    assert set(rows(tables, TableKind.GENERATION)["area"]) == inside
    assert tables.area_type == {"CTY": "nation", "CTA": "control area"}[expected]


def test_area_types_that_fit_equally_well_are_refused_until_one_is_chosen(tmp_path: Path) -> None:
    generation = [(*cells[:3], kind, *cells[4:]) for kind in ("CTY", "BZN") for cells in TWO[0]]
    flows = [flow("00:00", "AA", "乙省", "10", area_type=kind) for kind in ("CTY", "BZN")]
    folder = folder_of(tmp_path, generation, flows)
    assert refused(ADAPTER, folder, entsoe()) == [("entsoe-area-type-open", 0, "files.options.area_type")]
    tables = open_tables(ADAPTER, folder, entsoe(area_type="BZN"))
    assert len(rows(tables, TableKind.GENERATION)) == 2
    wrong = refused(ADAPTER, folder, entsoe(area_type="CTA"))
    assert wrong == [("entsoe-area-type-unknown", 0, "files.options.area_type")]


def test_a_map_code_of_two_areas_gives_way_to_their_eic(tmp_path: Path) -> None:
    twin = list(output("00:00", "CC", "5"))
    twin[5] = "AA"
    tables = open_tables(ADAPTER, folder_of(tmp_path, [*TWO[0], twin], TWO[1]), entsoe())
    assert set(rows(tables, TableKind.GENERATION)["area"]) == {"10YAA", "10YCC", "乙省"}
    assert rows(tables, TableKind.EXCHANGES)["from_area"].to_list() == ["10YAA"]


PUMPED = [
    output("00:00", "AA", "", "30", "Hydro Pumped Storage"),
    output("01:00", "AA", "20", "", "Hydro Pumped Storage"),
    output("00:00", "乙省", "9", "", "Hydro Pumped Storage"),
]


def test_pumped_storage_is_a_technology_or_a_store(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, PUMPED, TWO[1])
    technology = open_tables(ADAPTER, folder, entsoe())
    assert rows(technology, TableKind.GENERATION)["energy_mwh"].to_list() == [None, 20.0, 9.0]
    assert told(technology)["entsoe-own-use"] == 1
    store = open_tables(ADAPTER, folder, entsoe(pumped_storage="store"))
    assert len(rows(store, TableKind.GENERATION)) == 0
    found = rows(store, TableKind.STORAGE).select("area", "store", "charge_mwh", "discharge_mwh").rows()
    kind = "Hydro Pumped Storage"
    assert found == [("AA", kind, 30.0, None), ("AA", kind, None, 20.0), ("乙省", kind, None, 9.0)]


def test_a_blank_side_counts_as_zero_only_when_asked_and_only_where_that_side_is_ever_reported(tmp_path: Path) -> None:
    tables = open_tables(
        ADAPTER, folder_of(tmp_path, PUMPED, TWO[1]), entsoe(pumped_storage="store", blank_side="zero")
    )
    assert rows(tables, TableKind.STORAGE).select("charge_mwh", "discharge_mwh").rows() == [
        (30.0, 0.0),
        (0.0, 20.0),
        (None, 9.0),
    ]
    assert told(tables)["entsoe-side-blank"] == 2


def test_areas_beyond_the_declared_ones_are_left_out_and_told(tmp_path: Path) -> None:
    generation = [*TWO[0], output("00:00", "CC", "5")]
    flows = [*TWO[1], flow("00:00", "CC", "DD", "1"), flow("00:00", "乙省", "CC", "2")]
    tables = open_tables(ADAPTER, folder_of(tmp_path, generation, flows), entsoe(("AA", "乙省")))
    assert set(rows(tables, TableKind.GENERATION)["area"]) == {"AA", "乙省"}
    assert rows(tables, TableKind.EXCHANGES).select("from_area", "to_area").rows() == [("AA", "乙省"), ("乙省", "CC")]
    assert {"entsoe-areas-left-out": 1, "entsoe-flows-left-out": 1}.items() <= told(tables).items()


def test_the_stamp_of_the_next_day_stays_for_the_checks_and_makes_no_area(tmp_path: Path) -> None:
    late = list(output("00:00", "EE", "5"))
    late[0] = "2030-05-02 00:00:00"
    flows = [*TWO[1], flow("00:00", "EE", "FF", "3")]
    tables = open_tables(ADAPTER, folder_of(tmp_path, [*TWO[0], late], flows), entsoe())
    assert len(rows(tables, TableKind.GENERATION)) == 3
    assert {"entsoe-outside-period": 1, "entsoe-flows-left-out": 1}.items() <= told(tables).items()


def test_all_faults_come_at_once_with_row_and_column(tmp_path: Path) -> None:
    bad_stamp = ("yesterday", *output("00:00", "AA", "1")[1:])
    generation = [output("00:00", "AA", "1,5"), bad_stamp, output("00:00", "AA", "1", step="P1D")]
    folder = folder_of(tmp_path, generation, [flow("00:00", "AA", "乙省", "viel")])
    declaration = declare("entsoe", {"area-type": "CTY", "blank_side": "nought"})
    assert set(refused(ADAPTER, folder, declaration)) == {
        ("grid-option-unknown", 0, "files.options.area-type"),
        ("grid-option-choice", 0, "files.options.blank_side"),
        ("number-comma", 2, "ActualGenerationOutput"),
        ("grid-stamp-unreadable", 3, "DateTime"),
        ("entsoe-resolution-unknown", 4, "ResolutionCode"),
        ("number-unreadable", 2, "FlowValue"),
    }


def test_missing_tables_and_unknown_areas_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "half" / "generation.csv", GENERATION, TWO[0])
    assert refused(ADAPTER, tmp_path / "half", entsoe()) == [("grid-files-missing", 0, "")]
    folder = folder_of(tmp_path / "whole", *TWO)
    assert refused(ADAPTER, folder, entsoe(("AA", "QQ"))) == [("grid-area-absent", 0, "areas.1.code")]


Draw: Any = st.lists(
    st.tuples(st.sampled_from(["00:00", "01:00", "02:00"]), st.sampled_from(["AA", "BB"]), st.integers(0, 900)),
    min_size=2,
    max_size=12,
    unique_by=lambda row: row[:2],
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=Draw, cut=st.integers(0, 12))
def test_how_rows_are_spread_over_files_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, drawn: list[tuple[str, str, int]], cut: int
) -> None:
    """I9's ground: the energy handed over is that of the files, whatever the files overlap in."""
    generation = [output(hour, code, str(mw)) for hour, code, mw in drawn]
    flows = [flow("00:00", "AA", "BB", "1"), flow("00:00", "BB", "AA", "0")]
    folder = tmp_path_factory.mktemp("spread")
    areas = entsoe(sorted({code for _, code, _ in drawn}), area_type="CTY")
    whole = open_tables(ADAPTER, folder_of(folder / "one", generation, flows), areas)
    write(folder / "many" / "1.csv", GENERATION, generation[: cut + 1])
    write(folder / "many" / "2.csv", GENERATION, [*generation[cut:], generation[0]])
    write(folder / "many" / "3.csv", FLOWS, flows)
    spread = open_tables(ADAPTER, folder / "many", areas)
    key = ["start_s", "area", "energy_mwh"]
    first, second = (rows(tables, TableKind.GENERATION).select(key).sort(key) for tables in (whole, spread))
    assert first.equals(second)
    assert first["energy_mwh"].sum() == sum(mw for _, _, mw in drawn)
