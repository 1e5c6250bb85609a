"""openLCA JSON-LD: both versions say the same, and dirt is repaired or refused, each with its place."""

from __future__ import annotations

import math
from typing import Any

import pytest

from fourfold.data.databases.formats.openlca.reader import READER
from fourfold.data.databases.readers import Reader, readers
from fourfold.data.databases.records import (
    AllocationBasis,
    Direction,
    Distribution,
    FlowKind,
    FlowRecord,
    ParameterRecord,
    ProcessRecord,
    Record,
    UnitGroupRecord,
)
from fourfold.data.databases.report import Effect, ImportReport
from support.jsonld import (
    ENERGY,
    KG,
    KWH,
    MASS,
    Files,
    G,
    MemoryPackage,
    codes,
    flow,
    imported,
    in_version_1,
    package,
    process,
    records,
    ref,
    row,
)

STEEL, COAL = flow("steel"), flow("coal", p_energy=26.0)
CO2 = flow("co2", "ELEMENTARY_FLOW")
LOGNORMAL = {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 0.5, "geomSd": 1.2}


def mill(**more: Any) -> dict[str, Any]:
    rows = (
        row("steel", 1.0, out=True),
        row("coal", 0.5, uncertainty=LOGNORMAL, dqEntry="(1;3;2;n.a.;4)", baseUncertainty=1.05, description="bought"),
        row("co2", 1800.0, out=True, unit=G),
    )
    return process("mill", *rows, **more)


def only(found: list[Record], kind: type[Any]) -> Any:
    (record,) = [record for record in found if isinstance(record, kind)]
    return record


def process_of(*datasets: dict[str, Any]) -> tuple[ProcessRecord, ImportReport]:
    found, report = records(package(STEEL, COAL, CO2, *datasets))
    return only(found, ProcessRecord), report


def with_uncertainty(**fields: Any) -> tuple[ProcessRecord, ImportReport]:
    return process_of(process("mill", row("steel", 1.0, out=True), row("coal", 0.5, uncertainty=fields)))


def test_the_reader_is_behind_the_door() -> None:
    assert readers()["openlca-jsonld"] is READER
    assert isinstance(READER, Reader)


def test_versions_say_the_same() -> None:
    files = package(STEEL, COAL, CO2, mill())
    new, told_new = records(files)
    old, told_old = records(in_version_1(files))
    assert new == old
    versions = [next(report.of(Effect.NOTED)).problem.params["version"] for report in (told_new, told_old)]
    assert versions == ["2", "1"]


@pytest.mark.parametrize("depth", ["", "downloads/release 7/"])
def test_folders_at_any_depth(depth: str) -> None:
    files = {depth + name: content for name, content in package(STEEL, COAL, CO2, mill()).items()}
    assert READER.recognises(MemoryPackage(files))
    found, _ = records(files)
    assert only(found, ProcessRecord).place.file == f"{depth}processes/mill.json"


def test_other_packages_are_not_recognised() -> None:
    assert not READER.recognises(MemoryPackage({"processes/a.xml": b"<a/>", "flows/a.json": b'{"name": "x"}'}))


def test_what_an_exchange_says() -> None:
    made, report = process_of(mill())
    _, coal, co2 = made.exchanges
    assert (coal.direction, coal.amount, coal.unit, coal.property) == (Direction.INPUT, 0.5, "kg", MASS)
    assert (coal.pedigree, coal.base_uncertainty, coal.comment) == ("1;3;2;n.a.;4", 1.05, "bought")
    assert coal.uncertainty is not None
    assert (coal.uncertainty.distribution, coal.uncertainty.a, coal.uncertainty.b) == (Distribution.LOGNORMAL, 0.5, 1.2)
    assert (co2.direction, co2.unit, co2.internal_id) == (Direction.OUTPUT, "g", "3")
    assert coal.place.row == 2
    assert codes(report) == {"jsonld-version": 1}


