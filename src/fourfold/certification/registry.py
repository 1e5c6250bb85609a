"""What a body must remember: documents, numbers, status bits, what is in the log. `fourfold.store` keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from fourfold.certification.log.leaf import Leaf
from fourfold.certification.status.bitstring import LIST_ENTRIES, StatusPurpose
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Term

NO_CERTIFICATE = MessageKind(
    "no-such-certificate",
    N_("there is no certificate {found}"),
    N_("the number of a certificate of this body"),
    N_("fourfold certificate list names them"),
)
STATE_IMPOSSIBLE = MessageKind(
    "state-change-impossible",
    N_("{found} is {present} and cannot become {wanted}"),
    N_("a certificate in a state from which this is possible: a revoked one stays revoked"),
    N_("look at its history: fourfold certificate show {found}"),
)
STATE_BACKWARDS = MessageKind(
    "state-change-backwards",
    N_("{found} last changed its state at {last}; a change at {time} would stand before it"),
    N_("a time not before the last change"),
    N_("correct the time, or the clock of this machine"),
)
REGISTRY_CONFLICT = MessageKind(
    "registry-conflict",
    N_("the registry refuses to keep {found}: {reason}"),
    N_("a document, a number and a status entry that are given once, in the order of the log"),
    N_("nothing was changed; if no other program works on the folder, restore it from a backup and report this"),
)

MOST_TAKEN = LIST_ENTRIES * 3 // 4
"""Entries given in a list before the next one is opened: a free one is then found in few draws."""


class State(StrEnum):
    """Where a certificate is."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"


STATE_WORDS = {
    State.ISSUED: Term(N_("issued")),
    State.SUSPENDED: Term(N_("suspended")),
    State.SUPERSEDED: Term(N_("superseded")),
    State.REVOKED: Term(N_("revoked")),
}
_MAY_BECOME = {
    State.ISSUED: {State.SUSPENDED, State.SUPERSEDED, State.REVOKED},
    State.SUSPENDED: {State.ISSUED, State.SUPERSEDED, State.REVOKED},
    State.SUPERSEDED: {State.REVOKED},
    State.REVOKED: set[State](),
}
SET_IN = {
    StatusPurpose.REVOCATION: (State.REVOKED, State.SUPERSEDED),
    StatusPurpose.SUSPENSION: (State.SUSPENDED,),
}
"""States in which the bit of a purpose is set. One whose place another took is no longer to be rested on."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document of the registry.

    Attributes:
        digest: of its canonical bytes.
        leaf: what stands or will stand in the log for it.
        index: its place in the log; ``None`` until it is there.
        number: of a certificate; empty for others.
        data: canonical bytes.
        about: what it is about: of a certificate the digest of its dossier, of a status list its address.
    """

    digest: str
    leaf: Leaf
    index: int | None
    number: str
    data: bytes
    about: str = ""


@dataclass(frozen=True, slots=True)
class StateChange:
    """A change of a certificate's state.

    Attributes:
        number: of the certificate.
        state: the new one.
        reason: in words.
        time: when.
    """

    number: str
    state: State
    reason: str
    time: datetime


class Registry(Protocol):
    """The memory of a body. One writer at a time; readers see whole transactions.

    Invariants: a number is given once; a status index is given once in a list; a document recorded is never changed or
    removed; leaves are handed to the log in the order in which they were recorded; revocation is final. What would
    break one of them raises `InputError` and changes nothing.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept, or nothing of it. Within another it is part of that one."""

    def reserve_number(self, prefix: str, year: int) -> str:
        """The next number, ``PREFIX-2026-000001``."""

    def reserve_status(self) -> tuple[int, int]:
        """Number of a list with room, from 1, and a random free index in it, the same for all purposes."""

    def record(
        self, leaf: Leaf, data: bytes, number: str = "", status: tuple[int, int] | None = None, about: str = ""
    ) -> None:
        """Keep a document; it waits for the log. One that is there already, by its digest, stays as it is.

        Args:
            leaf: what will stand in the log for it.
            data: its canonical bytes.
            number: of a certificate, reserved before; its history begins with `State.ISSUED`.
            status: of a certificate, reserved before.
            about: as in `Recorded`.
        """

    def pending(self) -> Sequence[Recorded]:
        """Documents that are not in the log yet, in order."""

    def logged(self, digests: Sequence[str], first_index: int) -> None:
        """Those documents, the next that wait, stand in the log from this index on, the next that is free."""

    def size(self) -> int:
        """How many documents are in the log."""

    def logged_from(self, index: int) -> Iterator[Recorded]:
        """Documents that are in the log, from an index on, in order."""

    def published(self) -> int:
        """Below which index of the log the public files of all documents are written."""

    def mark_published(self, size: int) -> None:
        """The public files of all documents below this index of the log are written."""

    def by_digest(self, digest: str) -> Recorded | None:
        """A document."""

    def by_number(self, number: str) -> Recorded | None:
        """A certificate."""

    def documents(self, kind: str) -> Iterator[Recorded]:
        """All of a kind, oldest first."""

    def about(self, kind: str, what: str) -> Sequence[Recorded]:
        """Those of a kind that are about this, oldest first."""

    def newest(self, kind: str, what: str | None = None) -> Recorded | None:
        """The last recorded of a kind, about this where it is given."""

    def change_state(self, change: StateChange) -> None:
        """Record a change.

        Raises:
            InputError: there is no such certificate, or the change is not possible (a revoked one stays revoked).
        """

    def state_of(self, number: str) -> State | None:
        """The present state."""

    def changes(self, number: str) -> Sequence[StateChange]:
        """Its history."""

    def status_of(self, number: str) -> tuple[int, int] | None:
        """List and index of a certificate."""

    def bits(self, purpose: StatusPurpose, list_number: int) -> bytes:
        """The bits of a list as they stand now."""

    def lists(self) -> int:
        """How many lists there are; their numbers run from 1."""


def number_text(prefix: str, year: int, ordinal: int) -> str:
    """A certificate's number, ``PREFIX-2026-000001``."""
    return f"{prefix}-{year:04d}-{ordinal:06d}"


def check_change(present: StateChange | None, change: StateChange) -> None:
    """Whether a change may follow the last one.

    Raises:
        InputError: no such certificate, not possible from its state, or earlier than the last.
    """
    if present is None:
        raise InputError([Problem(NO_CERTIFICATE, Place(change.number), {"found": change.number})])
    if change.state not in _MAY_BECOME[present.state]:
        words = {"present": STATE_WORDS[present.state], "wanted": STATE_WORDS[change.state]}
        raise InputError([Problem(STATE_IMPOSSIBLE, Place(change.number), {"found": change.number, **words})])
    if change.time < present.time:
        times = {"last": moment_text(present.time), "time": moment_text(change.time)}
        raise InputError([Problem(STATE_BACKWARDS, Place(change.number), {"found": change.number, **times})])


def conflict(found: str, reason: Term) -> InputError:
    """That keeping something would break an invariant."""
    return InputError([Problem(REGISTRY_CONFLICT, Place(found), {"found": found, "reason": reason})])


NOT_RESERVED = Term(N_("its number or status entry was not reserved, or is in use"))
OTHER_DOCUMENT = Term(N_("another document is recorded under its digest"))
NOT_NEXT = Term(N_("it is not the next that waits for the log"))
