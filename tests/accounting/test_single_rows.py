"""Faults of rows, of references and of the calculation come in one round."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.app.assess import assess_folder
from fourfold.core.problems import InputError
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
