"""Studies made in memory, for laws that need many of them: rows typed by the schema, no files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_type_hints

from fourfold.accounting.study.declarations import Declarations
from fourfold.accounting.study.model import Study, Tables
from fourfold.accounting.study.rows import ROW_CLASSES, Row
from fourfold.core.problems import Place
from support.studies import declarations


def memory_study(tables: Mapping[str, Sequence[Mapping[str, object]]], **changes: Any) -> Study:
    """A study of these rows; the place of each is its table and its position from row 2 on."""
    typed = {
        name: tuple(
            _row(ROW_CLASSES[name], row, Place(f"tables/{name}.csv", number)) for number, row in enumerate(rows, 2)
        )
        for name, rows in tables.items()
    }
    declared = Declarations.model_validate_json(_json(declarations(**changes)))
    return Study(Path(), declared, Tables(**typed))  # type: ignore[arg-type]


def _json(tree: Mapping[str, Any]) -> str:
    import json

    return json.dumps(tree)


def _row(kind: type[Row], cells: Mapping[str, object], place: Place) -> Row:
    hints = get_type_hints(kind)
    values: dict[str, Any] = {"place": place}
    for field in fields(kind):
        if field.name != "place":
            assert field.default is MISSING
            values[field.name] = _value(hints[field.name], cells.get(field.name, ""))
    return kind(**values)


def _value(hint: Any, cell: object) -> Any:
    text = str(cell)
    if hint is str:
        return text
    if text == "":
        return None
    for kind, make in ((Decimal, Decimal), (int, int), (datetime, datetime.fromisoformat), (date, date.fromisoformat)):
        if hint in (kind, kind | None):
            return make(text)
    raise AssertionError(hint)
