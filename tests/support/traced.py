"""A ledger in memory kept by a body in a folder: days published, statements made, and what proves them."""

from __future__ import annotations

import atexit
import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from fourfold.app.certification.bodies.body import Body
from fourfold.app.supply.closing import Closed, close_days
from fourfold.app.supply.day_tree import day_tree
from fourfold.app.supply.ledgers import LedgerCard, OpenedLedger
from fourfold.app.supply.stating import Stated, state
from fourfold.app.supply.trace_bundling import trace_bundle
from fourfold.app.supply.trace_content import Question
from fourfold.certification.credentials.data_integrity import Credential, digest_of_credential, signed
from fourfold.certification.documents.ledger_day import read_ledger_day
from fourfold.certification.documents.trace import content_of
from fourfold.certification.documents.trace_json import trace_members
from fourfold.certification.documents.trace_sums import rule_of, totals_of
from fourfold.certification.identity.issuer import method_of
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.traces.bundle import TraceBundle, read_trace_bundle
from fourfold.certification.traces.case import TraceAsked
from fourfold.certification.traces.lots import lots_member
from fourfold.certification.traces.verify import TraceVerification, verify_trace
from fourfold.certification.verification.verification import Finding
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.json_node import Node
from fourfold.core.problems import Place, Problems
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Lot
from support.bodies import body_in, pair, trust_in
from support.ledgers import BUYER, DAY0, DAY_S, MILL, T0, live_in
from support.memory_ledger import MemoryLedger

LEDGER_ID = "urn:uuid:0e3b8a3c-5d5f-4f0a-9a52-3f6c1d2e4b5a"
FORGED_ID = "urn:uuid:ffffffff-ffff-4fff-bfff-ffffffffffff"
"""Where forged documents are filed, apart from the ledger's own."""
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

    def forged(self, stated: Stated, change: Callable[[Any], object], **parts: Any) -> dict[str, JSON]:
        """A bundle whose statement was changed, signed anew by the keeper and logged: only what it says is wrong."""
        bundle = copied(stated.bundle)
        statement = bundle["statement"]
        del statement["proof"]
        change(statement["credentialSubject"])
        return self.logged(bundle, self.signed(statement), **parts)

    def signed(self, document: Credential, at: datetime = STATED, key: str = "issue") -> Credential:
        """Signed under the name of a key of the body."""
        public = pair(key).public.multikey
        return signed(document, pair(key), method_of(self.body.card.did, public), at)

    def log(self, kind: LeafKind, document: Credential, at: datetime = STATED) -> Credential:
        """Put a document into the log, whatever it says."""
        self.body.record(kind, document, at, about=FORGED_ID)
        self.body.finish(pair("log"))
        return document

    def logged(
        self, bundle: Any, statement: Credential | None, days: list[Any] | None = None, at: datetime = STATED
    ) -> dict[str, JSON]:
        """A bundle with this statement and these days, which are put into the log where they are not yet."""
        for kind, documents in ((LeafKind.TRACE, [statement]), (LeafKind.LEDGER_DAY, days or [])):
            for one in documents:
                if one is not None and self.body.registry.by_digest(digest_of_credential(one)) is None:
                    self.log(kind, one, at)
        shown = bundle["days"] if days is None else days
        problems = Problems()
        read_days = [problems.needed(read_ledger_day(one, Place("day"), problems)) for one in shown]
        return trace_bundle(self.body, statement, read_days, bundle["lots"], at)

    def proofs(self, wanted: Callable[[Lot], bool], day: int = LIVED + 2) -> dict[str, JSON]:
        """Proofs of lots of a day, as a member of a bundle."""
        closed = self.ledger.day(day)
        assert closed is not None
        tree = day_tree(self.ledger, closed)
        return lots_member(tree.tree.prove_many([at for at, lot in enumerate(tree.lots) if wanted(lot)]))

    def verified(self, bundle: dict[str, JSON] | bytes, at: datetime = ASKED, **asked: Any) -> TraceVerification:
        """A bundle checked by who trusts the body."""
        trust = asked.pop("trust") if "trust" in asked else trust_in(self.body)
        return verify_trace(read(bundle), TraceAsked(at, trust, **asked))


def kept(folder: Path, ledger: Ledger | None = None, ledger_id: str = LEDGER_ID) -> Kept:
    """A body and a ledger; without one the small life of `support.ledgers`, not closed yet."""
    card = LedgerCard(ledger_id, "Example ledger", "2026-02-01T00:00:00Z")
    shutil.copytree(_body(), folder / "body")
    opened = OpenedLedger(folder / "ledger", card, _life().another() if ledger is None else ledger)
    return Kept(opened, Body.open(folder / "body"))


def kept_and_closed(folder: Path) -> Kept:
    """The small life with its days closed and published: a copy of one that is made once."""
    closed, ledger = _closed()
    shutil.copytree(closed.body.folder, folder / "body")
    return Kept(replace(closed.opened, folder=folder / "ledger", ledger=ledger.another()), Body.open(folder / "body"))


@cache
def _life() -> MemoryLedger:
    ledger = MemoryLedger()
    live_in(ledger, closed=False)
    return ledger


@cache
def _body() -> Path:
    return body_in(_folder() / "body", at=MADE).folder


@cache
def _closed() -> tuple[Kept, MemoryLedger]:
    ledger = _life().another()
    made = kept(_folder(), ledger)
    made.close()
    return made, ledger


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def read(document: dict[str, JSON] | bytes) -> TraceBundle:
    """A bundle as a verifier reads it."""
    problems = Problems()
    data = document if isinstance(document, bytes) else canonical_bytes(document)
    return problems.needed(read_trace_bundle(data, Place("power.trace.json"), problems))


def resummed(subject: Any) -> None:
    """Give a bent statement the totals and the rule of its parts."""
    document = {"credentialSubject": subject}
    content = content_of(Node(document).node("credentialSubject"))
    totals = totals_of(content.intervals, content.plants, content.certificates, content.claims)
    right = replace(content, totals=totals, rule=rule_of(content.claims))
    made = trace_members(right, "did:web:x", STATED)["credentialSubject"]
    assert isinstance(made, dict)
    subject.update(totals=made["totals"], rule=made["rule"])


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
