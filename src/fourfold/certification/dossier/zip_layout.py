"""The bytes of a dossier's archive around its contents: the one layout of ZIP that is written and accepted.

Every field is fixed but names, lengths and checksums, so that an archive is known by its names and contents alone:
entries stored, names in UTF-8, 1 January 1980, ordinary files, no extra fields, no comments, no data descriptors, no
ZIP64. APPNOTE 6.3.10, sections 4.3.7 (local header), 4.3.12 (central directory) and 4.3.16 (its end).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_CENTRAL_HEADER = struct.Struct("<4s6H3L5H2L")
_END_RECORD = struct.Struct("<4s4H2LH")

VERSION_NEEDED = 20
UTF8_NAMES = 0x0800
ENCRYPTED = 0x2041
"""Bits 0, 6 and 13: encryption, strong encryption, a masked directory."""
DESCRIPTOR = 0x0008
STORED = 0
_TIME, _DAY = 0, 0x0021
_MADE_BY = 3 << 8 | VERSION_NEEDED
_ORDINARY_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Laid:
    """An entry as it lies in the archive.

    Attributes:
        name: path.
        crc: CRC-32 of its bytes.
        size: length of its bytes.
        offset: where its header begins.
    """

    name: str
    crc: int
    size: int
    offset: int

    @property
    def begin(self) -> int:
        """Where its bytes begin."""
        return self.offset + LOCAL_HEADER.size + len(self.name.encode())

    @property
    def end(self) -> int:
        """Where what follows begins."""
        return self.begin + self.size


def local_header(entry: Laid) -> bytes:
    """What stands before the bytes of an entry."""
    name = entry.name.encode()
    fixed = (VERSION_NEEDED, UTF8_NAMES, STORED, _TIME, _DAY)
    return LOCAL_HEADER.pack(LOCAL, *fixed, entry.crc, entry.size, entry.size, len(name), 0) + name


def directory(entries: list[Laid]) -> bytes:
    """What stands after the bytes of the last entry."""
    listed = b"".join(map(_listed, entries))
    begin = entries[-1].end if entries else 0
    count = len(entries)
    return listed + _END_RECORD.pack(END, 0, 0, count, count, len(listed), begin, 0)


def _listed(entry: Laid) -> bytes:
    name = entry.name.encode()
    fixed = (_MADE_BY, VERSION_NEEDED, UTF8_NAMES, STORED, _TIME, _DAY)
    sizes = (entry.crc, entry.size, entry.size, len(name), 0, 0, 0, 0)
    return _CENTRAL_HEADER.pack(CENTRAL, *fixed, *sizes, _ORDINARY_FILE, entry.offset) + name
