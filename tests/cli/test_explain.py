"""``fourfold explain``: a figure unfolded for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fourfold.core.canonical import canonical_bytes
from support.command import Command
from support.power_studies import TWO_DAYS, interval_file, power_tables, series_row, shape_rows, spread
from support.studies import emits, output, own_factor, process, uses, write_study


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """10 kg of product from 3 t of steel at 2 kg/kg and 5 kg of CO2: 600 and 0.5 kg for 1 kg."""
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 10)],
        "inputs": [uses("main", "in-steel", 3, "factor", "steel", "t", stage="materials")],
        "emissions": [emits("main", "stack", "CO2", 5)],
        "factors": [own_factor("steel", 2, status="illustrative")],
    }
    return write_study(tmp_path / "study", tables)


def test_the_total_is_unfolded_to_rows_and_cells(fourfold: Command, study: Path) -> None:
    code, out, err = fourfold("explain", study)
    assert (code, err) == (0, "")
    for told in ("600.5", "in-steel", "stack", "tables/inputs.csv", "unit.amount", "line:fossil", "illustrative"):
        assert told in out, told


def test_a_file_of_readings_counts_with_all_its_rows(fourfold: Command, tmp_path: Path) -> None:
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.1"] * 48})
    tables = power_tables([spread("main", "e", 480)], shapes=shape_rows(), series=[series_row("s")])
    out = fourfold("explain", write_study(tmp_path, tables, period=TWO_DAYS), "e").out
    assert [line for line in out.splitlines() if "series/s.csv" in line and "all rows" in line]


def test_a_row_shows_how_it_is_made(fourfold: Command, study: Path) -> None:
    code, out, _ = fourfold("explain", study, "in-steel")
    assert code == 0
    for told in ("600.000", "tables/factors.csv:2", "0.1", "1000", "A document"):
        assert told in out, told
    assert "stack" not in out


def test_json_is_canonical_and_alone(fourfold: Command, study: Path) -> None:
    code, out, err = fourfold("explain", study, "in-steel", "--json")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert out.encode() == canonical_bytes(document) + b"\n"
    assert document["kg_co2e"] == "600"
    assert {(cell["file"], cell["row"], cell["column"]) for cell in document["cells"]} == {
        ("study.yaml", 0, "unit.amount"),
        ("tables/outputs.csv", 2, "amount"),
        ("tables/inputs.csv", 2, "amount"),
        ("tables/factors.csv", 2, "value"),
    }


def test_an_unknown_figure_is_exit_2_with_similar_ones(fourfold: Command, study: Path) -> None:
    for arguments in (("in-steal",), ("in-steal", "--json")):
        code, out, err = fourfold("explain", study, *arguments)
        assert (code, out) == (2, "")
        assert "did you mean: in-steel" in " ".join(err.split())


def test_a_method_may_be_named(fourfold: Command, study: Path) -> None:
    assert fourfold("explain", study, "--method", "hourly-ar5").code == 0
    code, _, err = fourfold("explain", study, "--method", "hourly-ar7")
    assert code == 2
    assert "hourly-ar5" in err


def test_a_study_that_cannot_be_used_is_exit_2(fourfold: Command, study: Path) -> None:
    (study / "tables" / "outputs.csv").unlink()
    code, out, err = fourfold("explain", study)
    assert (code, out) == (2, "")
    assert "outputs" in err


def test_chinese_names_are_shown_on_request(fourfold: Command, study: Path) -> None:
    table = study / "tables" / "inputs.csv"
    header, row = table.read_text(encoding="utf-8").splitlines()
    table.write_text(f"{header},name_zh\n{row},钢材\n", encoding="utf-8")
    assert "钢材" in fourfold("explain", study, "in-steel", "--lang", "zh").out
    assert "钢材" not in fourfold("explain", study, "in-steel").out


def test_a_row_may_not_take_the_name_of_the_total(fourfold: Command, study: Path) -> None:
    """Its figure could not be asked for."""
    table = study / "tables" / "inputs.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("in-steel", "total"), encoding="utf-8")
    code, _, err = fourfold("explain", study)
    assert code == 2
    assert "tables/inputs.csv:2" in err
