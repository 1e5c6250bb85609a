"""Preparation, statement, certificate and bundle of an invented sheet, signed by keys of their own; no files."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from fourfold.certification.credentials.data_integrity import Credential, signed
from fourfold.certification.documents.certificate import certificate_content
from fourfold.certification.documents.judgement import (
    Assurance,
    Finding,
    Judgement,
    Limitation,
    Opinion,
    Recomputed,
    materiality_of,
)
from fourfold.certification.documents.preparation import Preparation, prepare, read_preparation
from fourfold.certification.documents.statement import Statement, read_statement, statement_content
from fourfold.certification.dossier.facts import DossierFacts
from fourfold.certification.dossier.recomputation import Equality
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.status.bitstring import StatusEntry, StatusPurpose
from fourfold.core.canonical import JSON
from fourfold.core.problems import Place, Problems

T = TypeVar("T")

BODY = "did:web:certifier.example:footprints"
NAMES = {"en": "Example Certifier", "zh": "示例认证机构"}
URL = "https://certifier.example/footprints/certificates/EX-2026-000001.bundle.json"
NUMBER = "EX-2026-000001"
AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
UNTIL = datetime(2028, 3, 1, 8, tzinfo=UTC)
STATUS = (
    StatusEntry(StatusPurpose.REVOCATION, "https://certifier.example/footprints/status/revocation-1.json", 94567),
    StatusEntry(StatusPurpose.SUSPENSION, "https://certifier.example/footprints/status/suspension-1.json", 94567),
)
COMMITMENT = "hmac-sha256:" + "7" * 64


def digest(digit: str) -> str:
    """A digest of one digit."""
    return "sha256:" + digit * 64


EQUAL = Recomputed(digest("9"), Equality.EQUAL)
"""A recomputation that came to the same."""


def facts(**changes: Any) -> DossierFacts:
    """What a dossier of the sheet says, or something else."""
    given: dict[str, Any] = {
        "dossier": digest("a"),
        "study": digest("b"),
        "product": {"en": "Cold-rolled steel sheet", "zh": "冷轧钢板"},
        "identifiers": ("urn:example:product:sheet",),
        "codes": {"hs": "720917"},
        "producer": {"en": "Example Sheet Works", "zh": "示例钢板厂"},
        "producer_identifiers": (),
        "sites": (({"en": "Sheet works", "zh": "钢板厂"}, "CN-JS"),),
        "unit": {"en": "1 kg of sheet", "zh": "1 千克钢板"},
        "unit_kind": "declared",
        "unit_amount": Decimal(1),
        "unit_unit": "kg",
        "total_kg_co2e": Decimal("2.5"),
        "lines_kg_co2e": {"fossil": Decimal("2.75"), "biogenic_removals": Decimal("-0.25")},
        "boundary_kind": "cradle-to-gate",
        "stages": ({"en": "Raw materials", "zh": "原材料"}, {"en": "Rolling", "zh": "轧制"}),
        "start": datetime(2024, 12, 31, 16, tzinfo=UTC),
        "end": datetime(2025, 12, 31, 16, tzinfo=UTC),
        "areas": ("CN-JS",),
        "standard": standard(),
        "chain": (("example-steel-rule", "1.0", digest("d")),),
        "outcome": "conformant",
        "method": "example-steel-rule",
        "electricity": {
            "order": ["on_site", "grid"],
            "shares_by_kind": {"grid": "0.75", "on_site": "0.25"},
            "is_hourly": True,
            "grid_mix_total_kg_co2e": "2.6",
        },
        "factors": (("iron", digest("1")), ("grid", digest("2"))),
        "suppliers": (),
        "engine": "0.6.0",
        "lock": digest("e"),
        "vouched": (),
    }
    return DossierFacts(**{**given, **changes})


def standard(status: str = "draft") -> dict[str, JSON]:
    """A standard as a conformity document names it."""
    return {
        "id": "example-steel-rule",
        "standard": "example-steel-rule",
        "kind": "product",
        "version": "1.0",
        "title": {"en": "Example rule for steel"},
        "document": {
            "number": "EX 1",
            "issuer": "",
            "edition": "2025",
            "url": "",
            "published": None,
            "effective": {"from": "2025-01-01", "to": None},
        },
        "status": status,
        "read": "none",
        "digest": digest("c"),
    }


def finding(**changes: Any) -> Finding:
    """A minor misstatement of 0.05 kg CO2e that stands."""
    given: dict[str, Any] = {
        "id": "scrap",
        "clause": "6.3",
        "text": {"en": "Scrap is counted twice in March."},
        "severity": "minor",
        "status": "open",
        "amount_kg_co2e": Decimal("0.05"),
        "line": "fossil",
    }
    return Finding(**{**given, **changes})


def judgement(
    level: Assurance = Assurance.REASONABLE,
    opinion: Opinion = Opinion.UNMODIFIED,
    findings: tuple[Finding, ...] = (),
    limitations: tuple[Limitation, ...] = (),
    shown: tuple[str, ...] = (),
    share: str = "0.05",
    by_line: dict[str, Decimal] | None = None,
) -> Judgement:
    """What a verifier says: by default all well, at five per cent."""
    qualitative = ({"en": "A wrong boundary", "zh": "边界错误"},)
    materiality = materiality_of(Decimal(share), qualitative, findings, by_line or {})
    scope = {"en": "The whole dossier", "zh": "全部卷宗"}
    return Judgement(level, opinion, scope, materiality, findings, limitations, shown)


LIMITATION = Limitation("", "", {"en": "The second works could not be visited."})


@dataclass(frozen=True)
class Case:
    """Everybody who signs, and what they sign."""

    facts: DossierFacts = field(default_factory=facts)
    judgement: Judgement = field(default_factory=judgement)
    preparer: SigningKey = field(default_factory=new_key)
    verifier: SigningKey = field(default_factory=new_key)
    reviewer: SigningKey = field(default_factory=new_key)
    issuer: SigningKey = field(default_factory=new_key)

    def preparation_document(self) -> Credential:
        """Signed by the preparer."""
        return prepare(self.facts.dossier, self.preparer, AT)

    def preparation(self) -> Preparation:
        """As read."""
        return must(read_preparation, self.preparation_document())

    def unsigned_statement(self) -> Credential:
        """Before anyone signs it."""
        key = self.verifier.public
        return statement_content(self.facts, self.preparation(), self.judgement, key, BODY, EQUAL, AT)

    def verified(self) -> Credential:
        """A statement whose review is outstanding."""
        return signed(self.unsigned_statement(), self.verifier, self.verifier.public.method, AT)

    def statement_document(self) -> Credential:
        """Signed by verifier and reviewer."""
        later = AT + timedelta(hours=1)
        return signed(self.verified(), self.reviewer, self.reviewer.public.method, later)

    def statement(self) -> Statement:
        """As read."""
        return must(read_statement, self.statement_document())

    def unsigned_certificate(self) -> Credential:
        """Before it is issued."""
        return certificate_content(self.facts, self.statement(), BODY, NAMES, NUMBER, URL, AT, UNTIL, STATUS)

    def certificate_document(self) -> Credential:
        """As issued."""
        return signed(self.unsigned_certificate(), self.issuer, self.method, AT)

    def sign_statement(self, content: Credential) -> Credential:
        """Any content, signed by verifier and reviewer."""
        once = signed(content, self.verifier, self.verifier.public.method, AT)
        return signed(once, self.reviewer, self.reviewer.public.method, AT)

    @property
    def method(self) -> str:
        """How the body names its issuing key."""
        return f"{BODY}#{self.issuer.public.multikey}"


def must(read: Callable[[Credential, Place, Problems], T | None], document: Credential) -> T:
    """What a reader makes of a document it must accept."""
    problems = Problems()
    found = read(document, Place("document.json"), problems)
    assert found is not None, [(str(p.place), p.in_english) for p in problems]
    assert not list(problems)
    return found


def faults(read: Callable[[Credential, Place, Problems], object], document: Credential) -> set[tuple[str, str]]:
    """Code and path of everything a reader says of a document it must refuse."""
    problems = Problems()
    assert read(document, Place("document.json"), problems) is None
    return {(problem.kind.code, problem.place.column) for problem in problems}


def with_member(document: Credential, path: str, value: Any) -> Credential:
    """A copy with another value at a path such as ``credentialSubject.figure.total_kg_co2e``."""
    copy = deepcopy(document)
    above, last = _at(copy, path)
    above[last] = value
    return copy


def without_member(document: Credential, path: str) -> Credential:
    """A copy without the member at a path."""
    copy = deepcopy(document)
    above, last = _at(copy, path)
    del above[last]
    return copy


def _at(document: Credential, path: str) -> tuple[Any, str | int]:
    at: Any = document
    *above, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    for step in above:
        at = at[step]
    return at, last
