"""Matches of a study under schemes as tables for people: schemes side by side, then what does not count and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.exchange.report.document import (
    Object,
    decimal_at,
    list_at,
    names_at,
    object_at,
    objects_at,
    optional_decimal_at,
    text_at,
)
from fourfold.exchange.report.labels import WINDOWS, label
from fourfold.exchange.report.numbers import NOTHING, significant

_LABEL_WIDTH, _SCHEME_WIDTH = 35, 15
_DIGITS = 4
_MOST_NAMES = 4
_SHARES = {
    "hour": N_("matched by the hour, %"),
    "month": N_("matched by the month, %"),
    "year": N_("matched by the year, %"),
}
_GRID = {"hourly": N_("hour"), "annual-mean": N_("annual mean"), "official-national": N_("official")}

_Row = tuple[str, Callable[[Object], str]]


def show_match(document: Mapping[str, JSON], lang: Lang) -> None:
    """Print schemes side by side, and for each what does not count."""
    w, console = words(lang), plain_console()
    console.print(Text(w.name(names_at(object_at(document, "study"), "title")), style="bold"))
    schemes = objects_at(document, "matching")
    at_once = max(1, (console.width - _LABEL_WIDTH) // _SCHEME_WIDTH)
    for first in range(0, len(schemes), at_once):
        console.print(_table(schemes[first : first + at_once], w))
    for scheme in schemes:
        _sources(scheme, w, console)
    for refused in objects_at(document, "refused"):
        _refused(refused, w, console)


def _table(schemes: Sequence[Object], w: Words) -> Table:
    table = Table()
    table.add_column("", no_wrap=True)
    for scheme in schemes:
        table.add_column(Text(text_at(scheme, "method")), justify="right", overflow="fold")
    _add(table, schemes, [(w(N_("instruments match within")), lambda one: _window(one, w))])
    _add(table, schemes, [(w(N_("factors of the grid")), lambda one: _grid(one, w))])
    _add(table, schemes, [(w(N_("electricity, kWh")), lambda one: _number(decimal_at(one, "load_kwh")))])
    _add(table, schemes, [(f"  {label(w, 'supply', kind)}", _of_kind(kind)) for kind in _kinds(schemes)])
    table.add_section()
    _add(table, schemes, [(w(text), _share(window)) for window, text in _SHARES.items()])
    table.add_section()
    rows: list[tuple[str, str]] = [
        (N_("not matched, kWh"), "unmatched_kwh"),
        (N_("its factor, kg CO2e/kWh"), "unmatched_kg_co2e_per_kwh"),
        (N_("by location, kg CO2e"), "location_kg_co2e"),
        (N_("by market, kg CO2e"), "market_kg_co2e"),
        (N_("one unit by location, kg CO2e"), "per_unit_location_kg_co2e"),
        (N_("one unit by market, kg CO2e"), "per_unit_market_kg_co2e"),
    ]
    _add(table, schemes, [(w(text), _figure(key)) for text, key in rows])
    return table


def _add(table: Table, schemes: Sequence[Object], rows: Sequence[_Row]) -> None:
    for title, cell in rows:
        table.add_row(title, *(cell(scheme) for scheme in schemes))


def _kinds(schemes: Sequence[Object]) -> list[str]:
    """Kinds that cover something under one of the schemes."""
    there = {
        text_at(part, "kind")
        for scheme in schemes
        for part in objects_at(scheme, "covered")
        if decimal_at(part, "energy_kwh")
    }
    return [str(kind) for kind in SupplyKind if kind in there]


def _of_kind(kind: str) -> Callable[[Object], str]:
    def cell(scheme: Object) -> str:
        part = next((one for one in objects_at(scheme, "covered") if text_at(one, "kind") == kind), None)
        return NOTHING if part is None else _number(decimal_at(part, "energy_kwh"))

    return cell


def _share(window: str) -> Callable[[Object], str]:
    def cell(scheme: Object) -> str:
        share = next(one for one in objects_at(scheme, "shares") if text_at(one, "window") == window)
        found = optional_decimal_at(share, "share")
        return NOTHING if found is None else f"{found * 100:.2f}"

    return cell


def _figure(key: str) -> Callable[[Object], str]:
    return lambda scheme: _number(optional_decimal_at(scheme, key))


def _window(scheme: Object, w: Words) -> str:
    return w(N_("takes none")) if scheme["window"] is None else w(WINDOWS[text_at(scheme, "window")])


def _grid(scheme: Object, w: Words) -> str:
    return w(_GRID[text_at(scheme, "grid_factors")])


def _number(value: Decimal | None) -> str:
    return NOTHING if value is None else significant(value, _DIGITS)


def _sources(scheme: Object, w: Words, console: Console) -> None:
    """What does not count under a scheme, and what counts and covers nothing."""
    sources = objects_at(scheme, "sources")
    refused: dict[tuple[tuple[str, str], ...], list[Object]] = {}
    for one in sources:
        asked = tuple(zip(_texts(one, "failed"), _texts(one, "clauses"), strict=True))
        if asked:
            refused.setdefault(asked, []).append(one)
    lost, idle = ([one for one in sources if decimal_at(one, key)] for key in ("lost_kwh", "idle_kwh"))
    if not (refused or lost or idle):
        return
    console.print(Text(w(N_("{scheme}: what covers nothing"), scheme=text_at(scheme, "method")), style="bold"))
    for asked, group in refused.items():
        console.print(
            Padding(
                _told(group, "refused_kwh", N_("{energy} kWh do not count: {sources}"), w), (0, 0, 0, 2), expand=False
            )
        )
        for criterion, clause in asked:
            why = f"→ {label(w, 'criterion', criterion)}: {w.term(clause)}"
            console.print(Padding(Text(why), (0, 0, 0, 4), expand=False))
    for group, key, text in (
        (lost, "lost_kwh", N_("{energy} kWh are lost between plant and meter: {sources}")),
        (idle, "idle_kwh", N_("{energy} kWh meet no load in their window: {sources}")),
    ):
        if group:
            console.print(Padding(_told(group, key, text, w), (0, 0, 0, 2), expand=False))


def _told(group: Sequence[Object], key: str, text: str, w: Words) -> Text:
    energy = sum((decimal_at(one, key) for one in group), Decimal(0))
    names = ", ".join(text_at(one, "source") for one in group[:_MOST_NAMES])
    more = len(group) - _MOST_NAMES
    if more > 0:
        names = w(N_("{names} and {count} more (--json gives all)"), names=names, count=more)
    return Text(w(text, energy=_number(energy), sources=names))


def _texts(parent: Object, key: str) -> list[str]:
    return [value for value in list_at(parent, key) if isinstance(value, str)]


def _refused(refused: Object, w: Words, console: Console) -> None:
    title = w(N_("{scheme}: the study cannot be calculated"), scheme=text_at(refused, "scheme"))
    console.print(Text(title, style="bold yellow"))
    for problem in objects_at(refused, "problems"):
        lines = [w.name(names_at(problem, key)) for key in ("text", "repair")]
        console.print(Padding(Text("\n→ ".join(filter(None, lines))), (0, 0, 0, 4), expand=False))
