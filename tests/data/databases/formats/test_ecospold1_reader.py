"""EcoSpold 1: what identifies things, which supplier is meant, factors in per cent, and dirt with its place."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.core.problems import InputError
from fourfold.data.databases.formats.ecospold.values import read_day, read_float, read_pedigree
from fourfold.data.databases.readers import Reader, readers
from fourfold.data.databases.records import (
    AllocationBasis,
    Direction,
    Distribution,
    DocumentRecord,
    FlowKind,
)
from fourfold.data.databases.report import Effect, ImportReport
from support.ecospold import (
    READER_1,
    dataset,
    emission,
    file_1,
    file_2,
    flows,
    imported,
    processes,
    read,
    read_1,
    row,
    shares,
)
from support.jsonld import MemoryPackage, codes

STEEL = row("steel", 1, "o0", location="FR")
MILL = dataset("steel", STEEL, emission("Carbon dioxide, fossil", 1.8))
ORE = dataset("ore", row("ore", 1, "o0", location="FR"), number="2")


def test_it_is_installed_and_a_reader() -> None:
    assert readers()["ecospold1"] is READER_1
    assert isinstance(READER_1, Reader)


def test_it_tells_its_files_from_others() -> None:
    assert READER_1.recognises(MemoryPackage({"a.xml": file_1(MILL)}))
    assert READER_1.recognises(
        MemoryPackage({"a.xml": file_1(MILL).replace(b' xmlns="http://www.EcoInvent.org/EcoSpold01"', b"")})
    )
    assert not READER_1.recognises(MemoryPackage({"a.xml": file_2()}))
    assert not READER_1.recognises(MemoryPackage({"a.xml": b"<a/>", "b.txt": b""}))


def test_a_dataset_becomes_a_process_with_its_documentation() -> None:
    records, report = read_1(MILL)
    (steel,) = processes(records)
    assert (steel.name, steel.location, steel.categories) == ("steel", "FR", ("metals",))
    assert (steel.valid_from, steel.valid_to) == ("2010-01-01", "2012-12-31")
    assert (steel.technology, steel.geography, steel.comment) == ("furnace", "one site", "made up")
    product, carbon = steel.exchanges
    assert product.is_reference
    assert product.direction is Direction.OUTPUT
    assert (carbon.amount, carbon.unit, carbon.place.file) == (1.8, "kg", "one.xml")
    assert carbon.place.row == product.place.row + 1
    kinds = {flow.name: (flow.kind, flow.categories) for flow in flows(records).values()}
    assert kinds["steel"] == (FlowKind.PRODUCT, ("metals",))
    assert kinds["Carbon dioxide, fossil"] == (FlowKind.ELEMENTARY, ("air", "low population density"))
    documents = {r.id: r.name for r in records if isinstance(r, DocumentRecord)}
    assert documents[steel.sources[0]] == "Nobody (2011). A made-up report"
    assert codes(report) == {}


@pytest.mark.parametrize(
    ("group", "kind", "direction", "reference", "avoided"),
    [
        ("i1", "product", "input", False, False),
        ("i2", "product", "input", False, False),
        ("i3", "product", "input", False, False),
        ("i4", "elementary", "input", False, False),
        ("i5", "product", "input", False, False),
        ("o1", "product", "output", False, True),
        ("o2", "product", "output", False, False),
        ("o3", "waste", "output", False, False),
        ("o4", "elementary", "output", False, False),
    ],
)
def test_groups(group: str, kind: str, direction: str, reference: bool, avoided: bool) -> None:
    records, _ = read_1(dataset("steel", STEEL, row("thing", 2, group)))
    exchange = processes(records)[0].exchanges[1]
    assert flows(records)[exchange.flow].kind == kind
    assert (exchange.direction, exchange.is_reference, exchange.is_avoided) == (direction, reference, avoided)


@pytest.mark.parametrize("groups", ["i5 o0", "i9", "o7", "i5 i5"])
def test_a_row_needs_exactly_one_group(groups: str) -> None:
    records, report = read_1(dataset("steel", STEEL, row("thing", 2, groups)))
    assert len(processes(records)[0].exchanges) == 1
    (finding,) = report.of(Effect.REFUSED)
    assert finding.problem.kind.code == "exchange-groups"
    assert finding.problem.place.row > 0


@pytest.mark.parametrize(
    ("amount", "code"),
    [
        ("1,5", "number-comma"),
        ("1 000.0", "number-grouped"),
        ("NaN", "number-not-finite"),
        ("1e999", "number-out-of-range"),
        ("1e-999", "number-out-of-range"),
        ("", "ecospold-number-missing"),
        (None, "ecospold-number-missing"),
        ("two", "number-unreadable"),
    ],
)
def test_amounts_are_never_guessed(amount: str | None, code: str) -> None:
    records, report = read_1(dataset("steel", STEEL, row("ore", amount, "i5")))
    assert len(processes(records)[0].exchanges) == 1
    (finding,) = report.of(Effect.REFUSED)
    assert (finding.problem.kind.code, finding.problem.place.column) == (code, "meanValue")


def test_a_dataset_without_its_product_row_is_left_out() -> None:
    records, report = read_1(ORE, dataset("steel", row("steel", "1,0", "o0")))
    assert [p.name for p in processes(records)] == ["ore"]
    assert "rows-left-out" in codes(report)


def test_a_missing_product_row_is_made_of_the_reference_function() -> None:
    records, report = read_1(dataset("steel", emission("Dust", 1), amount=2))
    made = processes(records)[0].exchanges[-1]
    assert (made.is_reference, made.amount) == (True, 2)
    assert codes(report) == {"ecospold1-reference-made": 1}


def test_ids_do_not_depend_on_the_file_or_the_order() -> None:
    one, _ = read_1(MILL, ORE)
    two, _ = read(READER_1, a_xml=file_1(ORE), b_xml=file_1(MILL))
    assert {p.name: p.id for p in processes(one)} == {p.name: p.id for p in processes(two)}
    assert set(flows(one)) == set(flows(two))


def test_a_supplier_is_found_by_the_same_words() -> None:
    records, report = read_1(ORE, dataset("steel", STEEL, row("ore", 3, "i5", location="FR")))
    ore, steel = processes(records)
    assert steel.exchanges[1].flow == ore.exchanges[0].flow
    assert codes(report) == {}


def test_stray_spaces_do_not_part_a_flow_and_are_told() -> None:
    records, report = read_1(ORE, dataset("steel", STEEL, row("ore  ", 3, "i5", location="FR")))
    ore, steel = processes(records)
    assert steel.exchanges[1].flow == ore.exchanges[0].flow
    assert codes(report) == {"ecospold1-spellings-joined": 1}


def test_units_of_one_measure_do_not_part_a_flow() -> None:
    database = imported(
        READER_1, one_xml=file_1(ORE, dataset("steel", STEEL, row("ore", 0.003, "i5", unit="t", location="FR")))
    )
    assert database.exchanges["to_reference"].to_list() == [1.0, 1.0, 1000.0]
    assert "cut-off" not in codes(database.report)


def test_an_open_location_takes_the_only_product_of_the_name_and_is_told() -> None:
    records, report = read_1(ORE, dataset("steel", STEEL, row("ore", 3, "i5")))
    ore, steel = processes(records)
    assert steel.exchanges[1].flow == ore.exchanges[0].flow
    assert codes(report) == {"ecospold1-product-by-name": 1}


def test_another_location_is_another_product() -> None:
    # Rows are counted within each dataset here, so that their numbers say nothing about flows.
    records, report = read_1(ORE, dataset("steel", STEEL, row("ore", 3, "i5", location="DE")))
    ore, steel = processes(records)
    assert steel.exchanges[1].flow != ore.exchanges[0].flow
    assert codes(report) == {"ecospold1-product-elsewhere": 1}


def test_numbers_that_name_flows_find_the_product_of_another_location() -> None:
    ore = dataset("ore", row("ore", 1, "o0", location="FR", number="22"), number="900")
    steel = dataset(
        "steel", row("steel", 1, "o0", number="11", location="FR"), row("ore", 3, "i5", location="DE", number="22")
    )
    records, report = read_1(ore, steel)
    first, second = processes(records)
    assert second.exchanges[1].flow == first.exchanges[0].flow
    assert codes(report) == {"ecospold1-product-by-number": 1}


def test_numbers_of_datasets_name_the_supplier() -> None:
    ore = dataset("ore", row("ore", 1, "o0", location="FR", number="22"), number="22")
    steel = dataset(
        "steel",
        row("steel", 1, "o0", number="11", location="FR"),
        row("ore", 3, "i5", location="FR", number="22"),
        number="11",
    )
    records, _ = read_1(ore, steel)
    first, second = processes(records)
    assert second.exchanges[1].provider == first.id


def test_a_waste_whose_treatment_is_a_service_needs_that_service() -> None:
    landfill = dataset("to landfill", row("to landfill", 1, "o0", location="FR"), emission("Methane", 0.1), number="3")
    records, report = read_1(landfill, dataset("steel", STEEL, row("to landfill", 0.2, "o3", location="FR")))
    _, steel = processes(records)
    assert steel.exchanges[1].direction is Direction.INPUT
    assert codes(report) == {"ecospold1-waste-to-service": 1}


def test_a_dataset_that_feeds_on_itself_gets_no_supplier() -> None:
    records, report = read_1(dataset("steel", STEEL, row("steel", 1.03, "i5", location="FR")))
    product, need = processes(records)[0].exchanges
    assert need.flow != product.flow
    assert codes(report) == {"ecospold1-own-need": 1}


def test_a_loss_within_a_dataset_stays_a_loop() -> None:
    records, report = read_1(dataset("steel", STEEL, row("steel", 0.03, "i5", location="FR")))
    product, need = processes(records)[0].exchanges
    assert need.flow == product.flow
    assert codes(report) == {}


def test_repeated_numbers_of_rows_are_told_and_every_row_kept() -> None:
    twice = (row("ore", 1, "i5", number="4"), row("coal", 2, "i5", number="4"))
    records, report = read_1(dataset("steel", STEEL, *twice))
    assert [e.amount for e in processes(records)[0].exchanges] == [1, 1, 2]
    assert len({e.internal_id for e in processes(records)[0].exchanges}) == 3
    assert codes(report) == {"ecospold1-exchange-numbers-repeated": 1}


def test_datasets_of_one_name_are_told_apart_by_number() -> None:
    other = dataset("steel", STEEL, emission("Carbon dioxide, fossil", 2.5), number="9")
    records, report = read_1(MILL, other)
    first, second = processes(records)
    assert first.id != second.id
    assert codes(report) == {"ecospold1-identity-shared": 1}


def test_the_same_dataset_twice_is_read_once_and_told() -> None:
    records, report = read(READER_1, a_xml=file_1(MILL), b_xml=file_1(MILL))
    assert len(processes(records)) == 1
    assert codes(report)["dataset-repeated"] == 1


def test_one_name_and_number_with_other_contents_are_both_kept() -> None:
    records, report = read(READER_1, a_xml=file_1(MILL), b_xml=file_1(dataset("steel", STEEL)))
    assert len({p.id for p in processes(records)}) == 2
    assert codes(report)["ecospold1-number-shared"] == 1


def test_allocation_factors_are_shares_of_one() -> None:
    rows = (
        row("milk", 10, "o2", number="1", location="FR"),
        row("beef", 1, "o2", number="2", location="FR"),
        row("feed", 5, "i5", number="3"),
    )
    factors = (shares("1", 80, "3", method="1"), shares("2", 20, "3", method="1"))
    records, report = read_1(dataset("cows", *rows, *factors, type="5"))
    (cows,) = processes(records)
    assert [(a.value, a.exchange) for a in cows.allocations] == [(0.8, "3"), (0.2, "3")]
    assert cows.default_allocation is AllocationBasis.ECONOMIC
    assert [e.is_reference for e in cows.exchanges] == [True, False, False]
    assert codes(report) == {"ecospold1-reference-of-several": 1}


def test_factors_that_do_not_fit_are_told() -> None:
    rows = (row("milk", 10, "o0", number="1", location="FR"), row("beef", 1, "o2", number="2", location="FR"))
    factors = (shares("1", 70, "1"), shares("2", 20, "1", method="0"), shares("5", 10, "1"), shares("2", 5, "8"))
    records, report = read_1(dataset("milk", *rows, *factors))
    assert {a.basis for a in processes(records)[0].allocations} == {AllocationBasis.GIVEN}
    found = codes(report)
    assert found["ecospold1-allocation-sum"] == 1
    assert found["ecospold1-allocation-refused"] == 2
    assert found["ecospold1-allocation-mixed"] == 1


@pytest.mark.parametrize(
    ("given", "form", "parameters"),
    [
        ({"uncertaintyType": 1, "standardDeviation95": 1.44}, Distribution.LOGNORMAL, (2.0, 1.2)),
        ({"uncertaintyType": 2, "standardDeviation95": 0.5}, Distribution.NORMAL, (2.0, 0.25)),
        ({"uncertaintyType": 4, "minValue": 1, "maxValue": 3}, Distribution.UNIFORM, (1.0, 3.0)),
        (
            {"uncertaintyType": 3, "minValue": 1, "mostLikelyValue": 1.5, "maxValue": 4},
            Distribution.TRIANGULAR,
            (1.0, 1.5, 4.0),
        ),
        # Mean (1 + x + 4) / 3 = 2, so the mode is 1.
        ({"uncertaintyType": 3, "minValue": 1, "maxValue": 4}, Distribution.TRIANGULAR, (1.0, 1.0, 4.0)),
    ],
)
def test_distributions(given: dict[str, object], form: Distribution, parameters: tuple[float, ...]) -> None:
    records, report = read_1(dataset("steel", STEEL, row("ore", 2, "i5", **given)))
    found = processes(records)[0].exchanges[1].uncertainty
    assert found is not None
    assert found.distribution is form
    assert (found.a, found.b, found.c)[: len(parameters)] == pytest.approx(parameters)
    assert "ecospold-uncertainty-left-out" not in codes(report)


@pytest.mark.parametrize(
    "given",
    [
        {"uncertaintyType": 1},
        {"uncertaintyType": 1, "standardDeviation95": 0},
        {"uncertaintyType": 2, "standardDeviation95": -1},
        {"uncertaintyType": 3, "minValue": 1},
        {"uncertaintyType": 3, "minValue": 3, "mostLikelyValue": 2, "maxValue": 1},
        {"uncertaintyType": 4, "minValue": 3, "maxValue": 1},
        {"uncertaintyType": 6},
    ],
)
def test_a_distribution_that_cannot_be_used_is_told_and_the_amount_kept(given: dict[str, object]) -> None:
    records, report = read_1(dataset("steel", STEEL, row("ore", 2, "i5", **given)))
    exchange = processes(records)[0].exchanges[1]
    assert (exchange.amount, exchange.uncertainty) == (2, None)
    assert codes(report)["ecospold-uncertainty-left-out"] == 1


@pytest.mark.parametrize(
    ("comment", "scores", "base"),
    [
        ("(1,3,2,1,1,5)", "1;3;2;1;1", None),
        ("estimate; (4,5,na,na,na,na)", "4;5;n.a.;n.a.;n.a.", None),
        ("(2,3,1,1,3,BU:1.05)", "2;3;1;1;3", 1.05),
        ("(1;2;3;4;5) own guess", "1;2;3;4;5", None),
        ("(30,000 plants per acre)", "", None),
        ("(1,2)", "", None),
        ("", "", None),
    ],
)
def test_scores_in_comments(comment: str, scores: str, base: float | None) -> None:
    assert read_pedigree(comment) == (scores, base)


def test_cas_numbers_are_checked() -> None:
    records, report = read_1(
        dataset(
            "steel",
            STEEL,
            emission("Water", 1, CASNumber="007732-18-5"),
            emission("Iron", 1, CASNumber="7732190"),
            emission("Lead", 1, CASNumber="7439-92-2"),
        )
    )
    assert {f.name: f.cas for f in flows(records).values()} == {
        "steel": "",
        "Water": "7732-18-5",
        "Iron": "",
        "Lead": "",
    }
    assert codes(report)["cas-malformed"] == 1
    assert codes(report)["cas-check-digit"] == 1


def test_other_datasets_and_files_are_counted_and_not_read() -> None:
    records, report = read(
        READER_1, a_xml=file_1(MILL, dataset("Dust", type="3", number="5")), readme_txt=b"text", other_xml=b"<other/>"
    )
    assert [p.name for p in processes(records)] == ["steel"]
    assert codes(report)["ecospold-dataset-not-read"] == 1
    assert codes(report)["ecospold-file-not-read"] == 2


def test_what_is_not_read_is_counted_by_name() -> None:
    _, report = read_1(
        dataset("steel", STEEL, row("ore", 3, "i5", pageNumbers="12"), row("coal", 1, "i5", pageNumbers="13"))
    )
    (finding,) = report.of(Effect.NOT_READ)
    assert dict(finding.problem.params) == {"found": "exchange.pageNumbers", "count": "2"}


def test_a_product_has_the_names_its_dataset_gives() -> None:
    synonyms = '<referenceFunction localName="Stahl" '
    text = (
        file_1(MILL)
        .decode()
        .replace("<referenceFunction ", synonyms)
        .replace('"made up"/>', '"made up"><synonym>iron alloy</synonym></referenceFunction>')
    )
    records, report = read(READER_1, a_xml=text.encode())
    steel = flows(records)[processes(records)[0].exchanges[0].flow]
    assert (steel.names, steel.synonyms) == ({"de": "Stahl"}, ("iron alloy",))
    assert codes(report) == {}


def test_a_broken_file_is_refused_whole_and_the_others_are_read() -> None:
    records, report = read(READER_1, a_xml=file_1(MILL, ORE)[:-80], b_xml=file_1(MILL))
    assert [p.name for p in processes(records)] == ["steel"]
    (finding,) = report.of(Effect.REFUSED)
    assert finding.problem.place.file == "a.xml"


@pytest.mark.parametrize("data", [b"", b"<ecoSpold", file_1(), file_1(MILL)[:200], b'\xff\xfe<?xml version="1.0"?>'])
def test_nothing_to_read_is_an_error(data: bytes) -> None:
    with pytest.raises(InputError):
        read(READER_1, a_xml=data)


def test_wrong_encoding_is_told_with_its_line() -> None:
    data = file_1(MILL).replace(b"one site", "Nîmes".encode("latin-1"))
    with pytest.raises(InputError) as caught:
        read(READER_1, a_xml=data)
    assert caught.value.problems[0].kind.code == "xml-broken"
    assert caught.value.problems[0].place.row > 1


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2010", "2010-01-01", "2010-12-31"),
        ("2012-02", "2012-02-01", "2012-02-29"),
        ("2009-12-31-07:00", "2009-12-31", "2009-12-31"),
        ("2010-13", None, None),
        ("2010-02-30", None, None),
        ("soon", None, None),
    ],
)
def test_days(text: str, first: str | None, last: str | None) -> None:
    assert (read_day(text, last=False), read_day(text, last=True)) == (first, last)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_float_comes_back(value: float) -> None:
    assert read_float(repr(value)) == value


NOISE = file_1(MILL, ORE, dataset("cows", STEEL, row("ore", 3, "i5"), shares("1", 100, "1"), number="3"))


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_files_are_findings_or_errors_and_never_a_crash(data: st.DataObject) -> None:
    noise = bytearray(NOISE)
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(noise) - 1))
        length = data.draw(st.integers(0, 30))
        noise[at : at + length] = data.draw(st.binary(max_size=4))
    report = ImportReport()
    try:
        records = list(READER_1.records(MemoryPackage({"a.xml": bytes(noise)}), report, lambda *_: None))
    except InputError:
        return
    assert all(math.isfinite(e.amount) for p in processes(records) for e in p.exchanges)


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_no_attribute_is_dropped_unnoticed(data: st.DataObject) -> None:
    """Whatever attribute of an exchange goes, a record or the report changes."""
    text = file_1(ORE, dataset("steel", STEEL, row("ore", 3, "i5", location="FR", CASNumber="7732-18-5", number="4")))
    names = [b"number", b"name", b"unit", b"meanValue", b"location", b"CASNumber"]
    name = data.draw(st.sampled_from(names))
    start = text.rindex(b"<exchange")
    at = text.index(b" " + name + b"=", start)
    cut = text[:at] + text[text.index(b'"', text.index(b'"', at) + 1) + 1 :]
    whole, whole_report = read(READER_1, a_xml=text)
    less, less_report = read(READER_1, a_xml=cut)
    assert whole != less or codes(whole_report) != codes(less_report)


@pytest.mark.parametrize(
    "given",
    [
        {"uncertaintyType": 1, "standardDeviation95": 1e300},
        {"uncertaintyType": 2, "standardDeviation95": 1e300},
        {"uncertaintyType": 4, "minValue": -1e308, "maxValue": 1e308},
        {"uncertaintyType": 3, "minValue": 0, "mostLikelyValue": 1, "maxValue": 1e300},
    ],
)
def test_a_distribution_out_of_range_is_left_out_at_its_row(given: dict[str, object]) -> None:
    made = imported(READER_1, a=file_1(dataset("steel", STEEL, row("ore", 2, "i5", **given))))
    assert made.exchanges["amount"].to_list() == [1.0, 2.0]
    assert made.exchanges["distribution"].to_list() == ["", ""]
    (finding,) = [f for f in made.report.findings if f.problem.kind.code == "distribution-out-of-range"]
    assert finding.problem.place.row
