"""A sealed series in a study: the same footprint as the same values in a table, and its labels in the result."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fourfold.accounting.documents.result import result_document
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import digest_of_file
from fourfold.core.problems import Problems
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.factors.calendar_reading import load_calendar
from fourfold.electricity.factors.ladder import Fallback
from fourfold.electricity.factors.publish import Publication, publish
from fourfold.electricity.factors.table import FactorTable
from fourfold.electricity.grid.state import GridArea
from fourfold.electricity.tracing.result import Reason
from support.factor_tables import hours_from, table
from support.outcomes import assumed, calculated, faults, refused, told, total
from support.power_studies import TWO_DAYS, interval_file, power_tables, series_row, shape_rows, spread
from support.studies import Rows, write_study

BASIS = Basis(Quantity.CO2E_LIFECYCLE, Claim.LOCATION, Averaging.AVERAGE, Losses.INCLUDED, GwpSet.AR6)
FILE = "series/js.series.json"
SERIES = "tables/series.csv"
ROW: dict[str, object] = {"series": "js", "name": "Jiangsu", "area": "CN-JS", "form": "sealed", "file": FILE}
SITE = {"id": "plant", "names": {"en": "Plant"}, "area": "CN-JS", "time_zone": "Asia/Shanghai"}
AREAS = (
    GridArea("CN-JS", (("en", "Jiangsu"),), "CN-X-EAST", "province"),
    GridArea("CN-X-EAST", (("en", "East"),), "CN", "region"),
    GridArea("CN", (("en", "China"),), "", "nation"),
)


def factors(hours: int = 48, missing: slice = slice(0)) -> FactorTable:
    """From the first of March in Shanghai; an unbroken stretch of hours of Jiangsu may have no factor."""
    made = table(hours_from(2024, 2, 29, hours) + 16 * 3600, areas=AREAS, basis=BASIS, status=Status.PUBLISHED)
    made.per_mwh[missing, 0] = np.nan
    made.reason[missing, 0] = Reason.MISSING_INPUT
    return replace(made, meta=replace(made.meta, assumptions=(), delivery={}))


def seal(folder: Path, made: FactorTable, fallback: Fallback = Fallback.NONE) -> dict[str, Any]:
    """Publish Jiangsu into the study folder; the document."""
    calendar = load_calendar("weekdays", Problems())
    assert calendar is not None
    problems = Problems()
    wanted = Publication("cn-js-2024", "CN-JS", Source("A publisher", "A document"), fallback=fallback)
    series = publish([made], wanted, calendar, "fourfold 0.1.0", problems)
    assert series is not None, problems.errors
    (folder / "series").mkdir(parents=True, exist_ok=True)
    series.write(folder / FILE)
    return dict(json.loads(series.data))


def study_of(folder: Path, *series: dict[str, object], named: str = "") -> Study:
    load: Rows = [spread("main", "e", 480, series=named)]
    weights = shape_rows(weights={3: 7, 20: 2})
    return Study.load(
        write_study(folder, power_tables(load, shapes=weights, series=series), period=TWO_DAYS, sites=[SITE])
    )


def document_of(study: Study, method: str = "hourly") -> dict[str, Any]:
    document = result_document([calculated(study) if method == "hourly" else calculated(study, method)])
    return dict(json.loads(json.dumps(document)))


@pytest.mark.parametrize("method", ["hourly", "annual-mean"])
def test_sealed_equals_the_same_values_in_a_table_to_the_last_digit(tmp_path: Path, method: str) -> None:
    sealed = seal(tmp_path / "a", factors())
    columns = {"factor": [Decimal(v) / 10**6 for v in sealed["values"]], "demand": sealed["demand_wh"]}
    interval_file(tmp_path / "b", "series/js.csv", columns)
    plain = {**series_row("js", demand_column="demand"), "name": "Jiangsu"}
    left = document_of(study_of(tmp_path / "a", ROW), method)
    right = document_of(study_of(tmp_path / "b", plain), method)
    differing = {"labels", "form"}
    for name in ("rows", "totals", "profiles"):
        assert left["electricity"][name] == right["electricity"][name]
    for one, other in zip(left["electricity"]["series"], right["electricity"]["series"], strict=True):
        assert {k: v for k, v in one.items() if k not in differing} | {"source": 0} == {
            k: v for k, v in other.items() if k not in differing
        } | {"source": 0}
    assert left["footprint"] == right["footprint"]


def test_the_result_names_the_digest_of_the_sealed_file(tmp_path: Path) -> None:
    seal(tmp_path, factors())
    study = study_of(tmp_path, ROW)
    digest = digest_of_file(tmp_path / FILE)
    assert study.files[FILE].digest == digest
    text = json.dumps(result_document([calculated(study)]))
    assert digest in text


def test_the_result_tells_the_share_of_the_energy_by_label(tmp_path: Path) -> None:
    seal(tmp_path, factors(missing=slice(0, 6)), Fallback.PARENT)
    result = calculated(study_of(tmp_path, ROW))
    labels = document_of(study_of(tmp_path, ROW))["electricity"]["series"][0]["labels"]
    # 480 kWh in two days, hours weigh 1 but 7 at 3:00 and 2 at 20:00: 31 parts a day; midnight to 5:00 is 12 of 62
    shares = {one["label"]: Decimal(one["share"]) for one in labels}
    assert shares["AREA_HOUR"] == Decimal("0.806452")
    assert sum(Decimal(one["kwh"]) for one in labels) == 480
    assert sum(shares.values()) == 1
    assert "factor-fallback" in assumed(result)
    assert "of CN-JS" in assumed(result)["factor-fallback"]


def test_a_series_of_every_hour_rests_on_no_fallback(tmp_path: Path) -> None:
    seal(tmp_path, factors())
    study = study_of(tmp_path, ROW)
    assert "factor-fallback" not in assumed(calculated(study))
    labels = document_of(study)["electricity"]["series"][0]["labels"]
    assert labels == [{"label": "AREA_HOUR", "area": "CN-JS", "kwh": "480", "share": "1"}]


def test_the_row_may_say_what_the_file_says(tmp_path: Path) -> None:
    seal(tmp_path, factors())
    same = {
        "quantity": "co2e_lifecycle",
        "time_zone": "Asia/Shanghai",
        "publisher": "A publisher",
        "status": "published",
    }
    with_row = total(calculated(study_of(tmp_path / ".", {**ROW, **same, "resolution_minutes": 60})))
    assert with_row == total(calculated(study_of(tmp_path / ".", ROW)))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("quantity", "co2_direct"),
        ("losses", "excluded"),
        ("gwp_set", "AR5"),
        ("publisher", "Another"),
        ("time_zone", "UTC"),
        ("resolution_minutes", 30),
        ("status", "official"),
    ],
)
def test_what_the_row_says_otherwise_is_refused(tmp_path: Path, column: str, value: object) -> None:
    seal(tmp_path, factors())
    problems = refused(study_of(tmp_path, {**ROW, column: value}))
    assert faults(problems) == [("sealed-series-contradicted", SERIES, 2, column)]


def test_a_series_of_another_area_is_not_this_one(tmp_path: Path) -> None:
    made = factors()
    seal(tmp_path, made)
    problems = refused(study_of(tmp_path, {**ROW, "area": "CN"}))
    assert faults(problems) == [("sealed-series-contradicted", SERIES, 2, "area")]


def test_a_tampered_file_is_refused(tmp_path: Path) -> None:
    document = seal(tmp_path, factors())
    data = (tmp_path / FILE).read_text(encoding="utf-8")
    first = str(document["values"][0])
    (tmp_path / FILE).write_text(data.replace(first, str(int(first) - 1), 1), encoding="utf-8")
    problems = refused(study_of(tmp_path, ROW))
    assert faults(problems) == [("seal-broken", FILE, 0, "")]
    assert "is not what was sealed" in told(problems[0])


def test_the_period_lies_within_the_series(tmp_path: Path) -> None:
    seal(tmp_path, factors(hours=47))
    assert faults(refused(study_of(tmp_path, ROW))) == [("sealed-series-period", SERIES, 2, "file")]


def test_a_longer_series_gives_the_period_its_hours(tmp_path: Path) -> None:
    long = factors(hours=400)
    seal(tmp_path / "a", long)
    short = replace(
        long,
        starts_s=long.starts_s[:48],
        per_mwh=long.per_mwh[:48],
        reason=long.reason[:48],
        demand_mwh=long.demand_mwh[:48],
    )
    seal(tmp_path / "b", short)
    assert total(calculated(study_of(tmp_path / "a", ROW))) == total(calculated(study_of(tmp_path / "b", ROW)))


def test_a_table_of_intervals_is_no_sealed_series(tmp_path: Path) -> None:
    interval_file(tmp_path, FILE, {"factor": ["0.5"] * 48})
    assert faults(refused(study_of(tmp_path, ROW))) == [("sealed-series-unreadable", FILE, 0, "")]
