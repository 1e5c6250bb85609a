"""What stands in the log: a digest, what sort of document it is of, and when. Never the content, never a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fourfold.core.canonical import canonical_bytes
from fourfold.core.moments import moment_of, moment_text
from fourfold.core.problems import N_, MessageKind, Place, Problems

LEAF_BROKEN = MessageKind(
    "leaf-broken",
    N_("{found} is no entry of a log of Fourfold"),
    N_("canonical JSON of digest, kind and time"),
    N_("give the log as it was published"),
)


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
    LEDGER_DAY = "ledger-day"
    TRACE = "trace"


_KINDS = {kind.value: kind for kind in LeafKind}
_CANONICAL = re.compile(
    rb'\{"digest":"(sha256:[0-9a-f]{64})","fourfold":"leaf/1","kind":"([a-z-]{1,32})","time":"([0-9TZ:-]{20})"\}'
)
"""The bytes of a leaf are so few in shape that the exact form is the strictest reader, and a fast one."""


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
        return canonical_bytes(
            {"digest": self.digest, "fourfold": "leaf/1", "kind": self.kind.value, "time": moment_text(self.time)}
        )

    @classmethod
    def read(cls, data: bytes, place: Place, problems: Problems) -> Leaf | None:
        """From its bytes, which must be exactly those `data` gives."""
        match = _CANONICAL.fullmatch(data)
        if match is not None:
            digest, kind, time = (group.decode() for group in match.groups())
            moment = moment_of(time)
            if moment is not None and kind in _KINDS:
                return cls(_KINDS[kind], digest, moment)
        problems.error(LEAF_BROKEN, place, found=data.decode(errors="replace") or "''")
        return None
