"""``fourfold certificate …``: what a certification body issues, and how it stands. One module a verb."""

from __future__ import annotations

import typer

from fourfold.cli.certificate import bundle, issue, label, list_, resume, revoke, show, status, suspend

app = typer.Typer(
    help="Certificates: issue them, change their state, show, bundle and label them.", no_args_is_help=True
)


@app.callback()
def certificate() -> None:
    """Certificates: issue them, change their state, show, bundle and label them."""


app.command("issue")(issue.issue)
app.command("list")(list_.list_)
app.command("show")(show.show)
app.command("bundle")(bundle.bundle)
app.command("label")(label.label)
app.command("suspend")(suspend.suspend)
app.command("resume")(resume.resume)
app.command("revoke")(revoke.revoke)
app.command("status")(status.status)
