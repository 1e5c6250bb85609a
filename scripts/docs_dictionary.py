"""The reference page of the data dictionary: every name a rule may use."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.standards.facts.vocabulary import dictionary
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind

_HEADINGS = {
    "study": ("The study", "What `study.yaml` and the tables say. Known without a calculation."),
    "result": (
        "The result",
        "What the study amounts to under the pack's method. Unknown where it could not be calculated. Figures are per"
        " declared unit.",
    ),
}


def data_dictionary() -> str:
    """Every name with type, unit, choices, where it is given, and meaning."""
    parts = [
        "# Data dictionary",
        "The names that rules of standards are written with. A name that is not here is refused when a pack is read. A"
        " name of type *rows* stands for a list; the names in its own section are the fields of its rows, which a rule"
        " reaches by `all(c.estimated_share < param.limit for c in study.cut_offs)`. Numbers are decimals in the unit"
        " named here, whatever unit stands in the study; unit 1 is a share or a count. A text given in two languages"
        " is the English one, else the Chinese. Texts that say nothing (`n/a`, `-`, `待定`) count as missing.",
    ]
    for part, (heading, text) in _HEADINGS.items():
        entries = [entry for entry in dictionary() if entry.name.startswith(f"{part}.")]
        lists = {entry.name for entry in entries if entry.of is Kind.RECORD}
        single = [entry for entry in entries if entry.name.rpartition(".")[0] not in lists]
        parts += [f"## {heading}", text, _table(single, 0)]
        for name in (entry.name for entry in single if entry.name in lists):
            parts += [f"### {name}", _table(dictionary().fields(name), len(name) + 1)]
    return "\n\n".join(parts) + "\n"


def _table(entries: Sequence[Entry], skipped: int) -> str:
    lines = ["| name | type | unit | choices | where | meaning | 含义 |", "|---|---|---|---|---|---|---|"]
    for entry in entries:
        kind = {Kind.RECORD: "rows", Kind.TEXT: "texts"}[entry.of] if entry.kind is Kind.LIST else str(entry.kind)
        meaning = (entry.meaning["en"], entry.meaning["zh"])
        cells = (f"`{entry.name[skipped:]}`", kind, entry.unit, ", ".join(entry.choices), entry.where, *meaning)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
