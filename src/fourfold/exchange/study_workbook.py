"""The tables of a study as an Excel workbook to fill in: the same sheets and columns as the CSV tables.

Header cells carry the help of their column in English and Chinese, choices come as lists, references as lists of the
names they may take. Cells are written with the type of their column, so that reading the workbook gives the same rows
as reading the CSV files.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fourfold.accounting.study.schema import ID_COLUMNS, tables
from fourfold.formats.dates import read_datetime
from fourfold.formats.table_schema import Column, Table

_NUMBERS = frozenset({"decimal", "positive", "nonnegative", "minutes", "year", "month", "hour", "count"})
_TIMES = {"date": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
_TEXT = "@"
_LAST_ROW = 1000
_REQUIRED = PatternFill("solid", fgColor="1F5C4A")
_OPTIONAL = PatternFill("solid", fgColor="7A8B84")
_HEADING = Font(bold=True, color="FFFFFF")
_REMARKS = "#read me 说明"
_HELP = (
    "Each sheet is a table of the study; the note on a column name says what the column holds.",
    "Dark columns must be filled in every row. Enter values, not formulas; numbers as numbers; one value in each cell.",
    "Sheets whose name begins with # are not read. For this workbook to count, write tables: study.xlsx in study.yaml.",
    "每张工作表是研究的一个表格；列名上的批注说明该列内容。",
    "深色列每行必填。请填写数值而非公式，数字存为数字，每格一个值。",
    "名称以 # 开头的工作表不会读取。若以本工作簿为准，请在 study.yaml 中写 tables: study.xlsx。",
)


def study_workbook(rows: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    """An xlsx file with a sheet for every table.

    Args:
        rows: by table; cells by column, spelled as in a CSV table that reads without fault.
    """
    workbook = Workbook()
    first = workbook.worksheets[0]
    first.title = _REMARKS
    for number, line in enumerate(_HELP, start=1):
        first.cell(number, 1, line)
    for table in tables().values():
        _fill(workbook.create_sheet(table.name), table, rows.get(table.name, ()))
    workbook.active = 1
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, table: Table, rows: Sequence[Mapping[str, str]]) -> None:
    for index, column in enumerate(table.columns, start=1):
        _head(sheet, index, column)
        for number, row in enumerate(rows, start=2):
            text = row.get(column.name, "")
            if text:
                _write(sheet, number, index, column, text)
        _offer(sheet, index, column)
    sheet.freeze_panes = "B2"


def _head(sheet: Worksheet, index: int, column: Column) -> None:
    cell = sheet.cell(1, index, column.name)
    cell.font = _HEADING
    cell.fill = _REQUIRED if column.required else _OPTIONAL
    cell.alignment = Alignment(vertical="center")
    note = Comment(f"{column.help['en']}\n{column.help['zh']}", "Fourfold", width=320, height=110)
    cell.comment = note
    dimension = sheet.column_dimensions[get_column_letter(index)]
    dimension.width = max(12, len(column.name) + 3)
    dimension.number_format = "General" if column.type in _NUMBERS else _TIMES.get(column.type, _TEXT)


def _write(sheet: Worksheet, number: int, index: int, column: Column, text: str) -> None:
    cell = sheet.cell(number, index)
    if column.type in _NUMBERS:
        cell.value = Decimal(text)
    elif column.type == "date":
        cell.value = date.fromisoformat(text)
    elif column.type == "moment" and (local := read_datetime(text)) is not None:
        cell.value = local
    else:
        cell.value = text
        cell.data_type = "s"  # also where the text begins with an equals sign
    cell.number_format = "General" if column.type in _NUMBERS else _TIMES.get(column.type, _TEXT)


def _offer(sheet: Worksheet, index: int, column: Column) -> None:
    """A list to choose from: fixed choices are held to, names of other sheets are only offered."""
    if column.choices:
        rule = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    elif (table := _table_of(column.refers_to)) is not None:
        letter = get_column_letter(table.names.index(column.refers_to) + 1)
        source = f"{table.name}!${letter}$2:${letter}${_LAST_ROW}"
        rule = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
    else:
        return
    column_letter = get_column_letter(index)
    rule.add(f"{column_letter}2:{column_letter}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def _table_of(what: str) -> Table | None:
    """The table whose names a column refers to; factors are mostly those of the library, so none is offered."""
    if what == "factor":
        return None
    return next((tables()[table] for table, column in ID_COLUMNS.items() if column == what), None)
