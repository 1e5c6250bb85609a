"""``fourfold explain``."""

from __future__ import annotations


def explain() -> None:
    """Not written yet."""
