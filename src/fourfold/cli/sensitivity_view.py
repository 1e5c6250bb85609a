"""The footprint by other rules of allocation and end of life, as a table for people."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from fourfold.accounting.assess import Result
from fourfold.accounting.sensitivity import Alternative
from fourfold.cli.show import significant
from fourfold.core.problems import N_
from fourfold.core.words import Words
from fourfold.exchange.report.labels import choice

_NOTHING = N_("No process has several products and no material an end of life, so there is nothing to share otherwise.")


def sensitivity_table(result: Result, alternatives: Sequence[Alternative], w: Words) -> Table | Text:
    """Each rule and formula with its total and the difference to the result; a sentence where there are none."""
    if not alternatives:
        return Text(w(_NOTHING))
    table = Table(title=w(N_("other ways of sharing burdens, one at a time")), title_justify="left")
    table.add_column(w(N_("divided")), overflow="fold")
    table.add_column(w(N_("rule")), overflow="fold")
    table.add_column("kg CO2e", justify="right")
    table.add_column(w(N_("difference")), justify="right")
    digits = result.method.rounding.display_significant_digits
    for one in alternatives:
        divided = Text(one.process) if one.process else Text(w(N_("end of life")))
        if one.total_kg_co2e is None:
            reason = one.reason
            table.add_row(divided, _rule(one, w), "–", w.problem(reason) if reason is not None else "–")
        else:
            table.add_row(divided, _rule(one, w), significant(one.total_kg_co2e, digits), _difference(one))
    return table


def _rule(one: Alternative, w: Words) -> str:
    name = choice(w, "", one.rule)
    if one.chosen:
        return f"{name} (" + w(N_("chosen")) + ")"
    if one.process and not one.allowed:
        return f"{name} (" + w(N_("not allowed by the method")) + ")"
    return name


def _difference(one: Alternative) -> str:
    if one.chosen or one.difference_kg_co2e is None or not one.base_kg_co2e:
        return ""
    return f"{one.difference_kg_co2e / one.base_kg_co2e * 100:+.2f} %"
