"""Atomic writes: a reader sees the old file or the new one, never half of either."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write_atomically(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write `data` to `path`: see `writing_beside`.

    Raises:
        OSError: when the folder does not exist or cannot be written; nothing is left behind.
    """
    with writing_beside(path, mode) as stream:
        stream.write(data)


@contextmanager
def writing_beside(
    path: Path, mode: int = 0o644, take_name: Callable[[Path, Path], object] = Path.replace
) -> Iterator[BinaryIO]:
    """A stream into a passing file in the same folder, which takes its name when it is whole and synced.

    Args:
        path: the name it takes.
        mode: of the file; until it is whole only its owner may read it.
        take_name: gives the passing file, the first, the name that is the second.

    Raises:
        OSError: when the folder does not exist or cannot be written; nothing is left behind, whatever is raised.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode)
        take_name(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
