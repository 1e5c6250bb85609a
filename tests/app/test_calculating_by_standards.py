"""A study by the methods of several standards: equal choices are calculated once, each under its own name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from fourfold.accounting.study.model import Study
from fourfold.app.standards import Calculator, standard
from fourfold.core.problems import InputError
from support.outcomes import default_with
from support.pack_folders import DAY, pack_folder
from support.studies import emits, output, process, write_study


def study_with(folder: Path, share: str = "") -> Study:
    left_out = {"id": "c", "what": {"en": "x"}, "reason": {"en": "y"}, **({"estimated_share": share} if share else {})}
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "emissions": [emits("main", "stack", "CO2", 5)],
    }
    return Study.load(write_study(folder, tables, cut_offs=[left_out]))


def test_equal_choices_are_calculated_once_and_named_twice(tmp_path: Path) -> None:
    one = default_with(id="one", names={"en": "One"})
    other = replace(one, id="other", names={"en": "Other"}, source="elsewhere", supply=replace(one.supply, id="other"))
    calculator = Calculator(study_with(tmp_path / "study"))
    first, second = calculator.by(one), calculator.by(other)
    assert first.footprint is second.footprint
    assert (first.method, second.method) == (one, other)
    named = [[w.params["method"] for w in result.warnings if "method" in w.params] for result in (first, second)]
    assert named == [["one"], ["other"]]


def test_other_choices_are_calculated_for_themselves(tmp_path: Path) -> None:
    calculator = Calculator(study_with(tmp_path / "study"))
    first = calculator.by(default_with(id="one"))
    assert calculator.by(default_with(id="one", accept_unsplit=False)).footprint is not first.footprint


def test_a_refusal_names_the_method_that_refuses(tmp_path: Path) -> None:
    calculator = Calculator(study_with(tmp_path / "study", "0.9"))
    for name in ("one", "other"):
        found = calculator.calculated(default_with(id=name))
        assert found.result is None
        assert {problem.params["method"] for problem in found.problems if "method" in problem.params} == {name}


def test_a_standard_is_had_by_name_and_day(tmp_path: Path) -> None:
    pack_folder(tmp_path, "mine", requirements=[{"requirement": "r", "test": "present(study.title)"}])
    assert standard("mine", DAY, [tmp_path]).pack.id == "mine"
    with pytest.raises(InputError) as caught:
        standard("yours", DAY, [tmp_path])
    assert [problem.kind.code for problem in caught.value.problems] == ["standard-unknown"]
