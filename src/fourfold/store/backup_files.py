"""A folder in one file and back: a plain tar of ordinary files, with a list of their digests at its end.

The archive is written beside its final name and takes it when it is whole and synced. Reading refuses whatever such an
archive does not hold: links, devices, paths that lead out, two files of one name, a file that is not in the list.
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import writing_beside
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, Term
from fourfold.core.reading import MIB
from fourfold.core.strict_json import read_json

LIST = "backup.json"
FORMAT = "backup/1"
LIST_MOST_BYTES = 256 * MIB
_PIECE = MIB

BACKUP_BROKEN = MessageKind(
    "backup-broken",
    N_("{found} is no whole backup: {reason}"),
    N_("a file that fourfold log backup wrote"),
    N_("take another backup, or a mirror of the log"),
)


def write_backup(path: Path, files: Iterable[tuple[str, Path]], facts: dict[str, JSON]) -> int:
    """Put files into one archive; how many there are.

    Args:
        path: of the archive; an existing one is replaced when the new one is whole.
        files: name in the archive and path, in order.
        facts: what the list says besides the files.

    Raises:
        OSError: something cannot be read or written; nothing is left behind.
    """
    listed = dict[str, JSON]()
    with (
        writing_beside(path, 0o600) as stream,  # it holds the registry, which only its owner reads
        tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for inside, source in files:
            listed[inside] = _add(archive, inside, source)
        document = canonical_bytes({"fourfold": FORMAT, "files": listed, **facts})
        archive.addfile(_header(LIST, len(document)), io.BytesIO(document))
    return len(listed)


def read_backup(path: Path, folder: Path) -> dict[str, JSON]:
    """Put the files of an archive into an empty folder, each held against the list; what the list says.

    Raises:
        InputError: it is no whole backup.
        OSError: the folder cannot be written.
    """
    try:
        with tarfile.open(path, mode="r:") as archive:
            found, listed = _take_all(archive, path.name, folder)
    except (tarfile.TarError, EOFError, UnicodeDecodeError) as error:
        raise broken(path.name, N_("it is damaged or cut off")) from error
    if found != listed.get("files") or listed.get("fourfold") != FORMAT:
        raise broken(path.name, N_("its files are not those of its list"))
    return listed


def broken(name: str, reason: str) -> InputError:
    """Why a file is no whole backup."""
    return InputError([Problem(BACKUP_BROKEN, Place(name), {"found": name, "reason": Term(reason)})])


def _take_all(archive: tarfile.TarFile, name: str, folder: Path) -> tuple[dict[str, JSON], dict[str, JSON]]:
    """Digests of all files written, and the list that stands at the end."""
    found: dict[str, JSON] = {}
    listed: JSON = None
    for member in archive:
        if listed is not None:
            raise broken(name, N_("something stands behind its list"))
        if not member.isfile() or not _is_inside(member.name) or member.name in found:
            raise broken(name, N_("it holds what no backup holds"))
        if member.name == LIST:
            listed = _list(archive, member, name)
        else:
            found[member.name] = _extract(archive, member, folder / member.name)
    if not isinstance(listed, dict):
        raise broken(name, N_("its list is missing"))
    return found, listed


def _list(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> JSON:
    if member.size > LIST_MOST_BYTES:
        raise broken(name, N_("its list is too large"))
    stream = archive.extractfile(member)
    data = b"" if stream is None else stream.read()
    problems = Problems()
    document = read_json(data, Place(f"{name}/{LIST}"), problems, LIST_MOST_BYTES)
    problems.raise_if_errors()
    return document


def _add(archive: tarfile.TarFile, inside: str, source: Path) -> str:
    """Add a file; its digest. What is read for the one is what is written for the other."""
    with source.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.tell()
        stream.seek(0)
        archive.addfile(_header(inside, size), stream)
    return f"sha256:{digest}"


def _header(name: str, size: int) -> tarfile.TarInfo:
    """An ordinary file of nobody, without a time: two backups of one state have the same bytes."""
    header = tarfile.TarInfo(name)
    header.size = size
    return header


def _extract(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    """Write a file; its digest."""
    stream = archive.extractfile(member)
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as written:
        while stream is not None and (piece := stream.read(_PIECE)):
            digest.update(piece)
            written.write(piece)
        written.flush()
        os.fsync(written.fileno())
    return f"sha256:{digest.hexdigest()}"


def _is_inside(name: str) -> bool:
    pure = PurePosixPath(name)
    plain = bool(name) and str(pure) == name and "\\" not in name and "\0" not in name and ":" not in name
    return plain and not pure.is_absolute() and ".." not in pure.parts and len(name) <= 400
