"""``fourfold supply match`` as a user runs it, on the foundry and on the battery cell of the examples."""

from __future__ import annotations

import csv
import json
import shutil
import unicodedata
from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import fourfold.app.supply
from support.command import Command

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SCHEMA = Path(fourfold.app.supply.__file__).parent / "match.schema.json"
SITE = "jiangsu-works"
STANDARDS = "iso-14067-2018,ghgp-scope2-2015"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLES / "certificates", tmp_path / "study", ignore=shutil.ignore_patterns("out")))


def document_of(fourfold: Command, *arguments: object) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(fourfold("supply", "match", *arguments, "--json", "-").out)
    Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(found)
    return found


def test_schemes_stand_beside_each_other_and_refusals_name_their_clause(fourfold: Command, study: Path) -> None:
    run = fourfold("supply", "match", study, "--standards", STANDARDS)
    assert (run.code, run.err) == (0, "")
    for text in ("iso-14067-2018", "ghgp-scope2-2015", "matched by the hour, %", "26.11", "53 200", "40 762"):
        assert text in run.out.replace("\N{NARROW NO-BREAK SPACE}", " ")
    assert "not retired: GHG Protocol Scope 2 Guidance, criteria.retired (from memory)" in run.out


@pytest.mark.parametrize(("width", "lang"), [(80, "en"), (80, "zh"), (100, "zh")])
def test_no_line_is_wider_than_the_terminal(
    fourfold: Command, study: Path, monkeypatch: pytest.MonkeyPatch, width: int, lang: str
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    methods = [text for name in ("hourly", "annual") for text in ("--method", study / f"{name}.yaml")]
    run = fourfold("supply", "match", study, *methods, "--standards", STANDARDS, "--lang", lang)
    assert run.code == 0
    wide = {"W": 2, "F": 2}
    for line in run.out.splitlines():
        assert sum(wide.get(unicodedata.east_asian_width(sign), 1) for sign in line) <= width, line
    for name in ("hourly", "annual", "iso-14067-2018", "ghgp-scope2-2015"):
        assert name in run.out


def test_the_document_holds_every_scheme_and_sums_up(fourfold: Command, study: Path) -> None:
    found = document_of(fourfold, study, "--standards", STANDARDS)
    assert [one["method"] for one in found["matching"]] == STANDARDS.split(",")
    for one in found["matching"]:
        assert sum(Decimal(part["energy_kwh"]) for part in one["covered"]) == Decimal(one["load_kwh"])
        assert sum(Decimal(part["kg_co2e"]) for part in one["covered"]) == Decimal(one["market_kg_co2e"])
        hour, month, year = (Decimal(share["energy_kwh"]) for share in one["shares"])
        assert hour <= month <= year
        assert all(len(source["failed"]) == len(source["clauses"]) for source in one["sources"])


def test_the_table_of_intervals_sums_to_what_covers_the_load(fourfold: Command, study: Path, tmp_path: Path) -> None:
    path = tmp_path / "intervals.csv"
    found = document_of(fourfold, study, "--standards", STANDARDS, "--csv", path)
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    intervals: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            sums[row["scheme"], row["kind"]] += Decimal(row["energy_kwh"])
            intervals[row["scheme"], row["start"]] += Decimal(row["energy_kwh"])
    for one in found["matching"]:
        for part in one["covered"]:
            assert sums[one["method"], part["kind"]] == Decimal(part["energy_kwh"])
    assert set(intervals.values()) == {Decimal(60), Decimal(120)}


def test_a_scheme_that_cannot_be_calculated_is_told_beside_the_others(fourfold: Command, study: Path) -> None:
    run = fourfold("supply", "match", study)
    assert run.code == 3
    assert "ghgp-scope2-draft-2025: the study cannot be calculated" in run.out
    assert "electricity.fossil_factor" in run.out
    assert "ghgp-scope2-2015" in run.out


def test_where_no_scheme_can_be_calculated_the_problems_are_the_answer(fourfold: Command, study: Path) -> None:
    run = fourfold("supply", "match", study, "--standards", "ghgp-scope2-draft-2025")
    assert (run.code, run.out) == (2, "")
    assert "electricity.fossil_factor" in run.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--standards", "iso-99999"), "there is no standard or pack named iso-99999"),
        (("--method", "nothing.yaml"), "nothing.yaml"),
        (("--known-at", "yesterday"), "a day such as 2026-03-01"),
        (("--csv", "study/study.yaml"), "study.yaml"),
    ],
)
def test_what_cannot_be_used_is_refused(
    fourfold: Command, study: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, str], told: str
) -> None:
    monkeypatch.chdir(study.parent)
    before = (study / "study.yaml").read_bytes()
    run = fourfold("supply", "match", "study", *arguments)
    assert run.code == 2
    assert told in run.err
    assert (study / "study.yaml").read_bytes() == before


def test_the_moment_readings_are_known_at_stands_in_the_document(fourfold: Command, study: Path) -> None:
    methods = ("--method", str(study / "hourly.yaml"))
    assert document_of(fourfold, study, *methods)["known_at"] is None
    assert document_of(fourfold, study, *methods, "--known-at", "2025-01-01")["known_at"] == "2025-01-01T00:00:00Z"


def test_the_battery_cell_buys_nothing_and_its_location_is_its_market(fourfold: Command) -> None:
    """Its hourly grid electricity of 19.08 kg CO2e per kWh of capacity is the one that `fourfold assess` shows."""
    (found,) = document_of(fourfold, EXAMPLES / "lfp-cell", "--standards", "gbt-24067-2024")["matching"]
    assert [part["kind"] for part in found["covered"]] == ["grid"]
    assert [share["share"] for share in found["shares"]] == ["0", "0", "0"]
    assert found["location_kg_co2e"] == found["market_kg_co2e"]
    assessed = json.loads(fourfold("assess", EXAMPLES / "lfp-cell", "--json", "-").out)
    assert found["per_unit_location_kg_co2e"] == assessed["electricity"]["totals"]["per_unit_kg_co2e"]


def test_monthly_certificates_match_the_month_and_no_hour_of_the_battery_cell(
    fourfold: Command, tmp_path: Path
) -> None:
    """Twelve of 400 MWh beside a load above 1 GWh in each month."""
    study = Path(shutil.copytree(EXAMPLES / "lfp-cell", tmp_path / "cell", ignore=shutil.ignore_patterns("out")))
    moments = [*(f"2024-{month:02}-01T00:00" for month in range(1, 13)), "2025-01-01T00:00"]
    names = "instrument,kind,site,start,end,amount,unit,factor,area,attributes,sole_claim,retired"
    rows = [
        f"gc{number},certificate,{SITE},{start},{end},400,MWh,cn-electricity-footprint-wind-2024,CN,conveyed,yes,yes"
        for number, (start, end) in enumerate(pairwise(moments))
    ]
    (study / "tables" / "instruments.csv").write_text("\n".join([names, *rows]) + "\n", encoding="utf-8")
    (found,) = document_of(fourfold, study, "--standards", "ghgp-scope2-2015")["matching"]
    assert [share["energy_kwh"] for share in found["shares"]] == ["0", "4800000", "4800000"]
    assert Decimal(found["unmatched_kwh"]) == Decimal(found["load_kwh"]) - 4_800_000
    assert Decimal(found["market_kg_co2e"]) < Decimal(found["location_kg_co2e"])
