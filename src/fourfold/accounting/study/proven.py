"""What traceability statements of a claim ledger prove for a study, after somebody verified them.

Reading a study verifies nothing. Whoever assesses it hands it what verification came to (`Study.proven`), and the rows
of the table instruments that rest on a statement are held against that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ProvenClaim:
    """What a verified statement proves to be claimed of a certificate, for the batch it speaks of.

    Attributes:
        certificate: its number in the ledger.
        start_s, end_s: when its energy was made, UTC seconds, half open.
        area: where it was made.
        energy_wh: claimed, at the plant.
        covered_wh: what of that arrives and covers metered energy.
        technology: of the plant; empty where the statement does not say.
    """

    certificate: str
    start_s: int
    end_s: int
    area: str
    energy_wh: int
    covered_wh: int
    technology: str = ""


class TraceState(StrEnum):
    """What a check of a traceability statement came to."""

    IN_ORDER = "in_order"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckedTrace:
    """A traceability statement that a study names, checked.

    Attributes:
        state: what the check came to.
        file: digest of the file.
        digest: of the statement; empty where it holds none or could not be read.
        keeper: DID of the body that keeps the ledger; empty where it could not be read.
        as_of: end of the newest ledger day it rests on; ``None`` where there is none.
        reasons: codes of the checks that failed or could not be made.
    """

    state: TraceState
    file: str
    digest: str = ""
    keeper: str = ""
    as_of: datetime | None = None
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProvenClaims:
    """What verified statements prove.

    Attributes:
        by_trace: for each file of a verified statement, named as in ``supply.traces``, its claims by certificate.
        checked: what the check of each file came to, proven or not.
    """

    by_trace: Mapping[str, Mapping[str, ProvenClaim]] = field(default_factory=dict)
    checked: Mapping[str, CheckedTrace] = field(default_factory=dict)


NOTHING_PROVEN = ProvenClaims()
"""Before anything was verified."""
