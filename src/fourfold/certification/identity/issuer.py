"""Issuer documents: who a body is and which keys speak for it, with every earlier version.

A version is a DID document (``did:web``) with ``fourfold: issuer/1``, ``version``, ``previous`` (digest of the version
before), names, the log's key and origin, and ``keys``: of each its use (``root``, ``issue``, ``log``), ``from``,
``until``, and, once it is known to be in other hands, ``compromised``: {``since``, ``last_good_size``: how many entries
the log held when the key was last good}. A version is signed by a root key that was good in the version before it; the
first by the root key that verifiers pin. Every version is in the log.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.keys.key import PublicKey
from fourfold.core.problems import Place, Problems, Texts


class KeyUse(StrEnum):
    """What a key of a body is for."""

    ROOT = "root"
    ISSUE = "issue"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Compromise:
    """A key in other hands.

    Attributes:
        since: moment from which nothing signed by it counts, as far as it is known.
        last_good_size: entries of the log (index below this) that still count.
    """

    since: datetime
    last_good_size: int


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A key of a body.

    Attributes:
        method: ``did:web:…#…``.
        key: the public half.
        use: what for.
        start, end: half-open, UTC; no end while it is in use.
        compromise: where it is known to be in other hands.
    """

    method: str
    key: PublicKey
    use: KeyUse
    start: datetime
    end: datetime | None = None
    compromise: Compromise | None = None

    def is_good(self, at: datetime, log_index: int | None) -> bool:
        """Whether what it signed counts: signed within its time and, if it was compromised, logged before that.

        Without a place in the log nothing signed by a compromised key counts, whatever date it bears.
        """
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class IssuerDocument:
    """One version.

    Attributes:
        did: ``did:web:…``.
        version: 1, 2, …
        names: of the body.
        updated: when it was made.
        keys: by method.
        log_origin: name of the log (first line of its checkpoints).
        credential: the signed document.
        digest: of `credential`.
    """

    did: str
    version: int
    names: Texts
    updated: datetime
    keys: Mapping[str, IssuerKey]
    log_origin: str
    credential: Credential
    digest: str


def read_history(
    versions: Sequence[Credential], pins: Sequence[PublicKey], place: Place, problems: Problems
) -> tuple[IssuerDocument, ...]:
    """The versions of an issuer document from the first to the newest, each proven by the one before.

    Args:
        versions: in order.
        pins: root keys the verifier trusts for the first version; empty: the first is taken as it is (and the caller
            must say that nothing pins it).
        place: of the list, for reports.
        problems: receives gaps, wrong signatures, keys that vanished or changed, times that run backwards.

    Returns:
        The chain as far as it holds; empty where nothing does.
    """
    raise NotImplementedError
