"""``fourfold keys …``: pairs in encrypted files, bodies and their registers, trust. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.keys import body, compromised, new, passphrase, register, rotate, show, trust

app = typer.Typer(help="Keys: who signs, and who is trusted.", no_args_is_help=True)


@app.callback()
def keys() -> None:
    """Keys: who signs, and who is trusted."""


app.command("new")(new.new)
app.command("show")(show.show)
app.command("passphrase")(passphrase.passphrase)
app.command("body")(body.body)
app.command("register")(register.register)
app.command("rotate")(rotate.rotate)
app.command("compromised")(compromised.compromised)
app.command("trust")(trust.trust)
