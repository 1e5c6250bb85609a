"""What an example says once its base is counted in."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fourfold.standards.pack.model import DatedValue, Document, Effective, Parameter, RulePack
from fourfold.standards.testing.examples import first_day, laid_over, whole_examples
from support.small_packs import pack_at, write_pack

BASE = {
    "study.title": "Cell",
    "study.cut_offs.1.what": "labels",
    "study.cut_offs.2.what": "screws",
    "study.cut_offs.3.what": "glue",
    "study.allocation.order.1": "physical",
    "study.allocation.order.2": "economic",
    "study.stages": "none",
    "result.total_kg_co2e": "12",
}


def only_changed(given: dict[str, str]) -> tuple[dict[str, str], set[str]]:
    """What a fragment adds or alters in `BASE`, and what it takes away."""
    facts = laid_over(BASE, given)
    return {name: text for name, text in facts.items() if BASE.get(name) != text}, set(BASE) - set(facts)


@pytest.mark.parametrize(
    ("given", "changed", "gone"),
    [
        ({}, {}, set()),
        ({"study.title": "Pack"}, {"study.title": "Pack"}, set()),
        ({"study.title": ""}, {}, {"study.title"}),
        ({"study.cut_offs": ""}, {}, {f"study.cut_offs.{row}.what" for row in (1, 2, 3)}),
        ({"study.cut_offs": "none"}, {"study.cut_offs": "none"}, {f"study.cut_offs.{row}.what" for row in (1, 2, 3)}),
        ({"study.cut_offs.2": ""}, {"study.cut_offs.2.what": "glue"}, {"study.cut_offs.3.what"}),
        ({"study.cut_offs.2.what": ""}, {"study.cut_offs.2.what": ""}, set()),
        ({"study.cut_offs.4.what": ""}, {"study.cut_offs.4.what": ""}, set()),
        ({"study.allocation.order.1": ""}, {"study.allocation.order.1": "economic"}, {"study.allocation.order.2"}),
        ({"study.stages.1.stage": "use"}, {"study.stages.1.stage": "use"}, {"study.stages"}),
        ({"result": "not-calculated"}, {"result": "not-calculated"}, {"result.total_kg_co2e"}),
        (
            {"study.cut_offs": "", "study.cut_offs.1.reason": "small"},
            {"study.cut_offs.1.reason": "small"},
            {f"study.cut_offs.{row}.what" for row in (1, 2, 3)},
        ),
    ],
)
def test_facts_are_laid_over_those_of_the_base(given: dict[str, str], changed: dict[str, str], gone: set[str]) -> None:
    assert only_changed(given) == (changed, gone)


def test_a_result_takes_the_place_of_one_that_was_not_calculated() -> None:
    assert laid_over({"result": "not-calculated"}, {"result.total_kg_co2e": "1"}) == {"result.total_kg_co2e": "1"}


def test_bases_are_counted_in_one_after_the_other(tmp_path: Path) -> None:
    examples: dict[str, tuple[dict[str, str], dict[str, str]]] = {
        "pass-a": ({"study.title": "a", "study.goal.reason": "r", "day": "2025-06-30"}, {}),
        "pass-b": ({"base": "pass-a", "study.title": "b"}, {}),
        "pass-c": ({"base": "pass-b", "study.goal.reason": "", "day": "2026-01-01"}, {}),
    }
    a, b, c = whole_examples(pack_at(write_pack(tmp_path / "small", [], examples)))
    assert (a.given, a.day) == ({"study.title": "a", "study.goal.reason": "r"}, date(2025, 6, 30))
    assert (b.given, b.day) == ({"study.title": "b", "study.goal.reason": "r"}, date(2025, 6, 30))
    assert (c.given, c.day) == ({"study.title": "b"}, date(2026, 1, 1))


def test_an_example_that_says_no_day_is_of_the_first_in_force(tmp_path: Path) -> None:
    pack = pack_at(write_pack(tmp_path / "small", [], {"pass-a": ({"study.title": "a"}, {})}))
    (whole,) = whole_examples(pack)
    assert whole.day == date(2024, 1, 1) == first_day(pack)


def test_one_that_never_came_into_force_counts_from_publication_or_its_parameters(tmp_path: Path) -> None:
    pack = pack_at(write_pack(tmp_path / "small", [], {}))
    published = Document("x", "y", "z", published=date(2024, 4, 29))
    assert first_day(_with(pack, published, ())) == date(2024, 4, 29)
    values = [DatedValue(start, None, "1", "", "", "") for start in (date(2023, 5, 1), date(2024, 5, 1), None)]
    parameters = tuple(Parameter(f"p{i}", "1", "", (value,)) for i, value in enumerate(values))
    assert first_day(_with(pack, Document("x", "y", "z"), parameters)) == date(2024, 5, 1)
    assert first_day(_with(pack, Document("x", "y", "z"), ())) == date(2000, 1, 1)
    assert first_day(_with(pack, replace(published, effective=Effective(date(2025, 1, 1), None)), ())).year == 2025


def _with(pack: RulePack, document: Document, parameters: tuple[Parameter, ...]) -> RulePack:
    return replace(pack, identity=replace(pack.identity, document=document), parameters=parameters)
