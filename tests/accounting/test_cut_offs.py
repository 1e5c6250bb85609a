"""What a study leaves out: listed always, held against the limits of the method."""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.method import CutOffLimits
from fourfold.accounting.study.model import Study
from support.memory import memory_study
from support.outcomes import assumed, calculated, default_with, faults, refused, told, total, warned
from support.studies import emits, output, process, uses


def leaving_out(*shares: str) -> Study:
    """A process that emits 1 kg and leaves out as many inputs as there are shares; a blank one is not estimated."""
    names = [f"c{number}" for number in range(len(shares))]
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "inputs": [uses("main", f"in-{name}", 1, "cut-off", name) for name in names],
        "emissions": [emits("main", "stack", "CO2", 1)],
    }
    declared = [
        {"id": name, "what": {"en": f"Part {name}"}, "reason": {"en": "Small"}}
        | ({"estimated_share": share} if share else {})
        for name, share in zip(names, shares, strict=True)
    ]
    return memory_study(tables, cut_offs=declared)


def test_a_cut_off_counts_nothing_and_is_listed_with_its_reason() -> None:
    result = calculated(leaving_out("0.01"))
    assert total(result) == "1"
    assert assumed(result) == {"cut-off": "left out: Part c0. Reason: Small"}
    assert warned(result) == []


def test_one_above_the_limit_of_the_method_is_refused() -> None:
    problems = refused(leaving_out("0.005", "0.02"))
    assert faults(problems) == [("cut-off-too-large", "study.yaml", 0, "cut_offs.1")]
    assert "0.02 of the total" in told(problems[0])
    assert total(calculated(leaving_out("0.02"), default_with(cut_off=CutOffLimits()))) == "1"


def test_many_small_ones_are_refused_together() -> None:
    problems = refused(leaving_out(*["0.01"] * 6))
    assert faults(problems) == [("cut-offs-too-large", "study.yaml", 0, "cut_offs")]
    limits = default_with(cut_off=CutOffLimits(each=Decimal("0.01"), together=Decimal("0.06")))
    assert total(calculated(leaving_out(*["0.01"] * 6), limits)) == "1"


def test_one_without_an_estimate_cannot_be_tested_and_that_is_said() -> None:
    assert warned(calculated(leaving_out(""))) == ["cut-off-unestimated"]
    assert warned(calculated(leaving_out(""), default_with(cut_off=CutOffLimits()))) == []
