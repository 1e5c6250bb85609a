"""What a column of factors means, told from its name, which ends in its unit."""

from __future__ import annotations

import re

from fourfold.core.problems import N_, MessageKind
from fourfold.data.basis import Quantity
from fourfold.electricity.grid.state import Attribute, AttributeKind

_PRICE = re.compile(
    "(aed|ars|aud|bdt|bgn|brl|cad|chf|clp|cny|cop|czk|dkk|egp|eur|gbp|hkd|huf|idr|ils|inr|isk|jpy|kes|krw|kzt|lkr|mad|mnt"
    "|mxn|myr|ngn|nok|nzd|pen|php|pkr|pln|ron|rsd|rub|sar|sek|sgd|thb|try|twd|uah|usd|uzs|vnd|zar)_per_mwh"
)
_PART = re.compile(r"kg_\w+_per_mwh|\w+_kg(_co2e)?_per_mwh")

ATTRIBUTE_UNKNOWN = MessageKind(
    "grid-attribute-unknown",
    N_("it cannot be told from its name what the column {found} holds"),
    N_(
        "{total} for the whole; names that end in _kg_per_mwh or _kg_co2e_per_mwh or begin with kg_ for gases and "
        "parts of the life cycle; in _mwh_per_mwh for shares; a currency such as cny_per_mwh for a price"
    ),
    N_("rename the column, or remove it"),
)
TWO_TOTALS = MessageKind(
    "grid-two-totals",
    N_("there are two totals, kg_co2e_per_mwh and kg_co2_per_mwh"),
    N_("one total, {total}, in the quantity of the basis"),
    N_("keep {total}; call the gas CO2, as a part of it, co2_kg_per_mwh"),
)
TOTAL_MISSING = MessageKind(
    "grid-total-missing",
    N_("the total {total} is not given"),
    N_("{total}, because the basis counts {quantity}"),
    N_("add {total}, or declare under basis in grid.yaml what is counted"),
)


def total_name(quantity: Quantity) -> str:
    """Name of the attribute that is the whole of what a quantity counts."""
    return "kg_co2_per_mwh" if quantity is Quantity.CO2_DIRECT else "kg_co2e_per_mwh"


TOTALS = frozenset(total_name(quantity) for quantity in Quantity)


def attribute_of(name: str, quantity: Quantity) -> Attribute | None:
    """The attribute a column name stands for; nothing where the name does not tell, or names another total."""
    if name in TOTALS:
        return Attribute(name, AttributeKind.TOTAL) if name == total_name(quantity) else None
    if name.endswith("_mwh_per_mwh"):
        return Attribute(name, AttributeKind.SHARE)
    if _PRICE.fullmatch(name):
        return Attribute(name, AttributeKind.PRICE)
    return Attribute(name, AttributeKind.PART) if _PART.fullmatch(name) else None
