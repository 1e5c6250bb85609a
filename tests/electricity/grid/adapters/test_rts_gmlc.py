"""A made-up case of four buses in two areas, in the form of the RTS-GMLC files; numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.electricity.grid.adapters.rts_files import FIXED
from fourfold.electricity.grid.adapters.rts_gmlc import ADAPTER
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.tables import TableKind
from support.grid_tables import declare, open_tables, refused, rows, told

LB_KG = 0.45359237
COAL = {"GEN UID": "1_COAL", "Bus ID": "1", "Unit Type": "STEAM", "Category": "煤电", "PMax MW": "100"}
COAL |= {"Output_pct_0": "0.5", "Output_pct_1": "1", "Output_pct_2": "NA", "Output_pct_3": "", "Output_pct_4": "NA"}
COAL |= {"HR_avg_0": "10000", "HR_incr_1": "8000", "HR_incr_2": "NA", "HR_incr_3": "NA", "HR_incr_4": "NA"}
COAL |= {f"Emissions {gas} Lbs/MMBTU": lb for gas, lb in (("CO2", "200"), ("CH4", "0.01"), ("N2O", "0.004"))}
COAL |= {"Emissions SO2 Lbs/MMBTU": "Unit-specific", "Emissions NOX Lbs/MMBTU": "0.5"}
SUN = dict.fromkeys(COAL, "0") | {"GEN UID": "4_PV", "Bus ID": "4", "Unit Type": "PV", "Category": "Solar PV"}
SUN |= {"PMax MW": "30"}
IDLE = SUN | {"GEN UID": "2_STORE", "Bus ID": "2", "Unit Type": "STORAGE", "Category": "Storage"}


def write(folder: Path, name: str, lines: list[list[str]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(",".join(cells) + "\n" for cells in lines), encoding="utf-8")


def case(folder: Path, units: tuple[dict[str, str], ...] = (COAL, SUN, IDLE), **schedule: list[str]) -> Path:
    buses = [["1", "Abel", "30", "1", "11.0"], ["2", "Adams", "10", "1", "12.0"]]
    buses += [["3", "Allen", "0", "2", "21.0"], ["4", "Arne", "50", "2", "21.0"]]
    write(folder, "bus.csv", [list(FIXED["bus.csv"]), *buses])
    write(folder, "gen.csv", [list(FIXED["gen.csv"]), *([unit[name] for name in FIXED["gen.csv"]] for unit in units)])
    write(folder, "branch.csv", [["UID", "From Bus", "To Bus"], ["A1", "1", "2"], ["AB-1", "2", "3"], ["B1", "3", "4"]])
    write(folder, "dc_branch.csv", [["UID", "From Bus", "To Bus"], ["DC1", "1", "4"]])
    hours = ["2030-01-01 00:00:00", "2030-01-01 01:00:00"]
    outputs = {"1_COAL": ["75", "50"], "4_PV": ["0", "30"]} | schedule
    flows = {"1_4_1": ["5", "5"], "A1": ["40", "15"], "AB-1": ["30", "5"], "B1": ["30", "5"]}
    for name, columns in (("generation", outputs), ("flow", flows)):
        lines = [['"time"', *(f'"{column}"' for column in columns)]]
        lines += [[hour, *(cells[at] for cells in columns.values())] for at, hour in enumerate(hours)]
        write(folder, f"PLEXOS_DA_solution_{name}.csv", lines)
    loads = [
        ["2030", "1", "1", "1", "40", "35"],
        ["2030", "1", "1", "2", "40", "40"],
        ["2030", "1", "1", "3", "9", "9"],
    ]
    write(folder, "DAY_AHEAD_regional_Load.csv", [["Year", "Month", "Day", "Period", "1", "2"], *loads])
    return folder


def rts(quantity: str = "co2e_direct", gwp_set: str = "AR6", **options: str) -> GridDeclaration:
    return declare("rts-gmlc", options, basis={"quantity": quantity, "gwp_set": gwp_set})


def test_buses_units_and_lines_become_areas_sources_and_named_ties(tmp_path: Path) -> None:
    tables = open_tables(ADAPTER, case(tmp_path), rts())
    generation = rows(tables, TableKind.GENERATION).select("area", "technology", "unit", "energy_mwh").rows()
    assert generation == [
        ("1", "煤电", "1_COAL", 75.0),
        ("1", "煤电", "1_COAL", 50.0),
        ("4", "Solar PV", "4_PV", 0.0),
        ("4", "Solar PV", "4_PV", 30.0),
    ]
    ties = rows(tables, TableKind.EXCHANGES).select("from_area", "to_area", "tie").unique(maintain_order=True).rows()
    assert ties == [("1", "4", "1_4_1"), ("1", "2", "A1"), ("2", "3", "AB-1"), ("3", "4", "B1")]
    demand = rows(tables, TableKind.DEMAND).group_by("area", maintain_order=True).agg("energy_mwh").rows()
    assert demand == [("1", [30.0, 30.0]), ("2", [10.0, 10.0]), ("3", [0.0, 0.0]), ("4", [35.0, 40.0])]
    assert tables.area_names == {"1": "Abel", "2": "Adams", "3": "Allen", "4": "Arne"}
    assert told(tables)["rts-not-scheduled"] == 1
    assert ADAPTER.recognises(tmp_path)


@pytest.mark.parametrize(
    ("level", "areas", "ties"),
    [("area", {"1", "2"}, {"1_4_1", "AB-1"}), ("zone", {"11", "12", "21"}, {"1_4_1", "A1", "AB-1"})],
)
def test_coarser_levels_keep_only_the_lines_between_their_areas(
    tmp_path: Path, level: str, areas: set[str], ties: set[str]
) -> None:
    tables = open_tables(ADAPTER, case(tmp_path), rts(level=level))
    demand = rows(tables, TableKind.DEMAND)
    assert set(demand["area"]) == areas
    assert demand["energy_mwh"].sum() == 155.0
    assert set(rows(tables, TableKind.EXCHANGES)["tie"]) == ties


def test_emissions_are_the_integral_of_the_incremental_heat_rates(tmp_path: Path) -> None:
    tables = open_tables(ADAPTER, case(tmp_path), rts())
    assert tables.attributes == (
        "kg_co2e_per_mwh",
        "co2_kg_per_mwh",
        "ch4_kg_per_mwh",
        "n2o_kg_per_mwh",
        "nox_kg_per_mwh",
    )
    coal = tables.unit_rates["1_COAL"]
    assert (coal.output_mw, coal.place.row) == ((50.0, 100.0), 2)
    # 50 MW at 10,000 Btu/kWh burn 500 MMBtu in an hour, the next 50 MW at 8,000 another 400.
    for gas, lb in (("co2", 200.0), ("ch4", 0.01), ("n2o", 0.004), ("nox", 0.5)):
        expected = (500 * lb * LB_KG, 900 * lb * LB_KG)
        assert coal.per_hour[f"{gas}_kg_per_mwh"] == pytest.approx(expected, rel=1e-14)
    # AR6: methane of combustion 27.0, nitrous oxide 273.
    total = 500 * LB_KG * (200 + 27.0 * 0.01 + 273 * 0.004)
    assert coal.per_hour["kg_co2e_per_mwh"] == pytest.approx((total, total * 9 / 5), rel=1e-14)
    assert tables.unit_rates["4_PV"].per_hour["kg_co2e_per_mwh"] == (0.0, 0.0)
    assert tables.unit_rates["4_PV"].output_mw[-1] >= 30.0
    assert told(tables)["rts-pollutant-not-given"] == 1


def test_direct_co2_counts_no_other_gas(tmp_path: Path) -> None:
    coal = open_tables(ADAPTER, case(tmp_path), rts("co2_direct", "not_weighted")).unit_rates["1_COAL"]
    assert coal.per_hour["kg_co2_per_mwh"] == coal.per_hour["co2_kg_per_mwh"]


@pytest.mark.parametrize(("quantity", "gwp_set"), [("co2e_lifecycle", "AR6"), ("co2e_direct", "unstated")])
def test_a_basis_these_files_cannot_give_is_refused(tmp_path: Path, quantity: str, gwp_set: str) -> None:
    found = refused(ADAPTER, case(tmp_path), rts(quantity, gwp_set))
    assert found == [("rts-basis-not-direct", 0, "basis")]


def test_the_clock_is_taken_for_utc_and_said_unless_its_zone_is_declared(tmp_path: Path) -> None:
    assumed = open_tables(ADAPTER, case(tmp_path), rts())
    declared = open_tables(ADAPTER, tmp_path, rts(time_zone="America/Phoenix"))
    assert "rts-clock-assumed" in {note.kind.code for note in assumed.assumptions}
    assert "rts-clock-assumed" not in {note.kind.code for note in declared.assumptions}
    first, second = (rows(tables, TableKind.DEMAND)["start_s"][0] for tables in (assumed, declared))
    assert (first, second) == (1893456000, 1893456000 + 7 * 3600)
    assert refused(ADAPTER, tmp_path, rts(time_zone="Arizona")) == [("rts-zone-unknown", 0, "files.options.time_zone")]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    broken = COAL | {"GEN UID": "9_CC", "Bus ID": "9", "HR_avg_0": "n/a"}
    backwards = COAL | {"GEN UID": "2_CT", "Output_pct_1": "0.4"}
    folder = case(tmp_path, (COAL, SUN, IDLE, broken, backwards), **{"5_NEW": ["1", "1"], "2_STORE": ["0", "4"]})
    assert set(refused(ADAPTER, folder, rts())) == {
        ("rts-bus-unknown", 5, "Bus ID"),
        ("rts-column-unknown", 1, "5_NEW"),
        ("rts-storage-runs", 4, ""),
        ("number-unreadable", 5, "HR_avg_0"),
        ("rts-curve-broken", 6, ""),
    }


def test_hours_without_load_and_missing_files_are_refused(tmp_path: Path) -> None:
    folder = case(tmp_path)
    path = folder / "DAY_AHEAD_regional_Load.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2030,1,1,2", "2030,1,1,22"), encoding="utf-8")
    assert refused(ADAPTER, folder, rts()) == [("rts-load-missing", 0, "")]
    (folder / "branch.csv").unlink()
    path.unlink()
    assert {code for code, _, _ in refused(ADAPTER, folder, rts())} == {"file-missing"}
