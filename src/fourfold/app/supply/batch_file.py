"""The file of a batch, ``batch/1``: what the power made, and how much of each interval of which meters it used.

    {"fourfold": "batch/1", "product": {"en": "…"}, "batch": "B-17", "identifiers": [], "amount": "120",
     "unit": "piece", "stepSeconds": {"line-1": 3600},
     "intervals": [{"meter": "line-1", "start": "2026-03-01T08:00:00Z", "energyWh": "4200"}]}

``stepSeconds`` tells how long the intervals of each meter are, so that energy of a quarter of an hour is never taken
for energy of an hour. ``intervals`` and ``stepSeconds`` null: everything that the meters named beside it measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from fourfold.certification.documents.ledger_parts import WH, moment_at
from fourfold.certification.documents.trace import TracedBatch
from fourfold.certification.documents.trace_json import batch_member
from fourfold.certification.documents.trace_shape import BATCH, MOST_INTERVALS, NAME
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, MapOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Integer, Moment, below, check
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

BATCH_STEP_UNTOLD = MessageKind(
    "batch-step-untold",
    N_("it is not said how long the intervals of {meter} are"),
    N_("seconds under stepSeconds for each meter whose intervals stand in the file, and for no other"),
    N_("add the meter to stepSeconds, such as 3600 for hours"),
)
BATCH_STEP_IDLE = MessageKind(
    "batch-step-idle",
    N_("stepSeconds names the meter {meter}, of which no interval stands in the file"),
    N_("seconds under stepSeconds for each meter whose intervals stand in the file, and for no other"),
    N_("leave it out, or add its intervals"),
)
_MOST_STEP_S = 366 * 86_400
BATCH_FILE = ObjectOf(
    {
        "fourfold": Choice((BATCH_FORMAT,)),
        **BATCH.members,
        "stepSeconds": Maybe(MapOf(NAME, Integer(1, _MOST_STEP_S), 1)),
        "intervals": Maybe(ListOf(ObjectOf({"meter": NAME, "start": Moment(), "energyWh": WH}), 1, MOST_INTERVALS)),
    },
    meanings={
        **BATCH.meanings,
        "stepSeconds": "Length of the intervals by meter; null where `intervals` is.",
        "intervals": "Null: all that the meters measured in the period.",
    },
)

Used = Mapping[tuple[str, int], int]
"""Wh by meter and beginning of the interval, UTC seconds."""


@dataclass(frozen=True, slots=True)
class BatchFile:
    """A batch as its file says.

    Attributes:
        batch: what it is.
        used: what it used; ``None``: everything.
        steps: length of the intervals of each meter, in seconds.
    """

    batch: TracedBatch
    used: Used | None
    steps: Mapping[str, int] = field(default_factory=dict)


def batch_document(batch: TracedBatch, used: Used | None, steps: Mapping[str, int]) -> dict[str, JSON]:
    """The file of a batch.

    Args:
        batch: what it is.
        used: what it used; ``None``: everything.
        steps: length of the intervals of each meter, in seconds; those of meters it did not use are left out.
    """
    members = batch_member(batch)
    intervals: JSON = None
    lengths: JSON = None
    if used is not None:
        intervals = [
            {"meter": meter, "start": moment_text(moment_at(start)), "energyWh": str(energy)}
            for (meter, start), energy in sorted(used.items())
        ]
        lengths = {meter: steps[meter] for meter in sorted({meter for meter, _ in used})}
    told = members if isinstance(members, dict) else {}
    return {"fourfold": BATCH_FORMAT, **told, "stepSeconds": lengths, "intervals": intervals}


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
    lengths = None if node.members["stepSeconds"] is None else node.node("stepSeconds")
    steps = {} if lengths is None else {meter: lengths.integer(meter) for meter in lengths.members}
    nodes = () if node.members["intervals"] is None else node.nodes("intervals")
    used: dict[tuple[str, int], int] = {}
    for number, one in enumerate(nodes):
        start: datetime = one.moment("start")
        key = (one.text("meter"), int(start.timestamp()))
        if key in used:
            at = below(place, f"intervals[{number}]")
            problems.error(BATCH_INTERVAL_TWICE, at, meter=key[0], time=moment_text(start))
        used[key] = int(one.text("energyWh"))
    meters = {meter for meter, _ in used}
    for meter in sorted(meters - steps.keys()):
        problems.error(BATCH_STEP_UNTOLD, below(place, "stepSeconds"), meter=meter)
    for meter in sorted(steps.keys() - meters):
        problems.error(BATCH_STEP_IDLE, below(place, f"stepSeconds.{meter}"), meter=meter)
    return BatchFile(batch, used if nodes else None, steps)
