"""The reader for tables of factors: finds the mapping of each table and reads it.

A mapping comes with the package (``fourfold-mapping.yaml``, ``mapping.yaml``, or ``NAME.mapping.yaml`` beside
``NAME.csv``), or is one of those shipped here, chosen by the header of the table. A table that has the columns of table
``factors`` needs none.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path, PurePosixPath

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems
from fourfold.core.progress import Tick
from fourfold.data.databases.formats.factor_table.cells import SUFFIXES
from fourfold.data.databases.formats.factor_table.layout import Layout, find_layout
from fourfold.data.databases.formats.factor_table.mapping import FactorMapping, read_mapping
from fourfold.data.databases.formats.factor_table.rows import factor_rows
from fourfold.data.databases.records import Record
from fourfold.data.databases.report import Effect, ImportReport
from fourfold.data.factor_rows import COLUMNS
from fourfold.formats.packages import Package

GIVEN_MAPPING = "fourfold-mapping.yaml"
"""Under this name an import puts a mapping that a user gives into the package; it holds for every table."""
OF_PACKAGE = (GIVEN_MAPPING, "mapping.yaml")
MAPPING_SUFFIX = ".mapping.yaml"
_SHIPPED = Path(__file__).parent / "shipped"
_MOST_TABLES_LOOKED_AT = 5
READING = N_("reading tables of factors")

TABLE_NOT_RECOGNISED = MessageKind(
    "factor-table-not-recognised",
    N_("no mapping is known for this table"),
    N_("a mapping beside it, a layout Fourfold knows, or the columns of table factors"),
    N_("write a mapping and give it with --mapping, or put it beside the table as mapping.yaml"),
)
FILE_NOT_A_TABLE = MessageKind("factor-table-other-file", N_("the file is no table and was not read"))
COLUMN_NOT_READ = MessageKind("factor-table-column-not-read", N_("the mapping does not use the columns {found}"))


class FactorTableReader:
    """Reads tables of emission factors."""

    id = "factor-table"
    title = "Table of emission factors"
    version = "1"

    def recognises(self, package: Package) -> bool:
        """Whether the package holds a table that has a mapping, a known header, or the columns of table ``factors``."""
        tables = _tables(package)
        if not tables or any(not _may_stand_beside(name) for name in package.names):
            return False
        if any(_mapping_name(package, name) for name in tables):
            return True
        return any(_known_layout(package, name) is not None for name in tables[:_MOST_TABLES_LOOKED_AT])

    def records(self, package: Package, report: ImportReport, tick: Tick) -> Iterator[Record]:
        """The rows of every table.

        Raises:
            InputError: a mapping cannot be used.
        """
        tables = _tables(package)
        for done, name in enumerate(tables):
            tick(READING, done, len(tables))
            layout = _layout(package, name, report)
            if layout is not None:
                _note_columns(layout, report)
                yield from factor_rows(layout, report)
        for name in package.names:
            if name not in tables and not _is_mapping(name):
                report.note(Effect.NOT_READ, FILE_NOT_A_TABLE, Place(name))
        tick(READING, len(tables), len(tables))


def shipped_mappings() -> tuple[FactorMapping, ...]:
    """The mappings of published tables that come with Fourfold."""
    return _shipped()


@cache
def _shipped() -> tuple[FactorMapping, ...]:
    found = []
    for path in sorted(_SHIPPED.glob("*.yaml")):
        problems = Problems()
        mapping = read_mapping(path.read_bytes(), path.name, problems)
        problems.raise_if_errors()
        if mapping is not None:
            found.append(mapping)
    return tuple(found)


def own_columns() -> FactorMapping:
    """The mapping of a table that has the columns of table ``factors`` already."""
    columns = {name: name for name in COLUMNS}
    return FactorMapping.model_validate(
        {"fourfold": "factor-mapping/1", "columns": columns, "factor": {name: f"{{{name}}}" for name in COLUMNS}}
    )


def _tables(package: Package) -> list[str]:
    return [name for name in package.names if name.casefold().endswith(SUFFIXES)]


def _is_mapping(name: str) -> bool:
    base = PurePosixPath(name).name
    return base in OF_PACKAGE or base.endswith(MAPPING_SUFFIX)


def _may_stand_beside(name: str) -> bool:
    return name.casefold().endswith((*SUFFIXES, ".md", ".txt", ".pdf")) or _is_mapping(name)


def _mapping_name(package: Package, table: str) -> str:
    """The file that says how a table is read: the one of its own name, else that of its folder or of the package."""
    path = PurePosixPath(table)
    wanted = [str(path.with_suffix("")) + MAPPING_SUFFIX, GIVEN_MAPPING]
    wanted += [str(path.parent / name) for name in OF_PACKAGE] + list(OF_PACKAGE)
    return next((name for name in wanted if name in package.names), "")


def _layout(package: Package, name: str, report: ImportReport) -> Layout | None:
    """The table with its mapping; what keeps it from being read is reported."""
    problems = Problems()
    mapping_name = _mapping_name(package, name)
    if mapping_name:
        mapping = read_mapping(package.read(mapping_name), mapping_name, problems)
        problems.raise_if_errors()
        layout = None if mapping is None else find_layout(package.read(name), name, mapping, problems)
        report.note_problems(Effect.REFUSED if layout is None else Effect.NOTED, problems)
        return layout
    layout = _known_layout(package, name, report)
    if layout is None:
        report.note(Effect.REFUSED, TABLE_NOT_RECOGNISED, Place(name))
    return layout


def _known_layout(package: Package, name: str, report: ImportReport | None = None) -> Layout | None:
    """The table as a shipped mapping sees it, or as one with our own columns; ``None`` when neither fits."""
    try:
        data = package.read(name)
    except InputError as error:
        if report is not None:
            report.note_problems(Effect.REFUSED, error.problems)
        return None
    for mapping in (own_columns(), *shipped_mappings()):
        problems = Problems()
        layout = find_layout(data, name, mapping, problems)
        if layout is not None:
            if report is not None:
                report.note_problems(Effect.NOTED, problems)
            return layout
    return None


def _note_columns(layout: Layout, report: ImportReport) -> None:
    used = set(layout.columns.values())
    left = [title for number, title in enumerate(layout.header) if title and number not in used]
    if left:
        report.note(Effect.NOT_READ, COLUMN_NOT_READ, layout.place, found=", ".join(left))


READER = FactorTableReader()
