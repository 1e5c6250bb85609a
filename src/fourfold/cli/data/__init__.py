"""``fourfold data …``: what is known, each number with its source. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.data import export, factors

app = typer.Typer(help="Factors and life-cycle databases, each with its source.", no_args_is_help=True)


@app.callback()
def data() -> None:
    """Factors and life-cycle databases, each with its source."""


app.command("factors")(factors.factors)
app.command("export")(export.export)
