"""What a factor file tells of itself when no meta stands beside it.

Its clock is the offset all its stamps share. Stamps in UTC by ``Z``, of several offsets, or of an offset that is not
whole hours name no clock of days: then the zone stays unknown, and who needs days must be told it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from fourfold.core.intervals import MINUTE_S
from fourfold.core.problems import N_, Assumption, MessageKind, Place, Problems
from fourfold.core.zones import Ints, known_zones
from fourfold.data.basis import Quantity
from fourfold.electricity.factors.faults import FACTORS_ZONE
from fourfold.electricity.factors.table import FactorsMeta, FactorTable
from fourfold.electricity.grid.attributes import attribute_of
from fourfold.electricity.grid.state import Attribute, AttributeKind, GridArea
from fourfold.formats.vocabulary import zone_is_known

TOTALS = ("kg_co2e_per_mwh", "kg_co2_per_mwh")
MEASURED = "measured_mwh_per_mwh"
SINGLE_INTERVAL = MessageKind(
    "factors-single-interval",
    N_("The factors hold a single interval, and nothing says how long it is: it is taken for an hour."),
)
_ASSUMED_MINUTES = 60
_OFFSET = r"([+-]\d{2}:?\d{2}|Z)\s*$"


def bare_meta(names: list[str], codes: list[str], instants: Ints, starts: pl.Series) -> FactorsMeta:
    """What is known about factors by their table alone.

    Args:
        names: columns of attributes, the total first.
        codes: of the areas.
        instants: distinct UTC seconds, ascending.
        starts: the column of stamps as it stands in the file.
    """
    gaps, counts = np.unique(np.diff(instants), return_counts=True)
    step = int(gaps[np.argmax(counts)]) // MINUTE_S if gaps.size else _ASSUMED_MINUTES
    assumed = () if gaps.size else (Assumption(SINGLE_INTERVAL),)
    areas = tuple(GridArea(code, type="") for code in codes)
    attributes = attributes_of(names)
    time_zone, offset = clock_of(starts)
    return FactorsMeta(areas, attributes, step, time_zone, offset, None, None, {}, None, (), (), (), assumed, (), "")


def clock_of(starts: pl.Series) -> tuple[str, str]:
    """The zone in whose days stamps count, blank where they do not tell it, and how they are spelled."""
    if starts.dtype != pl.String:
        named = getattr(starts.dtype, "time_zone", None) or "UTC"
        return (named, "") if named != "UTC" and named in known_zones() else ("", "Z")
    offsets = starts.str.extract(_OFFSET).unique().drop_nulls().to_list()
    if len(offsets) != 1 or offsets[0] == "Z":
        return "", "Z"
    sign, digits = offsets[0][0], offsets[0][1:].replace(":", "")
    hours, minutes = int(digits[:2]), digits[2:]
    # the signs of these names are those of POSIX: what lies east of Greenwich is negative
    name = "Etc/GMT" + (f"{'-' if sign == '+' else '+'}{hours}" if hours else "")
    return (name, f"{sign}{digits[:2]}:{minutes}") if minutes == "00" and name in known_zones() else ("", "Z")


def attributes_of(names: Sequence[str]) -> tuple[Attribute, ...]:
    """Attributes by their names alone, the total first."""
    quantity = Quantity.CO2E_DIRECT if names[0] == TOTALS[0] else Quantity.CO2_DIRECT
    found = (attribute_of(name, quantity) or Attribute(name, AttributeKind.PART) for name in names)
    return tuple(Attribute(one.name, AttributeKind.MEASURED) if one.name == MEASURED else one for one in found)


def clock_is_known(time_zone: str, table: FactorTable, problems: Problems) -> bool:
    """Whether there is a zone in whose days the factors count."""
    if not time_zone:
        problems.error(FACTORS_ZONE, Place("--time-zone"), file=table.file or "–")
        return False
    return zone_is_known(time_zone, Place("--time-zone"), problems)
