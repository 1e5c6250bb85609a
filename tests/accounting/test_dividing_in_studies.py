"""Limited instruments of a study divided so that least is emitted, beside the proportional rule; by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import fourfold.accounting
from fourfold.accounting.assess import Result
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.explain import explain, figures
from fourfold.accounting.method import ElectricityResolution
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from support.instruments import instrument, supplied_by
from support.outcomes import assumed, calculated, total
from support.power_studies import TWO_DAYS, interval_file, meter_row, metered, power_tables, series_row
from support.studies import own_factor, write_study

BOTH = ("2024-03-01", "2024-03-03")
LEAST = {"supply": {"allocation": "least-emissions"}}
HOW = supplied_by("instruments", "grid")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """By day 1 kWh an hour, by night the grid is dirtier: 0.4 on the first day, 0.8 on the second."""
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["1"] * 24 + ["0"] * 24})
    interval_file(tmp_path, "meters/n.csv", {"kwh": ["0"] * 24 + ["1"] * 24})
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.4"] * 24 + ["0.8"] * 24})
    return tmp_path


def study_of(folder: Path, *instruments: dict[str, object], **declared: Any) -> Study:
    factors = [own_factor("wind", "0.01", "kWh"), own_factor("chips", "0.2", "kWh"), own_factor("mix", "0.7", "kWh")]
    rows: dict[str, Any] = {"meters": [meter_row("m"), meter_row("n")], "series": [series_row("s")]}
    tables = power_tables([metered("main", "e", "m"), metered("main", "f", "n")], factors=factors, **rows)
    return Study.load(write_study(folder, {**tables, "instruments": instruments}, period=TWO_DAYS, **declared))


def allocation_of(result: Result) -> Any:
    document: Any = result_document([result])
    return document["electricity"].get("allocation")


def test_the_load_of_the_dirtier_hours_gets_what_there_is(folder: Path) -> None:
    """30 kWh for 24 at 0.4 and 24 at 0.8. In proportion 15 each: 9 × 0.4 + 9 × 0.8 + 30 × 0.01 = 11.1 kg; so that least
    is emitted 24 of the second load and 6 of the first: 18 × 0.4 + 0.3 = 7.5 kg. Per 1 of 10 kg."""
    one = instrument("gc", 30, *BOTH)
    usual = calculated(study_of(folder, one), HOW)
    assert total(usual) == "1.11"
    assert allocation_of(usual) is None
    least = calculated(study_of(folder, one, **LEAST), HOW)
    assert total(least) == "0.75"
    assert allocation_of(least) == [
        {
            "site": "plant",
            "rule": "least-emissions",
            "saved_kg_co2e": "3.6",
            "loads": [
                {
                    "electricity": "e",
                    "process": "main",
                    "covered_kwh": "6",
                    "proportional_kwh": "15",
                    "outbid_kwh": "18",
                    "without_offer_kwh": "0",
                    "kg_co2e": "7.26",
                    "difference_kwh": "-9",
                    "difference_kg_co2e": "3.51",
                },
                {
                    "electricity": "f",
                    "process": "main",
                    "covered_kwh": "24",
                    "proportional_kwh": "15",
                    "outbid_kwh": "0",
                    "without_offer_kwh": "0",
                    "kg_co2e": "0.24",
                    "difference_kwh": "9",
                    "difference_kg_co2e": "-7.11",
                },
            ],
            "instruments": [
                {
                    "instrument": "gc",
                    "offered_kwh": "30",
                    "used_kwh": "30",
                    "proportional_kwh": "30",
                    "worth_kg_co2e_per_kwh": "0.39",
                }
            ],
        }
    ]
    told = assumed(least)["instruments-divided-for-least"]
    assert "9 kWh of cover moved, 3.6 kg CO2e less" in told


def test_the_cleaner_plant_is_used_first_where_there_is_more_than_enough(folder: Path) -> None:
    """48 kWh are covered by 40 of wind and 8 of wood chips, not by 32 and 16; a further kWh of wind would save 0.19."""
    offers = (instrument("clean", 40, *BOTH), instrument("less", 20, *BOTH, factor="chips"))
    (found,) = allocation_of(calculated(study_of(folder, *offers, **LEAST), HOW))
    assert [
        (one["used_kwh"], one["proportional_kwh"], one["worth_kg_co2e_per_kwh"]) for one in found["instruments"]
    ] == [
        ("40", "32", "0.19"),
        ("8", "16", "0"),
    ]
    assert found["saved_kg_co2e"] == "1.52"


def test_where_the_method_knows_one_factor_for_the_year_nothing_is_to_be_gained(folder: Path) -> None:
    method = supplied_by("instruments", "grid", electricity=ElectricityResolution.ANNUAL_MEAN)
    one = instrument("gc", 30, *BOTH)
    least = calculated(study_of(folder, one, **LEAST), method)
    assert total(least) == total(calculated(study_of(folder, one), method))
    assert allocation_of(least)[0]["saved_kg_co2e"] == "0"


@pytest.mark.parametrize(
    ("order", "electricity", "saved"),
    [
        (("instruments", "residual"), {"residual_factor": "mix"}, "0"),
        (("instruments", "standard_supply", "grid"), {"standard_supply_factor": "mix"}, "0"),
        (("instruments", "grid"), {"standard_supply_factor": "mix"}, "3.6"),
    ],
)
def test_what_else_would_cover_a_load_is_what_the_order_takes_for_the_rest(
    folder: Path, order: tuple[str, ...], electricity: dict[str, str], saved: str
) -> None:
    study = study_of(folder, instrument("gc", 30, *BOTH), electricity=electricity, **LEAST)
    assert allocation_of(calculated(study, supplied_by(*order)))[0]["saved_kg_co2e"] == saved


def test_a_method_that_takes_no_instruments_divides_none(folder: Path) -> None:
    assert allocation_of(calculated(study_of(folder, instrument("gc", 30, *BOTH), **LEAST))) is None


def test_energy_of_another_day_is_open_because_nothing_was_offered(folder: Path) -> None:
    one = instrument("g1", 1, "2024-03-02T00:00", "2024-03-02T01:00", kind="granular-certificate")
    (found,) = allocation_of(
        calculated(study_of(folder, one, **LEAST), supplied_by("instruments", "grid", match="hour"))
    )
    assert [(load["without_offer_kwh"], load["outbid_kwh"]) for load in found["loads"]] == [("24", "0"), ("23", "0")]


def test_figures_list_the_factors_and_the_rule_that_decided(folder: Path) -> None:
    result = calculated(study_of(folder, instrument("gc", 30, *BOTH), **LEAST), HOW)
    wanted = {Place("study.yaml", 0, "supply.allocation"), Place("series/s.csv", 0, "factor")}
    for name in figures(result):
        assert wanted <= set(explain(result, name).cells)


def test_the_document_fits_its_schema(folder: Path) -> None:
    result = calculated(study_of(folder, instrument("gc", 30, *BOTH), **LEAST), HOW)
    schema = json.loads((Path(fourfold.accounting.__file__).parent / "result.schema.json").read_text())
    Draft202012Validator(schema).validate(result_document([result]))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.tuples(st.decimals("0.1", 60, places=3), st.sampled_from(["wind", "chips"])), min_size=1, max_size=3)
)
def test_the_result_never_rises_and_differs_by_what_is_told(
    tmp_path_factory: pytest.TempPathFactory, offers: list[tuple[Decimal, str]]
) -> None:
    folder = tmp_path_factory.mktemp("study")
    interval_file(folder, "meters/m.csv", {"kwh": ["1.25", "0.5"] * 24})
    interval_file(folder, "meters/n.csv", {"kwh": ["0.1", "1.3", "0.7"] * 16})
    interval_file(folder, "series/s.csv", {"factor": ["0.4", "0.41", "0.6", "0.15"] * 12})
    rows = [instrument(f"i{n}", amount, *BOTH, factor=by, document=f"d{n}") for n, (amount, by) in enumerate(offers)]
    usual, least = (calculated(study_of(folder, *rows, **how), HOW) for how in ({}, LEAST))
    (found,) = allocation_of(least)
    saved = Decimal(total(usual)) - Decimal(total(least))
    assert saved >= 0
    assert abs(saved * 10 - Decimal(found["saved_kg_co2e"])) < Decimal("0.000002")
    assert sum(Decimal(load["difference_kwh"]) for load in found["loads"]) == 0
