"""A body's register: which key may prepare, verify, review or issue, for what, from when to when.

A credential of type ``KeyRegister`` (``register/1``), signed by a root key of the body, logged in every version. Lines
are never removed: one that ends gets an end. People stand in it by a salted digest only: nobody who does not hold the
salt can find out whom it means, and two keys of one person can still be told to be that.

Values: `register_model`; making: `registering`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from fourfold.certification.credentials.data_integrity import (
    CONTEXTS,
    Credential,
    digest_of_credential,
    proofs_of,
    why_not,
)
from fourfold.certification.documents.parts import CONTEXT, DID, DID_KEY, ID, MAYBE_DIGEST, METHOD, PROOFS, types
from fourfold.certification.identity.history import is_eased
from fourfold.certification.identity.issuer_model import IssuerDocument, KeyUse
from fourfold.certification.identity.register_messages import (
    REGISTER_BACKDATED,
    REGISTER_KEY_TWO_PEOPLE,
    REGISTER_LINE_CHANGED,
    REGISTER_NO_ISSUER,
    REGISTER_ORDER,
    REGISTER_OTHER_BODY,
    REGISTER_PROOF,
    REGISTER_TIMES_WRONG,
)
from fourfold.certification.identity.register_model import Entry as Entry
from fourfold.certification.identity.register_model import Register as Register
from fourfold.certification.identity.register_model import Role as Role
from fourfold.certification.identity.register_model import same_person as same_person
from fourfold.certification.identity.shapes import (
    COMPROMISE,
    below,
    compromise_document,
    compromise_of,
    did_holds,
    key_of,
    maybe_moment,
)
from fourfold.core.canonical import JSON
from fourfold.core.json_nests import ListOf, Maybe, ObjectOf
from fourfold.core.json_node import Node
from fourfold.core.json_shape import Choice, Integer, Moment, Text, check
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Param, Place, Problems, Term

REGISTER_FORMAT = "register/1"
MOST_ENTRIES = 10_000
HELD_BY_A_LATER_ONE = -1
"""In place of an index in the log: below every size, since a later version names this one by its digest."""
_ENTRY = ObjectOf(
    {
        "key": DID_KEY,
        "role": Choice(tuple(Role)),
        "standards": ListOf(ID, 0, 200),
        "products": ListOf(
            Text("[0-9]{2,12}", Term(N_("the beginning of an HS code: 2 to 12 digits without dots")), 12), 0, 200
        ),
        "from": Moment(),
        "until": Maybe(Moment()),
        "person": MAYBE_DIGEST,
        "compromised": COMPROMISE,
    },
    meanings={
        "standards": "Ids of standards; empty: any.",
        "products": "Beginnings of HS codes; empty: any.",
        "person": "Salted digest of who holds the key; empty where the body itself does.",
    },
)
REGISTER = ObjectOf(
    {
        "@context": CONTEXT,
        "id": METHOD,
        "type": types("KeyRegister"),
        "issuer": DID,
        "validFrom": Moment(),
        "credentialSubject": ObjectOf(
            {
                "id": DID,
                "fourfold": Choice((REGISTER_FORMAT,)),
                "version": Integer(1, 2**31),
                "previous": MAYBE_DIGEST,
                "entries": ListOf(_ENTRY, 0, MOST_ENTRIES),
            }
        ),
        "proof": PROOFS,
    }
)
"""The shape of a register."""


def register_content(body: str, version: int, previous: str, updated: datetime, entries: Sequence[Entry]) -> Credential:
    """The unsigned register of a version."""
    return {
        "@context": [*CONTEXTS],
        "id": register_id(body, version),
        "type": ["VerifiableCredential", "KeyRegister"],
        "issuer": body,
        "validFrom": moment_text(updated),
        "credentialSubject": {
            "id": body,
            "fourfold": REGISTER_FORMAT,
            "version": version,
            "previous": previous,
            "entries": [_entry_document(entry) for entry in entries],
        },
    }


def register_id(body: str, version: int) -> str:
    """The id of a version."""
    return f"{body}#register-{version}"


def read_register(
    document: Credential,
    issuer: Sequence[IssuerDocument],
    place: Place,
    problems: Problems,
    log_index: int | None = None,
) -> Register | None:
    """A register, its proof checked against the root keys of the issuer's history.

    Args:
        document: the credential.
        issuer: versions of the issuer document that hold, oldest first.
        place: for reports.
        problems: receives what is wrong.
        log_index: its place in the log, which decides where the root key that signed it was compromised later.
    """
    register = _read_content(document, place, problems)
    if register is None or not _is_signed(register, issuer, place, problems, log_index):
        return None
    return register


def _read_content(document: Credential, place: Place, problems: Problems) -> Register | None:
    """A register by its shape and what its lines say of each other."""
    if not check(REGISTER, document, place, problems):
        return None
    count = len(problems.errors)
    node, subject = Node(document), Node(document).node("credentialSubject")
    body, version = node.text("issuer"), subject.integer("version")
    did_holds(body, below(place, "issuer"), problems)
    if subject.text("id") != body or node.text("id") != register_id(body, version):
        problems.error(REGISTER_OTHER_BODY, below(place, "id"), found=node.text("id"), wanted=body)
    entries = _entries(subject, below(place, "credentialSubject"), problems)
    register = Register(
        body,
        version,
        node.moment("validFrom"),
        entries,
        document,
        digest_of_credential(document),
        subject.text("previous"),
    )
    return None if len(problems.errors) > count else register


def read_registers(
    documents: Sequence[Credential],
    issuer: Sequence[IssuerDocument],
    place: Place,
    problems: Problems,
    log_index: int | None = None,
) -> tuple[Register, ...]:
    """Every version of a register from the first on: lines only ever came in or ended. The chain as far as it holds.

    A root key that is in other hands now may have signed earlier versions: the newest holds them by their digests.

    Args:
        documents: in order.
        issuer, place, problems: as for `read_register`.
        log_index: place of the newest in the log.
    """
    chain: list[Register] = []
    for number, document in enumerate(documents):
        at = place.at(f"{place.column}[{number}]")
        register = _read_content(document, at, problems)
        index = log_index if number == len(documents) - 1 else HELD_BY_A_LATER_ONE
        if register is None or not _is_signed(register, issuer, at, problems, index):
            break
        faults = tuple(register_faults(chain[-1] if chain else None, register))
        for kind, params in faults:
            problems.error(kind, at, **params)
        if faults:
            break
        chain.append(register)
    return tuple(chain)


def register_faults(before: Register | None, register: Register) -> Iterator[tuple[MessageKind, dict[str, Param]]]:
    """Everything by which a version does not follow the one before; ``None``: it is to be the first."""
    version = str(register.version)
    for reason in _order_faults(before, register):
        yield REGISTER_ORDER, {"version": version, "reason": Term(reason)}
    known = before.entries if before else ()
    for number, old in enumerate(known):
        new = register.entries[number] if number < len(register.entries) else None
        if new is None or not _may_become(old, new, register.updated):
            yield REGISTER_LINE_CHANGED, {"version": version, "line": str(number + 1)}
    for number, entry in enumerate(register.entries[len(known) :], len(known) + 1):
        if entry.start < register.updated:
            wanted = moment_text(register.updated)
            yield REGISTER_BACKDATED, {"version": version, "line": str(number), "wanted": wanted}


def _order_faults(before: Register | None, register: Register) -> Iterator[str]:
    if register.version != (before.version + 1 if before else 1):
        yield N_("its number does not follow")
    if register.previous != (before.digest if before else ""):
        yield N_("it names another version before it")
    if before is not None and register.body != before.body:
        yield N_("it is of another body")
    if before is not None and register.updated < before.updated:
        yield N_("it was made before it")


def _may_become(old: Entry, new: Entry, at: datetime) -> bool:
    same = (old.key, old.role, old.standards, old.products, old.start, old.person)
    if same != (new.key, new.role, new.standards, new.products, new.start, new.person):
        return False
    if new.end != old.end and (new.end is None or (old.end is not None and new.end > old.end) or new.end < at):
        return False
    return not is_eased(old.compromise, new.compromise)


def _entries(subject: Node, place: Place, problems: Problems) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    first: dict[object, Entry] = {}
    for number, one in enumerate(subject.nodes("entries")):
        at = below(place, f"entries[{number}]")
        key = key_of(one.text("key").removeprefix("did:key:"), below(at, "key"), problems)
        if key is None:
            continue
        start, end = one.moment("from"), maybe_moment(one, "until")
        if end is not None and end < start:
            problems.error(REGISTER_TIMES_WRONG, below(at, "until"), found=key.did)
        role, person, compromise = Role(one.text("role")), one.text("person"), compromise_of(one)
        entry = Entry(key, role, one.texts("standards"), one.texts("products"), start, end, person, compromise)
        other = first.setdefault(key, entry)
        if (other.person, other.compromise) != (entry.person, entry.compromise):
            problems.error(REGISTER_KEY_TWO_PEOPLE, at, found=key.did)
        entries.append(entry)
    return tuple(entries)


def _entry_document(entry: Entry) -> JSON:
    return {
        "key": entry.key.did,
        "role": str(entry.role),
        "standards": [*entry.standards],
        "products": [*entry.products],
        "from": moment_text(entry.start),
        "until": moment_text(entry.end) if entry.end else None,
        "person": entry.person,
        "compromised": compromise_document(entry.compromise),
    }


def _is_signed(
    register: Register, issuer: Sequence[IssuerDocument], place: Place, problems: Problems, log_index: int | None
) -> bool:
    if not issuer:
        problems.error(REGISTER_NO_ISSUER, place)
        return False
    newest = issuer[-1]
    if newest.did != register.body:
        problems.error(REGISTER_OTHER_BODY, below(place, "issuer"), found=register.body, wanted=newest.did)
        return False
    reason = _why_unsigned(register, newest, log_index)
    if reason:
        problems.error(REGISTER_PROOF, below(place, "proof"), reason=Term(reason))
    return not reason


def _why_unsigned(register: Register, newest: IssuerDocument, log_index: int | None) -> str:
    proofs = proofs_of(register.credential)
    if isinstance(proofs, MessageKind):
        return proofs.text
    if len(proofs) != 1:
        return N_("it has more than one")
    proof = proofs[0]
    key = newest.keys.get(proof.method)
    if key is None or key.use is not KeyUse.ROOT:
        return N_("it is not by a root key of the body")
    if proof.created != register.updated:
        return N_("it was not made when the register was")
    if not key.is_good(proof.created, log_index):
        return N_("the root key was not good then, or is in other hands")
    fault = why_not(register.credential, proof, key.key)
    return fault.text if fault else ""
