"""Where an output may go: never over a file of the study, never two to one place, never over what is no file.

Checked before anything is calculated; the writing itself is atomic (`fourfold.core.files`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from fourfold.accounting.study.model import Study
from fourfold.core.problems import N_, MessageKind, Place, Problems

OUTPUT_OVER_INPUT = MessageKind(
    "output-over-input",
    N_("{found} is one of the inputs and would be overwritten"),
    N_("a path that is none of the files the result is calculated from"),
    N_("name another path with {option}; nothing was changed"),
)
OUTPUTS_COINCIDE = MessageKind(
    "outputs-coincide",
    N_("{found} is named for two outputs"),
    N_("a path of its own for each output"),
    N_("name another path with {option}"),
)
OUTPUT_NO_FILE = MessageKind(
    "output-no-file",
    N_("{found} cannot be written: it is a folder or a device, not a file"),
    N_("a file, or a name that is not taken yet"),
    N_("name another path with {option}"),
)
OUTPUT_FOLDER_MISSING = MessageKind(
    "output-folder-missing",
    N_("{found} cannot be written: there is no folder {folder}"),
    N_("a path in a folder that exists"),
    N_("make the folder first, or correct the path given with {option}"),
)
OUTPUT_UNWRITABLE = MessageKind(
    "output-unwritable",
    N_("{found} cannot be written: {reason}"),
    N_("a path in a folder you may write to"),
    N_("name another path"),
)
_WRITTEN_BY_PEOPLE = frozenset({".csv", ".xlsx", ".xlsm", ".yaml", ".yml"})


def check_places(outputs: Mapping[str, Path]) -> None:
    """Whether outputs can stand where they are to: paths by the option that names them.

    Raises:
        InputError: one has no folder, is no regular file, or is named twice.
    """
    problems = Problems()
    seen: list[Path] = []
    for option, path in outputs.items():
        place = Place(option)
        if any(same_place(path, other) for other in seen):
            problems.error(OUTPUTS_COINCIDE, place, found=path, option=option)
        elif not _test(path.parent.is_dir):
            problems.error(OUTPUT_FOLDER_MISSING, place, found=path, folder=path.parent, option=option)
        elif _test(path.exists) and not _test(path.is_file):
            problems.error(OUTPUT_NO_FILE, place, found=path, option=option)
        seen.append(path)
    problems.raise_if_errors()


def check_inputs_are_safe(outputs: Mapping[str, Path], study: Study, methods: Iterable[str]) -> None:
    """Whether outputs leave alone what people wrote: the files of the study, used or not, and the method files.

    Raises:
        InputError: an output would replace one of them.
    """
    problems = Problems()
    used = [*(study.folder / name for name in study.files), *(Path(name) for name in methods)]
    for option, path in outputs.items():
        if any(same_place(path, other) for other in used if _test(other.exists)) or _is_written_by_people(path, study):
            problems.error(OUTPUT_OVER_INPUT, Place(option), found=path, option=option)
    problems.raise_if_errors()


def _is_written_by_people(path: Path, study: Study) -> bool:
    """A table or declaration lying in the study folder, even if this calculation does not read it."""
    real = Path(os.path.realpath(path))
    inside = real.is_relative_to(os.path.realpath(study.folder))
    return inside and real.suffix.casefold() in _WRITTEN_BY_PEOPLE and _test(real.exists)


def same_place(one: Path, other: Path) -> bool:
    """Whether two paths lead to one place, through links and, where both are there, whatever their spelling."""
    if os.path.realpath(one) == os.path.realpath(other):
        return True
    try:
        return one.samefile(other)
    except (OSError, ValueError):
        return False


def _test(question: Callable[[], bool]) -> bool:
    """The answer of the file system; no, where it cannot say."""
    try:
        return question()
    except (OSError, ValueError):
        return False
