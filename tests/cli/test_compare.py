"""``fourfold compare`` as a user runs it."""

from __future__ import annotations

import json
import re
import shutil
from decimal import Decimal
from pathlib import Path

import pytest

from support.command import Command

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "lfp-cell"
FULL = "gbt-24067-2024,pact-v3"


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "study", ignore=shutil.ignore_patterns("out")))


def test_the_tables_tell_totals_rules_and_gaps(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", FULL)
    assert (run.code, run.err) == (0, "")
    assert "81.337" in run.out
    assert "from gbt-24067-2024 to pact-v3, rule by rule" in run.out
    assert "what pact-v3 asks beyond gbt-24067-2024" in run.out


def test_the_steps_in_the_document_sum_to_the_difference(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", FULL, "--json", "-")
    document = json.loads(run.out)
    (side,) = document["sides"]
    (one,) = side["decompositions"]
    steps = sum((Decimal(step["difference_kg_co2e"]) for step in one["steps"]), Decimal(0))
    assert steps == Decimal(one["difference_kg_co2e"])
    assert Decimal(one["other_kg_co2e"]) - Decimal(one["base_kg_co2e"]) == steps
    for figure in side["figures"]:
        lines = sum((Decimal(value) for value in figure["lines"].values()), Decimal(0))
        assert lines == Decimal(figure["total_kg_co2e"])


def test_a_scheme_whose_unit_the_study_cannot_give_is_refused_and_told(fourfold: Command, study: Path) -> None:
    text = (study / "study.yaml").read_text(encoding="utf-8")
    without = re.sub(r"^service:\n(?:[ #].*\n|\n)*", "", text, flags=re.MULTILINE)
    (study / "study.yaml").write_text(without, encoding="utf-8")
    run = fourfold("compare", study, "--standards", FULL + ",eu-batt-ev-draft-2024")
    assert run.code == 3
    assert "eu-batt-ev-draft-2024 is not compared" in run.out
    assert "service.energy_capacity_kwh" in run.out


def test_a_scheme_of_electricity_is_compared_on_electricity_alone(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", "gbt-24067-2024,ghgp-scope2-2015", "--json", "-")
    sides = {side["part"]: side for side in json.loads(run.out)["sides"]}
    assert [figure["standard"] for figure in sides["footprint"]["figures"]] == ["gbt-24067-2024"]
    assert [f["standard"] for f in sides["electricity"]["figures"]] == ["gbt-24067-2024", "ghgp-scope2-2015"]


def test_one_scheme_is_none_to_compare(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", "pact-v3,pact-v3")
    assert run.code == 2
    assert "at least two different ones" in run.err


def test_an_unknown_scheme_is_named_with_those_there_are(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", "pact-v3,pact-v4")
    assert run.code == 2
    assert "pact-v4" in run.err
    assert "pact-v3" in run.err


def test_page_and_document_are_written_and_say_the_same_every_time(
    fourfold: Command, study: Path, tmp_path: Path
) -> None:
    page, document = tmp_path / "c.html", tmp_path / "c.json"
    both = ("compare", study, "--standards", FULL, "--html", page, "--json", document)
    assert fourfold(*both, "--lang", "zh").code == 0
    first = page.read_bytes(), document.read_bytes()
    assert fourfold(*both, "--lang", "zh").code == 0
    assert (page.read_bytes(), document.read_bytes()) == first
    assert 'lang="zh-Hans"' in page.read_text(encoding="utf-8")


def test_an_output_must_not_replace_a_file_of_the_study(fourfold: Command, study: Path) -> None:
    before = (study / "study.yaml").read_bytes()
    run = fourfold("compare", study, "--standards", FULL, "--json", study / "study.yaml")
    assert run.code == 2
    assert (study / "study.yaml").read_bytes() == before


def test_a_scheme_for_other_products_is_not_compared_and_asks_nothing(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", "gbt-24067-2024,gbt-44905-2024", "--json", "-")
    document = json.loads(run.out)
    assert run.code == 3
    (side,) = document["sides"]
    assert [figure["standard"] for figure in side["figures"]] == ["gbt-24067-2024"]
    assert side["refusals"][0]["problems"][0]["code"] == "product-outside"
    assert document["gaps"] == []


def test_a_scheme_for_other_products_does_not_set_the_unit(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", "gbt-44905-2024,gbt-24067-2024", "--json", "-")
    assert json.loads(run.out)["unit"]["quantity"] == "declared"


@pytest.mark.parametrize("none", ["", ",", " , "])
def test_no_scheme_at_all_is_refused(fourfold: Command, study: Path, none: str) -> None:
    for verb, option in (("check", "--standard"), ("compare", "--standards")):
        run = fourfold(verb, study, option, none)
        assert run.code == 2
        assert "no standard is named" in run.err


def test_totals_that_lie_close_show_the_digits_in_which_they_differ(fourfold: Command, study: Path) -> None:
    run = fourfold("compare", study, "--standards", "gbt-24067-2024,eu-batt-ev-draft-2024")
    assert "81.337" in run.out
    assert "81.293" in run.out


def test_a_scheme_for_other_products_lends_no_rules_to_one_of_electricity(fourfold: Command, study: Path) -> None:
    alone = fourfold("compare", study, "--standards", "ghgp-scope2-2015,gbt-24067-2024", "--json", "-")
    beside = fourfold("compare", study, "--standards", "gbt-44905-2024,ghgp-scope2-2015,gbt-24067-2024", "--json", "-")
    figures = [
        next(side for side in json.loads(run.out)["sides"] if side["part"] == "electricity")["figures"]
        for run in (alone, beside)
    ]
    assert figures[0] == figures[1]
