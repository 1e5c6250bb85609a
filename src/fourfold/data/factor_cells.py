"""Parts of factors as cells and back, with the place each was read from: for stores and documents."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fourfold.core.problems import Place
from fourfold.data.factor import Factor, FactorPart
from fourfold.data.factor_rows import FactorRow


def cells_of(factor: Factor, part: FactorPart) -> dict[str, object]:
    """A part of a factor by the columns of table ``factors``: numbers as text, days as days, and its place."""
    place = part.place if part.place.file else factor.place
    basis, source = factor.basis, factor.source
    return {
        "factor": factor.id,
        "name": factor.names.get("en", ""),
        "name_zh": factor.names.get("zh", ""),
        "family": factor.family,
        "gas": part.gas,
        "line": str(part.line),
        "kind": str(part.kind or ""),
        "value": str(part.value),
        "low": None if part.low is None else str(part.low),
        "high": None if part.high is None else str(part.high),
        "per_unit": factor.per.text,
        "area": factor.area,
        "valid_from": factor.valid_from,
        "valid_to": factor.valid_to,
        "technology": factor.technology,
        "quantity": str(basis.quantity),
        "claim": str(basis.claim),
        "averaging": str(basis.averaging),
        "losses": str(basis.losses),
        "gwp_set": str(basis.gwp_set),
        "heating_basis": factor.heating_basis,
        "status": str(factor.status),
        **{name: getattr(source, name) for name in ("publisher", "document", "published", "url", "licence")},
        "quality": factor.quality,
        "note": factor.note,
        "file": place.file,
        "row": place.row,
        "sheet": place.sheet,
    }


def row_of(cells: Mapping[str, Any]) -> FactorRow:
    """The row that `cells_of` was made of."""
    named = dict(cells)
    place = Place(named.pop("file"), named.pop("row"), "", named.pop("sheet"))
    numbers = {name: _decimal(named[name]) for name in ("value", "low", "high")}
    return FactorRow(place=place, **{**named, **numbers})


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
