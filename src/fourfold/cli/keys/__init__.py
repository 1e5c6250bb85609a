"""``fourfold keys …``: pairs in encrypted files, bodies and their registers, trust. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.keys import new, passphrase, show

app = typer.Typer(help="Keys: who signs, and who is trusted.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """Keys: who signs, and who is trusted."""


app.command("new")(new.new)
app.command("show")(show.show)
app.command("passphrase")(passphrase.passphrase)
