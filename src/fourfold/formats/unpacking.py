"""Unpacking archives from outside within bounds (law 9): names checked, bytes counted while they are written.

All files go one after another into one file, so that no name can lead anywhere, and thousands of small ones cost
little. One bad entry refuses the archive as a whole. Refused as well: encryption, rare compression, sparse files.
"""

from __future__ import annotations

import errno
import gzip
import hashlib
import stat
import tarfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, Protocol, cast

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of
from fourfold.core.progress import Tick
from fourfold.core.reading import FILE_UNREADABLE, MIB
from fourfold.formats.archive import ARCHIVE_BROKEN
from fourfold.formats.file_kinds import Kind, is_hidden, is_unicode

_CHUNK_BYTES = MIB
_MOST_HEADER_BYTES = 4 * MIB
"""Longest name or extended header of a tar entry."""
_UNPACKING = N_("unpacking")

PACKAGE_TOO_LARGE = MessageKind(
    "package-too-large",
    N_("{found} holds more than is accepted (at {reason})"),
    N_(
        "at most {most_entries} files, {most_total} in all, {most_file_mib} MiB in one, "
        "compressed at most {most_ratio} times"
    ),
    N_("leave out what does not belong to it, or split it"),
)
PACKAGE_UNSAFE = MessageKind(
    "package-unsafe",
    N_("{found} contains an entry that is not accepted: {entry}"),
    N_("plain relative names, each once; ordinary files that are not encrypted"),
    N_("unpack it where you trust it, and give the folder or pack it again without links and without a password"),
)
PACKAGE_COMPRESSION = MessageKind(
    "package-compression",
    N_("{found} contains an entry that is compressed by a method not unpacked here (number {method}): {entry}"),
    N_("entries that are stored or compressed by “deflate”, as every zip program can"),
    N_("unpack it and give the folder, or pack it again as an ordinary .zip"),
)
NO_ROOM = MessageKind(
    "temporary-folder-full",
    N_("{found} cannot be unpacked: the folder for temporary files, {folder}, takes no more ({reason})"),
    N_("room there for all unpacked files"),
    N_("make room, or name a folder with more room in the variable TMPDIR"),
)
_NO_ROOM = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT)


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much is accepted.

    Attributes:
        entries: files and folders.
        total_bytes: of all files, unpacked.
        file_bytes: of one file, unpacked.
        ratio: unpacked to packed size, of an entry and of the archive.
        ratio_above_bytes: below this size the ratio does not count.
        depth: folders inside each other.
    """

    entries: int = 200_000
    total_bytes: int = 8 * 1024 * MIB
    file_bytes: int = 512 * MIB
    ratio: int = 200
    ratio_above_bytes: int = 16 * MIB
    depth: int = 32

    def spelled(self) -> dict[str, object]:
        """Fields for messages."""
        mib = self.total_bytes / MIB
        return {
            "most_entries": self.entries,
            "most_total": f"{mib / 1024:g} GiB" if mib >= 1024 else f"{mib:g} MiB",
            "most_file_mib": f"{self.file_bytes / MIB:g}",
            "most_ratio": self.ratio,
        }


BOUNDS = Bounds()


@dataclass(frozen=True, slots=True)
class Stored:
    """Where the bytes of one file lie.

    Attributes:
        path: a file on disk.
        offset, size: the bytes of it; to its end where `size` is ``None``.
        digest: SHA-256 as 64 hexadecimal digits; empty where it has not been worked out.
    """

    path: Path
    offset: int = 0
    size: int | None = None
    digest: str = ""


class _Stream(Protocol):
    """What is read of a file, packed or not."""

    def read(self, size: int, /) -> bytes: ...
    def seek(self, offset: int, whence: int = ..., /) -> int: ...
    def tell(self) -> int: ...
    def close(self) -> None: ...


class _RefusedError(Exception):
    def __init__(self, kind: MessageKind, **params: object) -> None:
        self.kind, self.params = kind, params


def unpack(path: Path, kind: Kind, into: Path, tick: Tick, bounds: Bounds) -> dict[str, Stored]:
    """Unpack an archive into one new file; gives where each of its files lies, by its path in the archive.

    Raises:
        InputError: the archive is damaged, too large or unsafe; what was unpacked so far is left in `into`.
    """
    try:
        with into.open("xb") as content:
            return _unpacked(path, kind, _Sink(into, content, bounds, path.stat().st_size), tick)
    except _RefusedError as refused:
        problem = Problem(refused.kind, Place(path.name), params_of({"found": path.name, **refused.params}))
        raise InputError([problem]) from refused
    except _BROKEN as error:
        if isinstance(error, OSError) and error.errno in _NO_ROOM:
            raise no_room(path.name, into.parent.parent, error) from error
        reason = error.strerror if isinstance(error, OSError) else None
        told = FILE_UNREADABLE if reason else ARCHIVE_BROKEN
        problem = Problem(told, Place(path.name), params_of({"found": path.name, "reason": reason}))
        raise InputError([problem]) from error


def no_room(name: str, folder: Path, error: OSError) -> InputError:
    """That an archive cannot be unpacked because the folder for temporary files takes nothing."""
    params = {"found": name, "folder": folder, "reason": error.strerror or error}
    return InputError([Problem(NO_ROOM, Place(name), params_of(params))])


def _unpacked(path: Path, kind: Kind, sink: _Sink, tick: Tick) -> dict[str, Stored]:
    if kind is Kind.ZIP:
        _unzip(path, sink, tick)
    elif kind is Kind.GZ:
        with gzip.open(path) as stream:
            sink.take(path.name.removesuffix(".gz"), stream)
    else:
        with path.open("rb") as packed:
            plain: _Stream = gzip.GzipFile(fileobj=packed) if kind is Kind.TAR_GZ else packed
            _untar(plain, sink, tick)
    return sink.files


_BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
"""What the libraries raise for damaged archives, and `OSError` for those that cannot be read or written."""


class _Sink:
    """Where entries go, each checked and counted."""

    def __init__(self, path: Path, content: BinaryIO, bounds: Bounds, packed_bytes: int) -> None:
        self.files: dict[str, Stored] = {}
        self._path, self._content, self._bounds = path, content, bounds
        self._seen: set[str] = set()
        self._left = min(bounds.total_bytes, max(packed_bytes * bounds.ratio, bounds.ratio_above_bytes))
        self._entries = 0

    def accept(self, name: str, is_folder: bool = False) -> str | None:
        """The name of an entry, checked and made plain; ``None`` for one that is passed over."""
        self._entries += 1
        if self._entries > self._bounds.entries:
            raise self.too_large(name)
        pure = PurePosixPath(name)
        parts = pure.parts
        odd = any(c in name for c in "\\\0") or any(part[1:2] == ":" for part in parts[:1]) or not is_unicode(name)
        if not name or pure.is_absolute() or ".." in parts or odd or len(parts) > self._bounds.depth:
            raise _RefusedError(PACKAGE_UNSAFE, entry=name)
        plain = "/".join(parts)
        folded = unicodedata.normalize("NFC", plain).casefold()
        if not is_folder and folded in self._seen:
            raise _RefusedError(PACKAGE_UNSAFE, entry=name)
        if is_folder or any(is_hidden(part) for part in parts):
            return None
        self._seen.add(folded)
        return plain

    def take(self, name: str, stream: _Stream, packed_bytes: int | None = None) -> None:
        """Write one file, counting its bytes."""
        bounds = self._bounds
        left = min(bounds.file_bytes, self._left)
        if packed_bytes is not None:
            left = min(left, max(packed_bytes * bounds.ratio, bounds.ratio_above_bytes))
        offset, digest = self._content.tell(), hashlib.sha256()
        while piece := stream.read(_CHUNK_BYTES):
            left -= len(piece)
            self._left -= len(piece)
            if left < 0:
                raise self.too_large(name)
            digest.update(piece)
            self._content.write(piece)
        self.files[name] = Stored(self._path, offset, self._content.tell() - offset, digest.hexdigest())

    def expect(self, name: str, size: int) -> None:
        """Refuse an entry that says itself that it is too large, also where it is passed over."""
        if size > min(self._bounds.file_bytes, self._left):
            raise self.too_large(name)

    def too_large(self, where: str) -> _RefusedError:
        """The refusal of too much."""
        return _RefusedError(PACKAGE_TOO_LARGE, reason=where, **self._bounds.spelled())


def _unzip(path: Path, sink: _Sink, tick: Tick) -> None:
    with zipfile.ZipFile(path) as archive:
        infos = archive.infolist()
        accepted = [(info, sink.accept(_safe(info), info.is_dir())) for info in infos]
        for number, (info, name) in enumerate(accepted, start=1):
            if name is not None:
                with archive.open(info) as stream:
                    sink.take(name, stream, info.compress_size)
            tick(_UNPACKING, number, len(infos))


def _safe(info: zipfile.ZipInfo) -> str:
    """The name as the archive has it, after refusing links, special files, encryption and rare compression."""
    mode = stat.S_IFMT(info.external_attr >> 16)
    if not info.filename or info.flag_bits & 0x1 or mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise _RefusedError(PACKAGE_UNSAFE, entry=info.orig_filename)
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise _RefusedError(PACKAGE_COMPRESSION, entry=info.orig_filename, method=info.compress_type)
    return info.orig_filename


def _untar(stream: _Stream, sink: _Sink, tick: Tick) -> None:
    done = 0
    with tarfile.open(fileobj=cast(IO[bytes], _Bounded(stream, sink)), mode="r:") as archive:
        for member in archive:
            if not (member.isreg() or member.isdir()) or member.issparse():
                raise _RefusedError(PACKAGE_UNSAFE, entry=member.name)
            name = sink.accept(member.name, member.isdir())
            sink.expect(member.name, member.size)
            done += 1
            tick(_UNPACKING, done, 0)
            content = archive.extractfile(member) if name is not None else None
            if name is not None and content is not None:
                sink.take(name, content)
            # The list of members would grow with the archive; nothing goes back in it.
            vars(archive)["members"] = []
    # To the end, where a compressed stream has its checksum; all that follows the last entry is padding.
    padding = _MOST_HEADER_BYTES
    while piece := stream.read(_CHUNK_BYTES):
        padding -= len(piece)
        if padding < 0:
            raise sink.too_large("tar")


class _Bounded:
    """A stream for `tarfile`, which reads names and headers as long as an archive says they are, at one go."""

    def __init__(self, stream: _Stream, sink: _Sink) -> None:
        self._stream, self._sink = stream, sink

    def read(self, size: int = -1) -> bytes:
        """Read, refusing headers of unreasonable length."""
        if not 0 <= size <= _MOST_HEADER_BYTES:
            raise self._sink.too_large("tar")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to an offset."""
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        """The offset."""
        return self._stream.tell()

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()
