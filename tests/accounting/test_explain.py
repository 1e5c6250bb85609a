"""Unfolding: figures have names, the formula of a row multiplies to its figure, cells and sources stand beside."""

from __future__ import annotations

from decimal import Decimal, localcontext
from pathlib import Path

import pytest

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.explanation import explanation_document
from fourfold.accounting.explain import Explanation, explain, figures
from fourfold.accounting.inventory import Step
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import InputError
from support.memory import memory_study
from support.outcomes import assumed, calculated, told
from support.power_studies import TWO_DAYS, interval_file, power_tables, series_row, shape_rows, spread
from support.studies import emits, output, own_factor, process, uses, write_study


def two_stages() -> Result:
    """steel (0.4 kg for 1 kg of product) buys wood by factor and leaks methane; main has a co-product, and buys."""
    tables = {
        "processes": [
            process("main", allocation="shares", allocation_reason="a reason"),
            process("steel", stage="materials"),
        ],
        "outputs": [
            output("main", "product", 10, allocation_value="0.8"),
            output("main", "by", 5, allocation_value="0.2"),
            output("steel", "plate", 4),
        ],
        "inputs": [
            uses("main", "in-plate", 5, "process", "plate"),
            uses("main", "in-bought", 3, "supplier", "bought", "t"),
            uses("steel", "in-wood", 2, "factor", "wood"),
            uses("steel", "in-lorry", 500, "factor", "lorry", kind="transport", distance_km=120),
        ],
        "emissions": [emits("steel", "leak", "CH4", 30, unit="g", kind="fugitive")],
        "suppliers": [
            {
                "supplier": "bought",
                "name": "Bought",
                "value": 3,
                "per_amount": 2,
                "per_unit": "kg",
                "boundary": "cradle-to-gate",
                "valid_from": "2024-01-01",
                "valid_to": "2025-01-01",
                "gwp_set": "AR6",
                "document": "Declaration 7",
            }
        ],
        "factors": [own_factor("wood", 3), own_factor("lorry", "0.1", "tkm", family="transport")],
    }
    return calculated(memory_study(tables))


def product_of(unfolded: Explanation) -> Decimal:
    """The steps multiplied: runs, then each number of the row; what it is declared per divides."""
    runs, *steps = unfolded.formula
    made_of = {"needed per declared unit", "made per run", "allocation share"}
    with localcontext() as context:
        context.prec = 50
        value = runs.value
        for step in (step for step in steps if step.what not in made_of):
            value = value / step.value if step.what == "declared per" else value * step.value
    return value


@pytest.mark.parametrize("row", ["in-wood", "in-lorry", "in-bought", "leak"])
def test_the_formula_of_a_row_multiplies_to_its_figure(row: str) -> None:
    unfolded = explain(two_stages(), row)
    assert unfolded.kg_co2e != 0
    assert abs(product_of(unfolded) - unfolded.kg_co2e) <= Decimal("1e-12")


def test_the_runs_of_the_formula_follow_from_what_is_needed_and_made() -> None:
    steps = explain(two_stages(), "in-wood").formula
    runs, needed, made = (step.value for step in steps[:3])
    # 5 kg of plate for 10 kg of product, of which product answers for 0.8
    assert (needed, made) == (Decimal("0.4"), Decimal(4))
    assert runs == needed / made
    shares = {step.unit: step.value for step in explain(two_stages(), "in-bought").formula if "share" in step.what}
    assert shares == {"product": Decimal("0.8"), "by": Decimal("0.2")}


def test_figures_have_names_and_each_unfolds_to_its_value() -> None:
    result = two_stages()
    named = figures(result)
    assert set(named) == {
        "total",
        "line:fossil",
        "line:unsplit",
        "stage:materials",
        "stage:making",
        "process:steel",
        "process:main",
        "gas:CH4",
        "gas:CO2e",
        "in-wood",
        "in-lorry",
        "in-bought",
        "leak",
    }
    for name, value in named.items():
        unfolded = explain(result, name)
        assert unfolded.kg_co2e == value, name
        assert sum(part for _, part in unfolded.parts) == value, name


def test_cells_are_those_the_figure_depends_on_with_the_declared_unit() -> None:
    cells = {(p.file, p.row, p.column) for p in explain(two_stages(), "in-wood").cells}
    assert cells == {
        ("study.yaml", 0, "unit.amount"),
        ("tables/outputs.csv", 2, "amount"),
        ("tables/outputs.csv", 2, "allocation_value"),
        ("tables/outputs.csv", 4, "amount"),
        ("tables/inputs.csv", 2, "amount"),
        ("tables/inputs.csv", 4, "amount"),
        ("tables/factors.csv", 2, "value"),
    }
    lorry = {(p.file, p.row, p.column) for p in explain(two_stages(), "in-lorry").cells}
    assert ("tables/inputs.csv", 5, "distance_km") in lorry
    assert ("tables/inputs.csv", 4, "amount") not in lorry


