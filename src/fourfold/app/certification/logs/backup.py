"""Backup and restore of a log together with the registry of its body: one file, verified before it counts.

Keys are left out on purpose: whoever has the backup must not be able to sign. What comes back is checked whole, the log
from its entries up and the registry against it, before it takes the place it was asked for; that place must be free, so
that nothing newer is ever replaced.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from fourfold.app.certification.bodies.body import PUBLIC, REGISTRY_FILE, Body
from fourfold.app.certification.logs.logs import (
    OpenedLog,
    check_log,
    log_growth,
    open_log,
)
from fourfold.certification.log.checkpoint import Checkpoint
from fourfold.certification.log.growth import Growth
from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Term
from fourfold.store.backup_files import broken, read_backup, write_backup
from fourfold.store.registry_copy import copy_registry
from fourfold.store.tiles import FolderTiles

BODY_KIND, LOG_KIND = "body", "log"
_LEFT_OUT = ("keys/", f"{REGISTRY_FILE}")

BACKUP_FAILED = MessageKind(
    "backup-failed",
    N_("{found} cannot be backed up or restored: {reason}"),
    N_("folders you may read and write, on a disk with room"),
    N_("correct that and run this again"),
)
RESTORE_TAKEN = MessageKind(
    "restore-taken",
    N_("{found} is there already"),
    N_("a folder that does not exist yet"),
    N_("restore beside it; what is there may be newer than the backup"),
)
RESTORE_OLD = MessageKind(
    "restore-old",
    N_("the backup does not contain the checkpoint given: {reason}"),
    N_("a backup at least as new as every checkpoint that was published"),
    N_("take a newer backup, or complete the log from a mirror; signing with this one would fork the log"),
)


@dataclass(frozen=True, slots=True)
class BackedUp:
    """What a backup holds.

    Attributes:
        files: how many.
        checkpoint: of the log in it.
        is_body: whether the registry and the public files are in it too.
    """

    files: int
    checkpoint: Checkpoint
    is_body: bool


def back_up(opened: OpenedLog, path: Path, at: datetime) -> BackedUp:
    """Write one file with the log and, of a body, its registry and public files; verified before it is written.

    Raises:
        InputError: the log is not sound, or something cannot be read or written.
    """
    body = opened.body
    with ExitStack() as held:
        try:
            if body is not None:
                held.enter_context(body.writing())
            held.enter_context(opened.log.store.locked())
            check_log(opened).problems.raise_if_errors()
            checkpoint = opened.log.newest
            facts = {"kind": LOG_KIND if body is None else BODY_KIND, "made": moment_text(at)}
            files = _log_files(opened, "") if body is None else _body_files(body, held)
            count = write_backup(path, files, {**facts, "checkpoint": checkpoint.text})
        except OSError as error:
            raise _failed(path, error) from error
    return BackedUp(count, checkpoint, body is not None)


def restore(path: Path, body: Path | None, folder: Path | None, remembered: Path | None = None) -> BackedUp:
    """Put a backup into a folder that is not there yet, after checking all of it.

    Args:
        path: the backup.
        body: folder for the body, for a backup of a body.
        folder: folder for the log alone, for a backup of a log.
        remembered: a checkpoint the restored log must contain, such as the last one that was published.

    Raises:
        InputError: the backup is not whole, is of the other kind, is older than the checkpoint, or the place is taken.
    """
    target = body or folder
    assert target is not None  # noqa: S101 - the options were looked at
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise InputError([Problem(RESTORE_TAKEN, Place(target.name), {"found": target.name})])
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part"))
        try:
            found = _restored(path, beside / target.name, is_body=body is not None, remembered=remembered)
            if target.exists():
                target.rmdir()
            (beside / target.name).replace(target)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    except OSError as error:
        raise _failed(path, error) from error
    return found


def _restored(path: Path, target: Path, *, is_body: bool, remembered: Path | None) -> BackedUp:
    """The backup in a folder of its own, once it is sound."""
    target.mkdir()
    listed = read_backup(path, target)
    if is_body:
        _only_for_its_owner(target)
    if listed.get("kind") != (BODY_KIND if is_body else LOG_KIND):
        raise broken(path.name, N_("it is of a log where a body is asked for, or the other way round"))
    opened = open_log(target if is_body else None, None if is_body else target)
    check_log(opened).problems.raise_if_errors()
    checkpoint = opened.log.newest
    if listed.get("checkpoint") != checkpoint.text:
        raise broken(path.name, N_("its checkpoint is not that of its list"))
    if remembered is not None:
        _refuse_old(log_growth(opened, remembered), path)
    files = listed.get("files")
    return BackedUp(len(files) if isinstance(files, dict) else 0, checkpoint, is_body)


def _only_for_its_owner(body: Path) -> None:
    """Let nobody else read what is not published: names of people, reasons, as a body that was made has it."""
    for path in body.rglob("*"):
        if path.relative_to(body).parts[0] != PUBLIC:
            path.chmod(0o700 if path.is_dir() else 0o600)


def _refuse_old(growth: Growth, path: Path) -> None:
    if growth.fault is not None:
        raise InputError([Problem(RESTORE_OLD, Place(path.name), {"reason": Term(str(growth.outcome))})])


def _log_files(opened: OpenedLog, prefix: str) -> Iterator[tuple[str, Path]]:
    """The files of a log; what an append that was cut short left is left behind as well."""
    store = opened.log.store
    assert isinstance(store, FolderTiles)  # noqa: S101 - it was opened from a folder
    for name in store.names():
        if not name.startswith("."):
            yield prefix + name, store.folder / name


def _body_files(body: Body, held: ExitStack) -> Iterator[tuple[str, Path]]:
    """Everything of a body but its keys; the registry as SQLite copies it."""
    room = Path(held.enter_context(tempfile.TemporaryDirectory()))
    copy_registry(body.folder / REGISTRY_FILE, room / REGISTRY_FILE)
    yield REGISTRY_FILE, room / REGISTRY_FILE
    log = f"{PUBLIC}/log/"
    for source in sorted(body.folder.rglob("*")):
        name = source.relative_to(body.folder).as_posix()
        hidden = any(part.startswith(".") for part in source.relative_to(body.folder).parts)
        if source.is_file() and not source.is_symlink() and not hidden and not name.startswith((*_LEFT_OUT, log)):
            yield name, source
    yield from _log_files(OpenedLog(body.log, None, None), log)


def _failed(path: Path, error: OSError) -> InputError:
    params = {"found": path.name, "reason": error.strerror or str(error)}
    return InputError([Problem(BACKUP_FAILED, Place(path.name), params)])
