"""The comparison of two products for people."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.text import Text

from fourfold.accounting.uncertainty.summary import Estimate
from fourfold.app.databases.uncertainty import Drawn
from fourfold.cli.data.uncertainty_view import (
    error_row,
    estimate_text,
    show_caveats,
    show_histogram,
    summary_row,
    summary_table,
)
from fourfold.cli.show import plain_console
from fourfold.core.problems import N_
from fourfold.core.words import Lang, words


def show_comparison(drawn: Drawn, output: Path | None, lang: Lang) -> None:
    """Print both products, their difference, and the probability that the first is the lower."""
    w, console, found = words(lang), plain_console(), drawn.comparison
    products = [drawn.scoring.system.products[column] for column in drawn.products]
    for letter, product in zip("AB", products, strict=True):
        console.print(
            Text(f"{letter}  {product.name} [{product.location or '–'}], kg CO2e/{product.unit}", style="bold")
        )
    if products[0].unit != products[1].unit:
        text = N_("A is counted per {a}, B per {b}: the comparison is between one of each.")
        console.print(Text("! " + w(text, a=products[0].unit, b=products[1].unit), style="yellow"))
    table = summary_table("", w)
    table.add_row("A", *summary_row(found.first))
    table.add_row("B", *summary_row(found.second))
    table.add_row("A − B", *summary_row(found.difference))
    table.add_row(w(N_("  by number of draws")), *error_row(found.difference), style="dim")
    if found.ratio is not None:
        table.add_row("A ÷ B", *summary_row(found.ratio))
    table.add_row(w(N_("A − B if independent")), *summary_row(found.apart))
    console.print(table)
    console.print(Text(w(N_("A is lower than B in {share} of the draws"), share=_percent(found.below)), style="bold"))
    if found.equal:
        console.print(w(N_("both are the same in {share} of the draws"), share=f"{100 * found.equal:.1f} %"))
    text = N_("correlation {r}; drawn independently, A would be lower in {share}")
    r = f"{found.correlation:.3f}" if np.isfinite(found.correlation) else "–"
    console.print(w(text, r=r, share=_percent(found.below_apart)))
    a, b = (drawn.simulation.of(column) for column in drawn.products)
    console.print(w(N_("A − B:")))
    show_histogram(a - b, console)
    show_caveats(drawn, output, w, console)


def _percent(of: Estimate) -> str:
    return f"{estimate_text(Estimate(100 * of.value, 100 * of.error))} %"
