"""Rows of a table of factors into `FactorRow`: fields filled, units turned, rows without a value counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, localcontext
from typing import Any

from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import UnitError, check_unit, similar_units
from fourfold.data.databases.formats.factor_table.fields import Filled, filled_row, slug
from fourfold.data.databases.formats.factor_table.layout import Layout
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.factor_rows import FactorRow
from fourfold.formats.dates import DATE_WRONG, read_date
from fourfold.formats.numbers import MOST_DIGITS, NumberFault, read_number
from fourfold.formats.vocabulary import ID_PATTERN

ROW_WITHOUT_VALUE = MessageKind(
    "factor-row-without-value",
    N_("the row of factor {factor} has no value: not available, which is not zero"),
)
ROW_SKIPPED = MessageKind("factor-row-skipped", N_("the row is no factor: {reason}"))
ROW_UNIT_UNKNOWN = MessageKind(
    "factor-row-unit-unknown",
    N_("the unit {found} of factor {factor} is not known"),
    N_("a unit Fourfold knows, or an entry under units in the mapping"),
    N_("add it to units in the mapping; similar: {similar}"),
)
CELL_UNUSABLE = MessageKind(
    "factor-cell-unusable",
    N_("the cells {found} hold formulas, errors or times"),
    N_("values"),
    N_("copy the cells and paste them as values; the row was left out"),
)
PARTS_UNLIKE = MessageKind(
    "factor-parts-unlike-total",
    N_("the parts of factor {factor} add up to {found}, its total is {total}"),
    N_("the same within {tolerance}"),
    N_("ask the publisher; the total was taken"),
)
PART_ALONE = MessageKind(
    "factor-part-alone",
    N_("the row is the part {part} of factor {factor}, which has no total"),
    N_("a row with the total of every group"),
    N_("correct the mapping if the parts are the factor; the row was left out"),
)
TAKEN, PARTS, EMPTY, SKIPPED, REFUSED = (
    "factor rows taken",
    "factor rows that are parts",
    "factor rows without a value",
    "factor rows that are no factors",
    "factor rows refused",
)
"""What becomes of the rows of a table; the five counts add up to its rows."""
ID_UNUSABLE = MessageKind(
    "factor-id-unusable",
    N_("{found} cannot be the id of a factor: letters would be lost"),
    N_("1 to 64 letters a to z, digits, hyphens, dots or underscores"),
    N_("make the id of the row number or of a column with short names; the row was left out"),
)
ID_TURNED = MessageKind(
    "factor-id-turned",
    N_("{found} cannot be the id of a factor; it was read as {factor}"),
    N_("1 to 64 letters, digits, hyphens, dots or underscores"),
    N_("make the id of the group, the row or a column with short names"),
)
PART_TWICE = MessageKind(
    "factor-part-of-total-twice",
    N_("the part {part} of factor {factor} stands twice; the other is row {row}"),
    N_("each part once"),
    N_("delete the row that repeats; the second was left out"),
)
_DECIMAL_COMMA = re.compile(r"[+-]?([0-9]+|[0-9]{1,3}(\.[0-9]{3})+)(,[0-9]+)?")
_PRECISION = 60
_NUMBERS = ("value", "low", "high")


def factor_rows(layout: Layout, report: ImportReport) -> Iterator[FactorRow]:
    """The rows of a table that are factors or parts of them; every other row is counted and reported."""
    report.count("factor table rows", 0)
    parts: dict[str, dict[str, tuple[Filled, Decimal]]] = {}
    taken: dict[str, list[FactorRow]] = {}
    for row in layout.table_rows():
        report.count("factor table rows")
        filled = filled_row(layout, row)
        outcome = _outcome(filled, layout, report)
        if isinstance(outcome, str):
            report.count(outcome)
        elif filled.rule is not None:
            _keep_part(parts.setdefault(filled.group, {}), filled.rule.part, filled, outcome.value, report)
        else:
            report.count(TAKEN)
            taken.setdefault(filled.group, []).append(outcome)
    for group, rows in taken.items():
        yield from _with_parts(rows, parts.pop(group, {}), layout, report)
    for left in parts.values():
        for name, (filled, _) in left.items():
            report.count(REFUSED)
            report.note(Effect.REFUSED, PART_ALONE, filled.row.place, part=name, factor=filled.fields["factor"])


def _keep_part(
    parts: dict[str, tuple[Filled, Decimal]], name: str, filled: Filled, value: Decimal, report: ImportReport
) -> None:
    """Keep a part until its total is known; a second one of its name is refused."""
    if name in parts:
        report.count(REFUSED)
        first = parts[name][0].row.place.row
        report.note(Effect.REFUSED, PART_TWICE, filled.row.place, part=name, factor=filled.fields["factor"], row=first)
        return
    parts[name] = (filled, value)


def _outcome(filled: Filled, layout: Layout, report: ImportReport) -> FactorRow | str:
    """The row as a part of a factor, or what became of it instead."""
    place, fields = filled.row.place, filled.fields
    if filled.rule is not None and filled.rule.skip:
        report.note(Effect.NOT_READ, ROW_SKIPPED, place, reason=filled.rule.reason)
        return SKIPPED
    if filled.row.unusable:
        report.note(Effect.REFUSED, CELL_UNUSABLE, place, found=", ".join(filled.row.unusable))
        return REFUSED
    if not fields["value"]:
        report.note(Effect.NOT_READ, ROW_WITHOUT_VALUE, place, factor=fields["factor"])
        return EMPTY
    unit = layout.mapping.unit_of(fields["per_unit"])
    try:
        check_unit(unit.unit)
    except UnitError:
        similar = ", ".join(similar_units(unit.unit)) or "–"
        report.note(Effect.UNIT, ROW_UNIT_UNKNOWN, place, found=unit.unit, factor=fields["factor"], similar=similar)
        return REFUSED
    if not _has_id(filled, report):
        return REFUSED
    numbers = {name: _number(name, filled, layout, report) for name in _NUMBERS}
    days = {name: _day(name, filled, report) for name in ("valid_from", "valid_to")}
    exact: dict[str, Decimal | None] = {}
    for name, found in numbers.items():
        if isinstance(found, NumberFault):
            return REFUSED
        exact[name] = None if found is None else _times(found, unit.times)
    if None in days.values():
        return REFUSED
    values: dict[str, Any] = {**fields, **exact, **days, "per_unit": unit.unit}
    values["heating_basis"] = unit.heating_basis or fields["heating_basis"]
    return FactorRow(place=place, **values)


def _has_id(filled: Filled, report: ImportReport) -> bool:
    """Whether the factor has an id that a study can name; signs that ids may not have are replaced, and that told."""
    wanted = filled.fields["factor"]
    if ID_PATTERN.fullmatch(wanted):
        return True
    filled.fields["factor"] = slug(wanted)
    lost = any(sign.isalnum() and not slug(sign) for sign in wanted)
    if lost or not ID_PATTERN.fullmatch(filled.fields["factor"]):
        report.note(Effect.REFUSED, ID_UNUSABLE, filled.row.place, found=wanted or "–")
        return False
    report.note(Effect.REPAIRED, ID_TURNED, filled.row.place, found=wanted, factor=filled.fields["factor"])
    return True


def _number(name: str, filled: Filled, layout: Layout, report: ImportReport) -> Decimal | NumberFault | None:
    """The number of a field; ``None`` for an empty one; a fault is reported."""
    text = filled.fields[name]
    if not text:
        return None
    if layout.mapping.table.decimal == "comma" and not filled.row.numbers:
        text = text.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else f"{text}?"
    found = read_number(text)
    if isinstance(found, NumberFault):
        place = filled.row.place.at(name)
        report.note(Effect.REFUSED, found.kind, place, found=filled.fields[name], offer=found.offer, most=MOST_DIGITS)
    return found


def _times(value: Decimal, by: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = _PRECISION
        return value if by == 1 else value * by


def _day(name: str, filled: Filled, report: ImportReport) -> object:
    found = read_date(filled.fields[name])
    if found is None:
        report.note(Effect.REFUSED, DATE_WRONG, filled.row.place.at(name), found=filled.fields[name] or "–")
    return found


def _with_parts(
    rows: list[FactorRow], parts: Mapping[str, tuple[Filled, Decimal]], layout: Layout, report: ImportReport
) -> Iterator[FactorRow]:
    """The rows of a group, with its parts in the note of the only one; their sum is compared with its value."""
    report.count(PARTS, len(parts))
    if not parts or len(rows) != 1:
        yield from rows
        return
    row = rows[0]
    total = sum((value for _, value in parts.values()), Decimal(0))
    tolerance = layout.mapping.tolerance
    if abs(total - row.value) > tolerance:
        params = {
            "factor": row.factor,
            "found": decimal_text(total),
            "total": decimal_text(row.value),
            "tolerance": decimal_text(tolerance),
        }
        report.note(Effect.NOTED, PARTS_UNLIKE, row.place, **params)
    spelled = ", ".join(f"{name} {decimal_text(value)}" for name, (_, value) in parts.items())
    yield replace(row, note=f"{row.note} Of it in kg CO2e: {spelled}.".strip())
