"""The table of units is what the units library says, also for units put together from it."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal, localcontext
from functools import cache
from pathlib import Path

import pint
from hypothesis import given
from hypothesis import strategies as st

from fourfold.core.quantities import Unit, known_units

ROOT = Path(__file__).resolve().parents[2]


@cache
def registry() -> pint.UnitRegistry[Decimal]:
    definitions = ROOT / "src" / "fourfold" / "core" / "units.txt"
    return pint.UnitRegistry(str(definitions), non_int_type=Decimal, cache_folder=None)


def test_the_table_is_current() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/units.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


terms = st.tuples(st.sampled_from(known_units()), st.integers(1, 3)).map(
    lambda term: term[0] if term[1] == 1 else f"{term[0]}**{term[1]}"
)
compounds = st.lists(st.tuples(st.sampled_from("*/"), terms), min_size=1, max_size=4).map(
    lambda pairs: pairs[0][1] + "".join(sign + term for sign, term in pairs[1:])
)


@given(compounds, compounds)
def test_put_together_units_agree_with_the_library(first: str, second: str) -> None:
    with localcontext() as context:
        context.prec = 50
        ours, theirs = Unit(first), registry().Quantity(Decimal(1), first)
        other = registry().Quantity(Decimal(1), second)
        assert ours.measures_same_as(Unit(second)) == (theirs.dimensionality == other.dimensionality)
        if ours.measures_same_as(Unit(second)):
            ratio = Decimal((theirs / other).to_base_units().magnitude)
            assert abs(ours.factor_to(Unit(second)) / ratio - 1) < Decimal("1e-40")


@given(compounds)
def test_there_and_back_is_one(text: str) -> None:
    base = Unit(text)
    assert base.factor_to(base) == 1
