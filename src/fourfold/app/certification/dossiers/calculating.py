"""The calculation a dossier holds, from its parts alone: what sealing writes and recomputing repeats.

Both unpack the parts into a private folder and calculate there, by the packs among them and no others, so that nothing
that is not sealed can have had a say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from fourfold.accounting.assess import Result
from fourfold.accounting.certified import CertifiedSupplier
from fourfold.accounting.documents.suppliers import certified_of_document
from fourfold.accounting.documents.traces import checked_of_document
from fourfold.accounting.stated import StatedDatabase
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.proven import CheckedTrace
from fourfold.accounting.study.read import load_study
from fourfold.app.assess import Document
from fourfold.app.standards import Calculator, resolve_standards
from fourfold.certification.dossier.databases import stated_databases
from fourfold.certification.dossier.entries import ANSWERS, DATABASES_FOLDER, RESULT, STANDARDS_FOLDER, STUDY_FOLDER
from fourfold.certification.dossier.facts import MOST_DEPTH
from fourfold.core.canonical import JSON
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.reading import EVIDENCE_MOST_BYTES
from fourfold.core.strict_json import read_json
from fourfold.core.words import Lang
from fourfold.standards.conformity.answers import check_questions, read_answers
from fourfold.standards.conformity.check import check
from fourfold.standards.conformity.report import ConformityReport
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.resolved import Resolved

SEALED_LANG: Lang = "en"
"""Language of the messages that stand in one language only; the others stand in both."""

NO_METHOD = MessageKind(
    "seal-no-method",
    N_("the pack {found} makes no choices for a calculation, so there is no result to seal"),
    N_("a standard by which a footprint is calculated"),
    N_("name the standard that the footprint is calculated by"),
)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be calculated.

    Attributes:
        standard: id of a pack among the parts.
        day: by which editions and dated values are chosen.
        phase: phase whose severities count.
        workbook: path in the study of the workbook with the tables; empty where they are CSV files.
    """

    standard: str
    day: date
    phase: str
    workbook: str = ""


@dataclass(frozen=True, slots=True)
class Calculation:
    """What it came to.

    Attributes:
        study: the study as it was read.
        resolved: the standard.
        result: the result.
        report: the conformity report.
        result_document, conformity_document: both as documents.
        warnings: what was found and does not prevent use.
        stated: databases that were taken by the figures among the parts.
    """

    study: Study
    resolved: Resolved
    result: Result
    report: ConformityReport
    result_document: Document
    conformity_document: Document
    warnings: tuple[Problem, ...]
    stated: Mapping[str, StatedDatabase]


def unpack(contents: Mapping[str, bytes], folder: Path) -> None:
    """Write parts into an empty folder. Their names were checked: relative, and free of whatever leads elsewhere.

    Raises:
        OSError: the disk is full, or the names do not fit the file system.
    """
    for name, data in contents.items():
        path = folder.joinpath(*name.split("/"))
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as stream:
            stream.write(data)


def calculate(
    folder: Path,
    task: Task,
    library: Path | None = None,
    tick: Tick = no_tick,
    certified: Mapping[str, CertifiedSupplier] | None = None,
    traces: Mapping[str, CheckedTrace] | None = None,
) -> Calculation:
    """Calculate and check the study unpacked in a folder.

    Args:
        folder: parts by their names in the archive.
        task: what is asked.
        library: folder of the databases; ``None`` for the usual one.
        tick: told of progress.
        certified: what checks of suppliers' certificates came to; ``None`` takes what the sealed result among the
            parts says of them, which depended on the day.
        traces: the same of traceability statements of power.

    Raises:
        InputError: the study, a pack or the answers cannot be used, or the study cannot be calculated.
    """
    from fourfold.accounting.documents.result import result_document
    from fourfold.standards.conformity.document import conformity_document

    problems = Problems()
    sealed = _sealed_result(folder)
    study = load_study(folder / STUDY_FOLDER / task.workbook)
    if study.declarations.supply.traces:
        from fourfold.app.supply.study_traces import with_checked_traces  # only who needs it waits for cryptography

        study = with_checked_traces(study, checked_of_document(sealed) if traces is None else traces)
    shelf = PackLibrary([folder / STANDARDS_FOLDER], shipped=False)
    resolved = _resolved(task, shelf, problems)
    answers_path = folder / ANSWERS
    answers = read_answers(answers_path, study.folder, problems) if answers_path.is_file() else ()
    check_questions(answers, [resolved], problems)
    problems.raise_if_errors()
    stated = stated_in(folder, problems)
    problems.raise_if_errors()
    known = certified_of_document(sealed) if certified is None else certified
    calculated = Calculator(study, tick, library, stated, known).calculated(resolved.method)
    if calculated.result is None:
        raise InputError(calculated.problems or [Problem(NO_METHOD, Place("--standard"), {"found": task.standard})])
    report = check(study, resolved, calculated.result, calculated.problems, answers, task.phase)
    return Calculation(
        study,
        resolved,
        calculated.result,
        report,
        result_document([calculated.result]),
        conformity_document(study, [report], task.day, task.phase, SEALED_LANG),
        tuple(problems.warnings),
        stated,
    )


def stated_in(folder: Path, problems: Problems) -> dict[str, StatedDatabase]:
    """The databases among the parts, by their figures; none where the study is sealed only now."""
    files = sorted((folder / DATABASES_FOLDER).glob("*.json"))
    return stated_databases({f"{DATABASES_FOLDER}{path.name}": path.read_bytes() for path in files}, problems)


def _sealed_result(folder: Path) -> dict[str, JSON]:
    """The sealed result among the parts; nothing where there is none or it cannot be read."""
    path = folder / RESULT
    if not path.is_file():
        return {}
    document = read_json(path.read_bytes(), Place(RESULT), Problems(), EVIDENCE_MOST_BYTES, MOST_DEPTH)
    return document if isinstance(document, dict) else {}


def _resolved(task: Task, shelf: PackLibrary, problems: Problems) -> Resolved:
    """The standard with what it inherits, from the packs among the parts.

    Raises:
        InputError: one of them is missing or cannot be used.
    """
    found = resolve_standards([task.standard], shelf, task.day, problems)
    if not found:
        shelf.report_unreadable(problems)
        raise InputError(problems.sorted())
    return found[0]