def test_a_unit_without_a_property_is_found_by_its_group() -> None:
    coal = {key: value for key, value in row("coal", 1.0, unit=KWH).items() if key != "flowProperty"}
    made, _ = process_of(process("mill", row("steel", 1.0, out=True), coal))
    assert (made.exchanges[1].unit, made.exchanges[1].property) == ("kWh", ENERGY)


@pytest.mark.parametrize("amount", [None, "abc", True, {}, "1,5", "NaN"])
def test_an_amount_that_is_no_number_keeps_its_row(amount: Any) -> None:
    made, report = process_of(process("mill", row("steel", 1.0, out=True), row("coal", amount)))
    assert math.isnan(made.exchanges[1].amount)
    assert codes(report)["jsonld-amount-missing"] == 1


def test_a_number_in_quotes_is_read_and_told() -> None:
    made, report = process_of(process("mill", row("steel", 1.0, out=True), row("coal", "0.5")))
    assert made.exchanges[1].amount == 0.5
    assert codes(report)["jsonld-number-as-text"] == 1


def test_rows_that_are_no_rows_are_refused_one_by_one() -> None:
    broken = mill()
    broken["exchanges"] += [7, {"amount": 1.0, "isInput": True}]
    made, report = process_of(broken)
    assert len(made.exchanges) == 3
    refused = [(f.problem.kind.code, f.problem.place.row) for f in report.of(Effect.REFUSED)]
    assert refused == [("jsonld-not-an-object", 4), ("jsonld-exchange-without-flow", 5)]


def test_a_triangle_out_of_order_is_sorted() -> None:
    made, report = with_uncertainty(distributionType="TRIANGLE_DISTRIBUTION", minimum=0.6, mode=0.5, maximum=0.4)
    found = made.exchanges[1].uncertainty
    assert found is not None
    assert (found.a, found.b, found.c) == (0.4, 0.5, 0.6)
    assert codes(report) == {"jsonld-triangle-sorted": 1, "jsonld-version": 1}


@pytest.mark.parametrize(
    "fields",
    [
        {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 0.5, "geomSd": 0.0},
        {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 0.5},
        {"distributionType": "NORMAL_DISTRIBUTION", "mean": 0.5, "sd": -1.0},
        {"distributionType": "GAMMA_DISTRIBUTION"},
        {"distributionType": "UNIFORM_DISTRIBUTION", "minimumFormula": "2*x", "maximum": 1.0},
    ],
)
def test_a_distribution_that_cannot_be_used_leaves_the_amount(fields: dict[str, Any]) -> None:
    made, report = with_uncertainty(**fields)
    assert (made.exchanges[1].amount, made.exchanges[1].uncertainty) == (0.5, None)
    assert codes(report)["jsonld-uncertainty-unreadable"] == 1


def test_an_amount_beside_its_distribution_is_told() -> None:
    _, report = with_uncertainty(distributionType="NORMAL_DISTRIBUTION", mean=0.7, sd=0.1)
    assert codes(report)["jsonld-uncertainty-off"] == 1


def test_a_negative_amount_has_a_positive_geometric_mean() -> None:
    fields = {**LOGNORMAL, "geomMean": -0.5}
    made, report = process_of(process("mill", row("steel", 1.0, out=True), row("coal", -0.5, uncertainty=fields)))
    assert made.exchanges[1].uncertainty is not None
    assert made.exchanges[1].uncertainty.a == 0.5
    assert codes(report) == {"jsonld-version": 1}


@pytest.mark.parametrize("scores", ["(1;2)", "(1;2;3;4;6)", "good"])
def test_quality_scores_that_are_none(scores: str) -> None:
    made, report = process_of(process("mill", row("steel", 1.0, out=True, dqEntry=scores)))
    assert made.exchanges[0].pedigree == ""
    assert codes(report)["jsonld-pedigree-unreadable"] == 1


