"""Decentralised identifiers: ``did:web`` and ``did:key``, read strictly. Nothing here asks the network.

``did:web`` (did:web Method Specification, section 2): a host, a port behind ``%3A``, a path with colons in place of
slashes; its document stands at the https address that `DidWeb.url` gives. Hosts are domain names in lower case: no
addresses, no names without a dot, no signs that two readers could take for two places. ``did:key`` (The did:key Method
v0.7): the key itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from fourfold.certification.keys.key import PublicKey
from fourfold.core.canonical import JSON

MOST_DID = 400
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+", re.ASCII)
_TOP = re.compile(r"[a-z]|xn--", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{0,5}", re.ASCII)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_STEP = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*", re.ASCII)
_DID_CONTEXTS: tuple[JSON, ...] = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1")
_MOST_HOST = 253
_MOST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class DidWeb:
    """A ``did:web``.

    Attributes:
        host: domain name in lower case.
        port: ``None`` for that of https.
        path: steps below the host.
    """

    host: str
    port: int | None
    path: tuple[str, ...]

    def __str__(self) -> str:
        port = "" if self.port is None else f"%3A{self.port}"
        return ":".join(("did:web", self.host + port, *self.path))

    @property
    def url(self) -> str:
        """Where its document is published: ``https://HOST/.well-known/did.json`` or ``https://HOST/PATH/did.json``."""
        port = "" if self.port is None else f":{self.port}"
        path = "/".join(self.path) or ".well-known"
        return f"https://{self.host}{port}/{path}/did.json"


@dataclass(frozen=True, slots=True)
class DidKey:
    """A ``did:key``.

    Attributes:
        key: which it names.
    """

    key: PublicKey

    def __str__(self) -> str:
        return self.key.did


def parse_did(text: str) -> DidWeb | DidKey:
    """An identifier from its text; the text of what comes back is the same again.

    Raises:
        ValueError: it is no ``did:web`` of a domain name and no ``did:key`` of a known kind of key.
    """
    if len(text) > MOST_DID:
        raise ValueError(f"longer than {MOST_DID} characters")
    if text.startswith("did:key:"):
        key = PublicKey.from_multikey(text.removeprefix("did:key:"))
        if key.did != text:
            raise ValueError("not the one spelling of this key")
        return DidKey(key)
    if not text.startswith("did:web:"):
        raise ValueError("neither did:web nor did:key")
    place, *path = text.removeprefix("did:web:").split(":")
    host, colon, port = place.partition("%3A")
    _refuse_host(host)
    if colon and (not _PORT.fullmatch(port) or int(port) > _MOST_PORT):
        raise ValueError("the port is no number from 1 to 65535")
    if any(not _STEP.fullmatch(step) for step in path):
        raise ValueError("a step of the path is empty, begins with a dot, or holds other than A-Z a-z 0-9 . _ -")
    return DidWeb(host, int(port) if colon else None, tuple(path))


def is_did(text: str) -> bool:
    """Whether `parse_did` takes it."""
    try:
        parse_did(text)
    except ValueError:
        return False
    return True


def key_of_method(method: str) -> PublicKey:
    """The key of a verification method of a ``did:key``: ``did:key:z…#z…``.

    Raises:
        ValueError: it is none; a ``did:web`` says nothing about its keys without its document.
    """
    did, _, fragment = method.partition("#")
    parsed = parse_did(did)
    if not isinstance(parsed, DidKey) or parsed.key.multikey != fragment:
        raise ValueError("no verification method of a did:key")
    return parsed.key


def did_key_document(key: PublicKey) -> dict[str, JSON]:
    """The DID document a ``did:key`` resolves to: one Multikey, for assertions and authentication."""
    method: dict[str, JSON] = {
        "id": key.method,
        "type": "Multikey",
        "controller": key.did,
        "publicKeyMultibase": key.multikey,
    }
    return {
        "@context": [*_DID_CONTEXTS],
        "id": key.did,
        "verificationMethod": [method],
        "assertionMethod": [key.method],
        "authentication": [key.method],
    }


def log_origin_of(did: str) -> str:
    """The name a body gives its first log: ``HOST/PATH/log``; for a ``did:key`` a name that is no address.

    Raises:
        ValueError: it is no DID.
    """
    parsed = parse_did(did)
    if isinstance(parsed, DidKey):
        return f"{parsed.key.multikey}.invalid/log"
    port = "" if parsed.port is None else f":{parsed.port}"
    return "/".join((parsed.host + port, *parsed.path, "log"))


def next_log_origin(origin: str) -> str:
    """The name of the log that takes the place of one: ``…/log/2``, then ``…/log/3``."""
    stem, _, last = origin.rpartition("/")
    return f"{stem}/{int(last) + 1}" if _NUMBER.fullmatch(last) else f"{origin}/2"


def _refuse_host(host: str) -> None:
    """Refuse what is no domain name: addresses of machines, single names, look-alikes, other spellings."""
    if len(host) > _MOST_HOST or not _HOST.fullmatch(host):
        raise ValueError("the host is no domain name in lower case with at least one dot")
    if not _TOP.match(host.rpartition(".")[2]):
        raise ValueError("the host is an address of a machine, not a domain name")
