"""The noun Factor: it adds only to its like, scales, and is weighted part by part."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.lines import CO2E, EmissionKind, Line
from fourfold.core.quantities import Unit
from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.factor import BasisMismatchError, Factor, FactorPart
from fourfold.data.gwp import GasError
from fourfold.data.library import shipped_library
from fourfold.data.source import Status
from support.factor_rows import factor_of, factor_row

STEAM = factor_of(factor_row())

values = st.decimals(min_value=0, max_value=10**6, places=6)
gas_parts = st.builds(
    lambda gas, line, kind, value: FactorPart(gas, line, value, kind, None, value * 2),
    st.sampled_from(["CO2", "CH4", "N2O", "SF6", CO2E]),
    st.sampled_from([Line.FOSSIL, Line.BIOGENIC_EMISSIONS, Line.LAND_USE_CHANGE, Line.UNSPLIT]),
    st.sampled_from([*EmissionKind, None]),
    values,
)
factors = st.builds(
    lambda name, parts, status, area, note: replace(
        STEAM, id=name, names={"en": name}, parts=tuple(parts), status=status, area=area, note=note
    ),
    st.sampled_from(["a", "b", "c"]),
    st.lists(gas_parts, min_size=1, max_size=5, unique_by=lambda part: (part.gas, part.line, part.kind)),
    st.sampled_from(Status),
    st.sampled_from(["", "CN", "CN-JS"]),
    st.sampled_from(["", "dry", "wet"]),
)
bases = st.builds(
    Basis,
    st.sampled_from(Quantity),
    st.sampled_from(Claim),
    st.sampled_from(Averaging),
    st.sampled_from(Losses),
    st.sampled_from(GwpSet),
)


def total(factor: Factor) -> dict[Line, Decimal]:
    return factor.total(GwpSet.AR6)


@given(factors, factors)
def test_plus_commutes(a: Factor, b: Factor) -> None:
    assert a.plus(b).content() == b.plus(a).content()


@given(factors, factors, factors)
def test_plus_associates(a: Factor, b: Factor, c: Factor) -> None:
    assert a.plus(b).plus(c).content() == a.plus(b.plus(c)).content()


@given(factors, factors)
def test_lines_of_a_sum_are_the_sums_of_the_lines(a: Factor, b: Factor) -> None:
    left, right, both = total(a), total(b), total(a.plus(b))
    assert set(both) == set(left) | set(right)
    assert all(both[line] == left.get(line, Decimal(0)) + right.get(line, Decimal(0)) for line in both)


@given(factors, values)
def test_scaling_scales_every_line(factor: Factor, by: Decimal) -> None:
    assert total(factor.scaled(by)) == {line: value * by for line, value in total(factor).items()}


@given(factors, factors, values)
def test_scaling_distributes_over_plus(a: Factor, b: Factor, by: Decimal) -> None:
    assert total(a.plus(b).scaled(by)) == total(a.scaled(by).plus(b.scaled(by)))


@given(factors)
def test_scaling_by_one_changes_nothing(factor: Factor) -> None:
    assert factor.scaled(Decimal(1)).digest == factor.digest


@given(bases, bases)
def test_unlike_bases_refuse_to_add(left: Basis, right: Basis) -> None:
    a, b = replace(STEAM, basis=left), replace(STEAM, basis=right)
    if left == right:
        assert a.plus(b).basis == left
        return
    with pytest.raises(BasisMismatchError) as caught:
        a.plus(b)
    assert set(caught.value.fields) == set(left.differences(right)) != set()


def test_unlike_units_and_heating_values_refuse_to_add() -> None:
    for other in (replace(STEAM, per=Unit("kg")), replace(STEAM, heating_basis="net")):
        with pytest.raises(BasisMismatchError):
            STEAM.plus(other)


def test_direct_and_life_cycle_factor_of_one_grid_refuse_to_add() -> None:
    library = shipped_library()
    direct, life_cycle = library.get("cn-grid-co2-national-average-2023"), library.get("cn-electricity-footprint-2023")
    assert direct is not None
    assert life_cycle is not None
    with pytest.raises(BasisMismatchError, match="quantity: co2_direct / co2e_lifecycle"):
        direct.plus(life_cycle)


@pytest.mark.parametrize("other", ["excluding-market-traded", "fossil-only"])
def test_national_variants_of_the_direct_series_refuse_to_add(other: str) -> None:
    library = shipped_library()
    average, variant = (library.get(f"cn-grid-co2-national-{name}-2023") for name in ("average", other))
    assert average is not None
    assert variant is not None
    with pytest.raises(BasisMismatchError, match="claim"):
        average.plus(variant)


def test_a_sum_is_no_better_confirmed_than_its_weakest_term() -> None:
    doubtful = replace(STEAM, id="doubtful", status=Status.UNCONFIRMED)
    assert STEAM.plus(doubtful).status is Status.UNCONFIRMED


@pytest.mark.parametrize("by", ["-1", "NaN", "Infinity"])
def test_scaling_makes_no_credit_and_no_nonsense(by: str) -> None:
    with pytest.raises(ValueError, match="at least 0"):
        STEAM.scaled(Decimal(by))


def test_parts_are_weighted_by_gas_origin_and_kind() -> None:
    factor = factor_of(
        factor_row(2, gas="CO2", value=Decimal(2)),
        factor_row(3, gas="CH4", kind="fugitive", value=Decimal(1)),
        factor_row(4, gas="CH4", kind="combustion", value=Decimal(1)),
        factor_row(5, gas="CO2", line="biogenic_removals", kind="", value=Decimal(-3)),
    )
    assert total(factor) == {Line.FOSSIL: 2 + Decimal("29.8") + 27, Line.BIOGENIC_REMOVALS: Decimal(-3)}
    assert factor.total(GwpSet.AR5)[Line.FOSSIL] == 2 + 30 + 28


def test_a_weighted_sum_is_not_weighted_again() -> None:
    factor = factor_of(factor_row(gas=CO2E, kind="", line="unsplit", gwp_set="AR4", value=Decimal("1.5")))
    assert [factor.total(name) for name in (GwpSet.AR4, GwpSet.AR6)] == [{Line.UNSPLIT: Decimal("1.5")}] * 2
    assert factor.weighted(GwpSet.AR6)[0].potential is None


def test_a_gas_the_set_does_not_list_is_an_error_not_a_zero() -> None:
    factor = factor_of(factor_row(gas="HFC-41", kind="fugitive"))
    assert total(factor)
    with pytest.raises(GasError):
        factor.total(GwpSet.AR4)


def test_digest_follows_content_and_not_place_or_row_order() -> None:
    rows = factor_row(2, gas="CO2"), factor_row(3, gas="N2O")
    moved = factor_row(9, gas="N2O"), factor_row(8, gas="CO2")
    assert factor_of(*rows).digest == factor_of(*moved).digest
    assert factor_of(*rows).digest != factor_of(rows[0]).digest
    assert factor_of(factor_row(value=Decimal("0.060"))).digest == STEAM.digest
    assert factor_of(factor_row(value=Decimal("0.061"))).digest != STEAM.digest
