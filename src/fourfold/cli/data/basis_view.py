"""By what figures of a database were made: the lines that stand beside every result."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.accounting.background.flow_names import with_compartment
from fourfold.accounting.background.solving import Solved
from fourfold.accounting.background.system import Product
from fourfold.app.databases.scoring import Scoring
from fourfold.core.problems import N_, clip
from fourfold.core.words import Words

_NOTES = 4
_LONGEST = 200


def figure(value: float, digits: int = 6) -> str:
    """A number for people; a dash for none."""
    if value != value:
        return "–"
    return "0" if not value else f"{value:.{digits}g}"


def called(product: Product) -> str:
    """Name and place of a product, bounded and without control characters, as a terminal may show it."""
    return clip(f"{product.name} [{product.location}]" if product.location else product.name, _LONGEST)


def show_basis(scoring: Scoring, w: Words, console: Console, solved: Solved | None = None) -> None:
    """Print database, profile, potentials, what does not count, and how far the solution can be trusted."""
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
    if scoring.unusable:
        grid.add_row(w(N_("rows left out")), Text(unusable_text(scoring, w), style="bold"))
    grid.add_row(w(N_("not counted")), Text(_unmapped(scoring, w)))
    notes = list(dict.fromkeys(w.problem(note) for note in factors.findings))
    for number, note in enumerate(notes[:_NOTES]):
        grid.add_row("" if number else w(N_("notes on flows")), Text(note))
    if len(notes) > _NOTES:
        grid.add_row("", w(N_("{count} more"), count=len(notes) - _NOTES))
    if solved is not None:
        grid.add_row(w(N_("solution")), Text(trusted(solved, w)))
    console.print(grid)


def unusable_text(scoring: Scoring, w: Words) -> str:
    """How many rows stand in no figure, and why."""
    return w(N_("{count} rows take no part: flow, unit or amount cannot be used"), count=scoring.unusable)


def _unmapped(scoring: Scoring, w: Words) -> str:
    found = with_compartment(scoring.database, scoring.characterisation.unmapped)
    if not found:
        return w(N_("no elementary flow that is known to matter to the climate"))
    return w(
        N_("{count} elementary flows that may matter to the climate: {names}"),
        count=len(scoring.characterisation.unmapped),
        names="; ".join(found),
    )


_WAYS = {
    "iterative": N_("by iteration"),
    "refined": N_("by iteration, refined"),
    "direct": N_("by factors of the matrix"),
}


def trusted(solved: Solved, w: Words) -> str:
    """How figures were solved for, and how wrong they can be."""
    bound = N_("{way}; relative error at most {error} (proven)")
    estimate = N_("{way}; relative error about {error} (estimated: credits allow no proof)")
    error = f"{solved.forward_error:.1g}"
    return w(bound if solved.is_bound else estimate, way=w(_WAYS[solved.path]), error=error)
