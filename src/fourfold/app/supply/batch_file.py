"""The file of a batch, ``batch/1``: what the power made, and how much of each interval of which meters it used.

    {"fourfold": "batch/1", "product": {"en": "…"}, "batch": "B-17", "identifiers": [], "amount": "120",
     "unit": "piece", "intervals": [{"meter": "line-1", "start": "2026-03-01T08:00:00Z", "energyWh": "4200"}]}

``intervals`` null: everything that the meters named beside it measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourfold.certification.documents.ledger_parts import WH, moment_at
from fourfold.certification.documents.trace import TracedBatch
from fourfold.certification.documents.trace_json import batch_member
from fourfold.certification.documents.trace_shape import BATCH, MOST_INTERVALS, NAME
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Moment, below, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.core.strict_json import read_json_object

BATCH_FORMAT = "batch/1"
_MOST_BYTES = 32 * MIB

BATCH_INTERVAL_TWICE = MessageKind(
    "batch-interval-twice",
    N_("the interval of {meter} at {time} stands twice"),
    N_("each interval of a meter once"),
    N_("add the energies of both into one"),
)

BATCH_FILE = ObjectOf(
    {
        "fourfold": Choice((BATCH_FORMAT,)),
        **BATCH.members,
        "intervals": Maybe(ListOf(ObjectOf({"meter": NAME, "start": Moment(), "energyWh": WH}), 1, MOST_INTERVALS)),
    },
    meanings={**BATCH.meanings, "intervals": "Null: all that the meters measured in the period."},
)

Used = Mapping[tuple[str, int], int]
"""Wh by meter and beginning of the interval, UTC seconds."""


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A batch as its file says.

    Attributes:
        batch: what it is.
        used: what it used; ``None``: everything.
    """

    batch: TracedBatch
    used: Used | None


def batch_document(batch: TracedBatch, used: Used | None) -> dict[str, JSON]:
    """The file of a batch."""
    members = batch_member(batch)
    intervals: JSON = None
    if used is not None:
        intervals = [
            {"meter": meter, "start": moment_text(moment_at(start)), "energyWh": str(energy)}
            for (meter, start), energy in sorted(used.items())
        ]
    return {"fourfold": BATCH_FORMAT, **(members if isinstance(members, dict) else {}), "intervals": intervals}


def read_batch_file(path: Path) -> BatchFile:
    """A batch from its file.

    Raises:
        InputError: it cannot be read, with every fault.
    """
    problems, place = Problems(), Place(path.name)
    data = read_bounded(path.parent, path.name, place, problems, _MOST_BYTES)
    document = None if data is None else read_json_object(data, place, problems, _MOST_BYTES)
    found = None
    if document is not None and check(BATCH_FILE, document, place, problems):
        found = _batch(Node(document), place, problems)
    problems.raise_if_errors()
    return problems.needed(found)


def _batch(node: Node, place: Place, problems: Problems) -> BatchFile:
    batch = TracedBatch(
        node.text_map("product"),
        node.text("batch"),
        node.texts("identifiers"),
        node.decimal("amount"),
        node.text("unit"),
    )
    if node.members["intervals"] is None:
        return BatchFile(batch, None)
    used: dict[tuple[str, int], int] = {}
    for number, one in enumerate(node.nodes("intervals")):
        start: datetime = one.moment("start")
        key = (one.text("meter"), int(start.timestamp()))
        if key in used:
            at = below(place, f"intervals[{number}]")
            problems.error(BATCH_INTERVAL_TWICE, at, meter=key[0], time=moment_text(start))
        used[key] = int(one.text("energyWh"))
    return BatchFile(batch, used)
