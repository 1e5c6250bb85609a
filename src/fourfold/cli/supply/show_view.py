"""What ``fourfold supply show`` prints, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping

from rich.table import Table

from fourfold.app.supply.listing import CLAUSE_JOIN, Cell, Listing
from fourfold.app.supply.showing import View
from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words

SHOW_FORMAT = "supply-show/1"

_HEADS: Mapping[str, str] = {
    "account": N_("account"),
    "accounts": N_("accounts"),
    "area": N_("area"),
    "areas": N_("areas"),
    "cancelled_wh": N_("cancelled Wh"),
    "capacity_w": N_("capacity W"),
    "certificate": N_("certificate"),
    "certificates": N_("certificates"),
    "charge": N_("charged by the claim"),
    "charging_meter": N_("charging meter"),
    "claim": N_("claim"),
    "claimed_wh": N_("claimed Wh"),
    "claims": N_("claims"),
    "clauses": N_("because of"),
    "closed": N_("closed"),
    "code": N_("code"),
    "code_energy": N_("code: energy, 15 characters"),
    "code_fields": N_("fields within both parts"),
    "code_project": N_("code: project, 17 characters"),
    "commissioned": N_("in service since"),
    "covered_wh": N_("covered Wh"),
    "day": N_("day"),
    "days": N_("closed days"),
    "device": N_("plant"),
    "devices": N_("plants"),
    "document": N_("document"),
    "efficiency_ppm": N_("efficiency ppm"),
    "end": N_("end"),
    "energy_wh": N_("Wh"),
    "entries": N_("entries"),
    "entry": N_("entry"),
    "estimated_intervals": N_("estimated intervals"),
    "failed": N_("fails"),
    "first_wh": N_("first Wh"),
    "free_wh": N_("free Wh"),
    "held_wh": N_("held Wh"),
    "instrument": N_("instrument"),
    "instruments": N_("instruments"),
    "issuer": N_("issuer"),
    "key": N_("key"),
    "kind": N_("kind"),
    "kwh": N_("kWh"),
    "ledger": N_("ledger"),
    "loss_ppm": N_("losses ppm"),
    "lots": N_("lots"),
    "made": N_("made"),
    "market": N_("market"),
    "measured_wh": N_("measured Wh"),
    "meter": N_("meter"),
    "meters": N_("meters"),
    "minutes": N_("minutes"),
    "name": N_("name"),
    "offered_kwh": N_("offered kWh"),
    "owner": N_("owner"),
    "parent": N_("behind"),
    "proof": N_("provable by the day"),
    "quality": N_("quality"),
    "readings": N_("readings"),
    "residual_wh": N_("residual Wh"),
    "role": N_("role"),
    "root": N_("root"),
    "scheme": N_("scheme"),
    "site": N_("site"),
    "start": N_("start"),
    "state": N_("state"),
    "stop_wh": N_("to Wh"),
    "storage": N_("storage"),
    "study": N_("study"),
    "substituted_intervals": N_("substituted intervals"),
    "technology": N_("technology"),
    "used_kwh": N_("used kWh"),
    "valid_until": N_("valid until"),
    "version": N_("version"),
    "window": N_("window"),
    "withdrawn": N_("withdrawn by"),
    "withdrawn_wh": N_("withdrawn Wh"),
}
"""What columns are called for people."""
_STATES: Mapping[str, str] = {
    "held": N_("held"),
    "cancelled": N_("cancelled"),
    "claimed": N_("claimed"),
    "withdrawn": N_("withdrawn by their issuer"),
    "residual": N_("in the residual mix"),
}
"""What states of Wh are called for people."""


def view_document(view: View) -> dict[str, JSON]:
    """What is shown, with numbers as texts where they are of Wh or W: they may pass 2^53."""
    listings: list[JSON] = [
        {"name": one.name, "whole": one.is_whole, "rows": [_plain(row) for row in one.rows]} for one in view.listings
    ]
    return {"fourfold": SHOW_FORMAT, "facts": _plain(view.facts), "listings": listings}


def show_view(view: View, lang: Lang) -> None:
    """Print facts as a list, then the tables."""
    w, console = words(lang), plain_console()
    if view.facts:
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        for name, value in view.facts.items():
            if value != "":
                table.add_row(_head(name, w), _shown(name, value, w))
        console.print(table)
    for one in view.listings:
        if view.facts:
            console.print()
        console.print(_table(one, w, titled=bool(view.facts) or len(view.listings) > 1))
        if not one.is_whole:
            console.print(w(N_("only the first {most}; --most shows more"), most=len(one.rows)))


def _table(one: Listing, w: Words, *, titled: bool) -> Table:
    title = _head(one.name, w) if titled else None
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    columns = [name for name in (one.rows[0] if one.rows else ()) if any(row[name] != "" for row in one.rows)]
    for name in columns:
        is_number = any(isinstance(row[name], int) for row in one.rows)
        table.add_column(_head(name, w), justify="right" if is_number else "left", overflow="fold")
    for row in one.rows:
        table.add_row(*(_shown(name, row[name], w) for name in columns))
    if not columns:
        table.add_column(w(N_("nothing")))
    return table


def _head(name: str, w: Words) -> str:
    return w(_HEADS[name]) if name in _HEADS else name


def _shown(name: str, value: Cell, w: Words) -> str:
    if name == "state" and value in _STATES:
        return w(_STATES[str(value)])
    if name == "clauses":
        return CLAUSE_JOIN.join(map(w.term, str(value).split(CLAUSE_JOIN)))
    if isinstance(value, int) and name.endswith(("_wh", "_w")):
        return f"{value:,}"
    return str(value)


def _plain(row: Mapping[str, Cell]) -> dict[str, JSON]:
    return {name: str(v) if isinstance(v, int) and name.endswith(("_wh", "_w")) else v for name, v in row.items()}
