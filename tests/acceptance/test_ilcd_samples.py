"""ILCD and product declarations as published: samples of one dataset of each type, and a linked set of declarations."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourfold.core.progress import no_tick
from fourfold.data.databases.assemble import Assembled, assemble
from fourfold.data.databases.formats.ilcd.reader import ILCD
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.formats.packages import open_package

pytestmark = pytest.mark.acceptance

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


def _read(path: Path) -> tuple[Assembled, ImportReport]:
    if not path.exists():
        pytest.skip(f"{path.name} is not beside the repository")
    report = ImportReport()
    with open_package(path) as package:
        assert ILCD.recognises(package)
        return assemble(ILCD.records(package, report, no_tick), report), report


def test_one_dataset_of_each_type() -> None:
    found, report = _read(DATA / "lca-samples" / "io" / "ilcd")
    process = found.tables["processes"].row(0, named=True)
    assert process["name"] == ("Acrylonitrile-Butadiene-Styrene granulate (ABS); production mix, at plant")
    assert (process["location"], process["version"], process["is_result"]) == ("RER", "02.01.000", True)
    assert "ELCD" in process["licence"]
    assert found.tables["exchanges"].select("amount", "to_reference", "is_reference").row(0) == (1.0, 1.0, False)
    assert found.tables["units"].height == 25
    assert (report.counts["contacts"], report.counts["sources"]) == (1, 1)
    # the reference of this fragment is an elementary flow, and nothing else could stand in for it
    codes = [finding.problem.kind.code for finding in report.findings]
    assert codes == ["reference-elementary", "reference-missing"]


def test_declarations_by_module() -> None:
    found, report = _read(DATA / "ilcd-epd" / "sample_data")
    assert found.tables["processes"].height == 3
    results = found.tables["results"]
    assert results.height == 383
    assert set(results["module"]) == {"A1-A3", "A4", "C3", "C4", "D"}
    assert results["value"].null_count() == 0
    assert found.tables["exchanges"].height == 3
    older = [f for f in report.of(Effect.NOTED) if f.problem.kind.code == "ilcd-older-version"]
    assert [f.problem.place.file for f in older] == ["processes/sample_EPD.xml"]


def test_a_declaration_with_scenarios() -> None:
    path = DATA / "ilcd-epd" / "sample_data" / "processes" / "sample_EPD.xml"
    found, report = _read(path)
    results = found.tables["results"]
    rows = (
        results.filter(results["name"] == "Treibhauspotential (GWP 100)").select("module", "scenario", "value").rows()
    )
    assert rows == [
        ("A1-A3", "", 42.0),
        ("A4", "Sc1", 3.0),
        ("A4", "Sc2", 2.0),
        ("C3", "S1", 22.0),
        ("C3", "S2", 7.0),
    ]
    process = found.tables["processes"].row(0, named=True)
    assert (process["name"], process["valid_from"], process["valid_to"]) == (
        "Name of the product or system",
        "2006-01-01",
        "2010-12-31",
    )
    assert "Scenario Sc1 (group 1, default): description of scenario Sc1" in process["comment"]
    assert report.counts["flows"] == 1  # the flow it refers to is not in the file, and that is told
    assert any(f.effect is Effect.UNLINKED for f in report.findings)
