"""Seal a study folder: gather its files, packs and answers, calculate from exactly these, and write the dossier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from types import MappingProxyType

from fourfold.accounting.certified import CertifiedSupplier
from fourfold.accounting.study.model import FileRecord, Study
from fourfold.accounting.study.proven import CheckedTrace
from fourfold.accounting.study.read import load_study
from fourfold.app.assess import suppliers_of, with_traces
from fourfold.app.certification.dossiers.calculating import Calculation, Task, calculate, unpack
from fourfold.app.outputs import OUTPUT_UNWRITABLE, check_inputs_are_safe, check_places
from fourfold.app.standards import resolve_standards
from fourfold.certification.dossier.databases import database_documents
from fourfold.certification.dossier.dossier import Dossier
from fourfold.certification.dossier.entries import (
    ANSWERS,
    CONFORMITY,
    MOST_BYTES,
    MOST_ENTRY_BYTES,
    RESULT,
    STANDARDS_FOLDER,
    STUDY_FOLDER,
)
from fourfold.certification.dossier.facts import facts_of
from fourfold.certification.dossier.head import head_of
from fourfold.certification.dossier.hidden import Redaction
from fourfold.certification.dossier.sealing import Part, check_names, document_part, seal
from fourfold.core.canonical import digest_of_bytes
from fourfold.core.files import write_atomically
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems, params_of
from fourfold.core.progress import Tick, no_tick
from fourfold.core.reading import DECLARATIONS_MOST_BYTES, FILE_UNREADABLE, MIB, locate, read_bounded
from fourfold.standards.conformity.answers import ANSWERS_FILE, read_answers
from fourfold.standards.conformity.report import ConformityReport
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.reading import read_pack_text
from fourfold.standards.pack.resolved import Resolved
from fourfold.standards.pack.text import PackText
from fourfold.standards.pack.writing import pack_files

FILE_CHANGED = MessageKind(
    "seal-file-changed",
    N_("{found} changed while it was being sealed"),
    N_("files that stay as they are until the dossier is written"),
    N_("wait until nobody writes to the folder, and seal again"),
)
STUDY_TOO_LARGE = MessageKind(
    "seal-too-large",
    N_("the files of the study hold {found} MiB together"),
    N_("at most {most} MiB in a dossier"),
    N_("leave out evidence that nothing rests on, or name it by an address"),
)
WORKPLACE_FULL = MessageKind(
    "seal-workplace",
    N_("the temporary folder cannot be written: {reason}"),
    N_("room for the files of the study in the folder for temporary files"),
    N_("make room, or name another folder for temporary files (TMPDIR)"),
)
_NONE: Mapping[str, Path] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class SealedStudy:
    """A study as it was sealed.

    Attributes:
        dossier: the dossier; its digest is its name.
        data: bytes of the archive.
        report: conformity of the study.
        warnings: what was found and does not prevent use.
    """

    dossier: Dossier
    data: bytes
    report: ConformityReport
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What is sealed beside the result, and the task it sets."""

    parts: tuple[Part, ...]
    task: Task
    warnings: tuple[Problem, ...]


def seal_folder(
    path: str | Path,
    standard: str,
    day: date | None = None,
    answers: Path | None = None,
    phase: str = "issue",
    packs: Sequence[Path] = (),
    library: Path | None = None,
    tick: Tick = no_tick,
    outputs: Mapping[str, Path] = _NONE,
    redaction: Redaction | None = None,
    trust: Sequence[Path] = (),
    at: datetime | None = None,
) -> SealedStudy:
    """Seal a study: read, calculate by the standard, judge, and put everything into one archive. Nothing is written.

    Args:
        path: study folder, or the workbook inside it.
        standard: pack id, standard (its edition in force), or path of a pack.
        day: by which editions and dated values are chosen; ``None`` for the study's own.
        answers: file with what people judged; ``None`` takes ``answers.yaml`` in the study folder, if there is one.
        phase: phase whose severities count.
        packs: folders, archives and workbooks of packs beside those that come with Fourfold.
        library: folder of the databases; ``None`` for the usual one.
        tick: told of progress.
        outputs: where something is to be written afterwards, by option; checked before anything is calculated.
        redaction: entries that stay away, and what the manifest says of them; the study is the redacted one.
        trust: files of trust roots by which suppliers' certificates are checked.
        at: the moment that is checked for, UTC; ``None`` for now.

    Raises:
        InputError: the study cannot be calculated, a pack or the answers cannot be used, a file cannot be sealed, or
            an output cannot go where it is to.
    """
    check_places(outputs)
    gathered = _gather(Path(path), standard, day, answers, phase, packs, outputs)
    study = load_study(Path(path))
    certified, traces = suppliers_of(study, trust, at), with_traces(study, trust, at).proven.checked
    calculation = _calculate(gathered, library, tick, certified, traces)
    parts = [
        *gathered.parts,
        document_part(RESULT, "result", calculation.result_document),
        document_part(CONFORMITY, "conformity", calculation.conformity_document),
        *(Part(name, "database", data) for name, data in database_documents(calculation.result).items()),
    ]
    problems = Problems()
    withheld = None if redaction is None else redaction.document
    head = head_of(calculation.result_document, calculation.conformity_document, gathered.task.workbook, withheld)
    sealed = seal(parts, head, problems, () if redaction is None else redaction.entries)
    if sealed is None or facts_of(sealed.dossier, problems) is None:  # nobody could certify what has no facts
        raise InputError(problems.sorted())
    later = (problem for problem in calculation.warnings if problem not in gathered.warnings)
    return SealedStudy(sealed.dossier, sealed.data, calculation.report, (*gathered.warnings, *later))


