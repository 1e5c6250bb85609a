"""``fourfold electricity …``: carbon factors of electricity for every hour and area. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.electricity import aggregate, check, origins, plot, publish, reconcile, residual, trace

app = typer.Typer(
    help="Carbon factors of electricity for every hour and area, from the state of a grid.", no_args_is_help=True
)


@app.callback()
def electricity() -> None:
    """Carbon factors of electricity for every hour and area, from the state of a grid."""


app.command("trace")(trace.trace)
app.command("check")(check.check)
app.command("aggregate")(aggregate.aggregate)
app.command("publish")(publish.publish)
app.command("plot")(plot.plot)
app.command("origins")(origins.origins)
app.command("residual")(residual.residual)
app.command("reconcile")(reconcile.reconcile)
