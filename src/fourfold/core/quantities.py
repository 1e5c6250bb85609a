"""Quantities at the edge: an exact decimal and a unit a person wrote, converted by a units library.

The accepted units are those of ``units.txt`` beside this module, with their Chinese names. Inside the rooms plain
numbers travel with the unit in their name (law 7). ``kg CO2e`` is not a unit here: it is a convention under a GWP set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pint

_PRECISION = 50
_LONGEST = 100
_NAME = re.compile(r"[^\W\d]\w*")
_TERM = r"(1|[^\W\d]\w*(\s*(\*\*|\^)\s*[1-9])?)"
_GRAMMAR = re.compile(rf"{_TERM}(\s*[*/]\s*{_TERM})*")
"""Names with small powers, multiplied and divided: nothing else reaches the units library, which would evaluate it."""
_DEFINITIONS = Path(__file__).parent / "units.txt"


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
    return get_close_matches(text, _names(), n=3, cutoff=0.6)


def known_units() -> list[str]:
    """Every unit name, symbol and alias that can be written."""
    return list(_names())


@cache
def _registry() -> pint.UnitRegistry[Decimal]:
    import pint

    return pint.UnitRegistry(str(_DEFINITIONS), non_int_type=Decimal, cache_folder=None)


@cache
def _names() -> tuple[str, ...]:
    names: list[str] = []
    for line in _DEFINITIONS.read_text(encoding="utf-8").splitlines():
        if "=" in line and not line.startswith(("#", "@", "[")):
            parts = [part.strip() for part in line.split("#")[0].split("=")]
            names += [parts[0], *(part for part in parts[2:] if part != "_")]
    return tuple(dict.fromkeys(names))


@cache
def _parse(text: str) -> pint.Unit:
    import pint

    cleaned = text.strip().replace("·", "*").replace("⋅", "*").replace("³", "**3").replace("²", "**2")
    if len(cleaned) > _LONGEST or not _GRAMMAR.fullmatch(cleaned):
        raise UnitError(text)
    if not set(_NAME.findall(cleaned)).issubset(_names()):  # the library would take ms for several metres
        raise UnitError(text)
    try:
        return _registry().Unit(cleaned)
    except (pint.errors.PintError, ValueError, TypeError, AttributeError, SyntaxError, ArithmeticError) as error:
        raise UnitError(text) from error


@cache
def _dimension(text: str) -> str:
    return str(_parse(text).dimensionality)


@cache
def _factor(source: str, target: str) -> Decimal:
    a, b = _parse(source), _parse(target)
    if a.dimensionality != b.dimensionality:
        raise UnitError(f"{source} → {target}")
    with localcontext() as context:
        context.prec = _PRECISION
        return Decimal(_registry().Quantity(Decimal(1), a).to(b).magnitude)
