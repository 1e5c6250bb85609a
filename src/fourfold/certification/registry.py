"""What a body must remember: documents, numbers, status bits, what is in the log. `fourfold.store` keeps it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from fourfold.certification.log.leaf import Leaf
from fourfold.certification.status.bitstring import StatusPurpose


class State(StrEnum):
    """Where a certificate is."""

    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document of the registry.

    Attributes:
        digest: of its canonical bytes.
        leaf: what stands or will stand in the log for it.
        index: its place in the log; ``None`` until it is there.
        number: of a certificate; empty for others.
        data: canonical bytes.
    """

    digest: str
    leaf: Leaf
    index: int | None
    number: str
    data: bytes


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
    removed; leaves are handed to the log in the order in which they were recorded; revocation is final.
    """

    def transaction(self) -> AbstractContextManager[None]:
        """Everything inside is kept, or nothing of it."""

    def reserve_number(self, prefix: str, year: int) -> str:
        """The next number, ``PREFIX-2026-000001``."""

    def reserve_status(self, purposes: Sequence[StatusPurpose]) -> tuple[int, int]:
        """Number of a list with room and a random free index in it, the same for all purposes."""

    def record(self, leaf: Leaf, data: bytes, number: str = "", status: tuple[int, int] | None = None) -> None:
        """Keep a document; it waits for the log."""

    def pending(self) -> Sequence[Recorded]:
        """Documents that are not in the log yet, in order."""

    def logged(self, digests: Sequence[str], first_index: int) -> None:
        """Those documents stand in the log from this index on."""

    def by_digest(self, digest: str) -> Recorded | None:
        """A document."""

    def by_number(self, number: str) -> Recorded | None:
        """A certificate."""

    def documents(self, kind: str) -> Iterator[Recorded]:
        """All of a kind, oldest first."""

    def change_state(self, change: StateChange) -> None:
        """Record a change.

        Raises:
            InputError: there is no such certificate, or the change is not possible (a revoked one stays revoked).
        """

    def state_of(self, number: str) -> State | None:
        """The present state."""

    def changes(self, number: str) -> Sequence[StateChange]:
        """Its history."""

    def bits(self, purpose: StatusPurpose, list_number: int) -> bytes:
        """The bits of a list as they stand now."""

    def lists(self) -> int:
        """How many lists there are."""
