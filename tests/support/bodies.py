"""Certification bodies in a folder, with cheap keys, and what a body issues."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from fourfold.app.certification.bodies.body import Body, BodyCard, make_body
from fourfold.app.certification.certificates.issuing import Application
from fourfold.certification.bundle import read_bundle
from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential, signed
from fourfold.certification.documents.judgement import Judgement, materiality_of
from fourfold.certification.documents.preparation import prepare, read_preparation
from fourfold.certification.documents.statement import Assurance, Opinion, statement_content
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.identity.register import Entry, Role
from fourfold.certification.identity.registering import register_key
from fourfold.certification.identity.trust import TrustedBody, TrustRoots
from fourfold.certification.keys.files import write_key
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.keys.pkcs8 import Cost
from fourfold.certification.log.checkpoint import Witness
from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.verification.asked import Asked, Opened
from fourfold.certification.verification.verification import Verification
from fourfold.certification.verification.verify import verify_bundle
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.problems import Place, Problems
from support.certified import facts, sealed
from support.documents import EQUAL

MADE = datetime(2026, 3, 1, 8, tzinfo=UTC)
ISSUED = MADE + timedelta(hours=100)
UNTIL = datetime(2028, 2, 1, tzinfo=UTC)
STAFF = {"client": Role.PREPARE, "verifier": Role.VERIFY, "reviewer": Role.REVIEW}
PASSPHRASE = b"a long enough passphrase"
CHEAP = Cost(16, 8, 1)
CARD = BodyCard(
    "did:web:certifier.example:footprints",
    {"en": "Example Certifier", "zh": "示例认证机构"},
    "https://certifier.example/footprints",
    "EX",
)


@cache
def pair(name: str) -> SigningKey:
    """A pair of keys; the same for the same name while the tests run."""
    return new_key()


def body_in(folder: Path, card: BodyCard = CARD, at: datetime = MADE) -> Body:
    """A new body with its keys in ``keys``."""
    for use in KeyUse:
        (folder / "keys").mkdir(parents=True, exist_ok=True)
        write_key(folder / "keys" / f"{use}.pem", pair(str(use)), PASSPHRASE, CHEAP)
    return make_body(folder, card, pair("root"), pair("issue"), pair("log"), at)


def staffed(folder: Path) -> Body:
    """A body in whose register a client, a verifier and a reviewer stand: a copy of one that is made once."""
    shutil.copytree(_template(), folder)
    return Body.open(folder)


@cache
def _template() -> Path:
    parent = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    body = body_in(parent / "body")
    for name, role in STAFF.items():
        register = body.register()
        assert register is not None
        entry = Entry(pair(name).public, role, (), (), MADE, None)
        document = register_key(register, body.history(), entry, pair("root"), MADE)
        body.publish([(LeafKind.REGISTER, document)], pair("log"), MADE)
    return body.folder


@dataclass(frozen=True, slots=True)
class Papers:
    """Files of a case: dossier, preparation, statement."""

    dossier: Path
    preparation: Path
    statement: Path

    def application(self, **changes: object) -> Application:
        """Valid from the moment of issue."""
        given: dict[str, object] = {"valid_from": ISSUED, "valid_until": UNTIL, **changes}
        return Application(self.dossier, self.preparation, self.statement, **given)  # type: ignore[arg-type]


def papers(folder: Path, study: str = "sheet", **changes: object) -> Papers:
    """A case ready to be decided: a sealed study, prepared, verified, reviewed.

    Args:
        folder: gets the files.
        study: example to seal.
        changes: ``preparer``, ``verifier``, ``reviewer``: names of keys (reviewer "" for none); ``body``: DID;
            ``opinion``, ``level``, ``shown``, ``limitations``: of the judgement; ``prepared``, ``verified``,
            ``reviewed``: moments; ``about``: facts in place of the dossier's; ``data``: another dossier.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given: dict[str, Any] = {"preparer": "client", "verifier": "verifier", "reviewer": "reviewer", **changes}
    about = given.get("about") or facts(study)
    prepared, verified = given.get("prepared", later(24)), given.get("verified", later(48))
    preparation = prepare(about.dossier, pair(given["preparer"]), prepared)
    problems = Problems()
    read = read_preparation(preparation, Place("preparation"), problems)
    problems.raise_if_errors()
    assert read is not None
    judgement = Judgement(
        given.get("level", Assurance.LIMITED),
        given.get("opinion", Opinion.UNMODIFIED),
        {"en": "All files of the dossier.", "zh": "卷宗全部文件。"},
        materiality_of(Decimal("0.05"), (), (), {}),
        limitations=given.get("limitations", ()),
        shown=given.get("shown", ()),
    )
    verifier = pair(given["verifier"])
    did = given.get("body", CARD.did)
    content = statement_content(about, read, judgement, verifier.public, did, EQUAL, verified)
    statement = signed(content, verifier, verifier.public.method, verified)
    if given["reviewer"]:
        reviewer = pair(given["reviewer"])
        statement = signed(statement, reviewer, reviewer.public.method, given.get("reviewed", later(72)))
    made = Papers(folder / f"{study}.dossier", folder / "preparation.json", folder / "statement.json")
    made.dossier.write_bytes(given.get("data") or sealed(study).data)
    made.preparation.write_bytes(canonical_bytes(preparation))
    made.statement.write_bytes(canonical_bytes(statement))
    return made


def trust_in(body: Body) -> TrustRoots:
    """Trust roots that pin a body's root key and its log."""
    newest = body.history()[-1]
    log = Witness(newest.log_origin, newest.log_key)
    one = TrustedBody(body.card.did, body.card.names, (pair("root").public,), log, ())
    return TrustRoots({one.did: one}, (), 0, None, "sha256:" + "0" * 64)


def verdict(body: Body, document: dict[str, JSON], at: datetime, study: str = "sheet") -> Verification:
    """What a verifier who trusts the body and has the dossier finds."""
    problems = Problems()
    bundle = read_bundle(canonical_bytes(document), Place("bundle"), problems)
    problems.raise_if_errors()
    assert bundle is not None
    return verify_bundle(bundle, Asked(at, trust_in(body), opened=Opened(sealed(study).dossier, facts(study))))


@dataclass(frozen=True, slots=True)
class Note:
    """A signed document that needs no study."""

    document: Credential

    @staticmethod
    def of(text: str) -> Note:
        """A statement in form only."""
        key = pair("somebody")
        content: Credential = {"@context": [*CONTEXTS], "type": ["VerifiableCredential"], "text": text}
        return Note(signed(content, key, key.public.method, MADE))


def later(hours: float) -> datetime:
    """That long after the bodies of tests were made."""
    return MADE + timedelta(hours=hours)
