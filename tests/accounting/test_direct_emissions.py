"""Direct emissions: line by origin, weight by gas and kind, mass by unit."""

from __future__ import annotations

import pytest

from fourfold.accounting.assess import Result
from fourfold.accounting.method import Method
from fourfold.accounting.study.model import Study
from fourfold.data.basis import GwpSet
from support.memory import memory_study
from support.outcomes import assumed, calculated, default_with, faults, gases, lines, refused, told, total
from support.studies import emits, output, process


def emitting_study(*rows: dict[str, object]) -> Study:
    """A process that makes 10 kg per run and emits these; one declared unit is 1 kg."""
    tables = {"processes": [process("main")], "outputs": [output("main", "product", 10)], "emissions": rows}
    return memory_study(tables)


def emitting(*rows: dict[str, object], how: Method | str = "fourfold-default") -> Result:
    return calculated(emitting_study(*rows), how)


@pytest.mark.parametrize(
    ("origin", "line", "kg"),
    [
        ("fossil", "fossil", "0.5"),
        ("aircraft", "aircraft", "0.5"),
        ("biogenic", "biogenic_emissions", "0.5"),
        ("removal", "biogenic_removals", "-0.5"),
        ("land-use-change", "land_use_change", "0.5"),
        ("unstated", "unsplit", "0.5"),
    ],
)
def test_each_origin_has_its_line_and_a_removal_is_negative(origin: str, line: str, kg: str) -> None:
    result = emitting(emits("main", "stack", "CO2", 5, origin=origin))
    assert lines(result) == {line: kg}
    assert total(result) == kg


def test_a_removal_takes_from_the_total_and_from_the_mass_of_the_gas() -> None:
    result = emitting(emits("main", "stack", "CO2", 5), emits("main", "uptake", "CO2", 20, origin="removal"))
    assert lines(result) == {"fossil": "0.5", "biogenic_removals": "-2"}
    assert total(result) == "-1.5"
    assert gases(result) == {"CO2": "-1.5"}


@pytest.mark.parametrize(("amount", "unit"), [(5, "kg"), (5000, "g"), ("0.005", "t"), ("5e6", "mg")])
def test_mass_is_mass_in_any_unit(amount: object, unit: str) -> None:
    assert total(emitting(emits("main", "stack", "CO2", amount, unit=unit))) == "0.5"


@pytest.mark.parametrize(
    ("gwp_set", "origin", "kind", "kg"),
    [
        # 10 kg of methane per run of 10 kg: the figure is the warming potential
        ("AR4", "fossil", "fugitive", "25"),
        ("AR4", "fossil", "combustion", "25"),
        ("AR4", "biogenic", "process", "25"),
        ("AR5", "fossil", "fugitive", "30"),
        ("AR5", "fossil", "combustion", "28"),
        ("AR5", "biogenic", "fugitive", "28"),
        ("AR6", "fossil", "fugitive", "29.8"),
        ("AR6", "fossil", "process", "29.8"),
        ("AR6", "fossil", "combustion", "27"),
        ("AR6", "aircraft", "combustion", "27"),
        ("AR6", "biogenic", "fugitive", "27"),
        ("AR6", "land-use-change", "process", "27"),
        ("AR6", "unstated", "combustion", "27"),
        ("AR6", "unstated", "fugitive", "27.9"),
    ],
)
def test_methane_weighs_by_origin_and_kind(gwp_set: str, origin: str, kind: str, kg: str) -> None:
    row = emits("main", "leak", "CH4", 10, origin=origin, kind=kind)
    assert total(emitting(row, how=default_with(gwp_set=GwpSet(gwp_set)))) == kg


def test_methane_of_unknown_origin_is_listed_with_its_row() -> None:
    result = emitting(emits("main", "leak", "CH4", 10, origin="unstated", kind="fugitive"))
    assert "27.9" in assumed(result)["methane-origin-unknown"]
    (flagged,) = (one for one in result.assumptions if one.kind.code == "methane-origin-unknown")
    assert [str(place) for place in flagged.places] == ["tables/emissions.csv:2"]
    assert "methane-origin-unknown" not in assumed(emitting(emits("main", "leak", "CH4", 10, kind="fugitive")))


def test_an_emission_of_unstated_origin_is_listed_as_unsplit() -> None:
    result = emitting(emits("main", "stack", "CO2", 5, origin="unstated"))
    assert "stack" in assumed(result)["unsplit-used"]


def test_an_emission_of_unstated_origin_is_refused_where_the_method_wants_lines() -> None:
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "emissions": [emits("main", "stack", "CO2", 5, origin="unstated")],
    }
    problems = refused(memory_study(tables), default_with(accept_unsplit=False))
    assert faults(problems) == [("unsplit-not-accepted", "tables/emissions.csv", 2, "origin")]


def test_an_unknown_gas_and_one_the_set_does_not_list_are_both_named() -> None:
    tables = {
        "processes": [process("main")],
        "outputs": [output("main", "product")],
        "emissions": [emits("main", "a", "CH5", 1), emits("main", "b", "SO2F2", 1), emits("main", "c", "CO2", 1)],
    }
    problems = refused(memory_study(tables), default_with(gwp_set=GwpSet.AR4))
    assert faults(problems) == [
        ("gas-unknown", "tables/emissions.csv", 2, "gas"),
        ("gas-not-in-set", "tables/emissions.csv", 3, "gas"),
    ]
    assert "CH4" in told(problems[0])
    assert "AR5" in told(problems[1])


def test_the_stage_of_a_row_goes_before_that_of_its_process() -> None:
    result = emitting(emits("main", "stack", "CO2", 5), emits("main", "kiln", "CO2", 20, stage="materials"))
    stages = result.footprint.by(lambda cell: cell.item.stage)
    assert {name: str(value.value.normalize()) for name, value in stages.items()} == {"making": "0.5", "materials": "2"}


def test_the_potential_is_a_source_of_the_row() -> None:
    result = emitting(emits("main", "leak", "CH4", 10, kind="fugitive"))
    (source, used_by) = next(pair for pair in result.sources if pair[0].kind == "gwp")
    assert (source.id, str(source.value), used_by) == ("gwp100-ar6-CH4_fossil", "29.8", ("leak",))


def test_a_removal_neither_burns_nor_leaks() -> None:
    uptake = emits("main", "uptake", "CO2", 20, origin="removal", kind="combustion")
    assert faults(refused(emitting_study(uptake))) == [("removal-kind", "tables/emissions.csv", 2, "kind")]
