"""One study under several schemes: the steps sum to the difference, whatever the schemes are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourfold.accounting.assess import Result
from fourfold.accounting.method import (
    BiogenicTreatment,
    ElectricityResolution,
    Method,
    ResultUnit,
    Rounding,
    StageRole,
)
from fourfold.accounting.method_files import method
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.read import load_study
from fourfold.core.lines import Line
from fourfold.data.basis import GwpSet
from fourfold.electricity.supply.rule import SupplyKind, SupplyRule
from fourfold.standards.comparing.choices import choices_of
from fourfold.standards.comparing.compare import ELECTRICITY, FOOTPRINT, Side, compare
from fourfold.standards.comparing.rules import GROUPS, ungrouped_fields
from fourfold.standards.comparing.steps import Calculate
from fourfold.standards.pack.model import PackKind
from support.schemes import calculation, scheme_of

LFP = Path(__file__).resolve().parents[3] / "examples" / "lfp-cell"
DEFAULT = method("fourfold-default")


@cache
def lfp() -> tuple[Study, Calculate]:
    study = load_study(LFP)
    return study, calculation(study)


def side(study: Study, calculate: Calculate, *methods: Method) -> Side:
    schemes = [scheme_of(study, f"scheme-{number}", one) for number, one in enumerate(methods, 1)]
    return compare(study, schemes, calculate).sides[0]


def test_every_choice_of_a_method_belongs_to_a_group() -> None:
    assert ungrouped_fields() == frozenset()


def test_the_groups_hold_no_choice_twice() -> None:
    named = [name for group in GROUPS for name in group.fields]
    assert len(named) == len(set(named))


def test_a_changed_choice_is_spelled_as_a_method_file_spells_it() -> None:
    spelled = choices_of(DEFAULT)
    assert spelled["supply_order"] == " | ".join(DEFAULT.supply.order)
    assert spelled["gwp_set"] == "AR6"
    assert spelled["rounding.quantum_kg_co2e"] == "0.000000000001"


methods = st.builds(
    lambda electricity, gwp, biogenic, order, roles, quantum: replace(
        DEFAULT,
        electricity=electricity,
        gwp_set=gwp,
        accepted_gwp_sets=tuple(GwpSet),
        biogenic=biogenic,
        supply=SupplyRule("made", order),
        stages=roles,
        rounding=Rounding(quantum),
    ),
    st.sampled_from(ElectricityResolution),
    st.sampled_from([GwpSet.AR4, GwpSet.AR5, GwpSet.AR6]),
    st.sampled_from(BiogenicTreatment),
    st.sampled_from([(SupplyKind.ON_SITE, SupplyKind.GRID), (SupplyKind.GRID,)]),
    st.sampled_from([(), (StageRole.RAW_MATERIALS, StageRole.PRODUCTION)]),
    st.sampled_from([Decimal("1e-12"), Decimal("0.001")]),
)


@settings(max_examples=12, deadline=None)
@given(methods, methods)
def test_steps_sum_to_the_difference_in_total_and_by_line(one: Method, other: Method) -> None:
    study, calculate = lfp()
    table = side(study, calculate, one, other)
    (decomposition,) = table.decompositions
    first, second = table.figures
    assert sum((s.total_kg_co2e for s in decomposition.steps), Decimal(0)) == decomposition.difference_kg_co2e
    assert decomposition.difference_kg_co2e == second.total_kg_co2e - first.total_kg_co2e
    for line in Line:
        steps = sum((s.lines_kg_co2e[line] for s in decomposition.steps), Decimal(0))
        assert steps == second.lines_kg_co2e[line] - first.lines_kg_co2e[line]


def test_equal_methods_have_no_steps() -> None:
    study, calculate = lfp()
    table = side(study, calculate, DEFAULT, DEFAULT)
    assert table.decompositions[0].steps == ()
    assert table.decompositions[0].difference_kg_co2e == 0


def test_each_step_names_what_changed() -> None:
    study, calculate = lfp()
    other = replace(DEFAULT, gwp_set=GwpSet.AR5, electricity=ElectricityResolution.ANNUAL_MEAN)
    (decomposition,) = side(study, calculate, DEFAULT, other).decompositions
    changed = {change.key: (change.before, change.after) for step in decomposition.steps for change in step.changes}
    assert changed == {"gwp_set": ("AR6", "AR5"), "electricity": ("hourly", "annual-mean")}
    assert [step.groups[0].id for step in decomposition.steps] == ["warming-potentials", "electricity-factors"]


def test_the_declared_unit_is_common_where_all_state_it() -> None:
    study, calculate = lfp()
    table = side(study, calculate, DEFAULT, replace(DEFAULT, gwp_set=GwpSet.AR5))
    whole = calculate(DEFAULT).footprint.total_kg_co2e
    assert table.figures[0].total_kg_co2e == table.figures[0].own_kg_co2e == whole


def test_figures_are_brought_to_the_unit_of_the_first_scheme() -> None:
    study, calculate = lfp()
    by_mass = replace(DEFAULT, result_unit=ResultUnit("mass", "kg"))
    table = side(study, calculate, by_mass, DEFAULT)
    whole = calculate(DEFAULT).footprint.total_kg_co2e
    per_kg = (whole / Decimal("6.25")).quantize(Decimal("1e-12"))
    assert table.figures[0].own_kg_co2e == per_kg
    assert abs(table.figures[1].total_kg_co2e - per_kg) <= Decimal("6e-12")
    assert table.figures[1].own_kg_co2e == whole


def test_a_unit_the_study_cannot_relate_is_refused_with_the_repair() -> None:
    study, calculate = lfp()
    declarations = study.declarations.model_copy(
        update={"product": study.declarations.product.model_copy(update={"mass_per_unit": None})}
    )
    without = replace(study, declarations=declarations)
    schemes = [
        scheme_of(without, "a", DEFAULT),
        scheme_of(without, "b", replace(DEFAULT, result_unit=ResultUnit("mass", "t"))),
        scheme_of(without, "c", replace(DEFAULT, gwp_set=GwpSet.AR5)),
    ]
    comparison = compare(without, schemes, calculate)
    assert not comparison.is_complete
    (refusal,) = comparison.sides[0].refusals
    assert refusal.scheme == "b"
    assert [p.kind.code for p in refusal.problems] == ["unit-without-mass"]
    assert [f.scheme for f in comparison.sides[0].figures] == ["a", "c"]


def test_a_scheme_of_electricity_alone_is_compared_on_the_electricity_part() -> None:
    study, calculate = lfp()
    mean = replace(DEFAULT, electricity=ElectricityResolution.ANNUAL_MEAN, gwp_set=GwpSet.AR5)
    comparison = compare(
        study, [scheme_of(study, "a", DEFAULT), scheme_of(study, "b", mean, PackKind.SUPPLY)], calculate
    )
    whole, electricity = comparison.sides
    assert (whole.part, [f.scheme for f in whole.figures]) == (FOOTPRINT, ["a"])
    assert (electricity.part, [f.scheme for f in electricity.figures]) == (ELECTRICITY, ["a", "b"])
    totals = calculate(DEFAULT).electricity.totals(calculate(DEFAULT).footprint, Decimal("1e-12"))
    hourly, annual = (f.total_kg_co2e for f in electricity.figures)
    assert hourly == pytest.approx(totals.hourly_kg_co2e, abs=Decimal("1e-9"))
    assert annual == pytest.approx(totals.annual_mean_kg_co2e, abs=Decimal("1e-9"))
    (decomposition,) = electricity.decompositions
    assert [step.groups[0].id for step in decomposition.steps] == ["electricity-factors"]


def test_groups_that_cannot_be_told_apart_are_one_step_with_the_reason() -> None:
    study, calculate = lfp()
    between = replace(DEFAULT, gwp_set=GwpSet.AR5)

    def refuses_the_method_between(one: Method) -> Result:
        if one.gwp_set is GwpSet.AR5 and one.electricity is ElectricityResolution.HOURLY:
            return calculate(replace(one, allocation_order=(), accepted_gwp_sets=(), accept_unsplit=False))
        return calculate(one)

    other = replace(between, electricity=ElectricityResolution.ANNUAL_MEAN)
    schemes = [scheme_of(study, "a", DEFAULT), scheme_of(study, "b", other)]
    (decomposition,) = compare(study, schemes, refuses_the_method_between).sides[0].decompositions
    (step,) = decomposition.steps
    assert [group.id for group in step.groups] == ["warming-potentials", "electricity-factors"]
    assert step.joined_because
    assert step.total_kg_co2e == decomposition.difference_kg_co2e
