"""Faults of shared burdens are found when the study is read, each at its cell and all in one round."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from fourfold.accounting.study.model import Study
from fourfold.core.problems import InputError
from support.outcomes import Fault, calculated, faults, told, total
from support.studies import Rows, emits, output, own_factor, process, uses, write_study

Tables = dict[str, Rows]
OUTPUTS, MATERIALS, SHARES = "tables/outputs.csv", "tables/end_of_life.csv", "tables/allocation.csv"


def sound(rule: str = "substitution") -> Tables:
    """A process with two products, its fuel, and a material that ends."""
    displaces = {"displaces_source": "factor", "displaces_id": "made"}
    return {
        "processes": [process("joint", allocation=rule, allocation_reason="a reason", site="")],
        "outputs": [
            output("joint", "product", 10, price=2, price_unit="CNY/kg"),
            output("joint", "by", 4, price=1, price_unit="CNY/kg", **displaces),
        ],
        "inputs": [uses("joint", "fuel", 3, "factor", "made")],
        "emissions": [emits("joint", "stack", "CO2", 120)],
        "allocation": [
            {"process": "joint", "row": row, "flow": flow, "share": "0.5"}
            for row in ("fuel", "stack", "body")
            for flow in ("product", "by")
        ],
        "end_of_life": [
            {
                "process": "joint",
                "end_of_life": "body",
                "name": "Body",
                "amount": 10,
                "unit": "kg",
                "r1": 0,
                "r2": "0.5",
                "r3": 0,
                "virgin": "made",
                "disposal": "made",
                "data_kind": "secondary",
            }
        ],
        "factors": [own_factor("made", 2)],
    }


def changed(tables: Tables, table: str, number: int, cells: Mapping[str, object]) -> Tables:
    rows = list(tables[table])
    rows[number] = {**rows[number], **cells}
    return {**tables, table: rows}


def found_in(folder: Path, tables: Tables) -> list[Fault]:
    with pytest.raises(InputError) as refused:
        Study.load(write_study(folder, tables))
    assert all(told(problem) for problem in refused.value.problems)
    return faults([problem for problem in refused.value.problems if problem.severity == "error"])


@pytest.mark.parametrize(
    ("rule", "expected"),
    # own burdens 120 + 6 + 20 + 10 for 10 kg; displacement − 8; half; price 20 of 24
    [("substitution", "14.8"), ("causal", "7.8"), ("economic", "13")],
)
def test_a_sound_study_reads_and_calculates(tmp_path: Path, rule: str, expected: str) -> None:
    assert total(calculated(Study.load(write_study(tmp_path, sound(rule))))) == expected


@pytest.mark.parametrize(
    ("rule", "table", "number", "cells", "fault"),
    [
        ("economic", "outputs", 1, {"price": 0}, ("number-not-positive", OUTPUTS, 3, "price")),
        ("economic", "outputs", 1, {"price": ""}, ("allocation-price-missing", OUTPUTS, 3, "price")),
        ("economic", "outputs", 1, {"allocation_value": 3}, ("allocation-price-and-value", OUTPUTS, 3, "price")),
        ("causal", "outputs", 1, {"price_unit": "CNY/t"}, ("allocation-units-differ", OUTPUTS, 2, "price_unit")),
        ("causal", "allocation", 0, {"share": "0.6"}, ("causal-shares-not-one", SHARES, 2, "share")),
        ("causal", "allocation", 0, {"share": "-0.5"}, ("number-negative", SHARES, 2, "share")),
        ("causal", "allocation", 0, {"row": "fule"}, ("causal-row-unknown", SHARES, 2, "row")),
        ("causal", "allocation", 0, {"flow": "produce"}, ("reference-unknown", SHARES, 2, "flow")),
        ("substitution", "outputs", 1, {"amount": -4}, ("number-not-positive", OUTPUTS, 3, "amount")),
        ("substitution", "outputs", 1, {"displaces_id": ""}, ("displaced-half", OUTPUTS, 3, "displaces_id")),
        (
            "substitution",
            "outputs",
            1,
            {"displaces_source": "process", "displaces_id": "steam"},
            ("reference-unknown", OUTPUTS, 3, "displaces_id"),
        ),
        ("energy", "outputs", 0, {}, ("allocation-energy-missing", OUTPUTS, 2, "energy_value")),
        (
            "exergy",
            "outputs",
            0,
            {"amount": 1, "unit": "kWh"},
            ("allocation-carrier-missing", OUTPUTS, 2, "energy_carrier"),
        ),
        ("causal", "end_of_life", 0, {"r2": "1.5"}, ("end-of-life-share", MATERIALS, 2, "r2")),
        ("causal", "end_of_life", 0, {"r3": "0.6"}, ("end-of-life-shares", MATERIALS, 2, "r2")),
        ("causal", "end_of_life", 0, {"virgin": "no id"}, ("id-wrong", MATERIALS, 2, "virgin")),
        ("causal", "end_of_life", 0, {"end_of_life": "fuel"}, ("duplicate-id", MATERIALS, 2, "end_of_life")),
    ],
)
def test_a_fault_is_told_with_its_cell(
    tmp_path: Path, rule: str, table: str, number: int, cells: Mapping[str, object], fault: Fault
) -> None:
    assert fault in found_in(tmp_path, changed(sound(rule), table, number, cells))


def test_faults_of_two_tables_come_in_one_round(tmp_path: Path) -> None:
    tables = changed(changed(sound("causal"), "allocation", 0, {"share": "0.6"}), "end_of_life", 0, {"r2": "1.5"})
    assert {fault[0] for fault in found_in(tmp_path, tables)} == {
        "causal-shares-not-one",
        "end-of-life-share",
        "end-of-life-shares",
    }


def test_a_fault_in_one_row_is_not_told_again_by_what_depends_on_it(tmp_path: Path) -> None:
    tables = changed(sound("causal"), "inputs", 0, {"amount": "three"})
    assert [fault[1:] for fault in found_in(tmp_path, tables)] == [("tables/inputs.csv", 2, "amount")]
