"""Records become tables: nothing is dropped, and what was settled is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.data.databases.assemble import assemble
from fourfold.data.databases.database import Database
from fourfold.data.databases.records import (
    AllocationBasis,
    AllocationRecord,
    Distribution,
    DocumentRecord,
    FlowKind,
    FlowRecord,
    LocationRecord,
    ParameterRecord,
    Record,
    ResultRecord,
    Uncertainty,
)
from fourfold.data.databases.report import Effect, ImportReport
from support.databases import BASE, CO2, ENERGY, Rows, database, emission, flow


def told(of: Database) -> list[tuple[Effect, str]]:
    """Effect and code of every finding."""
    return [(finding.effect, finding.problem.kind.code) for finding in of.report.findings]


def test_every_row_is_kept_even_those_that_do_not_count() -> None:
    made = database(
        [Rows("a").makes("a").gives("co2", 1, "furlong").takes("nowhere", 0).gives("co2", float("nan"))],
    )
    assert made.exchanges.height == 4
    assert made.exchanges["to_reference"].to_list() == [1.0, None, 1.0, None]
    assert (Effect.UNIT, "unit-does-not-convert") in told(made)
    assert (Effect.REFUSED, "amount-not-finite") in told(made)


def test_a_flow_the_source_does_not_hold_stands_as_a_product_of_unknown_name() -> None:
    report = ImportReport()
    rows = Rows("a").makes("a").takes("lost", 1).takes("lost", 2)
    made = assemble([*BASE, flow("a"), rows.record()], report)
    assert made.tables["flows"]["id"].to_list() == ["a", "lost"]
    assert made.tables["exchanges"].height == 3
    (finding,) = report.findings
    assert (finding.effect, finding.problem.params["count"]) == (Effect.UNLINKED, "2")


def test_a_second_dataset_of_an_id_is_refused() -> None:
    assert told(database([Rows("a").makes("a"), Rows("a").makes("a", 2)])) == [(Effect.REFUSED, "dataset-twice")]


class TestUnits:
    def test_a_unit_of_another_property_of_the_flow_is_taken(self) -> None:
        fuel = flow("fuel", properties={ENERGY: 40.0})
        made = database([Rows("a").makes("a").takes("fuel", 1, "MJ")], [fuel])
        assert made.exchanges["to_reference"].to_list() == [1.0, 1 / 40]
        assert told(made) == [(Effect.REPAIRED, "property-taken-by-unit")]

    def test_a_property_the_flow_does_not_have_does_not_convert(self) -> None:
        made = database([Rows("a").makes("a").takes("b", 1, "MJ", property=ENERGY)])
        assert made.exchanges["to_reference"].to_list() == [1.0, None]
        assert told(made) == [(Effect.UNIT, "property-missing-on-flow")]

    def test_a_unit_the_source_does_not_define_converts_by_its_name(self) -> None:
        made = database([Rows("a").makes("a", 1, "lb")])
        assert made.exchanges["to_reference"].to_list() == [pytest.approx(0.45359237)]
        assert told(made) == [(Effect.REPAIRED, "unit-by-name")]

    def test_units_of_formats_without_groups_convert_by_their_names(self) -> None:
        power = FlowRecord("power", "power", FlowKind.PRODUCT, unit="kWh")
        made = database([Rows("a").makes("a").takes("power", 7.2, "MJ")], [power])
        assert made.exchanges["to_reference"].to_list() == [1.0, pytest.approx(1 / 3.6)]
        assert told(made) == []


class TestReferences:
    def test_the_only_product_is_taken(self) -> None:
        made = database([Rows("a").gives("a", 2).gives("co2", 1)])
        assert made.exchanges["is_reference"].to_list() == [True, False]
        assert told(made) == [(Effect.REPAIRED, "reference-taken")]

    def test_of_several_the_first_is_taken(self) -> None:
        made = database([Rows("a").makes("a", 2).makes("b", 1)])
        assert made.exchanges["is_reference"].to_list() == [True, False]
        assert told(made) == [(Effect.REPAIRED, "several-references")]

    def test_none_is_made_up(self) -> None:
        made = database([Rows("a").gives("a", 2).gives("b", 1)])
        assert not made.exchanges["is_reference"].any()
        assert told(made) == [(Effect.REFUSED, "reference-missing")]

    def test_a_waste_alone_is_no_product(self) -> None:
        made = database([Rows("a").gives("sludge", 2)], [flow("sludge", kind=FlowKind.WASTE)])
        assert told(made) == [(Effect.REFUSED, "reference-missing")]

    def test_what_is_exchanged_with_nature_is_no_product(self) -> None:
        made = database([Rows("a").makes("co2", 2), Rows("b").makes("b").gives("co2", 1)])
        assert made.exchanges["is_reference"].to_list() == [False, True, False]
        assert told(made)[0] == (Effect.REFUSED, "reference-elementary")

    def test_a_reference_of_0_is_refused(self) -> None:
        assert told(database([Rows("a").makes("a", 0)])) == [(Effect.REFUSED, "reference-zero")]


class TestSpellings:
    def test_stray_spaces_are_trimmed_and_told(self) -> None:
        flows = [emission("x", "Carbon dioxide,  fossil "), emission("y", "Carbon dioxide, fossil")]
        made = database([Rows("a").makes("a").gives("x", 1).gives("y", 1)], flows)
        assert made.flows["name"].to_list()[1:] == ["Carbon dioxide, fossil"] * 2
        assert told(made) == [(Effect.SPELLING, "name-trimmed"), (Effect.SPELLING, "names-alike")]

    def test_flows_of_one_name_in_several_compartments_are_ordinary(self) -> None:
        flows = [emission("x", "Lead", "air"), emission("y", "Lead", "water")]
        assert told(database([Rows("a").makes("a").gives("x", 1).gives("y", 1)], flows)) == []


def test_locations_become_areas_where_they_are_known() -> None:
    names = [LocationRecord("l", "XY", "Germany")]
    made = database(
        [Rows("a", "cn").makes("a"), Rows("b", "XY").makes("b"), Rows("c", "GLO").makes("c")],
        more=names,
    )
    assert made.processes["area"].to_list() == ["CN", "DE", ""]


def test_allocation_factors_of_what_is_not_there_are_refused() -> None:
    rows = Rows("a").makes("a").gives("b", 1)
    causal = AllocationBasis.CAUSAL
    rows.allocations += [
        AllocationRecord(causal, "a", 0.5, exchange="2"),
        AllocationRecord(causal, "a", 0.5, exchange="9"),
        AllocationRecord(causal, "c", 0.5),
    ]
    made = database([rows])
    assert made.allocations.select("flow", "exchange", "value").rows() == [(0, 1, 0.5)]
    assert [code for _, code in told(made)] == ["allocation-exchange-missing", "allocation-product-missing"]


def test_parameters_results_and_documents_are_kept() -> None:
    made = database(
        [Rows("a").makes("a")],
        more=[
            ParameterRecord("eta", 0.4, "1 - 0.6"),
            ResultRecord("a", "gwp", "GWP total", "kg CO2e", "A1-A3", value=1.5),
            ResultRecord("a", "gwp", "GWP total", "kg CO2e", "C1", value=None),
            ResultRecord("b", "gwp", "GWP total", "kg CO2e", "A1-A3", value=1.5),
            DocumentRecord("s", "source", "A report"),
        ],
    )
    assert made.tables["parameters"].select("process", "name", "value").rows() == [(None, "eta", 0.4)]
    assert made.tables["results"].select("module", "value").rows() == [("A1-A3", 1.5), ("C1", None)]
    assert made.tables["documents"]["name"].to_list() == ["A report"]
    assert told(made) == [(Effect.REFUSED, "process-of-result-missing")]


@given(order=st.permutations(range(5)))
def test_the_order_of_records_does_not_matter_for_what_they_say(order: list[int]) -> None:
    rows = Rows("p").makes("a", 1, "t").takes("b", 3, "g").gives("co2", 2).record()
    records: list[Record] = [flow("a"), flow("b"), CO2, rows, ParameterRecord("x", 1.0)]
    made = assemble([*BASE, *(records[i] for i in order)], ImportReport())
    flows = made.tables["flows"]["id"]
    exchanges = made.tables["exchanges"].with_columns(flow=flows.gather(made.tables["exchanges"]["flow"]))
    assert exchanges.select("flow", "amount", "to_reference").rows() == [
        ("a", 1.0, 1000.0),
        ("b", 3.0, 0.001),
        ("co2", 2.0, 1.0),
    ]


@pytest.mark.parametrize(
    "beyond",
    [
        Uncertainty(Distribution.LOGNORMAL, 1.0, 1e12),
        Uncertainty(Distribution.LOGNORMAL, 1.0, 1e300),
        Uncertainty(Distribution.LOGNORMAL, float("inf"), 1.2),
        Uncertainty(Distribution.LOGNORMAL, 1.0, float("nan")),
        Uncertainty(Distribution.NORMAL, 1.0, 1e200),
        Uncertainty(Distribution.TRIANGULAR, 0.0, 1.0, 1e308),
        Uncertainty(Distribution.TRIANGULAR, 0.0, 1.0),
        Uncertainty(Distribution.UNIFORM, -1e308, 1e308),
        Uncertainty(Distribution.DISCRETE, values=(1.0, 1e200), weights=(0.5, 0.5)),
    ],
)
def test_a_distribution_out_of_range_is_left_out_and_the_amount_kept(beyond: Uncertainty) -> None:
    made = database([Rows("a").makes("a").takes("b", 2, uncertainty=beyond)])
    assert made.exchanges["amount"].to_list() == [1.0, 2.0]
    assert made.exchanges["distribution"].to_list() == ["", ""]
    assert told(made) == [(Effect.REPAIRED, "distribution-out-of-range")]


@pytest.mark.parametrize(
    "usable",
    [
        Uncertainty(Distribution.LOGNORMAL, -1e149, 4e8),
        Uncertainty(Distribution.NORMAL, 1.0, 0.0),
        Uncertainty(Distribution.TRIANGULAR, -1e150, 0.0, 1e150),
        Uncertainty(Distribution.UNIFORM, 0.0, 1.0),
    ],
)
def test_a_wide_distribution_that_can_be_calculated_with_is_kept(usable: Uncertainty) -> None:
    made = database([Rows("a").makes("a").takes("b", 2, uncertainty=usable)])
    assert made.exchanges["distribution"].to_list() == ["", usable.distribution.value]
    assert told(made) == []


@pytest.mark.parametrize("base", [0.0, -1.0, 1e300, float("nan"), float("inf")])
def test_a_basic_uncertainty_out_of_range_is_left_out(base: float) -> None:
    made = database([Rows("a").makes("a").takes("b", 2, base_uncertainty=base)])
    assert made.exchanges["base_uncertainty"].to_list() == [None, None]
    assert told(made) == [(Effect.REPAIRED, "base-uncertainty-out-of-range")]


def test_a_process_without_rows_is_told_but_not_one_of_declared_results() -> None:
    made = database([Rows("empty"), Rows("epd")], more=[ResultRecord("epd", "GWP", "GWP", "kg", "A1-A3", value=1.0)])
    assert made.processes.height == 2
    assert [f.problem.params["process"] for f in made.report.findings] == ["empty"]
    assert told(made) == [(Effect.REFUSED, "process-without-exchanges")]


def test_of_two_factors_for_the_same_the_first_is_taken() -> None:
    rows = Rows("chp").makes("heat").gives("power", 3)
    given = AllocationBasis.GIVEN
    rows.allocations += [AllocationRecord(given, "heat", share) for share in (0.7, 0.6)]
    rows.allocations += [AllocationRecord(given, "power", 0.3), AllocationRecord(given, "power", 0.3, "1")]
    made = database([rows])
    assert made.allocations["value"].to_list() == [0.7, 0.3, 0.3]
    (finding,) = made.report.findings
    assert (finding.effect, finding.problem.kind.code) == (Effect.REFUSED, "allocation-twice")
    assert (finding.problem.params["first"], finding.problem.params["second"]) == ("0.7", "0.6")
