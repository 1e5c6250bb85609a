"""Where results on electricity may go: never over or among the tables of the grid, told in words when it cannot be."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fourfold.app.outputs import (
    OUTPUT_OVER_INPUT,
    OUTPUT_UNWRITABLE,
    OUTPUTS_COINCIDE,
    check_places,
    same_place,
)
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.electricity.factors.frames import SUFFIXES, suffix_is_known
from fourfold.electricity.factors.meta_file import meta_path

if TYPE_CHECKING:
    from fourfold.app.electricity.grids import OpenGrid

OUTPUT_IN_GRID = MessageKind(
    "output-in-grid",
    N_("{found} would be read as a table of the grid in whose folder it stands"),
    N_("another name, or a path outside the folder of the grid"),
    N_("name another path with {option}; nothing was changed"),
)
GRID_IN_GRID = MessageKind(
    "grid-in-grid",
    N_("{found} would stand within the folder of the grid it is made from"),
    N_("a new folder outside that of the grid"),
    N_("name another path with {option}; nothing was changed"),
)
_TABLES = ("generation", "exchanges", "demand", "storage", "losses", "factors")
_OF_A_GRID = frozenset({"grid.yaml", *(f"{name}{suffix}" for name in _TABLES for suffix in SUFFIXES)})


def check_grid_outputs(grid: Path, outputs: Mapping[str, Path], json_path: str | None = None) -> None:
    """Whether files can be written where they are to go, and neither replace the tables of a grid nor join them.

    Args:
        grid: folder of the grid, or the declaration in it.
        outputs: tables by the option that names them.
        json_path: where a summary goes; nothing or ``-`` for no file.

    Raises:
        InputError: what cannot be written, all at once.
    """
    check_tables(outputs)
    folder = folder_of(grid)
    check_outputs([path for name in sorted(_OF_A_GRID) if (path := folder / name).exists()], outputs, json_path)
    _check_names(folder, outputs, json_path)


def _check_names(folder: Path, outputs: Mapping[str, Path], json_path: str | None) -> None:
    """Refuse outputs that would be read as tables of the grid in a folder."""
    problems = Problems()
    for option, path in _wanted(outputs, json_path).items():
        if path.name.casefold() in _OF_A_GRID and same_place(path.parent, folder):
            problems.error(OUTPUT_IN_GRID, Place(option), found=path, option=option)
    problems.raise_if_errors()


def check_not_read(grid: OpenGrid, outputs: Mapping[str, Path], json_path: str | None = None) -> None:
    """Whether outputs leave alone the files a grid was read from, wherever its declaration says they are.

    Raises:
        InputError: one would be replaced, or joined by what would be read as another table.
    """
    data = grid.folder / grid.declaration.files.path
    known = [folder / file.path for folder in (grid.folder, data) for file in grid.data.files]
    check_outputs([path for path in known if path.exists()], outputs, json_path)
    _check_names(data, outputs, json_path)


def check_beside_grids(outputs: Mapping[str, Path]) -> None:
    """Whether tables made from other tables leave alone the folder of a grid they may happen to be written into.

    Raises:
        InputError: one would be read as a table of that grid.
    """
    for option, path in outputs.items():
        if any((path.parent / name).exists() for name in _OF_A_GRID if name.startswith(("grid.", "generation."))):
            _check_names(path.parent, {option: path}, None)


def check_new_grid(grid: Path, output: Path) -> None:
    """Whether a new grid folder lies outside that of the grid it is made from.

    Raises:
        InputError: it does not.
    """
    within = Path(os.path.realpath(output)).is_relative_to(os.path.realpath(folder_of(grid)))
    if within and not same_place(output, folder_of(grid)):
        raise InputError([Problem(GRID_IN_GRID, Place("--output"), {"found": str(output), "option": "--output"})])


def folder_of(grid: Path) -> Path:
    """The folder of a grid that is named by it or by the declaration in it."""
    return grid if grid.is_dir() else grid.parent


def check_tables(outputs: Mapping[str, Path]) -> None:
    """Whether the names of tables say in which form they are written.

    Raises:
        InputError: one does not.
    """
    problems = Problems()
    for path in outputs.values():
        suffix_is_known(path, problems)
    problems.raise_if_errors()


def check_outputs(inputs: Iterable[Path], outputs: Mapping[str, Path], json_path: str | None = None) -> None:
    """Whether files can be written where they are to go and replace no input, nor each other or what stands beside.

    Raises:
        InputError: what cannot be written, all at once.
    """
    wanted = _wanted(outputs, json_path)
    check_places(wanted)
    known = list(inputs)
    problems = Problems()
    for option, path in wanted.items():
        if any(same_place(path, other) for other in known):
            problems.error(OUTPUT_OVER_INPUT, Place(option), found=path, option=option)
        if any(same_place(path, meta_path(other)) for other in outputs.values()):
            problems.error(OUTPUTS_COINCIDE, Place(option), found=path, option=option)
    problems.raise_if_errors()


def _wanted(outputs: Mapping[str, Path], json_path: str | None) -> dict[str, Path]:
    return dict(outputs) | ({"--json": Path(json_path)} if json_path not in (None, "-") else {})


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the file system says while writing becomes an `InputError` that names the path."""
    try:
        yield
    except OSError as error:
        params = {"found": str(path), "reason": error.strerror or str(error)}
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place(str(path)), params)]) from error
