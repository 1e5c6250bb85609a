"""Units of what a rule computes: which meet, and what becomes of them in products and quotients.

Rules convert nothing: a kilogram meets kilograms. What has no unit is in ``1``.
"""

from __future__ import annotations

import re
from functools import lru_cache

from fourfold.core.quantities import Unit, UnitError

_TERM = re.compile(r"(?P<sign>[*/]?)\s*(?P<name>1|[^\W\d]\w*)\s*((\*\*|\^)\s*(?P<power>[1-9]))?\s*")


def plain(unit: str) -> str:
    """The unit, ``1`` for none."""
    return unit or "1"


@lru_cache(maxsize=1000)
def same(first: str, second: str) -> bool:
    """Whether numbers in the two may be added and compared as they are."""
    if plain(first) == plain(second):
        return True
    try:
        return Unit(plain(first)).factor_to(Unit(plain(second))) == 1
    except UnitError:
        return False


def same_measure(first: str, second: str) -> bool:
    """Whether the two measure the same, in whatever size."""
    try:
        return Unit(plain(first)).measures_same_as(Unit(plain(second)))
    except UnitError:
        return False


def product(first: str, second: str) -> str:
    """Unit of a product."""
    return _combined(first, second, 1)


def quotient(first: str, second: str) -> str:
    """Unit of a quotient."""
    return _combined(first, second, -1)


@lru_cache(maxsize=1000)
def _combined(first: str, second: str, sign: int) -> str:
    powers: dict[str, int] = {}
    for unit, turn in ((first, 1), (second, sign)):
        for base, power in _powers(plain(unit)).items():
            powers[base] = powers.get(base, 0) + turn * power
    above = [_spelled(base, power) for base, power in powers.items() if power > 0]
    below = [_spelled(base, -power) for base, power in powers.items() if power < 0]
    return "/".join(["*".join(above) or "1", *below])


def _powers(unit: str) -> dict[str, int]:
    text = unit.strip().replace("·", "*").replace("⋅", "*").replace("³", "**3").replace("²", "**2")
    powers: dict[str, int] = {}
    end = 0
    for match in _TERM.finditer(text):
        if match.start() != end or (end and not match["sign"]):
            break
        end = match.end()
        if match["name"] != "1":
            turn = -1 if match["sign"] == "/" else 1
            powers[match["name"]] = powers.get(match["name"], 0) + turn * int(match["power"] or 1)
    # What is no unit known here, such as "kg CO2e", stands for itself.
    return powers if end == len(text) else {unit: 1}


def _spelled(base: str, power: int) -> str:
    return base if power == 1 else f"{base}**{power}"
