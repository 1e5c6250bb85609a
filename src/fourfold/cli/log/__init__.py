"""``fourfold log …``: the transparency log of a body, for those who run, mirror, watch or ask it. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.log import backup, check, growth, prove, restore, show, take, timestamp, witness

app = typer.Typer(
    help="The transparency log: look at it, check it, prove from it, watch it, keep it safe.", no_args_is_help=True
)


@app.callback()
def log() -> None:
    """The transparency log: look at it, check it, prove from it, watch it, keep it safe."""


app.command("show")(show.show)
app.command("check")(check.check)
app.command("prove")(prove.prove)
app.command("growth")(growth.growth)
app.command("witness")(witness.witness)
app.command("take")(take.take)
app.command("timestamp")(timestamp.timestamp)
app.command("backup")(backup.backup)
app.command("restore")(restore.restore)
