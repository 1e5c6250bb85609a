"""A year of a real steel plant's meter with a year of published hourly factors, as a study, from folder to report.

The meter is of 2018 in the Republic of Korea, the factors are of Germany in 2017: the readings stand for the same dates
of 2017 on the clock of the factors. Nobody's footprint follows from that; what follows is that nothing is lost on the
way from a real file to the report.
"""

from __future__ import annotations

import csv
import gzip
import json
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path

import pytest

from fourfold.accounting.assess import Result, assess
from fourfold.accounting.documents.result import result_document
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.app.assess import assess_folder, write_json, write_report
from support.steel import FACTORS, METER, TOTAL_WH, raw_wh, steel_study

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.skipif(not METER.exists(), reason="the shared data folder is not beside the repository"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return steel_study(tmp_path_factory.mktemp("steel"))


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    return assess(Study.load(folder), method("fourfold-default"))


def raw_mg() -> list[int]:
    """mg CO2e/kWh by hour of 2017, read without Fourfold."""
    with gzip.open(FACTORS, "rt", encoding="utf-8", newline="") as stream:
        values = [Decimal(row["Carbon intensity"]) for row in csv.DictReader(stream)]
    return [int((value * 1_000_000).quantize(Decimal(1), ROUND_HALF_EVEN)) for value in values]


def test_every_watt_hour_arrives(result: Result) -> None:
    (row,) = result.electricity.rows
    assert row.hourly.energy.total_wh == TOTAL_WH
    assert row.covered.load.total_wh == TOTAL_WH


def test_emissions_are_the_one_line_sum(result: Result) -> None:
    factors, start = raw_mg(), datetime(2018, 1, 1)  # noqa: DTZ001 - the clock's own time
    micrograms = sum(wh * factors[int((at - start).total_seconds()) // 3600] for at, wh in raw_wh().items())
    (row,) = result.electricity.rows
    assert row.hourly.kg_co2e == Decimal(micrograms).scaleb(-9)
    assert result.footprint.total_kg_co2e == Decimal(micrograms).scaleb(-9) / 1000


def test_the_re_dating_is_among_the_assumptions(result: Result) -> None:
    codes = {assumption.kind.code: assumption.params for assumption in result.assumptions}
    params = next(params for code, params in codes.items() if "redat" in code)
    assert {"2018", "2017"} <= {str(value) for value in params.values()}


def test_no_official_factor_is_invented_for_germany(result: Result) -> None:
    (row,) = result.electricity.rows
    assert row.official.factor is None
    assert row.official.reason is not None


def test_the_report_is_made(folder: Path, tmp_path: Path) -> None:
    results = assess_folder(folder, ["fourfold-default", "annual-mean"])
    document = result_document(results)
    write_json(document, tmp_path / "result.json")
    write_report(document, tmp_path / "report.html", "zh")
    document = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    profile = document["electricity"]["profiles"][0]
    assert len(profile["energy"]) % 24 == 0
    hours = [value for value in profile["energy"] if value is not None]
    assert len(hours) == 8760  # the period is a year of UTC; the site's days begin an hour earlier
    assert sum(hours) * Decimal(profile["quantum_wh"]) == TOTAL_WH
    assert document["footprint"]["total_kg_co2e"] in (tmp_path / "report.html").read_text(encoding="utf-8")
