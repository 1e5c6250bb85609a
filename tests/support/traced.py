"""A ledger in memory kept by a body in a folder: days published, statements made, and what proves them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from fourfold.app.certification.bodies.body import Body
from fourfold.app.supply.closing import Closed, close_days
from fourfold.app.supply.ledgers import LedgerCard, OpenedLedger
from fourfold.app.supply.stating import Stated, state
from fourfold.app.supply.trace_content import Question
from fourfold.certification.traces.bundle import TraceBundle, read_trace_bundle
from fourfold.certification.traces.case import TraceAsked
from fourfold.certification.traces.verify import TraceVerification, verify_trace
from fourfold.certification.verification.verification import Finding
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import Place, Problems
from fourfold.electricity.ledger.ledger import Ledger
from support.bodies import body_in, pair, trust_in
from support.ledgers import BUYER, DAY0, DAY_S, MILL, T0, live_in
from support.memory_ledger import MemoryLedger

LEDGER_ID = "urn:uuid:0e3b8a3c-5d5f-4f0a-9a52-3f6c1d2e4b5a"
LIVED = DAY0 + 30
"""First of the three days on which the small life is recorded."""
MADE = datetime.fromtimestamp(T0, UTC)
CLOSED = datetime.fromtimestamp((LIVED + 3) * DAY_S + 3_600, UTC)
"""An hour after the last of them."""
STATED = CLOSED + timedelta(hours=1)
ASKED = STATED + timedelta(hours=2)


@dataclass
class Kept:
    """A ledger and the body that keeps it."""

    opened: OpenedLedger
    body: Body

    @property
    def ledger(self) -> Ledger:
        return self.opened.ledger

    def close(self, at: datetime = CLOSED, day: int | None = None) -> Closed:
        """Close and publish."""
        return close_days(self.opened, self.body, pair("issue"), pair("log"), at, day)

    def state(self, at: datetime = STATED, **changes: Any) -> Stated:
        """A statement of the buyer's mill over the first hours of February."""
        given = {"account": BUYER, "meters": (MILL,), "start_s": T0, "end_s": T0 + DAY_S, **changes}
        return state(self.opened, self.body, Question(**given), pair("issue"), pair("log"), at)

    def verified(self, bundle: dict[str, JSON], at: datetime = ASKED, **asked: Any) -> TraceVerification:
        """A bundle checked by who trusts the body."""
        return verify_trace(read(bundle), TraceAsked(at, **{"trust": trust_in(self.body), **asked}))


def kept(folder: Path, ledger: Ledger | None = None, ledger_id: str = LEDGER_ID) -> Kept:
    """A body and a ledger; without one the small life of `support.ledgers`, not closed yet."""
    if ledger is None:
        ledger = MemoryLedger()
        live_in(ledger, closed=False)
    card = LedgerCard(ledger_id, "Example ledger", "2026-02-01T00:00:00Z")
    return Kept(OpenedLedger(folder / "ledger", card, ledger), body_in(folder / "body", at=MADE))


def read(document: dict[str, JSON] | bytes) -> TraceBundle:
    """A bundle as a verifier reads it."""
    problems = Problems()
    data = document if isinstance(document, bytes) else canonical_bytes(document)
    return problems.needed(read_trace_bundle(data, Place("power.trace.json"), problems))


def copied(document: dict[str, JSON]) -> Any:
    """A bundle to bend."""
    return json.loads(canonical_bytes(document))


def failed(verification: TraceVerification) -> dict[str, str]:
    """The checks that failed: code and reason."""
    return {one.code: one.reason.code for one in verification.checks if one.finding is Finding.FAILED}


def open_checks(verification: TraceVerification) -> dict[str, str]:
    """The needed checks that could not be made: code and reason."""
    return {
        one.code: one.reason.code for one in verification.checks if one.finding is Finding.NOT_CHECKED and one.needed
    }
