"""A pack with everything it inherits, for people: who it is, its clauses as a tree, values, method, disclosures."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from fourfold.cli.show import plain_console
from fourfold.cli.standards.fitted import Cell, fitted
from fourfold.cli.standards.list_view import KIND_WORDS, STATUS_WORDS, dates_for_people
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.standards.pack.model import Clause, DatedValue, Modality, ReadExtent, RulePack
from fourfold.standards.pack.resolved import InForce, Resolved

_MODALITY_WORDS = {
    Modality.SHALL: N_("shall"),
    Modality.SHOULD: N_("should"),
    Modality.MAY: N_("may"),
    Modality.INFO: N_("information"),
}
_READ_WORDS = {
    ReadExtent.FULL: N_("its document was read in full"),
    ReadExtent.PARTIAL: N_("its document was read in parts"),
    ReadExtent.SECONDARY: N_("its document was not read: it rests on what others write about it"),
    ReadExtent.NONE: N_("its document was not read"),
}
_STATUS_WORDS = {
    "confirmed": N_("confirmed"),
    "secondary": N_("from others"),
    "memory": N_("from memory"),
    "": "–",
}
_DIGEST_SHOWN = len("sha256:") + 12


def show_resolved(resolved: Resolved, lang: Lang, *, texts: bool) -> None:
    """Print a resolved pack.

    Args:
        resolved: the pack with what it inherits.
        lang: language of words and texts.
        texts: whether tests, questions and paraphrases are printed.
    """
    w, console = words(lang), plain_console()
    _show_identity(resolved, w, console)
    for pack in reversed(resolved.chain):
        _show_clauses(pack, resolved, w, console, texts=texts)
    _show_parameters(resolved, w, console)
    _show_method(resolved, w, console, texts=texts)
    _show_disclosures(resolved, w, console)


def _show_identity(resolved: Resolved, w: Words, console: Console) -> None:
    identity = resolved.pack.identity
    console.print(Text(f"{identity.id} {identity.version}  {w.name(identity.title)}", style="bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    for label, text in _identity_rows(resolved, w):
        if text:
            table.add_row(w(label), Text(text))
    console.print(Padding(table, (0, 0, 1, 2)))


def _identity_rows(resolved: Resolved, w: Words) -> Iterator[tuple[str, str]]:
    identity = resolved.pack.identity
    document = identity.document
    yield N_("states"), ", ".join(part for part in (document.number, document.issuer, document.edition) if part)
    yield N_("in force"), dates_for_people(resolved.pack)
    yield N_("transition"), w.name(document.transition)
    yield N_("sort"), w(KIND_WORDS[identity.kind])
    yield N_("status"), f"{w(STATUS_WORDS[identity.status])} – {w(_READ_WORDS[identity.reading.extent])}"
    yield N_("read by"), " ".join(str(part) for part in (identity.reading.by, identity.reading.on or "") if part)
    yield N_("about it"), w.name(identity.reading.note)
    yield N_("not in it"), w.name(identity.unknown)
    yield N_("derives from"), ", ".join(f"{p.id} {p.identity.version}" for p in reversed(resolved.chain[:-1]))
    yield N_("products"), "; ".join(f"{scheme}: {', '.join(codes)}" for scheme, codes in identity.codes.items())
    yield N_("shown on"), resolved.day.isoformat()
    yield N_("digest"), f"{resolved.pack.digest[:_DIGEST_SHOWN]}…"


def _show_clauses(pack: RulePack, resolved: Resolved, w: Words, console: Console, *, texts: bool) -> None:
    rules: dict[str, list[InForce]] = {}
    for rule in resolved.requirements:
        if rule.pack == pack.id:
            rules.setdefault(rule.clause.id, []).append(rule)
    count = sum(map(len, rules.values()))
    title = w(N_("Clauses of {pack}, with {count} requirements in force"), pack=pack.id, count=count)
    tree = Tree(Text(title, style="bold"), guide_style="dim")
    children: dict[str, list[Clause]] = {}
    for clause in pack.clauses:
        children.setdefault(clause.parent, []).append(clause)
    _grow(tree, "", children, rules, w, texts=texts)
    console.print(tree)
    console.print()


def _grow(
    tree: Tree,
    parent: str,
    children: dict[str, list[Clause]],
    rules: dict[str, list[InForce]],
    w: Words,
    *,
    texts: bool,
) -> None:
    for clause in children.get(parent, ()):
        branch = tree.add(_clause_text(clause, w, texts=texts))
        for rule in rules.get(clause.id, ()):
            branch.add(_rule_text(rule, w, texts=texts))
        _grow(branch, clause.id, children, rules, w, texts=texts)


def _clause_text(clause: Clause, w: Words, *, texts: bool) -> Text:
    text = Text.assemble((clause.number or f"({clause.id})", "bold"), f" {w.name(clause.heading)}")
    if clause.modality is not Modality.INFO:
        text.append(f"  {w(_MODALITY_WORDS[clause.modality])}", style="dim")
    if texts and clause.paraphrase:
        text.append(f"\n{w.name(clause.paraphrase)}", style="dim")
    return text


def _rule_text(rule: InForce, w: Words, *, texts: bool) -> Text:
    stated = rule.requirement
    text = Text.assemble("• ", stated.id, (f"  {w(_MODALITY_WORDS[stated.modality])}", "dim"))
    if not rule.tests:
        text.append("  " + w(N_("judged by a person")), style="dim")
    if rule.replaced:
        text.append(f"  ← {', '.join(rule.replaced)}", style="yellow")
    if texts:
        for label, line in _rule_lines(rule, w):
            text.append(f"\n  {label} ", style="dim").append(line)
    return text


def _rule_lines(rule: InForce, w: Words) -> Iterator[tuple[str, str]]:
    if rule.applies_when is not None:
        yield w(N_("applies when")), rule.applies_when.text
    for test in rule.tests:
        yield w(N_("test")), test.text
    if rule.requirement.ask:
        yield w(N_("question")), w.name(rule.requirement.ask)
    if rule.requirement.reason:
        yield w(N_("reason")), w.name(rule.requirement.reason)


def _show_parameters(resolved: Resolved, w: Words, console: Console) -> None:
    if not resolved.parameters:
        return
    titles = (N_("parameter"), N_("value"), N_("in force"), N_("clause"), N_("confirmed"), N_("pack"))
    rows: list[tuple[Cell, ...]] = []
    for name, held in resolved.parameters.items():
        pack = _came_from(held.pack, held.replaced)
        if not held.parameter.values:
            rows.append((f"  {name}", Text(w(N_("not known")), style="yellow"), "", "", "", pack))
        rows += [
            (*_dated_cells(name, held.parameter.unit, dated, resolved, w), pack) for dated in held.parameter.values
        ]
    title = w(N_("Values rules refer to; ▸ on {day}"), day=resolved.day)
    heads = [w(head) for head in titles]
    console.print(fitted(title, heads, rows, {0, 1, 2}, console.width))
    console.print()


def _dated_cells(name: str, unit: str, dated: DatedValue, resolved: Resolved, w: Words) -> tuple[str, ...]:
    mark = "▸" if dated.holds(resolved.day) else " "
    clause = dated.clause or "–"
    return f"{mark} {name}", _shown_value(unit, dated), _days(dated), clause, w(_STATUS_WORDS[dated.status])


def _shown_value(unit: str, dated: DatedValue) -> str:
    return dated.value if unit in ("1", "date", "text") else f"{dated.value} {unit}"


def _days(dated: DatedValue) -> str:
    """From the first day to the day after the last, as of editions; a dash for always."""
    return f"{dated.start or ''} – {dated.end or ''}".strip()


def _show_method(resolved: Resolved, w: Words, console: Console, *, texts: bool) -> None:
    if not resolved.choices:
        return
    titles = (N_("choice"), N_("value"), N_("clause"), N_("confirmed"), N_("pack"), N_("reason"))
    rows: list[tuple[Cell, ...]] = []
    for key, held in resolved.choices.items():
        choice = held.choice
        cells = (key, choice.value, choice.clause or "–", w(_STATUS_WORDS[choice.status]))
        rows.append((*cells, _came_from(held.pack, held.replaced), Text(w.name(choice.reason))))
    shown = len(titles) if texts else len(titles) - 1
    heads = [w(head) for head in titles[:shown]]
    title = w(N_("Method: the choices of the calculation"))
    console.print(fitted(title, heads, [row[:shown] for row in rows], {0, 1}, console.width))
    if resolved.defaulted:
        told = w(N_("As in Fourfold's default method: {choices}"), choices=", ".join(resolved.defaulted))
        console.print(Text(told, style="dim"))
    console.print()


def _show_disclosures(resolved: Resolved, w: Words, console: Console) -> None:
    if not resolved.disclosures:
        return
    titles = (N_("what"), N_("clause"), N_("given as"), N_("pack"))
    rows: list[tuple[Cell, ...]] = [
        (Text(w.name(asked.what)), asked.clause or "–", asked.fact or w(N_("by the report itself")), pack)
        for pack, asked in resolved.disclosures
    ]
    heads = [w(head) for head in titles]
    console.print(fitted(w(N_("To be reported")), heads, rows, {2}, console.width))


def _came_from(pack: str, replaced: tuple[str, ...]) -> str:
    return f"{pack} ← {', '.join(replaced)}" if replaced else pack
