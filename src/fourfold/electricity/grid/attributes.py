"""What a column of factors means, told from its name, which ends in its unit."""

from __future__ import annotations

import re
from decimal import Decimal

from fourfold.core.problems import N_, MessageKind
from fourfold.data.basis import Quantity
from fourfold.electricity.grid.state import Attribute, AttributeKind

_PRICE = re.compile(
    r"(\w+_)?(aed|ars|aud|bdt|bgn|brl|cad|chf|clp|cny|cop|czk|dkk|egp|eur|gbp|hkd|huf|idr|ils|inr|isk|jpy|kes|krw|kzt|lkr|mad|mnt"
    "|mxn|myr|ngn|nok|nzd|pen|php|pkr|pln|ron|rsd|rub|sar|sek|sgd|thb|try|twd|uah|usd|uzs|vnd|zar)_per_mwh"
)

UNLIKE_TOTAL = MessageKind(
    "grid-total-unlike",
    N_("{found} is a total of another quantity than {quantity}"),
    N_("one total, {total}"),
    N_("remove the column, or declare under basis in grid.yaml what is counted"),
)
TOTAL_MISSING = MessageKind(
    "grid-total-missing",
    N_("the total {total} is not given"),
    N_("{total}, because the basis counts {quantity}"),
    N_("add {total}, or declare under basis in grid.yaml what is counted"),
)
SHARE_OUT = MessageKind(
    "grid-rate-share",
    N_("{column} is {found}"),
    N_("a share: MWh of something in a MWh, from 0 to 1"),
    N_("correct the number; 40 % is 0.4"),
)
_SHARE_SUFFIX = "_mwh_per_mwh"


def is_share_out(column: str, value: Decimal) -> bool:
    """Whether the column is a share and the value none."""
    return column.endswith(_SHARE_SUFFIX) and not 0 <= value <= 1


def total_name(quantity: Quantity) -> str:
    """Name of the attribute that is the whole of what a quantity counts."""
    return "kg_co2_per_mwh" if quantity is Quantity.CO2_DIRECT else "kg_co2e_per_mwh"


TOTALS = frozenset(total_name(quantity) for quantity in Quantity)


def attribute_of(name: str, quantity: Quantity) -> Attribute | None:
    """The attribute a column stands for, by its name, which ends in ``_per_mwh``; nothing for the total of another
    quantity. Beside a total in CO2e, ``kg_co2_per_mwh`` is the gas CO2, a part of it."""
    if name == total_name(quantity):
        return Attribute(name, AttributeKind.TOTAL)
    if name == total_name(Quantity.CO2E_DIRECT):
        return None
    if name.endswith(_SHARE_SUFFIX):
        return Attribute(name, AttributeKind.SHARE)
    return Attribute(name, AttributeKind.PRICE if _PRICE.fullmatch(name) else AttributeKind.PART)
