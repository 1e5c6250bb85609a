"""The reference page of the shipped packs, made from the packs themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fourfold.core.problems import Problems
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.model import DatedValue, Parameter, RulePack

LEAD = [
    "# Shipped packs",
    "A pack states one edition of a standard as data: [its format](rule-pack.md), [the language of its rules"
    "](rule-language.md), [the names they use](data-dictionary.md). These come with Fourfold. `fourfold standards show"
    " ID` shows one with what it inherits, `fourfold standards export ID` writes it as a workbook to read, correct and"
    " [take further](../tutorial/write-a-rule-pack.md), and `fourfold standards test ID` runs its examples.",
    "随 Fourfold 提供的规则包如下。规则包以自有文字转述标准，不含标准原文；状态如实标注。",
    "**How far to trust them.** No pack holds the text of a standard. *Read* says how far the author read the document"
    " (`full`, `partial`, `secondary`: what others say of it, `none`), *status* how far the pack was compared with it"
    " (`draft`, `reviewed`, `verified`). Only `verified` means that a named person read the whole edition. A verdict"
    " under a draft is no proof that the document is met. Clauses and values carry a status of their own: `confirmed`,"
    " `secondary`, `memory` (from memory, not verified). A clause in italics is one whose number is not known; its name"
    " is ours.",
]  # fmt: skip


def shipped_packs() -> str:
    """The page."""
    library, problems = PackLibrary(), Problems()
    found = (library.get(pack_id, problems) for pack_id in library.ids())
    packs = [pack for pack in found if pack is not None]
    problems.raise_if_errors()
    parts = [*LEAD, _overview(packs)]
    for pack in packs:
        parts += _pack(pack)
    return "\n\n".join(parts) + "\n"


def _overview(packs: Sequence[RulePack]) -> str:
    rows = (
        (
            f"[{pack.id}](#{pack.id})",
            pack.identity.document.number,
            pack.identity.title.get("zh", ""),
            pack.identity.kind,
            pack.identity.version,
            pack.identity.status,
            pack.identity.reading.extent,
            _in_force(pack),
        )
        for pack in packs
    )
    return _table(("id", "document", "名称", "kind", "version", "status", "read", "in force"), rows)


def _in_force(pack: RulePack) -> str:
    effective = pack.identity.document.effective
    if effective.start is None:
        return "never came into force"
    return f"from {effective.start}" + (f" until {effective.end}" if effective.end else "")


def _pack(pack: RulePack) -> Iterator[str]:
    identity = pack.identity
    yield f"## {pack.id}"
    yield f"{identity.title.get('en', '')}. {identity.title.get('zh', '')}。"
    for head, texts in (("Read", identity.reading.note), ("Known to be missing", identity.unknown)):
        if texts.get("en"):
            yield f"**{head}.** {_flat(texts['en'])}"
            yield _flat(texts.get("zh", ""))
    if identity.derives_from:
        parents = ", ".join(f"[{parent.id}](#{parent.id}) {parent.versions}" for parent in identity.derives_from)
        yield f"**Builds on** {parents}: what is not named here holds as there."
    if pack.parameters:
        yield "### Parameters of " + pack.id
        yield _table(
            ("parameter", "value", "meaning", "source", "status"),
            (row for parameter in pack.parameters for row in _parameter(parameter)),
        )
    if pack.choices:
        yield "### Method of " + pack.id
        yield _table(
            ("choice", "value", "clause", "status", "reason"),
            (
                (
                    f"`{choice.key}`",
                    choice.value,
                    _number(pack, choice.clause),
                    choice.status,
                    choice.reason.get("en", ""),
                )
                for choice in pack.choices
            ),
        )
    yield "### Requirements of " + pack.id
    yield _table(("requirement", "item", "clause", "strength", "judged by"), _requirements(pack))


def _parameter(parameter: Parameter) -> Iterator[tuple[str, ...]]:
    unit = "" if parameter.unit in ("1", "text", "date") else f" {parameter.unit}"
    for dated in parameter.values:
        since = _dates(dated)
        value = f"{dated.value}{unit}{since}" if dated.value else "not known"
        yield f"`{parameter.name}`", value, parameter.meaning.get("en", ""), dated.source, dated.status
    if not parameter.values:
        yield f"`{parameter.name}`", "not known", parameter.meaning.get("en", ""), "", ""


def _dates(dated: DatedValue) -> str:
    words = [f"from {dated.start}"] if dated.start else []
    words += [f"until {dated.end}"] if dated.end else []
    return f" ({' '.join(words)})" if words else ""


def _requirements(pack: RulePack) -> Iterator[tuple[str, ...]]:
    for rule in pack.requirements:
        if rule.test:
            how = f"rule: `{rule.test}`" + (f", when `{rule.applies_when}`" if rule.applies_when else "")
        elif rule.ask.get("en"):
            how = f"person: {rule.ask['en']}"
        else:
            how = f"taken away: {rule.reason.get('en', '')}"
        name = f"`{rule.id}`" + (f", {rule.change}s `{rule.overrides}`" if rule.overrides else "")
        yield name, rule.item, _number(pack, rule.clause), rule.modality, how


def _number(pack: RulePack, clause_id: str) -> str:
    """The number of a clause; where it is not known its name, in italics."""
    clause = next((clause for clause in pack.clauses if clause.id == clause_id), None)
    return "" if clause is None else clause.number or f"*{clause.heading.get('en', '') or clause.id}*"


def _table(heads: Sequence[str], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    lines += [f"| {' | '.join(_flat(cell).replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def _flat(text: str) -> str:
    """One line; where lines of Chinese were folded no blank stays."""
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", " ".join(text.split()))
