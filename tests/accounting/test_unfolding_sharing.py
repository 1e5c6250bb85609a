"""Law 1 where burdens are shared: changing one cell changes exactly the figures whose explanation lists it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.assess import assess
from fourfold.accounting.explain import explain, figures
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from support.memory import memory_study
from support.outcomes import default_with
from support.studies import Rows, emits, output, own_factor, process, uses

amounts = st.integers(100, 999).map(lambda n: str(Decimal(n) / 100))
shares = st.integers(10, 40).map(lambda n: str(Decimal(n) / 100))
FORMULAS = ("cut-off", "50-50", "substitution", "circular-footprint-formula")
RULES = ("causal", "substitution", "energy", "exergy", "economic")
NUMERIC = {
    "outputs": ("amount", "price", "energy_value", "temperature", "reference_temperature", "displaces_per_unit"),
    "inputs": ("amount",),
    "emissions": ("amount",),
    "factors": ("value",),
    "end_of_life": (
        *("amount", "r1", "r2", "r3", "a", "b", "quality_in", "quality_out"),
        *("heating_value", "heat_efficiency", "electricity_efficiency"),
    ),
}
SOURCES = ("virgin", "recycled", "recycling", "displaced_virgin", "energy_recovery", "disposal")
MEGA = ("displaced_heat", "displaced_electricity")


@st.composite
def studies(draw: st.DrawFn) -> Study:
    """A main product with a material that ends, made with one product of a process that makes two."""
    rule = draw(st.sampled_from(RULES))
    two = {"allocation": rule, "allocation_reason": "a reason"}
    joint: dict[str, Any] = {"price": draw(amounts), "energy_value": draw(amounts), "energy_unit": "MJ/kg"}
    hot: dict[str, Any] = {
        "energy_carrier": "heat",
        "temperature": "500",
        "temperature_unit": "K",
        "reference_temperature": "290",
    }
    power: dict[str, Any] = {"energy_carrier": "electricity", "displaces_per_unit": draw(amounts)}
    displaced = draw(st.sampled_from([("factor", "virgin"), ("process", "steam")]))
    avoids: dict[str, Any] = {"displaces_source": displaced[0], "displaces_id": displaced[1]}
    cut = Decimal(draw(shares))
    rows = (("stack", cut), ("in-fuel", 1 - cut))
    given_shares = [
        {"process": "plant", "row": row, "flow": flow, "share": str(value)}
        for row, own in rows
        for flow, value in (("heat", own), ("power", 1 - own))
    ]
    tables: dict[str, Rows] = {
        "processes": [process("main"), process("plant", **two), process("boiler")],
        "outputs": [
            output("main", "product", draw(amounts)),
            output("plant", "heat", draw(amounts), **joint, **hot),
            output("plant", "power", draw(amounts), **{**joint, "price": draw(amounts)}, **power, **avoids),
            output("boiler", "steam", draw(amounts)),
        ],
        "inputs": [
            uses("main", "in-heat", draw(amounts), "process", "heat"),
            uses("plant", "in-fuel", draw(amounts), "factor", "disposal"),
        ],
        "emissions": [emits("plant", "stack", "CO2", draw(amounts)), emits("boiler", "flue", "CO2", draw(amounts))],
        "end_of_life": [_material(draw)],
        "allocation": given_shares,
        "factors": [
            *(own_factor(name.replace("_", "-"), draw(amounts)) for name in SOURCES),
            *(own_factor(name.replace("_", "-"), draw(amounts), "MJ") for name in MEGA),
        ],
    }
    return memory_study(tables)


def _material(draw: st.DrawFn) -> dict[str, object]:
    row: dict[str, object] = {"process": "main", "end_of_life": "body", "name": "Body", "amount": draw(amounts)}
    numbers = ("r1", "r2", "r3", "a", "b", "quality_in", "quality_out", "heat_efficiency", "electricity_efficiency")
    heat = {"heating_value": draw(amounts), "heating_value_unit": "MJ/kg", "unit": "kg", "data_kind": "secondary"}
    named = {name: name.replace("_", "-") for name in (*SOURCES, *MEGA)}
    return {**row, **{name: draw(shares) for name in numbers}, **heat, **named}


def cells_of(study: Study) -> list[tuple[str, int, str]]:
    return [
        (table, position, column)
        for table, columns in NUMERIC.items()
        for position, row in enumerate(getattr(study.tables, table))
        for column in columns
        if getattr(row, column) is not None
    ]


def changed(study: Study, table: str, position: int, column: str, by: Decimal) -> tuple[Study, Place]:
    rows: list[Any] = list(getattr(study.tables, table))
    row = rows[position]
    rows[position] = replace(row, **{column: getattr(row, column) + by})
    return replace(study, tables=replace(study.tables, **{table: tuple(rows)})), row.place.at(column)


@settings(max_examples=40)
@given(studies(), st.sampled_from(FORMULAS), st.data())
def test_a_cell_changes_exactly_the_figures_that_list_it(study: Study, formula: str, data: st.DataObject) -> None:
    other, place = changed(study, *data.draw(st.sampled_from(cells_of(study))), Decimal("0.037"))
    how = default_with(end_of_life=formula)
    before, after = assess(study, how), assess(other, how)
    old, new = figures(before), figures(after)
    listing = {name for name in old if place in explain(before, name).cells}
    assert {name for name in old if old[name] != new[name]} == listing


@settings(max_examples=40)
@given(studies())
def test_moving_a_causal_share_changes_exactly_the_figures_that_list_it(study: Study) -> None:
    processes = tuple(replace(row, allocation="causal") if row.allocation else row for row in study.tables.processes)
    causal = replace(study, tables=replace(study.tables, processes=processes))
    first, place = changed(causal, "allocation", 0, "share", Decimal("0.03"))
    other, second = changed(first, "allocation", 1, "share", Decimal("-0.03"))
    how = default_with(end_of_life="cut-off")
    before, after = assess(causal, how), assess(other, how)
    old, new = figures(before), figures(after)
    listing = {name for name in old if {place, second} & set(explain(before, name).cells)}
    assert {name for name in old if old[name] != new[name]} == listing


@settings(max_examples=40)
@given(studies(), st.sampled_from(FORMULAS), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(study: Study, formula: str, chance: Any) -> None:
    how = default_with(end_of_life=formula)
    shuffled = {
        name: tuple(chance.sample(getattr(study.tables, name), len(getattr(study.tables, name))))
        for name in ("processes", "outputs", "inputs", "emissions", "end_of_life", "allocation", "factors")
    }
    assert figures(assess(replace(study, tables=replace(study.tables, **shuffled)), how)) == figures(assess(study, how))
