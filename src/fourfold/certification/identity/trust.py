"""Trust roots: what a verifier has decided to trust, in one file (``trust/1``).

Bodies by DID with the root keys pinned, their log (origin and key), accreditations, and which witnesses must have seen
a checkpoint. Nothing a bundle carries can add to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fourfold.certification.documents.parts import DID, ID, SHORT, is_another
from fourfold.certification.identity import trust_messages as said
from fourfold.certification.identity.shapes import MULTIKEY, NAMES, below, did_holds, key_of, maybe_moment
from fourfold.certification.keys.key import PublicKey
from fourfold.certification.log.checkpoint import Witness, read_verifier_key, verifier_key
from fourfold.core.canonical import JSON, digest_of
from fourfold.core.json_nests import ListOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Integer, Moment, Text, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, Place, Problems, Term, Texts
from fourfold.core.strict_json import read_json

TRUST_FORMAT = "trust/1"
TRUST_MOST_BYTES = 4 * 1024 * 1024
_MOST_BODIES = 1_000
_MOST_WITNESSES = 100
_MOST_HOURS = 24 * 366 * 10

_VKEY = Text(r"[^\s+\x00-\x1f\x7f-\x9f]+\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+", Term(N_("a verifier key: name+hash+key")), 500)
_ACCREDITATION = ObjectOf(
    {
        "by": SHORT,
        "number": SHORT,
        "standards": ListOf(ID, 0, 200),
        "from": Moment(),
        "until": Maybe(Moment()),
    },
    meanings={"standards": "Ids of standards; empty: any."},
)
ACCREDITATION_FORMAT = "accreditation/1"
ACCREDITATIONS = ObjectOf(
    {
        "fourfold": Choice((ACCREDITATION_FORMAT,)),
        "did": DID,
        "accreditations": ListOf(_ACCREDITATION, 1, 200),
    },
    meanings={"did": "Of the body that was accredited."},
)
"""The shape of a file of accreditations, from which trust roots are made."""
TRUST = ObjectOf(
    {
        "fourfold": Choice((TRUST_FORMAT,)),
        "bodies": ListOf(
            ObjectOf(
                {
                    "did": DID,
                    "names": NAMES,
                    "roots": ListOf(MULTIKEY, 1, 20),
                    "log": _VKEY,
                    "accreditations": ListOf(_ACCREDITATION, 0, 200),
                },
                meanings={"roots": "Root keys pinned.", "log": "Verifier key of the body's log: origin+hash+key."},
            ),
            0,
            _MOST_BODIES,
        ),
        "witnesses": ListOf(_VKEY, 0, _MOST_WITNESSES),
        "threshold": Integer(0, _MOST_WITNESSES),
        "status_hours": Maybe(Integer(0, _MOST_HOURS)),
    },
    meanings={
        "threshold": "How many of the witnesses a checkpoint needs.",
        "status_hours": "Oldest status to rest on; null: what the status list itself says.",
    },
)
"""The shape of a file of trust roots."""


@dataclass(frozen=True, slots=True)
class Accreditation:
    """For what a body was accredited.

    Attributes:
        by: name of the accreditation body.
        number: of the accreditation.
        standards: ids; empty: any.
        start, end: half-open, UTC.
    """

    by: str
    number: str
    standards: tuple[str, ...]
    start: datetime
    end: datetime | None


@dataclass(frozen=True, slots=True)
class TrustedBody:
    """A body.

    Attributes:
        did: ``did:web:…`` (or ``did:key:…`` for trials).
        names: for people.
        roots: root keys pinned.
        log: origin and key of its log.
        accreditations: as whoever made the file has seen them.
    """

    did: str
    names: Texts
    roots: tuple[PublicKey, ...]
    log: Witness
    accreditations: tuple[Accreditation, ...]


@dataclass(frozen=True, slots=True)
class TrustRoots:
    """What is trusted.

    Attributes:
        bodies: by DID.
        witnesses: whose cosignatures count.
        threshold: how many of them a checkpoint needs.
        status_age: oldest status to rest on; ``None``: what the list itself says.
        digest: of the canonical document.
    """

    bodies: dict[str, TrustedBody]
    witnesses: tuple[Witness, ...]
    threshold: int
    status_age: timedelta | None
    digest: str


def read_trust(data: bytes, place: Place, problems: Problems) -> TrustRoots | None:
    """Trust roots from a file; everything that is wrong in it is reported."""
    count = len(problems.errors)
    document = read_json(data, place, problems, most_bytes=TRUST_MOST_BYTES)
    if len(problems.errors) > count or is_another(TRUST_FORMAT, document, place, problems):
        return None
    if not check(TRUST, document, place, problems) or not isinstance(document, dict):
        return None
    node = Node(document)
    bodies: dict[str, TrustedBody] = {}
    for number, one in enumerate(node.nodes("bodies")):
        at = below(place, f"bodies[{number}]")
        body = _body(one, at, problems)
        if body is not None and body.did in bodies:
            problems.error(said.TRUST_REPEATED, below(at, "did"), found=body.did)
        if body is not None:
            bodies[body.did] = body
    witnesses = _witnesses(node, place, problems)
    threshold = node.integer("threshold")
    if threshold > len(witnesses):
        problems.error(said.TRUST_THRESHOLD, below(place, "threshold"), found=threshold, count=len(witnesses))
    check_apart(bodies, witnesses, place, problems)
    if len(problems.errors) > count:
        return None
    hours = document["status_hours"]
    age = timedelta(hours=hours) if isinstance(hours, int) else None
    return TrustRoots(bodies, witnesses, threshold, age, digest_of(document))


def check_apart(
    bodies: Mapping[str, TrustedBody], witnesses: Sequence[Witness], place: Place, problems: Problems
) -> None:
    """Report bodies that share the name of a log, and witnesses that are a log themselves.

    Args:
        bodies: by DID.
        witnesses: of them all.
        place: of the trust roots.
        problems: receives what is wrong.
    """
    names: dict[str, str] = {}
    for did, body in bodies.items():
        if names.setdefault(body.log.name, did) != did:
            problems.error(
                said.TRUST_ONE_LOG, below(place, "bodies"), did=names[body.log.name], other=did, found=body.log.name
            )
        for witness in witnesses:
            if witness.key == body.log.key:
                problems.error(said.TRUST_OWN_WITNESS, below(place, "witnesses"), found=witness.name, did=did)


def read_witness_key(text: str, place: Place, problems: Problems) -> Witness | None:
    """Name and key of a witness from its verifier key; that of a log is refused, though the key may be the same."""
    return _verifier(text, place, problems, witness=True)


def read_accreditations(
    document: dict[str, JSON], place: Place, problems: Problems
) -> tuple[str, tuple[Accreditation, ...]] | None:
    """DID and accreditations of a file of them (``accreditation/1``)."""
    count = len(problems.errors)
    if not check(ACCREDITATIONS, document, place, problems):
        return None
    node = Node(document)
    did_holds(node.text("did"), below(place, "did"), problems)
    found = tuple(_accreditation(one, place, problems) for one in node.nodes("accreditations"))
    return None if len(problems.errors) > count else (node.text("did"), found)


def trust_document(
    bodies: Sequence[TrustedBody],
    witnesses: Sequence[Witness] = (),
    threshold: int = 0,
    status_age: timedelta | None = None,
) -> dict[str, JSON]:
    """The document of trust roots. An age is written in whole hours, what is below one cut off."""
    return {
        "fourfold": TRUST_FORMAT,
        "bodies": [_body_document(body) for body in bodies],
        "witnesses": [verifier_key(witness.name, witness.key, witness=True) for witness in witnesses],
        "threshold": threshold,
        "status_hours": None if status_age is None else status_age // timedelta(hours=1),
    }


def _body(one: Node, place: Place, problems: Problems) -> TrustedBody | None:
    did = one.text("did")
    did_holds(did, below(place, "did"), problems)
    keys = [key_of(text, below(place, f"roots[{number}]"), problems) for number, text in enumerate(one.texts("roots"))]
    log = _verifier(one.text("log"), below(place, "log"), problems, witness=False)
    accreditations = tuple(_accreditation(node, place, problems) for node in one.nodes("accreditations"))
    roots = tuple(key for key in keys if key is not None)
    return None if log is None else TrustedBody(did, one.text_map("names"), roots, log, accreditations)


def _accreditation(one: Node, place: Place, problems: Problems) -> Accreditation:
    start, end = one.moment("from"), maybe_moment(one, "until")
    if end is not None and end < start:
        problems.error(said.TRUST_TIMES, below(place, "accreditations"), found=one.text("number"))
    return Accreditation(one.text("by"), one.text("number"), one.texts("standards"), start, end)


def _witnesses(node: Node, place: Place, problems: Problems) -> tuple[Witness, ...]:
    """The witnesses; one key counts once, whatever names it is given."""
    found: dict[PublicKey, Witness] = {}
    for number, text in enumerate(node.texts("witnesses")):
        at = below(place, f"witnesses[{number}]")
        witness = _verifier(text, at, problems, witness=True)
        if witness is not None and witness.key in found:
            problems.error(said.TRUST_REPEATED, at, found=text)
        if witness is not None:
            found[witness.key] = witness
    return tuple(found.values())


def _verifier(text: str, place: Place, problems: Problems, *, witness: bool) -> Witness | None:
    """A verifier key of the sort that is wanted: a log's signs notes, a witness's cosigns them."""
    try:
        found = read_verifier_key(text)
    except ValueError as error:
        problems.error(said.TRUST_VKEY, place, found=text, reason=error)
        return None
    if verifier_key(found.name, found.key, witness=witness) != text:
        reason = N_("it is that of a log, not of a witness") if witness else N_("it is that of a witness, not of a log")
        problems.error(said.TRUST_VKEY, place, found=text, reason=Term(reason))
        return None
    return found


def _body_document(body: TrustedBody) -> JSON:
    return {
        "did": body.did,
        "names": {str(lang): text for lang, text in body.names.items()},
        "roots": [root.multikey for root in body.roots],
        "log": verifier_key(body.log.name, body.log.key),
        "accreditations": [
            {
                "by": one.by,
                "number": one.number,
                "standards": [*one.standards],
                "from": moment_text(one.start),
                "until": moment_text(one.end) if one.end else None,
            }
            for one in body.accreditations
        ],
    }
