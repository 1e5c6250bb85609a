"""The numbered checks of a trace, in order, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fourfold.certification.documents.ledger_day import LedgerDay
from fourfold.certification.documents.trace import Trace
from fourfold.certification.traces.bundle import TraceBundle
from fourfold.certification.traces.case import TraceAsked, read_trace_case
from fourfold.certification.traces.in_ledger import (
    check_days,
    check_lots,
    check_stated_batch,
    check_stated_claims,
    check_stated_sums,
)
from fourfold.certification.traces.signing import check_form, check_in_log, check_keeper, check_signatures
from fourfold.certification.traces.standing import check_standing
from fourfold.certification.traces.steps import TRACE_SPECIFICATIONS, TRACE_TITLES, TraceStep
from fourfold.certification.verification.backing import check_stamp
from fourfold.certification.verification.document import check_member
from fourfold.certification.verification.in_log import check_checkpoint, check_growth, checkpoint_of
from fourfold.certification.verification.steps import checks_of, ok
from fourfold.certification.verification.verification import Check, Finding, Outcome
from fourfold.certification.verification.verify import READ, outcome_of
from fourfold.core.canonical import JSON
from fourfold.core.problems import Named
from fourfold.core.words import LANGS, in_both
from fourfold.electricity.ledger.sum_tree import SumLeaf

TRACE_VERIFICATION_FORMAT = "trace-verification/1"


@dataclass(frozen=True, slots=True)
class TraceVerification:
    """The checks of a trace.

    Attributes:
        at: the moment it was asked about.
        checks: in order.
        outcome: of them; `Outcome.IN_ORDER` as of the end of a ledger day.
        trace: the statement, as far as it could be read; ``None`` without one.
        day: the ledger day it speaks of; ``None`` where it could not be read.
        lots: those proven, where there is no statement and they hold.
        as_of: end of the newest ledger day at hand; ``None`` where there is none.
    """

    at: datetime
    checks: tuple[Check, ...]
    outcome: Outcome
    trace: Trace | None
    day: LedgerDay | None
    lots: tuple[SumLeaf, ...]
    as_of: datetime | None

    @property
    def deciding(self) -> tuple[Check, ...]:
        """The checks that keep it from being in order: those that failed, else those that were needed and not made."""
        if self.outcome is Outcome.REFUSED:
            return tuple(check for check in self.checks if check.finding is Finding.FAILED)
        return tuple(check for check in self.checks if check.finding is Finding.NOT_CHECKED and check.needed)

    @property
    def told(self) -> Named:
        """The reasons of the deciding checks, to be part of another message."""
        reasons = [in_both(check.reason.text, check.params) for check in self.deciding]
        return Named.of({lang: "; ".join(one[lang] for one in reasons) for lang in LANGS})


def verify_trace(bundle: TraceBundle, asked: TraceAsked) -> TraceVerification:
    """Check a trace with everything its bundle brings. Nothing is fetched, nothing is written.

    Every check is made, whatever the others came to. The outcome is `Outcome.REFUSED` where one failed,
    `Outcome.CANNOT_TELL` where a needed one could not be made, else `Outcome.IN_ORDER` as of the newest ledger day.

    Args:
        bundle: as `fourfold.certification.traces.bundle.read_trace_bundle` gives it.
        asked: moment, trust roots, and what else the verifier brings.
    """
    case, about = read_trace_case(bundle, asked.trust), asked.about_log()
    standing, as_of = check_standing(case, asked)
    found = {
        TraceStep.LIMITS: ok(READ),
        TraceStep.SCHEMA: check_form(case),
        TraceStep.ISSUER: check_keeper(case, asked),
        TraceStep.SIGNATURE: check_signatures(case),
        TraceStep.INCLUSION: check_in_log(case),
        TraceStep.CHECKPOINT: check_checkpoint(case, about),
        TraceStep.GROWTH: check_growth(case, about),
        TraceStep.DAYS: check_days(case),
        TraceStep.CLAIMS: check_stated_claims(case),
        TraceStep.LOTS: check_lots(case),
        TraceStep.BATCH: check_stated_batch(case),
        TraceStep.SUMS: check_stated_sums(case),
        TraceStep.STANDING: standing,
        TraceStep.TIMESTAMP: check_stamp(bundle.timestamp, checkpoint_of(case), asked.stamper),
    }
    checks = checks_of(found, TRACE_TITLES, TRACE_SPECIFICATIONS)
    hold = found[TraceStep.LOTS].finding is Finding.OK and case.lots is not None
    lots = case.lots.lots if hold and case.trace is None and case.lots is not None else ()
    return TraceVerification(asked.at, checks, outcome_of(checks), case.trace, case.last, lots, as_of)


def trace_verification_document(verification: TraceVerification) -> dict[str, JSON]:
    """A verification as a document: ``trace-verification/1``, canonical JSON."""
    trace, day, as_of = verification.trace, verification.day, verification.as_of
    return {
        "fourfold": TRACE_VERIFICATION_FORMAT,
        "at": verification.at.isoformat(),
        "outcome": str(verification.outcome),
        "as_of": None if as_of is None else as_of.isoformat(),
        "statement": None if trace is None else trace.digest,
        "ledger": None if day is None else day.ledger,
        "day": None if day is None else day.name,
        "keeper": None if day is None else day.issuer,
        "totals": None if trace is None else _totals(trace),
        "lots": [lot.data for lot in verification.lots],
        "checks": [check_member(check) for check in verification.checks],
    }


def _totals(trace: Trace) -> JSON:
    subject = trace.credential["credentialSubject"]
    return subject["totals"] if isinstance(subject, dict) else None
