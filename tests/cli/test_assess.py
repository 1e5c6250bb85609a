"""``fourfold assess``: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from fourfold.core.canonical import canonical_bytes
from support.command import Command
from support.outcomes import method_file
from support.power_studies import TWO_DAYS, interval_file, power_tables, series_row, shape_rows, spread
from support.studies import emits, write_study


@pytest.fixture
def fourfold(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    return Command(monkeypatch, capfd)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """1 kg of product: 9.6 kg by the hour, 12 at the mean, 27.73 at the official factor, and 0.5 direct."""
    folder = tmp_path / "study"
    columns = {"factor": ["0.1"] * 24 + ["0.3"] * 24, "demand": ["1"] * 24 + ["3"] * 24}
    interval_file(folder, "series/s.csv", columns)
    tables = power_tables(
        [spread("main", "e", 480)],
        shapes=shape_rows(),
        series=[series_row("s", demand_column="demand")],
        emissions=[emits("main", "stack", "CO2", 5)],
    )
    return write_study(folder, tables, period=TWO_DAYS)


def files_in(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_table_is_printed_and_a_report_written(fourfold: Command, study: Path) -> None:
    code, out, err = fourfold("assess", study)
    assert (code, err) == (0, "")
    for told in ("10.10 kg CO2e", "Product", "Making", "stack", "hour by hour", "report:"):
        assert told in out, told
    for told in ("hourly differs by", "-20.00 %", "-65.38 %", "their factors may be secondary"):
        assert told in " ".join(out.split()), told
    report = (study / "out" / "report.html").read_text(encoding="utf-8")
    assert "<!doctype html>" in report.lower()
    assert "10.1" in report


def test_json_on_standard_output_is_canonical_and_alone(fourfold: Command, study: Path) -> None:
    code, out, err = fourfold("assess", study, "--json", "-")
    assert (code, err) == (0, "")
    document = json.loads(out)
    assert out.encode() == canonical_bytes(document) + b"\n"
    assert document["footprint"]["total_kg_co2e"] == "10.1"
    assert not (study / "out").exists(), "nothing is written that was not asked for"


def test_json_and_report_go_where_they_are_asked_to(fourfold: Command, study: Path, tmp_path: Path) -> None:
    result, report = tmp_path / "new" / "result.json", tmp_path / "new" / "deep" / "report.html"
    report.parent.mkdir(parents=True)
    code, out, _ = fourfold("assess", study, "--json", result, "--html", report)
    assert code == 0
    assert json.loads(result.read_bytes())["footprint"]["total_kg_co2e"] == "10.1"
    assert report.name in out
    assert files_in(tmp_path / "new") == {"result.json", "deep/report.html"}
    assert not (study / "out").exists()
    printed = fourfold("assess", study, "--json", "-")
    assert printed.out.encode() == result.read_bytes()


def test_several_methods_in_one_run(fourfold: Command, study: Path, tmp_path: Path) -> None:
    own = method_file(tmp_path, electricity="annual-mean")
    methods = ["--method", "fourfold-default", "--method", "official-national", "--method", own]
    document = json.loads(fourfold("assess", study, *methods, "--json", "-").out)
    found = {entry["id"]: entry["total_kg_co2e"] for entry in document["methods"]}
    assert found == {"fourfold-default": "10.1", "official-national": "28.2296", "own-method": "12.5"}
    assert "+23.76 %" in fourfold("assess", study, *methods).out  # 12.5 / 10.1 − 1


def test_an_unknown_method_is_told_with_similar_ones(fourfold: Command, study: Path) -> None:
    code, out, err = fourfold("assess", study, "--method", "fourfold-defualt")
    assert (code, out) == (2, "")
    assert "did you mean: fourfold-default" in " ".join(err.split())
    assert not (study / "out").exists()


@pytest.mark.parametrize("path", ["missing.yaml", "folder.yaml", "broken.yaml"])
def test_a_method_file_that_cannot_be_read_is_told(fourfold: Command, study: Path, tmp_path: Path, path: str) -> None:
    (tmp_path / "folder.yaml").mkdir()
    (tmp_path / "broken.yaml").write_text("fourfold: method/1\nid: [\n", encoding="utf-8")
    code, _, err = fourfold("assess", study, "--method", tmp_path / path)
    assert code == 2
    assert path in err


@pytest.mark.parametrize("quantum", ["0.3", "1e-60", "1000000"])
def test_a_method_file_rounds_to_a_power_of_ten(fourfold: Command, study: Path, tmp_path: Path, quantum: str) -> None:
    own = method_file(tmp_path, rounding={"quantum_kg_co2e": quantum, "display_significant_digits": "4"})
    code, _, err = fourfold("assess", study, "--method", own)
    assert code == 2
    assert "quantum_kg_co2e" in err


@pytest.mark.parametrize("option", ["--json", "--html"])
def test_a_path_that_cannot_be_written_is_told_and_nothing_is_left(
    fourfold: Command, study: Path, tmp_path: Path, option: str
) -> None:
    (tmp_path / "file").write_text("here", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    before = files_in(tmp_path)
    for path in (tmp_path / "file" / "result", tmp_path / "folder"):
        code, _, err = fourfold("assess", study, option, path)
        assert code == 2
        assert "cannot be written" in " ".join(err.split())
        assert files_in(tmp_path) == before


@pytest.mark.parametrize("option", ["--json", "--html"])
@pytest.mark.parametrize(
    "name", ["study.yaml", "tables/electricity.csv", "series/s.csv", "link", "unused.xlsx", "own.yaml"]
)
def test_no_output_replaces_what_the_result_is_calculated_from(
    fourfold: Command, study: Path, tmp_path: Path, option: str, name: str
) -> None:
    (study / "link").symlink_to(study / "study.yaml")
    (study / "unused.xlsx").write_bytes(b"a workbook of somebody")
    method = Path(method_file(tmp_path, electricity="annual-mean")).rename(study / "own.yaml")
    before = {path: path.read_bytes() for path in study.rglob("*") if path.is_file()}
    code, out, err = fourfold("assess", study, "--method", method, option, study / "tables" / ".." / name)
    assert (code, out) == (2, "")
    assert "would be overwritten" in " ".join(err.split())
    assert {path: path.read_bytes() for path in study.rglob("*") if path.is_file()} == before
    assert (study / "link").is_symlink()


def test_a_result_written_into_the_study_folder_may_be_written_again(fourfold: Command, study: Path) -> None:
    for _ in range(2):
        assert fourfold("assess", study, "--json", study / "result.json").code == 0


def test_two_outputs_of_one_name_are_refused(fourfold: Command, study: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "a.out", tmp_path / "study" / ".." / "a.out"
    code, out, err = fourfold("assess", study, "--json", one, "--html", other)
    assert (code, out) == (2, "")
    assert "named for two outputs" in " ".join(err.split())
    assert not one.exists()


def test_a_pipe_or_device_is_not_replaced_by_a_file(fourfold: Command, study: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, _, err = fourfold("assess", study, "--json", tmp_path / "pipe")
    assert code == 2
    assert "a folder or a device" in " ".join(err.split())
    assert (tmp_path / "pipe").is_fifo()


def test_a_folder_that_is_missing_is_told_before_anything_is_calculated(
    fourfold: Command, study: Path, tmp_path: Path
) -> None:
    code, out, err = fourfold("assess", study, "--html", tmp_path / "nowhere" / "report.html")
    assert (code, out) == (2, "")
    assert "make the folder first" in " ".join(err.split())
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_study_in_a_folder_without_write_permission_is_told(fourfold: Command, study: Path) -> None:
    study.chmod(0o555)
    code, _, err = fourfold("assess", study)
    study.chmod(0o755)
    assert code == 2
    assert "--html" in err


def test_the_language_is_taken_from_the_option_or_the_environment(
    fourfold: Command, study: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chinese = fourfold("assess", study, "--lang", "zh").out
    assert "产品" in chinese, "the product by its Chinese name"
    assert 'lang="zh' in (study / "out" / "report.html").read_text(encoding="utf-8")
    assert "产品" not in fourfold("assess", study, "--lang", "en").out
    monkeypatch.setenv("FOURFOLD_LANG", "zh")
    assert fourfold("assess", study).out == chinese
    assert fourfold("assess", study, "--lang", "fr").code == 2


def test_a_broken_study_prints_every_problem_and_writes_nothing(fourfold: Command, study: Path) -> None:
    tables = study / "tables"
    (tables / "emissions.csv").write_text(
        "process,emission,gas,amount,unit,origin,kind,data_kind\n"
        "main,a,CO3,1,kg,fossil,combustion,primary\n"
        "mian,b,CO2,-1,kg,fossil,combustion,primary\n"
        "main,c,CO2,1,km,fossil,combustion,primary\n",
        encoding="utf-8",
    )
    (tables / "inputs.csv").write_text(
        "process,input,name,kind,amount,unit,source,source_id,data_kind\n"
        "main,x,X,energy,5,kWh,factor,cn-grid-co2-js-2023,secondary\n",
        encoding="utf-8",
    )
    code, out, err = fourfold("assess", study)
    assert (code, out) == (2, "")
    for place in ("emissions.csv:2", "emissions.csv:3", "emissions.csv:4", "inputs.csv:2"):
        assert place in err, place
    assert "cn-electricity-footprint-2024" in err
    assert not (study / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("time_zone: Asia/Shanghai", "time_zone: Asia/Shanghia", "Asia/Shanghai"),
        ("end: '2024-03-03'", "end: '2024-02-03'", "2024-02-03"),
        ("area: CN-JS", "area: CN-JSX", "CN-JSX"),
        ("flow: product", "flow: prodct", "prodct"),
        ("unit: kg", "unit: kWh", "kWh"),
    ],
)
def test_a_declaration_that_is_wrong_ends_in_a_table(
    fourfold: Command, study: Path, old: str, new: str, told: str
) -> None:
    text = (study / "study.yaml").read_text(encoding="utf-8")
    assert old in text
    (study / "study.yaml").write_text(text.replace(old, new), encoding="utf-8")
    code, _, err = fourfold("assess", study)
    assert code == 2
    assert "study.yaml" in err
    assert told in err


def test_a_folder_that_is_no_study_is_told(fourfold: Command, tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        code, out, err = fourfold("assess", path)
        assert (code, out) == (2, "")
        assert "study.yaml" in err


def test_a_path_with_brackets_is_printed_as_it_is(
    fourfold: Command, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Terminal markup is not read into what people name their folders."""
    for name in ("data[old]", "x[/bold]y"):
        path = tmp_path / name / "report.html"
        path.parent.mkdir(parents=True)
        code, out, _ = fourfold("assess", study, "--html", path)
        assert code == 0
        assert str(path) in out.replace("\n", "")


