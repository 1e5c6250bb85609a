"""Where results on electricity may go: never over a file of the grid, and told in words when it cannot be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from fourfold.app.outputs import OUTPUT_OVER_INPUT, OUTPUT_UNWRITABLE, check_places, same_place
from fourfold.core.problems import InputError, Place, Problem, Problems
from fourfold.electricity.factors.frames import suffix_is_known


def check_grid_outputs(grid: Path, outputs: Mapping[str, Path], json_path: str | None = None) -> None:
    """Whether tables can be written where they are to go, and leave the files of a grid alone.

    Args:
        grid: folder of the grid, or the declaration in it.
        outputs: tables by the option that names them.
        json_path: where a summary goes; nothing or ``-`` for no file.

    Raises:
        InputError: what cannot be written, all at once.
    """
    check_tables(outputs)
    check_outputs(_files_below(grid), outputs, json_path)


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
    """Whether files can be written where they are to go and replace no input.

    Raises:
        InputError: what cannot be written, all at once.
    """
    wanted = dict(outputs) | ({"--json": Path(json_path)} if json_path not in (None, "-") else {})
    check_places(wanted)
    known = list(inputs)
    problems = Problems()
    for option, path in wanted.items():
        if any(same_place(path, other) for other in known):
            problems.error(OUTPUT_OVER_INPUT, Place(option), found=path, option=option)
    problems.raise_if_errors()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """What the file system says while writing becomes an `InputError` that names the path."""
    try:
        yield
    except OSError as error:
        params = {"found": str(path), "reason": error.strerror or str(error)}
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place(str(path)), params)]) from error


def _files_below(grid: Path) -> list[Path]:
    """The files people wrote for a grid: its declaration and its tables."""
    folder = grid if grid.is_dir() else grid.parent
    names = ("generation", "exchanges", "demand", "storage", "losses", "factors")
    tables = [folder / f"{name}{suffix}" for name in names for suffix in (".csv", ".csv.gz", ".parquet")]
    return [path for path in [folder / "grid.yaml", *tables] if path.exists()]
