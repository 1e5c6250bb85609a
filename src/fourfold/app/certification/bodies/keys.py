"""A body's keys and register over time: made, replaced, entered, and told to be in other hands.

Every change is a new version of issuer document or register, signed by the root key and logged (`Body.publish`); what
belongs together is published in one go.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.certification.bodies.body import Body, BodyCard, make_body
from fourfold.app.certification.bodies.card import CARD_FILE, card_of
from fourfold.app.certification.bodies.key_files import free_key_file
from fourfold.app.certification.bodies.people import person_of
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.did import is_did, next_log_origin
from fourfold.certification.identity.issuer import (
    IssuerDocument,
    KeyUse,
    read_version,
    replace_log,
    rotate_key,
)
from fourfold.certification.identity.register import Entry, Register, Role, read_register
from fourfold.certification.identity.registering import end_key, register_key, renewed
from fourfold.certification.keys.files import public_path, read_key, write_key
from fourfold.certification.keys.key import KeyKind, PublicKey, SigningKey, new_key
from fourfold.certification.log.checkpoint import sign_checkpoint
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems

if TYPE_CHECKING:
    from fourfold.certification.keys.pkcs8 import Cost

DID_OF_ROOT = "key"
"""In place of a DID: the did:key of the new root key, for trials."""

BODY_DID_WRONG = MessageKind(
    "body-did-wrong",
    N_("{found} is no DID a body can have"),
    N_("did:web of a domain name in lower case, a did:key, or key for a trial"),
    N_("correct --did: the domain where the body publishes"),
)
REGISTER_GONE = MessageKind(
    "register-gone", N_("the body has no register"), N_("a body with a register"), N_("restore the body from a backup")
)


@dataclass(frozen=True, slots=True)
class Signers:
    """Who signs a change.

    Attributes:
        root: the root key.
        log: the key of the log.
    """

    root: SigningKey
    log: SigningKey


def start_body(
    folder: Path, card: BodyCard, kind: KeyKind, passphrase: bytes, at: datetime, cost: Cost | None = None
) -> Body:
    """A new body with its keys. Key files that are in the folder ``keys`` already are taken as they are.

    Args:
        folder: of the body.
        card: who it is; its DID may be `DID_OF_ROOT`.
        kind: of root and issuing key; the log's is Ed25519, as C2SP wants.
        passphrase: of every key file.
        at: from when on the keys are good.
        cost: of trying a passphrase; the usual one where none is given.

    Raises:
        InputError: the folder holds a body, a key file is there and does not open, or nothing can be written.
    """
    _refuse_card(card)
    keys = folder / "keys"
    _make_folder(keys)
    pairs: dict[KeyUse, SigningKey] = {}
    for use in KeyUse:
        path = keys / f"{use}.pem"
        if path.exists():
            pairs[use] = read_key(path, passphrase)
        else:
            pairs[use] = new_key(KeyKind.ED25519 if use is KeyUse.LOG else kind)
            write_key(path, pairs[use], passphrase, cost)
    if card.did == DID_OF_ROOT:
        card = replace(card, did=pairs[KeyUse.ROOT].public.did)
    return make_body(folder, card, pairs[KeyUse.ROOT], pairs[KeyUse.ISSUE], pairs[KeyUse.LOG], at)


def enter_key(body: Body, entry: Entry, person: str, signers: Signers, at: datetime) -> Register:
    """A line more in the register.

    Args:
        body: whose register.
        entry: the line, without person.
        person: name of who holds the key, which only the body's folder keeps; empty where nobody is named.
        signers: root and log key.
        at: when.

    Raises:
        InputError: the line cannot be entered.
    """
    with body.writing():
        line = replace(entry, person=person_of(body.folder, person) if person.strip() else "")
        document = register_key(register_of(body), body.history(), line, signers.root, at)
        return _published_register(body, document, signers, at)


def end_role(body: Body, key: PublicKey, role: Role | None, signers: Signers, at: datetime) -> Register:
    """The lines of a key end now: all, or those of a role.

    Raises:
        InputError: it has no such open line.
    """
    with body.writing():
        document = end_key(register_of(body), body.history(), key, signers.root, at, role)
        return _published_register(body, document, signers, at)


def replace_key(body: Body, use: KeyUse, new: SigningKey, signers: Signers, at: datetime) -> IssuerDocument:
    """A new key takes the place of the body's key of a use.

    A new issuing key also takes the other's place in the register; a new root key signs the register anew. A new key
    of the log comes with a new log that holds the same entries; from then on `new` signs it.

    Raises:
        InputError: the key was the body's before, or a signer is not the body's.
    """
    with body.writing():
        before = body.history()[-1]
        log_key = signers.log
        documents: list[tuple[LeafKind, Credential]] = []
        if use is KeyUse.LOG:
            last = body.log.newest
            first = sign_checkpoint(next_log_origin(before.log_origin), last.size, last.root, new)
            version = replace_log(before, new.public, last, first, [signers.root], at)
            log_key = new
        else:
            version = rotate_key(before, use, new, [signers.root], at)
        documents.append((LeafKind.ISSUER, version))
        history = _with(body.history(), version)
        if use is KeyUse.ROOT:
            documents.append((LeafKind.REGISTER, renewed(register_of(body), history, new, at)))
        elif use is KeyUse.ISSUE:
            old = [key.key for key in before.usable(use, at)]
            documents += [(LeafKind.REGISTER, one) for one in _issuer_lines(body, history, old, new, signers, at)]
        body.publish(documents, log_key, at)
        return body.history()[-1]


def replace_by_new_key(
    body: Body,
    use: KeyUse,
    kind: KeyKind,
    passphrase: bytes,
    signers: Signers,
    at: datetime,
    cost: Cost | None = None,
) -> IssuerDocument:
    """`replace_key` by a fresh key, which gets a file of its own in the body's folder ``keys``.

    Raises:
        InputError: as `replace_key`, or the file cannot be written; a file whose key did not come in is gone again.
    """
    path = free_key_file(body.folder / "keys", use)
    _make_folder(path.parent)
    key = new_key(KeyKind.ED25519 if use is KeyUse.LOG else kind)
    write_key(path, key, passphrase, cost)
    try:
        return replace_key(body, use, key, signers, at)
    except InputError:
        if body.history()[-1].find(key.public) is None:
            path.unlink(missing_ok=True)
            public_path(path).unlink(missing_ok=True)
        raise


def register_of(body: Body) -> Register:
    """The newest register.

    Raises:
        InputError: there is none.
    """
    register = body.register()
    if register is None:
        raise InputError([Problem(REGISTER_GONE, Place(body.folder.name))])
    return register


def _with(history: tuple[IssuerDocument, ...], version: Credential) -> tuple[IssuerDocument, ...]:
    """A history with a version that was just made."""
    problems = Problems()
    document = read_version(version, Place("issuer"), problems)
    if document is None:
        raise InputError(problems.sorted())
    return (*history, document)


def _issuer_lines(
    body: Body,
    history: tuple[IssuerDocument, ...],
    old: list[PublicKey],
    new: SigningKey,
    signers: Signers,
    at: datetime,
) -> list[Credential]:
    """Versions of the register in which the old issuing keys end and the new one begins."""
    register, made = register_of(body), list[Credential]()
    for key in old:
        if any(entry.role is Role.ISSUE and (entry.end is None or entry.end > at) for entry in register.of(key)):
            made.append(end_key(register, history, key, signers.root, at, Role.ISSUE))
            register = _read(made[-1], history)
    made.append(register_key(register, history, Entry(new.public, Role.ISSUE, (), (), at, None), signers.root, at))
    return made


def _read(document: Credential, history: tuple[IssuerDocument, ...]) -> Register:
    problems = Problems()
    register = read_register(document, history, Place("register"), problems)
    if register is None:
        raise InputError(problems.sorted())
    return register


def _published_register(body: Body, document: Credential, signers: Signers, at: datetime) -> Register:
    body.publish([(LeafKind.REGISTER, document)], signers.log, at)
    return register_of(body)


def _refuse_card(card: BodyCard) -> None:
    """Refuse what cannot stand in a body's card before any key is made."""
    problems, place = Problems(), Place(CARD_FILE)
    trial = card.did == DID_OF_ROOT
    if not trial and not is_did(card.did):
        problems.error(BODY_DID_WRONG, Place("--did"), found=card.did)
    if not problems.errors:
        card_of(replace(card, did="did:web:trial.example").data() if trial else card.data(), place, problems)
    problems.raise_if_errors()


def _make_folder(folder: Path) -> None:
    from fourfold.app.certification.bodies.making import BODY_CARD_WRONG

    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
    except OSError as error:
        params = {"found": folder.name, "reason": error.strerror or str(error)}
        raise InputError([Problem(BODY_CARD_WRONG, Place(str(folder)), params)]) from error
