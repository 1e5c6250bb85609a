"""A lock between processes: one writes, the others wait. It is gone with the process that held it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl

_PAUSE_S = 0.05


@contextmanager
def exclusively(path: Path) -> Iterator[None]:
    """Hold the lock of a file, which is made where it is missing and stays.

    Raises:
        OSError: the file cannot be made.
    """
    with path.open("a") as file:
        if sys.platform == "win32":  # pragma: no cover
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def exclusively_within(path: Path, patience_s: float) -> Iterator[None]:
    """Hold the lock of a file, waiting this long for another process to let go of it.

    Raises:
        TimeoutError: it did not.
        OSError: the file cannot be made.
    """
    until = time.monotonic() + patience_s
    with path.open("a") as file:
        while not _taken_at_once(file):
            if time.monotonic() >= until:
                raise TimeoutError(path.name)
            time.sleep(_PAUSE_S)
        yield


def _taken_at_once(file: TextIO) -> bool:
    try:
        if sys.platform == "win32":  # pragma: no cover
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
