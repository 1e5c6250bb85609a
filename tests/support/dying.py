"""A program that dies between two changes of the disk: files put in place, files removed, transactions committed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine


class DeathError(BaseException):
    """The program is gone; nothing catches this."""


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, at: int, die: Callable[[], None] | None = None) -> Iterator[list[str]]:
    """Let changes happen up to one, which does not; gives their names, for counting with a large number.

    Args:
        monkeypatch: undoes it.
        at: which change is the first that does not happen, from 0.
        die: what happens then; by default `DeathError` is raised.
    """
    done: list[str] = []

    def next_change(name: str) -> None:
        if len(done) >= at:
            if die is not None:
                die()
            raise DeathError(name)
        done.append(name)

    def watched(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def changed(path: Path, *arguments: Any, **named: Any) -> Any:
            next_change(f"{name} {path.name}")
            return method(path, *arguments, **named)

        return changed

    def committing(_connection: object) -> None:
        next_change("commit")

    with monkeypatch.context() as patched:
        for name in ("replace", "unlink", "mkdir", "rename"):
            patched.setattr(Path, name, watched(name, getattr(Path, name)))
        event.listen(Engine, "commit", committing)
        try:
            yield done
        finally:
            event.remove(Engine, "commit", committing)


def killed() -> None:
    """Die at once, with nothing cleared up."""
    os.kill(os.getpid(), signal.SIGKILL)
