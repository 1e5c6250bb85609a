"""How long work tells that it goes on: a listener that a caller may pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Tick: TypeAlias = Callable[[str, int, int], None]
"""Told of progress: a message template, how many are done, how many there are."""


def no_tick(what: str, done: int, of: int) -> None:
    """Listen to nothing."""
