"""The tables of the mapping: ``flows.csv`` names flows one by one, ``hints.csv`` says what is made of the others.

``flows.csv``, one row a name; spellings that differ only in case, spaces and marks are one name:

* ``cas``: the registry number of the gas, empty where it has none;
* ``direction``: ``emission`` for what goes out to nature, ``uptake`` for what is taken from it;
* ``compartment``: ``air``, ``resource`` or ``any``: where the row holds;
* ``gas``: as `fourfold.data.gwp` names it; ``origin`` and ``kind``: as `fourfold.core.lines` does;
* ``note``, and ``source``: whose naming it is.

``hints.csv``: regular expressions on the name in lower case, tried in order; the first that fits one decides.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from fourfold.core.lines import LINE_OF_ORIGIN, EmissionKind, Line, Origin
from fourfold.data.databases.mapping.names import Medium, name_key
from fourfold.data.gwp import canonical_gas

_FOLDER = Path(__file__).parent


class FlowDirection(StrEnum):
    """Whether a row is of what goes out to nature or of what is taken from it."""

    EMISSION = "emission"
    UPTAKE = "uptake"


class Verdict(StrEnum):
    """What is made of a flow that has no row."""

    UNMAPPED = "unmapped"
    """It matters to the climate and does not count: reported with every result."""
    LEFT_OUT = "left-out"
    """It does not count by decision: listed."""
    NO = "no"
    """It only looks as if it mattered."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of ``flows.csv``.

    Attributes:
        number: row of the file.
        name, cas, note, source: as they stand there.
        direction, compartment: where it holds.
        gas: canonical name.
        origin, kind: what decides line and potential; `kind` is ``None`` where the flow does not say.
    """

    number: int
    name: str
    cas: str
    direction: FlowDirection
    compartment: str
    gas: str
    origin: Origin
    kind: EmissionKind | None
    note: str
    source: str

    @property
    def line(self) -> Line:
        """The result line it counts on."""
        return LINE_OF_ORIGIN[self.origin]

    def holds_in(self, medium: Medium) -> bool:
        """Whether it holds for a flow of this medium; an emission holds where the category says nothing."""
        emitted = self.direction is FlowDirection.EMISSION
        return self.compartment in ("any", medium) or (emitted and medium is Medium.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Hint:
    """A row of ``hints.csv``: what is made of names that fit the pattern in these media."""

    pattern: re.Pattern[str]
    media: frozenset[Medium]
    verdict: Verdict
    reason: str
    reason_zh: str


@cache
def rows() -> tuple[Row, ...]:
    """Every row of ``flows.csv``.

    Raises:
        ValueError: a gas that `fourfold.data.gwp` does not know.
    """
    found = []
    with (_FOLDER / "flows.csv").open(encoding="utf-8", newline="") as stream:
        for number, cells in enumerate(csv.DictReader(stream), start=2):
            gas = canonical_gas(cells["gas"])
            if gas is None:
                raise ValueError(f"flows.csv:{number}: gas {cells['gas']}")
            direction = FlowDirection(cells["direction"])
            kind = EmissionKind(cells["kind"]) if cells["kind"] else None
            found.append(
                Row(
                    number,
                    cells["name"],
                    cells["cas"],
                    direction,
                    cells["compartment"],
                    gas,
                    Origin(cells["origin"]),
                    kind,
                    cells["note"],
                    cells["source"],
                )
            )
    return tuple(found)


@cache
def rows_by_key() -> Mapping[str, tuple[Row, ...]]:
    """Rows of each name, by its key."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows():
        found[name_key(row.name)] = (*found.get(name_key(row.name), ()), row)
    return found


@cache
def rows_by_cas() -> Mapping[str, tuple[Row, ...]]:
    """Rows of each registry number."""
    found: dict[str, tuple[Row, ...]] = {}
    for row in rows():
        if row.cas:
            found[row.cas] = (*found.get(row.cas, ()), row)
    return found


@cache
def hints() -> tuple[Hint, ...]:
    """Every row of ``hints.csv``, in order."""
    with (_FOLDER / "hints.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(
            Hint(
                re.compile(cells["pattern"]),
                frozenset(Medium) if cells["media"] == "*" else frozenset(map(Medium, cells["media"].split())),
                Verdict(cells["verdict"]),
                cells["reason"],
                cells["reason_zh"],
            )
            for cells in csv.DictReader(stream)
        )
