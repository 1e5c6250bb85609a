"""Ledger folders: made whole or not at all, opened with their card, addresses without passwords."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fourfold.app.supply.ledgers import LEDGER_CARD, LEDGER_FILE, make_ledger, open_ledger
from fourfold.core.problems import InputError
from support.ledgers import begin

AT = datetime(2026, 2, 1, tzinfo=UTC)


def code(error: InputError) -> str:
    (problem,) = error.problems
    return problem.kind.code


def test_a_ledger_is_opened_as_it_was_made(tmp_path: Path) -> None:
    made = make_ledger(tmp_path / "new" / "ledger", "A ledger – 账本", AT)
    begin(made.ledger)
    opened = open_ledger(tmp_path / "new" / "ledger")
    assert opened.card == made.card
    assert opened.card.made == "2026-02-01T00:00:00Z"
    assert [one.account for one in opened.ledger.accounts()] == ["buyer", "issuer", "other", "seller"]


def test_two_ledgers_have_two_ids(tmp_path: Path) -> None:
    first, second = (make_ledger(tmp_path / name, name, AT) for name in ("one", "two"))
    assert first.card.id != second.card.id


@pytest.mark.parametrize("what", ["file", "folder with something in it"])
def test_nothing_that_is_there_is_overwritten(tmp_path: Path, what: str) -> None:
    folder = tmp_path / "ledger"
    if what == "file":
        folder.write_text("mine", encoding="utf-8")
    else:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        make_ledger(folder, "ledger", AT)
    assert code(refused.value) == "ledger-there"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        make_ledger(tmp_path / "file" / "ledger", "ledger", AT)
    assert code(refused.value) == "ledger-folder-unwritable"


def test_what_is_no_ledger_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        open_ledger(tmp_path)
    assert code(refused.value) == "no-ledger"


@pytest.mark.parametrize(
    ("member", "value", "found"),
    [
        ("fourfold", "ledger/9", "member-value"),
        ("id", "urn:uuid:1", "member-value"),
        ("name", "", "member-value"),
        ("made", "yesterday", "member-value"),
        ("address", "mysql://host/base", "ledger-address"),
        ("address", "postgresql://u:secret@host/base", "ledger-address"),
        ("more", "1", "member-unknown"),
    ],
)
def test_a_card_that_is_not_in_order_is_told(tmp_path: Path, member: str, value: str, found: str) -> None:
    make_ledger(tmp_path / "ledger", "ledger", AT)
    path = tmp_path / "ledger" / LEDGER_CARD
    path.write_text(json.dumps({**json.loads(path.read_bytes()), member: value}), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        open_ledger(tmp_path / "ledger")
    assert code(refused.value) == found
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("damage", [b"", b"not a database" * 100])
def test_a_damaged_store_is_told(tmp_path: Path, damage: bytes) -> None:
    make_ledger(tmp_path / "ledger", "ledger", AT)
    for path in (tmp_path / "ledger").glob(f"{LEDGER_FILE}*"):
        path.unlink()
    (tmp_path / "ledger" / LEDGER_FILE).write_bytes(damage)
    with pytest.raises(InputError):
        list(open_ledger(tmp_path / "ledger").ledger.accounts())


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://host",
        "http://host/base",
        "postgresql://me:secret@host/base",
        "host",
        "postgresql://h/b?password=secret",
    ],
)
def test_addresses_that_are_none_or_hold_a_password_are_refused_before_anything_is_made(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(InputError) as refused:
        make_ledger(tmp_path / "ledger", "ledger", AT, address)
    assert code(refused.value) == "ledger-address"
    assert "secret" not in str(refused.value)
    assert not (tmp_path / "ledger").exists()
