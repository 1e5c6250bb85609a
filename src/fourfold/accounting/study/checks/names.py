"""Names: each once, and every reference leads somewhere."""

from __future__ import annotations

from dataclasses import fields

from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import ElectricityRow
from fourfold.accounting.study.schema import ID_COLUMNS, ITEM_TABLES, REPEATED_IDS, tables
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.formats.table_rows import Draft

DUPLICATE_ID = MessageKind(
    "duplicate-id",
    N_("the name {found} is already taken in {first}"),
    N_("a name of its own for every row; items of all tables share one list"),
    N_("rename one of them, or delete the row if it was entered twice"),
)
NAME_RESERVED = MessageKind(
    "name-reserved",
    N_("the name {found} stands for the whole footprint"),
    N_("another short name for this row"),
    N_("rename the row"),
)
FLOW_MADE_TWICE = MessageKind(
    "flow-made-twice",
    N_("the flow {found} is also made by process {other} in {first}"),
    N_("each flow made by one process"),
    N_("give the two products different names, or join the processes"),
)
DUPLICATE_ROW = MessageKind(
    "duplicate-row",
    N_("the row is the same as {first}"),
    N_("each entry once"),
    N_(
        "delete one of the two; if both are meant, give them different names (emissions: comments), or join the amounts"
    ),
)
REFERENCE_UNKNOWN = MessageKind(
    "reference-unknown",
    N_("{column} names {found}, which does not exist"),
    N_("a name from {where}; similar: {similar}"),
    N_("correct the name, or add what it names"),
)

WHOLE = "total"
"""The figure of everything; a row of this name could not be asked for."""
_DECLARED = {"stage": "stages", "site": "sites", "cut-off": "cut_offs"}
_TABLE_OF = {column: table for table, column in ID_COLUMNS.items()}
_COPIES = ("inputs", "emissions", "electricity", "end_of_life", "outputs", "instruments")
_MARKS = ("place", "comment")
_TITLES = ("name", "name_zh")


def check_names(reading: Reading) -> None:
    """Names that are taken twice, rows that stand twice, references that lead nowhere."""
    for table, column in ID_COLUMNS.items():
        if table not in REPEATED_IDS and table not in ITEM_TABLES:
            _check_unique(reading, [(draft, column) for draft in reading.drafts.get(table, [])])
    items = [(draft, column) for table, column in ITEM_TABLES.items() for draft in reading.drafts.get(table, [])]
    _check_unique(reading, items)
    for draft, column in items:
        if draft.text(column) == WHOLE:
            reading.problems.error(NAME_RESERVED, draft.place.at(column), found=WHOLE)
    for table in _COPIES:
        _check_copies(reading, table)
    _check_references(reading)


def unknown_reference(reading: Reading, what: str, name: str, place: Place, column: str = "") -> bool:
    """Whether a name does not exist, which is then reported; names that cannot be judged pass."""
    names = reading.names(what)
    if not name or names is None or name in names:
        return False
    where = f"study.yaml ({_DECLARED[what]})" if what in _DECLARED else f"{_TABLE_OF[what]} ({what})"
    similar = reading.similar(what, name)
    reading.problems.error(REFERENCE_UNKNOWN, place, column=column or what, found=name, where=where, similar=similar)
    return True


def _check_unique(reading: Reading, named: list[tuple[Draft, str]]) -> None:
    first: dict[str, Draft] = {}
    for draft, column in named:
        name = draft.text(column)
        if not name:
            continue
        earlier = first.setdefault(name, draft)
        if earlier is draft:
            continue
        one, other = earlier.text("process"), draft.text("process")
        place = draft.place.at(column)
        if column == "flow" and one != other:
            reading.problems.error(FLOW_MADE_TWICE, place, found=name, first=earlier.place, other=one)
        else:
            reading.problems.error(DUPLICATE_ID, place, found=name, first=earlier.place)


def _check_copies(reading: Reading, table: str) -> None:
    """Rows that differ in nothing but their own name would count one thing twice.

    Where the names a reader sees differ, two things may be meant (two legs of a journey), so that is only said. The
    products of a process are not added up, so alike ones are only said as well.
    """
    own = ID_COLUMNS[table]
    first: dict[tuple[object, ...], Draft] = {}
    for draft in reading.drafts.get(table, []):
        row = draft.row
        if row is None or (isinstance(row, ElectricityRow) and row.how != "annual"):  # meters are counted once anyway
            continue
        apart = (*_MARKS, own) if table == "outputs" else (*_MARKS, own, *_TITLES)
        names = [f.name for f in fields(row) if f.name not in apart]
        earlier = first.setdefault(tuple(getattr(row, name) for name in names), draft)
        if earlier is draft or earlier.text(own) == draft.text(own):
            continue
        titles = _TITLES if table != "emissions" else ("comment",)
        told_apart = any(earlier.text(title) != draft.text(title) for title in titles)
        report = reading.problems.warn if told_apart or table == "outputs" else reading.problems.error
        report(DUPLICATE_ROW, draft.place, first=earlier.place)


def _check_references(reading: Reading) -> None:
    for table, drafts in reading.drafts.items():
        for column in tables()[table].columns:
            if column.refers_to in ("", "factor"):  # factors are looked up in the library, which knows more
                continue
            for draft in drafts:
                name = draft.text(column.name) or ""
                unknown_reference(reading, column.refers_to, name, draft.place.at(column.name), column.name)
