"""Trust roots at the terminal: what to compare by another way before relying on them."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from fourfold.certification.identity.trust import TrustRoots
from fourfold.cli.show import plain_console
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words


def show_trust(trust: TrustRoots, path: Path, lang: Lang) -> None:
    """Bodies with the root keys pinned, logs, accreditations, witnesses."""
    w, console = words(lang), plain_console(soft_wrap=True)
    for body in trust.bodies.values():
        console.print(Text(w.name(body.names), style="bold"))
        console.print(f"  {body.did}")
        for root in body.roots:
            console.print("  " + w(N_("root key: {key}"), key=root.multikey))
        console.print("  " + w(N_("log: {origin}"), origin=body.log.name))
        for one in body.accreditations:
            scope = ", ".join(one.standards) or w(N_("any standard"))
            params = {"by": one.by, "number": one.number, "scope": scope}
            console.print("  " + w(N_("accredited by {by}, {number}: {scope}"), **params))
    if trust.witnesses:
        names = ", ".join(witness.name for witness in trust.witnesses)
        params = {"threshold": str(trust.threshold), "names": names}
        console.print(w(N_("witnesses: {names}; a checkpoint needs {threshold} of them"), **params))
    console.print(w(N_("Trust roots: {path}"), path=path))
    console.print(w(N_("Compare the root keys with the body's by another way before you rely on them.")))
