"""Inputs valued by what a supplier declares: lines as far as they are split, the rest unsplit, everything listed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.explain import explain, figures
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from support.memory import memory_study
from support.outcomes import (
    assumed,
    calculated,
    close,
    default_with,
    faults,
    lines,
    method_file,
    refused,
    told,
    total,
    warned,
)
from support.studies import output, process, uses

SUPPLIERS = "tables/suppliers.csv"


def bought(amount: object = 20, unit: str = "kg", **supplier: Any) -> Study:
    """A process that makes 10 kg per run from this much of a product that is declared at 3 kg CO2e per 2 kg."""
    row = {
        "supplier": "bought",
        "name": "Bought part",
        "value": 3,
        "per_amount": 2,
        "per_unit": "kg",
        "boundary": "cradle-to-gate",
        "valid_from": "2024-01-01",
        "valid_to": "2025-01-01",
        "gwp_set": "AR6",
        "document": "Declaration 7",
    }
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product", 10)],
        "inputs": [uses("main", "x", amount, "supplier", "bought", unit)],
        "suppliers": [{**row, **supplier}],
    }
    return memory_study(tables)


def test_a_figure_per_amount_scales_with_the_amount_used() -> None:
    # 20 kg at 3/2 per kg are 30 per run of 10 kg
    assert total(calculated(bought())) == "3"
    assert total(calculated(bought("0.02", "t"))) == "3"


def test_what_is_not_split_stands_unsplit_and_the_lines_sum_to_the_declared_value() -> None:
    assert lines(calculated(bought())) == {"unsplit": "3"}
    assert lines(calculated(bought(fossil=2, biogenic_removals="-0.5"))) == {
        "fossil": "2",
        "biogenic_removals": "-0.5",
        "unsplit": "1.5",  # 3 − 2 + 0.5
    }
    every_line: dict[str, Any] = {
        "fossil": 2,
        "aircraft": "0.25",
        "biogenic_emissions": 1,
        "biogenic_removals": "-0.75",
        "land_use_change": "0.5",
    }
    result = calculated(bought(**every_line))
    assert lines(result) == {key: str(value) for key, value in every_line.items()}
    assert total(result) == "3"


def test_a_method_without_unsplit_takes_a_figure_whose_lines_sum_to_it_and_no_other() -> None:
    strict = default_with(accept_unsplit=False)
    assert total(calculated(bought(fossil="2.5", land_use_change="0.5"), strict)) == "3"
    problems = refused(bought(fossil="2.5"), strict)
    assert faults(problems) == [("unsplit-not-accepted", "tables/inputs.csv", 2, "source_id")]


def test_unstated_potentials_are_listed_or_refused(tmp_path: Path) -> None:
    study = bought(gwp_set="unstated", fossil=3)
    assert "bought" in assumed(calculated(study))["gwp-set-unlike"]
    problems = refused(study, method_file(tmp_path, accepted_gwp_sets=["AR6"]))
    assert faults(problems) == [("gwp-set-not-accepted", "tables/inputs.csv", 2, "source_id")]


def test_another_boundary_is_listed_and_so_is_every_declaration() -> None:
    listed = assumed(calculated(bought(boundary="gate-to-gate")))
    assert "gate to gate" in listed["supplier-boundary"]
    assert "“Declaration 7”" in listed["supplier-declared"]
    assert "supplier-boundary" not in assumed(calculated(bought()))


def test_an_amount_that_measures_something_else_is_refused() -> None:
    problems = refused(bought(20, "kWh"))
    assert faults(problems) == [("unit-does-not-fit", "tables/inputs.csv", 2, "unit")]
    assert "kWh cannot become kg" in told(problems[0])


def test_the_declaration_is_a_source_with_its_document() -> None:
    ((source, used_by),) = calculated(bought()).sources
    assert (source.kind, source.id, source.source.document, source.per) == (
        "supplier",
        "bought",
        "Declaration 7",
        "2 kg",
    )
    assert used_by == ("x",)


def test_a_value_that_its_lines_exhaust_still_decides_the_total() -> None:
    """Changing it leaves a rest, so the total depends on it."""
    before = calculated(bought(fossil=3))
    assert Place(SUPPLIERS, 2, "value") in explain(before, "total").cells
    assert total(calculated(bought(fossil=3, value=4))) == "4"


columns = st.sampled_from(["fossil", "aircraft", "biogenic_emissions", "land_use_change"])
figures_kg = st.integers(1, 900).map(lambda n: f"{n / 100:.2f}")


@given(st.dictionaries(columns, figures_kg), st.sampled_from(["value", "per_amount", "amount"]), st.data())
def test_a_cell_changes_exactly_the_figures_that_list_it(
    parts: dict[str, str], column: str, data: st.DataObject
) -> None:
    """For the split into lines: those lines exactly, and sums over lines by no more than their rounding."""
    column = data.draw(st.sampled_from([column, *parts]))
    cells: dict[str, str] = {"value": "50", "per_amount": "7", **parts}
    if column == "amount":
        before, after = calculated(bought(20, **cells)), calculated(bought(27, **cells))
    else:
        changed = {**cells, column: "6.17" if column in parts else "61"}
        before, after = calculated(bought(**cells)), calculated(bought(**changed))
    place = Place("tables/inputs.csv", 2, "amount") if column == "amount" else Place(SUPPLIERS, 2, column)
    old, new = figures(before), figures(after)
    listing = {name for name in old if place in explain(before, name).cells}
    if column in parts:
        assert {name for name in listing if name.startswith("line:")} == {f"line:{column}", "line:unsplit"}
        assert {name for name in old if not close(old[name], new[name])} <= {f"line:{column}", "line:unsplit"}
        assert {name for name in old if old[name] != new[name]} <= listing
    else:
        assert {name for name in old if old[name] != new[name]} == listing


def test_another_boundary_and_a_negative_figure_without_removals_are_warned_of() -> None:
    assert warned(calculated(bought(boundary="gate-to-gate"))) == ["supplier-boundary-unlike"]
    assert warned(calculated(bought(value="-3"))) == ["supplier-negative"]
    assert warned(calculated(bought(value="-3", biogenic_removals="-4", fossil="1"))) == []
