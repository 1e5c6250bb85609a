"""A pack as the files of a folder or an archive: ``pack.yaml`` and one CSV table a sheet."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problems
from fourfold.core.reading import MIB
from fourfold.formats.packages import Package, open_package
from fourfold.formats.tables import read_csv
from fourfold.formats.unpacking import Bounds
from fourfold.formats.vocabulary import closest
from fourfold.formats.yaml_text import Path as YamlPath
from fourfold.formats.yaml_text import Tree, YamlText, read_yaml
from fourfold.standards.pack.sheets import KEYS, LIST_BAR, PACK_FILE, SHEETS, join_items, key_named, split_items
from fourfold.standards.pack.text import KEY_KEPT, PackText, clean, table_of

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
KEY_WRONG = MessageKind(
    "pack-key-wrong",
    N_("{found} cannot be a key of a pack"),
    N_("keys of letters, digits, hyphens and underscores"),
    N_("correct the key; keys below keys are indented"),
)
ITEM_WITH_BAR = MessageKind(
    "pack-item-with-bar",
    N_("an item of the list contains a vertical bar: {found}"),
    N_("items without a bar, which stands between items"),
    N_("write it without the bar"),
)
_REMARKS = (".md", ".txt")
_STEP_SIGNS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


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


def read_keys(data: bytes, file: str, problems: Problems) -> tuple[dict[str, str], dict[str, Place]] | None:
    """Keys of a ``pack.yaml``, dotted, lists counted from 1, and where they stand; ``None`` when it is no YAML.

    Lists of a key whose cells are lists stand in one text, with bars between.
    """
    yaml = read_yaml(data, file, problems)
    if yaml is None:
        return None
    keys: dict[str, str] = {}
    places: dict[str, Place] = {}
    _flatten(yaml.tree, "", (), yaml, keys, places, problems)
    return keys, places


def warn_of_unknown_keys(keys: dict[str, str], places: dict[str, Place], problems: Problems) -> None:
    """Say which keys mean nothing to us."""
    for key in keys:
        if key_named(key) is None:
            problems.warn(KEY_KEPT, places[key], found=key, similar=closest(key, KEYS))


def normal(key: str, text: str) -> str:
    """The text of a key in normal form: lists are spelled one way."""
    column = key_named(key)
    return join_items(split_items(text)) if column is not None and column.type == "list" else text


def _read_package(package: Package, problems: Problems) -> PackText | None:
    inside = _folder_of_pack(package, problems)
    if inside is None:
        return None
    found = read_keys(package.read(f"{inside}{PACK_FILE}"), _file(package, inside, PACK_FILE), problems)
    tables = {}
    for name in package.names:
        if not name.startswith(inside) or name == f"{inside}{PACK_FILE}":
            continue
        bare = name.removeprefix(inside)
        file = _file(package, inside, bare)
        sheet = bare.removesuffix(".csv")
        if bare.endswith(".csv") and sheet in SHEETS:
            grid = read_csv(package.read(name), file, problems)
            if grid is not None:
                tables[sheet] = table_of(sheet, grid, problems)
        elif not (bare.casefold().endswith(_REMARKS) or PurePosixPath(bare).name == "LICENSE"):
            problems.warn(FILE_IGNORED, Place(file), found=bare, tables=", ".join(f"{s}.csv" for s in SHEETS))
    if found is None:
        return None
    keys, places = found
    warn_of_unknown_keys(keys, places, problems)
    return PackText(package.name, keys, places, {sheet: tables[sheet] for sheet in SHEETS if sheet in tables})


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


def _flatten(
    tree: Tree,
    key: str,
    path: YamlPath,
    yaml: YamlText,
    keys: dict[str, str],
    places: dict[str, Place],
    problems: Problems,
) -> None:
    place = Place(yaml.file, yaml.place(path).row, key)
    if isinstance(tree, str):
        if text := clean(tree, place, problems):
            keys[key], places[key] = normal(key, text), place
        return
    column = key_named(key)
    if isinstance(tree, list) and column is not None and column.type == "list":
        items = [clean(item, place, problems) for item in tree if isinstance(item, str)]
        if len(items) == len(tree):
            for item in [item for item in items if LIST_BAR in item]:
                problems.error(ITEM_WITH_BAR, place, found=item)
            if text := join_items(items):
                keys[key], places[key] = text, place
            return
    entries = enumerate(tree) if isinstance(tree, list) else tree.items()
    for step, below in entries:
        if isinstance(step, str) and not (step and set(step) <= _STEP_SIGNS and not step.isdecimal()):
            problems.error(KEY_WRONG, Place(yaml.file, yaml.place((*path, step)).row, key), found=step)
            continue
        spelled = str(step + 1) if isinstance(step, int) else step
        _flatten(below, f"{key}.{spelled}" if key else spelled, (*path, step), yaml, keys, places, problems)
