"""ILCD in XML and in JSON: the same records, versions, allocation, providers, declared results, dirt."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import NOWHERE
from fourfold.data.databases.formats.ilcd.reader import ILCD, TIDAS
from fourfold.data.databases.formats.openlca.reader import READER as JSONLD
from fourfold.data.databases.records import (
    Direction,
    Distribution,
    ExchangeRecord,
    FlowKind,
    FlowRecord,
    ProcessRecord,
    Record,
    ResultRecord,
)
from fourfold.data.databases.report import Effect
from support.ilcd import (
    CO2,
    COAL,
    ENERGY,
    MAKER,
    MASS,
    OTHER_PLANT,
    PLANT,
    POWER,
    STEAM,
    WIDGET,
    MemoryPackage,
    Tree,
    assembled,
    codes,
    exchange,
    flow,
    linked_set,
    model,
    packed,
    process,
    read,
    ref,
    shares,
    to_json,
    to_xml,
)


def _placeless(record: Any) -> Any:
    changes: dict[str, Any] = {"place": NOWHERE}
    for name in ("exchanges", "allocations", "parameters"):
        if hasattr(record, name):
            changes[name] = tuple(replace(inner, place=NOWHERE) for inner in getattr(record, name))
    return replace(record, **changes)


def _process(records: list[Record], key: str) -> ProcessRecord:
    return next(r for r in records if isinstance(r, ProcessRecord) and r.id == key)


def _rows(rows: list[Tree], **more: Any) -> tuple[ProcessRecord, list[Record], list[str]]:
    """A process of these rows in the linked set, everything read, and the codes of the findings."""
    datasets = {**linked_set(), "processes/maker": process(MAKER, {"en": "Maker"}, rows, **more)}
    records, report = read(packed(datasets, "xml"))
    return _process(records, MAKER), records, codes(report)


def test_both_spellings_say_the_same() -> None:
    xml, report = read(packed(linked_set(), "xml"))
    json, other = read(packed(linked_set(), "json"))
    assert [_placeless(r) for r in xml] == [_placeless(r) for r in json]
    assert codes(report) == codes(other)
    assert len(xml) == 12


def test_each_spelling_is_recognised_by_its_reader_alone() -> None:
    xml, json = packed(linked_set(), "xml"), packed(linked_set(), "json")
    assert ILCD.recognises(xml)
    assert TIDAS.recognises(json)
    assert not TIDAS.recognises(xml)
    assert not ILCD.recognises(json)
    assert not JSONLD.recognises(json)
    assert not ILCD.recognises(MemoryPackage({"a.xml": b"<x/>", "b.txt": b"lca.jrc.it/ILCD <processDataSet>"}))


def test_a_linked_set_becomes_tables() -> None:
    database, report = assembled(packed(linked_set(), "json"))
    processes, exchanges = database.tables["processes"], database.tables["exchanges"]
    plant = processes.row(processes["id"].to_list().index(PLANT), named=True)
    assert plant["name"] == "Power and steam; at plant"
    assert plant["name_zh"] == "热电联产; 在工厂"
    assert plant["category"] == "Energy / Power"
    assert (plant["location"], plant["area"]) == ("CN", "CN")
    assert (plant["valid_from"], plant["valid_to"]) == ("2020-01-01", "2024-12-31")
    assert plant["technology"] == "Boiler and turbine"
    assert exchanges["to_reference"].to_list() == [1.0] * exchanges.height
    assert exchanges.filter(exchanges["provider"] != "")["provider"].to_list() == [PLANT]
    assert exchanges["is_reference"].sum() == 3
    assert database.tables["parameters"]["name"].to_list() == ["eta"] * 3
    units = dict(zip(database.tables["flows"]["id"], database.tables["flows"]["unit"], strict=True))
    assert (units[POWER], units[CO2]) == ("MJ", "kg")
    assert report.counts["life-cycle models"] == 1
    assert set(codes(report)) == {"ilcd-several-references"}


def test_shares_of_a_process_with_two_products() -> None:
    records, _ = read(packed(linked_set(), "xml"))
    plant = _process(records, PLANT)
    assert str(plant.default_allocation) == "causal"
    by_row = {(a.exchange, a.product): a.value for a in plant.allocations}
    assert by_row == {("2", POWER): 0.6, ("2", STEAM): 0.4, ("3", POWER): 0.7, ("3", STEAM): 0.3}


@pytest.mark.parametrize(
    ("given_shares", "taken", "code"),
    [
        (("60", "40"), (0.6, 0.4), None),
        (("33.333", "66.66"), (33.333 / 99.993, 66.66 / 99.993), None),
        (("60", "40.5"), (60 / 100.5, 40.5 / 100.5), "ilcd-allocation-scaled"),
        (("0.25", "0.75"), (0.25, 0.75), "ilcd-allocation-as-fractions"),
        (("60", "30"), None, "ilcd-allocation-sum-wrong"),
        (("60", "x"), None, "ilcd-allocation-share-wrong"),
        (("-10", "110"), None, "ilcd-allocation-share-wrong"),
        (("0", "0"), None, "ilcd-allocation-sum-wrong"),
    ],
)
def test_sums_of_shares(given_shares: tuple[str, str], taken: tuple[float, float] | None, code: str | None) -> None:
    burned = exchange(2, COAL, "Input", "10", allocations=shares(_0=given_shares[0], _1=given_shares[1]))
    rows = [exchange(0, POWER, "Output", "36"), exchange(1, STEAM, "Output", "18"), burned]
    record, _, found = _rows(rows, references=("0", "1"))
    assert tuple(a.value for a in record.allocations) == pytest.approx(taken or ())
    assert not taken or sum(a.value for a in record.allocations) == pytest.approx(1, abs=1e-15)
    assert ({code} if code else set()) == {c for c in found if "allocation" in c}


def test_a_share_for_something_that_is_not_there() -> None:
    burned = exchange(2, COAL, "Input", "10", allocations=shares(_0="60", _9="40"))
    record, _, found = _rows([exchange(0, POWER, "Output", "36"), burned])
    assert record.allocations == ()
    assert "ilcd-coproduct-unknown" in found


def test_the_resulting_amount_counts() -> None:
    rows = [
        exchange(0, WIDGET, "Output", "1"),
        exchange(1, POWER, "Input", "7.5", meanAmount="2.5", referenceToVariable="k"),
        {**exchange(2, CO2, "Output", ""), "meanAmount": "4"},
        exchange(3, CO2, "Output", ""),
        exchange(4, CO2, "Output", "1,5"),
        exchange(5, CO2, "sideways", "1"),
        exchange(6, "", "Output", "1"),
    ]
    record, _, found = _rows(rows)
    assert [(e.flow, e.amount, e.formula) for e in record.exchanges] == [
        (WIDGET, 1.0, ""),
        (POWER, 7.5, "2.5 * k"),
        (CO2, 4.0, ""),
    ]
    for code in ("resulting-amount-missing", "amount-missing", "number-wrong", "direction-missing", "flow-unnamed"):
        assert found.count(f"ilcd-{code}") == 1


def test_amounts_of_a_flow_that_counts_pieces() -> None:
    datasets = {**linked_set(), "flows/widget": flow(WIDGET, {"en": "Widget"}, "Product flow", {MASS: 18.3, ENERGY: 3})}
    rows = [
        exchange(0, WIDGET, "Output", "2", uncertaintyDistributionType="normal", relativeStandardDeviation95In="20")
    ]
    datasets["processes/maker"] = process(MAKER, {"en": "Maker"}, rows)
    records, report = read(packed(datasets, "xml"))
    (row,) = _process(records, MAKER).exchanges
    assert row.amount == pytest.approx(36.6)
    assert row.uncertainty is not None
    assert (row.uncertainty.a, row.uncertainty.b) == pytest.approx((36.6, 3.66))
    widget = next(r for r in records if isinstance(r, FlowRecord) and r.id == WIDGET)
    assert {p.property: p.factor for p in widget.properties} == pytest.approx({MASS: 1.0, ENERGY: 3 / 18.3})
    assert "ilcd-reference-property-not-one" in codes(report)


@pytest.mark.parametrize(
    ("words", "distribution", "parameters", "code"),
    [
        (("log-normal", "225", "", ""), Distribution.LOGNORMAL, (10, 1.5), None),
        (("log-normal", "2.25", "", ""), Distribution.LOGNORMAL, (10, 1.5), "ilcd-deviation-as-ratio"),
        (("log-normal", "20", "", ""), None, (), "ilcd-uncertainty-unclear"),
        (("log-normal", "", "", ""), None, (), "ilcd-uncertainty-unclear"),
        (("normal", "20", "", ""), Distribution.NORMAL, (10, 1.0), None),
        (("uniform", "", "8", "14"), Distribution.UNIFORM, (8, 14), None),
        (("uniform", "", "14", "8"), None, (), "ilcd-uncertainty-unclear"),
        (("triangular", "", "8", "12"), Distribution.TRIANGULAR, (8, 10, 12), None),
        (("triangular", "", "8", "14"), Distribution.TRIANGULAR, (8, 10, 14), "ilcd-mode-taken"),
        (("undefined", "20", "8", "14"), None, (), None),
        (("beta", "20", "", ""), None, (), "ilcd-uncertainty-unclear"),
    ],
)
def test_uncertainty(
    words: tuple[str, str, str, str], distribution: Distribution | None, parameters: tuple[float, ...], code: str | None
) -> None:
    kind, deviation, low, high = words
    row = exchange(
        1,
        POWER,
        "Input",
        "10",
        minimumAmount=low,
        maximumAmount=high,
        uncertaintyDistributionType=kind,
        relativeStandardDeviation95In=deviation,
    )
    record, _, found = _rows([exchange(0, WIDGET, "Output", "1"), row])
    u = record.exchanges[1].uncertainty
    if distribution is None:
        assert u is None
    else:
        assert u is not None
        assert u.distribution is distribution
        assert tuple(x for x in (u.a, u.b, u.c) if not math.isnan(x)) == pytest.approx(parameters)
    assert [c for c in found if c.startswith(("ilcd-unc", "ilcd-dev", "ilcd-mode"))] == ([code] if code else [])


def test_the_newest_version_is_taken() -> None:
    old = process(MAKER, {"en": "Old"}, [exchange(0, WIDGET, "Output", "1")], version="01.09.000")
    new = process(MAKER, {"en": "New"}, [exchange(0, WIDGET, "Output", "1")], version="01.10.000")
    datasets = {**linked_set(), "processes/a": new, "processes/b": old, "processes/maker": new}
    records, report = read(packed(datasets, "xml"))
    assert _process(records, MAKER).name == "New; at plant"
    assert _process(records, MAKER).version == "01.10.000"
    assert [c for c in codes(report) if "version" in c] == ["ilcd-older-version", "ilcd-same-version"]


def test_two_suppliers_of_one_input_are_told() -> None:
    datasets = {**linked_set(), "lifecyclemodels/model": model([(OTHER_PLANT, POWER, MAKER), (PLANT, POWER, MAKER)])}
    records, report = read(packed(datasets, "json"))
    assert [e.provider for e in _process(records, MAKER).exchanges] == ["", OTHER_PLANT]
    assert "ilcd-model-link-twice" in codes(report)


def test_a_default_provider_of_an_extension_counts() -> None:
    row = exchange(1, POWER, "Input", "1", **{"@olca:defaultProvider": OTHER_PLANT.upper()})
    record, _, _ = _rows([exchange(0, WIDGET, "Output", "1"), row])
    assert record.exchanges[1].provider == OTHER_PLANT


def _declared(module: str, value: str, scenario: str = "") -> Tree:
    return {"@epd:module": module, "#text": value} | ({"@epd:scenario": scenario} if scenario else {})


def _indicator(number: int, amounts: list[Tree]) -> Tree:
    other = {"epd:amount": amounts, "epd:referenceToUnitGroupDataSet": ref(MASS, "kg")}
    return {
        "@dataSetInternalID": str(number),
        "referenceToFlowDataSet": ref(CO2, "Waste disposed"),
        "functionType": "General reminder flow",
        "exchangeDirection": "Output",
        "common:other": other,
    }


def test_declared_results_by_module_and_scenario() -> None:
    reference = {"@dataSetInternalID": "0", "referenceToFlowDataSet": ref(WIDGET), "meanAmount": "1"}
    method = {
        "referenceToLCIAMethodDataSet": ref("60000000-0000-0000-0000-000000000000", "Global warming"),
        "common:other": {
            "epd:amount": [_declared("A1-A3", "42.5"), _declared("A4", "ND", "Sc1"), _declared("D", "-1e-3")],
            "epd:referenceToUnitGroupDataSet": ref(MASS, "kg CO2 eq."),
        },
    }
    plain = {"referenceToLCIAMethodDataSet": {"common:shortDescription": [{"#text": "AP"}]}, "meanAmount": "7"}
    rows = [reference, _indicator(1, [_declared("C3", "0"), _declared("C4", ""), _declared("D", "12,5")])]
    record, records, found = _rows(rows, LCIAResults={"LCIAResult": [method, plain]})
    results = [r for r in records if isinstance(r, ResultRecord)]
    assert [(r.indicator[-1], r.name, r.unit, r.module, r.scenario, r.value) for r in results] == [
        (CO2[-1], "Waste disposed", "kg", "C3", "", 0.0),
        (CO2[-1], "Waste disposed", "kg", "C4", "", None),
        (CO2[-1], "Waste disposed", "kg", "D", "", None),
        ("0", "Global warming", "kg CO2 eq.", "A1-A3", "", 42.5),
        ("0", "Global warming", "kg CO2 eq.", "A4", "Sc1", None),
        ("0", "Global warming", "kg CO2 eq.", "D", "", -0.001),
        ("P", "AP", "", "", "", 7.0),
    ]
    assert [(e.flow, e.direction, e.is_reference) for e in record.exchanges] == [(WIDGET, Direction.OUTPUT, True)]
    assert [c for c in found if "reference-as" in c or "unreadable" in c] == [
        "ilcd-reference-as-output",
        "ilcd-result-unreadable",
    ]


def test_a_reminder_is_no_exchange() -> None:
    row = exchange(1, CO2, "Output", "5", functionType="Allocation reminder flow")
    record, _, found = _rows([exchange(0, WIDGET, "Output", "1"), row])
    assert len(record.exchanges) == 1
    assert "ilcd-reminder-flow" in found


@pytest.mark.parametrize(
    ("kind", "compartment", "taken", "told"),
    [
        ("Waste flow", "", FlowKind.WASTE, False),
        ("Other flow", "", FlowKind.PRODUCT, True),
        ("", "", FlowKind.PRODUCT, True),
        ("Elementary flow", "Emissions", FlowKind.ELEMENTARY, False),
    ],
)
def test_types_of_flows(kind: str, compartment: str, taken: FlowKind, told: bool) -> None:
    tree = flow(WIDGET, {"en": "Widget"}, kind, {MASS: 1.0}, compartment)
    (record,), report = read(packed({"flows/w": tree}, "xml"))
    assert isinstance(record, FlowRecord)
    assert record.kind is taken
    assert (codes(report) == ["ilcd-flow-type-taken"]) is told


def test_names_fall_back_to_another_language() -> None:
    records, _ = read(packed(linked_set(), "xml"))
    steam = next(r for r in records if isinstance(r, FlowRecord) and r.id == STEAM)
    assert (steam.name, steam.names) == ("蒸汽", {"zh": "蒸汽", "de": "Dampf"})


def test_utf_16_is_read() -> None:
    text = to_xml(linked_set()["flows/power"]).decode().replace("UTF-8", "UTF-16")
    package = MemoryPackage({"flows/power.xml": text.encode("utf-16")})
    assert ILCD.recognises(package)
    (record,), _ = read(package)
    assert isinstance(record, FlowRecord)
    assert record.names["zh"] == "电力"


def test_dirt_is_told_with_its_file() -> None:
    files = {
        "processes/cut.xml": to_xml(linked_set()["processes/plant"])[:700],
        "processes/nothing.xml": b"",
        "processes/doctype.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><processDataSet>&a;</processDataSet>',
        "flows/no_id.xml": to_xml({"flowDataSet": {"flowInformation": {"dataSetInformation": {}}}}),
        "LCIAMethods/m.xml": to_xml({"LCIAMethodDataSet": {"x": {"dataSetInformation": {"common:UUID": "a"}}}}),
        "external_docs/a.pdf": b"%PDF",
        "flows/co2.xml": to_xml(linked_set()["flows/co2"]),
        "ILCDLocations.xml": b'<ILCDLocations><location value="RER">Europe</location></ILCDLocations>',
    }
    records, report = read(MemoryPackage(files))
    assert len(records) == 2
    told = {finding.problem.place.file: finding.effect for finding in report.findings}
    assert told == {
        "processes/cut.xml": Effect.REFUSED,
        "processes/nothing.xml": Effect.NOT_READ,
        "processes/doctype.xml": Effect.REFUSED,
        "flows/no_id.xml": Effect.REFUSED,
        "LCIAMethods/m.xml": Effect.NOT_READ,
        "sample": Effect.NOT_READ,
    }


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), spelling=st.sampled_from(["xml", "json"]))
def test_mutated_files_never_raise(seed: int, spelling: str) -> None:
    chance = random.Random(seed)
    package = packed(linked_set(), spelling)
    for name in chance.sample(package.names, 4):
        data = bytearray(package.files[name])
        for _ in range(chance.randint(1, 6)):
            at = chance.randrange(len(data))
            choice = chance.randrange(4)
            if choice == 0:
                data[at] = chance.randrange(256)
            elif choice == 1:
                del data[at : at + chance.randint(1, 40)]
            elif choice == 2:
                data[at:at] = data[max(0, at - chance.randint(1, 60)) : at]
            else:
                data[at:at] = chance.choice([b"1e999", b"NaN", b'"', b"<", b"-", b"0", b"\xff", b"{}", b"[]"])
            data = data or bytearray(b" ")
        package.files[name] = bytes(data)
    database, _ = assembled(package)
    assert database.tables["exchanges"].height <= 8 * 60


@settings(max_examples=40, deadline=None)
@given(row=st.integers(0, 3), doubled=st.booleans())
def test_no_row_is_lost_or_doubled_silently(row: int, doubled: bool) -> None:
    """The inventory of a process changes with each of its exchanges."""
    plant = linked_set()["processes/plant"]
    rows = plant["processDataSet"]["exchanges"]["exchange"]
    changed = [*rows, rows[row]] if doubled else [r for number, r in enumerate(rows) if number != row]
    datasets = {**linked_set(), "processes/plant": process(PLANT, {"en": "x"}, changed, ("0", "1"))}
    records, report = read(packed(datasets, "json"))
    assert len(_process(records, PLANT).exchanges) == len(rows) + (1 if doubled else -1)
    if doubled:
        assert "ilcd-internal-id-twice" in codes(report)


def test_json_beside_datasets_is_told() -> None:
    package = MemoryPackage({"manifest.json": b'{"version": 1}', "flows/a.json": to_json(linked_set()["flows/co2"])})
    records, report = read(package)
    assert len(records) == 1
    assert codes(report) == ["ilcd-type-not-read"]


def test_exchanges_are_exchanges() -> None:
    record, _, _ = _rows([exchange(0, WIDGET, "Output", "1"), exchange(1, POWER, "Input", "1", location="CN-SH")])
    assert all(isinstance(e, ExchangeRecord) for e in record.exchanges)
    assert record.exchanges[1].location == "CN-SH"


@pytest.mark.parametrize(
    ("kind", "deviation", "low", "high"),
    [
        ("log-normal", "1e300", "", ""),
        ("normal", "1e308", "", ""),
        ("normal", "1e200", "", ""),
        ("uniform", "", "-1e308", "1e308"),
        ("triangular", "", "1e308", "1.2e308"),
    ],
)
def test_a_distribution_out_of_range_is_left_out_at_its_row(kind: str, deviation: str, low: str, high: str) -> None:
    row = exchange(
        1,
        POWER,
        "Input",
        "10",
        minimumAmount=low,
        maximumAmount=high,
        uncertaintyDistributionType=kind,
        relativeStandardDeviation95In=deviation,
    )
    maker = process(MAKER, {"en": "Maker"}, [exchange(0, WIDGET, "Output", "1"), row])
    made, report = assembled(packed({**linked_set(), "processes/maker": maker}, "xml"))
    assert 10.0 in made.tables["exchanges"]["amount"].to_list()
    assert set(made.tables["exchanges"]["distribution"]) == {""}
    (finding,) = [f for f in report.findings if f.problem.kind.code == "distribution-out-of-range"]
    assert finding.problem.place.row


@pytest.mark.parametrize(
    ("cas", "read_as", "code"),
    [("000124-38-9", "000124-38-9", None), ("124-38-8", "", "cas-check-digit"), ("none", "", "cas-malformed")],
)
def test_cas_numbers(cas: str, read_as: str, code: str | None) -> None:
    carbon = flow(CO2, {"en": "Carbon dioxide"}, "Elementary flow", {MASS: 1.0}, "Emissions/Emissions to air")
    carbon["flowDataSet"]["flowInformation"]["dataSetInformation"]["CASNumber"] = cas
    records, report = read(packed({**linked_set(), "flows/co2": carbon}, "json"))
    (found,) = [r for r in records if isinstance(r, FlowRecord) and r.id == CO2]
    assert found.cas == read_as
    assert [c for c in codes(report) if c.startswith("cas")] == ([code] if code else [])
