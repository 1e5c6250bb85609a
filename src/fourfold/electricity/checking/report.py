"""What a check of factors yields: each invariant with its figure, its tolerance and a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from fourfold.core.problems import MessageKind, Param, params_of
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats


class Verdict(StrEnum):
    """Whether an invariant holds. ``not_applicable`` says why in the item's parameters."""

    PASS = "pass"  # noqa: S105 - a verdict
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"


class Reading(StrEnum):
    """How the grid came to the check.

    ``own``: read by the check itself, which then shares nothing with what made the factors. ``shared``: read, repaired
    or reconciled by the code that tracing uses too; only the solver is checked independently.
    """

    OWN = "own"
    SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Where:
    """The interval, area and attribute in which an invariant misses most; empty where it does not matter."""

    start_s: int | None = None
    area: str = ""
    attribute: str = ""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One invariant.

    Attributes:
        code: number of the invariant in the reference (``I1``), or a word.
        name: what it says; the parameters fill its fields.
        figure: by how much it misses at worst: relative, or a count.
        tolerance: by how much it may.
        verdict: whether it holds.
        looked_at: how many values it was tested on.
        where: where it misses most.
        params: fields of the name.
        reason: why it does not apply; ``None`` where it does.
    """

    code: str
    name: MessageKind
    figure: float
    tolerance: float
    verdict: Verdict
    looked_at: int
    where: Where = Where()
    params: Mapping[str, Param] = field(default_factory=dict)
    reason: MessageKind | None = None


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All invariants of a factor file.

    Attributes:
        reading: whether the grid was read independently as well.
        why_shared: why not, where it was not.
        items: in the order of checking.
        time_zone: of the grid, for telling times to people.
    """

    reading: Reading
    why_shared: MessageKind | None
    items: tuple[CheckItem, ...]
    time_zone: str = "UTC"

    @property
    def passed(self) -> bool:
        """Whether no invariant fails."""
        return all(item.verdict is not Verdict.FAIL for item in self.items)


def judged(
    code: str,
    name: MessageKind,
    figure: float,
    tolerance: float,
    looked_at: int,
    where: Where = Where(),
    **params: object,
) -> CheckItem:
    """An item that passes when its figure is within the tolerance; a figure that is no number fails."""
    verdict = Verdict.PASS if figure <= tolerance else Verdict.FAIL
    plain = float(figure) + 0.0  # a Python number, and no zero below zero
    return CheckItem(code, name, plain, tolerance, verdict, looked_at, where, params_of(params))


def not_applicable(code: str, name: MessageKind, reason: MessageKind, **params: object) -> CheckItem:
    """An item that cannot be tested on these factors, with the reason."""
    return CheckItem(code, name, 0.0, 0.0, Verdict.NOT_APPLICABLE, 0, Where(), params_of(params), reason)


@dataclass(slots=True)
class Worst:
    """The largest miss of an invariant over all blocks, and where it is."""

    tolerance: float
    figure: float = 0.0
    looked_at: int = 0
    where: Where = field(default_factory=Where)

    def see(
        self,
        missed: Floats,
        scale: Floats,
        starts_s: Ints,
        areas: tuple[str, ...] = (),
        attributes: tuple[str, ...] = (),
    ) -> None:
        """Look at misses relative to a scale, with axes ``[interval]``, then area and attribute where named.

        Values of which the scale is NaN are not looked at; any miss of a scale of 0 is infinite.
        """
        seen = ~np.isnan(scale)
        self.looked_at += int(seen.sum())
        relative = np.divide(missed, scale, out=np.where(missed == 0, 0.0, np.inf), where=scale > 0)
        relative = np.where(seen, np.where(np.isnan(missed), np.inf, np.abs(relative)), 0.0)
        if not relative.size or relative.max() <= self.figure:
            return
        at = np.unravel_index(int(relative.argmax()), relative.shape)
        self.figure = float(relative[at])
        rest = list(at[1:])
        area = areas[rest.pop(0)] if areas else ""
        attribute = attributes[rest.pop(0)] if attributes else ""
        self.where = Where(int(starts_s[at[0]]), area, attribute)

    def item(self, code: str, name: MessageKind, **params: object) -> CheckItem:
        """The verdict."""
        return judged(code, name, self.figure, self.tolerance, self.looked_at, self.where, **params)
