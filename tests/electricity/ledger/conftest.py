"""Ledgers of every kind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from fourfold.electricity.ledger.ledger import Ledger
from support.ledger_kinds import KINDS
from support.ledgers import begin, live_in


@pytest.fixture(params=KINDS)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A ledger without entries."""
    with KINDS[request.param](tmp_path) as ledger:
        yield ledger


@pytest.fixture
def ledger(empty: Ledger) -> Ledger:
    """A ledger that knows the cast."""
    begin(empty)
    return empty


@pytest.fixture
def lived(empty: Ledger) -> Ledger:
    """A ledger with a small life behind it, three days of it closed."""
    live_in(empty)
    return empty
