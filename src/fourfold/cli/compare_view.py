"""A comparison of schemes as tables for people."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.exchange.report.document import (
    Object,
    decimal_at,
    integer_at,
    names_at,
    object_at,
    objects_at,
    optional_decimal_at,
    text_at,
)
from fourfold.exchange.report.labels import label
from fourfold.exchange.report.numbers import Numbers
from fourfold.exchange.schemes.views import digits_of, shown_lines, signed

_MOST_GAPS = 12


def show_comparison(document: Mapping[str, JSON], lang: Lang) -> None:
    """Print figures side by side, differences rule by rule, and what the others ask beyond the first."""
    w, console = words(lang), plain_console()
    console.print(Text(w.name(names_at(object_at(document, "study"), "title")), style="bold"))
    for side in objects_at(document, "sides"):
        _side(document, side, w, console)
    gaps = objects_at(document, "gaps")
    for gap in gaps:
        if text_at(gap, "base") == text_at(gaps[0], "base"):
            _gap(gap, w, console)


def _side(document: Object, side: Object, w: Words, console: Console) -> None:
    figures = objects_at(side, "figures")
    if figures:
        numbers = Numbers(digits_of(document), decimal_at(figures[0], "total_kg_co2e"))
        console.print(_figures(document, side, figures, numbers, w))
        for one in objects_at(side, "decompositions"):
            console.print(_steps(one, numbers, w))
    for refusal in objects_at(side, "refusals"):
        title = w(N_("{scheme} is not compared"), scheme=text_at(refusal, "standard"))
        console.print(Text(title, style="bold yellow"))
        for problem in objects_at(refusal, "problems"):
            lines = [w.name(names_at(problem, key)) for key in ("text", "repair")]
            console.print(Padding(Text("\n→ ".join(filter(None, lines))), (0, 0, 0, 4)))


def _figures(document: Object, side: Object, figures: list[Object], numbers: Numbers, w: Words) -> Table:
    unit = object_at(document, "unit")
    what = N_("footprint") if text_at(side, "part") == "footprint" else N_("electricity of the study's own processes")
    title = w(N_("{what}, kg CO2e per {unit}"), what=w(what), unit=text_at(unit, "unit"))
    table = Table(title=title, title_justify="left")
    table.add_column(w(N_("scheme")), overflow="fold")
    shown = shown_lines(figures)
    headings = [N_("total"), N_("difference"), *(label(w, "line", line) for line in shown)]
    for heading in headings:
        table.add_column(w(heading), justify="right", overflow="fold")
    states_units = text_at(side, "part") == "footprint"
    if states_units:
        table.add_column(w(N_("in its own unit")), justify="right", overflow="fold")
    own_units = {text_at(object_at(s, "standard"), "id"): s["unit"] for s in objects_at(document, "schemes")}
    for number, figure in enumerate(figures):
        share = optional_decimal_at(figure, "difference_share")
        lines = object_at(figure, "lines")
        own = optional_decimal_at(figure, "own_unit_kg_co2e")
        table.add_row(
            Text(text_at(figure, "standard")),
            numbers.kg(decimal_at(figure, "total_kg_co2e")),
            numbers.signed_percent(share) if number else "",
            *(numbers.kg(decimal_at(lines, line)) for line in shown),
            *([_own(own, own_units[text_at(figure, "standard")], numbers)] if states_units else []),
        )
    return table


def _own(kg_co2e: Decimal | None, unit: JSON, numbers: Numbers) -> str:
    if kg_co2e is None or not isinstance(unit, dict):
        return ""
    return f"{numbers.amount(kg_co2e)} / {text_at(unit, 'unit')}"


def _steps(one: Object, numbers: Numbers, w: Words) -> Table:
    title = w(N_("from {base} to {other}, rule by rule"), base=text_at(one, "base"), other=text_at(one, "other"))
    base = decimal_at(one, "base_kg_co2e")
    table = Table(title=title, title_justify="left")
    table.add_column(w(N_("rule")), overflow="fold")
    table.add_column(w(N_("choices that differ")), overflow="fold")
    table.add_column("kg CO2e", justify="right")
    table.add_column(w(N_("% of {base}"), base=text_at(one, "base")), justify="right", overflow="fold")
    for step in objects_at(one, "steps"):
        titles = " + ".join(w.name({k: str(v) for k, v in t.items()}) for t in objects_at(step, "titles"))
        table.add_row(
            Text(titles),
            Text("\n".join(_choice(choice, w) for choice in objects_at(step, "choices"))),
            signed(numbers, decimal_at(step, "difference_kg_co2e"), base),
            numbers.signed_percent(optional_decimal_at(step, "difference_share")),
        )
    table.add_section()
    table.add_row(w(N_("together")), "", signed(numbers, decimal_at(one, "difference_kg_co2e"), base), "")
    return table


def _choice(choice: Object, w: Words) -> str:
    source = choice["after_from"]
    where = w(N_("left at its default"))
    if isinstance(source, dict):
        where = f"{text_at(source, 'pack')} {text_at(source, 'clause')}".strip()
    before, after = (text_at(choice, key) or "–" for key in ("before", "after"))
    return f"{text_at(choice, 'key')}: {before} → {after} ({where})"


def _gap(gap: Object, w: Words, console: Console) -> None:
    requirements = objects_at(gap, "requirements")
    base, other = text_at(gap, "base"), text_at(gap, "other")
    title = w(N_("what {other} asks beyond {base}: {count} open"), other=other, base=base, count=len(requirements))
    console.print(Text(title, style="bold"))
    outcome = label(w, "outcome", text_at(gap, "base_outcome"))
    console.print(Text(w(N_("Under {scheme} the study is: {outcome}."), scheme=base, outcome=outcome), style="dim"))
    for one in requirements[:_MOST_GAPS]:
        verdict = label(w, "verdict", text_at(one, "verdict"))
        console.print(Text(f"• {verdict}: {w.name(names_at(one, 'texts'))} [{text_at(one, 'requirement')}]"))
        repair = w.name(names_at(one, "repair"))
        if repair:
            console.print(Padding(Text(f"→ {repair}"), (0, 0, 0, 2)))
    left = len(requirements) - _MOST_GAPS
    if left > 0:
        console.print(w(N_("and {count} more; --json and --html give all"), count=left))
    shared = integer_at(gap, "shared")
    if shared:
        console.print(w(N_("{count} open requirements are the same in both and are not listed."), count=shared))
    console.print()
