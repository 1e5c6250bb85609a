"""A trace bundle as far as it could be read: each document by its own reader, with what was wrong in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential
from fourfold.certification.documents.ledger_day import LedgerDay, read_ledger_day
from fourfold.certification.documents.trace import Trace, read_trace
from fourfold.certification.identity.issuer import IssuerDocument
from fourfold.certification.identity.trust import TrustedBody, TrustRoots
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.traces.bundle import TraceBundle
from fourfold.certification.traces.lots import lots_of
from fourfold.certification.verification.asked import Asked, Mirror, Stamper
from fourfold.certification.verification.case import Parts, Read, indexes_of, read_log_proofs
from fourfold.core.problems import Place, Problem
from fourfold.electricity.ledger.sum_prove import ManyProof


@dataclass(frozen=True, slots=True)
class TraceAsked:
    """A question about a trace.

    Attributes:
        at: the moment it is about, UTC.
        trust: trust roots; ``None``: nobody is trusted, so nothing can be in order.
        seen: checkpoints of logs this verifier saw before.
        mirror: of a log, to prove that it grew from one of them; ``None`` without one.
        stamper: checks time stamps; ``None`` where no authority is known.
        later: what tells of a newer ledger day: bundles with lots or a statement of that day, or with the day alone.
    """

    at: datetime
    trust: TrustRoots | None = None
    seen: tuple[Checkpoint, ...] = ()
    mirror: Mirror | None = None
    stamper: Stamper | None = None
    later: tuple[TraceBundle, ...] = ()

    def about_log(self) -> Asked:
        """What of it the checks of a log look at."""
        return Asked(self.at, self.trust, self.seen, self.mirror, stamper=self.stamper)


@dataclass(frozen=True, slots=True)
class TraceCase:
    """What a trace bundle holds, read but not judged.

    Attributes:
        bundle: as it came.
        trace: the statement; ``None`` where there is none, or it could not be read.
        days: ledger days that could be read, oldest first.
        lots: the proofs of lots; ``None`` where there are none, or no day to hold them against.
        body: the trusted body that keeps the ledger; ``None`` where nobody trusts it.
        history: versions of the issuer document that hold, oldest first.
        digests: of every document that has to be in the log, with what the log has to call it.
        proofs: by digest of the document.
        indexes: places in the log of the documents whose proofs lead to the checkpoint.
        faults: problems by part: ``statement``, ``days``, ``issuer``, ``proofs``.
    """

    bundle: TraceBundle
    trace: Trace | None
    days: tuple[LedgerDay, ...]
    lots: ManyProof | None
    body: TrustedBody | None
    history: tuple[IssuerDocument, ...]
    digests: Mapping[str, LeafKind]
    proofs: Mapping[str, Read]
    indexes: Mapping[str, int]
    faults: Mapping[str, tuple[Problem, ...]]

    @property
    def main(self) -> str:
        """Digest of the statement, else of the last ledger day; empty where neither can be read."""
        if self.trace is not None:
            return self.trace.digest
        return self.days[-1].digest if self.days else ""

    @property
    def issuer(self) -> str:
        """DID of the keeper, by the word of the statement or of the last day."""
        if self.trace is not None:
            return self.trace.issuer
        return self.days[-1].issuer if self.days else ""

    @property
    def last(self) -> LedgerDay | None:
        """The day that the statement speaks of and the lots stand in."""
        return self.days[-1] if self.days and not self.faults["days"] else None

    def index_of(self, digest: str) -> int | None:
        """The place of a document in the log, where its proof leads to the checkpoint."""
        return self.indexes.get(digest)

    def signed(self) -> list[tuple[Credential, str, datetime]]:
        """Documents the keeper signed as such, each with its digest and the moment it bears."""
        found = [(day.credential, day.digest, day.signed) for day in self.days]
        return found if self.trace is None else [(self.trace.credential, self.trace.digest, self.trace.signed), *found]


def read_trace_case(bundle: TraceBundle, trust: TrustRoots | None) -> TraceCase:
    """Read every document of a trace bundle.

    Args:
        bundle: as read.
        trust: decides which root keys are pinned.
    """
    parts = Parts()
    read = parts.read
    statement = bundle.statement
    trace = read("statement", lambda p: None if statement is None else read_trace(statement, Place("statement"), p))
    days = read("days", lambda p: [read_ledger_day(one, Place(f"days[{at}]"), p) for at, one in enumerate(bundle.days)])
    known = tuple(day for day in days if day is not None)
    issuer = trace.issuer if trace is not None else known[-1].issuer if known else ""
    body, history = parts.issuer(issuer, bundle.issuer, trust)
    proofs = read("proofs", lambda p: read_log_proofs(bundle.proofs, p))
    digests = {} if statement is None else {digest_of_credential(statement): LeafKind.TRACE}
    digests |= {digest_of_credential(one): LeafKind.LEDGER_DAY for one in bundle.days}
    digests |= {digest_of_credential(one): LeafKind.ISSUER for one in bundle.issuer}
    last = days[-1]
    lots = None if bundle.lots is None or last is None else lots_of(bundle.lots, last.day.leaves)
    return TraceCase(bundle, trace, known, lots, body, history, digests, proofs, indexes_of(proofs), parts.faults)
