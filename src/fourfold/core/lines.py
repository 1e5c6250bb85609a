"""Gases, origins, kinds of emission and the disjoint result lines of a footprint.

The lines follow ISO 14067:2018 7.2 (clause number from memory): fossil emissions without aircraft, aircraft, biogenic
emissions, biogenic removals (negative), direct land-use change. ``unsplit`` holds figures whose source does not say.
Every emission belongs to exactly one line, so the lines sum to the total.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

T = TypeVar("T")


class Line(StrEnum):
    """A result line, in report order."""

    FOSSIL = "fossil"
    AIRCRAFT = "aircraft"
    BIOGENIC_EMISSIONS = "biogenic_emissions"
    BIOGENIC_REMOVALS = "biogenic_removals"
    LAND_USE_CHANGE = "land_use_change"
    UNSPLIT = "unsplit"


def in_report_order(lines: Mapping[str, T]) -> list[tuple[str, T]]:
    """Lines by name in report order, whatever order they come in; names that are no lines stand last."""
    order = list(Line)
    return sorted(lines.items(), key=lambda one: order.index(Line(one[0])) if one[0] in order else len(order))


class Origin(StrEnum):
    """Where the carbon of a direct emission comes from."""

    FOSSIL = "fossil"
    BIOGENIC = "biogenic"
    LAND_USE_CHANGE = "land-use-change"
    REMOVAL = "removal"
    AIRCRAFT = "aircraft"
    UNSTATED = "unstated"


class EmissionKind(StrEnum):
    """How a direct emission arises; methane's warming potential depends on it."""

    COMBUSTION = "combustion"
    FUGITIVE = "fugitive"
    PROCESS = "process"


LINE_OF_ORIGIN: dict[Origin, Line] = {
    Origin.FOSSIL: Line.FOSSIL,
    Origin.AIRCRAFT: Line.AIRCRAFT,
    Origin.BIOGENIC: Line.BIOGENIC_EMISSIONS,
    Origin.REMOVAL: Line.BIOGENIC_REMOVALS,
    Origin.LAND_USE_CHANGE: Line.LAND_USE_CHANGE,
    Origin.UNSTATED: Line.UNSPLIT,
}

CO2E = "CO2e"
"""Stands in the place of a gas where a source gives only the weighted sum, under the GWP set the source names."""
