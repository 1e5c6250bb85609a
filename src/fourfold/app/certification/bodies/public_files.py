"""The public files of a body beside its log: written anew from registry and log, so a crash loses none.

All of them can be copied to any web server; nothing in them is secret, and nobody is named in them but bodies.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.certification.log.leaf import LeafKind
from fourfold.certification.registry import Recorded
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem

if TYPE_CHECKING:
    from fourfold.app.certification.bodies.body import Body

_STATUS_NAME = re.compile(r"(revocation|suspension)-[1-9][0-9]{0,8}\.json", re.ASCII)
_DAY_NAME = re.compile(r"[0-9a-f-]{36}/[0-9]{4}-[0-9]{2}-[0-9]{2}\.json", re.ASCII)
_BUNDLE_NAME = re.compile(r"[A-Z0-9][A-Z0-9-]{0,79}", re.ASCII)

PUBLIC_NAME = MessageKind(
    "public-name",
    N_("{found} cannot become the name of a public file"),
    N_("a status list or a certificate as this body numbers them"),
    N_("the registry holds a document this body did not make; restore it from a backup"),
)


def status_url(body: Body, purpose: str, number: int) -> str:
    """The address of a status list."""
    return f"{body.card.url}/status/{purpose}-{number}.json"


def bundle_url(body: Body, number: str) -> str:
    """The address of a certificate's bundle."""
    return f"{body.card.url}/certificates/{number}.bundle.json"


def bundle_path(body: Body, number: str) -> Path:
    """The public file of a certificate's bundle."""
    if not _BUNDLE_NAME.fullmatch(number):
        raise InputError([Problem(PUBLIC_NAME, Place("certificates"), {"found": number})])
    return body.folder / "public" / "certificates" / f"{number}.bundle.json"


def write_public(body: Body) -> None:
    """Write the files of every document that came into the log since the last time, then note that.

    Of documents that replace each other under one name only the newest is written. Each file is whole or not there,
    and writing it again changes nothing, so this can end at any point and be run again.
    """
    size = body.registry.size()
    latest: dict[str, Recorded] = {}
    certificates: list[Recorded] = []
    for one in body.registry.logged_from(body.registry.published()):
        if one.leaf.kind is LeafKind.CERTIFICATE:
            certificates.append(one)
        for name in _names(body, one):
            latest[name] = one
    body.files.write_all((f"public/{name}", one.data) for name, one in latest.items())
    for one in certificates:
        write_bundle(body, one.number, one.leaf.time)
    if size != body.registry.published():
        body.registry.mark_published(size)


def write_bundle(body: Body, number: str, made: datetime) -> None:
    """Write the public bundle of a certificate, with the newest status there is."""
    from fourfold.app.certification.certificates.bundling import bundle_bytes

    path = bundle_path(body, number)
    body.files.write(f"public/certificates/{path.name}", bundle_bytes(body, number, made))


def _names(body: Body, one: Recorded) -> tuple[str, ...]:
    """Names, below the public folder, of the files that hold a document."""
    kind = one.leaf.kind
    if kind is LeafKind.ISSUER:
        return (f"issuer/{body.credential(one)['version']}.json", "did.json")
    if kind is LeafKind.REGISTER:
        subject = body.credential(one)["credentialSubject"]
        version = subject["version"] if isinstance(subject, dict) else 0
        return (f"register/{version}.json", "register.json")
    if kind is LeafKind.STATUS:
        name = one.about.rpartition("/")[2]
        if not _STATUS_NAME.fullmatch(name):
            raise InputError([Problem(PUBLIC_NAME, Place("status"), {"found": one.about})])
        return (f"status/{name}",)
    if kind is LeafKind.LEDGER_DAY:
        subject = body.credential(one)["credentialSubject"]
        day = subject["day"] if isinstance(subject, dict) else ""
        name = f"{one.about.rpartition(':')[2]}/{day}.json"
        if not _DAY_NAME.fullmatch(name):
            raise InputError([Problem(PUBLIC_NAME, Place("ledger"), {"found": name})])
        return (f"ledger/{name}",)
    return ()
