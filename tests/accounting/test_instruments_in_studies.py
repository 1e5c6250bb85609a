"""Instruments of a study under several methods: what covers a load, what it emits, what is told; by hand."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

import fourfold.accounting
from fourfold.accounting.assess import Result, assess
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.explain import explain, figures
from fourfold.accounting.method import ElectricityResolution, Method
from fourfold.accounting.study.model import Study
from fourfold.core.problems import InputError, Place
from fourfold.electricity.supply.criteria import AreaLevel, InstrumentKind
from fourfold.exchange.study_workbook import study_workbook
from support.instruments import instrument, supplied_by
from support.outcomes import assumed, calculated, close, faults, refused, total, warned
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
from support.studies import own_factor, write_study

DAY = ("2024-03-01", "2024-03-02")
BOTH = ("2024-03-01", "2024-03-03")
EVERYTHING = ("on_site", "direct_line", "instruments", "residual", "grid")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """48 hours at 1 kWh; the grid at 0.4 on the first day and 0.8 on the second, the residual mix at 0.9."""
    interval_file(tmp_path, "meters/m.csv", {"kwh": ["1"] * 48})
    interval_file(tmp_path, "series/s.csv", {"factor": ["0.4"] * 24 + ["0.8"] * 24})
    interval_file(tmp_path, "series/r.csv", {"factor": ["0.9"] * 48})
    return tmp_path


def study_of(
    folder: Path, *instruments: dict[str, object], electricity: dict[str, Any] | None = None, **tables: Any
) -> Study:
    factors = [own_factor("wind", "0.01", "kWh"), own_factor("mix", "0.7", "kWh"), own_factor("coal", "1", "kWh")]
    rows = {"meters": [meter_row("m")], "series": [series_row("s")], "instruments": instruments, "factors": factors}
    declared = {"period": TWO_DAYS, "electricity": electricity or {}}
    whole = power_tables([metered("main", "e", "m")], **{**rows, **tables})
    return Study.load(write_study(folder, whole, **declared))


def kwh_of(result: Result) -> dict[str, str]:
    summary = result.electricity.summary(result.footprint, result.method)
    return {str(part.kind): format(part.energy_kwh.normalize(), "f") for part in summary.covered}


def test_an_annual_match_covers_any_hour_and_an_hourly_one_its_own(folder: Path) -> None:
    """24 kWh of the first day. By the period they cover half of every hour: 12 at 0.4, 12 at 0.8, 24 at 0.01; by the
    hour a certificate of a day is refused, and everything is grid power: 24 at 0.4 and 24 at 0.8. Per 1 of 10 kg."""
    study = study_of(folder, instrument("gc", 24, *DAY))
    assert total(calculated(study, supplied_by("instruments", "grid"))) == "1.464"
    hourly = calculated(study, supplied_by("instruments", "grid", match="hour"))
    assert total(hourly) == total(calculated(study)) == "2.88"
    assert "because of match: gc" in assumed(hourly)["instrument-refused"]


def test_hourly_certificates_cover_their_hours_and_the_rest_is_told(folder: Path) -> None:
    """0.5 kWh of the first hour of the second day at 0.01 instead of 0.8; 2 kWh of the next, of which 1 is used."""
    one = instrument("g1", "0.5", "2024-03-02T00:00", "2024-03-02T01:00", kind="granular-certificate")
    two = instrument("g2", "2", "2024-03-02T01:00", "2024-03-02T02:00", kind="granular-certificate")
    result = calculated(study_of(folder, one, two), supplied_by("instruments", "grid", match="hour"))
    assert close(result.footprint.total_kg_co2e, Decimal("2.88") - Decimal("1.5") * Decimal("0.079"))
    assert assumed(result)["instrument-unused"].startswith("1 kWh of instruments of the site plant")
    assert kwh_of(result) == {"instruments": "0.15", "grid": "4.65"}
    assert [(use.instrument, use.offered_kwh, use.used_kwh) for use in result.electricity.instruments] == [
        ("g1", Decimal("0.5"), Decimal("0.5")),
        ("g2", Decimal(2), Decimal(1)),
    ]
    assert {"e", "e/g1", "e/g2"} < set(figures(result))
    assert figures(result)["e/g2"] == Decimal("0.001")


def test_a_direct_line_counts_in_its_interval_and_is_no_grid_power(folder: Path) -> None:
    """12 kWh over the first day leave 12 kWh at 0.4 and 24 at 0.8. With grid power for what comes through the grid the
    line stays, so nothing differs."""
    line = instrument("wire", 12, *DAY, kind="direct-line", retired="no")
    result = calculated(study_of(folder, line), supplied_by("direct_line", "grid"))
    assert total(result) == "2.412"
    summary = result.electricity.summary(result.footprint, result.method)
    assert summary.grid_mix_kg_co2e == summary.total_kg_co2e == Decimal("2.412")
    assert [use.failed for use in calculated(study_of(folder, line)).electricity.instruments] == [("kind",)]


def test_the_result_with_grid_power_stands_beside(folder: Path) -> None:
    result = calculated(study_of(folder, instrument("gc", 24, *DAY)), supplied_by("instruments", "grid"))
    summary = result.electricity.summary(result.footprint, result.method)
    assert (summary.total_kg_co2e, summary.grid_mix_kg_co2e) == (Decimal("1.464"), Decimal("2.88"))
    document: Any = result_document([result])["electricity"]
    assert document["grid_mix_kg_co2e"] == "2.88"
    assert document["covered"] == [
        {"kind": "instruments", "energy_kwh": "2.4", "kg_co2e": "0.024", "share": "0.5"},
        {"kind": "grid", "energy_kwh": "2.4", "kg_co2e": "1.44", "share": "0.5"},
    ]
    assert document["instruments"] == [
        {"instrument": "gc", "accepted": True, "refused_because": [], "offered_kwh": "24", "used_kwh": "24"}
    ]


@pytest.mark.parametrize(
    ("how", "grid_mix"),
    [(ElectricityResolution.HOURLY, "2.88"), (ElectricityResolution.ANNUAL_MEAN, "2.88")],
)
def test_the_comparison_values_the_grid_as_the_method_does(
    folder: Path, how: ElectricityResolution, grid_mix: str
) -> None:
    """At the mean of 0.6 the 24 kWh from the grid come to 14.4 kg, all 48 kWh to 28.8 kg."""
    study = study_of(folder, instrument("gc", 24, *DAY))
    result = calculated(study, supplied_by("instruments", "grid", electricity=how))
    summary = result.electricity.summary(result.footprint, result.method)
    assert summary.grid_mix_kg_co2e == Decimal(grid_mix)
    assert total(result) == "1.464"


def test_the_official_factor_values_what_is_grid_power_and_the_comparison(folder: Path) -> None:
    study = study_of(folder, instrument("gc", 24, *DAY))
    how = supplied_by("instruments", "grid", electricity=ElectricityResolution.OFFICIAL_NATIONAL)
    result = calculated(study, how)
    summary = result.electricity.summary(result.footprint, result.method)
    assert summary.grid_mix_kg_co2e == Decimal("2.77296")  # 4.8 kWh at 0.5777
    assert close(result.footprint.total_kg_co2e, Decimal("1.41048"))


@pytest.mark.parametrize(
    ("kind", "key", "factor", "wanted"),
    [
        ("residual", "residual_factor", "mix", "3.36"),
        ("fossil", "fossil_factor", "coal", "4.8"),
        ("supplier_product", "supplier_factor", "mix", "3.36"),
        ("standard_supply", "standard_supply_factor", "mix", "3.36"),
    ],
)
def test_a_factor_of_the_study_values_what_is_left(folder: Path, kind: str, key: str, factor: str, wanted: str) -> None:
    result = calculated(study_of(folder, electricity={key: factor}), supplied_by("on_site", kind))
    assert total(result) == wanted
    assert kwh_of(result)[kind] == "4.8"


def test_standard_supply_takes_its_share_only(folder: Path) -> None:
    """A quarter at 0.7, the rest at 1."""
    given = {"standard_supply_factor": "mix", "standard_supply_share": "0.25", "fossil_factor": "coal"}
    result = calculated(study_of(folder, electricity=given), supplied_by("standard_supply", "fossil"))
    assert close(result.footprint.total_kg_co2e, "4.44")
    assert set(figures(result)) >= {"e", "e/standard_supply"}


def test_figures_list_the_share_of_standard_supply_that_they_depend_on(folder: Path) -> None:
    given = {"standard_supply_factor": "mix", "standard_supply_share": "0.25"}
    how = supplied_by("standard_supply", "grid")
    before = calculated(study_of(folder, electricity=given), how)
    after = calculated(study_of(folder, electricity={**given, "standard_supply_share": "0.5"}), how)
    place = Place("study.yaml", 0, "electricity.standard_supply_share")
    listing = {name for name in figures(before) if place in explain(before, name).cells}
    moved = {name for name, value in figures(before).items() if figures(after)[name] != value}
    assert moved == listing >= {"e", "e/standard_supply", "total"}


def test_a_share_of_standard_supply_that_is_not_stated_is_told(folder: Path) -> None:
    how = supplied_by("standard_supply", "grid")
    assert "standard-share-unstated" in assumed(
        calculated(study_of(folder, electricity={"standard_supply_factor": "mix"}), how)
    )
    assert "standard-share-unstated" not in assumed(calculated(study_of(folder), how))  # the grid stands in
    none = {"standard_supply_factor": "mix", "standard_supply_share": "0"}
    assert total(calculated(study_of(folder, electricity=none), how)) == "2.88"


def test_the_residual_mix_may_be_a_series_and_does_not_hide_that_of_the_grid(folder: Path) -> None:
    series = [series_row("s"), series_row("r", claim="residual")]
    study = study_of(folder, instrument("gc", 24, *DAY), series=series)
    assert total(calculated(study)) == "2.88"
    result = calculated(study, supplied_by(*EVERYTHING))
    assert close(result.footprint.total_kg_co2e, "2.184")  # 2.4 at 0.9 and 2.4 at 0.01
    assert result.electricity.summary(result.footprint, result.method).grid_mix_kg_co2e == Decimal("2.88")
    assert "series-claim" in assumed(result)


def test_the_next_kind_of_the_order_stands_in_and_is_named(folder: Path) -> None:
    result = calculated(study_of(folder), supplied_by("on_site", "residual", "fossil", "grid"))
    assert total(result) == "2.88"
    assert "grid stands in" in assumed(result)["supply-kind-unknown"]
    codes = [one.params["instead"] for one in result.assumptions if one.kind.code == "supply-kind-unknown"]
    assert codes == ["fossil", "grid"]


def test_without_a_further_kind_there_is_no_result(folder: Path) -> None:
    problems = refused(study_of(folder), supplied_by("on_site", "residual", "fossil"))
    assert faults(problems) == [("supply-factor-missing", "study.yaml", 0, "electricity.fossil_factor")]


@pytest.mark.parametrize(
    ("factor", "code"),
    [
        ("nowhere", "factor-unknown"),
        ("cn-grid-co2-js-2023", "direct-factor"),
        ("heat", "unit-does-not-fit"),
        ("far", "supply-factor-other-area"),
    ],
)
def test_a_factor_that_cannot_stand_for_electricity_is_refused_at_its_key(folder: Path, factor: str, code: str) -> None:
    factors = [
        own_factor("wind", "0.01", "kWh"),
        own_factor("heat", "1", "kg"),
        own_factor("far", "1", "kWh", area="DE"),
    ]
    study = study_of(folder, electricity={"residual_factor": factor}, factors=factors)
    problems = refused(study, supplied_by("on_site", "residual"))
    assert faults(problems) == [(code, "study.yaml", 0, "electricity.residual_factor")]


@pytest.mark.parametrize(
    ("factor", "code"),
    [("nowhere", "factor-unknown"), ("cn-grid-co2-js-2023", "direct-factor"), ("kg", "unit-does-not-fit")],
)
def test_a_factor_of_an_instrument_is_judged_like_one_of_generation(folder: Path, factor: str, code: str) -> None:
    factors = [own_factor("kg", "1", "kg")]
    study = study_of(folder, instrument("gc", 24, *DAY, factor=factor), factors=factors)
    problems = refused(study, supplied_by("instruments", "grid"))
    assert faults(problems) == [(code, "tables/instruments.csv", 2, "factor")]
    assert total(calculated(study)) == "2.88"  # not judged where no instrument counts


def test_an_instrument_of_longer_than_the_period_is_told(folder: Path) -> None:
    study = study_of(folder, instrument("gc", 24, "2024-03-01", "2024-04-01"))
    result = calculated(study, supplied_by("instruments", "grid", match="month"))
    assert total(result) == "1.464"
    assert "2024-03-01T00:00 … 2024-04-01T00:00" in assumed(result)["instrument-beyond-period"]


def test_instruments_of_one_factor_are_judged_and_told_together(folder: Path) -> None:
    """Two rows, one factor without network losses: one warning; what neither could use is one figure."""
    wind = own_factor("wind", "0.01", "kWh", family="electricity", losses="excluded")
    rows = [instrument("a", 40, *BOTH), instrument("b", 40, *BOTH, document="2", retired_for="us")]
    result = calculated(study_of(folder, *rows, factors=[wind]), supplied_by("instruments", "grid"))
    assert warned(result) == ["losses-excluded"]
    unused = [one.params for one in result.assumptions if one.kind.code == "instrument-unused"]
    assert unused == [{"energy_kwh": "32", "site": "plant", "source": "a, b"}]


def test_loads_of_a_site_share_its_instruments(folder: Path) -> None:
    tables = power_tables(
        [metered("main", "e", "m"), spread("main", "f", 12)],
        shapes=shape_rows(),
        meters=[meter_row("m")],
        series=[series_row("s")],
        factors=[own_factor("wind", "0.01", "kWh")],
        instruments=[instrument("gc", 30, *BOTH)],
    )
    study = Study.load(write_study(folder, tables, period=TWO_DAYS))
    result = calculated(study, supplied_by("instruments", "grid"))
    assert {row.load.row.electricity: row.covered.instruments["gc"] for row in result.electricity.rows} == {
        "e": Decimal(24),
        "f": Decimal(6),
    }


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        (
            {"start": "2024-03-02T00:00", "end": "2024-03-02T00:00"},
            ("instrument-empty", "tables/instruments.csv", 2, "end"),
        ),
        ({"unit": "kg"}, ("electricity-unit", "tables/instruments.csv", 2, "unit")),
        ({"site": "nowhere"}, ("reference-unknown", "tables/instruments.csv", 2, "site")),
        ({"commissioned": "2024-03-03"}, ("instrument-before-plant", "tables/instruments.csv", 2, "commissioned")),
        ({"kind": "promise"}, ("choice-unknown", "tables/instruments.csv", 2, "kind")),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_where_it_stands(
    folder: Path, changes: dict[str, object], fault: tuple[str, str, int, str]
) -> None:
    row = {**instrument("gc", 24, *DAY), **changes}
    with pytest.raises(InputError) as caught:
        study_of(folder, row)
    assert fault in faults(list(caught.value.problems))


def test_the_same_certificate_twice_is_refused(folder: Path) -> None:
    with pytest.raises(InputError) as caught:
        study_of(folder, instrument("gc", 24, *DAY), instrument("gc-again", 24, *DAY))
    assert faults(list(caught.value.problems)) == [("duplicate-row", "tables/instruments.csv", 3, "")]


def in_berlin(folder: Path, day: tuple[str, str], hours: int, *instruments: dict[str, object]) -> Study:
    """A study of one day in a zone whose clock changes."""
    berlin = {"id": "plant", "names": {"en": "Plant"}, "area": "DE", "time_zone": "Europe/Berlin"}
    tables = power_tables(
        [spread("main", "f", 12)],
        shapes=shape_rows(),
        series=[series_row("s", area="DE", time_zone="Europe/Berlin", file="series/b.csv")],
        factors=[own_factor("wind", "0.01", "kWh")],
        instruments=list(instruments),
    )
    period = {"start": day[0], "end": day[1], "time_zone": "Europe/Berlin"}
    interval_file(folder, "series/b.csv", {"factor": ["0.4"] * hours}, period)
    return Study.load(write_study(folder, tables, period=period, sites=[berlin]))


SPRING, AUTUMN = ("2024-03-31", "2024-04-01"), ("2024-10-27", "2024-10-28")


def test_a_time_that_the_clock_jumped_over_is_refused(folder: Path) -> None:
    study = in_berlin(folder, SPRING, 23, instrument("gc", 1, "2024-03-31T02:30", "2024-03-31T04:00"))
    assert faults(refused(study)) == [("instrument-off-clock", "tables/instruments.csv", 2, "start")]


def test_a_time_that_the_clock_showed_twice_has_to_say_which(folder: Path) -> None:
    study = in_berlin(folder, AUTUMN, 25, instrument("gc", 1, "2024-10-27T01:00", "2024-10-27T02:00"))
    [problem] = refused(study)
    assert faults([problem]) == [("instrument-off-clock", "tables/instruments.csv", 2, "end")]
    assert "with its offset" in problem.kind.repair


def test_hours_about_the_change_of_the_clock_are_stated_with_their_offsets(folder: Path) -> None:
    """Hour by hour from 01:00 to 04:00 of the day on which 02:00 comes twice: four hours, none of which is another."""
    hours = [
        ("2024-10-27T01:00", "2024-10-27T02:00+02:00"),
        ("2024-10-27T02:00+02:00", "2024-10-27T02:00+01:00"),
        ("2024-10-27T01:00Z", "2024-10-27T03:00"),
        ("2024-10-27T03:00", "2024-10-27T03:00Z"),
    ]
    rows = [{**instrument(f"i{n}", "0.1", "", ""), "start": a, "end": b} for n, (a, b) in enumerate(hours)]
    study = in_berlin(folder, AUTUMN, 25, *rows)
    result = calculated(study, supplied_by("instruments", "grid", match="hour"))
    assert [(use.used_kwh, use.failed) for use in result.electricity.instruments] == [(Decimal("0.1"), ())] * 4
    wrong = {**rows[1], "start": "2024-10-27T02:00+01:00", "end": "2024-10-27T02:00+02:00"}
    with pytest.raises(InputError) as caught:
        in_berlin(folder, AUTUMN, 25, wrong)
    assert faults(list(caught.value.problems)) == [("instrument-empty", "tables/instruments.csv", 2, "end")]


def test_a_workbook_keeps_times_with_their_offsets(folder: Path) -> None:
    row = {**instrument("gc", 24, *DAY), "end": "2024-03-02T16:00Z"}
    tables = power_tables([spread("main", "f", 24)], shapes=shape_rows(), instruments=[row])
    texts = {name: [{key: str(cell) for key, cell in one.items()} for one in rows] for name, rows in tables.items()}
    sheet = load_workbook(BytesIO(study_workbook(texts)))["instruments"]
    heads = [cell.value for cell in sheet[1]]
    found = [sheet.cell(2, heads.index(name) + 1).value for name in ("start", "end")]
    assert found == [datetime(2024, 3, 1), "2024-03-02T16:00Z"]  # noqa: DTZ001 - a local clock


@pytest.mark.parametrize("text", ["2024-10-27", "2024-10-27T02:00+2", "2024-10-27T02:00+25:00", "0001-01-01T00:00Z"])
def test_what_is_no_moment_is_refused(folder: Path, text: str) -> None:
    row = {**instrument("gc", 24, *DAY), "start": text}
    with pytest.raises(InputError) as caught:
        study_of(folder, row)
    assert faults(list(caught.value.problems)) == [("moment-wrong", "tables/instruments.csv", 2, "start")]


COLUMNS = ["amount", "start", "end", "kind", "attributes", "sole_claim", "retired", "area"]
OTHERWISE = {
    "amount": "7.25",
    "start": "2024-03-01T06:00",
    "end": "2024-03-02T18:00",
    "kind": "ppa",
    "attributes": "not-conveyed",
    "sole_claim": "no",
    "retired": "no",
    "area": "DE",
}


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(COLUMNS), st.sampled_from([None, "retired", "area"]), st.sampled_from(["month", "period"]))
def test_a_cell_of_an_instrument_changes_the_figures_that_list_it_and_no_other(
    tmp_path_factory: pytest.TempPathFactory, column: str, spoilt: str | None, match: str
) -> None:
    """Law 1. An instrument that fails one criterion lists what that one asked; figures of another process stay."""
    folder = tmp_path_factory.mktemp("law")
    interval_file(folder, "meters/m.csv", {"kwh": ["1"] * 48})
    interval_file(folder, "series/s.csv", {"factor": ["0.4"] * 24 + ["0.8"] * 24})
    how = supplied_by(
        "instruments", "grid", match=match, criteria={"kinds": (InstrumentKind.CERTIFICATE,), "area": AreaLevel.COUNTRY}
    )
    row = instrument("gc", 24, *BOTH)
    if spoilt:
        row[spoilt] = OTHERWISE[spoilt]
    before = calculated(study_of(folder, row), how)
    place = Place("tables/instruments.csv", 2, column)
    listing = {name for name in figures(before) if place in explain(before, name).cells}
    changed = {**row, column: instrument("gc", 24, *BOTH)[column] if column == spoilt else OTHERWISE[column]}
    after = figures(assess(study_of(folder, changed), how))
    old = figures(before)
    moved = {name for name in old if after.get(name) != old[name]}
    assert moved <= listing
    if column == spoilt or (spoilt is None and column not in ("start", "end")):
        assert moved == listing != set()


def test_bytes_of_a_result_without_instruments_are_those_without_the_table(folder: Path) -> None:
    document: Any = result_document([calculated(study_of(folder))])
    assert not {"covered", "grid_mix_kg_co2e", "instruments"} & set(document["electricity"])
    assert not {"instruments", "biogenic", "stages", "result_unit"} & set(document["method"])


def test_an_instrument_is_a_source_with_its_document(folder: Path) -> None:
    row = instrument("gc", 24, *DAY, issuer="A registry", document="No. 1", technology="wind")
    result = calculated(study_of(folder, row), supplied_by("instruments", "grid"))
    source, used_by = next((s, items) for s, items in result.sources if s.kind == "instrument")
    assert (source.id, source.source.publisher, source.source.document) == ("gc", "A registry", "No. 1")
    assert used_by == ("e/gc",)


def test_a_document_with_instruments_fits_its_schema(folder: Path) -> None:
    schema = json.loads((Path(fourfold.accounting.__file__).parent / "result.schema.json").read_text(encoding="utf-8"))
    study = study_of(folder, instrument("gc", 24, *DAY), instrument("bad", 1, *DAY, retired="no"))
    methods: list[Method] = [supplied_by("instruments", "grid"), supplied_by(*EVERYTHING, match="hour")]
    document = result_document([calculated(study, how) for how in methods])
    assert [error.message for error in Draft202012Validator(schema).iter_errors(json.loads(json.dumps(document)))] == []
