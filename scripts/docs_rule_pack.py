"""The reference page of rule packs: words from ``rule-pack.md`` beside this, keys and columns from ``columns.csv``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from fourfold.standards.pack.sheets import COLUMNS, KEYS, Column

_TEXT = Path(__file__).parent / "rule-pack.md"


def rule_pack() -> str:
    """The format of rule packs: forms and cells in words, keys and columns from ``columns.csv``."""
    sheets = [f"### {sheet}\n\n{_SHEETS[sheet]}\n\n{_columns(columns.values())}" for sheet, columns in COLUMNS.items()]
    text = _TEXT.read_text(encoding="utf-8")
    return text.replace("{keys}", _columns(KEYS.values())).replace("{sheets}", "\n\n".join(sheets))


_SHEETS = {
    "clauses": "The tree of clauses. Every requirement points to one; clauses that bind and have no requirement are"
    " listed in every conformity report.",
    "parameters": "Numbers, dates and texts that rules use. Several rows of one parameter are its values by date, which"
    " may not overlap; unit, direction, meaning and reason stand on the first row.",
    "requirements": "What must hold, by a test or by a person. The [rule language](rule-language.md) says how tests are"
    " written, the [data dictionary](data-dictionary.md) which names they may use.",
    "method": "The choices of the calculation. Their names and values are those of [method files](methods.md), with"
    " dots for keys below keys; a child pack states only what it changes.",
    "disclosures": "What a report made under the pack must hold.",
    "examples": "Fragments of a study. Several rows of one example are its facts; base and day stand on the first row.",
    "expected": "What requirements must come to in the examples. `fourfold standards test` holds packs to it.",
    "changes": "The history of the pack.",
}


def _columns(columns: Iterable[Column]) -> str:
    lines = ["| name | needed | holds | meaning | 含义 |", "|---|---|---|---|---|"]
    for column in columns:
        holds = ", ".join(f"`{choice}`" for choice in column.choices) or column.type
        meaning = [column.meaning[lang].replace("|", "\\|") for lang in ("en", "zh")]
        lines.append(f"| `{column.name}` | {'yes' if column.required else ''} | {holds} | {' | '.join(meaning)} |")
    return "\n".join(lines)
