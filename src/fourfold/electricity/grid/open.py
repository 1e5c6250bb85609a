"""Opening a grid: its declaration, its data through an adapter, its rates, and all of it checked and assembled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from fourfold.core.canonical import digest_of_file
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.reading import FILE_MISSING
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.folder import GRID_YAML, assumptions_of, read_grid_declaration
from fourfold.electricity.grid.rates import RateBook
from fourfold.electricity.grid.rates_reading import rates_name, read_rate_book
from fourfold.electricity.grid.state import GridData, InputFile
from fourfold.electricity.grid.tables import GridAdapter, GridTables
from fourfold.formats.vocabulary import closest
from fourfold.formats.yaml_text import YamlText

GROUP = "fourfold.grid_adapters"

GRID_FOLDER_MISSING = MessageKind(
    "grid-folder-missing",
    N_("there is no folder {found}"),
    N_("a folder with the tables of a grid, or its grid.yaml"),
    N_("correct the path"),
)
GRID_IS_FILE = MessageKind(
    "grid-is-file",
    N_("{found} is a file"),
    N_("the folder of a grid, or its grid.yaml"),
    N_("give the folder that holds the file: {folder}"),
)
GRID_NOTHING = MessageKind(
    "grid-nothing",
    N_("{found} holds no table of a grid"),
    N_("generation.csv with what every area generates, or files of one of the formats: {known}"),
    N_("correct the path, or name the folder of the files under files: path in grid.yaml"),
)
GRID_FORMAT_UNKNOWN = MessageKind(
    "grid-format-unknown",
    N_("the format {found} is not known"),
    N_("one of: {known}"),
    N_("correct files: format in grid.yaml, or install the adapter; similar: {similar}"),
)
GRID_FORMAT_UNTOLD = MessageKind(
    "grid-format-untold",
    N_("the files of the folder look like these formats: {found}"),
    N_("files of one format: {known}"),
    N_("name the format under files: format in grid.yaml; generation.csv is the table of the format tidy"),
)


@dataclass(frozen=True, slots=True)
class OpenedGrid:
    """A grid that was read.

    Attributes:
        data: the grid.
        declaration: what ``grid.yaml`` says, with what the command put in its place.
        folder: the folder of ``grid.yaml`` and the factors.
        rates: what a MWh carries.
        offset: how stamps should be spelled: as the data spell them; blank for the clock of the declared time zone.
    """

    data: GridData
    declaration: GridDeclaration
    folder: Path
    rates: RateBook
    offset: str


def open_grid(
    path: Path | str, tick: Tick = no_tick, repairs: Mapping[str, str] | None = None, resolution_minutes: str = ""
) -> OpenedGrid:
    """Read, check and assemble a grid.

    Args:
        path: the folder of the grid, or the ``grid.yaml`` in it.
        tick: told of progress.
        repairs: by name, in place of those declared, such as ``{"gaps": "interpolate"}``.
        resolution_minutes: length of an interval, in place of the declared one; blank for that.

    Raises:
        InputError: the grid cannot be used. Carries everything that is wrong with it.
    """
    from fourfold.electricity.grid.assemble import assemble

    problems = Problems()
    overrides = {f"repairs.{name}": value for name, value in (repairs or {}).items()}
    if resolution_minutes:
        overrides["resolution_minutes"] = resolution_minutes
    path = Path(path)
    folder = path.parent if path.name == GRID_YAML else path
    read = _read(folder, overrides, problems, tick)
    data = assemble(read.tables, read.rates, read.declaration, read.yaml, problems, tick) if read else None
    problems.raise_if_errors()
    if read is None or data is None:
        raise AssertionError("a grid that cannot be used has a problem that says why")
    offset = "" if read.declaration.time_zone else read.tables.offset or "Z"
    return OpenedGrid(data, read.declaration, folder, read.rates, offset)


@dataclass(frozen=True, slots=True, eq=False)
class GridRead:
    """A grid as its files give it, before it is assembled.

    Attributes:
        declaration, yaml: what ``grid.yaml`` says, and its text where there is one.
        tables: rows in one form.
        rates: what a MWh carries.
    """

    declaration: GridDeclaration
    yaml: YamlText | None
    tables: GridTables
    rates: RateBook


def _read(folder: Path, overrides: Mapping[str, str], problems: Problems, tick: Tick) -> GridRead | None:
    """Everything but the rows; nothing after reporting what is wrong."""
    if folder.is_file():
        problems.error(GRID_IS_FILE, Place(str(folder)), found=folder, folder=folder.parent)
        return None
    if not folder.is_dir():
        problems.error(GRID_FOLDER_MISSING, Place(str(folder)), found=folder)
        return None
    declared = read_grid_declaration(folder, problems, overrides)
    if declared is None:
        return None
    declaration, yaml = declared
    data_folder = folder / declaration.files.path
    if not data_folder.is_dir():
        place = yaml.place(("files", "path")) if yaml else Place(GRID_YAML)
        problems.error(FILE_MISSING, place, found=declaration.files.path)
        return None
    tick(N_("Looking through the files of the grid"), 0, 1)
    adapter = _adapter(data_folder, declaration, yaml, problems)
    tables = adapter.open(data_folder, declaration, problems) if adapter else None
    attributes = tables.attributes if tables else None
    assumed = assumptions_of(declaration, yaml)
    # Rates are read even where the tables cannot be, so that their faults are told together.
    rates = read_rate_book(folder, declaration, yaml, attributes, problems, assumed)
    if tables is None or rates is None:
        return None
    files = (*tables.files, *_own_files(folder, rates, problems))
    return GridRead(declaration, yaml, replace(tables, files=files), rates)


def _adapter(
    folder: Path, declaration: GridDeclaration, yaml: YamlText | None, problems: Problems
) -> GridAdapter | None:
    """The adapter that is named, else the only one that recognises the files."""
    known = {entry.name: entry for entry in entry_points(group=GROUP)}
    names = ", ".join(sorted(known))
    if "format" in declaration.files.model_fields_set:
        name = declaration.files.format
        if name in known:
            return _load(known[name])
        place = yaml.place(("files", "format")) if yaml else Place(GRID_YAML)
        problems.error(GRID_FORMAT_UNKNOWN, place, found=name, known=names, similar=closest(name, known))
        return None
    fitting = [adapter for _, entry in sorted(known.items()) if (adapter := _load(entry)).recognises(folder)]
    if len(fitting) == 1:
        return fitting[0]
    found = ", ".join(adapter.name for adapter in fitting)
    if not fitting:
        problems.error(GRID_NOTHING, Place(str(folder)), found=folder, known=names)
        return None
    problems.error(GRID_FORMAT_UNTOLD, Place(declaration.files.path), found=found, known=names)
    return None


def _load(entry: EntryPoint) -> GridAdapter:
    adapter: GridAdapter = entry.load()
    return adapter


def _own_files(folder: Path, rates: RateBook, problems: Problems) -> tuple[InputFile, ...]:
    """The declaration and the factors, which belong to what a grid was read from as much as its tables."""
    counts = {GRID_YAML: 0, rates_name(folder, problems): sum(len(one.rates) for one in rates.rows.values())}
    return tuple(
        InputFile(name, digest_of_file(folder / name), rows)
        for name, rows in counts.items()
        if name and (folder / name).exists()
    )
