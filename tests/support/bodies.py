"""Certification bodies in a folder, with cheap keys, and what a body issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from fourfold.app.certification.body import Body, BodyCard, make_body
from fourfold.certification.credentials.data_integrity import CONTEXTS, Credential, signed
from fourfold.certification.identity.issuer import KeyUse
from fourfold.certification.keys.files import write_key
from fourfold.certification.keys.key import SigningKey, new_key
from fourfold.certification.keys.pkcs8 import Cost

MADE = datetime(2026, 3, 1, 8, tzinfo=UTC)
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
