"""By what figures of a database were made: the lines that stand beside every result."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.accounting.background.system import Product
from fourfold.app.databases.scoring import Scoring
from fourfold.core.problems import N_, clip
from fourfold.core.words import Words

_NOTES = 4
_LONGEST = 200


def figure(value: float, digits: int = 6) -> str:
    """A number for people."""
    return "0" if not value else f"{value:.{digits}g}"


def called(product: Product) -> str:
    """Name and place of a product, bounded and without control characters, as a terminal may show it."""
    return clip(f"{product.name} [{product.location}]" if product.location else product.name, _LONGEST)


def show_basis(scoring: Scoring, w: Words, console: Console) -> None:
    """Print database, profile, potentials, and what does not count."""
    info, factors = scoring.database.info, scoring.characterisation
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(overflow="fold")
    profile = f"{scoring.profile.id}: {w.name(scoring.profile.names)}"
    grid.add_row(w(N_("database")), Text(f"{info.name} {info.version} ({info.source})"))
    grid.add_row(w(N_("profile")), Text(profile))
    grid.add_row(w(N_("warming potentials")), Text(f"GWP100 {scoring.gwp_set}"))
    cut = w(N_("{count} needs have no supplier and carry no burden"), count=scoring.cut_offs)
    grid.add_row(w(N_("cut-offs")), Text(cut))
    grid.add_row(w(N_("not counted")), Text(_unmapped(scoring, w)))
    notes = list(dict.fromkeys(w.problem(note) for note in factors.findings))
    for number, note in enumerate(notes[:_NOTES]):
        grid.add_row("" if number else w(N_("notes on flows")), Text(note))
    if len(notes) > _NOTES:
        grid.add_row("", w(N_("{count} more"), count=len(notes) - _NOTES))
    console.print(grid)


def _unmapped(scoring: Scoring, w: Words) -> str:
    names = scoring.database.flows["name"].to_list()
    found = sorted({names[flow] for flow in scoring.characterisation.unmapped})
    if not found:
        return w(N_("no elementary flow that is known to matter to the climate"))
    return w(
        N_("{count} elementary flows that may matter to the climate: {names}"),
        count=len(scoring.characterisation.unmapped),
        names="; ".join(found),
    )
