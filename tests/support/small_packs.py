"""Small packs written to a folder and read back: a requirement or two, and the examples a test is about."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.reading import read_pack
from fourfold.standards.pack.sheets import SHEETS
from fourfold.standards.testing.tester import PackTest, examine

Rows = Sequence[Mapping[str, str]]
Given = Mapping[str, str]

PACK = """\
fourfold: pack/1
id: {id}
standard: {id}
kind: pcr
version: "{version}"
title: {{en: A small pack, zh: 小规则包}}
document:
  number: invented
  issuer: nobody
  edition: first
  effective: {{from: "2024-01-01"}}
read: {{extent: none}}
status: draft
licence: CC0-1.0
"""
CLAUSE = {"clause": "1", "modality": "shall", "heading_en": "A clause", "heading_zh": "条款"}


def write_pack(
    folder: Path,
    requirements: Rows,
    examples: Mapping[str, tuple[Given, Mapping[str, str]]],
    parameters: Rows = (),
    parents: Sequence[str] = (),
    **texts: str,
) -> Path:
    """Write a pack.

    Args:
        folder: where; its name is the pack's id.
        requirements: rows of the sheet; clause and modality may be left out.
        examples: by id the facts and the expected verdicts; ``base`` and ``day`` among the facts are the columns.
        parameters: rows of the sheet.
        parents: ids of packs it derives from.
        texts: other keys of ``pack.yaml``, each one line of YAML.
    """
    folder.mkdir(parents=True, exist_ok=True)
    text = PACK.format(id=folder.name, version="1.0")
    if parents:
        text += "derives_from:\n" + "".join(f"  - {{id: {parent}}}\n" for parent in parents)
    (folder / "pack.yaml").write_text(text + "".join(f"{key}: {value}\n" for key, value in texts.items()), "utf-8")
    given = [
        {"example": name, "base": facts.get("base", ""), "day": facts.get("day", ""), "fact": fact, "value": value}
        for name, (facts, _) in examples.items()
        for fact, value in [*((f, v) for f, v in facts.items() if f not in ("base", "day"))] or [("", "")]
    ]
    expected = [
        {"example": name, "requirement": requirement, "verdict": verdict}
        for name, (_, verdicts) in examples.items()
        for requirement, verdict in verdicts.items()
    ]
    ruled = [{"clause": "1", "modality": "shall", **row} for row in requirements]
    tables = {"requirements": ruled, "parameters": parameters, "examples": given, "expected": expected}
    for sheet, rows in {"clauses": [CLAUSE], **tables}.items():
        with (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, SHEETS[sheet], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def pack_at(folder: Path) -> RulePack:
    """The pack of a folder, which has no faults."""
    problems = Problems()
    pack = read_pack(folder, problems)
    assert pack is not None, [(str(p.place), p.in_english) for p in problems]
    return pack


def examined(folder: Path, *, change_rules: bool = True) -> PackTest:
    """The test of the pack of a folder; its parents lie beside it."""
    problems = Problems()
    found = examine(pack_at(folder), PackLibrary([folder.parent]), problems, change_rules=change_rules)
    assert found is not None, [(str(p.place), p.in_english) for p in problems]
    return found


def limit(value: str, name: str = "limit", unit: str = "1", **more: str) -> dict[str, str]:
    """A row of the sheet of parameters."""
    return {"parameter": name, "unit": unit, "value": value, "clause": "1", "source": "invented", **more}
