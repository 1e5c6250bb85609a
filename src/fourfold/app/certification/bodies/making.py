"""A new body in an empty folder."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.certification.bodies.card import CARD_FILE, BodyCard, card_of
from fourfold.certification.credentials.data_integrity import digest_of_credential
from fourfold.certification.identity.did import log_origin_of
from fourfold.certification.identity.issuer import first_version, read_history
from fourfold.certification.identity.registering import first_register
from fourfold.certification.keys.key import SigningKey
from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.core.canonical import canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.store.registry.sql import SqlRegistry

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

_MAKING = ".making"
BODY_TAKEN = MessageKind(
    "body-taken",
    N_("the folder {found} holds {what} already"),
    N_("a folder without a body; the folder keys may be there"),
    N_("choose another folder; if an earlier attempt was interrupted, remove what it left there"),
)
BODY_CARD_WRONG = MessageKind(
    "body-unmakeable",
    N_("the folder {found} cannot be made: {reason}"),
    N_("a folder you may write"),
    N_("choose another folder or correct the permissions"),
)


def make_body(folder: Path, card: BodyCard, root: SigningKey, issue: SigningKey, log: SigningKey, at: datetime) -> Body:
    """A new body: version 1 of its issuer document and a register in which only its issuing key stands, both logged.

    Status lists come with the first certificate. ``body.json`` is written last: without it the folder is no body.

    Args:
        folder: is made; key files may be in it.
        card: who it is.
        root, issue, log: its keys.
        at: from when on they are good.

    Raises:
        InputError: the folder is taken or cannot be written, or the card or the keys cannot be used.
    """
    from fourfold.app.certification.bodies.body import REGISTRY_FILE, Body

    taken = [name for name in (CARD_FILE, REGISTRY_FILE, "public") if (folder / name).exists()]
    if taken:
        raise InputError([Problem(BODY_TAKEN, Place(folder.name), {"found": folder.name, "what": ", ".join(taken)})])
    problems = Problems()
    card_of(card.data(), Place(CARD_FILE), problems)
    problems.raise_if_errors()
    version = first_version(card.did, card.names, [root], issue.public, log.public, log_origin_of(card.did), at)
    history = read_history([version], [root.public], Place("issuer"), problems)
    problems.raise_if_errors()
    register = first_register(history, root, at)
    making = folder / _MAKING
    try:
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        registry = SqlRegistry.at(making / REGISTRY_FILE, make=True)
        with registry.transaction():
            for kind, document in ((LeafKind.ISSUER, version), (LeafKind.REGISTER, register)):
                registry.record(Leaf(kind, digest_of_credential(document), at), canonical_bytes(document))
        Body(making, card, registry).finish(log)
        for name in (REGISTRY_FILE, "public"):
            (making / name).rename(folder / name)
        write_atomically(folder / CARD_FILE, card.data())
        shutil.rmtree(making)
    except OSError as error:
        params = {"found": folder.name, "reason": error.strerror or str(error)}
        raise InputError([Problem(BODY_CARD_WRONG, Place(folder.name), params)]) from error
    return Body.open(folder)
