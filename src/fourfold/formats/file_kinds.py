"""What a file is, by its first bytes, and which names are passed over."""

from __future__ import annotations

import gzip
import tarfile
import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

_HIDDEN_NAMES = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini"})


class Kind(StrEnum):
    """What a path is, by its first bytes."""

    FOLDER = "folder"
    FILE = "file"
    ZIP = "zip"
    TAR = "tar"
    TAR_GZ = "tar.gz"
    GZ = "gz"
    SEVEN_ZIP = "7z"
    RAR = "rar"
    XZ = "xz"
    BZIP2 = "bzip2"
    ZSTD = "zstd"


_MAGIC = (
    (b"7z\xbc\xaf\x27\x1c", Kind.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Kind.RAR),
    (b"\xfd7zXZ\0", Kind.XZ),
    (b"BZh", Kind.BZIP2),
    (b"\x28\xb5\x2f\xfd", Kind.ZSTD),
)


def is_hidden(name: str) -> bool:
    """Whether one part of a path is passed over: hidden, or left behind by a system."""
    return name.startswith(".") or name in _HIDDEN_NAMES


def is_unicode(name: str) -> bool:
    """Whether a name from a file system or an archive is text."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def kind_of(path: Path) -> Kind:
    """What an ordinary file is, by its first bytes. Workbooks are zip archives and count as single files."""
    with path.open("rb") as stream:
        head = stream.read(512)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Kind.FILE if _is_document(path) else Kind.ZIP
    if head.startswith(b"\x1f\x8b"):
        return Kind.TAR_GZ if _is_tar(_gz_beginning(path)) else Kind.GZ
    return Kind.TAR if _is_tar(head) else Kind.FILE


def _is_tar(head: bytes) -> bool:
    if head[257:262] == b"ustar":
        return True
    try:
        tarfile.TarInfo.frombuf(head[:512], "utf-8", "surrogateescape")
    except tarfile.TarError:
        return False
    return True


def _gz_beginning(path: Path) -> bytes:
    try:
        with gzip.open(path) as stream:
            return stream.read(512)
    except (OSError, EOFError, zlib.error):
        return b""


def _is_document(path: Path) -> bool:
    """Whether a zip archive is a workbook or text document, to be read as one file."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            return "[Content_Types].xml" in names or ("mimetype" in names and "content.xml" in names)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return False
