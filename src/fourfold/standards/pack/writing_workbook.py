"""Writing a pack as one Excel workbook for its authors: a sheet a table, notes on columns, lists to choose from.

Every cell is text, a leading ``=`` included, so that ``1.10`` stays ``1.10`` and reading gives the same pack back.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from fourfold.core.problems import Lang
from fourfold.standards.pack.keys import key_order
from fourfold.standards.pack.sheets import COLUMNS, KEYS, PACK_COLUMNS, PACK_SHEET, SHEETS, Column, key_named
from fourfold.standards.pack.text import PackText
from fourfold.standards.pack.writing import unknown_columns

_TEXT = "@"
_LAST_ROW = 2000
_REQUIRED = PatternFill("solid", fgColor="1F5C4A")
_OPTIONAL = PatternFill("solid", fgColor="7A8B84")
_UNKNOWN = PatternFill("solid", fgColor="B0B0B0")
_HEADING = Font(bold=True, color="FFFFFF")
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_WIDTHS = {"text": 32, "expression": 56, "list": 28, "id": 26, "example": 34, "clause": 12}
_KEY_WIDTHS = (30, 70)
_SHORT = 14
_FIRST_SCHEME = "hs"
_REFERS = {
    ("clauses", "parent"): ("clauses", "clause"),
    ("examples", "base"): ("examples", "example"),
    ("expected", "example"): ("examples", "example"),
    ("expected", "requirement"): ("requirements", "requirement"),
}
_REMARKS: dict[Lang, tuple[str, tuple[str, ...]]] = {
    "en": (
        "#read me",
        (
            "A rule pack for Fourfold: who it is on the sheet pack, and one sheet for each of its tables.",
            "The note on a column name says what the column holds. Dark columns must be filled in every row.",
            "Enter text, not formulas. Between the items of a list stands a bar: a | b. Dates: 2025-01-31.",
            "Columns ending in _en and _zh are one text in two languages.",
            "Sheets whose name begins with # are not read.",
            "Bring it in: fourfold standards import FILE.xlsx --into FOLDER; then: fourfold standards test FOLDER",
        ),
    ),
    "zh": (
        "#说明",
        (
            "Fourfold 规则包：工作表 pack 说明其身份，其余每张工作表是一个表格。",
            "列名上的批注说明该列内容。深色列每行必填。",
            "请填写文本而非公式。列表各项之间用竖线：a | b。日期写作 2025-01-31。",
            "以 _en 与 _zh 结尾的两列是同一文本的英文与中文。",
            "名称以 # 开头的工作表不会读取。",
            "导入：fourfold standards import 文件.xlsx --into 文件夹；然后检验：fourfold standards test 文件夹",
        ),
    ),
}
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def pack_workbook(text: PackText, lang: Lang = "en") -> bytes:
    """An xlsx file with a sheet for the identity of a pack and one for every table, also for those without rows.

    Args:
        text: the pack.
        lang: language of the notes on columns and of the sheet of remarks.
    """
    workbook = Workbook()
    remarks = workbook.worksheets[0]
    remarks.title, lines = _REMARKS[lang]
    for number, line in enumerate(lines, start=1):
        remarks.cell(number, 1, line)
    remarks.column_dimensions["A"].width = 110
    _fill_keys(workbook.create_sheet(PACK_SHEET), text, lang)
    for sheet in SHEETS:
        _fill(workbook.create_sheet(sheet), sheet, text, lang)
    workbook.active = 1
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _fill_keys(sheet: Worksheet, text: PackText, lang: Lang) -> None:
    for index, (name, width) in enumerate(zip(PACK_COLUMNS, _KEY_WIDTHS, strict=True), start=1):
        _head(sheet.cell(1, index, name), _REQUIRED)
        _shape(sheet, index, width)
    offered = {key.replace(".N.", ".1.").replace("SCHEME", _FIRST_SCHEME): None for key in KEYS}
    for row, key in enumerate(sorted({**offered, **text.keys}, key=key_order), start=2):
        column = key_named(key)
        _write(sheet, row, 1, key)
        _write(sheet, row, 2, text.keys.get(key, ""))
        if column is not None:
            sheet.cell(row, 1).comment = _note(column, lang)
            _offer(sheet, column.choices, f"B{row}")
    sheet.freeze_panes = "B2"


def _fill(sheet: Worksheet, name: str, text: PackText, lang: Lang) -> None:
    for index, column in enumerate(COLUMNS[name].values(), start=1):
        cell = sheet.cell(1, index, column.name)
        _head(cell, _REQUIRED if column.required else _OPTIONAL)
        cell.comment = _note(column, lang)
        _shape(sheet, index, _WIDTHS.get(column.type, _SHORT))
        letter = get_column_letter(index)
        below = f"{letter}2:{letter}{_LAST_ROW}"
        _offer(sheet, column.choices, below)
        if refers := ("clauses", "clause") if column.type == "clause" else _REFERS.get((name, column.name)):
            _suggest(sheet, refers, below)
    columns = [*SHEETS[name], *(unknown_columns(text, name) if text.rows(name) else ())]
    for index, column_name in enumerate(columns[len(SHEETS[name]) :], start=len(SHEETS[name]) + 1):
        _head(sheet.cell(1, index, column_name), _UNKNOWN)
        _shape(sheet, index, _WIDTHS["text"])
    for number, row in enumerate(text.rows(name), start=2):
        for index, column_name in enumerate(columns, start=1):
            if row[column_name]:
                _write(sheet, number, index, row[column_name])
    sheet.freeze_panes = "B2"


def _head(cell: Cell, fill: PatternFill) -> None:
    cell.font, cell.fill, cell.alignment = _HEADING, fill, Alignment(vertical="center")
    cell.number_format, cell.data_type = _TEXT, "s"


def _shape(sheet: Worksheet, index: int, width: int) -> None:
    dimension = sheet.column_dimensions[get_column_letter(index)]
    dimension.width, dimension.number_format, dimension.alignment = width, _TEXT, _WRAPPED


def _write(sheet: Worksheet, row: int, column: int, text: str) -> None:
    # Excel reads _x0041_ as A; an underscore that begins such a thing is written as its own code.
    cell = sheet.cell(row, column, _ESCAPE.sub("_x005F_", text))
    cell.data_type = "s"  # also where the text begins with an equals sign
    cell.number_format, cell.alignment = _TEXT, _WRAPPED


def _note(column: Column, lang: Lang) -> Comment:
    choices = f"\n{' | '.join(column.choices)}" if column.choices else ""
    return Comment(f"{column.meaning[lang]}{choices}", "Fourfold", width=320, height=110)


def _offer(sheet: Worksheet, choices: Sequence[str], where: str) -> None:
    """A list to choose from, which the cell is held to."""
    if choices:
        _add(sheet, DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True), where)


def _suggest(sheet: Worksheet, refers: tuple[str, str], where: str) -> None:
    """The names of another column, offered only: a name may come from a parent, or its row be written later."""
    name, column = refers
    letter = get_column_letter(SHEETS[name].index(column) + 1)
    source = f"{name}!${letter}$2:${letter}${_LAST_ROW}"
    _add(sheet, DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False), where)


def _add(sheet: Worksheet, rule: DataValidation, where: str) -> None:
    rule.add(where)
    sheet.add_data_validation(rule)
