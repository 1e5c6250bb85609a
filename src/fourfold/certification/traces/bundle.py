"""The trace bundle: a traceability statement with everything a check needs, in one file (``trace-bundle/1``).

Statement; the documents of the ledger days it rests on, the last of which it speaks of; proofs that every claimed lot
stands in that day's sum tree; every version of the keeper's issuer document; proofs that all of these are in the log;
a time stamp, where there is one. Without a statement it proves lots alone. Canonical JSON, read whole or not at all,
bounded in bytes, depth, days, versions and lots. What the documents are worth is checked by
`fourfold.certification.traces.verify`.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fourfold.certification.bundle import MOST_PROOF, MOST_TIMESTAMP, MOST_VERSIONS
from fourfold.certification.bundle_parts import BASE64, bytes_of_base64, check_spelling
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.documents.parts import DIGEST, is_another
from fourfold.certification.traces.lots import LOTS
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.json_nests import Defined, ListOf, MapOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Moment, Text, below, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.core.reading import MIB
from fourfold.core.strict_json import JSON_MOST_DEPTH, read_json

TRACE_BUNDLE_FORMAT = "trace-bundle/1"
MOST_BYTES = 128 * MIB
MOST_COMMAS = 6_000_000
"""More than the largest honest bundle has: bounds what must be made of a file before its form can be judged."""
MOST_DAYS = 4_000
"""Documents of ledger days: ten years."""
MOST_PROOFS = MOST_DAYS + MOST_VERSIONS + 1

MANY_VALUES = MessageKind(
    "trace-many-values",
    N_("the trace bundle has {found} commas"),
    N_("at most {most}"),
    N_("ask for a bundle of fewer lots, or of a shorter period"),
)
_CREDENTIAL = Defined("credential")
TRACE_BUNDLE = ObjectOf(
    {
        "fourfold": Choice((TRACE_BUNDLE_FORMAT,)),
        "made": Moment(),
        "statement": Maybe(_CREDENTIAL),
        "days": ListOf(_CREDENTIAL, 1, MOST_DAYS),
        "lots": Maybe(LOTS),
        "issuer": ListOf(_CREDENTIAL, 0, MOST_VERSIONS),
        "proofs": MapOf(DIGEST, Text(r"[\s\S]+", Term(N_("the text of a proof")), MOST_PROOF), 0, MOST_PROOFS),
        "timestamp": Text(BASE64, Term(N_("base64, or nothing")), MOST_TIMESTAMP),
    },
    meanings={
        "made": "By the word of who made it.",
        "statement": "Null where lots are proven alone.",
        "days": "Documents of ledger days, oldest first, each naming the one before it; the last is the one the lots"
        " stand in.",
        "lots": "Proofs that lots stand in the sum tree of the last day; null where there are none.",
        "issuer": "Versions of the issuer document of the keeper, oldest first.",
        "proofs": "Text of a log proof (C2SP tlog-proof) by digest of the document it is about.",
        "timestamp": "RFC 3161 reply over the checkpoint note, DER in base64; empty where there is none.",
    },
)


@dataclass(frozen=True, slots=True)
class TraceBundle:
    """A trace bundle as read; nothing in it is proven yet.

    Attributes:
        made: when, by the word of who made it.
        statement: signed document; ``None`` where lots are proven alone.
        days: documents of ledger days, oldest first.
        lots: proofs of lots, by their shape; ``None`` where there are none.
        issuer: versions of the issuer document, oldest first.
        proofs: text of a log proof by digest of the document it is about.
        timestamp: RFC 3161 reply over the checkpoint note, DER; empty where there is none.
        document: the whole file.
    """

    made: datetime
    statement: Credential | None
    days: tuple[Credential, ...]
    lots: Node | None
    issuer: tuple[Credential, ...]
    proofs: Mapping[str, str]
    timestamp: bytes
    document: dict[str, JSON]


def trace_bundle_document(
    made: datetime,
    statement: Credential | None,
    days: Sequence[Credential],
    lots: dict[str, JSON] | None,
    issuer: Sequence[Credential],
    proofs: Mapping[str, str],
    timestamp: bytes = b"",
) -> dict[str, JSON]:
    """The document of a trace bundle.

    Raises:
        InputError: it would not be read again: too much of something, or a document twice.
    """
    document: dict[str, JSON] = {
        "fourfold": TRACE_BUNDLE_FORMAT,
        "made": moment_text(made),
        "statement": statement,
        "days": [*days],
        "lots": lots,
        "issuer": [*issuer],
        "proofs": {**proofs},
        "timestamp": base64.b64encode(timestamp).decode(),
    }
    problems = Problems()
    read_trace_bundle(canonical_bytes(document), Place("bundle"), problems)
    problems.raise_if_errors()
    return document


def read_trace_bundle(data: bytes, place: Place, problems: Problems) -> TraceBundle | None:
    """A trace bundle within limits of size, depth and number; strict JSON, canonical."""
    found = Problems()
    bundle, document = None, read_bundle_json(data, place, found)
    if not found.errors and not is_another(TRACE_BUNDLE_FORMAT, document, place, found):
        if isinstance(document, dict):
            check_spelling(canonical_bytes(document), data, place, found)
        if check(TRACE_BUNDLE, document, place, found) and isinstance(document, dict):
            bundle = _read(document, place, found)
    problems.absorb(found)
    return None if found.errors else bundle


def read_bundle_json(data: bytes, place: Place, problems: Problems) -> JSON:
    """What the file of a trace bundle holds, within limits of size, depth and number of values; ``None`` with a fault.

    Values are counted by commas, before anything is made of them: a million empty lists are a small file.
    """
    if (commas := data.count(b",")) > MOST_COMMAS:
        problems.error(MANY_VALUES, place, found=commas, most=MOST_COMMAS)
        return None
    return read_json(data, place, problems, MOST_BYTES, JSON_MOST_DEPTH)


def trace_bundle_schema() -> dict[str, Any]:
    """The JSON Schema of a trace bundle. Documents in it are described by schemas of their own."""
    credential = {"type": "object", "description": "A signed document; see its own schema."}
    return {**TRACE_BUNDLE.schema(), "$defs": {"credential": credential}}


def _read(document: dict[str, JSON], place: Place, problems: Problems) -> TraceBundle:
    node = Node(document)
    return TraceBundle(
        made=node.moment("made"),
        statement=None if document["statement"] is None else node.object("statement"),
        days=tuple(one.members for one in node.nodes("days")),
        lots=None if document["lots"] is None else node.node("lots"),
        issuer=tuple(one.members for one in node.nodes("issuer")),
        proofs=node.text_map("proofs"),
        timestamp=bytes_of_base64(node.text("timestamp"), below(place, "timestamp"), problems),
        document=document,
    )
