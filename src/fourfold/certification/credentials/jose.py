"""The second form of a credential: a JWT in the media type ``application/vc+jwt`` (W3C vc-jose-cose 1.0, section 3.1).

The payload is the credential without its proofs, in canonical JSON; the header says ``typ: vc+jwt``, ``cty: vc``, names
the key by its verification method (``kid``) and the algorithm: ES256 for P-256 (RFC 7518), ES384 for P-384, EdDSA for
Ed25519 (RFC 8037). The same key and the same content give the same text.

The key decides which algorithm is taken, never the text: there is no ``none``, and no public key is taken for a shared
secret. The form stands beside the first one; only the first is in the log. Reading is narrower than general libraries
for JOSE, which take a header with a key twice; the tests hold both directions against such a library.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from fourfold.certification.credentials import jose_messages as said
from fourfold.certification.credentials.data_integrity import Credential, without_proofs
from fourfold.certification.keys.key import KeyKind, PublicKey, SigningKey
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.multibase import base64url_decoded, base64url_encoded
from fourfold.core.problems import Place, Problems
from fourfold.core.reading import MIB
from fourfold.core.strict_json import read_json_object

JWT_TYPE = "vc+jwt"
CONTENT_TYPE = "vc"
MOST_JWT_BYTES = 4 * MIB
_MOST_HEADER_BYTES = 4096
_MOST_HEADER_DEPTH = 4
_ALGORITHMS: Mapping[KeyKind, tuple[str, ...]] = MappingProxyType(
    {KeyKind.ED25519: ("EdDSA", "Ed25519"), KeyKind.P256: ("ES256",), KeyKind.P384: ("ES384",)}
)
"""By kind of key, the algorithm it signs by, and the names it is read under (Ed25519: RFC 9864)."""
_HEADER = {"alg", "typ", "cty", "kid"}
_FOREIGN_CLAIMS = ("exp", "nbf", "vc", "vp")
KeyOf: TypeAlias = Callable[[str], PublicKey | None]
"""The key a verification method names, where the reader knows and trusts it."""


@dataclass(frozen=True, slots=True)
class Jwt:
    """A credential that came as a JWT, its signature good under the key the reader gave.

    Attributes:
        credential: the payload.
        method: verification method, by the header's ``kid``.
        key: whose signature it is.
    """

    credential: Credential
    method: str
    key: PublicKey


def to_jwt(credential: Credential, key: SigningKey, kid: str) -> str:
    """A credential as JWT, signed by this key.

    Args:
        credential: its proofs are left out.
        key: its kind decides the algorithm.
        kid: verification method that names the key.

    Raises:
        TypeError, ValueError: the credential cannot be written canonically.
    """
    header: Credential = {
        "alg": _ALGORITHMS[key.public.kind][0],
        "cty": CONTENT_TYPE,
        "kid": kid,
        "typ": JWT_TYPE,
    }
    parts = (canonical_bytes(header), canonical_bytes(without_proofs(credential)))
    text = ".".join(base64url_encoded(part) for part in parts)
    return f"{text}.{base64url_encoded(key.sign(text.encode('ascii')))}"


def read_jwt(data: bytes, key: PublicKey | KeyOf, place: Place, problems: Problems) -> Jwt | None:
    """The credential of a JWT whose signature holds; ``None`` after a report.

    Whether the key may speak for whom the credential names as issuer is for the caller to say, as with proofs.

    Args:
        data: the text, with a line end or without.
        key: the key it must be by, or what knows the key of a verification method.
        place: the file it comes from.
        problems: receives what is wrong.
    """
    parts = _parts(data)
    if parts is None:
        problems.error(said.JWT_MALFORMED, place)
        return None
    text, header_bytes, payload, signature = parts
    header = read_json_object(header_bytes, place.at("header"), problems, _MOST_HEADER_BYTES, _MOST_HEADER_DEPTH)
    kid = None if header is None else _checked_header(header, place, problems)
    if header is None or kid is None:
        return None
    found = key if isinstance(key, PublicKey) else key(kid)
    if found is None:
        problems.error(said.JWT_KEY_UNKNOWN, place, found=kid)
    elif header.get("alg") not in _ALGORITHMS[found.kind]:
        problems.error(said.JWT_ALGORITHM, place, found=str(header.get("alg")), wanted=_ALGORITHMS[found.kind][0])
    elif not found.verifies(signature, text.rpartition(b".")[0]):
        problems.error(said.JWT_SIGNATURE, place)
    else:
        credential = read_json_object(payload, place.at("payload"), problems)
        if credential is not None and _checked_claims(credential, place, problems):
            return Jwt(credential, kid, found)
    return None


def _parts(data: bytes) -> tuple[bytes, bytes, bytes, bytes] | None:
    """The text without its line end, and its three parts decoded; ``None`` where it is no JWT."""
    text = data.removesuffix(b"\n").removesuffix(b"\r")
    if len(text) > MOST_JWT_BYTES:
        return None
    try:
        header, payload, signature = (base64url_decoded(part) for part in text.decode("ascii").split("."))
    except ValueError:
        return None
    return text, header, payload, signature


def _checked_header(header: Credential, place: Place, problems: Problems) -> str | None:
    """The verification method a header names; ``None`` after a report."""
    kid, media, content = header.get("kid"), _media(header.get("typ")), _media(header.get("cty", CONTENT_TYPE))
    others = sorted(set(header) - _HEADER)
    if others or not isinstance(kid, str) or not kid:
        problems.error(said.JWT_HEADER, place, found=", ".join(others) or "kid")
        return None
    if media != JWT_TYPE or content != CONTENT_TYPE:
        problems.error(said.JWT_TYPE_OTHER, place, found=f"typ {header.get('typ')}, cty {header.get('cty')}")
        return None
    return kid


def _media(value: JSON) -> str:
    """A media type without what RFC 7515, section 4.1.9, lets a writer leave out."""
    return value.lower().removeprefix("application/") if isinstance(value, str) else ""


def _checked_claims(credential: Credential, place: Place, problems: Problems) -> bool:
    """Whether a payload is a credential and nothing that would be read otherwise by readers of plain JWT."""
    found = [name for name in _FOREIGN_CLAIMS if name in credential]
    issuer = credential.get("issuer")
    named = issuer.get("id") if isinstance(issuer, dict) else issuer
    if credential.get("iss", named) != named:
        found.append("iss")
    if found:
        problems.error(said.JWT_CLAIMS, place, found=", ".join(found))
    return not found
