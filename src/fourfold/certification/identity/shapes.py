"""Pieces that issuer documents, registers and trust roots share, and readers of those pieces."""

from __future__ import annotations

from datetime import datetime

from fourfold.certification.documents.parts import SHORT
from fourfold.certification.identity.did import is_did
from fourfold.certification.identity.issuer_model import Compromise
from fourfold.certification.keys.key import PublicKey
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import MapOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import MEMBER_VALUE, Integer, Moment, Text
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, Place, Problems, Term

NAMES = MapOf(Text("en|zh", Term(N_("a language: en or zh")), 2), SHORT, 1, 2)
MULTIKEY = Text("z[1-9A-HJ-NP-Za-km-z]{40,120}", Term(N_("a key as multikey, such as z6Mk…")), 130)
ORIGIN = Text(r"[^\s+\x00-\x1f\x7f-\x9f]+", Term(N_("the name of a log: one word without a plus sign")), 255)
COMPROMISE = Maybe(ObjectOf({"since": Moment(), "last_good_size": Integer()}))
_ANY_DID = Term(N_("a did:web of a domain name in lower case, or a did:key"))
_KNOWN_KEY = Term(N_("a key of Ed25519, P-256 or P-384 in its one spelling"))


def compromise_of(node: Node) -> Compromise | None:
    """The member ``compromised`` of a checked object."""
    if node.members["compromised"] is None:
        return None
    inner = node.node("compromised")
    return Compromise(inner.moment("since"), inner.integer("last_good_size"))


def compromise_document(compromise: Compromise | None) -> JSON:
    """As it stands in documents."""
    if compromise is None:
        return None
    return {"since": moment_text(compromise.since), "last_good_size": compromise.last_good_size}


def maybe_moment(node: Node, name: str) -> datetime | None:
    """A moment of a checked object, or ``None`` where it is null."""
    return None if node.members[name] is None else node.moment(name)


def key_of(text: str, place: Place, problems: Problems) -> PublicKey | None:
    """The key of a multikey whose characters were checked."""
    try:
        key = PublicKey.from_multikey(text)
    except ValueError:
        key = None
    if key is None or key.multikey != text:
        problems.error(MEMBER_VALUE, place, path=place.column, found=text, wanted=_KNOWN_KEY)
        return None
    return key


def did_holds(text: str, place: Place, problems: Problems) -> bool:
    """Whether an identifier is one, beyond its characters."""
    if is_did(text):
        return True
    problems.error(MEMBER_VALUE, place, path=place.column, found=text, wanted=_ANY_DID)
    return False


def below(place: Place, path: str) -> Place:
    """A member of what stands at a place."""
    return place.at(f"{place.column}.{path}".strip("."))
