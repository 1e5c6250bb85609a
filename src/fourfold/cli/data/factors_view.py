"""Factors as tables for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from fourfold.cli.show import plain_console
from fourfold.core.canonical import JSON, decimal_text
from fourfold.core.lines import CO2E
from fourfold.core.problems import N_
from fourfold.core.words import Lang, Words, words
from fourfold.data.basis import BASIS_FIELDS, ELECTRICITY_SERIES_NAMES, GwpSet
from fourfold.data.factor import Factor, FactorPart
from fourfold.data.library import FactorLibrary
from fourfold.data.source import Status

STATUS_WORDS = {
    Status.OFFICIAL: N_("official"),
    Status.PUBLISHED: N_("published"),
    Status.SECONDARY: N_("secondary"),
    Status.DERIVED: N_("derived"),
    Status.ILLUSTRATIVE: N_("illustrative"),
    Status.UNCONFIRMED: N_("unconfirmed"),
}
_STATUS_MEANING = {
    Status.OFFICIAL: N_("value of the named official document; two independent transcriptions agree"),
    Status.PUBLISHED: N_("value of the named publication"),
    Status.SECONDARY: N_("value of the named official document, seen in one transcription or reprint"),
    Status.DERIVED: N_("computed from the numbers named"),
    Status.ILLUSTRATIVE: N_("made to show a method; not measured and not official"),
    Status.UNCONFIRMED: N_("not confirmed; enters a result only when a study asks for it by name"),
}
_BASIS = {
    "quantity": N_("quantity"),
    "claim": N_("view of the grid"),
    "averaging": N_("averaging"),
    "losses": N_("network losses"),
    "gwp_set": N_("GWP set"),
}
_BASIS_WORDS = {
    "co2_direct": N_("direct CO2"),
    "co2e_direct": N_("direct CO2e"),
    "co2e_lifecycle": N_("life-cycle CO2e"),
    "co2e_upstream": N_("upstream CO2e only"),
    "location": N_("location"),
    "market": N_("market"),
    "residual": N_("residual"),
    "not_applicable": N_("not applicable"),
    "average": N_("average"),
    "marginal": N_("marginal"),
    "included": N_("included"),
    "excluded": N_("excluded"),
    "unstated": N_("unstated"),
    "not_weighted": N_("not weighted: every part is a gas"),
}
_WEAK = (Status.UNCONFIRMED, Status.ILLUSTRATIVE)


def factors_document(library: FactorLibrary, factors: Sequence[Factor]) -> dict[str, JSON]:
    """Factors with everything they say, their digest, and table and version they come from."""
    return {"fourfold": "factors/1", "factors": [_document(library, factor) for factor in factors]}


def _document(library: FactorLibrary, factor: Factor) -> JSON:
    table = library.table_of(factor.id)
    origin: JSON = {"id": table.id, "version": table.version, "digest": table.digest} if table else None
    return {**factor.content(), "digest": factor.digest, "table": origin}


def show_factors(factors: Sequence[Factor], lang: Lang) -> None:
    """Print a list: id and name, value and unit, status, area and year."""
    w, console = words(lang), plain_console()
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("factor")), overflow="fold")
    table.add_column("kg", justify="right", no_wrap=True)
    table.add_column(w(N_("status")), no_wrap=True)
    for factor in factors:
        name = Text(factor.id, style="cyan").append(f"\n{w.name(factor.names)}", style="default")
        status = _status(factor, w).append(f"\n{factor.area} {_years(factor)}".replace("\n ", "\n"), style="dim")
        table.add_row(name, _value(factor), status)
    console.print(table)
    console.print()
    text = w(N_("Factors: {count}. One with its source: fourfold data factors --show ID"), count=len(factors))
    console.print(text, markup=False)
    if any(factor.status in _WEAK for factor in factors):
        text = w(N_("! Unconfirmed values enter a result only when a study asks for them by name."))
        console.print(Text(text, style="red"))


def show_nothing_found(similar: Sequence[str], lang: Lang) -> None:
    """Say on standard error that nothing was found, and which words come near."""
    w, console = words(lang), plain_console(stderr=True)
    console.print(w(N_("No factor found.")))
    if similar:
        console.print(w(N_("Similar words: {similar}"), similar=", ".join(similar)))


def show_factor(library: FactorLibrary, factor: Factor, lang: Lang) -> None:
    """Print one factor with all it says."""
    w, console = words(lang), plain_console()
    console.print(Text(w.name(factor.names), style="bold"))
    console.print(Text(factor.id, style="cyan"))
    console.print()
    console.print(_parts(factor, w))
    console.print()
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _facts(library, factor, w):
        if str(value):
            grid.add_row(label, value)
    console.print(grid)
    _warn(library, factor, w, console)


def _parts(factor: Factor, w: Words) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(w(N_("gas")))
    table.add_column(w(N_("result line")))
    table.add_column(w(N_("kind")))
    table.add_column(w(N_("kg per {unit}"), unit=factor.per.text), justify="right")
    table.add_column(w(N_("range")), justify="right")
    for part in factor.parts:
        ends = [decimal_text(end) for end in (part.low, part.high) if end is not None]
        table.add_row(part.gas, part.line, part.kind or "–", _figure(part), " – ".join(ends) or "–")
    return table


def _facts(library: FactorLibrary, factor: Factor, w: Words) -> list[tuple[str, Text | str]]:
    area = library.areas.get(factor.area)
    table = library.table_of(factor.id)
    status = _status(factor, w).append(f" – {w(_STATUS_MEANING[factor.status])}", style="default")
    source = factor.source
    return [
        (w(N_("status")), status),
        (w(N_("area")), f"{factor.area} {w.name(area.names)}" if area else factor.area or w(N_("anywhere"))),
        (w(N_("period")), f"{factor.valid_from} … {factor.valid_to}"),
        (w(N_("family")), factor.family),
        (w(N_("technology")), factor.technology),
        *((w(_BASIS[name]), w(_BASIS_WORDS.get(_basis(factor, name), _basis(factor, name)))) for name in BASIS_FIELDS),
        (w(N_("series")), w.name(ELECTRICITY_SERIES_NAMES[factor.basis.quantity]) if factor.is_electricity else ""),
        (w(N_("heating value")), factor.heating_basis),
        (w(N_("publisher")), source.publisher),
        (w(N_("document")), source.document),
        (w(N_("published on")), source.published),
        (w(N_("address")), source.url),
        (w(N_("licence")), source.licence),
        (w(N_("quality")), factor.quality),
        (w(N_("note")), factor.note),
        (w(N_("table")), f"{table.id}, " + w(N_("version")) + f" {table.version}" if table else ""),
        (w(N_("digest")), factor.digest),
    ]


def _warn(library: FactorLibrary, factor: Factor, w: Words, console: Console) -> None:
    offer = library.life_cycle_alternative(factor)
    if offer is not None:
        text = w(N_("! Not a life-cycle factor. For a product footprint use {offer}."), offer=offer.id)
        console.print(Text(f"\n{text}", style="yellow"))


def _status(factor: Factor, w: Words) -> Text:
    word = w(STATUS_WORDS[factor.status])
    return Text(f"! {word}", style="bold red") if factor.status in _WEAK else Text(word)


def _value(factor: Factor) -> Text:
    """The one number of a factor with one part; otherwise its total under AR6, which is said."""
    if len(factor.parts) == 1:
        figure, gas = _figure(factor.parts[0]), factor.parts[0].gas
    else:
        figure, gas = decimal_text(sum(factor.total(GwpSet.AR6).values(), Decimal(0))), f"{CO2E} {GwpSet.AR6}"
    return Text(figure).append(f"\n{gas}/{factor.per.text}", style="dim")


def _figure(part: FactorPart) -> str:
    """As the source prints it: trailing zeros say how precise it is."""
    return format(part.value, "f")


def _basis(factor: Factor, name: str) -> str:
    return str(getattr(factor.basis, name))


def _years(factor: Factor) -> str:
    whole = factor.valid_from.timetuple()[1:3] == (1, 1) and factor.valid_to.timetuple()[1:3] == (1, 1)
    last = factor.valid_to.year - 1 if whole else factor.valid_to.year
    return str(factor.valid_from.year) if last == factor.valid_from.year else f"{factor.valid_from.year}–{last}"
