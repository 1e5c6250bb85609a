"""A study under one scheme: its pack, its result, what must hold, and the unit it states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from fourfold.accounting.assess import Result
from fourfold.accounting.footprint import Cell
from fourfold.core.lines import Line
from fourfold.core.problems import Problem
from fourfold.standards.comparing.units import UnitOfResult
from fourfold.standards.conformity.report import ConformityReport
from fourfold.standards.pack.model import PackKind
from fourfold.standards.pack.resolved import Resolved

ByLine: TypeAlias = Mapping[Line, Decimal]
"""kg CO2e by result line, every line present."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """A study under one scheme.

    Attributes:
        resolved: the pack with what it inherits.
        report: what must hold.
        result: by the pack's method; ``None`` where it could not be calculated.
        unit: the unit the scheme states, related to the declared unit; ``None`` where the study does not allow it.
        refusals: why there is no result or no unit, or why the scheme says nothing of the product.
        applies: whether the pack is for products like this one.
    """

    resolved: Resolved
    report: ConformityReport
    result: Result | None
    unit: UnitOfResult | None
    refusals: tuple[Problem, ...] = ()
    applies: bool = True

    @property
    def id(self) -> str:
        """Id of its pack."""
        return self.resolved.pack.id

    @property
    def governs_electricity_alone(self) -> bool:
        """Whether it says nothing about anything but electricity."""
        return self.resolved.pack.identity.kind is PackKind.SUPPLY


def whole(result: Result) -> ByLine:
    """The footprint of a declared unit by line."""
    return _by_line(result.footprint.cells)


def electricity_part(result: Result) -> ByLine:
    """What the electricity of the study's own processes emits, per declared unit, by line."""
    kinds = {item.kind for item in result.electricity.items}
    return _by_line(cell for cell in result.footprint.cells if cell.item.kind in kinds)


def _by_line(cells: Iterable[Cell]) -> ByLine:
    found = dict.fromkeys(Line, Decimal(0))
    for cell in cells:
        found[cell.line] += cell.kg_co2e.value
    return found
