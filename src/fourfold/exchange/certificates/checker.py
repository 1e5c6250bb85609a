"""The offline checker: one page that checks the signed form of a label on a phone without network.

It carries the keys of a body, reads the compact form by the same strict rules as `fourfold.certification.credentials`,
and verifies with the browser's own cryptography. It forbids itself the network and every script but its own. At best
it says "signature good, status not known".
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from fourfold.certification.credentials.compact_form import ALGORITHMS, BOUNDARIES, CompactFlag, key_id_of
from fourfold.certification.keys.key import KeyKind, PublicKey
from fourfold.core.canonical import JSON
from fourfold.core.problems import Texts
from fourfold.core.words import LANGS, Lang, words
from fourfold.exchange.certificates.checker_texts import TEXTS
from fourfold.exchange.certificates.label import bands_of
from fourfold.exchange.report.labels import label

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class CheckerKey:
    """A key the page knows.

    Attributes:
        key: the public half; Ed25519 or P-256.
        compromised: whether it is known to be in other hands: then nothing it signed counts here.
    """

    key: PublicKey
    compromised: bool = False


def checker_page(body: Texts, did: str, keys: Sequence[CheckerKey], at: datetime, lang: Lang) -> str:
    """The page, in both languages.

    Args:
        body: names of the body.
        did: its identifier.
        keys: its issuing keys, also earlier ones.
        at: moment of which the keys are.
        lang: language it opens in.
    """
    data: dict[str, JSON] = {
        "body": {name: words(name).name(body) for name in LANGS},
        "did": did,
        "as_of": at.date().isoformat(),
        "lang": lang,
        "keys": [_key(one) for one in keys if one.key.kind in ALGORITHMS],
        "texts": {name: _texts(name) for name in LANGS},
    }
    script = (_HERE / "checker.js").read_text(encoding="utf-8").rstrip("\n")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    environment = Environment(
        loader=PackageLoader("fourfold.exchange.certificates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
    return environment.get_template("checker.html.j2").render(
        policy=f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'; base-uri 'none';"
        " form-action 'none'",
        style=(_HERE / "checker.css").read_text(encoding="utf-8").rstrip("\n"),
        script=script,
        data=data,
        title=words(lang)(TEXTS["title"]),
        html_lang={"en": "en", "zh": "zh-Hans"}[lang],
    )


def _key(one: CheckerKey) -> JSON:
    return {
        "id": key_id_of(one.key).hex(),
        "algorithm": ALGORITHMS[one.key.kind],
        "key": base64.b64encode(_importable(one.key)).decode(),
        "compromised": one.compromised,
    }


def _importable(key: PublicKey) -> bytes:
    """As WebCrypto imports it in format ``raw``: points of curves uncompressed."""
    if key.kind is KeyKind.ED25519:
        return key.raw
    from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    point = EllipticCurvePublicKey.from_encoded_point(SECP256R1(), key.raw)
    return point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _texts(lang: Lang) -> dict[str, JSON]:
    w = words(lang)
    boundaries: list[JSON] = [label(w, "boundary", code) for code in BOUNDARIES]
    flags: list[JSON] = ["".join(bands_of(flag, lang)) for flag in CompactFlag]
    return {**{name: w(text) for name, text in TEXTS.items()}, "boundaries": boundaries, "flags": flags}
