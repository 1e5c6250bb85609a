"""Packs of any shape written to folders and resolved, for tests of inheritance and of checking."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from fourfold.core.problems import Place, Problems
from fourfold.standards.facts.given import facts_from_text
from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.expression import Facts
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.resolved import Resolved
from fourfold.standards.pack.sheets import SHEETS
from support.outcomes import Fault, faults, told

Rows = Sequence[Mapping[str, str]]
DAY = date(2024, 12, 31)
CLAUSES: Rows = [{"clause": "1", "number": "1", "modality": "shall", "heading_en": "A clause", "heading_zh": "条款"}]


def pack_folder(root: Path, name: str, *parents: str, keys: Mapping[str, Any] | None = None, **sheets: Rows) -> Path:
    """Write a pack; returns the folder.

    Args:
        root: folder of packs.
        name: id of the pack and name of its folder.
        parents: ids of the packs it derives from, with a range after a blank, such as ``parent >=1,<2``.
        keys: keys of ``pack.yaml`` beside or in place of those every pack has.
        sheets: rows by sheet; a clause ``1`` is there unless `clauses` are given, and requirements stand in it.
    """
    folder = root / name
    folder.mkdir(parents=True)
    split = [parent.partition(" ") for parent in parents]
    head: dict[str, Any] = {
        "fourfold": "pack/1",
        "id": name,
        "standard": name,
        "kind": "core",
        "version": "1.0",
        "title": {"en": f"Title of {name}", "zh": "标题"},
        "document": {"number": f"Document {name}", "issuer": "nobody", "effective": {"from": "2024-01-01"}},
        "read": {"extent": "full", "by": "a reader"},
        "status": "draft",
        "derives_from": [{"id": parent, "versions": versions} for parent, _, versions in split],
    }
    text = yaml.safe_dump({**head, **(keys or {})}, allow_unicode=True, sort_keys=False)
    (folder / "pack.yaml").write_text(text, encoding="utf-8")
    ruled = [{"clause": "1", "modality": "shall", **row} for row in sheets.get("requirements", ())]
    for sheet, rows in {"clauses": CLAUSES, **sheets, "requirements": ruled}.items():
        with (folder / f"{sheet}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, SHEETS[sheet], restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return folder


def resolved(root: Path, name: str, day: date = DAY) -> Resolved:
    """A pack of a root as it stands on a day; every fault is spelled out when it does not."""
    problems = Problems()
    found = _resolve(root, name, day, problems)
    assert found is not None, [told(problem) for problem in problems]
    assert not problems.errors
    return found


def refusals(root: Path, name: str, day: date = DAY) -> list[Fault]:
    """Code, file, row and column of each reason why a pack of a root does not resolve."""
    problems = Problems()
    assert _resolve(root, name, day, problems) is None
    for problem in problems.errors:
        told(problem)
    return faults(problems.errors)


def given(**facts: str) -> Facts:
    """Facts by name, with ``__`` for dots: ``study__goal__audience``."""
    return facts_of({name.replace("__", "."): text for name, text in facts.items()})


def facts_of(texts: Mapping[str, str]) -> Facts:
    """Facts by dictionary name."""
    problems = Problems()
    facts = facts_from_text(texts, dictionary(), Place("facts"), problems)
    assert facts is not None, [told(problem) for problem in problems]
    return facts


def _resolve(root: Path, name: str, day: date, problems: Problems) -> Resolved | None:
    library = PackLibrary([root])
    pack = library.get(name, problems)
    assert pack is not None, [told(problem) for problem in problems]
    return resolve(pack, library, day, problems)
