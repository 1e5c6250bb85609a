"""A calculation in a process of its own, that knows nothing but a private folder.

The folder holds ``request.json`` and ``parts/``; the process leaves ``result.json``, ``conformity.json`` and
``databases.json``, or ``problems.json``, beside them. It runs isolated: no environment of ours, no folder of the user's
on its path, and the same engine as this process.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from fourfold.app.certification.dossiers.calculating import Task, calculate, unpack
from fourfold.app.certification.dossiers.databases_anew import anew_from, solve_anew
from fourfold.app.certification.dossiers.problems_json import problems_from, problems_json
from fourfold.certification.dossier.differences import DatabaseAnew
from fourfold.certification.dossier.head import SOLVED_DIGITS
from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, params_of

PROCESS_FAILED = MessageKind(
    "recompute-process-failed",
    N_("the process that recomputes ended without an answer: {reason}"),
    N_("an answer, within {seconds} seconds"),
    N_("run it on a machine with more memory or more time (--timeout); if it fails again, report it"),
)
WORKPLACE_FULL = MessageKind(
    "calculation-workplace",
    N_("the temporary folder cannot be written: {reason}"),
    N_("room for the files of the study in the folder for temporary files"),
    N_("make room, or name another folder for temporary files (TMPDIR)"),
)
MOST_SECONDS = 3600

_KEPT = ("SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "NUMBER_OF_PROCESSORS")
"""What some systems need to start a process at all; none of it has a say in a figure."""
_PROGRAM = (
    "import sys; root = sys.argv[2]; sys.path[:0] = [] if root in sys.path else [root];"
    " from fourfold.app.certification.dossiers.clean_process import answer; answer(sys.argv[1])"
)
_REQUEST, _PROBLEMS, _RESULT, _CONFORMITY = "request.json", "problems.json", "result.json", "conformity.json"
_DATABASES = "databases.json"
_NO_LIBRARY = "library"
"""Never made: what is calculated takes the figures the dossier states, and no database of ours in their place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the process wrote.

    Attributes:
        result, conformity: canonical bytes of the documents; empty where nothing could be calculated.
        databases: what became of the databases the parts state figures of.
        problems: why nothing could be calculated.
    """

    result: bytes
    conformity: bytes
    databases: tuple[DatabaseAnew, ...] = ()
    problems: tuple[Problem, ...] = ()


def calculate_apart(
    contents: Mapping[str, bytes],
    task: Task,
    library: Path | None = None,
    most_seconds: int = MOST_SECONDS,
    digits: int = SOLVED_DIGITS,
) -> Answer:
    """Calculate from parts in a clean process.

    Args:
        contents: parts by name; their names were checked.
        task: what is asked.
        library: folder of the databases; ``None`` for the usual one.
        most_seconds: how long to wait.
        digits: significant digits to which figures of databases have to agree when they are solved anew.

    Raises:
        InputError: there is no room to unpack, or the process gave no answer.
    """
    try:
        with TemporaryDirectory(prefix="fourfold-") as name:
            folder = Path(name)
            unpack(contents, folder / "parts")
            (folder / _REQUEST).write_bytes(_request(task, library, digits))
            _run(folder, most_seconds)
            return _read(folder, most_seconds)
    except OSError as error:
        params = params_of({"reason": error.strerror or error})
        raise InputError([Problem(WORKPLACE_FULL, Place("dossier"), params)]) from error


def answer(name: str) -> None:
    """What the clean process does: read the request, calculate, write documents or problems."""
    folder = Path(name)
    request = json.loads((folder / _REQUEST).read_bytes())
    task = Task(request["standard"], date.fromisoformat(request["day"]), request["phase"], request["workbook"])
    library = Path(request["library"])
    try:
        calculation = calculate(folder / "parts", task, folder / _NO_LIBRARY)
        databases = solve_anew(calculation.study, calculation.stated, library, request["digits"])
    except InputError as error:
        (folder / _PROBLEMS).write_bytes(canonical_bytes(problems_json(error.problems)))
        return
    (folder / _RESULT).write_bytes(canonical_bytes(calculation.result_document))
    (folder / _CONFORMITY).write_bytes(canonical_bytes(calculation.conformity_document))
    (folder / _DATABASES).write_bytes(canonical_bytes([one.document() for one in databases]))


def _request(task: Task, library: Path | None, digits: int) -> bytes:
    from fourfold.store.databases import default_library

    place = library or default_library()  # which the clean process cannot know, since it has no environment
    return canonical_bytes(
        {
            "standard": task.standard,
            "day": task.day.isoformat(),
            "phase": task.phase,
            "workbook": task.workbook,
            "library": str(place.absolute()),
            "digits": digits,
        }
    )


def _run(folder: Path, most_seconds: int) -> None:
    """Run the process to its end.

    Raises:
        InputError: it takes too long, or fails.
    """
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"LC_ALL": "C.UTF-8", "HOME": str(folder), "TMPDIR": str(folder), "TEMP": str(folder)}
    command = [sys.executable, "-I", "-X", "utf8", "-c", _PROGRAM, str(folder), str(_root())]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; its arguments are paths made here
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=most_seconds
        )
    except subprocess.TimeoutExpired as error:
        raise _failed(f"> {most_seconds} s", most_seconds) from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise _failed(said[-1] if said else f"exit {done.returncode}", most_seconds)


def _read(folder: Path, most_seconds: int) -> Answer:
    problems = folder / _PROBLEMS
    if problems.exists():
        return Answer(b"", b"", (), problems_from(json.loads(problems.read_bytes())))
    try:
        databases = anew_from(json.loads((folder / _DATABASES).read_bytes()))
        return Answer((folder / _RESULT).read_bytes(), (folder / _CONFORMITY).read_bytes(), databases)
    except FileNotFoundError as error:
        raise _failed(error.filename or "–", most_seconds) from error


def _root() -> Path:
    """Where this very engine is imported from."""
    import fourfold

    return Path(str(fourfold.__file__)).resolve().parent.parent


def _failed(reason: str, most_seconds: int) -> InputError:
    params = params_of({"reason": reason, "seconds": most_seconds})
    return InputError([Problem(PROCESS_FAILED, Place("dossier"), params)])
