"""The report speaks Chinese: every string of its code and templates is in the catalogue, and the tool sees faults."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from scripts import messages


def test_every_string_of_the_report_is_translated_with_the_same_fields() -> None:
    stored = messages.stored()
    seen = 0
    for message in messages.messages(messages.extracted()):
        if any("exchange/report" in name for name, _ in message.locations):
            known = stored.get(message.id)
            assert known is not None, message.id
            assert known.string, message.id
            assert messages.fields(known.string) == messages.fields(message.id)
            seen += 1
    assert seen > 200


def test_templates_and_code_are_both_read() -> None:
    found = {message.id for message in messages.messages(messages.extracted())}
    assert {"What contributes", "Fossil, without aircraft", "{percent} less than at {reference}"} <= found


@pytest.mark.parametrize(
    ("chinese", "fault"),
    [("", "no Chinese text"), ("一个 {other}", "other named fields"), ("一个 {", "other named fields")],
)
def test_faults_are_named(chinese: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, stored = Catalog(), Catalog(locale="zh_Hans")
    wanted.add("one {thing}", locations=[("a.py", 0)])
    stored.add("one {thing}", chinese)
    stored.add("gone", "没有了")
    monkeypatch.setattr(messages, "extracted", lambda: wanted)
    monkeypatch.setattr(messages, "stored", lambda: stored)
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "MO", tmp_path / "fourfold.mo")
    found = messages.faults()
    assert any(fault in line for line in found)
    assert any("no longer used: 'gone'" in line for line in found)
    assert any("not compiled" in line for line in found)
