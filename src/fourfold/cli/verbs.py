"""The verbs of the ``fourfold`` command. They live one to a module and load what they need when they run."""

from __future__ import annotations

from typing import Annotated

import typer

from fourfold.cli import (
    assess,
    certificate,
    check,
    compare,
    data,
    electricity,
    explain,
    keys,
    log,
    new,
    recompute,
    seal,
    standards,
    statement,
    supply,
    verify,
)

app = typer.Typer(
    name="fourfold",
    help="Carbon footprints of products, with electricity accounted hour by hour. 产品碳足迹，电力逐小时核算。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("new")(new.new)
app.command("assess")(assess.assess)
app.command("explain")(explain.explain)
app.command("check")(check.check)
app.command("compare")(compare.compare)
app.command("seal")(seal.seal)
app.command("recompute")(recompute.recompute)
app.command("verify")(verify.verify)
app.add_typer(certificate.app, name="certificate")
app.add_typer(data.app, name="data")
app.add_typer(electricity.app, name="electricity")
app.add_typer(standards.app, name="standards")
app.add_typer(keys.app, name="keys")
app.add_typer(statement.app, name="statement")
app.add_typer(log.app, name="log")
app.add_typer(supply.app, name="supply")


def _version(wanted: bool) -> None:
    if wanted:
        from fourfold import __version__

        typer.echo(f"fourfold {__version__}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Carbon footprints of products, with electricity accounted hour by hour. 产品碳足迹，电力逐小时核算。"""
