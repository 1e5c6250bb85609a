"""Databases leave as openLCA JSON-LD and come back the same: rows, units, shares, scores."""

from __future__ import annotations

import io
import json
import math
import zipfile
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.accounting.background.compile import build_system
from fourfold.data.databases.database import Database
from fourfold.data.databases.profile import PROFILES, Profile
from fourfold.data.databases.records import (
    AllocationBasis,
    AllocationRecord,
    Direction,
    Distribution,
    DocumentRecord,
    ExchangeRecord,
    FlowKind,
    FlowRecord,
    ParameterRecord,
    ProcessRecord,
    Uncertainty,
)
from fourfold.exchange.openlca import Exported, write_openlca
from fourfold.exchange.openlca.ids import written_id
from support.databases import ENERGY, Rows, database, flow
from support.jsonld import codes, imported

COLUMNS = (
    *("direction", "amount", "unit", "property", "to_reference", "is_reference", "is_avoided", "provider"),
    *("distribution", "a", "b", "c", "pedigree", "base_uncertainty", "formula", "location", "comment"),
)


def files_of(exported: Exported) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        assert archive.testzip() is None
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def rows_of(of: Database, *without: str) -> pl.DataFrame:
    """The exchanges with their process and flow by id, in order, each with the property it is measured by."""
    of_flow, of_process = of.exchanges["flow"], of.exchanges["process"]
    kept = of.exchanges.select(name for name in COLUMNS if name not in without)
    kept = kept.with_columns(reference=of.flows["property"].gather(of_flow))
    named = pl.when(pl.col("property") == "").then(pl.col("reference")).otherwise(pl.col("property"))
    ids = {"process": of.processes["id"].gather(of_process), "flow": of.flows["id"].gather(of_flow)}
    return kept.with_columns(property=named, **ids).drop("reference")


def scores(of: Database, profile: Profile) -> dict[str, list[float]]:
    """Every elementary flow per unit of every product, by the ids of both."""
    system = build_system(of, profile)
    names = sorted(of.flow_rows)
    burdens = system.burdens.toarray()[[of.flow_rows[name] for name in names]].T
    values = np.linalg.solve((np.eye(system.size) - system.coefficients.toarray()).T, burdens)
    return {product.id: values[column].tolist() for column, product in enumerate(system.products)}


def assert_same_scores(one: Database, other: Database) -> None:
    for profile in PROFILES.values():
        first, second = scores(one, profile), scores(other, profile)
        assert first.keys() == second.keys()
        for key, values in first.items():
            np.testing.assert_allclose(second[key], values, rtol=1e-12, atol=1e-300)


def full() -> Database:
    """A database with something of everything the format holds."""
    steel = ProcessRecord(
        "steel-mill",
        "Steel mill",
        ("Materials", "Metals"),
        "DE",
        is_infrastructure=True,
        version="01.00.002",
        valid_from="2020-01-01",
        valid_to="2024-12-31",
        technology="arc",
        geography="Germany",
        time="average",
        comment="made up",
        default_allocation=AllocationBasis.ECONOMIC,
        exchanges=(
            ExchangeRecord("steel", Direction.OUTPUT, 2.0, "t", is_reference=True, internal_id="7"),
            ExchangeRecord("slag", Direction.OUTPUT, 100.0, "kg", internal_id="8"),
            ExchangeRecord(
                "power",
                Direction.INPUT,
                3.0,
                "kWh",
                ENERGY,
                provider="plant",
                uncertainty=Uncertainty(Distribution.LOGNORMAL, 3.0, 1.2),
                pedigree="1;2;n.a.;4;5",
                base_uncertainty=1.05,
                formula="x*3",
                location="FR",
                comment="bought",
                internal_id="9",
            ),
            ExchangeRecord("heat", Direction.INPUT, 1.0, "MJ", is_avoided=True, internal_id="10"),
            ExchangeRecord("odd", Direction.INPUT, 1.0, "furlong", internal_id="11"),
            ExchangeRecord("co2", Direction.OUTPUT, 5.0, "kg", internal_id="12"),
        ),
        allocations=(
            AllocationRecord(AllocationBasis.ECONOMIC, "steel", 0.9),
            AllocationRecord(AllocationBasis.ECONOMIC, "slag", 0.1),
            AllocationRecord(AllocationBasis.CAUSAL, "steel", 0.75, "12"),
            AllocationRecord(AllocationBasis.CAUSAL, "slag", 0.25, "12"),
        ),
        parameters=(ParameterRecord("x", 1.0), ParameterRecord("y", 2.0, "2*x", "doubled")),
        sources=("s1", "A report"),
        quality="1;1;2;2;3",
        licence="free",
    )
    plant = Rows("plant", "FR").makes("power", 1.0, "MJ").gives("co2", 0.1, "kg").takes("uptake", 0.02, "kg")
    boiler = Rows("boiler").makes("heat", 1.0, "MJ").gives("ch4", 1.0, "g")
    tip = Rows("tip").treats("waste", 1.0).gives("co2", 0.5)
    power = flow("power", reference=ENERGY)
    kinds = [power, flow("heat", reference=ENERGY), flow("waste", kind=FlowKind.WASTE)]
    more = (
        steel,
        flow("odd"),
        flow("slag"),
        flow("steel", properties={ENERGY: 7.0}),
        DocumentRecord("s1", "source", "A book"),
        DocumentRecord("a1", "actor", "Somebody"),
        ParameterRecord("global", 4.0),
    )
    return database([plant, boiler, tip], kinds, more=more, choices={("steel-mill", "heat"): "boiler"})


