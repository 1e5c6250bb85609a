"""Facts of the tables of a study: a list for each, its fields the columns of the same name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import ElectricityRow, EmissionRow, InputRow, ProcessRow, Row
from fourfold.accounting.study.schema import tables as table_schema
from fourfold.core.problems import Place
from fourfold.standards.facts.balances import balances
from fourfold.standards.facts.making import Ratio, fields_of, lazy_rows, list_of, made, made_of_texts, made_ratio
from fourfold.standards.facts.of_instruments import of_instruments
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Value

Worked: TypeAlias = Callable[[Entry, Any], Value]
"""Makes the value of a field that is not its column as it stands, from the row."""

_TABLES = frozenset(
    {"processes", "inputs", "emissions", "electricity", "outputs", "end_of_life", "generation", "suppliers", "series",
     "instruments"}
)  # fmt: skip

_CARRIED_OUT_BY_OTHERS = ("transport", "service")
"""Kinds of bought inputs that are work of others: a haulier's lorry is no process of the company that receives."""


def table_rows(study: Study, name: str) -> Value:
    """The rows of a table as a list of the dictionary, in file order."""
    table = name.removeprefix("study.")
    rows: Sequence[Row] = getattr(study.tables, table)
    made_rows = lazy_rows(name, rows, _makers(study, table), lambda row: row.place)
    return list_of(name, made_rows, table_place(study, table))


def table_place(study: Study, table: str) -> Place:
    """The table as a whole, also where the study has none of the name: it would stand beside ``processes``."""
    rows: Sequence[Row] = getattr(study.tables, table) or study.tables.processes
    if not rows:
        return Place(study.declarations.tables or "tables")
    place = rows[0].place
    if place.sheet:
        return Place(place.file, sheet=table)
    folder = place.file.rpartition("/")[0]
    return Place(f"{folder}/{table}.csv" if folder else f"{table}.csv")


def _makers(study: Study, table: str) -> dict[str, Callable[[Any], Value]]:
    """For each field of the list what makes its value of a row."""
    worked = _worked_out(study, table)
    types = {column.name: column.type for column in table_schema()[table].columns}
    return {
        field: _worked(entry, worked[field]) if field in worked else _column(entry, field, types)
        for field, entry in fields_of(f"study.{table}").items()
    }


def _worked(entry: Entry, make: Worked) -> Callable[[Any], Value]:
    return lambda row: make(entry, row)


def _column(entry: Entry, column: str, types: Mapping[str, str]) -> Callable[[Any], Value]:
    if f"{column}_zh" not in types:
        return lambda row: made(entry, getattr(row, column), row.place.at(column))

    def both(row: Any) -> Value:
        texts = {"en": getattr(row, column), "zh": getattr(row, f"{column}_zh")}
        places = {"en": row.place.at(column), "zh": row.place.at(f"{column}_zh")}
        return made_of_texts(entry, texts, places["en"], places.__getitem__)

    return both


def _worked_out(study: Study, table: str) -> Mapping[str, Worked]:
    if table == "processes":
        return _of_processes(study)
    return of_instruments(study) if table == "instruments" else {}


def _of_processes(study: Study) -> Mapping[str, Worked]:
    products: dict[str, int] = {}
    for output in study.tables.outputs:
        products[output.process] = products.get(output.process, 0) + 1
    burdens: dict[str, list[bool]] = {}
    rows: tuple[InputRow | EmissionRow | ElectricityRow, ...]
    inputs = (row for row in study.tables.inputs if row.kind not in _CARRIED_OUT_BY_OTHERS)
    rows = (*inputs, *study.tables.emissions, *study.tables.electricity)
    for row in rows:
        burdens.setdefault(row.process, []).append(row.data_kind == "primary")

    def primary(entry: Entry, row: ProcessRow) -> Value:
        found = burdens.get(row.process, [])
        return made_ratio(entry, Ratio(Decimal(sum(found)), Decimal(len(found))), row.place.at("process"))

    stages = {stage.id: (stage.role, number) for number, stage in enumerate(study.declarations.stages)}

    def role(entry: Entry, row: ProcessRow) -> Value:
        found, number = stages[row.stage]
        return made(entry, found, study.declared_at("stages", number, "role"))

    return {
        "role": role,
        "control": lambda entry, row: made(entry, control_of(row), row.place.at("control")),
        "products": lambda entry, row: made(entry, products.get(row.process, 0), row.place.at("process")),
        "primary_inputs": primary,
    }


def control_of(row: ProcessRow) -> str:
    """Who runs a process: as its row says, else ``own`` where it has a site of the study; empty where not known."""
    return row.control or ("own" if row.site else "")


TABLE_ROWS: Mapping[str, Callable[[Study, str], Value]] = {
    **{f"study.{table}": table_rows for table in sorted(_TABLES)},
    "study.balances": balances,
}
"""Lists made of tables."""
