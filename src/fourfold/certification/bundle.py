"""The bundle: everything a check needs without network, in one file (``bundle/1``, canonical JSON).

Certificate, statement, preparation; every version of the issuer document; the newest register; proofs that these and
the status lists are in the log; the status lists as of the time the bundle was made; a time stamp, where there is one;
bundles of suppliers' certificates.

A bundle is read whole or not at all: bounded in bytes, depth, versions, proofs and suppliers, which may rest on
suppliers of their own `MOST_LEVELS` deep. The documents in it are only told apart here; what they are worth is checked
by `fourfold.certification.verification`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fourfold.certification.bundle_parts import BASE64, bytes_of_base64, check_spelling
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.documents.parts import DIGEST, is_another
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.json_nests import Defined, ListOf, MapOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Moment, Text, below, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.core.reading import MIB
from fourfold.core.strict_json import JSON_MOST_DEPTH, read_json

BUNDLE_FORMAT = "bundle/1"
MOST_BYTES = 32 * MIB
MOST_VERSIONS = 200
"""Of an issuer document."""
MOST_PROOFS = 400
MOST_LISTS = 8
MOST_SUPPLIERS = 200
"""In a bundle and all that are in it."""
MOST_LEVELS = 4
"""Suppliers of suppliers."""
MOST_PROOF = 64_000
"""Characters of a proof."""
MOST_TIMESTAMP = 32_000
"""Characters of a time stamp in base64."""

BUNDLE_TOO_DEEP = MessageKind(
    "bundle-suppliers-too-deep",
    N_("bundles of suppliers stand more than {most} levels deep"),
    N_("at most {most} levels of suppliers"),
    N_("check the suppliers' bundles one by one"),
)
BUNDLE_TOO_MANY = MessageKind(
    "bundle-suppliers-too-many",
    N_("the bundle holds {found} bundles of suppliers"),
    N_("at most {most}"),
    N_("check the suppliers' bundles one by one"),
)

_CREDENTIAL = Defined("credential")
BUNDLE = ObjectOf(
    {
        "fourfold": Choice((BUNDLE_FORMAT,)),
        "made": Moment(),
        "certificate": _CREDENTIAL,
        "statement": Maybe(_CREDENTIAL),
        "preparation": Maybe(_CREDENTIAL),
        "issuer": ListOf(_CREDENTIAL, 0, MOST_VERSIONS),
        "register": Maybe(_CREDENTIAL),
        "proofs": MapOf(DIGEST, Text(r"[\s\S]+", Term(N_("the text of a proof")), MOST_PROOF), 0, MOST_PROOFS),
        "status": ListOf(_CREDENTIAL, 0, MOST_LISTS),
        "timestamp": Text(BASE64, Term(N_("base64, or nothing")), MOST_TIMESTAMP),
        "suppliers": ListOf(Defined("bundle"), 0, MOST_SUPPLIERS),
    },
    meanings={
        "made": "By the word of who made it.",
        "statement": "Null where it is not in the bundle.",
        "issuer": "Versions of the issuer document, oldest first.",
        "register": "The newest; null where it is not in the bundle.",
        "proofs": "Text of a log proof (C2SP tlog-proof) by digest of the document it is about.",
        "status": "Status list credentials.",
        "timestamp": "RFC 3161 reply over the checkpoint note, DER in base64; empty where there is none.",
        "suppliers": "Bundles of suppliers' certificates.",
    },
)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle as read; nothing in it is proven yet.

    Attributes:
        made: when, by the word of who made it.
        certificate, statement, preparation: signed documents; the last two ``None`` where they are not in it.
        issuer: versions of the issuer document, oldest first.
        register: newest register, where it is in it.
        proofs: text of a log proof by digest of the document it is about; all under one checkpoint.
        status: status list credentials.
        timestamp: RFC 3161 reply over the checkpoint note, DER; empty where there is none.
        suppliers: bundles of suppliers' certificates, as read.
        document: the whole file.
    """

    made: datetime
    certificate: Credential
    statement: Credential | None
    preparation: Credential | None
    issuer: tuple[Credential, ...]
    register: Credential | None
    proofs: Mapping[str, str]
    status: tuple[Credential, ...]
    timestamp: bytes
    suppliers: tuple[Bundle, ...]
    document: dict[str, JSON]


