"""``fourfold assess``."""

from __future__ import annotations


def assess() -> None:
    """Not written yet."""
