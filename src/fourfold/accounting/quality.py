"""Data quality of a footprint: which share rests on primary data, and ratings rolled up by contribution."""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.footprint import Footprint
from fourfold.accounting.inventory import Item
from fourfold.accounting.traced import exact
from fourfold.core.canonical import JSON, decimal_text
from fourfold.data.quality import SCALE, parse_ratings, roll_up

DATA_KINDS = ("primary", "secondary", "proxy")
_DIGITS = Decimal("1e-6")


def contributions(footprint: Footprint) -> dict[Item, Decimal]:
    """kg CO2e per declared unit of every item."""
    return {item: value.value for item, value in footprint.by(lambda cell: cell.item).items()}


@exact
def data_kind_shares(footprint: Footprint) -> dict[str, Decimal]:
    """Share of the contributions by data kind; removals count by their size. Empty when everything is zero."""
    sizes = {item: abs(value) for item, value in contributions(footprint).items()}
    whole = sum(sizes.values(), Decimal(0))
    if not whole:
        return {}
    return {
        kind: sum((size for item, size in sizes.items() if item.data_kind == kind), Decimal(0)) / whole
        for kind in DATA_KINDS
    }


def primary_share(footprint: Footprint) -> Decimal | None:
    """Share of the contributions from primary data; ``None`` when everything is zero."""
    return data_kind_shares(footprint).get("primary")


@exact
def quality_document(footprint: Footprint) -> dict[str, JSON]:
    """The quality part of a result document."""
    shares = data_kind_shares(footprint)
    rolled = roll_up([(value, parse_ratings(item.quality)) for item, value in contributions(footprint).items()])
    return {
        "primary_share": _share(shares.get("primary")),
        "shares": {kind: _share(shares.get(kind)) for kind in DATA_KINDS},
        "rated_share": _share(rolled.rated_share),
        "scale": SCALE,
        "indicators": [
            {
                "id": str(indicator),
                "score": None if score.mean is None else decimal_text(score.mean.quantize(Decimal("0.01"))),
                "rated_share": _share(score.rated_share),
            }
            for indicator, score in rolled.scores.items()
        ],
    }


def _share(value: Decimal | None) -> str | None:
    return None if value is None else decimal_text(value.quantize(_DIGITS))
