"""Law 1 for electricity: a cell of its tables or files changes exactly the figures whose explanation lists it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.explain import explain, figures
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from support.memory import memory_study
from support.power_studies import (
    TWO_DAYS,
    interval_file,
    meter_row,
    metered,
    power_tables,
    series_row,
    shape_rows,
    spread,
)
from support.studies import output, own_factor, process

HOURS = range(48)
FACTORS = [Decimal(20 + hour * hour % 37) / 100 for hour in HOURS]
METHODS = st.sampled_from(["fourfold-default", "annual-mean", "official-national"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files that the studies in memory share: a series with demand, two meters; each once more with other values."""
    folder = tmp_path_factory.mktemp("power")
    demand = [50 + hour * 7 % 41 for hour in HOURS]
    kwh = [1 + hour * 3 % 11 for hour in HOURS]
    interval_file(folder, "series/s.csv", {"factor": FACTORS, "demand": demand})
    interval_file(folder, "series/factor.csv", {"factor": [2 * factor for factor in FACTORS], "demand": demand})
    interval_file(folder, "series/demand.csv", {"factor": FACTORS, "demand": demand[::-1]})
    for name, values in (("m", kwh), ("n", kwh[::-1]), ("other", [2 * value for value in kwh])):
        interval_file(folder, f"meters/{name}.csv", {"kwh": values})
    return folder


amounts = st.integers(100, 9999).map(lambda n: str(Decimal(n) / 100))


@st.composite
def power_rows(draw: st.DrawFn) -> dict[str, list[dict[str, object]]]:
    """A process ``main`` that buys from ``side``; a whole meter, one shared by production, amounts spread by shapes."""
    weights = {hour: draw(st.integers(0, 9)) for hour in (3, 12, 20)}
    shared = {"how": "meter-share", "meter": "n", "data_kind": "primary"}
    electricity: list[dict[str, object]] = [
        metered("main", "e-meter", "m"),
        {"process": "main", "electricity": "e-share", **shared},
        {"process": "side", "electricity": "f-share", **shared},
        spread("main", "e-spread", draw(amounts)),
        spread("side", "f-spread", draw(amounts), shape="peaks"),
    ]
    production = [
        {"meter": "n", "process": name, "start": start, "end": end, "amount": draw(amounts), "unit": "kg"}
        for start, end in (("2024-03-01T00:00", "2024-03-02T00:00"), ("2024-03-02T00:00", "2024-03-03T00:00"))
        for name in ("main", "side")
    ]
    tables = power_tables(
        draw(st.permutations(electricity)),
        shapes=[*shape_rows(), *shape_rows("peaks", weights)],
        production=production,
        meters=[meter_row("m"), meter_row("n")],
        series=[series_row("s", demand_column="demand")],
    )
    # less than any output, so that the two processes never run equally often and a shared meter never cancels out
    link = {"process": "main", "input": "in-part", "name": "part", "kind": "material", "amount": "0.77", "unit": "kg"}
    return {
        **{name: [dict(row) for row in rows] for name, rows in tables.items()},
        "processes": [process("main"), process("side")],
        "outputs": [output("main", "product", 10), output("side", "part", draw(amounts))],
        "inputs": [{**link, "source": "process", "source_id": "part", "data_kind": "secondary"}],
    }


def in_folder(tables: dict[str, list[dict[str, object]]], folder: Path, **declared: Any) -> Study:
    return replace(memory_study(tables, period=TWO_DAYS, **declared), folder=folder)


def differing(before: Result, after: Result) -> set[str]:
    old, new = figures(before), figures(after)
    return {name for name in old if old[name] != new[name]}


def listing(result: Result, place: Place) -> set[str]:
    return {name for name in figures(result) if place in explain(result, name).cells}


CELLS = [("electricity", "amount"), ("production", "amount"), ("shapes", "weight"), ("outputs", "amount")]


@settings(max_examples=25)
@given(power_rows(), METHODS, st.sampled_from(CELLS), st.data())
def test_a_cell_of_the_tables(
    folder: Path, tables: dict[str, list[dict[str, object]]], how: str, cell: tuple[str, str], data: st.DataObject
) -> None:
    table, column = cell
    filled = [number for number, row in enumerate(tables[table]) if row.get(column)]
    number = data.draw(st.sampled_from(filled))
    row = dict(tables[table][number])
    row[column] = Decimal(str(row[column])) * Decimal("1.37")
    changed = {**tables, table: [*tables[table][:number], row, *tables[table][number + 1 :]]}
    before = assess(in_folder(tables, folder), method(how))
    after = assess(in_folder(changed, folder), method(how))
    assert differing(before, after) == listing(before, Place(f"tables/{table}.csv", number + 2, column))