def test_everything_comes_back() -> None:
    there = full()
    exported = write_openlca(there)
    back = imported(exported.data)
    order = ["process", "flow", "amount"]
    one, other = rows_of(there, "provider").sort(order), rows_of(back, "provider").sort(order)
    assert one.equals(other)
    for table in ("properties", "units"):
        left = [row for row in back.tables[table].rows() if row[0] in ("g-mass", "g-energy", "p-mass", "p-energy")]
        assert {row[:4] for row in left} == {row[:4] for row in there.tables[table].rows()}
    assert set(back.tables["documents"].rows()) - set(there.tables["documents"].rows()) == {
        (written_id("Source", "A report"), "source", "A report")
    }
    values = [of.tables["parameters"].drop("process").sort("name").rows() for of in (there, back)]
    assert values[0] == values[1]
    assert exported.counts["Exchange"] == there.exchanges.height == back.exchanges.height
    mill = back.processes.row(back.process_rows["steel-mill"], named=True)
    before = there.processes.row(there.process_rows["steel-mill"], named=True)
    changed = {name for name in mill if mill[name] != before[name]}
    assert changed <= {"file", "row", "sources"}
    assert mill["sources"] == ["s1", written_id("Source", "A report")]
    assert back.allocations.drop("process", "flow", "exchange", "file", "row").sort("basis", "value").rows() == [
        ("causal", 0.25),
        ("causal", 0.75),
        ("economic", 0.1),
        ("economic", 0.9),
    ]
    assert_same_scores(there, back)


def test_a_choice_is_written_as_the_provider() -> None:
    mill = files_of(write_openlca(full()))["processes/steel-mill.json"]
    providers = {e["flow"]["@id"]: e.get("defaultProvider", {}).get("@id") for e in mill["exchanges"]}
    assert providers == {"steel": None, "slag": None, "power": "plant", "heat": "boiler", "odd": None, "co2": None}


def test_links_that_were_decided_are_written_where_asked_for() -> None:
    there = database([Rows("a").makes("x"), Rows("b").makes("y").takes("x", 1.0)])
    need = there.exchanges["is_reference"].arg_min()
    assert need is not None
    process = files_of(write_openlca(there, {need: "a"}))["processes/b.json"]
    assert process["exchanges"][1]["defaultProvider"] == {"@type": "Process", "@id": "a", "name": "a"}
    assert "defaultProvider" not in files_of(write_openlca(there))["processes/b.json"]["exchanges"][1]


