"""EcoSpold 2: pairs of activity and product, links, treatment by negative amounts, spread of logarithms, dirt."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.background.compile import build_system
from fourfold.accounting.background.solving import Solver
from fourfold.core.problems import InputError
from fourfold.data.databases.readers import Reader, readers
from fourfold.data.databases.records import (
    Direction,
    Distribution,
    FlowKind,
    FlowPropertyRecord,
    LocationRecord,
    ParameterRecord,
    ResultRecord,
)
from fourfold.data.databases.report import Effect, ImportReport
from support.ecospold import (
    ACTIVITY,
    CO2,
    GAS,
    HEAT,
    OTHER_ACTIVITY,
    READER_2,
    SCRAP,
    activity,
    elementary,
    file_1,
    file_2,
    flows,
    imported,
    intermediate,
    processes,
    read,
    read_2,
)
from support.jsonld import MemoryPackage, codes

MADE = intermediate(HEAT, "heat", 1, "o0", unit="MJ")
BOILER = activity(ACTIVITY, "boiler", MADE, elementary(CO2, "Carbon dioxide, fossil", 0.06))
WELL = activity(OTHER_ACTIVITY, "gas well", intermediate(GAS, "natural gas", 1, "o0"))


def uncertain(inner: str, pedigree: str = "") -> str:
    scores = (
        "reliability",
        "completeness",
        "temporalCorrelation",
        "geographicalCorrelation",
        "furtherTechnologyCorrelation",
    )
    matrix = "".join(f' {name}="{score}"' for name, score in zip(scores, pedigree.split(), strict=False))
    return f"<uncertainty>{inner}{f'<pedigreeMatrix{matrix}/>' if pedigree else ''}</uncertainty>"


def prop(key: str, name: str, amount: object, unit: str = "kg") -> str:
    return f'<property propertyId="{key}" amount="{amount}"><name>{name}</name><unitName>{unit}</unitName></property>'


def test_it_is_installed_and_a_reader() -> None:
    assert readers()["ecospold2"] is READER_2
    assert isinstance(READER_2, Reader)


def test_it_tells_its_files_from_others() -> None:
    assert READER_2.recognises(MemoryPackage({"a.spold": file_2(BOILER)}))
    assert not READER_2.recognises(MemoryPackage({"a.xml": file_1()}))
    master = b'<validUnits xmlns="http://www.EcoInvent.org/EcoSpold02"/>'
    assert READER_2.recognises(MemoryPackage({"MasterData/Units.xml": master, "datasets/a.spold": file_2(BOILER)}))


def test_a_process_is_a_pair_of_activity_and_product() -> None:
    records, report = read_2(BOILER.replace(ACTIVITY, ACTIVITY.upper()))
    (boiler,) = processes(records)
    assert boiler.id == f"{ACTIVITY}_{HEAT}"
    assert (boiler.name, boiler.names, boiler.location) == ("boiler", {"zh": "boiler 中文"}, "FR")
    assert (boiler.categories, boiler.comment) == (("3530:Steam supply",), "made\nup")
    assert (boiler.valid_from, boiler.valid_to) == ("2010-01-01", "2012-12-31")
    assert [e.is_reference for e in boiler.exchanges] == [True, False]
    carbon = flows(records)[CO2]
    assert (carbon.kind, carbon.categories, carbon.unit) == (FlowKind.ELEMENTARY, ("air", "urban"), "kg")
    assert codes(report) == {}


def test_several_datasets_in_one_file_and_children_are_read() -> None:
    child = activity(OTHER_ACTIVITY, "other boiler", MADE, tag="childActivityDataset", inheritanceDepth=-1)
    records, report = read_2(BOILER, child)
    assert [p.name for p in processes(records)] == ["boiler", "other boiler"]
    assert codes(report) == {}


def test_a_child_that_may_give_differences_only_is_told() -> None:
    _, report = read_2(activity(ACTIVITY, "boiler", MADE, tag="childActivityDataset", inheritanceDepth=2))
    assert codes(report) == {"ecospold2-child": 1}


def test_a_link_names_the_process_that_makes_the_product() -> None:
    burner = activity(
        ACTIVITY, "boiler", MADE, intermediate(GAS, "natural gas", 0.02, "i5", activityLinkId=OTHER_ACTIVITY)
    )
    records, report = read(READER_2, a_spold=file_2(burner), b_spold=file_2(WELL))
    boiler, well = processes(records)
    assert boiler.exchanges[1].provider == well.id
    assert codes(report) == {}


def test_a_link_to_a_by_product_names_the_process_of_its_activity() -> None:
    two = activity(
        OTHER_ACTIVITY, "field", intermediate(SCRAP, "oil", 1, "o0"), intermediate(GAS, "natural gas", 0.1, "o2")
    )
    burner = activity(
        ACTIVITY, "boiler", MADE, intermediate(GAS, "natural gas", 0.02, "i5", activityLinkId=OTHER_ACTIVITY)
    )
    records, _ = read_2(two, burner)
    field, boiler = processes(records)
    assert boiler.exchanges[1].provider == field.id == f"{OTHER_ACTIVITY}_{SCRAP}"


@pytest.mark.parametrize(("there", "code"), [((), "ecospold2-link-missing"), ((WELL,), "ecospold2-link-other-product")])
def test_a_link_that_leads_nowhere_is_told(there: tuple[str, ...], code: str) -> None:
    burner = activity(ACTIVITY, "boiler", MADE, intermediate(SCRAP, "oil", 0.02, "i5", activityLinkId=OTHER_ACTIVITY))
    records, report = read_2(burner, *there)
    assert processes(records)[0].exchanges[1].provider == ""
    assert codes(report) == {code: 1}


def test_treatment_keeps_its_negative_reference() -> None:
    treatment = activity(OTHER_ACTIVITY, "incineration", intermediate(SCRAP, "scrap", -1, "o0"))
    maker = activity(ACTIVITY, "boiler", MADE, intermediate(SCRAP, "scrap", -0.1, "i5", activityLinkId=OTHER_ACTIVITY))
    records, report = read_2(treatment, maker)
    burnt, boiler = processes(records)
    assert burnt.exchanges[0].amount == -1
    assert burnt.exchanges[0].is_reference
    assert (boiler.exchanges[1].amount, boiler.exchanges[1].provider) == (-0.1, burnt.id)
    assert codes(report) == {}
    assert "cut-off" not in codes(imported(READER_2, a_spold=file_2(treatment, maker)).report)


def test_scores_by_hand() -> None:
    """Heat 0.06 + 0.02 × 0.2; a maker of 2 that leaves 0.5 scrap, whose burning gives 1.5 each: 0.5 × 1.5 / 2."""
    link = {"activityLinkId": OTHER_ACTIVITY}
    well = activity(OTHER_ACTIVITY, "gas well", intermediate(GAS, "gas", 1, "o0"), elementary(CO2, "CO2", 0.2))
    boiler = activity(
        ACTIVITY, "boiler", MADE, intermediate(GAS, "gas", 0.02, "i5", **link), elementary(CO2, "CO2", 0.06)
    )
    burner = activity("burner", "incineration", intermediate(SCRAP, "scrap", -1, "o0"), elementary(CO2, "CO2", 1.5))
    rows = (intermediate("thing", "thing", 2, "o0"), intermediate(SCRAP, "scrap", -0.5, "i5", activityLinkId="burner"))
    database = imported(READER_2, a_spold=file_2(well, boiler, burner, activity("maker", "maker", *rows)))
    system = build_system(database)
    carbon = np.zeros((system.flow_count, 1))
    carbon[database.flow_rows[CO2]] = 1
    scores = Solver(system.coefficients).adjoint(system.burdens.T @ carbon).values[:, 0]
    names = [database.processes["name"][product.process] for product in system.products]
    assert dict(zip(names, scores, strict=True)) == pytest.approx(
        {"gas well": 0.2, "boiler": 0.064, "incineration": 1.5, "maker": 0.375}
    )


def test_what_goes_to_treatment_is_a_waste() -> None:
    records, _ = read_2(activity(ACTIVITY, "boiler", MADE, intermediate(SCRAP, "ash", 0.1, "o3")))
    assert flows(records)[SCRAP].kind is FlowKind.WASTE
    assert processes(records)[0].exchanges[1].direction is Direction.OUTPUT


def test_products_of_amount_zero_are_kept_and_are_no_reference() -> None:
    records, report = read_2(activity(ACTIVITY, "boiler", intermediate(SCRAP, "power", 0, "o0"), MADE))
    (boiler,) = processes(records)
    assert boiler.id == f"{ACTIVITY}_{HEAT}"
    assert [e.is_reference for e in boiler.exchanges] == [False, True]
    assert codes(report) == {"ecospold2-zero-products": 1}


def test_a_lognormal_has_a_basic_and_a_whole_spread() -> None:
    spread = uncertain(
        '<lognormal meanValue="2" mu="0.6931" variance="0.04" varianceWithPedigreeUncertainty="0.09"/>', "1 2 3 4 5"
    )
    records, report = read_2(activity(ACTIVITY, "boiler", MADE, elementary(CO2, "Carbon dioxide", 2, inner=spread)))
    carbon = processes(records)[0].exchanges[1]
    assert carbon.uncertainty is not None
    assert carbon.uncertainty.distribution is Distribution.LOGNORMAL
    assert carbon.uncertainty.a == 2
    assert carbon.uncertainty.b == pytest.approx(math.exp(0.3))
    assert carbon.pedigree == "1;2;3;4;5"
    assert carbon.base_uncertainty == pytest.approx(math.exp(2 * 0.2))
    assert codes(report) == {}


@pytest.mark.parametrize(
    ("inner", "form", "parameters"),
    [
        ('<normal meanValue="2" variance="0.04"/>', Distribution.NORMAL, (2.0, 0.2)),
        ('<uniform minValue="1" maxValue="3"/>', Distribution.UNIFORM, (1.0, 3.0)),
        ('<triangular minValue="1" mostLikelyValue="2" maxValue="4"/>', Distribution.TRIANGULAR, (1.0, 2.0, 4.0)),
    ],
)
def test_other_distributions(inner: str, form: Distribution, parameters: tuple[float, ...]) -> None:
    records, report = read_2(
        activity(ACTIVITY, "boiler", MADE, elementary(CO2, "Carbon dioxide", 2, inner=uncertain(inner)))
    )
    found = processes(records)[0].exchanges[1].uncertainty
    assert found is not None
    assert found.distribution is form
    assert (found.a, found.b, found.c)[: len(parameters)] == pytest.approx(parameters)
    assert codes(report) == {}


@pytest.mark.parametrize(
    "inner",
    [
        '<lognormal meanValue="2"/>',
        '<lognormal meanValue="2" variance="-1"/>',
        '<lognormal meanValue="2" variance="1e9"/>',
        '<normal meanValue="2" variance="-1"/>',
        '<uniform minValue="3" maxValue="1"/>',
        '<triangular minValue="2" mostLikelyValue="25" maxValue="5"/>',
        '<beta minValue="1" mostLikelyValue="2" maxValue="5"/>',
    ],
)
def test_a_distribution_that_cannot_be_used_is_told_and_the_amount_kept(inner: str) -> None:
    rows = elementary(CO2, "Carbon dioxide", 2, inner=uncertain(inner, "1 2 3 4 5"))
    records, report = read_2(activity(ACTIVITY, "boiler", MADE, rows))
    carbon = processes(records)[0].exchanges[1]
    assert (carbon.amount, carbon.uncertainty, carbon.pedigree) == (2, None, "1;2;3;4;5")
    assert codes(report) == {"ecospold-uncertainty-left-out": 1}


def test_a_distribution_about_another_amount_is_moved_and_told() -> None:
    spread = uncertain('<lognormal meanValue="4" mu="0.1" variance="0.04"/>')
    records, report = read_2(activity(ACTIVITY, "boiler", MADE, elementary(CO2, "Carbon dioxide", 2, inner=spread)))
    found = processes(records)[0].exchanges[1].uncertainty
    assert found is not None
    assert found.a == 2
    assert codes(report) == {"ecospold2-centre-moved": 1, "ecospold2-mu": 1}


def test_properties_that_agree_are_those_of_the_flow() -> None:
    first = intermediate(
        GAS, "natural gas", 1, "o0", inner=prop("p1", "dry mass", 0.8) + prop("p2", "price", 0.2, "EUR")
    )
    second = intermediate(
        GAS, "natural gas", 0.1, "i5", inner=prop("p1", "dry mass", 0.8) + prop("p2", "price", 0.3, "EUR")
    )
    records, report = read_2(activity(OTHER_ACTIVITY, "gas well", first), activity(ACTIVITY, "boiler", MADE, second))
    assert [(p.property, p.factor) for p in flows(records)[GAS].properties] == [("p1", 0.8)]
    assert {r.name for r in records if isinstance(r, FlowPropertyRecord)} == {"dry mass", "price"}
    assert codes(report) == {"ecospold2-property-differs": 1}


def test_formulas_and_their_variables_are_kept() -> None:
    parameter = '<parameter variableName="share" amount="0.5"><name>a share</name><unitName>1</unitName></parameter>'
    rows = elementary(CO2, "Carbon dioxide", 2, mathematicalRelation="4*share", variableName="carbon")
    records, _ = read_2(activity(ACTIVITY, "boiler", MADE, rows, parameter))
    (boiler,) = processes(records)
    assert boiler.exchanges[1].formula == "4*share"
    assert [(p.name, p.value, p.formula) for p in boiler.parameters] == [("share", 0.5, ""), ("carbon", 2, "4*share")]
    assert not [r for r in records if isinstance(r, ParameterRecord)]


def test_declared_scores_are_kept() -> None:
    score = (
        '<impactIndicator impactIndicatorId="i1" amount="0.07"><impactMethodName>M</impactMethodName>'
        "<impactCategoryName>climate</impactCategoryName><name>GWP100</name><unitName>kg</unitName></impactIndicator>"
    )
    records, _ = read_2(activity(ACTIVITY, "boiler", MADE, score, type="2"))
    (boiler,) = processes(records)
    assert boiler.is_result
    (result,) = (r for r in records if isinstance(r, ResultRecord))
    assert (result.process, result.name, result.value) == (boiler.id, "M / climate / GWP100", 0.07)


def test_several_system_models_are_told() -> None:
    _, report = read_2(BOILER, WELL.replace("Undefined", "Allocation, cut-off"))
    (finding,) = report.findings
    assert finding.problem.kind.code == "ecospold2-system-models"
    assert finding.problem.params["found"] == "Allocation, cut-off (1), Undefined (1)"


def test_master_data_fill_what_datasets_leave_out() -> None:
    space = 'xmlns="http://www.EcoInvent.org/EcoSpold02"'
    units = f'<validUnits {space}><unit id="U1"><name>kg</name></unit></validUnits>'
    place = "<geography id='g'><name>France</name><shortname>FR</shortname></geography>"
    places = f"<validGeographies {space}>{place}</validGeographies>"
    other = f"<validTags {space}/>"
    dataset = activity(ACTIVITY, "boiler", MADE, intermediate(GAS, "natural gas", 1, "i5", unit="", unitId="u1"))
    package = {
        "MasterData/Units.xml": units.encode(),
        "MasterData/Geographies.xml": places.encode(),
        "MasterData/Tags.xml": other.encode(),
        "datasets/a.spold": file_2(dataset),
    }
    report = ImportReport()
    records = list(READER_2.records(MemoryPackage(package), report, lambda *_: None))
    assert processes(records)[0].exchanges[1].unit == "kg"
    assert [r.name for r in records if isinstance(r, LocationRecord)] == ["France"]
    assert codes(report) == {"ecospold2-unit-of-master": 1, "ecospold2-master-not-read": 1}


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (intermediate(GAS, "natural gas", "1,5", "i5"), "number-comma"),
        (intermediate(GAS, "natural gas", "NaN", "i5"), "number-not-finite"),
        (intermediate(GAS, "natural gas", None, "i5"), "ecospold-number-missing"),
        (intermediate(GAS, "natural gas", 1, "i5", unit=""), "exchange-incomplete"),
        (intermediate(GAS, "natural gas", 1, "o4"), "exchange-groups"),
        (elementary(CO2, "Carbon dioxide", 1, "i5"), "exchange-groups"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_place(rows: str, code: str) -> None:
    records, report = read_2(activity(ACTIVITY, "boiler", MADE, rows))
    assert len(processes(records)[0].exchanges) == 1
    (finding,) = report.of(Effect.REFUSED)
    assert finding.problem.kind.code == code
    assert (finding.problem.place.file, finding.problem.place.row > 1) == ("one.spold", True)


def test_missing_ids_are_made_and_told() -> None:
    text = (
        file_2(BOILER)
        .replace(f' id="{ACTIVITY}"'.encode(), b"")
        .replace(f' intermediateExchangeId="{HEAT}"'.encode(), b"")
    )
    records, report = read(READER_2, a_spold=text)
    again, _ = read(READER_2, b_spold=text)
    assert processes(records)[0].id == processes(again)[0].id
    assert codes(report) == {"ecospold2-id-made": 2}


def test_a_product_and_an_elementary_flow_of_one_id_stay_apart() -> None:
    records, report = read_2(BOILER, activity(OTHER_ACTIVITY, "carbon", intermediate(CO2, "liquid CO2", 1, "o0")))
    boiler, carbon = processes(records)
    assert boiler.exchanges[1].flow != carbon.exchanges[0].flow
    assert flows(records)[carbon.exchanges[0].flow].kind is FlowKind.PRODUCT
    assert codes(report) == {"ecospold2-id-of-both": 1}


@pytest.mark.parametrize("data", [b"", b"<ecoSpold", file_2(), file_2(BOILER)[:300]])
def test_nothing_to_read_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read(READER_2, a_spold=data)


def test_entities_are_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02">&b;</ecoSpold>'
    with pytest.raises(InputError):
        read(READER_2, a_spold=bomb)
    records, report = read(READER_2, a_spold=bomb, b_spold=file_2(BOILER))
    assert len(processes(records)) == 1
    assert codes(report) == {"xml-doctype": 1}


NOISE = file_2(
    BOILER,
    activity(
        OTHER_ACTIVITY,
        "gas well",
        intermediate(GAS, "natural gas", 1, "o0", inner=prop("p1", "dry mass", 0.8)),
        elementary(
            CO2,
            "Carbon dioxide",
            2,
            inner=uncertain('<lognormal meanValue="2" mu="0.7" variance="0.04"/>', "1 2 3 4 5"),
        ),
    ),
)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_files_are_findings_or_errors_and_never_a_crash(data: st.DataObject) -> None:
    noise = bytearray(NOISE)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(noise) - 1))
        length = data.draw(st.integers(0, 30))
        noise[at : at + length] = data.draw(st.binary(max_size=4))
    try:
        records = list(READER_2.records(MemoryPackage({"a.spold": bytes(noise)}), ImportReport(), lambda *_: None))
    except InputError:
        return
    assert all(math.isfinite(e.amount) for p in processes(records) for e in p.exchanges)


@pytest.mark.parametrize(
    ("inner", "code"),
    [
        (
            '<lognormal meanValue="2" mu="0.7" variance="1e5" varianceWithPedigreeUncertainty="1e5"/>',
            "distribution-out",
        ),
        ('<lognormal mu="1e300" variance="1e300"/>', "ecospold-uncertainty-left-out"),
        (
            '<lognormal meanValue="2" mu="0.7" variance="1e4" varianceWithPedigreeUncertainty="0.04"/>',
            "base-uncertainty",
        ),
        ('<normal meanValue="2" variance="1e305"/>', "distribution-out"),
        ('<triangular minValue="-1e308" mostLikelyValue="2" maxValue="1e308"/>', "distribution-out"),
    ],
)
def test_a_distribution_out_of_range_is_left_out_at_its_row(inner: str, code: str) -> None:
    carbon = elementary(CO2, "Carbon dioxide", 2, inner=uncertain(inner))
    made = imported(READER_2, a=file_2(activity(ACTIVITY, "boiler", MADE, carbon)))
    assert made.exchanges["amount"].to_list() == [1.0, 2.0]
    found = [f for f in made.report.findings if f.problem.kind.code.startswith(code)]
    assert len(found) == 1
    assert found[0].problem.place.row
    assert (made.exchanges["distribution"][1] == "") is (code != "base-uncertainty")
    assert made.exchanges["base_uncertainty"][1] is None or code == "distribution-out"
