"""A new study to start from: commented, valid, small, its numbers invented and labelled so.

Written whole or not at all: everything is prepared in a folder beside the target and then renamed.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import tempfile
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from fourfold.accounting.study.schema import Column, Table, tables
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.exchange.study_workbook import study_workbook
from fourfold.formats.tables import write_csv

_PREPARED = ".fourfold-new-"
_TABLES = "tables"
_WORKBOOK = "study.xlsx"

FOLDER_NOT_EMPTY = MessageKind(
    "folder-not-empty",
    N_("{found} already holds files"),
    N_("a folder that is empty or not there yet"),
    N_("choose another folder; nothing was changed"),
)
FOLDER_TAKEN = MessageKind(
    "folder-taken",
    N_("{found} is a file"),
    N_("a folder that is empty or not there yet"),
    N_("choose another name; nothing was changed"),
)
FOLDER_PARENT_MISSING = MessageKind(
    "folder-parent-missing",
    N_("the folder {found}, in which the study is to be made, is not there"),
    N_("a folder that exists"),
    N_("make it first, or correct the path"),
)
FOLDER_NOT_WRITABLE = MessageKind(
    "folder-not-writable",
    N_("{found} cannot be written: {reason}"),
    N_("a place where you may write, with room left"),
    N_("choose another folder; nothing was left behind"),
)


def new_study(folder: Path) -> list[str]:
    """Write the starter study into a folder that is empty or does not exist yet.

    Args:
        folder: where to write; the folder it lies in must exist.

    Returns:
        The files written, relative to the folder, with forward slashes.

    Raises:
        InputError: the folder cannot take a study; nothing was written.
    """
    exists = _check_target(folder)
    content = starter_files()
    try:
        prepared = Path(tempfile.mkdtemp(prefix=_PREPARED, dir=folder if exists else folder.absolute().parent))
        try:
            _write_all(prepared, content)
            _put_in_place(prepared, folder, exists=exists)
        finally:
            shutil.rmtree(prepared, ignore_errors=True)
    except OSError as error:
        raise _refusal(FOLDER_NOT_WRITABLE, folder, reason=error.strerror or str(error)) from error
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


def _check_target(folder: Path) -> bool:
    """Whether the target exists, after refusing what cannot take a study."""
    try:
        if folder.is_dir():
            if next(folder.iterdir(), None) is not None:
                raise _refusal(FOLDER_NOT_EMPTY, folder)
            return True
        if folder.exists() or folder.is_symlink():
            raise _refusal(FOLDER_TAKEN, folder)
        if not folder.absolute().parent.is_dir():
            raise _refusal(FOLDER_PARENT_MISSING, folder.absolute().parent)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(FOLDER_NOT_WRITABLE, folder, reason=reason) from error
    return False


def _write_all(prepared: Path, content: dict[str, bytes]) -> None:
    for name, data in content.items():
        path = prepared.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _put_in_place(prepared: Path, folder: Path, *, exists: bool) -> None:
    """Rename the whole folder, or into an existing one entry by entry, taking back what was moved if one fails."""
    if not exists:
        mask = os.umask(0)
        os.umask(mask)
        prepared.chmod(0o777 & ~mask)
        prepared.rename(folder)
        return
    moved: list[Path] = []
    try:
        for entry in sorted(prepared.iterdir()):
            moved.append(entry.rename(folder / entry.name))
    except BaseException:
        for path in moved:
            path.rename(prepared / path.name)
        raise


def _refusal(kind: MessageKind, folder: Path, **params: str) -> InputError:
    return InputError([Problem(kind, Place(str(folder)), {"found": str(folder), **params})])
