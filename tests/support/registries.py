"""Registries of every kind, and documents to put into them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.registry import Registry
from fourfold.core.canonical import canonical_bytes, digest_of_bytes
from fourfold.store.registry.opening import sqlite_engine
from fourfold.store.registry.sql import SqlRegistry
from support.memory_registry import MemoryRegistry

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
Draw: TypeAlias = Callable[[int], int]


def _memory(_folder: Path, draw: Draw, most_taken: int) -> Registry:
    return MemoryRegistry(draw, most_taken)


def _sqlite(folder: Path, draw: Draw, most_taken: int) -> Registry:
    path = folder / "registry.sqlite"
    path.write_bytes(_empty_file())
    return SqlRegistry(sqlite_engine(path), path, draw, most_taken)


@cache
def _empty_file() -> bytes:
    """A file whose schema was made once for all tests."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "registry.sqlite"
        sqlite_engine(path, make=True).dispose()
        return path.read_bytes()


KINDS: dict[str, Callable[[Path, Draw, int], Registry]] = {"memory": _memory, "sqlite": _sqlite}
"""Every way a registry is kept. Another database joins the tests by a line here."""


def paper(name: str, kind: LeafKind = LeafKind.STATEMENT, hours: int = 0) -> tuple[Leaf, bytes]:
    """A document with its leaf."""
    data = canonical_bytes({"name": name})
    return Leaf(kind, digest_of_bytes(data), START + timedelta(hours=hours)), data


def issue(registry: Registry, name: str, about: str = "") -> tuple[str, tuple[int, int]]:
    """A certificate recorded under the next number; its number and status entry."""
    with registry.transaction():
        number, entry = registry.reserve_number("FF", 2026), registry.reserve_status()
        leaf, data = paper(name, LeafKind.CERTIFICATE)
        registry.record(leaf, data, number, entry, about)
    return number, entry


def log_all(registry: Registry) -> None:
    """Say that everything that waits is in the log."""
    registry.logged([one.digest for one in registry.pending()], registry.size())
