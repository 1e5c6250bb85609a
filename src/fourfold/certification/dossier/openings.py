"""What the holder of confidential parts keeps: their bytes and the salts of their commitments (``openings/1``).

An archive laid out as a dossier's: ``openings.json``, and ``bytes/<digest>`` for every content once. Parts of earlier
dossiers stay in it, so a file that serves many sealings opens all of them. Whoever has the file can read the parts and
prove them: it is kept like the parts themselves and never goes into a dossier.
"""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from fourfold.certification.dossier.archive import archive_bytes, read_archive
from fourfold.certification.dossier.commitments import SALT_BYTES, commitment, matches, new_salt
from fourfold.core.canonical import JSON, canonical_bytes, digest_of_bytes
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import MIB
from fourfold.core.strict_json import read_json

OPENINGS_FORMAT = "openings/1"
OPENINGS_MOST_BYTES = 2048 * MIB
_LIST = "openings.json"
_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

OPENINGS_WRONG = MessageKind(
    "openings-wrong",
    N_("{found} is no file of openings: {reason}"),
    N_("the file that fourfold seal --openings wrote"),
    N_("name that file; a damaged one is of no use, take a copy"),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A confidential part as its holder keeps it.

    Attributes:
        name: of the part, ``hidden/…``.
        salt: of its commitment.
        data: its bytes.
    """

    name: str
    salt: bytes = field(repr=False)
    data: bytes = field(repr=False)

    @property
    def commitment(self) -> str:
        """What stands in the dossier for it."""
        return commitment(self.name, self.data, self.salt)


@dataclass(frozen=True, slots=True)
class Openings:
    """Confidential parts of one or more dossiers, by commitment."""

    parts: Mapping[str, Opening] = field(default_factory=dict)

    def of(self, name: str, data: bytes) -> Opening:
        """The part of this name and content: with the salt it already has, so that sealing again gives the same bytes.

        A part whose content changed gets a salt of its own: one salt never serves two contents.
        """
        known = (part for part in self.parts.values() if part.name == name and part.data == data)
        return next(known, None) or Opening(name, new_salt(), data)

    def with_parts(self, parts: Iterable[Opening]) -> Openings:
        """These and more."""
        return Openings({**self.parts, **{part.commitment: part for part in parts}})


NO_OPENINGS = Openings()
"""Of somebody who has sealed nothing yet."""


def openings_bytes(openings: Openings) -> bytes:
    """The file; equal openings give equal bytes."""
    listed: list[JSON] = []
    contents: dict[str, bytes] = {}
    for committed, part in sorted(openings.parts.items(), key=lambda pair: (pair[1].name, pair[0])):
        digest = digest_of_bytes(part.data)
        listed.append({"name": part.name, "commitment": committed, "salt": part.salt.hex(), "digest": digest})
        contents[digest] = part.data
    files = {_content(digest): data for digest, data in contents.items()}
    return archive_bytes({_LIST: canonical_bytes({"fourfold": OPENINGS_FORMAT, "parts": listed}), **files})


def read_openings(data: bytes, place: Place, problems: Problems) -> Openings | None:
    """Openings from their file; everything in it is held against its digest and commitment.

    Args:
        data: the file.
        place: of it, for reports.
        problems: receives what is wrong; no salt and no content is ever told.
    """
    own = Problems()
    files = read_archive(io.BytesIO(data), len(data), place, own, OPENINGS_MOST_BYTES)
    document = read_json(files[_LIST], place, own) if files is not None and _LIST in files else None
    if own.errors or files is None or _LIST not in files:
        reason = own.errors[0].in_english if own.errors else f"no {_LIST}"
        problems.error(OPENINGS_WRONG, place, found=place.file, reason=reason)
        return None
    parts = _parts(document, files)
    if isinstance(parts, str):
        problems.error(OPENINGS_WRONG, place, found=place.file, reason=parts)
        return None
    return Openings(parts)


def _parts(document: JSON, files: Mapping[str, bytes]) -> dict[str, Opening] | str:
    """The parts by commitment, or why there are none."""
    listed = document.get("parts") if isinstance(document, dict) else None
    if not isinstance(document, dict) or document.get("fourfold") != OPENINGS_FORMAT or not isinstance(listed, list):
        return f"not {OPENINGS_FORMAT}"
    parts: dict[str, Opening] = {}
    for number, entry in enumerate(listed):
        read = _part(entry, files)
        if read is None:
            name = entry.get("name") if isinstance(entry, dict) else None
            return f"{name if isinstance(name, str) else number} does not fit its commitment"
        committed, part = read
        parts[committed] = part
    return parts


def _part(entry: JSON, files: Mapping[str, bytes]) -> tuple[str, Opening] | None:
    """A part with the commitment it is listed under, if it is whole and fits it."""
    if not isinstance(entry, dict) or set(entry) != {"name", "commitment", "salt", "digest"}:
        return None
    texts = {key: value for key, value in entry.items() if isinstance(value, str)}
    if len(texts) != len(entry) or "\0" in texts["name"] or not _DIGEST.fullmatch(texts["digest"]):
        return None
    data, salt = files.get(_content(texts["digest"])), _salt(texts["salt"])
    if data is None or salt is None or digest_of_bytes(data) != texts["digest"]:
        return None
    fits = matches(texts["commitment"], texts["name"], data, salt)
    return (texts["commitment"], Opening(texts["name"], salt, data)) if fits else None


def _salt(text: str) -> bytes | None:
    try:
        salt = binascii.unhexlify(text)
    except ValueError:
        return None
    return salt if len(salt) == SALT_BYTES else None


def _content(digest: str) -> str:
    return f"bytes/{digest.removeprefix('sha256:')}"
