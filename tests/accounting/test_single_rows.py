"""Faults of rows, of references and of the calculation come in one round."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.app.assess import assess_folder
from fourfold.core.problems import InputError
from support.full_study import Change, Tables, write_full
from support.studies import emits, output, process, uses, write_study


def test_a_bad_row_does_not_hide_what_the_calculation_would_find(tmp_path: Path) -> None:
    (tmp_path / "meters").mkdir()
    (tmp_path / "meters" / "m.csv").write_text("time,kwh\n2024-01-01T00:00,-1\n", encoding="utf-8")
    tables = {
        "processes": [process("p")],
        "outputs": [output("p", "product", "1,5")],
        "inputs": [uses("p", "a", "1", "factor", "cn-electricity-footprint-2042", "kWh", kind="energy")],
        "emissions": [emits("p", "e", "CH4", "1", origin="removal")],
        "meters": [
            {"meter": "m", "site": "plant", "role": "load", "file": "meters/m.csv", "time_column": "time"}
            | {"energy_column": "kwh", "energy_unit": "kWh", "resolution_minutes": 60, "stamp": "start"}
            | {"time_zone": "Asia/Shanghai"}
        ],
    }
    write_study(tmp_path, tables)
    with pytest.raises(InputError) as caught:
        assess_folder(tmp_path, ["fourfold-default"])
    found = {(p.kind.code, p.place.file, p.place.row) for p in caught.value.problems}
    assert ("number-comma", "tables/outputs.csv", 2) in found
    assert ("factor-unknown", "tables/inputs.csv", 2) in found
    assert ("removal-gas", "tables/emissions.csv", 2) in found
    assert ("removal-not-co2", "tables/emissions.csv", 2) not in found, "one cell is told once"
    assert {file for _, file, _ in found} >= {"meters/m.csv"}


def test_each_fault_is_reported_once(tmp_path: Path) -> None:
    tables = {
        "processes": [process("p"), process("p")],
        "outputs": [output("p", "product")],
        "inputs": [uses("p", "a", "1", "factor", "no-such-factor")],
    }
    write_study(tmp_path, tables)
    with pytest.raises(InputError) as caught:
        assess_folder(tmp_path, ["fourfold-default"])
    found = [(p.kind.code, p.place) for p in caught.value.problems]
    assert len(found) == len(set(found))
    assert "factor-unknown" in {code for code, _ in found}


def faults_with(folder: Path, change: Change) -> list[tuple[str, int, str]]:
    """Code, row and column of every fault of tables, those of the files left out."""
    with pytest.raises(InputError) as caught:
        assess_folder(write_full(folder, change), ["fourfold-default"])
    found = [problem for problem in caught.value.problems if problem.place.file.startswith(("tables/", "study"))]
    return [(problem.kind.code, problem.place.row, problem.place.column) for problem in found]


def _set(table: str, index: int, **values: object) -> Change:
    return lambda rows, _declared: rows[table][index].update(values)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (_set("inputs", 3, kind="material"), ("distance-not-transport", 5, "distance_km")),
        (_set("inputs", 3, unit="tkm"), ("distance-needs-mass", 5, "unit")),
        (_set("inputs", 3, distance_km=""), ("transport-needs-distance", 5, "distance_km")),
        (_set("inputs", 2, distance_km=5), ("distance-not-transport", 4, "distance_km")),
        (_set("meters", 0, energy_unit="t"), ("meter-unit", 2, "energy_unit")),
        (_set("factors", 1, area="CN-QQ"), ("area-unknown", 3, "area")),
        (lambda _, declared: declared["period"].update(time_zone="Asia/Shanghia"), ("zone-unknown", 0, "")),
    ],
)
def test_one_fault_is_said_once(tmp_path: Path, change: Change, fault: tuple[str, int, str]) -> None:
    found = faults_with(tmp_path, change)
    if fault[0] == "zone-unknown":
        assert [(code, column) for code, _, column in found] == [("zone-unknown", "period.time_zone")]
    else:
        assert found == [fault]


def test_a_faulty_factor_does_not_hide_that_another_is_not_known(tmp_path: Path) -> None:
    def change(rows: Tables, _declared: object) -> None:
        rows["factors"][1]["area"] = "CN-QQ"
        rows["inputs"][3]["source_id"] = "lorri"

    assert faults_with(tmp_path, change) == [("area-unknown", 3, "area"), ("factor-unknown", 5, "source_id")]
