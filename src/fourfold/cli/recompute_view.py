"""A recomputation for people: what agrees, what differs from the causes down to single items, and what was asserted."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.box import SIMPLE
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fourfold.certification.dossier.differences import Difference, DifferenceKind
from fourfold.certification.dossier.recomputation import Equality, Recomputation
from fourfold.cli.show import plain_console
from fourfold.core.canonical import decimal_text
from fourfold.core.json_shape import spelled
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words

_OUTCOMES = {
    Equality.EQUAL: N_("equal: the result follows from what the dossier holds, to the last digit"),
    Equality.DIFFERENT: N_("different: the result does not follow from what the dossier holds"),
    Equality.CANNOT_TELL: N_("cannot be told: what was recomputed agrees, but not everything could be"),
}
_EQUAL_SOLVED = N_(
    "equal: the result follows from what the dossier holds, to the last digit but for databases solved anew"
)
_NOT_CALCULATED = N_("cannot be told: this engine cannot calculate what the dossier holds")
_KINDS = {
    DifferenceKind.INPUT: N_("input"),
    DifferenceKind.DECLARATION: N_("declaration"),
    DifferenceKind.PACK: N_("pack"),
    DifferenceKind.RULE: N_("rule of the method"),
    DifferenceKind.FACTOR: N_("factor"),
    DifferenceKind.DATABASE: N_("database"),
    DifferenceKind.SUPPLIER: N_("supplier"),
    DifferenceKind.TOTAL: N_("total"),
    DifferenceKind.LINE: N_("result line"),
    DifferenceKind.STAGE: N_("stage"),
    DifferenceKind.PROCESS: N_("process"),
    DifferenceKind.ITEM: N_("item"),
    DifferenceKind.ELECTRICITY: N_("electricity"),
    DifferenceKind.GAS: N_("gas"),
    DifferenceKind.TREE: N_("tree"),
    DifferenceKind.SHARE: N_("shares of the total"),
    DifferenceKind.VERDICT: N_("verdict"),
    DifferenceKind.DOCUMENT: N_("document"),
}
_MOST_ROWS = 40
_TELLING = ("digest", "total_kg_co2e", "verdict", "per_unit_kg_co2e", "value", "kg_co2e")
"""Members that say best what a difference comes to."""


def _outcome(found: Recomputation) -> str:
    """What it came to; databases solved on another machine agree to so many digits, not to the last."""
    is_solved = any(database.is_solved for database in found.databases)
    return _EQUAL_SOLVED if is_solved and found.outcome is Equality.EQUAL else _OUTCOMES[found.outcome]


def show_recomputation(found: Recomputation, lang: Lang) -> None:
    """Print what a recomputation came to."""
    w, console = words(lang), plain_console()
    colour = {Equality.EQUAL: "bold green", Equality.DIFFERENT: "bold red", Equality.CANNOT_TELL: "bold yellow"}
    is_blind = found.outcome is Equality.CANNOT_TELL and found.problems
    console.print(Text(w(_NOT_CALCULATED if is_blind else _outcome(found)), style=colour[found.outcome]))
    console.print(w(N_("dossier: {digest}"), digest=found.dossier), soft_wrap=True)
    totals = {"sealed": _spelled(found.total_sealed), "recomputed": _spelled(found.total_recomputed)}
    console.print(w(N_("total in kg CO2e: sealed {sealed}, recomputed {recomputed}"), **totals))
    console.print(w(N_("numbers compared: {count}"), count=found.compared))
    for database in found.databases:
        if database.is_solved:
            said = {"name": database.name, "count": database.datasets, "digits": database.digits}
            console.print(w(N_("database {name} solved anew: {count} datasets, compared to {digits} digits"), **said))
    if found.differences:
        _show_differences(found.differences, console, w)
    _show_notes(found, console, w)
    console.print(w(N_("report: {digest}"), digest=found.digest), soft_wrap=True)


def _show_differences(differences: Sequence[Difference], console: Console, w: Words) -> None:
    table = Table(box=SIMPLE, show_edge=False, pad_edge=False)
    for heading in (N_("what"), N_("which"), N_("where"), N_("sealed"), N_("recomputed")):
        table.add_column(w(heading), overflow="fold")
    told = [one for one in differences if not _follows(one, differences)]
    for one in told[:_MOST_ROWS]:
        table.add_row(w(_KINDS[one.kind]), one.name or one.part, *_row(one))
    console.print(table)
    if len(differences) > len(told[:_MOST_ROWS]):
        left = len(differences) - len(told[:_MOST_ROWS])
        console.print(w(N_("and {count} more that follow from these; --json gives all"), count=left))


def _follows(one: Difference, differences: Sequence[Difference]) -> bool:
    """Whether a difference says nothing new: digests of a study of which a file differs; shares, the tree and what
    quotes figures, where the total or an item differs; evidence of verdicts that stay as they are."""
    if one.kind is DifferenceKind.DECLARATION:
        is_of_files = any(other.kind is DifferenceKind.INPUT for other in differences)
        return is_of_files and all(leaf.path[-1] == "digest" for leaf in one.leaves)
    is_told = any(other.kind in (DifferenceKind.TOTAL, DifferenceKind.ITEM) for other in differences)
    if one.kind is DifferenceKind.VERDICT:
        return is_told and all(leaf.path[-1] != "verdict" for leaf in one.leaves)
    return is_told and one.kind in (DifferenceKind.SHARE, DifferenceKind.TREE, DifferenceKind.DOCUMENT)


def _row(one: Difference) -> tuple[str, str, str]:
    """Where a difference is, and what stood there."""
    leaf = next((leaf for name in _TELLING for leaf in one.leaves if leaf.path[-1] == name), None)
    leaf = leaf or next(iter(one.leaves), None)
    if leaf is None:
        return one.part, "–", "–"
    file = one.context.get("file", "")
    where = f"{file}:{one.context.get('row', '')} {one.context.get('process', '')}" if file else spelled(leaf.path)
    return where, _brief(leaf.sealed), _brief(leaf.recomputed)


def _brief(text: str | None) -> str:
    """A value; of a digest as much as tells it from another."""
    found = text or "–"
    return f"{found[:19]}…" if found.startswith("sha256:") else found


def _show_notes(found: Recomputation, console: Console, w: Words) -> None:
    for note in found.notes:
        console.print(Padding(Text("– " + w(note.kind.text, **note.params)), (0, 0, 0, 2)))
        if note.kind.repair:
            console.print(Padding(Text(w(note.kind.repair, **note.params)), (0, 0, 0, 4)))


def _spelled(value: Decimal | None) -> str:
    return "–" if value is None else decimal_text(value)