def bundle_document(
    made: datetime,
    certificate: Credential,
    statement: Credential | None,
    preparation: Credential | None,
    issuer: tuple[Credential, ...],
    register: Credential | None,
    proofs: Mapping[str, str],
    status: tuple[Credential, ...],
    timestamp: bytes = b"",
    suppliers: tuple[dict[str, JSON], ...] = (),
) -> dict[str, JSON]:
    """The document of a bundle.

    Raises:
        InputError: it would not be read again: too much of something, or a document twice.
    """
    document: dict[str, JSON] = {
        "fourfold": BUNDLE_FORMAT,
        "made": moment_text(made),
        "certificate": certificate,
        "statement": statement,
        "preparation": preparation,
        "issuer": [*issuer],
        "register": register,
        "proofs": {**proofs},
        "status": [*status],
        "timestamp": base64.b64encode(timestamp).decode(),
        "suppliers": [*suppliers],
    }
    problems = Problems()
    read_bundle(canonical_bytes(document), Place("bundle"), problems)
    problems.raise_if_errors()
    return document


def read_bundle(data: bytes, place: Place, problems: Problems) -> Bundle | None:
    """A bundle within limits of size, depth and number of suppliers; strict JSON, canonical."""
    found = Problems()
    document = read_json(data, place, found, MOST_BYTES, JSON_MOST_DEPTH)
    bundle = None
    if is_another(BUNDLE_FORMAT, document, place, found):
        pass
    elif isinstance(document, dict) and not found.errors:
        check_spelling(canonical_bytes(document), data, place, found)
        bundle = _read(document, place, found, 0)
    elif not found.errors:
        check(BUNDLE, document, place, found)
    if bundle is not None:
        count = sum(1 for _ in _all_suppliers(bundle))
        if count > MOST_SUPPLIERS:
            found.error(BUNDLE_TOO_MANY, place, found=count, most=MOST_SUPPLIERS)
    problems.absorb(found)
    return None if found.errors else bundle


def bundle_schema() -> dict[str, Any]:
    """The JSON Schema of a bundle. Documents in it are described by schemas of their own."""
    credential = {"type": "object", "description": "A signed document; see its own schema."}
    return {"$ref": "#/$defs/bundle", "$defs": {"bundle": BUNDLE.schema(), "credential": credential}}


def _all_suppliers(bundle: Bundle) -> Iterator[Bundle]:
    for supplier in bundle.suppliers:
        yield supplier
        yield from _all_suppliers(supplier)


def _read(document: dict[str, JSON], place: Place, problems: Problems, level: int) -> Bundle | None:
    if level > MOST_LEVELS:
        problems.error(BUNDLE_TOO_DEEP, place, most=MOST_LEVELS)
        return None
    if not check(BUNDLE, document, place, problems):
        return None
    node = Node(document)
    suppliers = [
        _read(one.members, below(place, f"suppliers[{number}]"), problems, level + 1)
        for number, one in enumerate(node.nodes("suppliers"))
    ]
    return Bundle(
        made=node.moment("made"),
        certificate=node.object("certificate"),
        statement=_maybe(node, "statement"),
        preparation=_maybe(node, "preparation"),
        issuer=_listed(node, "issuer"),
        register=_maybe(node, "register"),
        proofs=node.text_map("proofs"),
        status=_listed(node, "status"),
        timestamp=bytes_of_base64(node.text("timestamp"), below(place, "timestamp"), problems),
        suppliers=tuple(one for one in suppliers if one is not None),
        document=document,
    )


def _maybe(node: Node, name: str) -> Credential | None:
    return None if node.members[name] is None else node.object(name)


def _listed(node: Node, name: str) -> tuple[Credential, ...]:
    return tuple(one.members for one in node.nodes(name))
