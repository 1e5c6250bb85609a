"""The table of columns, the row classes and the readers of cells say the same."""

from __future__ import annotations

import types
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import get_args, get_type_hints

from fourfold.accounting.study.convert import READERS
from fourfold.accounting.study.model import Tables
from fourfold.accounting.study.rows import ROW_CLASSES
from fourfold.accounting.study.schema import ID_COLUMNS, tables

_WHOLE = {"minutes", "year", "month", "hour", "count"}
_DECIMAL = {"decimal", "positive", "nonnegative"}


def expected_type(kind: str) -> type:
    if kind in _DECIMAL:
        return Decimal
    if kind in _WHOLE:
        return int
    return {"date": date, "moment": datetime}.get(kind, str)


def test_every_table_has_a_row_class_and_a_field_of_tables() -> None:
    assert list(tables()) == list(ROW_CLASSES) == [field.name for field in fields(Tables)]


def test_row_classes_have_the_columns_of_the_schema_in_order_with_their_types() -> None:
    for name, table in tables().items():
        row_class = ROW_CLASSES[name]
        hints = get_type_hints(row_class)
        assert [field.name for field in fields(row_class) if field.name != "place"] == list(table.names), name
        for column in table.columns:
            hint = hints[column.name]
            wanted = expected_type("text" if column.refers_to else column.type)
            optional = isinstance(hint, types.UnionType)
            assert (get_args(hint)[0] if optional else hint) is wanted, (name, column.name)
            assert optional == (not column.required and wanted is not str), (name, column.name)


def test_every_type_has_a_reader_and_every_choice_its_choices() -> None:
    for table in tables().values():
        for column in table.columns:
            assert column.refers_to or column.type in READERS, column
            assert bool(column.choices) == (column.type == "choice"), column
            assert column.help["en"], column
            assert column.help["zh"], column


def test_ids_are_columns_of_their_tables() -> None:
    for table, column in ID_COLUMNS.items():
        assert next(c for c in tables()[table].columns if c.name == column).type == "id"