def test_causal_factors_by_number_by_id_and_by_flow() -> None:
    rows = [row("steel", 1.0, out=True), row("coal", 1.0), row("coal", 2.0), {**row("co2", 1.0, out=True), "@id": "e4"}]
    exchanges: list[dict[str, Any]] = [{"internalId": 2}, {"@id": "e4"}, {"flow": ref("Flow", "coal")}, {"flow": {}}]
    factors = [
        {"allocationType": "CAUSAL_ALLOCATION", "product": ref("Flow", "steel"), "value": 1.0, "exchange": exchange}
        for exchange in exchanges
    ]
    factors.append({"allocationType": "PHYSICAL_ALLOCATION", "value": 1.0})
    factors.append({"allocationType": "PHYSICAL_ALLOCATION", "value": "x", "product": ref("Flow", "steel")})
    made, report = process_of(process("mill", *rows, allocationFactors=factors))
    assert [a.exchange for a in made.allocations] == ["2", "4", "2", "3", "?"]
    assert {a.basis for a in made.allocations} == {AllocationBasis.CAUSAL}
    found = codes(report)
    assert found["jsonld-factor-of-all"] == 1
    assert found["jsonld-factor-without-product"] == 1
    assert found["jsonld-factor-unreadable"] == 1
    assembled = imported(package(STEEL, COAL, CO2, process("mill", *rows, allocationFactors=factors)))
    assert codes(assembled.report)["allocation-exchange-missing"] == 1


def test_rows_of_one_number_are_told_apart() -> None:
    doubled = mill()
    for exchange in doubled["exchanges"]:
        exchange["internalId"] = 1
    made, _ = process_of(doubled)
    assert [e.internal_id for e in made.exchanges] == ["1", "#2", "#3"]


def test_a_flow_that_is_not_there_is_known_by_its_reference() -> None:
    ore = {**row("ore", 2.0), "flow": {**ref("Flow", "ore", "Iron ore"), "flowType": "PRODUCT_FLOW"}}
    bare = row("lime", 1.0)
    database = imported(package(STEEL, process("mill", row("steel", 1.0, out=True), ore, bare)))
    assert database.flows.select("id", "name", "unit").rows() == [
        ("steel", "steel", "kg"),
        ("ore", "Iron ore", "kg"),
        ("lime", "lime", ""),
    ]
    found = codes(database.report)
    assert (found["jsonld-flow-of-reference"], found["flow-missing"]) == (1, 1)


def test_a_file_that_cannot_be_read_is_refused_and_the_others_are_read() -> None:
    files = package(STEEL, COAL, CO2, mill())
    files["processes/b.json"] = b'{"@type": "Process", "exch'
    files["processes/c.json"] = b"[]"
    files["flows/d.json"] = {"@type": "Flow", "@id": "d", "name": "d", "flowType": "SERVICE"}
    found, report = records(files)
    assert sum(isinstance(record, ProcessRecord) for record in found) == 1
    refused = {f.problem.place.file: f.problem.kind.code for f in report.of(Effect.REFUSED)}
    assert refused == {
        "processes/b.json": "json-broken",
        "processes/c.json": "jsonld-not-an-object",
        "flows/d.json": "jsonld-choice-unknown",
    }


def test_the_id_counts_and_not_the_name_of_the_file() -> None:
    files = package(STEEL, COAL, CO2, mill())
    files["processes/other.json"] = files.pop("processes/mill.json")
    files["flows/noid.json"] = {k: v for k, v in flow("x").items() if k != "@id"}
    found, report = records(files)
    assert only(found, ProcessRecord).id == "mill"
    assert "noid" in {record.id for record in found if isinstance(record, FlowRecord)}
    assert (codes(report)["jsonld-id-not-file"], codes(report)["jsonld-no-id"]) == (1, 1)


def test_one_id_in_two_files_is_taken_once() -> None:
    files = package(STEEL, COAL, CO2, mill())
    files["again/processes/mill.json"] = process("mill", row("steel", 2.0, out=True))
    database = imported(files)
    assert database.processes.height == 1
    assert codes(database.report)["dataset-twice"] == 1


