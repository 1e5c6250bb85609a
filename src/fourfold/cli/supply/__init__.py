"""``fourfold supply …``: how electricity is covered, and proof that no kWh is counted twice. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.supply import (
    account,
    audit,
    batch,
    cancel,
    claim,
    close,
    import_,
    match,
    new,
    prove,
    residual,
    show,
    statement,
    transfer,
    withdraw,
)

app = typer.Typer(
    help="Power traced: instruments, meters, and a ledger in which every kWh is claimed once.", no_args_is_help=True
)


@app.callback()
def supply() -> None:
    """Power traced: instruments, meters, and a ledger in which every kWh is claimed once."""


app.command("new")(new.new)
app.command("import")(import_.import_)
app.command("show")(show.show)
app.command("match")(match.match)
app.command("claim")(claim.claim)
app.command("transfer")(transfer.transfer)
app.command("cancel")(cancel.cancel)
app.command("withdraw")(withdraw.withdraw)
app.command("batch")(batch.batch)
app.command("statement")(statement.statement)
app.command("prove")(prove.prove)
app.command("close")(close.close)
app.command("audit")(audit.audit)
app.command("account")(account.account)
app.command("residual")(residual.residual)
