"""Signed notes (C2SP signed-note v1.0.0): a text, an empty line, signature lines.

A signature line is ``— NAME BASE64``, the bytes being a key's four-byte number and the signature. Lines of keys a
reader does not know are ignored, so a note is taken apart here and judged by those who know keys.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term

NOTE_MOST_BYTES = 256 * 1024
NOTE_MOST_SIGNATURES = 64
"""At least 16 must be taken (signed-note, Format)."""

NOTE_TOO_LARGE = MessageKind(
    "note-too-large",
    N_("the signed note holds {found}"),
    N_("at most {most}"),
    N_("give the note as its log published it"),
)
NOTE_BROKEN = MessageKind(
    "note-broken",
    N_("this is no signed note: {reason}"),
    N_("a text, an empty line, then lines with an em dash, a name and a signature (C2SP signed-note)"),
    N_("give the note as its log published it"),
)

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_SPACE = re.compile(r"\s")


class SignatureType(IntEnum):
    """What a key signs (signed-note, Signature types)."""

    NOTE = 0x01
    COSIGNATURE = 0x04


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """A signature line.

    Attributes:
        name: of the key.
        number: the key's four bytes.
        signature: the rest, by the key's type.
    """

    name: str
    number: bytes
    signature: bytes

    def line(self) -> str:
        """As it stands in a note, its end included."""
        return f"\N{EM DASH} {self.name} {b64encode(self.number + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart.

    Attributes:
        body: the signed text, its last newline included.
        signatures: in the order of their lines.
    """

    body: str
    signatures: tuple[NoteSignature, ...]

    def text(self) -> str:
        """The whole note."""
        return self.body + "\n" + "".join(signature.line() for signature in self.signatures)


def key_number(name: str, kind: SignatureType, raw: bytes) -> bytes:
    """The four bytes that stand for an Ed25519 key: SHA-256(name ‖ 0x0A ‖ type ‖ key)[:4]."""
    return sha256(name.encode() + b"\n" + bytes((kind,)) + raw).digest()[:4]


def is_key_name(name: str) -> bool:
    """Whether a key of a note may have this name: not empty, no space, no plus, no control character."""
    return bool(name) and "+" not in name and not _SPACE.search(name) and not _CONTROL.search(name)


def exact_base64(text: str) -> bytes | None:
    """Bytes from base64 (RFC 4648, section 4) in its one spelling; ``None`` for any other."""
    try:
        data = b64decode(text, validate=True)
    except (Error, ValueError):
        return None
    return data if b64encode(data).decode() == text else None


def read_note(text: str, place: Place, problems: Problems) -> Note | None:
    """A note from its text; ``None`` after reporting why it is none. No signature is checked."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > NOTE_MOST_BYTES:
        problems.error(NOTE_TOO_LARGE, place, found=f"{size} B", most=f"{NOTE_MOST_BYTES} B")
        return None
    body, empty, lines = text.rpartition("\n\n")
    fault = _fault(text, empty)
    if fault:
        problems.error(NOTE_BROKEN, place, reason=Term(fault))
        return None
    body += "\n"
    rows = lines.split("\n")[:-1]
    if len(rows) > NOTE_MOST_SIGNATURES:
        problems.error(NOTE_TOO_LARGE, place, found=len(rows), most=NOTE_MOST_SIGNATURES)
        return None
    signatures = []
    for row, line in enumerate(rows, body.count("\n") + 2):
        signature = _read_line(line)
        if signature is None:
            at = Place(place.file, place.row + row - 1 if place.row else row, place.column, place.sheet)
            problems.error(NOTE_BROKEN, at, reason=Term(N_("a line is no signature")))
            return None
        signatures.append(signature)
    return Note(body, tuple(signatures))


def _fault(text: str, empty: str) -> str:
    """What keeps a text from being a note as a whole; nothing if it may be one."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return N_("it is not UTF-8")
    if _CONTROL.search(text):
        return N_("it holds control characters")
    if not empty or text.startswith("\n\n"):
        return N_("there is no text with an empty line after it")
    if not text.endswith("\n") or text.endswith("\n\n"):
        return N_("there is no signature")
    return ""


def _read_line(line: str) -> NoteSignature | None:
    parts = line.split(" ")
    if len(parts) != 3 or parts[0] != "\N{EM DASH}" or not is_key_name(parts[1]):
        return None
    data = exact_base64(parts[2])
    if data is None or len(data) <= 4:
        return None
    return NoteSignature(parts[1], data[:4], data[4:])
