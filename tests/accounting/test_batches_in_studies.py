"""Batches of a study: production records divide a meter by time, recipe and output; by hand, to the document."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import fourfold.accounting
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.explain import explain, figures
from fourfold.accounting.study.model import Study
from fourfold.core.problems import InputError, Place
from support.outcomes import assumed, calculated, faults, refused
from support.power_studies import TWO_DAYS, interval_file, meter_row, power_tables, series_row
from support.studies import output, process, uses, write_study


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """2 kWh in each of 48 hours; the grid at 0.4 on the first day and 0.8 on the second."""
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["2"] * 48})
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.4"] * 24 + ["0.8"] * 24})
    return tmp_path


def made(process_name: str, start: str, end: str, amount: object, batch: str = "", **more: object) -> dict[str, object]:
    row = {"meter": "m", "process": process_name, "start": f"2024-03-{start}", "end": f"2024-03-{end}"}
    return {**row, "amount": amount, "unit": "kg", "batch": batch, **more}


def share(process_name: str, name: str) -> dict[str, object]:
    row = {"process": process_name, "electricity": name, "how": "meter-share", "meter": "m"}
    return {**row, "data_kind": "primary"}


def study_of(folder: Path, *production: dict[str, object], meter: dict[str, object] | None = None) -> Study:
    """``main`` makes the product with what ``side`` makes."""
    rows: dict[str, Any] = {"meters": [meter_row("m", **(meter or {}))], "series": [series_row("s")]}
    tables = power_tables(
        [share("main", "e"), share("side", "f")],
        processes=[process("main"), process("side")],
        outputs=[output("main", "product", 10), output("side", "part", 5)],
        inputs=[uses("main", "part-in", 5, "process", "part")],
        production=production,
        **rows,
    )
    return Study.load(write_study(folder, tables, period=TWO_DAYS))


def batches_of(study: Study) -> Any:
    document: Any = result_document([calculated(study)])
    return document["electricity"].get("batches")


RUNS = (
    made("main", "01T00:00", "01T12:30", 30, "A", key="running-time"),
    made("main", "01T12:30", "03T00:00", 70, "B", key="running-time"),
    made("side", "02T00:00", "03T00:00", 5, "", key="running-time"),
)


def test_batches_by_running_time_stand_in_the_document(folder: Path) -> None:
    """A runs 12.5 hours alone: 25 kWh at 0.4. B runs 11.5 hours alone, and shares 24 with the other process."""
    assert batches_of(study_of(folder, *RUNS)) == [
        {
            "batch": "A",
            "process": "main",
            "meter": "m",
            "amount": "30",
            "unit": "kg",
            "energy_kwh": "25",
            "kwh_per_unit": "0.833333333",
            "location_kg_co2e": "10",
        },
        {
            "batch": "B",
            "process": "main",
            "meter": "m",
            "amount": "70",
            "unit": "kg",
            "energy_kwh": "47",
            "kwh_per_unit": "0.671428571",
            "location_kg_co2e": "28.4",
        },
    ]


def test_the_rows_sum_to_the_meter(folder: Path) -> None:
    rows = calculated(study_of(folder, *RUNS)).electricity.rows
    assert [row.covered.load.total_kwh for row in rows] == [Decimal(72), Decimal(24)]


def test_without_batches_the_document_has_no_such_key(folder: Path) -> None:
    rows = [made("main", "01T00:00", "03T00:00", 3), made("side", "01T00:00", "03T00:00", 1)]
    assert batches_of(study_of(folder, *rows)) is None


def test_a_recipe_takes_unlike_units(folder: Path) -> None:
    """100 kg at 0.3 kWh against 100 pieces at 0.1: 30 to 10."""
    rows = [
        made("main", "01T00:00", "03T00:00", 100, "A", key="recipe", per_unit="0.3"),
        made("side", "01T00:00", "03T00:00", 100, "P", key="recipe", per_unit="0.1", unit="piece"),
    ]
    assert [(one["energy_kwh"], one["unit"]) for one in batches_of(study_of(folder, *rows))] == [
        ("72", "kg"),
        ("24", "piece"),
    ]


@pytest.mark.parametrize(
    ("rule", "energies", "code"),
    [
        ({"idle": "spread"}, [Decimal(72), Decimal(24)], "idle-energy-spread"),
        ({"idle": "process", "idle_process": "side"}, [Decimal(36), Decimal(60)], "idle-energy-assigned"),
    ],
)
def test_idle_energy_goes_by_the_rule_of_the_meter_and_is_told(
    folder: Path, rule: dict[str, object], energies: list[Decimal], code: str
) -> None:
    rows = [made("main", "01T00:00", "02T00:00", 3), made("side", "01T00:00", "02T00:00", 1)]
    result = calculated(study_of(folder, *rows, meter=rule))
    assert [row.covered.load.total_kwh for row in result.electricity.rows] == energies
    assert assumed(result)[code].startswith("48 kWh of the meter m")


def test_without_a_rule_idle_energy_is_refused_as_before(folder: Path) -> None:
    rows = [made("main", "01T00:00", "02T00:00", 3), made("side", "01T00:00", "02T00:00", 1)]
    assert {fault[0] for fault in faults(refused(study_of(folder, *rows)))} == {"production-not-covered"}


def test_a_process_that_only_idles_needs_no_records(folder: Path) -> None:
    rule: dict[str, object] = {"idle": "process", "idle_process": "side"}
    result = calculated(study_of(folder, made("main", "01T00:00", "02T00:00", 3), meter=rule))
    assert [row.covered.load.total_kwh for row in result.electricity.rows] == [Decimal(48), Decimal(48)]


@pytest.mark.parametrize(
    ("meter", "code"),
    [
        ({"idle": "process"}, "meter-idle-process"),
        ({"idle_process": "side"}, "meter-idle-process"),
        ({"idle": "spread", "idle_process": "side"}, "meter-idle-process"),
    ],
)
def test_the_rule_and_its_process_have_to_fit(folder: Path, meter: dict[str, object], code: str) -> None:
    with pytest.raises(InputError) as caught:
        study_of(folder, *RUNS, meter=meter)
    assert [problem.kind.code for problem in caught.value.problems] == [code]


def test_figures_list_the_times_of_records_by_running_time(folder: Path) -> None:
    result = calculated(study_of(folder, *RUNS))
    cells = {cell for name in figures(result) for cell in explain(result, name).cells}
    assert Place("tables/production.csv", 2, "end") in cells
    assert Place("tables/production.csv", 2, "amount") not in cells


def test_the_document_fits_its_schema(folder: Path) -> None:
    document = result_document([calculated(study_of(folder, *RUNS))])
    schema = json.loads((Path(fourfold.accounting.__file__).parent / "result.schema.json").read_text())
    Draft202012Validator(schema).validate(document)
