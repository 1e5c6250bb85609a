"""The contribution tree and the parts of a figure for people."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from fourfold.accounting.background.contributions import REST, Part
from fourfold.accounting.background.tree import TreeNode
from fourfold.app.databases.tree import Unfolded
from fourfold.cli.data.basis_view import called, figure, show_basis
from fourfold.cli.show import plain_console
from fourfold.core.problems import N_, clip
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.report.labels import label

_SHOWN = 10
_LONGEST = 200
TITLES = {
    "lines": N_("by result line"),
    "flows": N_("by elementary flow"),
    "processes": N_("by process, each without its suppliers"),
    "locations": N_("by place"),
    "tiers": N_("by tier of supply"),
    "stages": N_("by category of process"),
}


def show_tree(unfolded: Unfolded, html: Path | None, lang: Lang) -> None:
    """Print figure, tree, parts and by what they were made."""
    w, console = words(lang), plain_console()
    total = unfolded.demand.assessed.total  # solved before anything is printed: it may be refused
    console.print(Text(title_of(unfolded), style="bold"))
    console.print(f"{figure(total)} kg CO2e\n")
    console.print(_branch(unfolded, unfolded.tree, w))
    for cut, title in TITLES.items():
        _show_parts(unfolded, cut, w(title), w, console)
    for part in unfolded.parts.uncounted:
        told = w(
            N_("not counted: {amount} {unit} {name} ({detail})"),
            amount=figure(part.amount),
            unit=part.unit,
            name=part.name,
            detail=part.detail or "–",
        )
        console.print(told, style="yellow")
    _show_quality(unfolded, w, console)
    show_basis(unfolded.demand.scoring, w, console, unfolded.demand.assessed.scored)
    if html is not None:
        console.print(w(N_("written: {path}"), path=html), soft_wrap=True)


def _show_quality(unfolded: Unfolded, w: Words, console: Console) -> None:
    """Pedigree scores; one line where nothing is rated."""
    found = unfolded.quality
    if not any(score.rated_share for score in found.values()):
        console.print(w(N_("data quality: none of the emissions behind the figure are rated by the source")))
        return
    spelled = ", ".join(
        f"{label(w, 'indicator', str(indicator))} {score.mean:.1f} ({score.rated_share:.0%})"
        for indicator, score in found.items()
        if score.rated_share
    )
    told = N_("data quality, 1 best to 5, by contribution (share of the contributions rated): {scores}")
    console.print(w(told, scores=spelled))


def title_of(unfolded: Unfolded) -> str:
    """Amount, product and place."""
    demand = unfolded.demand
    product = demand.scoring.system.products[demand.product]
    return f"{figure(demand.amount)} {demand.unit}: {called(product)}"


def share_of(value: float, total: float) -> str:
    """A share of the total, in per cent; a dash where there is no total to share."""
    return f"{100 * value / total:.1f} %" if total else "–"


def name_of(cut: str, part: Part, w: Words) -> str:
    """What a part is called."""
    if part.key == REST:
        return w(N_("all further tiers"))
    if cut == "lines":
        return label(w, "line", part.key)
    if cut == "tiers":
        return w(N_("the product itself")) if part.key == "0" else w(N_("suppliers, tier {number}"), number=part.key)
    if cut == "processes" and part.detail:
        return clip(f"{part.name} [{part.detail}]", _LONGEST)
    return clip(part.key if cut == "flows" else part.name, _LONGEST) or w(N_("not said"))


def _branch(unfolded: Unfolded, node: TreeNode, w: Words, tree: Tree | None = None) -> Tree:
    text = _line_of(unfolded, node, w)
    branch = Tree(text) if tree is None else tree.add(text)
    total = unfolded.demand.assessed.total
    for child in node.children:
        _branch(unfolded, child, w, branch)
    if node.children and node.own:
        branch.add(Text(f"{share_of(node.own, total):>8}  {figure(node.own, 4)} kg  " + w(N_("its own")), style="dim"))
    if node.rest and node.hidden:
        told = w(N_("{count} more suppliers"), count=node.hidden)
        branch.add(Text(f"{share_of(node.rest, total):>8}  {figure(node.rest, 4)} kg  {told}", style="dim"))
    return branch


def _line_of(unfolded: Unfolded, node: TreeNode, w: Words) -> Text:
    product = unfolded.demand.scoring.system.products[node.product]
    amount = f"{figure(node.amount, 4)} {product.unit}"
    text = Text(f"{share_of(node.kg_co2e, unfolded.demand.assessed.total):>8}  ")
    text.append(f"{figure(node.kg_co2e, 4)} kg", style="bold")
    text.append(f"  {called(product)}  ")
    text.append(amount, style="dim")
    if node.loop:
        text.append("  ↻ " + w(N_("loop: passed before on this path")), style="yellow")
    return text


def _show_parts(unfolded: Unfolded, cut: str, title: str, w: Words, console: Console) -> None:
    total = unfolded.demand.assessed.total
    parts = [part for part in unfolded.cut(cut) if part.kg_co2e]
    table = Table(title=title, title_justify="left")
    table.add_column(w(N_("share")), justify="right")
    table.add_column("kg CO2e", justify="right")
    table.add_column("", overflow="fold")
    for part in parts[:_SHOWN]:
        table.add_row(share_of(part.kg_co2e, total), figure(part.kg_co2e, 4), Text(name_of(cut, part, w)))
    if left := parts[_SHOWN:]:
        rest = sum(part.kg_co2e for part in left)
        table.add_row(share_of(rest, total), figure(rest, 4), w(N_("{count} more"), count=len(left)))
    console.print(table)
