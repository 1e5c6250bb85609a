"""What transfer, cancel and withdraw print, for people and for programs."""

from __future__ import annotations

from fourfold.app.supply.acting import Acted
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.cli.json_output import written
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words

ACT_FORMAT = "supply-act/1"
_DONE = {
    "transfer": N_("{energy_wh} Wh transferred"),
    "cancel": N_("{energy_wh} Wh cancelled"),
    "withdraw": N_("{energy_wh} Wh withdrawn"),
    "unclaim": N_("a claim of {energy_wh} Wh withdrawn; they stay cancelled and can be claimed anew"),
}


def tell_acted(done: Acted, opened: OpenedLedger, act: str, json_path: str | None, lang: Lang) -> None:
    """Write or print what was done. Wh are texts: they may pass 2^53."""
    ranges: list[JSON] = [
        {"certificate": one.certificate, "first_wh": str(one.first_wh), "stop_wh": str(one.stop_wh)}
        for one in done.ranges
    ]
    document: dict[str, JSON] = {
        "fourfold": ACT_FORMAT,
        "ledger": opened.card.id,
        "act": act,
        "dry_run": not done.entries,
        "energy_wh": str(done.energy_wh),
        "ranges": ranges,
        "entries": list(done.entries),
    }
    if written(document, json_path):
        return
    w, console = words(lang), plain_console()
    console.print(w(_DONE[act], energy_wh=f"{done.energy_wh:,}"))
    for one in done.ranges:
        console.print(f"  {one.certificate}  {one.first_wh}-{one.stop_wh}", soft_wrap=True, markup=False)
    if not done.entries:
        console.print(w(N_("nothing was recorded; whether the ledger would take it was not asked")))
