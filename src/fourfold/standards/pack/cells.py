"""What may stand in a cell, by the type of its column: every fault of every cell, one by one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fourfold.core.problems import N_, MessageKind, Named, Place, Problems
from fourfold.formats.cell_values import CHOICE_UNKNOWN, VALUE_MISSING
from fourfold.formats.dates import DATE_WRONG, read_date
from fourfold.formats.table_rows import COLUMN_MISSING
from fourfold.formats.vocabulary import ID_PATTERN, ID_WRONG, closest, unit_is_known
from fourfold.standards.pack.model import PHASES, Severity
from fourfold.standards.pack.sheets import COLUMNS, KEYS, Column, key_named, split_items
from fourfold.standards.pack.text import PackText, TextRow, TextTable
from fourfold.standards.pack.versions import VERSION, is_range

PACK_ID_WRONG = MessageKind(
    "pack-id-wrong",
    N_("{found} cannot be the short name of a pack"),
    N_("1 to 64 small letters, digits, hyphens and dots, beginning with a letter or digit"),
    N_("choose a short name such as gbt-24067-2024"),
)
PARAMETER_NAME_WRONG = MessageKind(
    "pack-parameter-name-wrong",
    N_("{found} cannot be the name of a parameter"),
    N_("1 to 64 small letters, digits and underscores, beginning with a letter"),
    N_("choose a name such as cut_off_share; rules refer to it as param.cut_off_share"),
)
EXAMPLE_NAME_WRONG = MessageKind(
    "pack-example-name-wrong",
    N_("the name {found} of an example does not say what it shows"),
    N_("a short name that begins with {beginnings}"),
    N_("put the verdict it shows before the name"),
)
VERSION_WRONG = MessageKind(
    "pack-version-wrong",
    N_("{found} is not the version of a pack"),
    N_("two numbers and a point, such as 1.0"),
    N_("write it as text, X.Y: Y grows with changes that alter no verdict, X with all others"),
)
RANGE_WRONG = MessageKind(
    "pack-version-range",
    N_("{found} is not a range of versions"),
    N_("bounds joined by commas, such as >=1,<2; blank accepts any version"),
    N_("correct the range"),
)
SEVERITY_WRONG = MessageKind(
    "pack-severity-wrong",
    N_("{found} does not say what an unmet requirement does"),
    N_("block, warn or note; or by phase, such as draft: note | submit: warn; phases: {phases}"),
    N_("correct the cell, or leave it blank: then a shall blocks, a should warns, the rest is noted"),
)
OVERRIDE_WRONG = MessageKind(
    "pack-override-wrong",
    N_("{found} does not name a requirement of a parent"),
    N_("PACK#REQUIREMENT, such as iso-14067-2018#goal.stated"),
    N_("write the id of the pack, a #, and the name of its requirement"),
)
CODE_WRONG = MessageKind(
    "pack-code-wrong",
    N_("{found} is no list of product codes"),
    N_("codes of digits, letters and points with a bar between"),
    N_("write the codes as the classification does, without descriptions"),
)
LIST_EMPTY = MessageKind(
    "pack-list-empty",
    N_("the list {found} holds no item"),
    N_("items with a bar between"),
    N_("fill or clear the cell"),
)
EXAMPLE_BEGINNINGS = ("pass-", "fail-", "unknown-", "not-applicable-", "needs-person-")

_FREE = frozenset({"text", "expression"})
PACK_ID = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")
PARAMETER_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_OVERRIDE = re.compile(rf"{PACK_ID.pattern}#{ID_PATTERN.pattern}")
CODE = re.compile(r"[0-9A-Za-z.]{1,40}")


def check_cells(text: PackText, problems: Problems) -> None:
    """Report every cell that cannot be read as what its column holds, and every one that is missing."""
    for key, cell in text.keys.items():
        if (column := key_named(key)) is not None:
            _check(cell, column, text.place(key), problems)
    for column in KEYS.values():
        if column.required and column.name not in text.keys:
            problems.error(VALUE_MISSING, text.place(column.name), column=column.name, help=Named.of(column.meaning))
    for sheet, table in text.tables.items():
        _check_table(sheet, table, problems)


def severities(cell: str) -> dict[str, str] | None:
    """Severity by phase, as a cell gives it; ``None`` when it does not."""
    if cell in list(Severity):
        return dict.fromkeys(PHASES, cell)
    found: dict[str, str] = {}
    for item in split_items(cell):
        phase, colon, word = (part.strip() for part in item.partition(":"))
        if not colon or phase not in PHASES or phase in found or word not in list(Severity):
            return None
        found[phase] = word
    return found or None


def _check_table(sheet: str, table: TextTable, problems: Problems) -> None:
    required = [column for column in COLUMNS[sheet].values() if column.required]
    absent = {column.name for column in required if column.name not in table.columns} if table.rows else set()
    for name in sorted(absent):
        problems.error(COLUMN_MISSING, table.rows[0].place.at(name), found=name, table=sheet)
    for column in COLUMNS[sheet].values():
        if column.choices:
            _check_choices(table, column, problems)
    for row in table.rows:
        for column in required:
            if column.name not in row.cells and column.name not in absent:
                place = row.place.at(column.name)
                problems.error(VALUE_MISSING, place, column=column.name, help=Named.of(column.meaning))
        for name, cell in row.cells.items():
            described = COLUMNS[sheet].get(name)
            if described is not None and not described.choices and described.type not in _FREE:
                _check(cell, described, row.place.at(name), problems)


def _check_choices(table: TextTable, column: Column, problems: Problems) -> None:
    """Choices of one column; what is spelled alike is looked for where it is shown, because that is slow."""

    def describe(row: TextRow) -> tuple[Place, dict[str, object]]:
        return row.place.at(column.name), _choice_said(row[column.name], column)

    wrong = [row for row in table.rows if row[column.name] and row[column.name] not in column.choices]
    problems.add_all(CHOICE_UNKNOWN, wrong, describe)


def _choice_said(cell: str, column: Column) -> dict[str, object]:
    return {"found": cell, "choices": ", ".join(column.choices), "similar": closest(cell, column.choices)}


def _check(cell: str, column: Column, place: Place, problems: Problems) -> None:
    if column.choices:
        if cell not in column.choices:
            problems.error(CHOICE_UNKNOWN, place, **_choice_said(cell, column))
    elif column.type == "unit":
        if cell not in ("date", "text"):
            unit_is_known(cell, place, problems)
    elif column.name == "applies_to.SCHEME":
        if not all(CODE.fullmatch(code) for code in split_items(cell)):
            problems.error(CODE_WRONG, place, found=cell)
    elif column.type in _FORMS:
        holds, kind = _FORMS[column.type]
        if not holds(cell):
            more = {"beginnings": ", ".join(EXAMPLE_BEGINNINGS), "phases": ", ".join(PHASES)}
            problems.error(kind, place, found=cell, **more)


def _is_example(cell: str) -> bool:
    return bool(ID_PATTERN.fullmatch(cell)) and cell.startswith(EXAMPLE_BEGINNINGS)


_FORMS: Mapping[str, tuple[Callable[[str], object], MessageKind]] = {
    "pack": (PACK_ID.fullmatch, PACK_ID_WRONG),
    "id": (ID_PATTERN.fullmatch, ID_WRONG),
    "clause": (ID_PATTERN.fullmatch, ID_WRONG),
    "name": (PARAMETER_NAME.fullmatch, PARAMETER_NAME_WRONG),
    "example": (_is_example, EXAMPLE_NAME_WRONG),
    "date": (read_date, DATE_WRONG),
    "version": (VERSION.fullmatch, VERSION_WRONG),
    "range": (is_range, RANGE_WRONG),
    "severity": (severities, SEVERITY_WRONG),
    "override": (_OVERRIDE.fullmatch, OVERRIDE_WRONG),
    "list": (split_items, LIST_EMPTY),
}
