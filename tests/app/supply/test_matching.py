"""A study matched under many schemes: methods, files, standards and packs; each once, meters read once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fourfold.accounting.method_files import method
from fourfold.accounting.study.read import load_study
from fourfold.app.supply.match_document import COLUMNS, intervals_csv
from fourfold.app.supply.matching import match, match_folder
from fourfold.core.problems import InputError

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "certificates"


def test_methods_files_and_standards_are_matched_in_the_order_asked_for() -> None:
    study = load_study(EXAMPLE)
    found = match(study, [method("fourfold-default"), str(EXAMPLE / "hourly.yaml"), "ghgp-scope2-2015"])
    assert [one.method for one in found] == ["fourfold-default", "hourly", "ghgp-scope2-2015"]
    assert len({one.load_kwh for one in found}) == 1


def test_a_scheme_named_twice_counts_once_and_two_of_one_id_count_twice() -> None:
    study, default = load_study(EXAMPLE), method("fourfold-default")
    other = replace(default, names={"en": "Another of that id"})
    assert len(match(study, [default, "fourfold-default", default])) == 1
    assert [one.names["en"] for one in match(study, [default, other])] == [default.names["en"], "Another of that id"]


def test_meters_are_read_once_for_all_schemes() -> None:
    told: list[str] = []
    match_folder(
        EXAMPLE,
        ["iso-14067-2018", "ghgp-scope2-2015", "fourfold-default"],
        tick=lambda what, _done, _of: told.append(what),
    )
    meters = len((EXAMPLE / "tables" / "electricity.csv").read_text(encoding="utf-8").splitlines()) - 1
    assert told.count("reading meters") == meters
    assert told.count("calculating") == 3


def test_a_scheme_that_cannot_be_calculated_is_refused_with_all_its_problems() -> None:
    with pytest.raises(InputError) as caught:
        match(load_study(EXAMPLE), ["ghgp-scope2-2015", "ghgp-scope2-draft-2025"])
    codes = {problem.kind.code for problem in caught.value.problems}
    assert "supply-factor-missing" in codes
    found = match_folder(EXAMPLE, ["ghgp-scope2-2015", "ghgp-scope2-draft-2025"])
    assert [one.match.method for one in found.schemes] == ["ghgp-scope2-2015"]
    (refused,) = found.refused
    assert {problem.kind.code for problem in refused.problems} == codes


def test_without_any_scheme_nothing_is_matched() -> None:
    with pytest.raises(InputError) as caught:
        match_folder(EXAMPLE, [" "])
    assert [problem.kind.code for problem in caught.value.problems] == ["match-no-scheme"]


def test_the_table_has_a_row_for_each_interval_and_kind() -> None:
    (found,) = match(load_study(EXAMPLE), [str(EXAMPLE / "hourly.yaml")])
    header, *rows = intervals_csv([found]).splitlines()
    assert header == ",".join(COLUMNS)
    assert len(rows) == 720 * 2
    assert rows[0] == "hourly,foundry,2024-05-31T16:00:00Z,60,instruments,0"
    assert "hourly,foundry,2024-06-03T02:00:00Z,60,instruments,120" in rows
