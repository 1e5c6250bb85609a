"""A new study to start from: commented, valid, small, its numbers invented and labelled so.

Written whole or not at all.
"""

from __future__ import annotations

import csv
import io
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from fourfold.accounting.study.schema import tables
from fourfold.app.folders import write_folder
from fourfold.exchange.study_workbook import study_workbook
from fourfold.formats.table_schema import Column, Table
from fourfold.formats.tables import write_csv

_TABLES = "tables"
_WORKBOOK = "study.xlsx"


def new_study(folder: Path) -> list[str]:
    """Write the starter study into a folder that is empty or does not exist yet.

    Args:
        folder: where to write; the folder it lies in must exist.

    Returns:
        The files written, relative to the folder, with forward slashes.

    Raises:
        InputError: the folder cannot take a study; nothing was written.
    """
    content = starter_files()
    write_folder(folder, content)
    return sorted(content)


def starter_files() -> dict[str, bytes]:
    """Every file of the starter study by path; the CSV tables carry the help of their columns as remarks."""
    root = files("fourfold.app").joinpath("starter")
    content = _files_below(root, "")
    rows: dict[str, list[dict[str, str]]] = {}
    for table in tables().values():
        name = f"{_TABLES}/{table.name}.csv"
        records = list(csv.reader(io.StringIO(content[name].decode("utf-8"), newline="")))
        rows[table.name] = [dict(zip(records[0], record, strict=True)) for record in records[1:]]
        content[name] = write_csv(table.names, _in_order(table, rows[table.name]), _remarks(table))
    content[_WORKBOOK] = study_workbook(rows)
    return content


def _files_below(folder: Traversable, prefix: str) -> dict[str, bytes]:
    content: dict[str, bytes] = {}
    for entry in folder.iterdir():
        path = f"{prefix}{entry.name}"
        content |= {path: entry.read_bytes()} if entry.is_file() else _files_below(entry, f"{path}/")
    return content


def _in_order(table: Table, rows: list[dict[str, str]]) -> list[list[str]]:
    return [[row.get(name, "") for name in table.names] for row in rows]


def _remarks(table: Table) -> list[str]:
    head = f"{table.name}: columns marked * must be filled in every row. 标 * 的列每行必填。"
    return [head, *(_remark(column) for column in table.columns)]


def _remark(column: Column) -> str:
    star = "*" if column.required else ""
    choices = f" ({' | '.join(column.choices)})" if column.choices else ""
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.name}{star}{unit}{choices}: {column.help['en']}. {column.help['zh']}"
