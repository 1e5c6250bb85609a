"""Which factor values grid power: the series of the area, its annual mean, the official factor beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.explain import explain
from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from support.outcomes import assumed, calculated, faults, gases, lines, method_file, refused, told, total
from support.power_studies import TWO_DAYS, interval_file, power_tables, series_row, shape_rows, spread
from support.studies import own_factor, write_study

SERIES, ELECTRICITY = "tables/series.csv", "tables/electricity.csv"
OWN_POWER = {"family": "electricity", "claim": "location", "losses": "included", "per_unit": "kWh"}


def study_of(folder: Path, *series: dict[str, object], named: str = "", area: str = "CN-JS", **more: Any) -> Study:
    """A flat load of 480 kWh for 10 kg in two days; every series is 0.1 on the first day and 0.3 on the second."""
    for row in series:
        columns: dict[str, Sequence[object]] = {"factor": ["0.1"] * 24 + ["0.3"] * 24, "demand": [1] * 24 + [3] * 24}
        interval_file(folder, str(row["file"]), columns)
    factors = more.pop("factors", ())
    sites = [{"id": "plant", "names": {"en": "Plant"}, "area": area, "time_zone": "Asia/Shanghai"}]
    tables = power_tables([spread("main", "e", 480, series=named)], shapes=shape_rows(), series=series, factors=factors)
    return Study.load(write_study(folder, tables, **{"period": TWO_DAYS, "sites": sites, **more}))


def totals_of(result: Result) -> dict[str, Any]:
    document = result_document([result])["electricity"]
    assert isinstance(document, dict)
    totals = document["totals"]
    assert isinstance(totals, dict)
    return dict(totals)


def test_the_one_series_of_the_area_is_taken(tmp_path: Path) -> None:
    result = calculated(study_of(tmp_path, series_row("js"), series_row("zj", area="CN-ZJ")))
    assert [row.hourly.series.id for row in result.electricity.rows] == ["js"]
    assert total(result) == "9.6"  # 24 kWh an hour · (24 · 0.1 + 24 · 0.3) for 10 kg: 480 · 0.2 / 10


def test_the_series_of_an_area_around_it_stands_for_it_when_named(tmp_path: Path) -> None:
    result = calculated(study_of(tmp_path, series_row("china", area="CN"), named="china"))
    assert "china of CN stands for CN-JS" in assumed(result)["series-of-parent-area"]
    assert "series-of-parent-area" in {a.kind.code for a in explain(result, "e").assumptions}


def test_the_series_of_another_area_is_refused(tmp_path: Path) -> None:
    problems = refused(study_of(tmp_path, series_row("js"), series_row("zj", area="CN-ZJ"), named="zj"))
    assert faults(problems) == [("series-other-area", ELECTRICITY, 2, "series")]
    assert "holds for CN-ZJ, the site plant lies in CN-JS" in told(problems[0])


def test_a_direct_series_is_refused_with_both_names_and_the_official_factor(tmp_path: Path) -> None:
    problems = refused(study_of(tmp_path, series_row("js", quantity="co2_direct")))
    assert faults(problems) == [("series-direct", SERIES, 2, "quantity")]
    text = told(problems[0])
    for part in ("direct CO2 factors", "life-cycle CO2e factors", "cn-electricity-footprint-2024"):
        assert part in text


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [("averaging", "marginal", "series-marginal"), ("status", "unconfirmed", "unconfirmed-factor")],
)
def test_series_that_may_not_enter(tmp_path: Path, column: str, value: str, fault: str) -> None:
    problems = refused(study_of(tmp_path, series_row("js", **{column: value})))
    assert faults(problems) == [(fault, SERIES, 2, column)]


def test_an_unconfirmed_series_enters_by_name(tmp_path: Path) -> None:
    asked = [{"factor": "js", "reason": "measured, not yet published"}]
    result = calculated(study_of(tmp_path, series_row("js", status="unconfirmed"), unconfirmed_factors=asked))
    assert "measured, not yet published" in assumed(result)["unconfirmed-used"]


def test_the_annual_mean_weighs_by_demand_where_it_is_known(tmp_path: Path) -> None:
    by_time = calculated(study_of(tmp_path, series_row("js")), "annual-mean")
    assert total(by_time) == "9.6"  # 480 · 0.2 / 10
    assert "js" in assumed(by_time)["series-mean-by-time"]
    # (24 · 0.1 + 72 · 0.3) / 96 = 0.25
    by_demand = calculated(study_of(tmp_path, series_row("js", demand_column="demand")), "annual-mean")
    assert total(by_demand) == "12"
    assert "series-mean-by-time" not in assumed(by_demand)
    cells = explain(by_demand, "e").cells
    assert {p.column for p in cells if p.file == "series/js.csv"} == {"factor", "demand"}
    hourly = calculated(study_of(tmp_path, series_row("js", demand_column="demand")))
    assert {p.column for p in explain(hourly, "e").cells if p.file == "series/js.csv"} == {"factor"}


def test_the_shape_of_a_load_matters_by_the_hour_only(tmp_path: Path) -> None:
    study = study_of(tmp_path, series_row("js"))
    weight = Place("tables/shapes.csv", 5, "weight")
    assert weight in explain(calculated(study), "e").cells
    for how in ("annual-mean", "official-national"):
        assert weight not in explain(calculated(study, how), "e").cells


def test_three_ways_stand_side_by_side_under_every_method(tmp_path: Path) -> None:
    study = study_of(tmp_path, series_row("js", demand_column="demand"))
    wanted = {
        "per_unit_kwh": "48",
        "per_unit_kg_co2e": "9.6",
        "per_unit_annual_mean_kg_co2e": "12",
        "per_unit_official_kg_co2e": "27.7296",  # 48 · 0.5777
        "difference_annual_mean": "-0.2",
        "difference_official": "-0.6538",  # 9.6 / 27.7296 − 1 = −0.65379955
    }
    for how, figure in (("fourfold-default", "9.6"), ("annual-mean", "12"), ("official-national", "27.7296")):
        result = calculated(study, how)
        assert total(result) == figure
        found = totals_of(result)
        assert {key: found[key] for key in wanted} == wanted
        assert found["official_factor"]["id"] == "cn-electricity-footprint-2024"
        assert found["official_factor"]["label"] == "PARENT_YEAR"


def test_the_official_factor_enters_as_what_it_is(tmp_path: Path) -> None:
    """The shipped one neither says its potentials nor is split: both are listed where it makes the total."""
    study = study_of(tmp_path, series_row("js"))
    result = calculated(study, "official-national")
    listed = assumed(result)
    assert "cn-electricity-footprint-2024" in listed["gwp-set-unlike"]
    assert "cn-electricity-footprint-2024" in listed["unsplit-used"]
    unfolded = explain(result, "e")
    assert [source.id for source in unfolded.sources] == ["cn-electricity-footprint-2024"]
    assert not any(p.file.startswith("series/") for p in unfolded.cells)
    assert "cn-electricity-footprint-2024" not in assumed(calculated(study))["unsplit-used"]


def test_a_method_may_refuse_the_official_factor(tmp_path: Path) -> None:
    strict = method_file(tmp_path, accepted_gwp_sets=["AR6"], electricity="official-national")
    problems = refused(study_of(tmp_path, series_row("js")), strict)
    assert faults(problems) == [("gwp-set-not-accepted", "study.yaml", 0, "electricity.official_factor")]


def test_a_named_official_factor_keeps_its_lines_and_gases(tmp_path: Path) -> None:
    parts = [
        own_factor("own", "0.4", gas="CO2", line="fossil", gwp_set="not_weighted", **OWN_POWER),
        own_factor("own", "0.01", gas="CH4", line="fossil", kind="fugitive", gwp_set="not_weighted", **OWN_POWER),
        own_factor("own", "0.1", gas="CO2", line="biogenic_emissions", gwp_set="not_weighted", **OWN_POWER),
    ]
    study = study_of(
        tmp_path, series_row("js"), factors=[{**p, "area": "CN"} for p in parts], electricity={"official_factor": "own"}
    )
    result = calculated(study, "official-national")
    # 48 kWh · (0.4 + 0.01 · 29.8) and 48 · 0.1
    assert lines(result) == {"fossil": "33.504", "biogenic_emissions": "4.8"}
    assert gases(result) == {"CO2": "24", "CH4": "14.304"}
    cells = {(p.file, p.row) for p in explain(result, "e").cells}
    assert cells >= {("tables/factors.csv", 2), ("tables/factors.csv", 3), ("tables/factors.csv", 4)}
    assert totals_of(result)["per_unit_official_kg_co2e"] == "38.304"


def test_an_area_without_an_official_factor_says_why(tmp_path: Path) -> None:
    study = study_of(tmp_path, series_row("de", area="DE"), area="DE")
    found = totals_of(calculated(study))
    assert (found["official_factor"], found["per_unit_official_kg_co2e"]) == (None, None)
    assert "no official national life-cycle electricity factor is known for DE" in found["official_reason"]["en"]
    problems = refused(study, "official-national")
    assert faults(problems) == [("official-factor-missing", "study.yaml", 0, "electricity.official_factor")]


def own_official(folder: Path, area: str = "CN", **factor: Any) -> Study:
    rows = [own_factor("own", "0.6", area=area, **{**OWN_POWER, **factor})]
    return study_of(folder, series_row("js"), factors=rows, electricity={"official_factor": "own"})


def test_a_named_official_factor_says_for_which_area_and_year_it_stands(tmp_path: Path) -> None:
    result = calculated(own_official(tmp_path))
    assert totals_of(result)["official_factor"]["label"] == "PARENT_YEAR"
    assert "official-factor-other-year" not in assumed(result)
    older = calculated(own_official(tmp_path, valid_from="2021-01-01", valid_to="2022-01-01", area="CN-JS"))
    assert totals_of(older)["official_factor"]["label"] == "AREA_OLDER"
    assert "own" in assumed(older)["official-factor-other-year"]


@pytest.mark.parametrize(
    ("factor", "fault"),
    [
        ({"area": "DE"}, "official-factor-other-area"),
        (
            {"quantity": "co2_direct", "gas": "CO2", "line": "fossil", "gwp_set": "not_weighted"},
            "official-factor-unsuitable",
        ),
        ({"averaging": "marginal"}, "official-factor-unsuitable"),
        ({"family": "heat", "claim": "not_applicable", "losses": "not_applicable"}, "official-factor-unsuitable"),
        ({"status": "unconfirmed"}, "unconfirmed-factor"),
    ],
)
def test_a_named_official_factor_that_cannot_serve_is_refused(tmp_path: Path, factor: Any, fault: str) -> None:
    problems = refused(own_official(tmp_path, **factor))
    assert faults(problems) == [(fault, "study.yaml", 0, "electricity.official_factor")]


def test_the_official_factor_of_a_year_without_one_is_listed(tmp_path: Path) -> None:
    period = {"start": "2025-03-01", "end": "2025-03-03", "time_zone": "Asia/Shanghai"}
    study = study_of(tmp_path, series_row("js"))
    interval_file(tmp_path, "series/js.csv", {"factor": ["0.2"] * 48}, period)
    tables = power_tables([spread("main", "e", 480)], shapes=shape_rows(), series=[series_row("js")])
    later = calculated(Study.load(write_study(tmp_path, tables, period=period)))
    assert "2024-01-01 … 2025-01-01" in assumed(later)["official-factor-other-year"]
    assert "official-factor-other-year" not in assumed(calculated(study_of(tmp_path, series_row("js"))))
    assert study.declarations.period.start.year == 2024


def test_a_load_of_nothing_has_no_difference_to_tell(tmp_path: Path) -> None:
    interval_file(tmp_path, "series/js.csv", {"factor": [0] * 48})
    tables = power_tables([spread("main", "e", 480)], shapes=shape_rows(), series=[series_row("js")])
    result = calculated(Study.load(write_study(tmp_path, tables, period=TWO_DAYS)))
    assert total(result) == "0"
    assert totals_of(result)["difference_annual_mean"] is None
    assert result.footprint.total_kg_co2e == Decimal(0)


def test_a_series_on_another_view_than_location_is_listed(tmp_path: Path) -> None:
    listed = assumed(calculated(study_of(tmp_path, series_row("green", claim="market"))))
    assert "market" in listed["series-claim"]


def test_a_series_of_an_area_around_serves_without_being_named(tmp_path: Path) -> None:
    result = calculated(study_of(tmp_path, series_row("china", area="CN"), series_row("zj", area="CN-ZJ")))
    assert [row.hourly.series.id for row in result.electricity.rows] == ["china"]
    assert "series-of-parent-area" in assumed(result)
