"""The noun Dossier: a sealed archive and the manifest that names everything in it.

A ZIP archive whose entries are stored as they are, in a fixed order, with fixed times, so that sealing twice gives the
same bytes. ``manifest.json`` (``dossier/1``) stands first: RFC 8785 canonical JSON; its SHA-256 is the dossier's name.
Entries: ``study/…`` (files of the study by their path), ``standards/<pack>/…`` (tables of every pack of the chain),
``answers.yaml``, ``result.json``, ``conformity.json``, ``databases/<name>.json`` (figures of the datasets used), and
nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fourfold.core.canonical import JSON
from fourfold.core.problems import Problems

DOSSIER_FORMAT = "dossier/1"


@dataclass(frozen=True, slots=True)
class DossierEntry:
    """A part of a dossier.

    Attributes:
        name: path in the archive.
        role: ``study`` | ``standard`` | ``answers`` | ``result`` | ``conformity`` | ``database`` | ``opening``.
        digest: SHA-256 of its bytes; empty where it is hidden.
        size_bytes: length; 0 where it is hidden.
        commitment: salted digest, where the part is confidential and its bytes are not in the archive.
    """

    name: str
    role: str
    digest: str
    size_bytes: int
    commitment: str = ""

    @property
    def is_hidden(self) -> bool:
        """Whether its bytes are not in the archive."""
        return bool(self.commitment)


@dataclass(frozen=True, slots=True)
class Dossier:
    """An opened dossier; every entry that is there was checked against the manifest.

    Attributes:
        digest: SHA-256 of the canonical manifest: its name.
        manifest: the manifest.
        entries: by name.
        contents: bytes of the entries that are there, by name.
    """

    digest: str
    manifest: Mapping[str, JSON]
    entries: Mapping[str, DossierEntry]
    contents: Mapping[str, bytes]


def read_dossier(path: Path, problems: Problems) -> Dossier | None:
    """Open a dossier within limits (number and size of entries, no compression, no paths that lead out, no extras).

    Args:
        path: the archive.
        problems: receives everything that differs from the manifest, by entry.
    """
    raise NotImplementedError
