"""A dossier's archive as bytes: written from names and contents, read back only where it is exactly what is written.

Reading goes from the first byte to the last. Whatever differs from the one layout (`zip_layout`) is a fault, so that no
two readers can see two dossiers in one file and no byte can be changed unseen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import BinaryIO
from zlib import crc32

from fourfold.certification.dossier import zip_layout as layout
from fourfold.certification.dossier.entries import (
    MANIFEST,
    MOST_BYTES,
    MOST_ENTRIES,
    MOST_ENTRY_BYTES,
    MOST_NAME_BYTES,
    clashes,
    is_safe,
)
from fourfold.core.problems import N_, MessageKind, Place, Problems, Term, harmless
from fourfold.core.reading import MIB

DOSSIER_BROKEN = MessageKind(
    "dossier-broken",
    N_("the file is no dossier, or is cut off or damaged at byte {offset}"),
    N_("a complete dossier as fourfold seal writes it"),
    N_("ask for the file again; a ZIP archive packed by another program is no dossier"),
)
DOSSIER_ALTERED = MessageKind(
    "dossier-altered",
    N_("the bytes around the contents differ from those fourfold seal writes, first at byte {offset}"),
    N_("the archive as it was sealed"),
    N_("ask for the file again; do not repack it"),
)
DOSSIER_TOO_LARGE = MessageKind(
    "dossier-too-large",
    N_("the dossier holds more than allowed ({reason})"),
    N_("at most {most_entries} entries, {most_entry_mib} MiB each and {most_mib} MiB in all"),
    N_("leave out evidence that nothing rests on, or split it"),
)
ENTRY_NAME = MessageKind(
    "dossier-entry-name",
    N_("{found} cannot be the name of an entry"),
    N_("a relative path with forward slashes that every system can unpack"),
    N_("rename the file in the study and seal again"),
)
ENTRY_CLASHES = MessageKind(
    "dossier-entry-clashes",
    N_("{found} and {other} cannot lie beside each other in a folder on every system"),
    N_("names that differ by more than capitals, and no file where a folder has to be"),
    N_("rename one of the files in the study and seal again"),
)
ENTRY_FORM = MessageKind(
    "dossier-entry-form",
    N_("the entry {found} is not stored as a dossier stores it: {reason}"),
    N_("stored bytes, neither compressed nor encrypted, without extra fields"),
    N_("ask for the file again; do not repack it"),
)
ENTRY_CHECKSUM = MessageKind(
    "dossier-entry-checksum",
    N_("the checksum of the entry {found} does not fit its bytes"),
    N_("the bytes that were sealed"),
    N_("ask for the file again"),
)
ENTRY_ORDER = MessageKind(
    "dossier-entry-order",
    N_("the entry {found} stands in the wrong place"),
    N_("manifest.json first, then the entries by name"),
    N_("ask for the file again; do not repack it"),
)
_ENCRYPTED, _COMPRESSED = Term(N_("it is encrypted")), Term(N_("it is compressed"))
_DESCRIPTOR = Term(N_("its length stands behind its bytes"))
_EXTRA, _LENGTHS = Term(N_("it has extra fields")), Term(N_("it states two lengths"))
_NOT_UTF8 = Term(N_("its name is not UTF-8"))


def archive_order(name: str) -> tuple[bool, bytes]:
    """By what entries are sorted: the manifest first, then by the bytes of their names."""
    return name != MANIFEST, name.encode()


def archive_bytes(contents: Mapping[str, bytes]) -> bytes:
    """The archive of these contents by name. Equal contents give equal bytes."""
    pieces, laid = list[bytes](), list[layout.Laid]()
    for name in sorted(contents, key=archive_order):
        data = contents[name]
        laid.append(layout.Laid(name, crc32(data), len(data), laid[-1].end if laid else 0))
        pieces += [layout.local_header(laid[-1]), data]
    return b"".join([*pieces, layout.directory(laid)])


@dataclass(slots=True)
class _Reader:
    """An archive on its way in."""

    stream: BinaryIO
    size: int
    place: Place
    problems: Problems
    contents: dict[str, bytes] = field(default_factory=dict)
    laid: list[layout.Laid] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    total: int = 0


def read_archive(
    stream: BinaryIO, size: int, place: Place, problems: Problems, most_bytes: int = MOST_BYTES
) -> dict[str, bytes] | None:
    """The contents of an archive by name; ``None`` after reporting everything that is wrong with it.

    Args:
        stream: the archive, from its first byte.
        size: its length.
        place: the file, for reports.
        problems: receives the faults, by entry where they are in one.
        most_bytes: limit of all entries together.
    """
    own = Problems()
    reader = _Reader(stream, size, place, own)
    if _read_entries(reader, most_bytes):
        for name, other in clashes(reader.names):
            own.error(ENTRY_CLASHES, place.at(name), found=name, other=other)
        ordered = sorted(reader.names, key=archive_order)
        wrong = next((name for name, due in zip(reader.names, ordered, strict=True) if name != due), None)
        if wrong is not None:
            own.error(ENTRY_ORDER, place.at(wrong), found=wrong)
        _check_frame(reader)
    problems.absorb(own)
    return None if own.errors else reader.contents


def _read_entries(reader: _Reader, most_bytes: int) -> bool:
    """Read entry after entry up to the directory; whether it was reached."""
    while True:
        offset = reader.stream.tell()
        head = reader.stream.read(4)
        if head != layout.LOCAL:
            if head == layout.CENTRAL and reader.names:
                reader.stream.seek(offset)
                return True
            return _broken(reader, offset)
        if len(reader.names) >= MOST_ENTRIES:
            return _too_large(reader, f"> {MOST_ENTRIES}", most_bytes)
        if not _read_entry(reader, offset, head, most_bytes):
            return False


def _read_entry(reader: _Reader, offset: int, head: bytes, most_bytes: int) -> bool:
    """Read one entry; whether the next can be found."""
    head += reader.stream.read(layout.LOCAL_HEADER.size - len(head))
    if len(head) < layout.LOCAL_HEADER.size:
        return _broken(reader, offset)
    _, _, flags, method, _, _, crc, packed, size, name_length, extra = layout.LOCAL_HEADER.unpack(head)
    spelled = reader.stream.read(name_length)
    name = spelled.decode("utf-8", "replace")
    shown = harmless(name)
    reasons = _odd_form(flags, method, packed, size, extra, name.encode() != spelled)
    place = reader.place.at(shown[:MOST_NAME_BYTES])
    for reason in reasons:
        reader.problems.error(ENTRY_FORM, place, found=shown, reason=reason)
    if not is_safe(name) and _NOT_UTF8 not in reasons:
        reader.problems.error(ENTRY_NAME, place, found=shown)
    if flags & layout.DESCRIPTOR:
        return False
    if packed > MOST_ENTRY_BYTES or reader.total + packed > most_bytes:
        return _too_large(reader, shown, most_bytes)
    begin = offset + layout.LOCAL_HEADER.size + name_length + extra
    if begin + packed > reader.size:
        return _broken(reader, offset)
    reader.stream.seek(begin)
    data = reader.stream.read(packed)
    reader.total += packed
    if not reasons and crc32(data) != crc:
        reader.problems.error(ENTRY_CHECKSUM, place, found=shown)
    reader.names.append(name)
    reader.contents.setdefault(name, data)
    reader.laid.append(layout.Laid(name, crc, packed, offset))
    return True


def _odd_form(flags: int, method: int, packed: int, size: int, extra: int, is_not_utf8: bool) -> list[Term]:
    """In which ways an entry is not stored as a dossier stores it."""
    found = {
        _ENCRYPTED: bool(flags & layout.ENCRYPTED),
        _COMPRESSED: method != layout.STORED,
        _DESCRIPTOR: bool(flags & layout.DESCRIPTOR),
        _EXTRA: bool(extra),
        _LENGTHS: packed != size and method == layout.STORED,
        _NOT_UTF8: is_not_utf8,
    }
    return [reason for reason, is_so in found.items() if is_so]


def _check_frame(reader: _Reader) -> None:
    """Whether headers, directory and end are to the byte what is written around these contents; a fault told before
    explains the difference."""
    if reader.problems.errors:
        return
    for entry in reader.laid:
        reader.stream.seek(entry.offset)
        due = layout.local_header(entry)
        if _differs(reader, entry.offset, reader.stream.read(len(due)), due):
            return
    end = reader.laid[-1].end
    reader.stream.seek(end)
    due = layout.directory(reader.laid)
    _differs(reader, end, reader.stream.read(len(due) + 1), due)


def _differs(reader: _Reader, offset: int, found: bytes, due: bytes) -> bool:
    """Whether bytes differ from those due; the first place is reported."""
    if found == due:
        return False
    common = next((i for i, (a, b) in enumerate(zip(found, due, strict=False)) if a != b), min(len(found), len(due)))
    reader.problems.error(DOSSIER_ALTERED, reader.place, offset=offset + common)
    return True


def _broken(reader: _Reader, offset: int) -> bool:
    reader.problems.error(DOSSIER_BROKEN, reader.place, offset=offset)
    return False


def _too_large(reader: _Reader, reason: str, most_bytes: int) -> bool:
    limits = {"most_entries": MOST_ENTRIES, "most_entry_mib": MOST_ENTRY_BYTES // MIB, "most_mib": most_bytes // MIB}
    reader.problems.error(DOSSIER_TOO_LARGE, reader.place, reason=reason, **limits)
    return False