def test_sources_and_assumptions_are_those_of_its_rows() -> None:
    result = two_stages()
    unfolded = explain(result, "in-bought")
    assert [source.id for source in unfolded.sources] == ["bought"]
    assert {a.kind.code for a in unfolded.assumptions} == {"supplier-declared", "unsplit-used", "allocated"}
    leak = explain(result, "leak")
    assert [source.id for source in leak.sources] == ["gwp100-ar6-CH4_fossil"]
    assert {a.kind.code for a in explain(result, "total").assumptions} == set(assumed(result))


def test_of_gathered_assumptions_only_the_sources_of_the_figure_are_named() -> None:
    """Both factors are unsplit, and both rest on the row in which main uses the plate."""
    tables = {
        "processes": [process("main"), process("steel")],
        "outputs": [output("main", "product"), output("steel", "plate")],
        "inputs": [
            uses("main", "in-plate", 5, "process", "plate"),
            uses("steel", "in-wood", 2, "factor", "wood"),
            uses("steel", "in-glue", 2, "factor", "glue"),
        ],
        "factors": [own_factor("wood", 3), own_factor("glue", 2)],
    }
    result = calculated(memory_study(tables))
    named = {
        row: [a.params["source"] for a in explain(result, row).assumptions if a.kind.code == "unsplit-used"]
        for row in ("total", "process:steel", "in-wood", "in-glue")
    }
    both = ["wood, glue"]
    assert named == {"total": both, "process:steel": both, "in-wood": ["wood"], "in-glue": ["glue"]}


def test_a_load_shape_is_told_for_the_rows_it_spreads(tmp_path: Path) -> None:
    interval_file(tmp_path, "series/s.csv", {"factor": [Decimal(hour) / 100 for hour in range(48)]})
    tables = power_tables(
        [spread("main", "e", 481), spread("main", "f", 5)], shapes=shape_rows(), series=[series_row("s")]
    )
    result = calculated(Study.load(write_study(tmp_path, tables, period=TWO_DAYS)))
    subjects = {
        row: [a.params["subject"] for a in explain(result, row).assumptions if a.kind.code == "spread-by-shape"]
        for row in ("total", "e", "f")
    }
    assert subjects == {"total": ["e", "f"], "e": ["e"], "f": ["f"]}


def test_an_unknown_figure_is_told_with_similar_ones() -> None:
    with pytest.raises(InputError) as caught:
        explain(two_stages(), "in-woods")
    (problem,) = caught.value.problems
    assert problem.kind.code == "figure-unknown"
    assert "did you mean: in-wood" in told(problem)
    for name in ("line:nothing", "stage:", "nonsense:fossil", ""):
        with pytest.raises(InputError):
            explain(two_stages(), name)


def test_what_the_study_states_of_itself_belongs_to_the_whole() -> None:
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "emissions": [emits("main", "stack", "CO2", 1)],
    }
    cut = {"id": "small", "what": {"en": "Small"}, "reason": {"en": "Small"}, "estimated_share": "0.001"}
    result = calculated(memory_study(tables, cut_offs=[cut]))
    assert [a.kind.code for a in explain(result, "total").assumptions] == ["cut-off"]
    assert explain(result, "stack").assumptions == ()


@pytest.mark.parametrize("how", ["fourfold-default", "annual-mean", "official-national"])
def test_electricity_multiplies_out_under_each_method(tmp_path: Path, how: str) -> None:
    interval_file(tmp_path, "series/s.csv", {"factor": [Decimal(hour) / 100 for hour in range(48)]})
    shapes = shape_rows(weights={7: 5})
    tables = power_tables([spread("main", "e", 481)], shapes=shapes, series=[series_row("s")])
    result = calculated(Study.load(write_study(tmp_path, tables, period=TWO_DAYS)), how)
    unfolded = explain(result, "e")
    assert abs(product_of(unfolded) - unfolded.kg_co2e) <= Decimal("1e-12")


def test_as_json_it_carries_everything_in_both_languages() -> None:
    unfolded = explain(two_stages(), "in-lorry")
    document = explanation_document(unfolded)
    assert canonical_bytes(document)
    assert (document["figure"], document["kg_co2e"]) == ("in-lorry", "0.6")
    formula = document["formula"]
    assert isinstance(formula, list)
    assert len(formula) == len(unfolded.formula)
    step = formula[-1]
    assert isinstance(step, dict)
    assert (step["value"], step["source"]) == ("0.1", "lorry")
    assert isinstance(step["what"], dict)
    assert set(step["what"]) == {"en", "zh"}
    assert isinstance(unfolded.formula[0], Step)
