"""A pack as the files of a folder or an archive: ``pack.yaml`` and one CSV table a sheet."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems
from fourfold.core.reading import MIB
from fourfold.formats.packages import Package, open_package
from fourfold.formats.tables import read_csv
from fourfold.formats.unpacking import Bounds
from fourfold.standards.pack.keys import read_keys
from fourfold.standards.pack.sheets import PACK_FILE, SHEETS
from fourfold.standards.pack.text import PackText, table_of

BOUNDS = Bounds(entries=200, total_bytes=64 * MIB, file_bytes=16 * MIB, ratio_above_bytes=4 * MIB, depth=4)
"""How much a pack may be; the largest we know are below 1 MiB."""

PACK_MISSING = MessageKind(
    "pack-missing",
    N_("{found} is no rule pack: there is no pack.yaml in it"),
    N_("a folder or archive with pack.yaml and its tables, or a workbook with a sheet pack"),
    N_("name the folder of one pack; fourfold standards new writes one to start from"),
)
PACK_SEVERAL = MessageKind(
    "pack-several",
    N_("{found} holds several packs: {folders}"),
    N_("one pack"),
    N_("name one of its folders, or give the folder around them with --packs"),
)
FILE_IGNORED = MessageKind(
    "pack-file-unknown",
    N_("{found} is no table of a pack and is not read"),
    N_("pack.yaml and tables named {tables}"),
    N_("correct the name, or remove the file; remarks may stand in files that end in .md or .txt"),
)
_REMARKS = (".md", ".txt")


def read_files(path: Path, problems: Problems) -> PackText | None:
    """The text of a pack in a folder or an archive; ``None`` when there is none (reported).

    Args:
        path: folder, or zip or tar archive; in an archive the pack may lie in one folder.
        problems: receives what is wrong.
    """
    try:
        with open_package(path, bounds=BOUNDS) as package:
            return _read_package(package, problems)
    except InputError as error:
        problems.extend(error.problems)
        return None


def _read_package(package: Package, problems: Problems) -> PackText | None:
    inside = _folder_of_pack(package, problems)
    if inside is None:
        return None
    found = read_keys(package.read(f"{inside}{PACK_FILE}"), _file(package, inside, PACK_FILE), problems)
    tables, unread = {}, set[str]()
    for name in package.names:
        if not name.startswith(inside) or name == f"{inside}{PACK_FILE}":
            continue
        bare = name.removeprefix(inside)
        file = _file(package, inside, bare)
        sheet = bare.removesuffix(".csv")
        if bare.endswith(".csv") and sheet in SHEETS:
            grid = read_csv(package.read(name), file, problems, SHEETS[sheet])
            if grid is None or not grid.complete:
                unread.add(sheet)
            if grid is not None:
                tables[sheet] = table_of(sheet, grid, problems)
        elif not (bare.casefold().endswith(_REMARKS) or PurePosixPath(bare).name == "LICENSE"):
            problems.warn(FILE_IGNORED, Place(file), found=bare, tables=", ".join(f"{s}.csv" for s in SHEETS))
    if found is None:
        return None
    in_order = {sheet: tables[sheet] for sheet in SHEETS if sheet in tables}
    return PackText(package.name, found.texts, found.places, in_order, frozenset(unread))


def _folder_of_pack(package: Package, problems: Problems) -> str | None:
    """The folder in which ``pack.yaml`` lies: the top, else the only one in it; ends in a slash where there is one."""
    if PACK_FILE in package.names:
        return ""
    folders = [name.removesuffix(PACK_FILE) for name in package.names if name.count("/") == 1 and _is_pack(name)]
    if len(folders) == 1:
        return folders[0]
    if folders:
        problems.error(PACK_SEVERAL, Place(package.name), found=package.name, folders=", ".join(folders))
    else:
        problems.error(PACK_MISSING, Place(package.name), found=package.name)
    return None


def _is_pack(name: str) -> bool:
    return PurePosixPath(name).name == PACK_FILE


def _file(package: Package, inside: str, bare: str) -> str:
    return f"{package.name}/{inside}{bare}"
