"""``fourfold data …``."""

from __future__ import annotations

import typer

app = typer.Typer(help="Factors and datasets, each with its source.", no_args_is_help=True)


@app.callback()
def data() -> None:
    """Factors and datasets, each with its source."""
