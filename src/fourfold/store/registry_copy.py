"""A copy of a registry as it stands between two transactions, made by SQLite itself while others may read and write."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def copy_registry(source: Path, target: Path) -> None:
    """Copy a registry file.

    Args:
        source: the registry.
        target: a file that is not there yet.

    Raises:
        OSError: it cannot be read, is no registry, or the target cannot be written.
    """
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as registry,
            closing(sqlite3.connect(target)) as copy,
        ):
            registry.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log of writes beside it
    except sqlite3.Error as error:
        raise OSError(None, str(error), str(source)) from error