def write_dossier(sealed: SealedStudy, path: Path) -> None:
    """Write the archive, whole or not at all.

    Raises:
        InputError: the path cannot be written.
    """
    try:
        write_atomically(path, sealed.data)
    except OSError as error:
        params = params_of({"found": path, "reason": error.strerror or error})
        raise InputError([Problem(OUTPUT_UNWRITABLE, Place("-o"), params)]) from error


def _gather(
    path: Path,
    standard: str,
    day: date | None,
    answers: Path | None,
    phase: str,
    packs: Sequence[Path],
    outputs: Mapping[str, Path],
) -> _Gathered:
    """Every input as bytes, with all faults that stand in the way of sealing."""
    study = load_study(path)
    problems, shelf = Problems(), PackLibrary(packs)
    on = day or study.declarations.day
    resolved = resolve_standards([standard], shelf, on, problems)
    given = answers or _beside(study)
    check_inputs_are_safe(outputs, study, [str(given)] if given else [])
    parts = _study_parts(study, problems)
    if given is not None:
        parts += _answers_parts(given, study, {part.name for part in parts}, problems)
    problems.raise_if_errors()
    parts += _pack_parts(resolved[0], shelf, standard)
    task = Task(resolved[0].pack.id, on, phase, _workbook(study))
    return _Gathered(tuple(parts), task, tuple(problems.warnings))


def _calculate(
    gathered: _Gathered,
    library: Path | None,
    tick: Tick,
    certified: Mapping[str, CertifiedSupplier],
    traces: Mapping[str, CheckedTrace],
) -> Calculation:
    """The calculation, in a private folder that is gone afterwards."""
    try:
        with TemporaryDirectory(prefix="fourfold-") as place:
            unpack({part.name: part.data for part in gathered.parts}, Path(place))
            return calculate(Path(place), gathered.task, library, tick, certified, traces)
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError([Problem(WORKPLACE_FULL, Place("study"), {"reason": reason})]) from error


def _study_parts(study: Study, problems: Problems) -> list[Part]:
    """The files of the study, each with the digest it was read with."""
    records = {str(_pure(record.path)): record for record in study.files.values()}
    check_names((STUDY_FOLDER + name for name in records), problems)
    total = sum(record.size_bytes for record in records.values())
    if total > MOST_BYTES:
        problems.error(STUDY_TOO_LARGE, Place(""), found=total // MIB, most=MOST_BYTES // MIB)
    problems.raise_if_errors()
    read = ((name, _bytes_of(study, record, problems)) for name, record in sorted(records.items()))
    return [Part(STUDY_FOLDER + name, "study", data) for name, data in read if data is not None]


def _bytes_of(study: Study, record: FileRecord, problems: Problems) -> bytes | None:
    """The bytes of a file, unless they are others than those that were read before."""
    place = Place(record.path)
    try:
        data = study.folder.joinpath(*_pure(record.path).parts).read_bytes()
    except OSError as error:
        problems.error(FILE_UNREADABLE, place, found=record.path, reason=error.strerror or error)
        return None
    if digest_of_bytes(data) != record.digest:
        problems.error(FILE_CHANGED, place, found=record.path)
        return None
    return data


def _answers_parts(path: Path, study: Study, known: set[str], problems: Problems) -> list[Part]:
    """The answers, and files of the study folder they rest on that are not among its files already."""
    data = read_bounded(path.parent, path.name, Place(path.name), problems, DECLARATIONS_MOST_BYTES)
    if data is None:
        return []
    parts = [Part(ANSWERS, "answers", data)]
    answers = read_answers(path, study.folder, problems)
    named = {str(_pure(file)): file for answer in answers for file in answer.evidence if "://" not in file}
    for pure, name in sorted(named.items()):
        if STUDY_FOLDER + pure not in known and study.folder.joinpath(pure).exists():
            evidence = _evidence(study, name, problems)
            parts += [] if evidence is None else [Part(STUDY_FOLDER + pure, "answers", evidence)]
    check_names((part.name for part in parts), problems)
    return parts


def _evidence(study: Study, name: str, problems: Problems) -> bytes | None:
    """The bytes of a file that an answer rests on."""
    place = Place(name)
    path = locate(study.folder, name, place, problems, MOST_ENTRY_BYTES)
    try:
        return None if path is None else path.read_bytes()
    except OSError as error:
        problems.error(FILE_UNREADABLE, place, found=name, reason=error.strerror or error)
        return None


def _pack_parts(resolved: Resolved, shelf: PackLibrary, named: str) -> list[Part]:
    """The tables of every pack of the chain, as `fourfold standards export` writes them."""
    parts = []
    for pack in resolved.chain:
        text = shelf.text(pack.id)
        if text is None or text.digest != pack.digest:
            text = _text_at(Path(named))
        folder = f"{STANDARDS_FOLDER}{pack.id}/"
        parts += [Part(folder + name, "standard", data) for name, data in pack_files(text).items()]
    return parts


def _text_at(path: Path) -> PackText:
    """The tables of a pack that was named by its path and read without fault a moment ago."""
    problems = Problems()
    text = read_pack_text(path, problems)
    if text is None:
        raise InputError(problems.sorted())
    return text


def _workbook(study: Study) -> str:
    """The workbook that holds the tables; empty where they are CSV files."""
    tables = [record.path for record in study.files.values() if record.role == "table"]
    return next((str(_pure(name)) for name in tables if name.casefold().endswith(".xlsx")), "")


def _beside(study: Study) -> Path | None:
    path = study.folder / ANSWERS_FILE
    return path if path.is_file() else None


def _pure(name: str) -> PurePosixPath:
    return PurePosixPath(name.replace("\\", "/"))
