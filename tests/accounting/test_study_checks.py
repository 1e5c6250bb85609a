"""Between cells: names, references, sums, units and times that do not fit are reported where they stand."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from support.full_study import Change, Tables, faults_of, problems_of, write_full
from support.studies import emits, output, own_factor, process, uses

Rows = Tables
Declared = dict[str, Any]


def setting(table: str, index: int, **values: object) -> Change:
    return lambda rows, _declared: rows[table][index].update(values)


def adding(table: str, row: dict[str, object]) -> Change:
    return lambda rows, _declared: rows[table].append(row)


def declaring(key: str, value: object) -> Change:
    return lambda _rows, declared: declared.update({key: value})


def within(key: str, **values: object) -> Change:
    return lambda _rows, declared: declared[key].update(values)


def test_the_full_study_has_no_fault(tmp_path: Path) -> None:
    assert faults_of(write_full(tmp_path)) == []


def copy_of(table: str, index: int, **values: object) -> Change:
    return lambda rows, _declared: rows[table].append({**rows[table][index], **values})


def severities(folder: Path, code: str) -> list[str]:
    return [problem.severity for problem in problems_of(folder) if problem.kind.code == code]


@pytest.mark.parametrize(
    ("change", "severity"),
    [
        (copy_of("inputs", 0, input="again"), "error"),
        (copy_of("inputs", 0, input="again", comment="x"), "error"),
        (copy_of("inputs", 0, input="again", name="Another"), "warning"),
        (copy_of("emissions", 0, emission="again"), "error"),
        (copy_of("emissions", 0, emission="again", comment="the second stack"), "warning"),
        (copy_of("electricity", 2, electricity="again"), "error"),
        (copy_of("electricity", 2, electricity="again", name="Night shift"), "warning"),
    ],
)
def test_rows_that_are_alike_are_a_fault_unless_they_are_told_apart(
    tmp_path: Path, change: Change, severity: str
) -> None:
    assert severities(write_full(tmp_path, change), "duplicate-row") == [severity]


def test_rows_that_differ_in_amount_are_not_alike(tmp_path: Path) -> None:
    assert faults_of(write_full(tmp_path, copy_of("electricity", 2, electricity="again", amount=6))) == []


@pytest.mark.parametrize(
    ("change", "meter"),
    [
        (setting("electricity", 0, how="annual", meter="", amount=1, unit="kWh", shape="flat"), "m1"),
        (lambda rows, _: rows["generation"].clear(), "sun"),
        (setting("generation", 0, export_meter=""), "out"),
    ],
)
def test_a_meter_that_no_row_uses_is_said(tmp_path: Path, change: Change, meter: str) -> None:
    folder = write_full(tmp_path, change)
    unused = [problem for problem in problems_of(folder) if problem.kind.code == "meter-unused"]
    assert meter in [problem.found for problem in unused]
    assert {problem.severity for problem in unused} == {"warning"}


def test_a_meter_whose_row_cannot_be_read_is_not_called_unused(tmp_path: Path) -> None:
    folder = write_full(tmp_path, setting("electricity", 0, data_kind="guess"))
    assert "meter-unused" not in [fault[0] for fault in faults_of(folder)]


def test_a_study_with_sites_and_no_electricity_is_warned(tmp_path: Path) -> None:
    def change(rows: Rows, declared: Declared) -> None:
        for table in ("electricity", "meters", "generation", "production"):
            rows[table].clear()
        declared["assumptions"].clear()

    assert severities(write_full(tmp_path, change), "no-electricity") == ["warning"]


SHARED_OUTPUT = output("main", "extra", 5)


@pytest.mark.parametrize(
    ("change", "code", "table", "row", "column"),
    [
        # names
        (copy_of("processes", 0), "duplicate-id", "processes", 5, "process"),
        (copy_of("inputs", 0), "duplicate-id", "inputs", 8, "input"),
        (setting("emissions", 0, emission="in-part"), "duplicate-id", "emissions", 2, "emission"),
        (copy_of("meters", 1), "duplicate-id", "meters", 6, "meter"),
        (copy_of("outputs", 0, process="heat"), "flow-made-twice", "outputs", 6, "flow"),
        (copy_of("inputs", 0, input="again"), "duplicate-row", "inputs", 8, ""),
        # references
        (setting("inputs", 0, process="mian"), "reference-unknown", "inputs", 2, "process"),
        (setting("inputs", 0, source_id="partt"), "reference-unknown", "inputs", 2, "source_id"),
        (setting("inputs", 2, source_id="bougth"), "reference-unknown", "inputs", 4, "source_id"),
        (setting("inputs", 4, source_id="smallparts"), "reference-unknown", "inputs", 6, "source_id"),
        (setting("inputs", 3, stage="transport"), "reference-unknown", "inputs", 5, "stage"),
        (setting("inputs", 3, source_id="no name"), "id-wrong", "inputs", 5, "source_id"),
        (setting("processes", 0, site="plnat"), "reference-unknown", "processes", 2, "site"),
        (setting("electricity", 0, meter="m9"), "reference-unknown", "electricity", 2, "meter"),
        (setting("electricity", 2, shape="falt"), "reference-unknown", "electricity", 4, "shape"),
        (setting("electricity", 0, series="hourlie"), "reference-unknown", "electricity", 2, "series"),
        (setting("meters", 0, site="x"), "reference-unknown", "meters", 2, "site"),
        # products
        (adding("processes", process("idle")), "process-without-output", "processes", 5, "process"),
        (setting("processes", 1, allocation=""), "allocation-rule-missing", "processes", 3, "allocation"),
        (
            setting("processes", 1, allocation_reason=""),
            "allocation-reason-missing",
            "processes",
            3,
            "allocation_reason",
        ),
        (setting("outputs", 1, allocation_value=""), "allocation-value-missing", "outputs", 3, "allocation_value"),
        (setting("outputs", 1, allocation_value="0.7499"), "shares-not-one", "outputs", 3, "allocation_value"),
        (adding("outputs", SHARED_OUTPUT), "allocation-rule-missing", "processes", 2, "allocation"),
        (
            declaring("allocation", {"order": ["physical"], "reason": "first"}),
            "allocation-not-in-order",
            "processes",
            3,
            "allocation",
        ),
        # inputs
        (setting("inputs", 0, unit="m3"), "unit-does-not-fit", "inputs", 2, "unit"),
        (setting("inputs", 2, unit="piece"), "unit-does-not-fit", "inputs", 4, "unit"),
        (setting("inputs", 1, unit="t"), "unit-does-not-fit", "inputs", 3, "unit"),
        (setting("factors", 0, factor="cn-electricity-footprint-2024"), "factor-shipped", "factors", 2, "factor"),
        (setting("inputs", 0, distance_km=5), "distance-not-transport", "inputs", 2, "distance_km"),
        (setting("inputs", 3, unit="tkm"), "distance-needs-mass", "inputs", 5, "unit"),
        (setting("inputs", 3, distance_km=""), "transport-needs-distance", "inputs", 5, "distance_km"),
        (setting("inputs", 5, heating_value=""), "heating-value-half", "inputs", 7, "heating_value"),
        (setting("inputs", 5, heating_value_unit=""), "heating-value-half", "inputs", 7, "heating_value_unit"),
        (setting("inputs", 5, heating_basis=""), "heating-value-half", "inputs", 7, "heating_basis"),
        (setting("inputs", 5, heating_value_unit="MJ/kg"), "heating-value-unit", "inputs", 7, "heating_value_unit"),
        # suppliers, factors, emissions
        (setting("suppliers", 0, valid_to="2022-01-01"), "validity-empty", "suppliers", 2, "valid_to"),
        (setting("suppliers", 0, valid_to="2023-06-01"), "supplier-not-valid", "suppliers", 2, "valid_to"),
        (setting("suppliers", 0, valid_to="2024-06-01"), "supplier-partly-valid", "suppliers", 2, "valid_to"),
        (setting("suppliers", 0, fossil="2.6"), "supplier-lines", "suppliers", 2, "value"),
        (
            setting("suppliers", 0, aircraft=0, biogenic_emissions=0, biogenic_removals=0, land_use_change=0),
            "supplier-lines",
            "suppliers",
            2,
            "value",
        ),
        (setting("suppliers", 0, biogenic_removals="0.1"), "supplier-sign", "suppliers", 2, "biogenic_removals"),
        (setting("emissions", 0, unit="MJ"), "emission-unit", "emissions", 2, "unit"),
        (setting("emissions", 0, gas="CO2e"), "emission-co2e", "emissions", 2, "gas"),
        (setting("emissions", 0, gas="CH4", origin="removal"), "removal-gas", "emissions", 2, "gas"),
        (adding("factors", own_factor("gas", 1, "kg", gas="CO2")), "factor-parts-disagree", "factors", 4, "per_unit"),
        # evidence
        (setting("emissions", 0, evidence_file=""), "evidence-without-file", "emissions", 2, "evidence_row"),
        (setting("outputs", 0, evidence_sheet="S"), "evidence-without-file", "outputs", 2, "evidence_sheet"),
        # electricity
        (setting("electricity", 0, meter=""), "electricity-needs", "electricity", 2, "meter"),
        (setting("electricity", 2, amount=""), "electricity-needs", "electricity", 4, "amount"),
        (setting("electricity", 2, shape=""), "electricity-needs", "electricity", 4, "shape"),
        (setting("electricity", 0, amount=1), "electricity-without", "electricity", 2, "amount"),
        (setting("electricity", 2, unit="kg"), "electricity-unit", "electricity", 4, "unit"),
        (setting("electricity", 0, meter="sun"), "meter-role", "electricity", 2, "meter"),
        (setting("generation", 0, meter="m1"), "meter-role", "generation", 2, "meter"),
        (setting("generation", 0, export_meter="m1"), "meter-role", "generation", 2, "export_meter"),
        (
            copy_of("electricity", 0, electricity="e2", process="joint"),
            "meter-counted-twice",
            "electricity",
            5,
            "meter",
        ),
        (setting("meters", 1, energy_column="kwh"), "meter-data-twice", "meters", 3, "energy_column"),
        (
            setting("meters", 2, energy_column="kwh", file="./meters/m.csv"),
            "meter-data-twice",
            "meters",
            4,
            "energy_column",
        ),
        (
            copy_of("generation", 0, generation="more", export_meter=""),
            "generation-meter-twice",
            "generation",
            3,
            "meter",
        ),
        (copy_of("generation", 0, generation="more"), "generation-meter-twice", "generation", 3, "export_meter"),
        (copy_of("electricity", 1, electricity="e2"), "meter-share-twice", "electricity", 5, "meter"),
        (setting("electricity", 1, process="heat"), "production-missing", "electricity", 3, "meter"),
        (setting("processes", 1, site=""), "electricity-needs-site", "electricity", 4, "process"),
        (setting("series", 0, area="CN-SH"), "series-not-one", "electricity", 3, "series"),
        (setting("series", 1, area="CN-JS"), "series-not-one", "electricity", 3, "series"),
        # meters, series, production
        (setting("meters", 0, energy_unit="kg"), "meter-unit", "meters", 2, "energy_unit"),
        (setting("meters", 0, midnight="same-day"), "midnight-needs-end", "meters", 2, "midnight"),
        (setting("meters", 0, redate_rule="same-date"), "redate-incomplete", "meters", 2, "redate_from_year"),
        (setting("meters", 0, redate_to_year=2024), "redate-incomplete", "meters", 2, "redate_rule"),
        (setting("meters", 0, redate_time_zone="Asia/Seoul"), "redate-incomplete", "meters", 2, "redate_rule"),
        (
            setting("meters", 0, redate_rule="same-date", redate_from_year=2018, redate_to_year=2020),
            "redate-year-outside",
            "meters",
            2,
            "redate_to_year",
        ),
        (setting("series", 0, resolution_minutes=""), "series-column-undeclared", "series", 2, "resolution_minutes"),
        (setting("series", 1, hour_column=""), "series-column-undeclared", "series", 3, "hour_column"),
        (setting("series", 0, hour_column="h"), "series-column-not-of-form", "series", 2, "hour_column"),
        (setting("series", 1, stamp="end"), "series-column-not-of-form", "series", 3, "stamp"),
        (setting("production", 0, end="2024-01-01T00:00"), "production-record-empty", "production", 2, "end"),
        (setting("production", 1, start="2024-06-30T23:00"), "production-overlap", "production", 3, "start"),
        (setting("production", 0, start="2023-12-31T23:00"), "production-outside-period", "production", 2, "start"),
        (setting("production", 1, end="2025-01-01T01:00"), "production-outside-period", "production", 3, "end"),
        (setting("production", 1, unit="t"), "production-units", "production", 3, "unit"),
    ],
)
def test_a_fault_between_cells_has_its_place(
    tmp_path: Path, change: Change, code: str, table: str, row: int, column: str
) -> None:
    assert (code, f"tables/{table}.csv", row, column) in faults_of(write_full(tmp_path, change))


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (within("period", end="2024-01-01"), "period-empty", "period.end"),
        (within("period", time_zone="China"), "zone-unknown", "period.time_zone"),
        (within("unit", flow="produkt"), "reference-unknown", "unit.flow"),
        (within("unit", unit="kWh"), "unit-unlike-flow", "unit.unit"),
        (within("unit", unit="kgs"), "unit-unknown", "unit.unit"),
        (within("unit", flow_amount="2"), "flow-amount-half", "unit.flow_unit"),
        (within("unit", flow_amount="2", flow_unit="m"), "unit-unlike-flow", "unit.flow_unit"),
        (lambda _, d: d["sites"][0].update(area="CN-QQ"), "area-unknown", "sites.0.area"),
        (lambda _, d: d["sites"][0].update(time_zone="PRC+8"), "zone-unknown", "sites.0.time_zone"),
        (lambda _, d: d["sites"].append(deepcopy(d["sites"][0])), "declared-twice", "sites.1.id"),
        (lambda _, d: d["stages"].append(deepcopy(d["stages"][0])), "declared-twice", "stages.2.id"),
        (lambda _, d: d["cut_offs"][0].update(estimated_share="1"), "cut-off-shares", "cut_offs"),
        (lambda _, d: d["assumptions"][0].update(concerns=["flatt"]), "concern-unknown", "assumptions.0.concerns.0"),
        (within("product", mass_per_unit={"amount": "1", "unit": "L"}), "not-a-mass", "product.mass_per_unit.unit"),
        (declaring("electricity", {"official_factor": "a b"}), "id-wrong", "electricity.official_factor"),
        (declaring("allocation", {"order": ["shares"]}), "reason-missing", "allocation.reason"),
        (
            declaring("unconfirmed_factors", [{"factor": "gas", "reason": " "}]),
            "reason-missing",
            "unconfirmed_factors.0.reason",
        ),
        (declaring("areas", [{"id": "CN-JS", "names": {"en": "Mine"}}]), "area-taken", "areas.0"),
    ],
)
def test_a_fault_in_the_declarations_has_its_line(tmp_path: Path, change: Change, code: str, column: str) -> None:
    faults = [fault for fault in faults_of(write_full(tmp_path, change)) if fault[0] == code]
    assert [(fault[1], fault[3]) for fault in faults] == [("study.yaml", column)]
    line = (tmp_path / "study.yaml").read_text(encoding="utf-8").splitlines()[faults[0][2] - 1]
    expected = [step for step in column.split(".") if not step.isdigit()]
    assert any(step in line for step in expected) or line.lstrip().startswith("-")


def test_shares_that_sum_to_one_exactly_are_accepted(tmp_path: Path) -> None:
    def change(rows: Rows, _: Declared) -> None:
        rows["outputs"][1]["allocation_value"] = "0.1"
        rows["outputs"][2]["allocation_value"] = "0.2"
        rows["outputs"].append(output("joint", "third", 1, allocation_value="0.7"))

    assert faults_of(write_full(tmp_path, change)) == []


@pytest.mark.parametrize(
    ("first", "second", "accepted"),
    [
        (("kg", "MJ/kg"), ("kg", "MJ/kg"), True),
        (("kg", "MJ/kg"), ("m3", "MJ/m3"), True),
        (("kg", "MJ/kg"), ("kg", "kWh/kg"), False),
        (("t", "CNY/kg"), ("kg", "CNY/kg"), False),
        (("kg", ""), ("kg", ""), True),
        (("kg", ""), ("m3", ""), False),
    ],
)
def test_allocation_values_must_be_in_one_measure(
    tmp_path: Path, first: tuple[str, str], second: tuple[str, str], accepted: bool
) -> None:
    def change(rows: Rows, _: Declared) -> None:
        rows["processes"][1]["allocation"] = "economic"
        for row, (unit, measure) in zip(rows["outputs"][1:3], (first, second), strict=True):
            row.update(unit=unit, allocation_unit=measure, allocation_value="2")
        rows["inputs"] = [row for row in rows["inputs"] if row["input"] != "in-part"]

    codes = [fault[0] for fault in faults_of(write_full(tmp_path, change))]
    assert codes == ([] if accepted else ["allocation-units-differ"])


def test_physical_allocation_by_amounts_needs_amounts_alike(tmp_path: Path) -> None:
    def change(rows: Rows, _: Declared) -> None:
        rows["processes"][1]["allocation"] = "physical"
        for row in rows["outputs"][1:3]:
            row["allocation_value"] = ""
        rows["outputs"][2]["unit"] = "m3"

    assert [fault[0] for fault in faults_of(write_full(tmp_path, change))] == ["allocation-units-differ"]


def test_a_loop_between_processes_is_no_fault(tmp_path: Path) -> None:
    def change(rows: Rows, _: Declared) -> None:
        rows["inputs"].append(uses("joint", "back", 1, "process", "product"))

    assert faults_of(write_full(tmp_path, change)) == []


def test_did_you_mean(tmp_path: Path) -> None:
    [problem] = problems_of(write_full(tmp_path, setting("inputs", 2, source_id="bougth")))
    assert problem.params["similar"] == "bought"


def test_a_study_without_a_process_is_refused(tmp_path: Path) -> None:
    def change(rows: Rows, _: Declared) -> None:
        for table in rows.values():
            table.clear()

    codes = [fault[0] for fault in faults_of(write_full(tmp_path, change))]
    assert "no-process" in codes


def test_two_emissions_of_different_origin_are_no_duplicates(tmp_path: Path) -> None:
    change = adding("emissions", emits("heat", "stack-bio", "CO2", 25, origin="biogenic"))
    assert faults_of(write_full(tmp_path, change)) == []
