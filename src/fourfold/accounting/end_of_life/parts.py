"""End-of-life rows as items: one for each term of the formula, credits negative."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.accounting.end_of_life.formulas import FORMULA_NAMES, MAKING, Formula, Part, parts
from fourfold.accounting.end_of_life.parameters import parameters
from fourfold.accounting.inventory import Item, Step
from fourfold.accounting.notes import Notes
from fourfold.accounting.sourcing import Sourcing
from fourfold.accounting.study.model import Tables
from fourfold.accounting.study.rows import EndOfLifeRow
from fourfold.accounting.traced import CellBook
from fourfold.accounting.valuing import Valued, scaled_by
from fourfold.core.problems import N_, NOWHERE, MessageKind, Named, Term
from fourfold.core.words import in_both

SOURCE_MISSING = MessageKind(
    "end-of-life-source",
    N_("the end of life of {row} has a part “{part}” and no source for it"),
    N_("a factor or supplier footprint in the column {column}"),
    N_("fill {column}"),
)
SOURCE_TWICE = MessageKind(
    "end-of-life-source-ambiguous",
    N_("{found} is both a factor and a supplier footprint of the study"),
    N_("a name that means one of them"),
    N_("rename the supplier footprint"),
)
BY_FORMULA = MessageKind(
    "end-of-life-formula",
    N_("the end of life of {row} is counted by the formula: {formula}"),
)
BY_CUT_OFF = MessageKind(
    "end-of-life-by-cut-off",
    N_("method {method} names no formula for the end of life, so it is counted by cut-off: {row}"),
)
MAKING_ELSEWHERE = MessageKind(
    "end-of-life-making-elsewhere",
    N_("the making of these materials, recycled content included, is counted among the inputs: {row}"),
)
DISPLACES_VIRGIN = MessageKind(
    "end-of-life-displaces-virgin",
    N_("recycled material coming out is taken to displace the virgin material that went in: {row}"),
)
MAKING_TWICE = MessageKind(
    "end-of-life-making-twice",
    N_("the making of {row} is counted here by {source}, which the input {input} of the same process uses too"),
    N_("the making of a material in one place"),
    N_("leave virgin and recycled blank if the input is the same material, or remove the input"),
)

_ENERGY_PARTS = ("heat-credit", "electricity-credit")


def formula_of(choice: str) -> Formula:
    """The formula a method asks for; cut-off where it asks for none."""
    return Formula(choice) if choice else Formula.CUT_OFF


def end_of_life_items(
    tables: Tables,
    choice: str,
    method_id: str,
    sourcing: Sourcing,
    stages: Mapping[str, str],
    book: CellBook,
    notes: Notes,
) -> list[Item]:
    """The items of every end-of-life row; what cannot be calculated is reported and left out.

    Args:
        tables: the study's rows.
        choice: the formula; empty takes the cut-off, which is then listed.
        method_id: the method, for the messages.
        sourcing: finds factors and supplier footprints.
        stages: stage of each process.
        book, notes: numbers the cells read; receives problems and assumptions.
    """
    formula = formula_of(choice)
    items: list[Item] = []
    for row in tables.end_of_life:
        if choice:
            name = Term(FORMULA_NAMES[formula])
            notes.assume(BY_FORMULA, row.place, formula=name, row=row.end_of_life)
        else:
            notes.assume(BY_CUT_OFF, row.place, method=method_id, row=row.end_of_life)
        _warn_making_twice(row, tables, notes)
        items.extend(_items(row, formula, row.stage or stages[row.process], sourcing, book, notes))
    return items


def _items(
    row: EndOfLifeRow, formula: Formula, stage: str, sourcing: Sourcing, book: CellBook, notes: Notes
) -> list[Item]:
    found = parameters(row, formula, book, notes)
    if found is None:
        return []
    elsewhere = not row.virgin and not row.recycled
    if elsewhere:
        notes.assume(MAKING_ELSEWHERE, row.place.at("virgin"), row=row.end_of_life)
    items: list[Item] = []
    for part in parts(found):
        if (elsewhere and part.key in MAKING) or not (part.coefficient.value or part.coefficient.cells):
            continue  # counted elsewhere, or no part of this formula
        item = _item(row, part, stage, sourcing, book, notes)
        if item is not None:
            items.append(item)
    return items


def _item(row: EndOfLifeRow, part: Part, stage: str, sourcing: Sourcing, book: CellBook, notes: Notes) -> Item | None:
    column, source = part.column, getattr(row, part.column)
    if column == "displaced_virgin" and not source and row.virgin:
        column, source = "virgin", row.virgin
        if part.coefficient.value:
            notes.assume(DISPLACES_VIRGIN, row.place.at("displaced_virgin"), row=row.end_of_life)
    name = dict(in_both(part.what, {"material": Named.of(row.names)}).items())
    if not source:
        if part.coefficient.value:
            params = {"row": row.end_of_life, "part": Named.of(name), "column": part.column}
            notes.problems.error(SOURCE_MISSING, row.place.at(part.column), **params)
        return None
    item_id = f"{row.end_of_life}/{part.key}"
    unit = "MJ" if part.key in _ENERGY_PARTS else row.unit
    valued = _value(row, column, source, unit, item_id, sourcing, notes)
    if valued is None:
        return None
    amount = book.read(row.amount, row.place.at("amount")) * part.coefficient
    steps = (
        Step(N_("amount per run"), row.amount, row.unit, row.place.at("amount")),
        Step(N_("share by the formula"), part.coefficient.value, "", NOWHERE),
        *valued.steps,
    )
    return Item(
        id=item_id,
        kind="end-of-life",
        process=row.process,
        stage=stage,
        names=name,
        amount=row.amount,
        unit=row.unit,
        emissions=scaled_by(valued.emissions, amount),
        source_kind=valued.kind,
        source_id=valued.id,
        source_names=valued.names,
        data_kind=row.data_kind,
        quality=row.quality,
        place=row.place,
        steps=steps,
    )


def _value(
    row: EndOfLifeRow, column: str, source: str, unit: str, item_id: str, sourcing: Sourcing, notes: Notes
) -> Valued | None:
    place = row.place.at(column)
    kind = "dataset" if ":" in source else "supplier" if sourcing.is_supplier(source) else "factor"
    if kind == "supplier" and sourcing.is_factor(source):
        notes.problems.error(SOURCE_TWICE, place, found=source)
        return None
    return sourcing.value_of(kind, source, unit, item_id, place)


def _warn_making_twice(row: EndOfLifeRow, tables: Tables, notes: Notes) -> None:
    """A material that an input of the same process already makes; a row of the same name is refused when it is read."""
    for column in ("virgin", "recycled"):
        source = getattr(row, column)
        for other in tables.inputs:
            if source and other.process == row.process and other.source_id == source:
                params = {"row": row.end_of_life, "source": source, "input": other.input}
                notes.problems.warn(MAKING_TWICE, row.place.at(column), **params)
