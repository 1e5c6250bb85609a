"""Every ledger under orders at random, beside the reference in memory."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from support.ledger_kinds import KINDS
from support.ledger_machine import LedgerMachine

OF_THE_PROFILE, OF_THE_PROFILE_ON_SQL = 3, 30
"""So many examples of the profile in use are one life of a ledger here, so that a longer profile tries more of them."""


@pytest.mark.parametrize("kind", KINDS)
def test_orders_at_random_keep_every_promise(kind: str, tmp_path: Path) -> None:
    with KINDS[kind](tmp_path):
        pass  # a kind that cannot be had here skips
    examples = settings().max_examples // (OF_THE_PROFILE if kind == "memory" else OF_THE_PROFILE_ON_SQL)
    at_random = settings(max_examples=examples, stateful_step_count=30, deadline=None)

    class OfThisKind(LedgerMachine):
        def __init__(self) -> None:
            super().__init__(kind)

    run_state_machine_as_test(OfThisKind, settings=at_random)
