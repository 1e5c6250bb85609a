"""Writing a pack as the files of a folder, or as an archive of them. What is written depends on the text alone.

Columns stand in the order of `sheets`, unknown ones after them; tables without rows are left out.
"""

from __future__ import annotations

import io
import zipfile

from fourfold.formats.tables import write_csv
from fourfold.standards.pack.keys import pack_yaml
from fourfold.standards.pack.sheets import PACK_FILE, SHEETS
from fourfold.standards.pack.text import PackText

_TIME = (1980, 1, 1, 0, 0, 0)
"""Archives tell the time of every file; a fixed one lets equal packs give equal bytes."""
_ORDINARY_FILE = 0o100644 << 16


def pack_files(text: PackText) -> dict[str, bytes]:
    """The files of a pack's folder by name."""
    files = {PACK_FILE: pack_yaml(text.keys).encode()}
    for sheet in SHEETS:
        rows = text.rows(sheet)
        if rows:
            columns = (*SHEETS[sheet], *unknown_columns(text, sheet))
            files[f"{sheet}.csv"] = write_csv(columns, ([row[column] for column in columns] for row in rows))
    return files


def pack_archive(text: PackText) -> bytes:
    """A zip archive of the pack's folder, called by its id; equal packs give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pack_files(text).items():
            info = zipfile.ZipInfo(f"{text.id}/{name}", _TIME)
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, _ORDINARY_FILE, 3
            archive.writestr(info, data)
    return out.getvalue()


def unknown_columns(text: PackText, sheet: str) -> list[str]:
    """Columns that hold something and mean nothing to us, in the order in which they stand."""
    used = {column for row in text.rows(sheet) for column in row.cells}
    return [column for column in text.tables[sheet].columns if column in used and column not in SHEETS[sheet]]
