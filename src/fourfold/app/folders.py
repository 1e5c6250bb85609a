"""Folders that are written whole or not at all: everything is prepared in a folder beside and then renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem

_PREPARED = ".fourfold-new-"

FOLDER_NOT_EMPTY = MessageKind(
    "folder-not-empty",
    N_("{found} already holds files"),
    N_("a folder that is empty or not there yet"),
    N_("choose another folder; nothing was changed"),
)
FOLDER_TAKEN = MessageKind(
    "folder-taken",
    N_("{found} is a file"),
    N_("a folder that is empty or not there yet"),
    N_("choose another name; nothing was changed"),
)
FOLDER_PARENT_MISSING = MessageKind(
    "folder-parent-missing",
    N_("the folder {found}, in which it is to be made, is not there"),
    N_("a folder that exists"),
    N_("make it first, or correct the path"),
)
FOLDER_NOT_WRITABLE = MessageKind(
    "folder-not-writable",
    N_("{found} cannot be written: {reason}"),
    N_("a place where you may write, with room left"),
    N_("choose another folder; nothing was left behind"),
)


def write_folder(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write files into a folder that is empty or does not exist yet.

    Args:
        folder: where to write; the folder it lies in must exist.
        content: files by their path in it, with forward slashes.

    Raises:
        InputError: the folder cannot take them; nothing was written.
    """
    exists = _check_target(folder)
    try:
        prepared = Path(tempfile.mkdtemp(prefix=_PREPARED, dir=folder if exists else folder.absolute().parent))
        try:
            _write_all(prepared, content)
            _put_in_place(prepared, folder, exists=exists)
        finally:
            shutil.rmtree(prepared, ignore_errors=True)
    except OSError as error:
        raise _refusal(FOLDER_NOT_WRITABLE, folder, reason=error.strerror or str(error)) from error


def replace_folder(folder: Path, content: Mapping[str, bytes], outdated: frozenset[str]) -> None:
    """Put files in the place of others of a folder; a reader sees the old folder or the new one.

    Args:
        folder: a folder that is there.
        content: files by their name in it.
        outdated: names of files that go, unless `content` has them again; everything else in the folder stays.

    Raises:
        InputError: the folder cannot be written; it is as it was.
    """
    here = folder.absolute()
    try:
        prepared = Path(tempfile.mkdtemp(prefix=_PREPARED, dir=here.parent))
        try:
            new, old = prepared / "new", prepared / "old"
            shutil.copytree(here, new, symlinks=True, ignore=lambda at, names: _gone(Path(at), here, names, outdated))
            _write_all(new, content)
            here.rename(old)
            try:
                new.rename(here)
            except BaseException:
                old.rename(here)
                raise
        finally:
            shutil.rmtree(prepared, ignore_errors=True)
    except (OSError, shutil.Error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(FOLDER_NOT_WRITABLE, folder, reason=reason) from error


def _gone(at: Path, top: Path, names: list[str], outdated: frozenset[str]) -> list[str]:
    return [name for name in names if at == top and name in outdated]


def _check_target(folder: Path) -> bool:
    """Whether the target exists, after refusing what cannot take the files."""
    try:
        if folder.is_dir():
            if next(folder.iterdir(), None) is not None:
                raise _refusal(FOLDER_NOT_EMPTY, folder)
            return True
        if folder.exists() or folder.is_symlink():
            raise _refusal(FOLDER_TAKEN, folder)
        if not folder.absolute().parent.is_dir():
            raise _refusal(FOLDER_PARENT_MISSING, folder.absolute().parent)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(FOLDER_NOT_WRITABLE, folder, reason=reason) from error
    return False


def _write_all(prepared: Path, content: Mapping[str, bytes]) -> None:
    for name, data in content.items():
        path = prepared.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _put_in_place(prepared: Path, folder: Path, *, exists: bool) -> None:
    """Rename the whole folder, or into an existing one entry by entry, taking back what was moved if one fails."""
    if not exists:
        mask = os.umask(0)
        os.umask(mask)
        prepared.chmod(0o777 & ~mask)
        prepared.rename(folder)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(prepared.iterdir()):
            moved.append(entry.rename(folder / entry.name))
    except BaseException:
        for path in moved:
            path.rename(prepared / path.name)
        raise


def _refusal(kind: MessageKind, folder: Path, **params: str) -> InputError:
    return InputError([Problem(kind, Place(str(folder)), {"found": str(folder), **params})])