@settings(max_examples=12)
@given(power_rows(), METHODS, st.sampled_from(["factor", "demand", "kwh"]))
def test_a_column_of_a_file(folder: Path, tables: dict[str, list[dict[str, object]]], how: str, column: str) -> None:
    """The same study reading a file in which only this column is different."""
    changed = {**tables}
    if column == "kwh":
        changed["meters"] = [meter_row("m", file="meters/other.csv"), meter_row("n")]
    else:
        changed["series"] = [series_row("s", demand_column="demand", file=f"series/{column}.csv")]
    before = assess(in_folder(tables, folder), method(how))
    after = assess(in_folder(changed, folder), method(how))
    place = Place("meters/m.csv" if column == "kwh" else "series/s.csv", 0, column)
    assert differing(before, after) == listing(before, place)


@settings(max_examples=8)
@given(power_rows(), st.sampled_from(["fossil", "biogenic_emissions"]))
def test_a_part_of_a_named_official_factor(folder: Path, tables: dict[str, list[dict[str, object]]], line: str) -> None:
    power = {"family": "electricity", "claim": "location", "losses": "included", "area": "CN"}
    parts = [
        own_factor("own", value, "kWh", gas="CO2", line=name, gwp_set="not_weighted", **power)
        for name, value in (("fossil", "0.5"), ("biogenic_emissions", "0.1"))
    ]
    position = [part["line"] for part in parts].index(line)
    other = [{**part, "value": "0.7"} if part["line"] == line else part for part in parts]
    named = {"electricity": {"official_factor": "own"}}
    before = assess(in_folder({**tables, "factors": parts}, folder, **named), method("official-national"))
    after = assess(in_folder({**tables, "factors": other}, folder, **named), method("official-national"))
    assert differing(before, after) == listing(before, Place("tables/factors.csv", position + 2, "value"))


def test_on_site_generation_ties_all_loads_of_a_site(folder: Path) -> None:
    """Both loads list the meter of the roof and each other's cells, because they share what it makes."""
    interval_file(folder, "meters/sun.csv", {"kwh": [3 if hour % 24 in (11, 12) else 0 for hour in HOURS]})
    tables = power_tables(
        [metered("main", "e", "m"), spread("main", "f", 90)],
        meters=[meter_row("m"), meter_row("sun", role="generation")],
        generation=[
            {"generation": "roof", "site": "plant", "meter": "sun", "factor": "pv", "attributes": "kept"},
        ],
        shapes=shape_rows(),
        series=[series_row("s")],
        factors=[own_factor("pv", "0.05", "kWh", family="electricity", losses="excluded")],
    )
    typed = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    before = assess(in_folder(typed, folder), method("fourfold-default"))
    typed["electricity"][1]["amount"] = 123
    after = assess(in_folder(typed, folder), method("fourfold-default"))
    assert differing(before, after) == listing(before, Place("tables/electricity.csv", 3, "amount"))
    assert listing(before, Place("meters/sun.csv", 0, "kwh")) >= {"e", "f", "e/roof", "f/roof", "total"}


def test_a_process_that_has_a_meter_alone_does_not_depend_on_how_much_it_made(folder: Path) -> None:
    row = {"process": "main", "electricity": "e", "how": "meter-share", "meter": "m", "data_kind": "primary"}
    record = {"meter": "m", "process": "main", "start": "2024-03-01T00:00", "end": "2024-03-03T00:00", "unit": "kg"}
    tables = power_tables([row], meters=[meter_row("m")], series=[series_row("s")])
    typed = {name: [dict(row) for row in rows] for name, rows in tables.items()}
    before = assess(in_folder({**typed, "production": [{**record, "amount": 5}]}, folder), method("fourfold-default"))
    after = assess(in_folder({**typed, "production": [{**record, "amount": 9}]}, folder), method("fourfold-default"))
    assert differing(before, after) == listing(before, Place("tables/production.csv", 2, "amount")) == set()
