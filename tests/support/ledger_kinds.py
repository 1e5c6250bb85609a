"""Every way a ledger is kept, for the tests all of them pass. Another one joins by a line in `KINDS`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TypeAlias

from fourfold.electricity.ledger.ledger import Ledger
from support.memory_ledger import MemoryLedger
from support.postgres import shared_cluster
from support.sql_ledgers import postgres_ledger, sqlite_ledger

Opened: TypeAlias = Callable[[Path], AbstractContextManager[Ledger]]
"""Makes an empty ledger in a folder, and puts it away again."""


@contextmanager
def _memory(_folder: Path) -> Iterator[Ledger]:
    yield MemoryLedger()


@contextmanager
def _sqlite(folder: Path) -> Iterator[Ledger]:
    yield sqlite_ledger(folder)


@contextmanager
def _postgresql(_folder: Path) -> Iterator[Ledger]:
    yield postgres_ledger(shared_cluster())


KINDS: dict[str, Opened] = {"memory": _memory, "sqlite": _sqlite, "postgresql": _postgresql}
"""By name; one that cannot be had on this machine calls `pytest.skip`."""
