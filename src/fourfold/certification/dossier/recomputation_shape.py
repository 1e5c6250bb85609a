"""The report of a recomputation as a shape: what checks it, and its JSON Schema."""

from __future__ import annotations

from typing import Any

from fourfold.certification.dossier.differences import DifferenceKind
from fourfold.certification.dossier.facts_shapes import DECIMAL, DIGEST, LINE, MAYBE_DIGEST, NAMES, TEXT, some
from fourfold.certification.dossier.recomputation import RECOMPUTATION_FORMAT, Equality
from fourfold.core.json_nests import Defined, MapOf, Maybe, ObjectOf
from fourfold.core.json_shape import Choice, Flag, Integer

_VALUE = ObjectOf(
    {"path": TEXT, "sealed": Maybe(TEXT), "recomputed": Maybe(TEXT), "count": Integer(1)},
    meanings={
        "path": "Where in the document, lists by the keys of their entries.",
        "sealed": "What stands in the dossier; null where nothing does.",
        "recomputed": "What was calculated; null where nothing stands there.",
        "count": "How many values of a list of plain values differ; this is the first.",
    },
)
_DIFFERENCE = ObjectOf(
    {
        "kind": Choice(tuple(str(kind) for kind in DifferenceKind)),
        "name": TEXT,
        "part": TEXT,
        "context": MapOf(LINE, TEXT),
        "count": Integer(0),
        "values": some(_VALUE),
    },
    meanings={
        "name": "Id of what differs: a file, a pack, a factor, a line, a stage, a process, an item, a requirement.",
        "part": "Entry of the dossier.",
        "context": "Of an item: process, stage, factor (source), file and row.",
        "count": "How many values differ; at most 20 are given.",
    },
)
_ENGINE = ObjectOf(
    {
        "name": LINE,
        "version": LINE,
        "lock": Maybe(DIGEST),
        "arithmetic": LINE,
        "tzdata": LINE,
        "python": LINE,
        "packages": MapOf(LINE, LINE),
    }
)
_FIGURE = ObjectOf({"figure": TEXT, "stated": DECIMAL, "solved": DECIMAL})
_DATABASE = ObjectOf(
    {
        "name": LINE,
        "digest": MAYBE_DIGEST,
        "solved": Flag(),
        "digits": Integer(1, 50),
        "datasets": Integer(0),
        "differing": some(_FIGURE),
    },
    meanings={
        "solved": "Whether the very version was at hand and its datasets were solved again.",
        "digits": "Significant digits to which figures have to agree.",
        "datasets": "How many the study takes.",
    },
)
_NOTE = ObjectOf({"code": LINE, "text": NAMES, "repair": NAMES})
_PLACE = ObjectOf({"file": TEXT, "sheet": TEXT, "row": Integer(0), "column": TEXT})
_PROBLEM = ObjectOf({"code": LINE, "params": Defined("params"), "text": NAMES, "place": _PLACE})
RECOMPUTATION_SHAPE = ObjectOf(
    {
        "fourfold": Choice((RECOMPUTATION_FORMAT,)),
        "dossier": DIGEST,
        "outcome": Choice(tuple(str(one) for one in Equality)),
        "total_kg_co2e": ObjectOf({"sealed": Maybe(DECIMAL), "recomputed": Maybe(DECIMAL)}),
        "figures_compared": Integer(0),
        "databases": some(_DATABASE),
        "differences": some(_DIFFERENCE),
        "asserted": some(TEXT),
        "engine": ObjectOf({"sealed": _ENGINE, "used": _ENGINE, "command": TEXT}),
        "notes": some(_NOTE),
        "problems": some(_PROBLEM),
    },
    meanings={
        "dossier": "Digest of the dossier.",
        "figures_compared": "How many numbers were compared, all of them exactly.",
        "differences": "Causes first, then the whole before its parts; empty where all agrees.",
        "asserted": "What was taken from the dossier and not recomputed: hidden parts, databases not at hand.",
        "engine": "What sealed and what recomputed; command runs the former where it is another.",
        "problems": "Why no result could be calculated.",
    },
)


def recomputation_schema() -> dict[str, Any]:
    """The report as JSON Schema."""
    params = {"type": "object", "description": "Fields of the message: texts, or texts by language."}
    return {**RECOMPUTATION_SHAPE.schema(), "$defs": {"params": params}}
