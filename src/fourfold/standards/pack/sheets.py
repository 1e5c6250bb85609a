"""The tables of a pack: their columns, in the order in which they are written.

The same tables stand in a folder (``NAME.csv``, with ``pack.yaml`` for the sheet ``pack``) and in a workbook (one
sheet each). Every cell is text. Lists in a cell stand with `` | `` between. Columns ending in ``_en`` and
``_zh`` are a text in two languages.
"""

from __future__ import annotations

SHEETS: dict[str, tuple[str, ...]] = {
    "clauses": (
        "clause", "number", "parent", "modality", "heading_en", "heading_zh", "paraphrase_en", "paraphrase_zh",
        "equivalents", "status",
    ),
    "parameters": (
        "parameter", "unit", "stricter", "from", "to", "value", "clause", "source", "status", "meaning_en",
        "meaning_zh", "reason_en", "reason_zh",
    ),
    "requirements": (
        "requirement", "item", "clause", "modality", "applies_when", "test", "ask_en", "ask_zh", "evidence", "severity",
        "pass_en", "pass_zh", "fail_en", "fail_zh", "unknown_en", "unknown_zh", "guidance_en", "guidance_zh", "change",
        "overrides", "reason_en", "reason_zh",
    ),
    "method": ("choice", "value", "clause", "status", "reason_en", "reason_zh"),
    "disclosures": ("disclosure", "clause", "what_en", "what_zh", "fact"),
    "examples": ("example", "base", "day", "fact", "value"),
    "expected": ("example", "requirement", "verdict"),
    "changes": ("version", "date", "alters_verdicts", "what_en", "what_zh"),
}  # fmt: skip
"""Columns by sheet. Of ``parameters``, ``examples`` and ``expected`` several rows belong to one thing."""