def test_categories_of_both_versions() -> None:
    parent = {"@type": "Category", "@id": "c1", "name": "air"}
    child = {"@type": "Category", "@id": "c2", "name": "urban", "category": ref("Category", "c1")}
    lost = {"@type": "Category", "@id": "c3", "name": "soil", "category": ref("Category", "c9")}
    loop = {"@type": "Category", "@id": "c4", "name": "loop", "category": ref("Category", "c4")}
    datasets = [
        {**flow("a"), "category": ref("Category", "c2")},
        {**flow("b"), "category": "air/urban"},
        {**flow("c"), "category": ref("Category", "c3")},
        {**flow("d"), "category": ref("Category", "c4")},
    ]
    found, report = records(package(parent, child, lost, loop, *datasets))
    paths = {record.id: record.categories for record in found if isinstance(record, FlowRecord)}
    assert paths == {"a": ("air", "urban"), "b": ("air", "urban"), "c": ("soil",), "d": ("loop",)}
    assert codes(report)["jsonld-category-missing"] == 1


def test_documentation_dates_places_and_sources() -> None:
    documentation = {
        "validFrom": "2010-01-01T00:00:00-07:00",
        "validUntil": "9999-12-31",
        "technologyDescription": "arc",
        "restrictionsDescription": "free",
        "sources": [ref("Source", "s1"), ref("Source", "s2")],
        "publication": ref("Source", "s2"),
        "samplingDescription": "one plant",
    }
    place = {"@type": "Location", "@id": "l1", "name": "United States", "code": "US"}
    made, report = process_of(
        mill(processDocumentation=documentation, location=ref("Location", "l1"), dqEntry="(1;1;1;1;1)"), place
    )
    assert (made.valid_from, made.valid_to, made.technology, made.licence) == ("2010-01-01", "", "arc", "free")
    assert (made.sources, made.location, made.quality) == (("s2", "s1"), "US", "1;1;1;1;1")
    found = codes(report)
    assert found["jsonld-date-unreadable"] == 1
    unread = [f.problem.params["found"] for f in report.of(Effect.NOT_READ)]
    assert unread == ["ProcessDocumentation.samplingDescription"]


def test_a_field_nobody_knows_is_counted() -> None:
    _, report = process_of(process("mill", row("steel", 1.0, out=True, amuont=2.0)))
    assert [f.problem.params for f in report.of(Effect.NOT_READ)] == [{"count": "1", "found": "Exchange.amuont"}]


def test_datasets_of_other_types_are_counted() -> None:
    files = package(STEEL, COAL, CO2, mill(), {"@type": "ImpactMethod", "@id": "m", "name": "m"})
    files["bin/notes.txt"] = b"hello"
    _, report = records(files)
    told = [(f.problem.kind.code, f.problem.params["found"]) for f in report.of(Effect.NOT_READ)]
    assert told == [("jsonld-datasets-not-read", "ImpactMethod"), ("jsonld-files-not-read", "bin")]


def test_field_names_of_the_other_version_are_read_and_told() -> None:
    mixed = mill()
    mixed["exchanges"][1]["input"] = mixed["exchanges"][1].pop("isInput")
    made, report = process_of(mixed)
    assert made.exchanges[1].direction is Direction.INPUT
    assert codes(report)["jsonld-version-mixed"] == 1


def test_units_of_one_name_are_told_apart() -> None:
    group = {
        "@type": "UnitGroup",
        "@id": "g",
        "name": "transport",
        "units": [
            {**ref("Unit", "u1", "tkm"), "conversionFactor": 1.0, "isRefUnit": True},
            {**ref("Unit", "u2", "tmi"), "conversionFactor": 1.6},
            {**ref("Unit", "u3", "tmi"), "conversionFactor": 1.45},
            {**ref("Unit", "u4", "zero"), "conversionFactor": 0.0},
        ],
    }
    of = {"@type": "FlowProperty", "@id": "p", "name": "Transport", "unitGroup": ref("UnitGroup", "g")}
    haul = flow("haul", of="p")
    used = process(
        "mill", row("steel", 1.0, out=True), row("haul", 1.0, unit="u2", by="p"), row("haul", 1.0, unit="u3", by="p")
    )
    database = imported(package(group, of, haul, STEEL, used))
    assert database.exchanges["to_reference"].to_list() == [1.0, 1.6, 1.45]
    found = codes(database.report)
    assert (found["jsonld-unit-twice"], found["jsonld-unit-factor"]) == (1, 1)


