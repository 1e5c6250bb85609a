"""``fourfold standards …``: rule packs, what they ask, and how authors write them. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.standards import export, import_, list_, new, show, test

app = typer.Typer(help="Rule packs: standards as data that a machine executes.", no_args_is_help=True)


@app.callback()
def standards() -> None:
    """Rule packs: standards as data that a machine executes."""


app.command("list")(list_.list_)
app.command("show")(show.show)
app.command("export")(export.export)
app.command("import")(import_.import_)
app.command("new")(new.new)
app.command("test")(test.examine)
