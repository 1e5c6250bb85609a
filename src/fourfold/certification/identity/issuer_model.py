"""Issuer documents as values: keys of a body, what became of them, its log and the logs before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.certification.credentials.data_integrity import Credential
from fourfold.certification.keys.key import PublicKey
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.core.problems import Texts


class KeyUse(StrEnum):
    """What a key of a body is for."""

    ROOT = "root"
    ISSUE = "issue"
    LOG = "log"


@dataclass(frozen=True, slots=True)
class Compromise:
    """A key in other hands.

    Attributes:
        since: moment from which it is believed to be in other hands; for people. What counts is decided by the log.
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
        return is_within(self.start, self.end, at) and counts_in_log(self.compromise, log_index)

    def is_usable(self, at: datetime) -> bool:
        """Whether it may sign anything new."""
        return self.compromise is None and is_within(self.start, self.end, at)


@dataclass(frozen=True, slots=True)
class EarlierLog:
    """A log that was replaced.

    Attributes:
        origin: its name.
        method: which key signed it.
        last: its last good checkpoint. The log that took its place begins with the same size and root.
    """

    origin: str
    method: str
    last: Checkpoint


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
        previous: digest of the version before; empty for the first.
        log_method: which of `keys` signs the log.
        log_first: the checkpoint with which this log took the place of another; ``None`` for the first log.
        earlier_logs: that were replaced, oldest first.
    """

    did: str
    version: int
    names: Texts
    updated: datetime
    keys: Mapping[str, IssuerKey]
    log_origin: str
    credential: Credential
    digest: str
    previous: str = ""
    log_method: str = ""
    log_first: Checkpoint | None = None
    earlier_logs: tuple[EarlierLog, ...] = ()

    @property
    def log_key(self) -> PublicKey:
        """The key that signs the log's checkpoints."""
        return self.keys[self.log_method].key

    def usable(self, use: KeyUse, at: datetime) -> tuple[IssuerKey, ...]:
        """The keys that may sign anything new of this sort, oldest first."""
        return tuple(key for key in self.keys.values() if key.use is use and key.is_usable(at))

    def find(self, key: PublicKey) -> IssuerKey | None:
        """What it says of a key."""
        return next((one for one in self.keys.values() if one.key == key), None)


def is_within(start: datetime, end: datetime | None, at: datetime) -> bool:
    """Whether a moment lies in a half-open time."""
    return start <= at and (end is None or at < end)


def counts_in_log(compromise: Compromise | None, log_index: int | None) -> bool:
    """Whether something with this place in the log counts, given what became of its key."""
    return compromise is None or (log_index is not None and log_index < compromise.last_good_size)