def test_reference_units_and_properties_are_made_1() -> None:
    group = {
        "@type": "UnitGroup",
        "@id": "g",
        "name": "mass",
        "units": [
            {**ref("Unit", "u1", "kg"), "conversionFactor": 0.001},
            {**ref("Unit", "u2", "t"), "conversionFactor": 2.0, "isRefUnit": True},
        ],
    }
    odd = flow("odd", p_energy=52.0)
    odd["flowProperties"][0]["conversionFactor"] = 2.0
    found, report = records(package(group, odd))
    groups = {record.id: record for record in found if isinstance(record, UnitGroupRecord)}
    assert [(unit.name, unit.factor) for unit in groups["g"].units] == [("kg", 0.0005), ("t", 1.0)]
    (read,) = [record for record in found if isinstance(record, FlowRecord)]
    assert [(p.property, p.factor) for p in read.properties] == [(MASS, 1.0), (ENERGY, 26.0)]
    assert {"jsonld-unit-scale", "jsonld-property-scale"} <= set(codes(report))


def test_parameters_of_processes_and_of_the_source() -> None:
    own = {"name": "x", "value": 2.0, "isInputParameter": False, "formula": "2*y"}
    bad = {"name": "z", "value": "?", "isInputParameter": True}
    free = {"@type": "Parameter", "@id": "y", "name": "y", "value": 1.0, "isInputParameter": True, "formula": "old"}
    found, report = records(package(STEEL, COAL, CO2, mill(parameters=[own, bad]), free))
    assert [(p.name, p.value, p.formula) for p in only(found, ProcessRecord).parameters] == [("x", 2.0, "2*y")]
    assert (only(found, ParameterRecord).value, only(found, ParameterRecord).formula) == (1.0, "")
    assert codes(report)["jsonld-parameter-unreadable"] == 1


def test_kinds_of_flows() -> None:
    found, _ = records(package(STEEL, CO2, flow("slag", "WASTE_FLOW")))
    kinds = {record.id: record.kind for record in found if isinstance(record, FlowRecord)}
    assert kinds == {"steel": FlowKind.PRODUCT, "co2": FlowKind.ELEMENTARY, "slag": FlowKind.WASTE}


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({"olca-schema.json": {"version": 2}}, "2"),
        ({"openlca.json": {"schemaVersion": 1}}, "1"),
        ({"openlca.json": {"schemaVersion": 4}}, "2"),
        ({"openlca.json": b"broken"}, "2"),
        ({"context.json": {"@vocab": "http://openlca.org/schema/v1.1/"}}, "1"),
    ],
)
def test_the_version_is_found(files: Files, version: str) -> None:
    _, report = records(files)
    assert next(report.of(Effect.NOTED)).problem.params["version"] == version


@pytest.mark.parametrize("value", [None, 7, "x", [], {}, [7], {"@id": 3}, True], ids=repr)
def test_wrong_types_everywhere_give_findings_and_no_error(value: Any) -> None:
    good = {**mill(parameters=[{"name": "x", "value": 1}]), "processDocumentation": {"sources": []}}
    datasets = [{**good, "@id": f"p-{field}", field: value} for field in good if field not in ("@id", "@type")]
    rows = [{**good["exchanges"][1], field: value} for field in good["exchanges"][1]]
    datasets.append(process("rows", good["exchanges"][0], *rows))
    for kind in ("Flow", "UnitGroup", "FlowProperty", "Location", "Source", "Category", "Parameter"):
        for field in ("name", "category", "units", "flowProperties", "unitGroup", "value", "flowType", "code"):
            datasets.append({"@type": kind, "@id": f"j-{field}", field: value})
    files = package(STEEL, COAL, CO2, *datasets)
    for field in ("@id", "@type"):
        files[f"processes/odd{field}.json"] = {**good, field: value}
    assert imported(files).processes["id"].len() >= len(good)


