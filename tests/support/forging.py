"""Documents changed behind their signatures."""

from __future__ import annotations

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.canonical import JSON
from support.certified import ISSUED, Body


def edited(document: Credential, *path: str, to: JSON) -> Credential:
    """The document with one member changed and its proofs left as they are."""
    head, *rest = path
    inner = document[head]
    if not rest:
        return {**document, head: to}
    assert isinstance(inner, dict)
    return {**document, head: edited(inner, *rest, to=to)}


def again_in_log(body: Body, kind: LeafKind, document: Credential) -> Credential:
    """Put a document into the log, whatever it says."""
    body.add([(kind, document)], ISSUED)
    return document
