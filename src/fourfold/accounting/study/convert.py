"""Cells of a study's tables: the types every table knows, and gases, ratings of quality and statements of spread."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.core.areas import AreaBook
from fourfold.core.lines import CO2E
from fourfold.data.gwp import check_gas
from fourfold.data.quality import check_ratings
from fourfold.data.spread import check_spread
from fourfold.electricity.instruments.schema import green_code
from fourfold.formats.cell_values import FAULT, CellAt, Fault, Known, Reader, read_name
from fourfold.formats.cell_values import READERS as TYPES


def known_to_studies(areas: AreaBook) -> Known:
    """What the conversion of a study's cells looks up."""
    return Known(areas, READERS)


def _gas(at: CellAt) -> str | Fault:
    """The canonical name of the gas; the weighted sum ``CO2e`` stays, where it may stand is checked by table."""
    text = read_name(at)
    if isinstance(text, Fault) or text == CO2E:
        return text
    return check_gas(text, at.place, at.problems) or FAULT


def _quality(at: CellAt) -> str | Fault:
    text = read_name(at)
    if isinstance(text, Fault):
        return text
    return text if check_ratings(text, at.place, at.problems) else FAULT


def _spread(at: CellAt) -> str | Fault:
    text = read_name(at)
    if isinstance(text, Fault):
        return text
    return text if check_spread(text, at.place, at.problems) else FAULT


READERS: Mapping[str, Reader] = {**TYPES, "gas": _gas, "green-code": green_code, "quality": _quality, "spread": _spread}
"""How the cells of each type of a study's tables are read."""
