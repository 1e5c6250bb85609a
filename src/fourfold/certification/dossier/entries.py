"""The parts of a dossier, and which names they may have."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from fourfold.core.reading import MIB

MANIFEST = "manifest.json"
RESULT = "result.json"
CONFORMITY = "conformity.json"
ANSWERS = "answers.yaml"
STUDY_FOLDER = "study/"
STANDARDS_FOLDER = "standards/"
DATABASES_FOLDER = "databases/"

ROLES = ("study", "standard", "answers", "result", "conformity", "database", "opening")

MOST_ENTRIES = 10_000
MOST_ENTRY_BYTES = 512 * MIB
MOST_BYTES = 1024 * MIB
"""Bytes of all entries together; they are held in memory."""
MOST_NAME_BYTES = 1024
_MOST_STEP_BYTES = 255
_RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10)))
)
"""Names that are devices on some systems, whatever follows a dot."""


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


def is_safe(name: str) -> bool:
    """Whether a name can stand in a dossier: a relative path with forward slashes that any system can unpack.

    Refused are steps that are empty, ``.`` or ``..``, signs that cannot be seen or that some system does not take,
    names of devices, blanks and dots at the end of a step, and names that are too long.
    """
    try:
        if not name or len(name.encode()) > MOST_NAME_BYTES:
            return False
        return all(_is_safe_step(step) for step in name.split("/"))
    except UnicodeEncodeError:
        return False


def _is_safe_step(step: str) -> bool:
    if step in ("", ".", "..") or step != step.rstrip(" .") or len(step.encode()) > _MOST_STEP_BYTES:
        return False
    if not step.isprintable() or any(sign in '\\:*?"<>|' for sign in step):
        return False
    return step.partition(".")[0].casefold() not in _RESERVED


def folded(name: str) -> str:
    """A name as systems see it that do not tell capitals or compositions of characters apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def clashes(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of names that cannot be unpacked beside each other: the same to some system, or one a folder of the other.

    Each name is given once, with the first that it clashes with.
    """
    seen: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name in names:
        plain = folded(name)
        above = [str(parent) for parent in PurePosixPath(plain).parents][:-1]
        other = seen.get(plain) or folders.get(plain) or next((seen[step] for step in above if step in seen), None)
        if other is not None:
            yield name, other
        seen.setdefault(plain, name)
        for step in above:
            folders.setdefault(step, name)
