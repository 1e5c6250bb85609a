"""Making registers: the first, and those in which keys come in, end, or are told to be in other hands.

Whatever is made is held to the rules of reading (`register`) before it is given out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fourfold.certification.credentials.data_integrity import Credential, signed
from fourfold.certification.identity.issuer_document import method_of
from fourfold.certification.identity.issuer_model import Compromise, IssuerDocument
from fourfold.certification.identity.register import (
    Entry,
    Register,
    Role,
    read_register,
    register_content,
    register_faults,
)
from fourfold.certification.keys.key import PublicKey, SigningKey
from fourfold.core.canonical import digest_of
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems

SALT_BYTES = 32
_PLACE = Place("register")

ENTRY_NOT_KNOWN = MessageKind(
    "register-key-not-known",
    N_("the register has no open line of the key {found}"),
    N_("a key that it lists"),
    N_("name a key that fourfold keys show lists"),
)
ENTRY_COMPROMISED = MessageKind(
    "register-key-compromised",
    N_("the key {found} is in other hands, as the register says"),
    N_("a key that is good"),
    N_("let the person make a new key and register that"),
)
ENTRY_OTHER_PERSON = MessageKind(
    "register-other-person",
    N_("the key {found} stands in the register with another holder"),
    N_("one person for one key"),
    N_("name the same person, or let the other person use a key of their own"),
)
ENTRY_TWICE = MessageKind(
    "register-twice",
    N_("the key {found} has the role {role} for the same standards and products already"),
    N_("a role, a standard or a product it does not have yet"),
    N_("end the line that is there first, or leave it as it is"),
)


def person_digest(name: str, salt: bytes) -> str:
    """Salted digest of a person: SHA-256 of canonical JSON of name and salt.

    The name is taken in composed form (NFC) with single spaces, so that one person is one person.

    Raises:
        ValueError: the salt has fewer than 32 bytes, or the name is empty.
    """
    plain = person_name(name)
    if len(salt) < SALT_BYTES or not plain:
        raise ValueError("a person needs a name and 32 bytes of salt")
    return digest_of({"name": plain, "salt": salt.hex()})


def person_name(name: str) -> str:
    """The one spelling of a name."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def first_register(issuer: Sequence[IssuerDocument], signer: SigningKey, at: datetime) -> Credential:
    """Version 1: nobody may do anything yet, but the body's issuing keys may issue.

    Raises:
        InputError: the signer is no good root key of the body.
    """
    keys = [key.key for key in issuer[-1].keys.values() if key.use == "issue" and key.is_usable(at)]
    entries = tuple(Entry(key, Role.ISSUE, (), (), at, None) for key in keys)
    return _held(None, issuer, entries, signer, at)


def renewed(before: Register, issuer: Sequence[IssuerDocument], signer: SigningKey, at: datetime) -> Credential:
    """The next version with the same lines, by another root key.

    Raises:
        InputError: the signer is no good root key.
    """
    return _held(before, issuer, before.entries, signer, at)


def register_key(
    before: Register, issuer: Sequence[IssuerDocument], entry: Entry, signer: SigningKey, at: datetime
) -> Credential:
    """The next version with one more line.

    Raises:
        InputError: the key is in other hands, has another holder, or has the role already; or the signer is no good
            root key.
    """
    for known in before.of(entry.key):
        params = {"found": entry.key.did, "role": str(entry.role)}
        if known.compromise is not None:
            raise InputError([Problem(ENTRY_COMPROMISED, _PLACE, params)])
        if known.person != entry.person:
            raise InputError([Problem(ENTRY_OTHER_PERSON, _PLACE, params)])
        alike = (known.role, known.standards, known.products) == (entry.role, entry.standards, entry.products)
        if alike and (known.end is None or known.end > entry.start):
            raise InputError([Problem(ENTRY_TWICE, _PLACE, params)])
    return _held(before, issuer, (*before.entries, entry), signer, at)


def end_key(
    before: Register,
    issuer: Sequence[IssuerDocument],
    key: PublicKey,
    signer: SigningKey,
    at: datetime,
    role: Role | None = None,
) -> Credential:
    """The next version, in which the lines of a key end now: all, or those of one role.

    Raises:
        InputError: there is no such open line, or the signer is no good root key.
    """
    ending = [
        entry.key == key and role in (None, entry.role) and (entry.end is None or entry.end > at)
        for entry in before.entries
    ]
    if not any(ending):
        raise InputError([Problem(ENTRY_NOT_KNOWN, _PLACE, {"found": key.did})])
    entries = tuple(
        replace(entry, end=_ended(entry, at)) if ends else entry
        for entry, ends in zip(before.entries, ending, strict=True)
    )
    return _held(before, issuer, entries, signer, at)


def mark_key_compromised(
    before: Register,
    issuer: Sequence[IssuerDocument],
    key: PublicKey,
    compromise: Compromise,
    signer: SigningKey,
    at: datetime,
) -> Credential:
    """The next version, which says that a key is in other hands: its lines end, and what counts is decided by the log.

    Raises:
        InputError: the key is not in the register, more would count than was said before, or the signer is no good
            root key.
    """
    entries = tuple(
        replace(entry, end=_ended(entry, at), compromise=compromise) if entry.key == key else entry
        for entry in before.entries
    )
    if not before.of(key):
        raise InputError([Problem(ENTRY_NOT_KNOWN, _PLACE, {"found": key.did})])
    return _held(before, issuer, entries, signer, at)


def _ended(entry: Entry, at: datetime) -> datetime:
    """The end of a line that is to end now: as it was if it ended before, and never before its beginning."""
    return entry.end if entry.end is not None and entry.end <= at else max(at, entry.start)


def _held(
    before: Register | None,
    issuer: Sequence[IssuerDocument],
    entries: Sequence[Entry],
    signer: SigningKey,
    at: datetime,
) -> Credential:
    body, version, previous = issuer[-1].did, before.version + 1 if before else 1, before.digest if before else ""
    content = register_content(body, version, previous, at, entries)
    document = signed(content, signer, method_of(body, signer.public.multikey), at)
    problems = Problems()
    register = read_register(document, issuer, _PLACE, problems)
    if register is not None:
        for kind, params in register_faults(before, register):
            problems.error(kind, _PLACE, **params)
    problems.raise_if_errors()
    return document
