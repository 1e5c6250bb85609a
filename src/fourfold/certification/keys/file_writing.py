"""Key files come into being whole or not at all, and never in place of others."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from fourfold.certification.keys.file_messages import KEY_FILE_NOT_WRITTEN, KEY_FILE_TAKEN
from fourfold.core.files import write_atomically, writing_beside
from fourfold.core.problems import InputError, Place, Problem, Problems


def write_new_files(files: Mapping[Path, tuple[bytes, int]]) -> None:
    """Write files that are not there yet, all or none.

    Args:
        files: content and mode by path.

    Raises:
        InputError: one of them is there already, or cannot be written.
    """
    refuse_taken(files)
    written: list[Path] = []
    try:
        for path, (data, mode) in files.items():
            _write_new(path, data, mode)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def refuse_taken(paths: Iterable[Path]) -> None:
    """Refuse names that are not free.

    Raises:
        InputError: with all that are taken, be it by a link that leads nowhere.
    """
    problems = Problems()
    for path in paths:
        if os.path.lexists(path):
            problems.error(KEY_FILE_TAKEN, Place(str(path)), found=path.name)
    problems.raise_if_errors()


def replace_file(path: Path, data: bytes, mode: int) -> None:
    """Put new content in the place of a file.

    Raises:
        InputError: it cannot be written; the old file stays.
    """
    try:
        write_atomically(path, data, mode)
        _sync_folder(path.parent)
    except OSError as error:
        _not_written(path, error)


def _write_new(path: Path, data: bytes, mode: int) -> None:
    try:
        with writing_beside(path, mode, _name) as stream:
            stream.write(data)
        _sync_folder(path.parent)
    except FileExistsError:
        raise InputError([Problem(KEY_FILE_TAKEN, Place(str(path)), {"found": path.name})]) from None
    except OSError as error:
        _not_written(path, error)


def _name(temporary: Path, path: Path) -> None:
    """Give a whole file its name, which nobody else may have taken meanwhile.

    Raises:
        FileExistsError: somebody has.
    """
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as that of many memory sticks
        with path.open("xb"):
            pass
        temporary.replace(path)
    else:
        temporary.unlink()


def _sync_folder(folder: Path) -> None:
    """Make the name of a file last through a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _not_written(path: Path, error: OSError) -> NoReturn:
    reason = error.strerror or type(error).__name__
    raise InputError(
        [Problem(KEY_FILE_NOT_WRITTEN, Place(str(path)), {"found": path.name, "reason": reason})]
    ) from None
