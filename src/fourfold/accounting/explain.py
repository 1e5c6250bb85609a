"""Unfolding a figure (law 1): what it is made of, which cells it depends on, which sources and assumptions it rests on.

Figures have names: ``total``, ``line:fossil``, ``stage:assembly``, ``process:cell``, ``gas:CH4``, and the short name of
every row that contributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches

from fourfold.accounting.assess import Result
from fourfold.accounting.footprint import Cell
from fourfold.accounting.inventory import Item, Step
from fourfold.accounting.notes import GATHERED, GATHERED_BY, UsedSource
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact, total
from fourfold.core.problems import N_, NOWHERE, Assumption, InputError, MessageKind, Place, Problem
from fourfold.electricity.supply.shapes import SPREAD_BY_SHAPE

FIGURE_UNKNOWN = MessageKind(
    "figure-unknown",
    N_("there is no figure named {found}"),
    N_("total, line:NAME, stage:NAME, process:NAME, gas:NAME or the short name of a row"),
    N_("did you mean: {similar}?"),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure unfolded.

    Attributes:
        figure: its name.
        names: display names; empty for sums, whose name says what they are.
        kg_co2e: per declared unit.
        formula: the product that makes the figure of one row: runs of its process, then the steps of the row. Empty
            for sums.
        parts: figures it is the sum of, largest first; for a row its gases and lines.
        cells: every input cell the figure depends on; changing any other cell leaves it as it is.
        sources: sources it rests on.
        assumptions: assumptions made at one of its rows, of gathered ones the part that concerns its sources; all of
            them for the total.
    """

    figure: str
    names: Mapping[str, str]
    kg_co2e: Decimal
    formula: tuple[Step, ...]
    parts: tuple[tuple[str, Decimal], ...]
    cells: tuple[Place, ...]
    sources: tuple[UsedSource, ...]
    assumptions: tuple[Assumption, ...]


def figures(result: Result) -> dict[str, Decimal]:
    """Every figure of a result by name, in kg CO2e per declared unit."""
    found = {"total": result.footprint.total_kg_co2e}
    for prefix, key in _GROUPS.items():
        for name, value in result.footprint.by(key).items():
            found[f"{prefix}:{name}"] = value.value
    for name, value in result.footprint.by(lambda cell: cell.item.id).items():
        found[name] = value.value
    return found


_GROUPS: dict[str, Callable[[Cell], str]] = {
    "line": lambda cell: str(cell.line),
    "stage": lambda cell: cell.item.stage,
    "process": lambda cell: cell.item.process,
    "gas": lambda cell: cell.gas,
}


@exact
def explain(result: Result, figure: str = "total") -> Explanation:
    """Unfold one figure.

    Raises:
        InputError: no figure has this name; similar ones are named.
    """
    cells = _cells_of(result, figure)
    value = total(cell.kg_co2e for cell in cells)
    items = {cell.item.id: cell.item for cell in cells}
    only = next(iter(items.values())) if figure in items else None
    used = [source for source, used_by in result.sources if any(item in items for item in used_by)]
    places = result.book.places(value.cells)
    rests_on = [*places, *(place for item in items.values() for place in (item.place, *item.declared))]
    if figure == "total":
        assumed = list(result.assumptions)
    else:
        ids = {source.id for source in used} | {item.source_id for item in items.values()}
        parts = (_part_of(assumption, rests_on, ids, result.study) for assumption in result.assumptions)
        assumed = [part for part in parts if part is not None]
    return Explanation(
        figure,
        only.names if only else {},
        value.value,
        _formula(result, only) if only else (),
        _parts(cells, only),
        tuple(places),
        tuple(used),
        tuple(assumed),
    )


def _part_of(assumption: Assumption, rests_on: list[Place], sources: set[str], study: Study) -> Assumption | None:
    """What of an assumption bears on a figure; ``None`` where nothing does.

    It must have been made at a row (or, in a file without rows, a cell) the figure rests on. Of the sources gathered in
    it those remain that the figure uses. That an amount was spread by a load shape bears on figures that rest on the
    row of that amount, not on all that use the same shape.
    """
    rows = {(p.file, p.sheet, p.row) for p in rests_on if p.row}
    whole = {(p.file, p.column) for p in rests_on if not p.row}
    places = tuple(p for p in assumption.places if (p.file, p.sheet, p.row) in rows or (p.file, p.column) in whole)
    if not places:
        return None
    params = dict(assumption.params)
    if GATHERED in params:
        left = [source for source in str(params[GATHERED]).split(GATHERED_BY) if source in sources]
        if not left:
            return None
        params[GATHERED] = GATHERED_BY.join(left)
    if assumption.kind is SPREAD_BY_SHAPE:
        spread = (row.place for row in study.tables.electricity if row.electricity == params["subject"])
        if not any((place.file, place.sheet, place.row) in rows for place in spread):
            return None
    return Assumption(assumption.kind, params, places)


def _cells_of(result: Result, figure: str) -> list[Cell]:
    cells = list(result.footprint.cells)
    if figure == "total":
        return cells
    prefix, _, name = figure.partition(":")
    group = _GROUPS.get(prefix)
    if group is not None and name:
        chosen = [cell for cell in cells if group(cell) == name]
    else:
        chosen = [cell for cell in cells if cell.item.id == figure]
    if not chosen:
        similar = ", ".join(get_close_matches(figure, figures(result), n=4, cutoff=0.4)) or "total"
        raise InputError([Problem(FIGURE_UNKNOWN, NOWHERE, {"found": figure, "similar": similar})])
    return chosen


def _formula(result: Result, item: Item) -> tuple[Step, ...]:
    """Runs of the item's process, with the products that make them, then the item's own steps."""
    runs = result.footprint.item_runs[item.id].value
    steps = [Step(N_("runs of the process per declared unit"), runs, item.process, NOWHERE)]
    for product in result.inventory.products.values():
        if product.process == item.process:
            made = result.footprint.amounts[product.flow].value
            steps.append(Step(N_("needed per declared unit"), made, f"{product.unit} {product.flow}", NOWHERE))
            place = product.place.at("amount")
            steps.append(Step(N_("made per run"), product.amount.value, f"{product.unit} {product.flow}", place))
            share = result.inventory.share_of(product, item.id)
            if share.value != 1:
                steps.append(Step(N_("allocation share"), share.value, product.flow, product.share_place))
    return (*steps, *item.steps)


def _parts(cells: list[Cell], item: Item | None) -> tuple[tuple[str, Decimal], ...]:
    sums: dict[str, Decimal] = {}
    for cell in cells:
        name = f"{cell.gas} · {cell.line}" if item else cell.item.id
        sums[name] = sums.get(name, Decimal(0)) + cell.kg_co2e.value
    return tuple(sorted(sums.items(), key=lambda pair: (-abs(pair[1]), pair[0])))
