"""Packs as text, changed cell by cell, and written in any form: for tests of reading and writing packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from fourfold.app.pack_files import starter_pack
from fourfold.core.problems import Place, Problem, Problems
from fourfold.standards.pack.model import RulePack
from fourfold.standards.pack.reading import read_pack, read_pack_text
from fourfold.standards.pack.sheets import KEYS, SHEETS
from fourfold.standards.pack.text import PackText, TextRow, TextTable
from fourfold.standards.pack.writing import pack_archive, pack_files
from fourfold.standards.pack.writing_workbook import pack_workbook

STARTER = starter_pack()
FORMS = ("folder", "archive", "workbook")


def row_of(sheet: str, number: int) -> Mapping[str, str]:
    """The cells of a row of the starter pack, numbered as a spreadsheet shows it."""
    return STARTER.rows(sheet)[number - 2].cells


def with_cell(text: PackText, sheet: str, number: int, column: str, cell: str) -> PackText:
    """A pack with another cell in a row, numbered as a spreadsheet shows it; an unknown column is added."""
    rows = list(text.rows(sheet))
    rows[number - 2] = TextRow({**rows[number - 2].cells, column: cell})
    return _with_rows(text, sheet, rows)


def with_row(text: PackText, sheet: str, **cells: str) -> PackText:
    """A pack with one more row at the end of a sheet."""
    return _with_rows(text, sheet, [*text.rows(sheet), TextRow(cells)])


def with_keys(text: PackText, **keys: str) -> PackText:
    """A pack with other keys, ``__`` for dots; an empty text takes a key away."""
    changed = {**text.keys, **{key.replace("__", "."): cell for key, cell in keys.items()}}
    return replace(text, keys={key: cell for key, cell in changed.items() if cell})


def written(text: PackText, form: str, folder: Path) -> Path:
    """Write a pack in a form; returns the path."""
    if form == "folder":
        path = folder / "pack"
        path.mkdir(parents=True)
        for name, data in pack_files(text).items():
            (path / name).write_bytes(data)
        return path
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / ("pack.zip" if form == "archive" else "pack.xlsx")
    path.write_bytes(pack_archive(text) if form == "archive" else pack_workbook(text))
    return path


def read(path: Path) -> tuple[RulePack | None, list[Problem]]:
    """A pack and everything that was said of it."""
    problems = Problems()
    pack = read_pack(path, problems)
    return pack, problems.sorted()


def read_text(path: Path) -> PackText:
    """The text of a pack that reads without errors."""
    problems = Problems()
    text = read_pack_text(path, problems)
    assert text is not None
    assert not problems.errors, [problem.in_english for problem in problems]
    return text


def _with_rows(text: PackText, sheet: str, rows: list[TextRow]) -> PackText:
    used = {column: None for row in rows for column in row.cells}
    columns = (*SHEETS[sheet], *(column for column in used if column not in SHEETS[sheet]))
    clean = tuple(TextRow({c: cell for c, cell in row.cells.items() if cell}, row.place) for row in rows)
    return replace(text, tables={**text.tables, sheet: TextTable(columns, clean)})


_NASTY = st.sampled_from(
    ["1.10", "007", "=1+1", "@x", "+1", "-1", "'", '"', '""', "a,b", "a;b", "#x", "第一条", "𠮷野", "no", "1e3", "TRUE",
     "2025-01-01", "a\nb", "a\tb", "_x0041_", "_x005F_x0041_", "{study.unit.kind}", "a | b", "|", "\\", "%", "é",
     "null", "1,5", "01/02/2025", "<b>", "&amp;", "]]>", "${x}", "x" * 300]
)  # fmt: skip
_FREE = st.text(
    st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp")) | st.sampled_from("\n\t"), max_size=12
)
cells = st.one_of(_NASTY, _FREE, st.tuples(_NASTY, _FREE).map("".join))
"""What an author may write into a cell, blanks around it included."""
_extra_columns = st.sampled_from(["remark", "备注", "my column", "x(1)"])
_extra_keys = st.sampled_from(["remark", "extra.en", "extra.zh", "list.1", "list.2.a", "list.2.b", "applies_to.hs"])


@st.composite
def pack_texts(draw: st.DrawFn) -> PackText:
    """Any text a pack may hold, sense or none."""
    keys = draw(st.dictionaries(st.one_of(st.sampled_from(_plain_keys()), _extra_keys), cells, max_size=8))
    tables = {}
    for sheet in draw(st.sets(st.sampled_from(sorted(SHEETS)), max_size=3)):
        columns = (*SHEETS[sheet], *draw(st.sets(_extra_columns, max_size=2)))
        rows = draw(st.lists(st.dictionaries(st.sampled_from(columns), cells, min_size=1, max_size=5), max_size=4))
        tables[sheet] = TextTable(columns, tuple(TextRow(row, Place("")) for row in rows))
    return PackText("any", {**keys, "id": "any"}, {}, tables)


def _plain_keys() -> list[str]:
    return [key for key in KEYS if "SCHEME" not in key and ".N." not in key] + ["derives_from.1.id"]
