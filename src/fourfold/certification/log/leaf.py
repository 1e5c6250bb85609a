"""What stands in the log: a digest, what sort of document it is of, and when. Never the content, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.core.problems import Place, Problems


class LeafKind(StrEnum):
    """What sort of document a leaf names."""

    ISSUER = "issuer"
    REGISTER = "register"
    PREPARATION = "preparation"
    STATEMENT = "statement"
    CERTIFICATE = "certificate"
    STATUS = "status"
    PACK = "pack"
    FACTORS = "factors"
    WITHDRAWAL = "withdrawal"


@dataclass(frozen=True, slots=True)
class Leaf:
    """An entry of the log.

    Attributes:
        kind: sort of document.
        digest: ``sha256:…`` of its canonical bytes, proofs included.
        time: when it was handed in, UTC, whole seconds.
    """

    kind: LeafKind
    digest: str
    time: datetime

    def data(self) -> bytes:
        """Canonical JSON: ``{"digest", "fourfold": "leaf/1", "kind", "time"}``."""
        raise NotImplementedError

    @classmethod
    def read(cls, data: bytes, place: Place, problems: Problems) -> Leaf | None:
        """From its bytes, which must be exactly those `data` gives."""
        raise NotImplementedError
