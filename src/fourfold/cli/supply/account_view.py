"""What ``fourfold supply account`` prints for people."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from rich.table import Table

from fourfold.cli.show import plain_console
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words
from fourfold.electricity.kernels.account import Amounts, PortfolioAccount

_HEADS = {
    "location": N_("location"),
    "market": N_("market"),
    "residual": N_("nothing claimed"),
}


def show_account(done: PortfolioAccount, csv_path: Path | None, lang: Lang) -> None:
    """Print each product over all months, the sum of all, and what it rests on."""
    w, console = words(lang), plain_console()
    counts = {"meters": f"{done.meters:,}", "readings": f"{done.readings:,}", "claims": f"{done.claims:,}"}
    console.print(w(N_("{meters} meters, {readings} readings, {claims} claims"), **counts))
    table = Table(
        title=w(N_("energy in kWh, emissions in kg CO2e")), title_justify="left", box=None, padding=(0, 2, 0, 0)
    )
    table.add_column(w(N_("product")))
    for head in (N_("energy"), N_("claimed"), *(_HEADS[basis] for basis in done.bases)):
        table.add_column(w(head), justify="right")
    products: dict[int, Amounts] = {}
    for row in done.rows:
        products[row.product] = products.get(row.product, Amounts()) + row.amounts
    names = {row.product: row.name or str(row.product) for row in done.rows}
    for product, amounts in products.items():
        table.add_row(names[product], *_cells(amounts, done))
    table.add_row(w(N_("all")), *_cells(done.total, done), style="bold")
    console.print(table)
    for one in done.assumptions:
        console.print(w(N_("assumed: {text}"), text=w.assumption(one)), soft_wrap=True)
    if csv_path is not None:
        console.print(w(N_("by month: {path}"), path=str(csv_path)), soft_wrap=True)


def _cells(amounts: Amounts, done: PortfolioAccount) -> list[str]:
    values = [amounts.energy_kwh, amounts.claimed_kwh, *(amounts.kg_co2e(basis) for basis in done.bases)]
    return [_short(value) for value in values]


def _short(value: Decimal) -> str:
    return f"{value:,.3f}"
