"""``fourfold statement …``: what the verifier says of a dossier, and who reviewed that. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.statement import new, review, show, sign

app = typer.Typer(help="Statements: what a verifier says of a dossier.", no_args_is_help=True)


@app.callback()
def statement() -> None:
    """Statements: what a verifier says of a dossier."""


app.command("new")(new.new)
app.command("sign")(sign.sign)
app.command("review")(review.review)
app.command("show")(show.show)
