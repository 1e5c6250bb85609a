"""``fourfold new``."""

from __future__ import annotations


def new() -> None:
    """Not written yet."""
