"""Status lists signed anew at once after a change of issuer document or register, which every list names.

Until then a reader who is given the old documents beside the old lists cannot see that something changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from fourfold.app.certification.bodies.body import Body
from fourfold.app.certification.certificates.states import renew_status
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.keys.key import SigningKey
from fourfold.core.problems import InputError


@dataclass(frozen=True, slots=True)
class ListsAnew:
    """What became of the status lists.

    Attributes:
        signed: how many were signed anew and logged.
        due: whether that is still to be done, because the issuing key was not at hand.
    """

    signed: int
    due: bool


def lists_anew(
    body: Body, passphrase: bytes, log_key: SigningKey, at: datetime, issue_file: Path | None = None
) -> ListsAnew:
    """Sign all lists of a body anew, where its issuing key can be opened; the change itself is published already.

    Args:
        body: whose documents were changed.
        passphrase: of the issuing key, if it has the same one as the others.
        log_key: signs the log now.
        at: when.
        issue_file: of the issuing key; without it the body's folder ``keys`` is looked into.
    """
    if not body.registry.lists():
        return ListsAnew(0, due=False)
    try:
        issue_key = body.key(KeyUse.ISSUE, passphrase, issue_file)
        return ListsAnew(renew_status(body, issue_key, log_key, at, timedelta.max), due=False)
    except InputError:  # whatever it was, `certificate status` tells it; this change is done and logged
        return ListsAnew(0, due=True)
