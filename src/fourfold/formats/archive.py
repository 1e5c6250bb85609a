"""Zip archives from outside, opened within bounds (law 9): a count of entries, plain names, and sizes measured while
decompressing, because the sizes an archive declares may lie.

Out of scope: zip64 tricks, encryption and rare compression methods, all of which are refused.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePosixPath

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import MIB

MOST_ENTRIES = 2000
MOST_PLAIN_BYTES = 192 * MIB
MOST_RATIO = 200
"""Honest workbooks compress 5 to 50 times; a bomb a thousand times and more."""
_RATIO_COUNTS_ABOVE_BYTES = 4 * MIB

ARCHIVE_BROKEN = MessageKind(
    "archive-broken",
    N_("{found} cannot be opened: it is truncated or damaged"),
    N_("a complete file"),
    N_("save the file again with the program that made it"),
)
ARCHIVE_TOO_LARGE = MessageKind(
    "archive-too-large",
    N_("{found} unpacks to more than allowed ({reason})"),
    N_("at most {most_mib} MiB unpacked, {most_entries} entries, compressed at most {most_ratio} times"),
    N_("leave out what the study does not use: pictures, unused sheets, formatted empty rows"),
)
ARCHIVE_UNSAFE = MessageKind(
    "archive-unsafe",
    N_("{found} contains an entry that is not accepted: {entry}"),
    N_("plain relative names, each once, neither encrypted nor specially compressed"),
    N_("save the file again with a spreadsheet program, without a password"),
)


class _RefusedError(Exception):
    def __init__(self, kind: MessageKind, **params: object) -> None:
        self.kind, self.params = kind, params


def open_archive(
    data: bytes, name: str, place: Place, problems: Problems, keep: Callable[[str], bool]
) -> dict[str, bytes] | None:
    """The entries of an archive that `keep` asks for, unpacked; ``None`` when the archive is refused (reported).

    Args:
        data: the archive.
        name: how the file is called in messages.
        place: where it is named.
        problems: receives what is wrong.
        keep: tells from an entry's name whether its bytes are wanted; others are not unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            _check_names(infos)
            return _unpack(archive, [info for info in infos if not info.is_dir() and keep(info.filename)])
    except _RefusedError as refused:
        limits = {"most_mib": MOST_PLAIN_BYTES // MIB, "most_entries": MOST_ENTRIES, "most_ratio": MOST_RATIO}
        problems.error(refused.kind, place, found=name, **limits, **refused.params)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        problems.error(ARCHIVE_BROKEN, place, found=name)
    return None


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_ENTRIES:
        raise _RefusedError(ARCHIVE_TOO_LARGE, reason=f"{len(infos)} entries")
    seen: set[str] = set()
    for info in infos:
        pure = PurePosixPath(info.orig_filename)
        folded = info.orig_filename.casefold()
        outside = pure.is_absolute() or ".." in pure.parts or any(c in info.orig_filename for c in "\\:\0")
        odd = info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        if outside or odd or not info.filename or folded in seen:
            raise _RefusedError(ARCHIVE_UNSAFE, entry=info.orig_filename)
        seen.add(folded)


def _unpack(archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    parts: dict[str, bytes] = {}
    left = MOST_PLAIN_BYTES
    for info in infos:
        most = min(left, max(info.compress_size * MOST_RATIO, _RATIO_COUNTS_ABOVE_BYTES))
        if info.file_size > most:
            raise _RefusedError(ARCHIVE_TOO_LARGE, reason=info.filename)
        with archive.open(info) as stream:
            parts[info.filename] = stream.read(most + 1)
        # A directory that understates the size makes the read stop early and fail its checksum: BadZipFile above.
        left -= len(parts[info.filename])
    return parts
