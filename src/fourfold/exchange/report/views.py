"""What a report derives from a result: the trimmed tree, doubtful sources, the electricity sentence, the waterfall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, Place
from fourfold.core.words import Words
from fourfold.exchange.report.document import (
    Object,
    decimal_at,
    integer_at,
    list_at,
    names_at,
    object_at,
    objects_at,
    optional_decimal_at,
    text_at,
)
from fourfold.exchange.report.numbers import Numbers

MOST_CONTRIBUTIONS = 150
_MOST_CHILDREN = 20
_MOST_DEPTH = 12
_MOST_ROWS = 24
_DOUBTFUL = ("illustrative", "unconfirmed")
_ELECTRIC = ("electricity", "generation", "instrument")


@dataclass(frozen=True, slots=True)
class Branch:
    """A node of the contribution tree as it is drawn.

    Attributes:
        node: the node of the result.
        children: the largest ones.
        folded: how many smaller ones are summed up.
        folded_kg: what those sum to.
        cut: whether the tree goes on below and is not drawn.
    """

    node: Object
    children: tuple[Branch, ...]
    folded: int
    folded_kg: Decimal
    cut: bool


def branch(node: Object, depth: int = 0) -> Branch:
    """The tree below a node, bounded in width and depth so that any study gives a page one can open."""
    children = sorted(objects_at(node, "children"), key=lambda c: -abs(decimal_at(c, "total_kg_co2e")))
    if depth == _MOST_DEPTH:
        return Branch(node, (), 0, Decimal(0), bool(children))
    rest = children[_MOST_CHILDREN:]
    folded_kg = sum((decimal_at(child, "total_kg_co2e") for child in rest), Decimal(0))
    drawn = tuple(branch(child, depth + 1) for child in children[:_MOST_CHILDREN])
    return Branch(node, drawn, len(rest), folded_kg, False)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A source that is only an illustration or was not confirmed, and what share of the total rests on it."""

    names: Mapping[str, str]
    status: str
    share: Decimal


def doubts(result: Object) -> list[Doubt]:
    """Doubtful sources, the weightiest first."""
    shares: dict[str, Decimal] = {}
    for contribution in objects_at(object_at(result, "footprint"), "contributions"):
        item = text_at(contribution, "item")
        shares[item] = shares.get(item, Decimal(0)) + (optional_decimal_at(contribution, "share") or Decimal(0))
    found = [
        Doubt(
            names_at(source),
            text_at(source, "status"),
            sum((shares.get(str(item), Decimal(0)) for item in list_at(source, "used_by")), Decimal(0)),
        )
        for source in objects_at(result, "sources")
        if source.get("status") in _DOUBTFUL
    ]
    return sorted(found, key=lambda doubt: -abs(doubt.share))


def doubtful_items(result: Object) -> dict[str, str]:
    """Status of each item whose source is doubtful."""
    return {
        str(item): text_at(source, "status")
        for source in objects_at(result, "sources")
        if source.get("status") in _DOUBTFUL
        for item in list_at(source, "used_by")
    }


def electricity_share(result: Object) -> tuple[Decimal, Decimal | None]:
    """What the electricity of the study's own processes adds to the total: kg CO2e, and share of the total."""
    footprint = object_at(result, "footprint")
    kg = sum(
        (
            decimal_at(contribution, "total_kg_co2e")
            for contribution in objects_at(footprint, "contributions")
            if contribution.get("kind") in _ELECTRIC
        ),
        Decimal(0),
    )
    total = decimal_at(footprint, "total_kg_co2e")
    return kg, kg / total if total else None


def generating_sites(result: Object) -> set[str]:
    """Sites whose loads are in part covered on site, so that their profiles show less than they use."""
    rows = objects_at(object_at(result, "electricity"), "rows")
    return {text_at(row, "site") for row in rows if decimal_at(row, "on_site_kwh")}


