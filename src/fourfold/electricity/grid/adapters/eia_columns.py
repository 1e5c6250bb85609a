"""Headers of wide EIA-930 tables: which series a column holds.

Two spellings: that of the series of the U.S. Energy Information Administration, ``EBA.CISO-ALL.NG.SUN.H``, and that of
cleaned tables derived from them, ``E_CISO_NG_SUN``. Fields: ``D`` demand, ``NG`` net generation, in all or by fuel,
``TI`` total interchange, ``ID`` interchange with a neighbour, positive when exported.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_SERIES = re.compile(r"EBA\.([^.\s-]+)-([^.\s-]+)\.(D|NG|TI|ID)(?:\.([A-Z0-9]+))?\.H")
_CLEANED = re.compile(r"E_([^_\s-]+)(?:-([^_\s-]+))?_(D|NG|TI|ID)(?:_([A-Z0-9]+))?")
_WHOLE = "ALL"

REGIONS = frozenset(["CAL", "CAR", "CENT", "FLA", "MIDA", "MIDW", "NE", "NW", "NY", "SE", "SW", "TEN", "TEX", "US48"])
"""Sums of balancing areas that the same tables carry; with the areas themselves they would count energy twice."""


class EiaField(StrEnum):
    """What a series counts, in MWh of an hour."""

    DEMAND = "D"
    GENERATION = "NG"
    TOTAL_INTERCHANGE = "TI"
    INTERCHANGE = "ID"


@dataclass(frozen=True, slots=True)
class EiaSeries:
    """What a column holds.

    Attributes:
        field: what it counts.
        area: the area that reports it.
        other: of interchange, the neighbour.
        fuel: of generation, its fuel; empty for the total.
        cleaned: whether the header is of the second spelling.
    """

    field: EiaField
    area: str
    other: str = ""
    fuel: str = ""
    cleaned: bool = False


def series_of(header: str) -> EiaSeries | None:
    """The series of a column; nothing for columns of other kinds, such as forecasts, local time and parts of areas."""
    published, cleaned = _SERIES.fullmatch(header), _CLEANED.fullmatch(header)
    match = published or cleaned
    if match is None:
        return None
    area, other, field, fuel = (part or "" for part in match.groups())
    if published and other == _WHOLE:
        other = ""
    kind = EiaField(field)
    if bool(other) != (kind is EiaField.INTERCHANGE) or (fuel and kind is not EiaField.GENERATION):
        return None
    return EiaSeries(kind, area, other, fuel, cleaned is not None)
