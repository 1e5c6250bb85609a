"""``fourfold certificate …``: what a certification body issues, and how it stands. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.certificate import label

app = typer.Typer(
    help="Certificates: issue them, change their state, show, bundle and label them.", no_args_is_help=True
)


@app.callback()
def certificate() -> None:
    """Certificates: issue them, change their state, show, bundle and label them."""


app.command("label")(label.label)
