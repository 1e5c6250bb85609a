"""Law 1: changing one input cell changes exactly the figures whose explanation lists it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.explain import explain, figures
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from support.memory import memory_study
from support.studies import own_factor

amounts = st.integers(100, 999).map(lambda n: str(Decimal(n) / 100))
small = st.integers(10, 100).map(lambda n: str(Decimal(n) / 100))
"""Inputs are smaller than outputs, so that a loop makes more than it uses; not so small that a change in a figure
far up the chain falls below the quantum."""


@st.composite
def studies(draw: st.DrawFn) -> dict[str, list[dict[str, object]]]:
    """Processes p0 … pn; each may draw on later ones, one link may close a loop; some have two products."""
    count = draw(st.integers(1, 4))
    rows: dict[str, list[dict[str, object]]] = {
        name: [] for name in ("processes", "outputs", "inputs", "emissions", "factors")
    }
    for i in range(count):
        two = draw(st.booleans())
        rule = {"allocation": "economic", "allocation_reason": "a reason"} if two else {}
        rows["processes"].append({"process": f"p{i}", "name": f"p{i}", "stage": "making", **rule})
        price = {"allocation_value": draw(amounts), "allocation_unit": "CNY/kg"} if two else {}
        flow = "product" if i == 0 else f"f{i}"
        rows["outputs"].append(_output(i, flow, draw(amounts), **price))
        if two:
            rows["outputs"].append(_output(i, f"by{i}", draw(amounts), **{**price, "allocation_value": draw(amounts)}))
        for j in range(i + 1, count):
            if draw(st.booleans()):
                rows["inputs"].append(_input(i, f"i{i}-{j}", draw(small), "process", f"f{j}"))
        if draw(st.booleans()):
            rows["inputs"].append(_input(i, f"x{i}", draw(amounts), "factor", "made"))
        rows["emissions"].append(_emission(i, draw(amounts)))
    if count > 1 and draw(st.booleans()):
        rows["inputs"].append(_input(count - 1, "back", "0.0001", "process", "f1"))
    rows["factors"].append(_factor(draw(amounts)))
    return rows


def _output(i: int, flow: str, amount: str, **more: object) -> dict[str, object]:
    return {"process": f"p{i}", "flow": flow, "name": flow, "amount": amount, "unit": "kg", **more}


def _input(i: int, name: str, amount: str, source: str, source_id: str) -> dict[str, object]:
    row = {"process": f"p{i}", "input": name, "name": name, "kind": "material", "amount": amount, "unit": "kg"}
    return {**row, "source": source, "source_id": source_id, "data_kind": "secondary"}


def _emission(i: int, amount: str) -> dict[str, object]:
    row = {"process": f"p{i}", "emission": f"e{i}", "gas": "CH4", "amount": amount, "unit": "kg", "origin": "fossil"}
    return {**row, "kind": "fugitive", "data_kind": "primary"}


def _factor(value: str) -> dict[str, object]:
    return own_factor("made", value)


NUMERIC = ("amount", "allocation_value", "value")


def numeric_cells(study: Study) -> list[tuple[str, int, str]]:
    """Table, position and column of every number in the study."""
    return [
        (table, position, column)
        for table in ("outputs", "inputs", "emissions", "factors")
        for position, row in enumerate(getattr(study.tables, table))
        for column in NUMERIC
        if isinstance(getattr(row, column, None), Decimal)
    ]


def changed(study: Study, table: str, position: int, column: str) -> tuple[Study, Place]:
    rows: list[Any] = list(getattr(study.tables, table))
    row = rows[position]
    rows[position] = replace(row, **{column: getattr(row, column) * Decimal("1.37")})
    tables = replace(study.tables, **{table: tuple(rows)})
    return replace(study, tables=tables), row.place.at(column)


def listing(result: Result, names: Mapping[str, Decimal], place: Place) -> set[str]:
    return {name for name in names if place in explain(result, name).cells}


@given(studies(), st.data())
def test_a_cell_changes_exactly_the_figures_that_list_it(
    tables: dict[str, list[dict[str, object]]], data: st.DataObject
) -> None:
    study = memory_study(tables)
    chosen = data.draw(st.sampled_from(numeric_cells(study)))
    other, place = changed(study, *chosen)
    how = method("fourfold-default")
    before, after = assess(study, how), assess(other, how)
    old, new = figures(before), figures(after)
    assert {name for name in old if old[name] != new[name]} == listing(before, old, place)


@given(studies())
def test_parts_sum_to_the_total_exactly(tables: dict[str, list[dict[str, object]]]) -> None:
    result = assess(memory_study(tables), method("fourfold-default"))
    footprint = result.footprint
    for key in (lambda c: c.line, lambda c: c.item.stage, lambda c: c.item.process, lambda c: c.gas):
        assert sum((v.value for v in footprint.by(key).values()), Decimal(0)) == footprint.total_kg_co2e


@given(studies(), st.integers(2, 50))
def test_the_footprint_scales_with_the_declared_unit(tables: dict[str, list[dict[str, object]]], times: int) -> None:
    how = method("fourfold-default")
    study = memory_study(tables)
    unit = study.declarations.unit.model_copy(update={"amount": Decimal(times)})
    larger = replace(study, declarations=study.declarations.model_copy(update={"unit": unit}))
    one, many = assess(study, how).footprint, assess(larger, how).footprint
    rounding = Decimal("1e-12") * len(one.cells) * (times + 1)
    assert abs(many.total_kg_co2e - times * one.total_kg_co2e) <= rounding


@given(studies(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(tables: dict[str, list[dict[str, object]]], chance: Any) -> None:
    how = method("fourfold-default")
    before = figures(assess(memory_study(tables), how))
    shuffled = {name: chance.sample(rows, len(rows)) for name, rows in tables.items()}
    assert figures(assess(memory_study(shuffled), how)) == before


@given(studies())
def test_co_products_share_everything_between_them(tables: dict[str, list[dict[str, object]]]) -> None:
    """The shares of a process sum to one, whatever the prices."""
    result = assess(memory_study(tables), method("fourfold-default"))
    by_process: dict[str, Decimal] = {}
    for product in result.inventory.products.values():
        by_process[product.process] = by_process.get(product.process, Decimal(0)) + product.share.value
    assert all(abs(total - 1) < Decimal("1e-45") for total in by_process.values())


@given(studies(), amounts)
def test_a_process_nobody_uses_changes_nothing(tables: dict[str, list[dict[str, object]]], amount: str) -> None:
    how = method("fourfold-default")
    idle: dict[str, list[dict[str, object]]] = {
        "processes": [{"process": "p9", "name": "p9", "stage": "making"}],
        "outputs": [_output(9, "idle", amount)],
        "inputs": [_input(9, "i9", amount, "process", "product"), _input(9, "x9", amount, "factor", "made")],
        "emissions": [_emission(9, amount)],
    }
    before = figures(assess(memory_study(tables), how))
    result = assess(memory_study({name: [*rows, *idle.get(name, [])] for name, rows in tables.items()}), how)
    after = figures(result)
    assert {name: after[name] for name in before} == before
    assert {value for name, value in after.items() if name not in before} == {0}
    assert "process-unused" in [problem.kind.code for problem in result.warnings]


@given(studies(), st.data())
def test_an_input_entered_in_two_rows_is_the_same_input(
    tables: dict[str, list[dict[str, object]]], data: st.DataObject
) -> None:
    """Whether a process buys 3 kg in one row or 1 and 2 kg in two, a footprint is what it is."""
    if not tables["inputs"]:
        return
    how = method("fourfold-default")
    number = data.draw(st.integers(0, len(tables["inputs"]) - 1))
    whole = tables["inputs"][number]
    part = Decimal(str(whole["amount"])) * Decimal(data.draw(st.integers(0, 10))) / 10
    halves = [
        {**whole, "amount": str(part)},
        {**whole, "amount": str(Decimal(str(whole["amount"])) - part), "input": "the-rest"},
    ]
    split = [*tables["inputs"][:number], *halves, *tables["inputs"][number + 1 :]]
    before = assess(memory_study(tables), how)
    after = assess(memory_study({**tables, "inputs": split}), how)
    rounding = Decimal("1e-12") * (len(before.footprint.cells) + 1)
    for key in (lambda c: c.line, lambda c: c.item.process, lambda c: c.gas):
        old, new = before.footprint.by(key), after.footprint.by(key)
        assert set(old) == set(new)
        assert all(abs(old[name].value - new[name].value) <= rounding for name in old)
