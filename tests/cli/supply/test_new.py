"""``fourfold supply new``."""

from __future__ import annotations

import json
from pathlib import Path

from support.command import Command


def test_a_new_ledger_says_what_comes_next(fourfold: Command, tmp_path: Path) -> None:
    done = fourfold("supply", "new", tmp_path / "ledger", "--name", "Trial", "--at", "2026-02-01")
    assert done.code == 0, done.err
    assert "Trial: a new ledger, urn:uuid:" in done.out
    assert "fourfold supply import" in done.out
    assert json.loads((tmp_path / "ledger" / "ledger.json").read_bytes())["made"] == "2026-02-01T00:00:00Z"


def test_json_alone_prints_the_card(fourfold: Command, tmp_path: Path) -> None:
    done = fourfold("supply", "new", tmp_path / "ledger", "--json")
    assert done.code == 0, done.err
    assert {"fourfold", "id", "name", "made"} == set(json.loads(done.out))


def test_a_folder_in_use_is_refused(fourfold: Command, tmp_path: Path) -> None:
    fourfold("supply", "new", tmp_path / "ledger")
    again = fourfold("supply", "new", tmp_path / "ledger")
    assert again.code == 2
    assert "a ledger is never overwritten" in again.err


def test_an_address_with_a_password_is_refused_without_showing_it(fourfold: Command, tmp_path: Path) -> None:
    done = fourfold("supply", "new", tmp_path / "ledger", "--postgresql", "postgresql://me:hunter2@host/base")
    assert done.code == 2
    assert "hunter2" not in done.out + done.err