def test_the_bytes_repeat_and_the_archive_says_its_version() -> None:
    exported = write_openlca(full())
    assert exported.data == write_openlca(full()).data
    assert files_of(exported)["openlca.json"] == {"schemaVersion": 2}
    with zipfile.ZipFile(io.BytesIO(exported.data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_avoided_products_go_in_and_avoided_wastes_go_out() -> None:
    waste = flow("waste", kind=FlowKind.WASTE)
    there = database(
        [
            Rows("a").makes("x").gives("heat", 2.0, is_avoided=True).takes("waste", 1.0, is_avoided=True),
            Rows("b").makes("heat").gives("co2", 3.0),
            Rows("c").treats("waste").gives("co2", 5.0),
        ],
        [waste],
    )
    exported = write_openlca(there)
    rows = files_of(exported)["processes/a.json"]["exchanges"]
    assert [(e["flow"]["@id"], e["isInput"], e["isAvoidedProduct"]) for e in rows] == [
        ("x", False, False),
        ("heat", True, True),
        ("waste", False, True),
    ]
    assert_same_scores(there, imported(exported.data))


def test_flows_without_unit_groups_get_some() -> None:
    co2 = FlowRecord("co2 from air/low", "Carbon dioxide", FlowKind.ELEMENTARY, unit="kg")
    there = database(
        [Rows("a").makes("power", 1.0, "kWh").gives("co2 from air/low", 5.0, "g").takes("rope", 1.0, "ell")],
        flows=(
            co2,
            FlowRecord("power", "Power", FlowKind.PRODUCT, unit="MJ"),
            FlowRecord("rope", "Rope", FlowKind.PRODUCT),
        ),
    )
    exported = write_openlca(there)
    back = imported(exported.data)
    assert sorted(back.flows["unit"].to_list()) == sorted(there.flows["unit"].to_list())
    assert back.exchanges["to_reference"].to_list() == there.exchanges["to_reference"].to_list()
    assert back.exchanges["unit"].to_list() == there.exchanges["unit"].to_list()
    assert {len(key) for key in back.flows["id"] if key not in ("power", "rope")} == {36}
    assert codes(back.report)["unit-does-not-convert"] == 1


def test_an_amount_that_is_none_stays_none() -> None:
    there = database([Rows("a").makes("x").takes("y", math.nan)])
    back = imported(write_openlca(there).data)
    assert math.isnan(back.exchanges["amount"][1])
    assert codes(back.report)["jsonld-amount-missing"] == 1


def test_what_the_format_cannot_hold_is_told() -> None:
    values = Uncertainty(Distribution.DISCRETE, values=(1.0, 2.0), weights=(0.5, 0.5))
    there = database([Rows("a").makes("x").takes("y", 1.0, uncertainty=values)])
    notes = write_openlca(there).notes
    assert [(note.kind.code, note.params["count"]) for note in notes] == [("export-left-out", "1")]


def test_two_documents_of_one_id_are_told() -> None:
    documents = (DocumentRecord("s", "source", "A book"), DocumentRecord("s", "source", "Another"))
    exported = write_openlca(database([Rows("a").makes("x")], more=documents))
    assert exported.counts["Source"] == 1
    assert [(note.kind.code, note.params["count"]) for note in exported.notes] == [("export-left-out", "1")]


def test_parameters_of_one_name_all_leave() -> None:
    there = database([Rows("a").makes("x")], more=(ParameterRecord("x", 1.0), ParameterRecord("x", 2.0)))
    back = imported(write_openlca(there).data)
    assert sorted(back.tables["parameters"]["value"].to_list()) == [1.0, 2.0]


def test_shares_by_no_stated_rule_keep_the_scores() -> None:
    rows = Rows("a").makes("x", 1.0).gives("y", 3.0).gives("co2", 8.0).takes("z", 1.0)
    rows.allocations = [
        AllocationRecord(AllocationBasis.GIVEN, name, share, exchange)
        for exchange, shares in (("3", (0.25, 0.75)), ("4", (0.5, 0.5)))
        for name, share in zip(("x", "y"), shares, strict=True)
    ]
    there = database([rows, Rows("b").makes("z").gives("co2", 1.0)], [flow("y", reference=ENERGY)])
    assert_same_scores(there, imported(write_openlca(there).data))


@pytest.mark.parametrize("key", ["a", "0008c7fe-f521-392f-a08f-155f38e3a8f1"])
def test_ids_are_kept_where_the_format_takes_them(key: str) -> None:
    assert written_id("Flow", key) == key


@pytest.mark.parametrize("key", ["../x", "a b", "x" * 37, "é", ""])
def test_other_ids_are_made_always_alike(key: str) -> None:
    made = written_id("Flow", key)
    assert made == written_id("Flow", key) != written_id("Process", key)
    assert len(made) == 36


AMOUNTS = st.floats(0.01, 100.0) | st.sampled_from([0.0, -1.0])


@st.composite
def databases(draw: st.DrawFn) -> Database:
    """Processes in a line, each using those before it and emitting, in mixed units."""
    made = []
    for number in range(draw(st.integers(1, 4))):
        rows = Rows(f"p{number}", draw(st.sampled_from(["", "DE", "US"])))
        rows.makes(f"f{number}", draw(st.floats(0.1, 10.0)), draw(st.sampled_from(["kg", "t", ""])))
        for other in range(number):
            unit = draw(st.sampled_from(["kg", "g", "MJ"]))
            avoided = draw(st.booleans())
            rows.takes(f"f{other}", draw(AMOUNTS) / 1000, unit, is_avoided=avoided)
        if draw(st.booleans()):
            rows.gives("co2", draw(AMOUNTS), draw(st.sampled_from(["kg", "g"])))
        if draw(st.booleans()):
            rows.gives(f"by{number}", draw(st.floats(0.1, 10.0)), "kg")
        made.append(rows)
    return database(made)


@given(databases())
def test_any_database_comes_back_with_its_scores(there: Database) -> None:
    back = imported(write_openlca(there).data)
    assert rows_of(there).equals(rows_of(back))
    assert_same_scores(there, back)
