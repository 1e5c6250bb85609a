"""Packs as files: written for authors, brought in, begun."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from fourfold.app.folders import replace_folder, write_folder
from fourfold.app.outputs import OUTPUT_UNWRITABLE, check_places
from fourfold.app.packs import find_pack
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, Lang, MessageKind, Place, Problem, Problems, params_of
from fourfold.standards.pack.cells import PACK_ID
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.reading import pack_of, read_pack_text
from fourfold.standards.pack.resolve import resolve
from fourfold.standards.pack.seldom import warn_of_rules
from fourfold.standards.pack.sheets import PACK_FILE, SHEETS
from fourfold.standards.pack.text import PackText
from fourfold.standards.pack.writing import pack_archive, pack_files
from fourfold.standards.testing.examples import first_day

PACK_FILES = frozenset({PACK_FILE, *(f"{sheet}.csv" for sheet in SHEETS)})
"""Files of a pack's folder; others in it are the author's and stay."""

OUTPUT_FORM_UNKNOWN = MessageKind(
    "pack-output-form",
    N_("{found} does not say in which form the pack is to be written"),
    N_("a name that ends in .xlsx or .zip, or the name of a folder without an ending of a file"),
    N_("name another path with {option}"),
)
OUTPUT_IS_THERE = MessageKind(
    "pack-output-is-there",
    N_("{found} is there already"),
    N_("a name that is not taken"),
    N_("name another path with {option}, or replace it with --force"),
)
PACK_IS_THERE = MessageKind(
    "pack-is-there",
    N_("{found} holds another state of the pack {pack}"),
    N_("a folder without this pack, or with the same state of it"),
    N_("look at what differs; --force replaces its tables and leaves other files alone"),
)
FOLDER_OF_OTHER_PACK = MessageKind(
    "pack-folder-of-other",
    N_("{found} holds no pack {pack}, and is not empty"),
    N_("a folder called by the id of the pack that holds this pack, or nothing"),
    N_("name another folder with {option}"),
)
_OTHER_FORMS = frozenset(
    {".xls", ".xlsm", ".xlsb", ".ods", ".tar", ".gz", ".tgz", ".7z", ".csv", ".yaml", ".yml", ".json"}
)


@dataclass(frozen=True, slots=True)
class Written:
    """What came of writing a pack.

    Attributes:
        pack_id, version, digest: the pack.
        path: the folder or file.
        is_new: whether anything was written; false where the same pack was there already.
        warnings: what was said of it.
    """

    pack_id: str
    version: str
    digest: str
    path: Path
    is_new: bool
    warnings: tuple[Problem, ...]


def export_pack(
    name: str, output: Path, roots: Sequence[Path] = (), *, lang: Lang = "en", force: bool = False
) -> Written:
    """Write a pack as a folder, a zip archive or a workbook, whole or not at all.

    Args:
        name: id, standard or path of a pack.
        output: where to: ``.xlsx`` and ``.zip`` are files, a name without such an ending is a folder.
        roots: folders of packs, or single packs.
        lang: language of the notes in a workbook.
        force: whether a file, or the tables of a folder that holds this pack, are replaced.

    Raises:
        InputError: the pack cannot be used, or the output not be written.
    """
    form = output.suffix.casefold()
    if form in _OTHER_FORMS and not output.is_dir():
        raise _failure(OUTPUT_FORM_UNKNOWN, "-o", found=output.name, option="-o")
    library, problems = PackLibrary(roots), Problems()
    text = _text_of(name, library, problems)
    if text is None or problems.errors:
        raise InputError(problems.sorted())
    if form in (".xlsx", ".zip") and not output.is_dir():
        _write_file(text, output, lang, force=force)
        is_new = True
    else:
        is_new = _write_pack_folder(text, output, "-o", force=force)
    return Written(text.id, text.keys["version"], text.digest, output, is_new, tuple(problems.sorted()))


def import_pack(path: Path, into: Path, roots: Sequence[Path] = (), *, force: bool = False) -> Written:
    """Bring a pack into a folder of packs, as a folder called by its id. Once more it changes nothing.

    The pack is read, checked and resolved with its parents first; with any fault nothing is written.

    Args:
        path: workbook, archive or folder of a pack.
        into: folder of packs; it is made where it is not there.
        roots: where parents are found, beside `into` and those that come with Fourfold.
        force: whether another state of the pack that is there is replaced.

    Raises:
        InputError: the pack has faults, is there in another state, or cannot be written.
    """
    problems = Problems()
    text = read_pack_text(path, problems)
    pack = None if text is None else pack_of(text, str(path), problems)
    if text is None or pack is None:
        raise InputError(problems.sorted())
    resolved = resolve(pack, PackLibrary([*roots, *_parents_in(into, text.id)]), first_day(pack), problems)
    problems.raise_if_errors()
    if resolved is not None:
        warn_of_rules(resolved, problems)
    folder = into / text.id
    try:
        into.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _failure(OUTPUT_UNWRITABLE, str(into), found=into, reason=error.strerror or error) from error
    is_new = _write_pack_folder(text, folder, "--into", force=force)
    return Written(text.id, text.keys["version"], text.digest, folder, is_new, tuple(problems.sorted()))


def new_pack(folder: Path, *, workbook: bool = False, lang: Lang = "en") -> list[str]:
    """Write the starter pack, an invented product rule with examples, for an author to edit.

    Args:
        folder: folder to make, empty or not there yet; a name that can be the id of a pack becomes that of this one.
        workbook: whether to write a workbook into it instead of tables.
        lang: language of the notes in the workbook.

    Returns:
        The files written, relative to the folder.

    Raises:
        InputError: the place cannot take them; nothing was written.
    """
    text = _named(starter_pack(), folder.absolute().name)
    content = {f"{text.id}.xlsx": _workbook(text, lang)} if workbook else pack_files(text)
    write_folder(folder, content)
    return sorted(content)


def starter_pack() -> PackText:
    """The starter pack as it comes with Fourfold."""
    problems = Problems()
    text = read_pack_text(Path(str(files("fourfold.app").joinpath("starter_pack"))), problems)
    if text is None or problems.errors:
        raise InputError(problems.sorted())
    return text


def _named(text: PackText, name: str) -> PackText:
    """The pack under another id, where the name can be one."""
    return replace(text, keys=text.keys | {"id": name, "standard": name}) if PACK_ID.fullmatch(name) else text


def _text_of(name: str, library: PackLibrary, problems: Problems) -> PackText | None:
    """The tables of a pack without faults."""
    pack = find_pack(name, library, problems)
    if pack is None:
        return None
    known = library.text(pack.id)
    return known if known is not None and known.digest == pack.digest else read_pack_text(Path(name), Problems())


def _write_file(text: PackText, output: Path, lang: Lang, *, force: bool) -> None:
    check_places({"-o": output})
    if output.exists() and not force:
        raise _failure(OUTPUT_IS_THERE, "-o", found=output, option="-o")
    data = _workbook(text, lang) if output.suffix.casefold() == ".xlsx" else pack_archive(text)
    try:
        write_atomically(output, data)
    except OSError as error:
        raise _failure(OUTPUT_UNWRITABLE, "-o", found=output, reason=error.strerror or error) from error


def _write_pack_folder(text: PackText, folder: Path, option: str, *, force: bool) -> bool:
    """Write a pack's folder; whether anything had to be written."""
    content = pack_files(text)
    if not folder.is_dir() or not any(folder.iterdir()):
        write_folder(folder, content)
        return True
    there = read_pack_text(folder, Problems()) if (folder / PACK_FILE).exists() else None
    if there is None or there.id != text.id:
        raise _failure(FOLDER_OF_OTHER_PACK, option, found=folder, pack=text.id, option=option)
    if there.digest == text.digest:
        return False
    if not force:
        raise _failure(PACK_IS_THERE, option, found=folder, pack=text.id)
    replace_folder(folder, content, PACK_FILES)
    return True


def _workbook(text: PackText, lang: Lang) -> bytes:
    from fourfold.standards.pack.writing_workbook import pack_workbook

    return pack_workbook(text, lang)


def _parents_in(into: Path, pack_id: str) -> list[Path]:
    """Packs that lie in a folder, but for the one that is about to be brought in."""
    if not into.is_dir():
        return []
    return [path for path in sorted(into.iterdir()) if path.name != pack_id and (path / PACK_FILE).exists()]


def _failure(kind: MessageKind, place: str, **params: object) -> InputError:
    return InputError([Problem(kind, Place(place), params_of(params))])
