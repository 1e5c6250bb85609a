"""Bounded reading of foreign files (law 9): inside the folder, a regular file, no larger than allowed, UTF-8.

A fault is reported as a problem and gives ``None``; nothing here raises for bad input.
"""

from __future__ import annotations

import gzip
import io
import stat
import zlib
from pathlib import Path, PurePosixPath

from fourfold.core.problems import N_, MessageKind, Place, Problems

MIB = 1024 * 1024
DECLARATIONS_MOST_BYTES = 1 * MIB
TABLE_MOST_BYTES = 64 * MIB
SERIES_MOST_BYTES = 256 * MIB
EVIDENCE_MOST_BYTES = 512 * MIB

FILE_MISSING = MessageKind(
    "file-missing",
    N_("the file {found} is not there"),
    N_("a file of this name"),
    N_("add the file or correct its name"),
)
FILE_OUTSIDE = MessageKind(
    "file-outside",
    N_("the path {found} leads out of its folder"),
    N_("a relative path inside the folder"),
    N_("copy the file into the folder and name it there"),
)
FILE_NOT_REGULAR = MessageKind(
    "file-not-regular",
    N_("{found} is not an ordinary file"),
    N_("an ordinary file"),
    N_("replace it by a file with the data"),
)
FILE_LINK_DEAD = MessageKind(
    "file-link-dead",
    N_("{found} is a link that leads nowhere"),
    N_("a file, or a link to one"),
    N_("correct the link, or put the file in its place"),
)
FILE_UNREADABLE = MessageKind(
    "file-unreadable",
    N_("{found} cannot be read: {reason}"),
    N_("a file you may read"),
    N_("correct the permissions of the file"),
)
FILE_TOO_LARGE = MessageKind(
    "file-too-large",
    N_("{found} holds {size_mib} MiB"),
    N_("at most {most_mib} MiB"),
    N_("split the data or leave out what is not used"),
)
FILE_BROKEN_GZIP = MessageKind(
    "file-broken-gzip",
    N_("{found} is not a readable gzip file"),
    N_("a complete gzip file"),
    N_("compress the file again, or give it uncompressed"),
)
FILE_NOT_UTF8 = MessageKind(
    "file-not-utf8",
    N_("{found} is not UTF-8 (first at byte {offset}); it looks like {guess}"),
    N_("text in UTF-8"),
    N_("save the file as UTF-8 (in a spreadsheet: CSV UTF-8)"),
)
FILE_EMPTY = MessageKind(
    "file-empty", N_("{found} is empty"), N_("a file with data"), N_("fill the file or remove its mention")
)


def locate(folder: Path, name: str, place: Place, problems: Problems, most_bytes: int) -> Path | None:
    """The path of a file named in a study, after checking that it may be read.

    Args:
        folder: the study folder; the file must lie inside it, also after following links.
        name: relative path with forward slashes.
        place: where it is named, for the report.
        problems: receives what is wrong.
        most_bytes: largest size accepted.
    """
    pure = PurePosixPath(name.replace("\\", "/"))
    if not pure.parts or pure.is_absolute() or ".." in pure.parts or "\0" in name or ":" in pure.parts[0]:
        problems.error(FILE_OUTSIDE, place, found=name)
        return None
    path = folder.joinpath(*pure.parts)
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            problems.error(FILE_OUTSIDE, place, found=name)
            return None
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        problems.error(FILE_LINK_DEAD if path.is_symlink() else FILE_MISSING, place, found=name)
        return None
    except (OSError, RuntimeError, ValueError) as error:
        problems.error(FILE_UNREADABLE, place, found=name, reason=getattr(error, "strerror", None) or error)
        return None
    if not stat.S_ISREG(status.st_mode):
        problems.error(FILE_NOT_REGULAR, place, found=name)
        return None
    if status.st_size > most_bytes:
        problems.error(FILE_TOO_LARGE, place, found=name, size_mib=status.st_size // MIB, most_mib=most_bytes // MIB)
        return None
    return path


def read_bounded(folder: Path, name: str, place: Place, problems: Problems, most_bytes: int) -> bytes | None:
    """The bytes of a file named in a study, decompressed when its name ends in ``.gz``, at most `most_bytes`."""
    path = locate(folder, name, place, problems, most_bytes)
    if path is None:
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        problems.error(FILE_UNREADABLE, place, found=name, reason=error.strerror or error)
        return None
    return gunzip_bounded(data, name, place, problems, most_bytes) if name.endswith(".gz") else data


def gunzip_bounded(data: bytes, name: str, place: Place, problems: Problems, most_bytes: int) -> bytes | None:
    """Decompress, refusing output beyond `most_bytes` however small the input."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            plain = stream.read(most_bytes + 1)
    except (OSError, EOFError, zlib.error):
        problems.error(FILE_BROKEN_GZIP, place, found=name)
        return None
    if len(plain) > most_bytes:
        problems.error(FILE_TOO_LARGE, place, found=name, size_mib=f"> {most_bytes // MIB}", most_mib=most_bytes // MIB)
        return None
    return plain


def decode_utf8(data: bytes, name: str, place: Place, problems: Problems) -> str | None:
    """Text from UTF-8 bytes, a byte-order mark removed."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.error(FILE_NOT_UTF8, place, found=name, offset=error.start, guess=guess_encoding(data))
        return None


def guess_encoding(data: bytes) -> str:
    """What bytes that are not UTF-8 look like, in words."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    if data[:4] == b"PK\x03\x04":
        return "a zip file or workbook"
    if b"\0" in data[:4096]:
        return "binary data"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return "Windows-1252"
    return "GB18030"