def electricity_sentence(result: Object, w: Words, numbers: Numbers) -> str:
    """Hourly against annual mean against official factor, in one sentence; empty without electricity."""
    totals = object_at(object_at(result, "electricity"), "totals")
    hourly = optional_decimal_at(totals, "per_unit_kg_co2e")
    if hourly is None or not list_at(object_at(result, "electricity"), "rows"):
        return ""
    parts = []
    for kg_key, share_key, reference in (
        ("per_unit_annual_mean_kg_co2e", "difference_annual_mean", N_("the annual mean of the same series ({kg})")),
        ("per_unit_official_kg_co2e", "difference_official", N_("the official national factor ({kg})")),
    ):
        share = optional_decimal_at(totals, share_key)
        if share is not None:
            spelled = w(reference, kg=numbers.kg(optional_decimal_at(totals, kg_key)))
            parts.append(_difference(share, spelled, w, numbers))
    if not parts:
        return w(N_("Hour by hour, electricity from the grid contributes {kg} kg CO₂e."), kg=numbers.kg(hourly))
    return w(
        N_("Hour by hour, electricity from the grid contributes {kg} kg CO₂e: {differences}."),
        kg=numbers.kg(hourly),
        differences=w(N_(", and ")).join(parts),
    )


def _difference(share: Decimal, reference: str, w: Words, numbers: Numbers) -> str:
    if share == 0:
        return w(N_("the same as at {reference}"), reference=reference)
    template = N_("{percent} less than at {reference}") if share < 0 else N_("{percent} more than at {reference}")
    return w(template, percent=numbers.signed_percent(abs(share)).lstrip("+"), reference=reference)


def waterfall(result: Object, w: Words, numbers: Numbers) -> JSON:
    """Bars from zero to the total: each stage starts where the one before ended."""
    footprint = object_at(result, "footprint")
    bars: list[JSON] = []
    level = Decimal(0)
    for stage in objects_at(footprint, "stages"):
        kg = decimal_at(stage, "total_kg_co2e")
        bars.append(_bar(w.name(names_at(stage)), level, level + kg, numbers.signed_kg(kg)))
        level += kg
    total = decimal_at(footprint, "total_kg_co2e")
    bars.append({**_bar(w(N_("Total")), Decimal(0), total, numbers.kg(total)), "total": True})
    return bars


def _bar(name: str, start: Decimal, end: Decimal, shown: str) -> dict[str, JSON]:
    return {"name": name, "from": str(start), "to": str(end), "shown": shown}


def period_text(period: Object, w: Words) -> str:
    """First and last day of the half-open period."""
    start, end = text_at(period, "start"), text_at(period, "end")
    try:
        last = date.fromisoformat(end) - timedelta(days=1)
    except ValueError:
        return w(N_("{start} up to {end}"), start=start, end=end)
    return f"{start} – {last.isoformat()}"


def place_text(place: Object) -> str:
    """Where something stands, as an editor shows it."""
    return str(_place(place))


def places_texts(places: list[JSON]) -> list[str]:
    """Many places, the rows of one file and column together."""
    rows: dict[Place, list[int]] = {}
    for item in places:
        if isinstance(item, dict):
            place = _place(item)
            rows.setdefault(replace(place, row=0), []).append(place.row)
    return [_with_rows(place, sorted({row for row in found if row})) for place, found in rows.items()]


def _with_rows(place: Place, rows: list[int]) -> str:
    if not rows:
        return str(place)
    shown = ", ".join(map(str, rows[:_MOST_ROWS])) + (f" +{len(rows) - _MOST_ROWS}" if len(rows) > _MOST_ROWS else "")
    return f"{replace(place, column='')}:{shown} {place.column}".strip()


def _place(place: Object) -> Place:
    sheet = place.get("sheet")
    file, column = text_at(place, "file"), text_at(place, "column")
    return Place(file, integer_at(place, "row"), column, sheet if isinstance(sheet, str) else "")


def safe_link(url: str) -> str:
    """The address when it leads to the web, else nothing: a result may come from anybody."""
    return url if url.startswith(("https://", "http://")) else ""
