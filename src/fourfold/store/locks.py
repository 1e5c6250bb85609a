"""A lock between processes: one writes, the others wait. It is gone with the process that held it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if sys.platform == "win32":  # pragma: no cover
    import msvcrt
else:
    import fcntl


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