def test_names_with_brackets_are_printed_as_they_are(fourfold: Command, study: Path) -> None:
    text = (study / "study.yaml").read_text(encoding="utf-8")
    text = text.replace("en: Making", "en: Making [/red]").replace("en: Product", "en: Product [bold]")
    (study / "study.yaml").write_text(text, encoding="utf-8")
    code, out, _ = fourfold("assess", study)
    assert code == 0
    assert "Making [/red]" in out
    assert "Product [bold]" in out


def test_amounts_beyond_any_measure_end_in_a_problem(fourfold: Command, study: Path) -> None:
    path = study / "tables" / "emissions.csv"
    original = path.read_text(encoding="utf-8")
    outputs = study / "tables" / "outputs.csv"
    path.write_text(original.replace(",5,", ",1e30,"), encoding="utf-8")
    outputs.write_text(outputs.read_text(encoding="utf-8").replace(",10,", ",1e-30,"), encoding="utf-8")
    code, _, err = fourfold("assess", study)
    assert code == 2
    assert "tables/emissions.csv:2" in err


def test_energy_beyond_any_measure_ends_in_a_problem(fourfold: Command, study: Path) -> None:
    path = study / "tables" / "electricity.csv"
    original = path.read_text(encoding="utf-8")
    for amount, wanted in (("480e6", 0), ("480e12", 2), ("480e20", 2), ("480e27", 2)):
        path.write_text(original.replace(",480,", f",{amount},"), encoding="utf-8")
        code, _, err = fourfold("assess", study, "--json", "-")
        assert code == wanted, amount
        assert not code or "tables/electricity.csv:2" in err
