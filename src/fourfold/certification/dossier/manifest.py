"""The manifest of a dossier (``dossier/1``): what it is of, what calculated it, and every part by digest.

RFC 8785 canonical JSON; its SHA-256 is the dossier's name. Written by `manifest_document`, read by `read_manifest`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fourfold.certification.dossier.entries import (
    CONFORMITY,
    MANIFEST,
    MOST_ENTRIES,
    MOST_ENTRY_BYTES,
    MOST_NAME_BYTES,
    RESULT,
    ROLES,
    DossierEntry,
    clashes,
    is_safe,
)
from fourfold.certification.dossier.head import SOLVED_DIGITS, Head
from fourfold.certification.dossier.redaction_shape import REDACTION_SHAPE
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.json_nests import Defined, ListOf, MapOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Integer, Text, check
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.core.reading import MIB
from fourfold.core.strict_json import read_json

DOSSIER_FORMAT = "dossier/1"
MANIFEST_MOST_BYTES = 16 * MIB

MANIFEST_NOT_CANONICAL = MessageKind(
    "dossier-manifest-not-canonical",
    N_("the manifest is not in canonical form (RFC 8785)"),
    N_("the bytes fourfold seal writes"),
    N_("ask for the file again"),
)
MANIFEST_NAME = MessageKind(
    "dossier-manifest-name",
    N_("the manifest names an entry {found}, which no dossier can hold"),
    N_("names of other entries than the manifest, each once, that every system can unpack"),
    N_("ask whoever sealed the dossier for another one"),
)
MANIFEST_WITHOUT = MessageKind(
    "dossier-manifest-without",
    N_("the manifest names no entry {found}"),
    N_("result and conformity in every dossier, not hidden"),
    N_("ask whoever sealed the dossier for another one"),
)
MANIFEST_HIDDEN = MessageKind(
    "dossier-manifest-hidden",
    N_(
        "the entry {found} has to have either a digest or, where it is hidden, a commitment and neither digest nor size"
    ),
    N_("one of both"),
    N_("ask whoever sealed the dossier for another one"),
)

_DIGEST = Text("sha256:[0-9a-f]{64}", Term(N_("sha256: and 64 hexadecimal digits in lower case")), 71)
_MAYBE_DIGEST = Text("(?:sha256:[0-9a-f]{64})?", Term(N_("a digest, or nothing")), 71)
_MAYBE_COMMITMENT = Text("(?:hmac-sha256:[0-9a-f]{64})?", Term(N_("a commitment, or nothing")), 76)
_ANY = Text(r"[\s\S]*", Term(N_("a text")), 16_000)
_LINE = Text(r"[^\n]+", Term(N_("a text of one line")), 200)
_NAMES = MapOf(Text("en|zh", Term(N_("en or zh")), 2), _ANY)
_DAY = Text("[0-9]{4}-[0-9]{2}-[0-9]{2}", Term(N_("a day as year-month-day")), 10)
_DECIMAL = Text("-?[0-9]+(?:[.][0-9]+)?", Term(N_("a decimal number without exponent")), 100)


ENTRY_SHAPE = ObjectOf(
    {
        "name": Text(r"[^\n]+", Term(N_("a path")), MOST_NAME_BYTES),
        "role": Choice(ROLES),
        "digest": _MAYBE_DIGEST,
        "size_bytes": Integer(0, MOST_ENTRY_BYTES),
        "commitment": _MAYBE_COMMITMENT,
    },
    meanings={
        "name": "Path in the archive.",
        "role": "What it is for.",
        "digest": "SHA-256 of its bytes; empty where it is hidden.",
        "size_bytes": "Length; 0 where it is hidden.",
        "commitment": "Salted digest, where its bytes are not in the archive; else empty.",
    },
)
_ENGINE = ObjectOf(
    {
        "name": Choice(("fourfold",)),
        "version": _LINE,
        "lock": Maybe(_DIGEST),
        "arithmetic": _LINE,
        "tzdata": _LINE,
        "python": _LINE,
        "packages": MapOf(_LINE, _LINE, most=100),
    },
    meanings={
        "lock": "SHA-256 of the engine's lock file (uv.lock); null where the installation does not know it.",
        "arithmetic": "How figures are calculated.",
        "tzdata": "Edition of the time-zone data.",
        "python": "Interpreter at the time of sealing.",
        "packages": "Versions of the packages that read the study or take part in the calculation, as installed.",
    },
)
_PRODUCT = ObjectOf({"names": _NAMES, "identifiers": ListOf(_ANY, most=1_000, once=False), "codes": MapOf(_LINE, _ANY)})
_STUDY = ObjectOf(
    {"digest": _DIGEST, "title": _NAMES, "product": _PRODUCT, "workbook": _ANY},
    meanings={
        "digest": "SHA-256 of the canonical list of the study's files.",
        "workbook": "Path in the study of the workbook that holds the tables; empty where they are CSV files.",
    },
)
_LINK = ObjectOf({"id": _LINE, "version": _LINE, "digest": _DIGEST})
_STANDARD = ObjectOf(
    {"id": _LINE, "standard": _LINE, "version": _LINE, "digest": _DIGEST, "chain": ListOf(_LINK, 1, 100)},
    meanings={
        "digest": "Of the pack with everything it inherits.",
        "chain": "Every pack it consists of, parents before children.",
    },
)
_PRECISION = ObjectOf(
    {"quantum_kg_co2e": _DECIMAL, "solved_digits": Integer(SOLVED_DIGITS, 50)},
    meanings={
        "quantum_kg_co2e": "Figures are rounded to this.",
        "solved_digits": "Significant digits to which figures solved from a database agree between machines.",
    },
)
MANIFEST_SHAPE = ObjectOf(
    {
        "fourfold": Choice((DOSSIER_FORMAT,)),
        "engine": _ENGINE,
        "study": _STUDY,
        "standard": _STANDARD,
        "date": _DAY,
        "phase": Choice(("draft", "submit", "verify", "issue")),
        "lang": Choice(("en", "zh")),
        "method": Defined("method"),
        "precision": _PRECISION,
        "redaction": Maybe(REDACTION_SHAPE),
        "entries": ListOf(ENTRY_SHAPE, 2, MOST_ENTRIES),
    },
    meanings={
        "engine": "What calculated.",
        "date": "By which editions and dated values were chosen.",
        "phase": "Phase whose severities count.",
        "lang": "Language of the messages in conformity.json that stand in one language only.",
        "entries": "Every part, by name; the manifest itself is none of them.",
    },
)


def manifest_document(head: Head, entries: Sequence[DossierEntry]) -> dict[str, JSON]:
    """The manifest of these entries."""
    return {
        "fourfold": DOSSIER_FORMAT,
        "engine": dict(head.engine),
        "study": dict(head.study),
        "standard": dict(head.standard),
        "date": head.day,
        "phase": head.phase,
        "lang": head.lang,
        "method": dict(head.method),
        "precision": dict(head.precision),
        "redaction": None if head.redaction is None else dict(head.redaction),
        "entries": [_entry_document(entry) for entry in sorted(entries, key=lambda entry: entry.name.encode())],
    }


def read_manifest(data: bytes, place: Place, problems: Problems) -> dict[str, JSON] | None:
    """A manifest from its bytes; ``None`` after reporting everything that is wrong with it."""
    own = Problems()
    document = read_json(data, place, own, MANIFEST_MOST_BYTES)
    is_read = not own.errors and check(MANIFEST_SHAPE, document, place, own)
    if not is_read or not isinstance(document, dict):
        problems.absorb(own)
        return None
    if canonical_bytes(document) != data:
        own.error(MANIFEST_NOT_CANONICAL, place)
    _check_entries(entries_of(document), place, own)
    problems.absorb(own)
    return None if own.errors else document


def entries_of(manifest: Mapping[str, JSON]) -> tuple[DossierEntry, ...]:
    """The entries of a manifest whose shape was checked."""
    return tuple(
        DossierEntry(
            node.text("name"),
            node.text("role"),
            node.text("digest"),
            node.integer("size_bytes"),
            node.text("commitment"),
        )
        for node in Node(dict(manifest)).nodes("entries")
    )


def manifest_schema() -> dict[str, Any]:
    """The manifest as JSON Schema."""
    return {**MANIFEST_SHAPE.schema(), "$defs": {"method": _OBJECT_METHOD}}


_OBJECT_METHOD = {"type": "object", "description": "The method's choices, as in result.json."}


def _entry_document(entry: DossierEntry) -> dict[str, JSON]:
    return {
        "name": entry.name,
        "role": entry.role,
        "digest": entry.digest,
        "size_bytes": entry.size_bytes,
        "commitment": entry.commitment,
    }


def _check_entries(entries: Sequence[DossierEntry], place: Place, problems: Problems) -> None:
    names = [entry.name for entry in entries]
    for entry in entries:
        at = place.at(entry.name)
        if not is_safe(entry.name) or entry.name == MANIFEST:
            problems.error(MANIFEST_NAME, at, found=entry.name)
        hidden_well = entry.is_hidden and not entry.digest and not entry.size_bytes
        if not hidden_well and (entry.is_hidden or not entry.digest):
            problems.error(MANIFEST_HIDDEN, at, found=entry.name)
    for name, _ in clashes(names):
        problems.error(MANIFEST_NAME, place.at(name), found=name)
    there = {entry.name for entry in entries if not entry.is_hidden}
    for name in (RESULT, CONFORMITY):
        if name not in there:
            problems.error(MANIFEST_WITHOUT, place.at(name), found=name)
