"""Files that come together: a folder, a zip or tar archive, or one file, opened within bounds (law 9).

An archive is unpacked into a temporary folder first, its names checked and its bytes counted while they are written,
because the sizes an archive declares may lie.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, Protocol

from fourfold.core.problems import N_, InputError, MessageKind, Param, Place, Problem, Term, params_of
from fourfold.core.progress import Tick, no_tick
from fourfold.core.reading import FILE_MISSING, FILE_NOT_REGULAR, FILE_TOO_LARGE, FILE_UNREADABLE, MIB
from fourfold.formats.file_kinds import Kind, is_hidden, is_unicode, kind_of
from fourfold.formats.unpacking import BOUNDS, PACKAGE_TOO_LARGE, Bounds, Stored, no_room, unpack

PACKAGE_LINK = MessageKind(
    "package-link",
    N_("{found} is a link that leads out of its folder, to a folder, or nowhere"),
    N_("ordinary files; links only to files inside the folder"),
    N_("put the file itself in the place of the link"),
)
PACKAGE_OTHER_ARCHIVE = MessageKind(
    "package-other-archive",
    N_("{found} is a {form} archive, which is not unpacked here"),
    N_("a folder, .zip, .tar, .tar.gz, .gz, or one file"),
    N_("unpack it with the program that made it and give the folder, or pack it again as .zip"),
)
PACKAGE_EMPTY = MessageKind(
    "package-empty",
    N_("{found} holds no file"),
    N_("a folder or an archive with files in it"),
    N_("check that it is the right one"),
)


class Package(Protocol):
    """The files of a source.

    Attributes:
        name: how messages call it: the name of the file or folder.
    """

    @property
    def name(self) -> str:
        """The name of the file or folder."""

    @property
    def names(self) -> tuple[str, ...]:
        """Paths of its files, relative, with forward slashes, sorted. One file is a package of one name."""

    @property
    def digest(self) -> str:
        """SHA-256 over the sorted paths and digests of all files."""

    def read(self, name: str) -> bytes:
        """The bytes of one file.

        Raises:
            InputError: it is larger than one file may be.
        """

    def beginning(self, name: str, most_bytes: int = 4096) -> bytes:
        """The first bytes of one file, for recognising a format."""

    def under(self, folder: str) -> Iterator[str]:
        """Names of files whose parent folder has this name, at any depth: ``under("processes")``."""


class FilesPackage:
    """A package of files on disk, wherever each of them lies.

    Args:
        name: how messages call it.
        files: where each file lies, by its path in the package.
        most_bytes: how large one file may be.
    """

    def __init__(self, name: str, files: Mapping[str, Stored], most_bytes: int = BOUNDS.file_bytes) -> None:
        self._name = name
        self._files = dict(sorted(files.items()))
        self._most_bytes = most_bytes
        self._open: tuple[Path, BinaryIO] | None = None

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return self._name

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Paths of its files, sorted."""
        return tuple(self._files)

    @cached_property
    def digest(self) -> str:
        """SHA-256 over the sorted paths and digests of all files, as ``sha256:`` and 64 hexadecimal digits."""
        whole = hashlib.sha256()
        for name, stored in self._files.items():
            digest = stored.digest or self._digest_of(name, stored.path)
            whole.update(f"{digest} {name}\n".encode())
        return "sha256:" + whole.hexdigest()

    def read(self, name: str) -> bytes:
        """The bytes of one file.

        Raises:
            InputError: it is larger than one file may be, or cannot be read.
        """
        data = self.beginning(name, self._most_bytes + 1)
        if len(data) > self._most_bytes:
            raise _refused(
                FILE_TOO_LARGE, name, size_mib=f"> {self._most_bytes // MIB}", most_mib=self._most_bytes // MIB
            )
        return data

    def beginning(self, name: str, most_bytes: int = 4096) -> bytes:
        """The first bytes of one file."""
        stored = self._files[name]
        try:
            stream = self._stream(stored.path)
            stream.seek(stored.offset)
            return stream.read(most_bytes if stored.size is None else min(stored.size, most_bytes))
        except OSError as error:
            raise _refused(FILE_UNREADABLE, name, reason=error.strerror or error) from error

    def close(self) -> None:
        """Let go of the file read last."""
        if self._open is not None:
            self._open[1].close()
            self._open = None

    def _stream(self, path: Path) -> BinaryIO:
        """A file opened for reading; the last one stays open, because unpacked files share one."""
        if self._open is None or self._open[0] != path:
            self.close()
            self._open = path, path.open("rb")
        return self._open[1]

    def _digest_of(self, name: str, path: Path) -> str:
        try:
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            raise _refused(FILE_UNREADABLE, name, reason=error.strerror or error) from error

    def under(self, folder: str) -> Iterator[str]:
        """Names of files whose parent folder has this name, at any depth."""
        return iter(self._by_folder.get(folder, ()))

    @cached_property
    def _by_folder(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._files:
            found.setdefault(name.rpartition("/")[0].rpartition("/")[2], []).append(name)
        return found


@contextmanager
def open_package(
    path: Path, tick: Tick = no_tick, bounds: Bounds = BOUNDS, beside: Mapping[str, Path] = MappingProxyType({})
) -> Iterator[Package]:
    """Open a folder, a .zip, .tar, .tar.gz, a .gz of one file, or a single file, by what it is, not how it is called.

    Hidden files and those that systems leave behind (``.git``, ``.DS_Store``, ``__MACOSX``) are passed over. Archives
    inside are listed as files and not opened. Temporary files are gone when the block ends.

    Args:
        path: file or folder.
        tick: told of unpacking, by entries.
        bounds: how much is accepted.
        beside: further files to put into the package, by the path they get in it, in place of any that is there.

    Raises:
        InputError: it is not there, is no file or folder, or is refused as a whole.
    """
    name = path.name or path.resolve().name
    kind = _kind(path, name)
    more = {inside: Stored(file) for inside, file in beside.items() if _kind(file, str(file)) is not Kind.FOLDER}
    if kind is Kind.FOLDER:
        with closing(FilesPackage(name, _folder_files(path, name, bounds) | more, bounds.file_bytes)) as package:
            yield package
    elif kind is Kind.FILE:
        with closing(FilesPackage(name, {name: Stored(path)} | more, bounds.file_bytes)) as package:
            yield package
    elif kind in (Kind.ZIP, Kind.TAR, Kind.TAR_GZ, Kind.GZ):
        with _temporary_folder(name) as folder:
            files = unpack(path, kind, folder / "content", tick, bounds)
            with closing(FilesPackage(name, _not_empty(files, name) | more, bounds.file_bytes)) as package:
                yield package
    else:
        raise _refused(PACKAGE_OTHER_ARCHIVE, name, form=kind)


@contextmanager
def _temporary_folder(name: str) -> Iterator[Path]:
    try:
        folder = Path(tempfile.mkdtemp(prefix="fourfold-"))
    except OSError as error:
        raise no_room(name, Path(tempfile.tempdir or os.environ.get("TMPDIR", "")), error) from error
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _kind(path: Path, name: str) -> Kind:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return Kind.FOLDER
        if not stat.S_ISREG(mode):
            raise _refused(FILE_NOT_REGULAR, name)
        return kind_of(path)
    except FileNotFoundError as error:
        raise _refused(FILE_MISSING, str(path)) from error
    except (OSError, ValueError) as error:
        raise _refused(FILE_UNREADABLE, name, reason=getattr(error, "strerror", None) or error) from error


def _folder_files(folder: Path, name: str, bounds: Bounds) -> dict[str, Stored]:
    files: dict[str, Stored] = {}
    total = 0
    inside = folder.resolve()
    for path in _walk(folder):
        relative = path.relative_to(folder).as_posix()
        if not is_unicode(relative):
            raise _refused(FILE_UNREADABLE, f"{name}/{relative}", reason=Term(N_("its name is not UTF-8")))
        if path.is_symlink() and not (path.is_file() and path.resolve().is_relative_to(inside)):
            raise _refused(PACKAGE_LINK, f"{name}/{relative}")
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _refused(FILE_NOT_REGULAR, f"{name}/{relative}")
        files[relative] = Stored(path)
        total += status.st_size
        if len(files) > bounds.entries or total > bounds.total_bytes:
            raise _refused(PACKAGE_TOO_LARGE, name, reason=relative, **bounds.spelled())
    return _not_empty(files, name)


def _walk(folder: Path) -> Iterator[Path]:
    """All files, links and special files below a folder that are not hidden; links are not followed."""

    def fail(error: OSError) -> None:
        raise _refused(FILE_UNREADABLE, str(error.filename), reason=error.strerror or error) from error

    for parent, folders, files in os.walk(folder, onerror=fail):
        here = Path(parent)
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        yield from (here / name for name in folders if (here / name).is_symlink())
        yield from (here / name for name in sorted(files) if not is_hidden(name))


def _not_empty(files: dict[str, Stored], name: str) -> dict[str, Stored]:
    if not files:
        raise _refused(PACKAGE_EMPTY, name)
    return files


def _refused(kind: MessageKind, found: str, **params: object) -> InputError:
    fields: dict[str, Param] = params_of({"found": found, **params})
    return InputError([Problem(kind, Place(found), fields)])
