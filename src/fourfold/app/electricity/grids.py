"""A grid as a command names it: opened, repaired as asked, balanced as asked, with the choices of its declaration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.progress import Tick
from fourfold.electricity.grid.declaration import GridDeclaration, RepairsDeclaration
from fourfold.electricity.grid.open import OpenedGrid, open_grid
from fourfold.electricity.grid.state import GridData
from fourfold.electricity.reconciliation.settings import ReconcileSettings

REPAIR_UNKNOWN = MessageKind(
    "repair-unknown",
    N_("the repair {found} is not known"),
    N_("one of: {known}"),
    N_("write it as WHAT=HOW, such as gaps=interpolate"),
)

REPAIR_TWICE = MessageKind(
    "repair-twice",
    N_("the repair {found} is asked for twice: {first} and {second}"),
    N_("each repair once"),
    N_("leave out one of the two"),
)

_LONGEST_GAP = "gaps_most_intervals"


@dataclass(frozen=True, slots=True)
class GridRequest:
    """A grid and what the command adds to its declaration.

    Attributes:
        path: the folder, or the grid.yaml in it.
        repairs: by name, in place of those declared.
        resolution_minutes: length of an interval in place of the declared one; blank for that.
        reconcile: whether data that do not balance are balanced.
        settings: how they are.
    """

    path: Path
    repairs: Mapping[str, str]
    reconcile: bool
    resolution_minutes: str = ""
    settings: ReconcileSettings = field(default_factory=ReconcileSettings)

    @property
    def asked(self) -> Mapping[str, str]:
        """What the command asks beside the declaration, for the record."""
        resolution = {"resolution_minutes": self.resolution_minutes} if self.resolution_minutes else {}
        return {**self.repairs, **resolution}


@dataclass(frozen=True, slots=True)
class OpenGrid:
    """A grid ready to be traced.

    Attributes:
        data: the grid, balanced when that was asked for.
        declaration: what its grid.yaml declares.
        folder: where its files are.
        opened: as it was read.
    """

    data: GridData
    declaration: GridDeclaration
    folder: Path
    opened: OpenedGrid


def grid_request(path: Path, repairs: Sequence[str], reconcile: bool, resolution_minutes: str = "") -> GridRequest:
    """What a command asks of a grid.

    Raises:
        InputError: a repair is not known; all of them are told.
    """
    problems = Problems()
    known = _known_repairs()
    asked: dict[str, str] = {}
    for text in repairs:
        what, _, how = text.partition("=")
        if asked.get(what, how) != how:
            problems.error(REPAIR_TWICE, Place("--repair"), found=what, first=asked[what], second=how)
        elif how in known.get(what, ()) or (what == _LONGEST_GAP and how):
            asked[what] = how
        else:
            choices = ", ".join(f"{name}={choice}" for name, hows in known.items() for choice in hows)
            choices += f", {_LONGEST_GAP}=N"
            problems.error(REPAIR_UNKNOWN, Place("--repair"), found=text, known=choices)
    problems.raise_if_errors()
    return GridRequest(path, asked, reconcile, resolution_minutes)


def open_requested(request: GridRequest, tick: Tick) -> OpenGrid:
    """Read a grid and balance it where that is asked for.

    Raises:
        InputError: it cannot be used; everything that is wrong with it.
    """
    from fourfold.electricity.reconciliation.reconcile import reconcile

    repairs = {**request.repairs, **({"imbalance": "reconcile"} if request.reconcile else {})}
    opened = open_grid(request.path, tick, repairs, request.resolution_minutes)
    data: GridData = opened.data
    if opened.declaration.repairs.imbalance == "reconcile":
        data = reconcile(data, request.settings, tick)
    return OpenGrid(data, opened.declaration, opened.folder, opened)


def _known_repairs() -> dict[str, tuple[str, ...]]:
    """The repairs a declaration knows, with their choices."""
    from typing import get_args

    fields = RepairsDeclaration.model_fields
    return {name: get_args(field.annotation) for name, field in fields.items() if name != _LONGEST_GAP}