def test_a_default_rule_for_several_products() -> None:
    made, _ = process_of(mill(defaultAllocationMethod="ECONOMIC_ALLOCATION"))
    assert made.default_allocation is AllocationBasis.ECONOMIC
    made, report = process_of(mill(defaultAllocationMethod="NO_ALLOCATION"))
    assert made.default_allocation is None
    assert codes(report)["jsonld-no-allocation"] == 1


def test_units_by_name_where_the_id_is_unknown() -> None:
    strange = {**row("coal", 2.0), "unit": {"@type": "Unit", "@id": "gone", "name": "g"}}
    database = imported(package(STEEL, COAL, process("mill", row("steel", 1.0, out=True, unit=KG), strange)))
    assert database.exchanges["to_reference"].to_list() == [1.0, 0.001]


@pytest.mark.parametrize("deviation", [1e12, 1e300])
def test_an_absurd_deviation_does_not_end_the_import(deviation: float) -> None:
    spread = {"distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 0.5, "geomSd": deviation}
    rows = (row("steel", 1.0, out=True), row("coal", 0.5, uncertainty=spread))
    made = imported(package(STEEL, COAL, CO2, process("mill", *rows)))
    assert made.exchanges["amount"].to_list() == [1.0, 0.5]
    assert made.exchanges["distribution"].to_list() == ["", ""]
    (finding,) = [f for f in made.report.findings if f.problem.kind.code == "distribution-out-of-range"]
    assert (finding.problem.place.file, finding.problem.place.row) == ("processes/mill.json", 2)


def test_an_unreadable_amount_is_told_once() -> None:
    made = imported(package(STEEL, COAL, process("mill", row("steel", 1.0, out=True), row("coal", None))))
    refused = [finding.problem.kind.code for finding in made.report.of(Effect.REFUSED)]
    assert refused == ["jsonld-amount-missing"]


@pytest.mark.parametrize(
    ("cas", "read", "effect", "code"),
    [
        ("7732-18-5", "7732-18-5", None, ""),
        ("007732-18-5", "007732-18-5", None, ""),
        ("", "", None, ""),
        (2551624, "2551-62-4", Effect.REPAIRED, "cas-without-hyphens"),
        ("002551624", "2551-62-4", Effect.REPAIRED, "cas-without-hyphens"),
        (2551625, "", Effect.NOT_READ, "cas-check-digit"),
        ("74-82-9", "", Effect.NOT_READ, "cas-check-digit"),
        ("NaN", "", Effect.NOT_READ, "cas-malformed"),
        (12.5, "", Effect.NOT_READ, "cas-malformed"),
    ],
)
def test_cas_numbers(cas: Any, read: str, effect: Effect | None, code: str) -> None:
    found, report = records(package({**CO2, "cas": cas}))
    assert only(found, FlowRecord).cas == read
    told = [(f.effect, f.problem.kind.code) for f in report.findings if "cas" in f.problem.kind.code]
    assert told == ([] if effect is None else [(effect, code)])


def test_an_internal_id_that_stands_twice_is_told() -> None:
    rows = (row("steel", 1.0, out=True), row("coal", 0.5), {**row("co2", 1.0, out=True), "internalId": 2})
    made, report = process_of(process("mill", *rows))
    assert [e.internal_id for e in made.exchanges] == ["1", "2", "#3"]
    (finding,) = [f for f in report.findings if f.problem.kind.code == "jsonld-internal-id-twice"]
    assert (finding.problem.place.row, finding.problem.params["found"]) == (3, "2")
