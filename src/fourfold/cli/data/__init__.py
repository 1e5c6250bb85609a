"""``fourfold data …``: what is known, each number with its source. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.data import (
    compare,
    export,
    factors,
    hourly,
    import_,
    links,
    list_,
    remove,
    report,
    scores,
    search,
    show,
    tree,
    uncertainty,
)

app = typer.Typer(help="Factors and life-cycle databases, each with its source.", no_args_is_help=True)


@app.callback()
def data() -> None:
    """Factors and life-cycle databases, each with its source."""


app.command("import")(import_.import_)
app.command("list")(list_.list_)
app.command("show")(show.show)
app.command("search")(search.search)
app.command("factors")(factors.factors)
app.command("report")(report.report)
app.command("links")(links.links)
app.command("remove")(remove.remove)
app.command("export")(export.export)
app.command("scores")(scores.scores)
app.command("tree")(tree.tree)
app.command("uncertainty")(uncertainty.uncertainty)
app.command("compare")(compare.compare)
app.command("hourly")(hourly.hourly)
