"""A key in other hands: said in issuer document and register, with how much of the log still counts."""

from __future__ import annotations

from datetime import datetime

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.bodies.keys import Signers, register_of
from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.identity.issuer import Compromise, mark_compromised
from fourfold.certification.identity.registering import mark_key_compromised
from fourfold.certification.keys.key import PublicKey
from fourfold.certification.log.leaf import LeafKind
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem

KEY_OF_NOBODY = MessageKind(
    "key-of-nobody",
    N_("the key {found} is neither one of the body's nor in its register"),
    N_("a key that fourfold keys show --body lists"),
    N_("name the file or the did:key of such a key"),
)
SIZE_TOO_LARGE = MessageKind(
    "compromise-size",
    N_("the log holds {size} entries; {found} of them cannot count"),
    N_("a number from 0 to {size}"),
    N_("correct the number, or leave it out: then what was logged before the moment counts"),
)
SIZE_OF_LOG = MessageKind(
    "compromise-size-of-log",
    N_("the log of this key ended with {size} entries, which the log after it holds; they are not {found}"),
    N_("{size}, or nothing"),
    N_("leave the number out: of a log key only the last checkpoint counts"),
)
MOMENT_TO_COME = MessageKind(
    "compromise-later",
    N_("{found} is still to come"),
    N_("a moment up to now"),
    N_("say since when the key may have been in other hands"),
)


def tell_compromised(
    body: Body, key: PublicKey, since: datetime, last_good_size: int | None, signers: Signers, at: datetime
) -> Compromise:
    """A key is known to be in other hands: what it signed counts as far as the log held it before.

    Args:
        body: whose key, or in whose register it stands.
        key: of the body or of a person.
        since: from when on it may have been in other hands.
        last_good_size: how many entries of the log count; ``None``: all that were handed in before `since`.
        signers: root and log key.
        at: when this is said.

    Returns:
        What was said.

    Raises:
        InputError: nobody knows the key, it is the log's or the only root key that is good, or more would count than
            was said before.
    """
    with body.writing():
        history, register = body.history(), register_of(body)
        compromise = Compromise(since, _good_size(body, key, since, last_good_size, at))
        documents: list[tuple[LeafKind, Credential]] = []
        if history[-1].find(key) is not None:
            version = mark_compromised(history[-1], key, compromise, [signers.root], at)
            documents.append((LeafKind.ISSUER, version))
        if register.of(key):
            marked = mark_key_compromised(register, history, key, compromise, signers.root, at)
            documents.append((LeafKind.REGISTER, marked))
        if not documents:
            raise InputError([Problem(KEY_OF_NOBODY, Place("--body"), {"found": key.did})])
        body.publish(documents, signers.log, at)
        return compromise


def _good_size(body: Body, key: PublicKey, since: datetime, given: int | None, at: datetime) -> int:
    """How many entries of the log count. Of a log that was replaced: all that the new one took over."""
    size = body.registry.size()
    if since > at:
        raise InputError([Problem(MOMENT_TO_COME, Place("--since"), {"found": moment_text(since)})])
    newest = body.history()[-1]
    replaced = next((log for log in newest.earlier_logs if newest.keys[log.method].key == key), None)
    if replaced is not None:
        if given not in (None, replaced.last.size):
            params = {"found": str(given), "size": str(replaced.last.size)}
            raise InputError([Problem(SIZE_OF_LOG, Place("--last-good-size"), params)])
        return replaced.last.size
    if given is None:
        late = (one.index for one in body.registry.logged_from(0) if one.leaf.time >= since)
        first = next(late, None)
        return size if first is None else first
    if not 0 <= given <= size:
        params = {"found": str(given), "size": str(size)}
        raise InputError([Problem(SIZE_TOO_LARGE, Place("--last-good-size"), params)])
    return given
