"""The text of a unit: a closed list of names, and nothing that the units library would evaluate."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.quantities import Unit, UnitError, check_unit, known_units, similar_units


def test_every_listed_unit_is_known() -> None:
    for name in known_units():
        check_unit(name)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ms",
        "kgs",
        "9**9**9**9",
        "kg**99",
        "kg*",
        "*",
        "kg kg",
        "(kg)",
        "kg+kg",
        "kg.m",
        "3 kg",
        "delta_kg",
        "[mass]",
    ],
)
def test_what_is_not_listed_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        check_unit(text)


@given(st.text(max_size=60) | st.from_regex(r"[a-zA-Z0-9*/^ .·²]{1,30}", fullmatch=True))
def test_any_text_is_a_unit_or_a_unit_error(text: str) -> None:
    try:
        check_unit(text)
    except UnitError:
        similar_units(text)


def test_products_and_quotients_convert() -> None:
    assert Unit("t·km").factor_to(Unit("tkm")) == 1
    assert Unit("kWh/m³").factor_to(Unit("MJ/m3")) == Unit("kWh").factor_to(Unit("MJ"))
