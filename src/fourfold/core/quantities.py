"""Quantities at the edge: an exact decimal and a unit a person wrote, and the factor between two units.

The accepted units are those of ``units.csv`` beside this module, with their Chinese names. It is made from
``units.txt`` by a units library (``scripts/units.py``), so that conversions are the library's and reading a study does
not wait for it. Inside the rooms plain numbers travel with the unit in their name (law 7). ``kg CO2e`` is not a unit
here: it is a convention under a GWP set.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from difflib import get_close_matches
from functools import cache
from pathlib import Path

_PRECISION = 50
_LONGEST = 100
_TERM = r"(1|[^\W\d]\w*(\s*(\*\*|\^)\s*[1-9])?)"
_GRAMMAR = re.compile(rf"{_TERM}(\s*[*/]\s*{_TERM})*")
"""Names with small powers, multiplied and divided; nothing else is a unit."""
_TOKEN = re.compile(r"(?P<sign>[*/])?\s*(?P<name>1|[^\W\d]\w*)(\s*(\*\*|\^)\s*(?P<power>[1-9]))?")
_POWER = re.compile(r"(?P<base>\[\w+\])(?P<power>-?\d+)?")
_TABLE = Path(__file__).parent / "units.csv"


class UnitError(ValueError):
    """A unit that is unknown, or two units that do not measure the same thing."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit somebody wrote, as they wrote it."""

    text: str

    @property
    def dimension(self) -> str:
        """What the unit measures, as a canonical text such as ``[mass]``.

        Raises:
            UnitError: unknown unit.
        """
        return _dimension(self.text)

    def factor_to(self, other: Unit) -> Decimal:
        """How many of `other` one of this unit is.

        Raises:
            UnitError: unknown unit, or not the same dimension.
        """
        return _factor(self.text, other.text)

    def measures_same_as(self, other: Unit) -> bool:
        """Whether the two convert into each other without a property of the substance."""
        return self.dimension == other.dimension


def product_factor(first: Unit, second: Unit, target: Unit) -> Decimal | None:
    """How many of `target` one `first` × one `second` is, or ``None`` when the product measures something else.

    For amounts that need a property: mass × distance, volume × heating value.

    Raises:
        UnitError: one of the units is unknown.
    """
    product = Unit(f"{first.text}*{second.text}")
    return product.factor_to(target) if product.measures_same_as(target) else None


def check_unit(text: str) -> None:
    """Raise `UnitError` unless the text is a known unit."""
    _dimension(text)


def similar_units(text: str) -> list[str]:
    """Known units spelled like this one."""
    return get_close_matches(text, _known(), n=3, cutoff=0.6)


def known_units() -> list[str]:
    """Every unit name, symbol and alias that can be written."""
    return list(_known())


@dataclass(frozen=True, slots=True)
class _Measure:
    """What a unit measures and how many base units it is; powers by base dimension, none of them zero."""

    powers: Mapping[str, int]
    factor: Decimal


@cache
def _known() -> dict[str, _Measure]:
    with _TABLE.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["spelling"]: _Measure(_powers(row["dimension"]), Decimal(row["factor"])) for row in rows}


def _powers(text: str) -> dict[str, int]:
    return {found["base"]: int(found["power"] or 1) for found in _POWER.finditer(text)}


@cache
def _parse(text: str) -> _Measure:
    cleaned = text.strip().replace("·", "*").replace("⋅", "*").replace("³", "**3").replace("²", "**2")
    if len(cleaned) > _LONGEST or not _GRAMMAR.fullmatch(cleaned):
        raise UnitError(text)
    powers: dict[str, int] = {}
    with localcontext() as context:
        context.prec = _PRECISION
        factor = Decimal(1)
        for token in _TOKEN.finditer(cleaned):
            if token["name"] == "1":
                continue
            measure = _known().get(token["name"])
            if measure is None:
                raise UnitError(text)
            power = int(token["power"] or 1) * (-1 if token["sign"] == "/" else 1)
            factor *= measure.factor**power
            for base, inner in measure.powers.items():
                powers[base] = powers.get(base, 0) + inner * power
    return _Measure({base: power for base, power in sorted(powers.items()) if power}, factor)


@cache
def _dimension(text: str) -> str:
    powers = _parse(text).powers
    return " ".join(base if power == 1 else f"{base}{power}" for base, power in powers.items()) or "1"


@cache
def _factor(source: str, target: str) -> Decimal:
    a, b = _parse(source), _parse(target)
    if a.powers != b.powers:
        raise UnitError(f"{source} → {target}")
    with localcontext() as context:
        context.prec = _PRECISION
        return a.factor / b.factor
