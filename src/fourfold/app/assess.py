"""Assess a study folder: read, calculate under each method, and write what was asked for, atomically."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from fourfold.accounting.assess import Result, assess_by_each
from fourfold.accounting.certified import NOTHING_CERTIFIED, CertifiedSupplier
from fourfold.accounting.datasets import DATABASE_NOT_GIVEN, dataset_book
from fourfold.accounting.method import Method
from fourfold.accounting.method_files import method
from fourfold.accounting.single_rows import problems_of_single_rows
from fourfold.accounting.study.model import Study, StudyError
from fourfold.accounting.study.read import load_study
from fourfold.app.outputs import OUTPUT_UNWRITABLE, check_inputs_are_safe, check_places
from fourfold.core.canonical import JSON, canonical_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import InputError, Place, Problem
from fourfold.core.progress import Tick, no_tick
from fourfold.core.words import Lang

if TYPE_CHECKING:
    from fourfold.data.databases.database import Database

_NONE: Mapping[str, Path] = MappingProxyType({})
Document: TypeAlias = dict[str, JSON]
"""A result document, as `fourfold.accounting.documents.result` makes it."""
DEFAULT_REPORT = Path("out", "report.html")


def assess_folder(
    path: Path,
    methods: Sequence[str],
    tick: Tick = no_tick,
    outputs: Mapping[str, Path] = _NONE,
    library: Path | None = None,
    trust: Sequence[Path] = (),
    at: datetime | None = None,
    known_at: datetime | None = None,
) -> list[Result]:
    """The results of a study under each method, the first one leading.

    Args:
        path: study folder, or the workbook inside it.
        methods: ids or files; at least one.
        tick: told of progress.
        outputs: where something is to be written afterwards, by option; checked before anything is calculated.
        library: folder of the databases; ``None`` for the usual one.
        trust: files of trust roots by which suppliers' certificates and traceability statements are checked.
        at: the moment they are checked for, UTC; ``None`` for now.
        known_at: readings of meters are taken as known at this moment; ``None`` for what the study declares.

    Raises:
        InputError: the study or a method cannot be used, or an output cannot go where it is to.
    """
    check_places(outputs)
    chosen = [method(name) for name in dict.fromkeys(methods)]
    try:
        study = load_as_known(path, known_at)
    except StudyError as error:
        raise InputError(_all_problems(error, chosen[0], library)) from error
    check_inputs_are_safe(outputs, study, methods)
    study = with_traces(study, trust, at)
    databases, missing = study_databases(study, library)
    if missing:
        more = problems_of_single_rows(study, chosen[0], dataset_book(study, databases))
        raise InputError([*missing, *(problem for problem in more if problem.kind is not DATABASE_NOT_GIVEN)])
    return assess_by_each(study, chosen, tick, databases, suppliers_of(study, trust, at))


def load_as_known(path: Path, known_at: datetime | None) -> Study:
    """A study with readings as they were known at a moment; ``None`` for what it declares.

    Raises:
        StudyError: the study cannot be used.
    """
    try:
        study = load_study(path)
    except StudyError as error:
        if known_at is None or error.readable is None:
            raise
        raise StudyError(error.problems, error.readable.as_known_at(known_at)) from error
    return study if known_at is None else study.as_known_at(known_at)


def with_traces(study: Study, trust: Sequence[Path], at: datetime | None) -> Study:
    """The study with what its traceability statements prove.

    Args:
        study: the study.
        trust: files of trust roots.
        at: the moment asked about, UTC; ``None`` for now.

    Raises:
        InputError: a statement cannot be read, or the trust roots cannot be used.
    """
    if not study.declarations.supply.traces:
        return study
    # only who needs it waits for cryptography
    from fourfold.app.supply.study_traces import with_proven_traces

    return with_proven_traces(study, trust, at or datetime.now(UTC).replace(microsecond=0))


def suppliers_of(study: Study, trust: Sequence[Path], at: datetime | None) -> Mapping[str, CertifiedSupplier]:
    """What the certificates of a study's suppliers are worth.

    Args:
        study: the study.
        trust: files of trust roots.
        at: the moment asked about, UTC; ``None`` for now.

    Raises:
        InputError: a certificate cannot be read, or its row says something else.
    """
    if not any(row.certificate for row in study.tables.suppliers):
        return NOTHING_CERTIFIED
    # only who needs it waits for cryptography
    from fourfold.app.certification.verifying.suppliers import certified_suppliers

    return certified_suppliers(study, trust, at or datetime.now(UTC).replace(microsecond=0))


def study_databases(
    study: Study, library: Path | None, stated: Collection[str] = ()
) -> tuple[dict[str, Database], list[Problem]]:
    """The databases the study declares and that are not stated, and what is wrong with those that cannot be opened."""
    if all(use.name in stated for use in study.declarations.databases):
        return {}, []
    from fourfold.app.databases.for_study import databases_of  # a study without databases does not wait for it
    from fourfold.store.databases import FolderShelf, default_library

    return databases_of(study, FolderShelf(library or default_library()), stated)


def _all_problems(error: StudyError, first: Method, library: Path | None) -> list[Problem]:
    """The faults of reading and those the calculation would find in single rows, by place: those of a cell once."""
    found = list(error.problems)
    if error.readable is not None:
        databases, missing = study_databases(error.readable, library)
        found += missing
        seen = {problem.place for problem in found}
        later = problems_of_single_rows(error.readable, first, dataset_book(error.readable, databases))
        found += [problem for problem in later if problem.place not in seen and problem.kind is not DATABASE_NOT_GIVEN]
    return sorted(found, key=lambda p: (p.place.file, p.place.sheet, p.place.row, p.place.column))


def write_json(document: Document, path: Path) -> None:
    """Write a result document as canonical JSON.

    Raises:
        InputError: the path cannot be written.
    """
    write_bytes(path, lambda: canonical_bytes(document) + b"\n")


def write_report(document: Document, path: Path, lang: Lang, conformity: Document | None = None) -> None:
    """Write the report of a result document as one self-contained HTML file.

    Args:
        document: the result.
        path: where to.
        lang: language of the report.
        conformity: a conformity document of the same study, shown as a section.

    Raises:
        InputError: the path cannot be written.
    """
    from fourfold.exchange.report import render_report  # a run that asks for JSON only does not wait for it

    write_bytes(path, lambda: render_report(document, lang, conformity).encode())


def write_default_report(document: Document, folder: Path, lang: Lang) -> Path:
    """Write the report to ``out/report.html`` in the study folder, which is made where it is missing.

    Returns:
        Where it is.

    Raises:
        InputError: the path cannot be written.
    """
    path = folder / DEFAULT_REPORT
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise _unwritable(path, error) from error
    check_places({"--html": path})
    write_report(document, path, lang)
    return path


def write_bytes(path: Path, content: Callable[[], bytes]) -> None:
    """Write what is made now, whole or not at all.

    Raises:
        InputError: the path cannot be written.
    """
    data = content()
    try:
        write_atomically(path, data)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> InputError:
    params = {"found": str(path), "reason": error.strerror or str(error)}
    return InputError([Problem(OUTPUT_UNWRITABLE, Place(str(path)), params)])
