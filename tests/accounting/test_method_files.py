"""Method files: the new choices with their defaults, and what a file must not say."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from fourfold.accounting.method import BiogenicTreatment, ResultUnit, StageRole
from fourfold.accounting.method_files import method, shipped_methods
from fourfold.core.problems import InputError
from fourfold.electricity.supply.criteria import (
    CONTRACTUAL_KINDS,
    AreaLevel,
    Criterion,
    InstrumentCriteria,
    InstrumentKind,
    MatchWindow,
)
from fourfold.electricity.supply.rule import SupplyKind
from support.outcomes import method_file, told


@pytest.mark.parametrize("name", shipped_methods())
def test_shipped_methods_make_none_of_the_further_choices(name: str) -> None:
    found = method(name)
    assert not found.is_extended
    assert found.supply.instruments == InstrumentCriteria(CONTRACTUAL_KINDS, MatchWindow.PERIOD, AreaLevel.ANY)
    assert found.result_unit == ResultUnit("declared", "")


def test_every_choice_is_read(tmp_path: Path) -> None:
    criteria = {
        "kinds": ["granular-certificate", "ppa"],
        "match": "hour",
        "area": "area",
        "conveyed": "false",
        "sole_claim": "false",
        "retired": "false",
        "commissioned_within_months": "36",
        "technologies": ["wind", "pv"],
        "stored": "false",
    }
    order = [
        "on_site",
        "direct_line",
        "instruments",
        "supplier_product",
        "standard_supply",
        "residual",
        "fossil",
        "grid",
    ]
    found = method(
        method_file(
            tmp_path,
            supply_order=order,
            instruments=criteria,
            biogenic="zero",
            stages=["raw-materials", "production"],
            result_unit={"quantity": "mass", "unit": "t"},
            beside_grid_mix="true",
            clauses={"match": "A policy, 3.1", "area": " "},
        )
    )
    kinds = (InstrumentKind.GRANULAR_CERTIFICATE, InstrumentKind.PPA)
    wanted = InstrumentCriteria(
        kinds, MatchWindow.HOUR, AreaLevel.AREA, False, False, False, 36, technologies=("wind", "pv"), stored=False
    )
    assert found.supply.instruments == wanted
    assert found.supply.order == tuple(SupplyKind)
    assert found.biogenic is BiogenicTreatment.ZERO
    assert found.stages == (StageRole.RAW_MATERIALS, StageRole.PRODUCTION)
    assert found.result_unit == ResultUnit("mass", "t")
    assert found.beside_grid_mix
    assert found.clauses == {Criterion.MATCH: "A policy, 3.1"}
    assert found.is_extended


@pytest.mark.parametrize(
    "changes",
    [
        {"supply_order": ["on_site", "residual"]},
        {"biogenic": "zero"},
        {"stages": ["use"]},
        {"result_unit": {"quantity": "energy-delivered", "unit": "kWh"}},
        {"beside_grid_mix": "true"},
    ],
)
def test_each_further_choice_makes_a_method_an_extended_one(tmp_path: Path, changes: dict[str, object]) -> None:
    assert method(method_file(tmp_path, **changes)).is_extended


@pytest.mark.parametrize(
    ("changes", "code", "says"),
    [
        ({"supply_order": ["on_site", "grid", "grid"]}, "declaration-repeated", "grid stands twice"),
        ({"supply_order": ["grid", "on_site"]}, "declaration-text", "on_site is not accepted"),
        ({"supply_order": ["grid", "residual"]}, "declaration-text", "nothing comes after grid"),
        ({"supply_order": ["on_site", "sun"]}, "declaration-choice", "one of: on_site"),
        ({"stages": ["use", "use"]}, "declaration-repeated", "use stands twice"),
        ({"instruments": {"kinds": ["direct-line"]}}, "declaration-choice", "one of: ppa"),
        ({"instruments": {"commissioned_within_months": "1.5"}}, "declaration-text", "a whole number"),
        ({"instruments": {"commissioned_within_months": "0"}}, "number-out-of-range", "0"),
        ({"instruments": {"technologies": ["wind", "wind"]}}, "declaration-repeated", "wind stands twice"),
        ({"instruments": {"match": "day"}}, "declaration-choice", "one of: hour"),
        ({"biogenic": "none"}, "declaration-choice", "one of: separate"),
    ],
)
def test_a_choice_that_makes_no_sense_is_refused(
    tmp_path: Path, changes: dict[str, object], code: str, says: str
) -> None:
    with pytest.raises(InputError) as caught:
        method(method_file(tmp_path, **changes))
    assert [problem.kind.code for problem in caught.value.problems] == [code]
    assert says in told(caught.value.problems[0])


def test_the_precision_of_methods_is_as_it_was() -> None:
    assert method("fourfold-default").rounding.quantum_kg_co2e == Decimal("1E-12")
