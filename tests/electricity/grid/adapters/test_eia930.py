"""Wide tables of made-up balancing areas in both spellings: what becomes of every column, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.electricity.grid.adapters.eia930 import ADAPTER
from fourfold.electricity.grid.adapters.eia_columns import EiaField, EiaSeries, series_of
from fourfold.electricity.grid.tables import GridTables, TableKind
from support.grid_tables import declare, open_tables, refused, rows, told

NOON_S = 1561982400
Columns = dict[str, list[str]]
PUBLISHED: Columns = {
    "EBA.AA-ALL.D.H": ["100", "100"],
    "EBA.AA-ALL.NG.SUN.H": ["20", "25"],
    "EBA.AA-ALL.NG.NG.H": ["100", "90"],
    "EBA.AA-ALL.NG.H": ["120", "115"],
    "EBA.AA-ALL.TI.H": ["20", "15"],
    "EBA.AA-BB.ID.H": ["20", "15"],
    "EBA.BB-AA.ID.H": ["-20", "-15"],
    "EBA.BB-ALL.NG.H": ["50", ""],
    "EBA.BB-MEX.ID.H": ["-10", "-10"],
}
CLEANED = {
    "EBA.AA-ALL.D.H": "E_AA_D",
    "EBA.AA-ALL.NG.SUN.H": "E_AA_NG_SUN",
    "EBA.AA-ALL.NG.NG.H": "E_AA_NG_NG",
    "EBA.AA-ALL.NG.H": "E_AA_NG",
    "EBA.AA-ALL.TI.H": "E_AA_TI",
    "EBA.AA-BB.ID.H": "E_AA-BB_ID",
    "EBA.BB-AA.ID.H": "E_BB-AA_ID",
    "EBA.BB-ALL.NG.H": "E_BB_NG",
    "EBA.BB-MEX.ID.H": "E_BB-MEX_ID",
}


def write(folder: Path, columns: Columns, stamp: str = "", name: str = "hours.csv") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    count = len(next(iter(columns.values())))
    lines = [[stamp, *columns]]
    for hour in range(count):
        lines.append([f"2019-07-01 {12 + hour}:00:00+00:00", *(cells[hour] for cells in columns.values())])
    (folder / name).write_text("".join(",".join(cells) + "\n" for cells in lines), encoding="utf-8")
    return folder


def flows(tables: GridTables) -> list[tuple[object, ...]]:
    return rows(tables, TableKind.EXCHANGES).select("from_area", "to_area", "energy_mwh").rows()


def test_headers_of_both_spellings_mean_the_same_series() -> None:
    for published, cleaned in CLEANED.items():
        first, second = series_of(published), series_of(cleaned)
        assert first is not None
        assert second == EiaSeries(first.field, first.area, first.other, first.fuel, cleaned=True)
    assert series_of("EBA.CISO-ALL.NG.NG.H") == EiaSeries(EiaField.GENERATION, "CISO", fuel="NG")
    for other in ("EBA.AA-ALL.DF.H", "EBA.AA-ALL.D.HL", "EBA.PJM-BC.D.H", "CO2_AA_D", "E_AA_ID", "time"):
        assert series_of(other) is None


def test_fuels_are_technologies_a_total_alone_is_all_and_a_blank_cell_is_missing(tmp_path: Path) -> None:
    tables = open_tables(ADAPTER, write(tmp_path, PUBLISHED), declare("eia-930"))
    found = rows(tables, TableKind.GENERATION).select("area", "technology", "energy_mwh").rows()
    assert found == [
        ("AA", "SUN", 20.0),
        ("AA", "SUN", 25.0),
        ("AA", "NG", 100.0),
        ("AA", "NG", 90.0),
        ("BB", "all", 50.0),
        ("BB", "all", None),
    ]
    assert rows(tables, TableKind.DEMAND).select("area", "energy_mwh", "row").rows() == [("AA", 100, 2), ("AA", 100, 3)]
    assert flows(tables) == [("AA", "BB", 20.0), ("AA", "BB", 15.0), ("BB", "MEX", -10.0), ("BB", "MEX", -10.0)]
    assert not tables.nets_gross
    assert tables.step_minutes == 60


@pytest.mark.parametrize(("options", "shift"), [({}, -3600), ({"stamp": "end"}, -3600), ({"stamp": "start"}, 0)])
def test_published_stamps_end_their_hour_unless_declared(tmp_path: Path, options: dict[str, str], shift: int) -> None:
    tables = open_tables(ADAPTER, write(tmp_path, PUBLISHED), declare("eia-930", options))
    assert rows(tables, TableKind.DEMAND)["start_s"].to_list() == [NOON_S + shift, NOON_S + shift + 3600]
    assert [note.kind.code for note in tables.assumptions] == ([] if options else ["eia-stamp-assumed"])


def test_cleaned_tables_are_the_same_grid_with_stamps_at_the_start(tmp_path: Path) -> None:
    cleaned = {CLEANED[name]: cells for name, cells in PUBLISHED.items()}
    first = open_tables(ADAPTER, write(tmp_path / "eba", PUBLISHED), declare("eia-930", {"stamp": "start"}))
    second = open_tables(ADAPTER, write(tmp_path / "e", cleaned, stamp="time"), declare("eia-930"))
    for kind in first.tables:
        assert rows(first, kind).equals(rows(second, kind))
    assert [note.kind.code for note in second.assumptions] == ["eia-stamp-assumed"]


def test_mixed_spellings_are_refused_until_the_stamp_is_declared(tmp_path: Path) -> None:
    folder = write(tmp_path, PUBLISHED | {"E_CC_NG": ["1", "1"]})
    assert refused(ADAPTER, folder, declare("eia-930")) == [("eia-spellings-mixed", 0, "files.options.stamp")]
    open_tables(ADAPTER, folder, declare("eia-930", {"stamp": "end"}))


DISAGREEING = PUBLISHED | {"EBA.BB-AA.ID.H": ["-20", "-18"]}


def test_neighbours_that_disagree_are_refused_where_they_do(tmp_path: Path) -> None:
    found = refused(ADAPTER, write(tmp_path, DISAGREEING), declare("eia-930"))
    assert found == [("eia-reports-disagree", 3, "EBA.AA-BB.ID.H")]


@pytest.mark.parametrize(("rule", "second"), [("first", 15.0), ("mean", 16.5)])
def test_a_rule_settles_reports_that_disagree_and_is_told(tmp_path: Path, rule: str, second: float) -> None:
    tables = open_tables(ADAPTER, write(tmp_path, DISAGREEING), declare("eia-930", {"interchange": rule}))
    assert flows(tables)[:2] == [("AA", "BB", 20.0), ("AA", "BB", second)]
    assert told(tables)["eia-reports-settled"] == 1


def test_where_one_neighbour_is_silent_the_other_counts(tmp_path: Path) -> None:
    tables = open_tables(ADAPTER, write(tmp_path, PUBLISHED | {"EBA.AA-BB.ID.H": ["", "15"]}), declare("eia-930"))
    assert flows(tables)[:2] == [("AA", "BB", 20.0), ("AA", "BB", 15.0)]
    assert told(tables)["eia-report-alone"] == 1


def test_totals_only_check_their_parts(tmp_path: Path) -> None:
    wrong = PUBLISHED | {"EBA.AA-ALL.TI.H": ["20", "11"], "EBA.AA-ALL.NG.H": ["120", "119"]}
    tables = open_tables(ADAPTER, write(tmp_path, wrong), declare("eia-930"))
    notes = [finding.note for finding in tables.findings if finding.note.kind.code == "eia-total-missed"]
    assert [(note.params["header"], note.params["most_mwh"], note.places[0].row) for note in notes] == [
        ("EBA.AA-ALL.NG.H", "4", 3),
        ("EBA.AA-ALL.TI.H", "4", 3),
    ]
    assert "eia-total-missed" not in told(open_tables(ADAPTER, write(tmp_path, PUBLISHED), declare("eia-930")))


def test_sums_of_areas_blank_and_other_columns_are_left_out_and_told(tmp_path: Path) -> None:
    more = PUBLISHED | {"EBA.US48-ALL.D.H": ["9", "9"], "EBA.AA-ALL.DF.H": ["1", "1"], "EBA.AA-ALL.NG.OIL.H": ["", ""]}
    tables = open_tables(ADAPTER, write(tmp_path, more), declare("eia-930"))
    assert set(rows(tables, TableKind.DEMAND)["area"]) == {"AA"}
    notes = told(tables)
    assert (notes["eia-areas-left-out"], notes["eia-columns-blank"], notes["eia-columns-left-out"]) == (1, 1, 1)


def test_declared_areas_make_the_others_boundary_areas(tmp_path: Path) -> None:
    tables = open_tables(ADAPTER, write(tmp_path, PUBLISHED), declare("eia-930", areas=[{"code": "AA"}]))
    assert set(rows(tables, TableKind.GENERATION)["area"]) == {"AA"}
    assert flows(tables) == [("AA", "BB", 20.0), ("AA", "BB", 15.0)]
    assert refused(ADAPTER, tmp_path, declare("eia-930", areas=[{"code": "QQ"}])) == [
        ("grid-area-absent", 0, "areas.0.code")
    ]


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    write(tmp_path, PUBLISHED | {"EBA.AA-ALL.D.H": ["1 000", "x"]})
    text = (tmp_path / "hours.csv").read_text(encoding="utf-8")
    (tmp_path / "hours.csv").write_text(text.replace("2019-07-01 13", "1st of July 13"), encoding="utf-8")
    found = refused(ADAPTER, tmp_path, declare("eia-930", {"unit": "MW"}))
    assert set(found) == {
        ("grid-option-unknown", 0, "files.options.unit"),
        ("grid-stamp-unreadable", 3, ""),
        ("number-grouped", 2, "EBA.AA-ALL.D.H"),
        ("number-unreadable", 3, "EBA.AA-ALL.D.H"),
    }
    assert refused(ADAPTER, tmp_path / "none", declare("eia-930")) == [("grid-files-missing", 0, "")]


@settings(max_examples=30, deadline=None)
@given(
    sent=st.lists(st.integers(-500, 500), min_size=1, max_size=5),
    reported=st.sampled_from(["both", "first", "second"]),
)
def test_who_reports_a_flow_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, sent: list[int], reported: str
) -> None:
    """I11: the flow is the same whether either neighbour or both report it, each with its own sign."""
    columns = {"EBA.AA-ALL.NG.H": ["700"] * len(sent), "EBA.BB-ALL.NG.H": ["700"] * len(sent)}
    if reported != "second":
        columns["EBA.AA-BB.ID.H"] = [str(mwh) for mwh in sent]
    if reported != "first":
        columns["EBA.BB-AA.ID.H"] = [str(-mwh) for mwh in sent]
    tables = open_tables(ADAPTER, write(tmp_path_factory.mktemp("flow"), columns), declare("eia-930"))
    assert flows(tables) == [("AA", "BB", float(mwh)) for mwh in sent]
