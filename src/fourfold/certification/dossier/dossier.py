"""The noun Dossier: a sealed archive and the manifest that names everything in it.

A ZIP archive whose entries are stored as they are, in a fixed order, with fixed times, so that sealing twice gives the
same bytes. ``manifest.json`` (``dossier/1``) stands first: RFC 8785 canonical JSON; its SHA-256 is the dossier's name.
Entries: ``study/…`` (files of the study by their path), ``standards/<pack>/…`` (tables of every pack of the chain),
``answers.yaml``, ``result.json``, ``conformity.json``, ``databases/<name>.json`` (figures of the datasets used), and
nothing else.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from fourfold.certification.dossier.archive import read_archive
from fourfold.certification.dossier.entries import MANIFEST, MOST_BYTES, DossierEntry
from fourfold.certification.dossier.manifest import DOSSIER_FORMAT, entries_of, read_manifest
from fourfold.core.canonical import JSON, digest_of_bytes
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import FILE_MISSING, FILE_NOT_REGULAR, FILE_UNREADABLE

__all__ = ["DOSSIER_FORMAT", "Dossier", "DossierEntry", "dossier_of", "read_dossier"]

MANIFEST_MISSING = MessageKind(
    "dossier-manifest-missing",
    N_("the archive does not begin with {found}"),
    N_("a dossier as fourfold seal writes it"),
    N_("check the file; ask for the dossier again"),
)
ENTRY_MISSING = MessageKind(
    "dossier-entry-missing",
    N_("the manifest names {found}, which is not in the archive"),
    N_("every entry of the manifest that is not hidden"),
    N_("ask for the file again"),
)
ENTRY_UNNAMED = MessageKind(
    "dossier-entry-unnamed",
    N_("{found} is in the archive and not in the manifest, or hidden there"),
    N_("the manifest and the entries it names, and nothing else"),
    N_("ask for the file again"),
)
ENTRY_DIGEST = MessageKind(
    "dossier-entry-digest",
    N_("the bytes of {found} have the digest {digest} and the length {size}; the manifest names {due} and {due_size}"),
    N_("the bytes that were sealed"),
    N_("ask for the file again"),
)


@dataclass(frozen=True, slots=True)
class Dossier:
    """An opened dossier; every entry that is there was checked against the manifest.

    Attributes:
        digest: SHA-256 of the canonical manifest: its name.
        manifest: the manifest.
        entries: by name.
        contents: bytes of the entries that are there, by name; the manifest is not among them.
    """

    digest: str
    manifest: Mapping[str, JSON]
    entries: Mapping[str, DossierEntry]
    contents: Mapping[str, bytes]

    @property
    def hidden(self) -> tuple[str, ...]:
        """Names of the entries whose bytes are not in the archive."""
        return tuple(entry.name for entry in self.entries.values() if entry.is_hidden)


def read_dossier(path: Path, problems: Problems, most_bytes: int = MOST_BYTES) -> Dossier | None:
    """Open a dossier within limits (number and size of entries, no compression, no paths that lead out, no extras).

    Args:
        path: the archive.
        problems: receives everything that differs from the manifest, by entry.
        most_bytes: limit of all entries together.
    """
    place = Place(path.name)
    try:
        # Not blocking, so that a pipe is refused and not waited for.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                problems.error(FILE_NOT_REGULAR, place, found=path)
                return None
            return read_dossier_stream(stream, status.st_size, place, problems, most_bytes)
    except FileNotFoundError:
        problems.error(FILE_MISSING, place, found=path)
    except IsADirectoryError:
        problems.error(FILE_NOT_REGULAR, place, found=path)
    except (OSError, ValueError) as error:
        problems.error(FILE_UNREADABLE, place, found=path, reason=getattr(error, "strerror", None) or error)
    return None


def read_dossier_stream(
    stream: BinaryIO, size: int, place: Place, problems: Problems, most_bytes: int = MOST_BYTES
) -> Dossier | None:
    """The same from an open file of a length."""
    contents = read_archive(stream, size, place, problems, most_bytes)
    if contents is None:
        return None
    data = contents.pop(MANIFEST, None)
    if data is None:
        problems.error(MANIFEST_MISSING, place, found=MANIFEST)
        return None
    manifest = read_manifest(data, Place(MANIFEST), problems)
    return None if manifest is None else dossier_of(data, manifest, contents, place, problems)


def dossier_of(
    data: bytes, manifest: Mapping[str, JSON], contents: Mapping[str, bytes], place: Place, problems: Problems
) -> Dossier | None:
    """A dossier from a manifest that was read and contents; ``None`` after reporting where they do not agree.

    Args:
        data: bytes of the manifest.
        manifest: what they say.
        contents: the other entries, by name.
        place: the file, for reports.
        problems: receives the faults.
    """
    own = Problems()
    entries = {entry.name: entry for entry in entries_of(manifest)}
    for name, content in contents.items():
        entry = entries.get(name)
        if entry is None or entry.is_hidden:
            own.error(ENTRY_UNNAMED, place.at(name), found=name)
            continue
        digest = digest_of_bytes(content)
        if (digest, len(content)) != (entry.digest, entry.size_bytes):
            said = {"digest": digest, "size": len(content), "due": entry.digest, "due_size": entry.size_bytes}
            own.error(ENTRY_DIGEST, place.at(name), found=name, **said)
    for name, entry in entries.items():
        if name not in contents and not entry.is_hidden:
            own.error(ENTRY_MISSING, place.at(name), found=name)
    problems.absorb(own)
    return None if own.errors else Dossier(digest_of_bytes(data), manifest, entries, contents)
