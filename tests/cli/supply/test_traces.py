"""The chain by commands: days closed, a batch stated, lots proven, checked, and what a withdrawn claim comes to."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from fourfold.app.supply.batch_file import batch_document
from fourfold.app.supply.ledgers import open_ledger
from fourfold.certification.documents.trace import TracedBatch
from fourfold.core.canonical import canonical_bytes
from fourfold.electricity.ledger.operations import Unclaim
from support.bodies import PASSPHRASE, body_in
from support.command import Command
from support.ledgers import BUYER, DAY_S, MILL, T0, ask, live_in
from support.traced import LIVED, MADE

CLOSE = "2026-03-06T01:00:00Z"
ASKED = "2026-03-06T05:00:00Z"


@pytest.fixture
def folder(tmp_path: Path, fourfold: Command, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger with the small life in it, a body that keeps it, trust roots."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pass").write_bytes(PASSPHRASE)
    for name, value in {"LEDGER": "led", "BODY": "keeper", "PASSPHRASE_FILE": "pass", "SEEN": "seen"}.items():
        monkeypatch.setenv(f"FOURFOLD_{name}", value)
    body_in(tmp_path / "keeper", at=MADE)
    assert fourfold("supply", "new", "led", "--at", "2026-03-01").code == 0
    live_in(open_ledger(tmp_path / "led").ledger, closed=False)
    assert fourfold("keys", "trust", "-o", "trust.json", "--at", "2026-03-01").code == 0
    return tmp_path


def test_the_chain_from_closing_to_a_withdrawn_claim(folder: Path, fourfold: Command) -> None:
    closed = fourfold("supply", "close", "--at", CLOSE)
    assert closed.code == 0
    assert "2026-03-05" in closed.out
    batch = batch_document(TracedBatch({"en": "Coil"}, "B-1", (), Decimal(3), "piece"), {(MILL, T0): 450}, {MILL: 900})
    (folder / "batch.json").write_bytes(canonical_bytes(batch))
    period = ("--from", "2026-02-01", "--to", "2026-02-02")
    stating = ("supply", "statement", "--account", BUYER, *period, "--at", CLOSE)
    assert fourfold(*stating, "--batch", "batch.json", "-o", "power.trace.json").code == 0
    verifying = ("verify", "power.trace.json", "--trust", "trust.json", "--at")
    good = fourfold(*verifying, ASKED, "--log", "keeper/public/log")
    assert good.code == 0
    assert "claims as of 2026-03-06T00:00:00Z" in good.out
    assert fourfold("verify", "power.trace.json", "--at", ASKED, "--forget").code == 3
    told = json.loads(fourfold(*verifying, ASKED, "--json", "-").out)
    assert (told["fourfold"], told["outcome"], len(told["checks"])) == ("trace-verification/1", "in_order", 14)
    ledger = open_ledger(folder / "led").ledger
    claim = next(one.claim for one in ledger.claims(MILL, BUYER) if one.certificate == "sun-0")
    ledger.record([ask(BUYER, Unclaim(claim, "wrong meter"))], (LIVED + 3) * DAY_S + 50_000)
    assert fourfold("supply", "close", "--at", "2026-03-07T01:00:00Z").code == 0
    assert fourfold("supply", "prove", "sun-0", "--range", "0-400", "-o", "proof.json").code == 0
    alone = fourfold("verify", "proof.json", "--trust", "trust.json", "--at", "2026-03-07T02:00:00Z")
    assert alone.code == 0
    assert "cancelled" in alone.out
    late = fourfold(*verifying, "2026-03-07T02:00:00Z", "--ledger-day", "proof.json")
    assert late.code == 1
    assert "does not stand any more" in " ".join(late.out.split())
    audited = fourfold("supply", "audit", "--json", "-")
    assert (audited.code, json.loads(audited.out)["problems"]) == (0, [])


def test_what_is_not_there_or_not_meant_ends_with_2(folder: Path, fourfold: Command) -> None:
    period = ("--from", "2026-02-01", "--to", "2026-02-02", "-o", "t.json")
    unpublished = fourfold("supply", "statement", "--account", BUYER, "--meter", MILL, *period, "--at", CLOSE)
    assert unpublished.code == 2
    assert "is not published" in unpublished.err
    assert fourfold("supply", "close", "--at", CLOSE, "--day", "yesterday").code == 2
    assert fourfold("supply", "close", "--at", CLOSE).code == 0
    assert fourfold("supply", "prove", "sun-0", "--range", "5", "-o", "p.json").code == 2
    assert fourfold("supply", "statement", "--account", BUYER, "--meter", MILL, *period, "--at", CLOSE).code == 0
    assert fourfold("verify", "t.json", "--dossier", "x").code == 2
    (folder / "t.json").write_text('{"fourfold": "trace-bundle/1"', encoding="utf-8")
    broken = fourfold("verify", "t.json")
    assert broken.code == 2
    assert "Traceback" not in broken.err
    ledger = open_ledger(folder / "led").ledger
    ledger.close_day(LIVED + 3, (LIVED + 5) * DAY_S)
    assert fourfold("supply", "audit").code == 1
