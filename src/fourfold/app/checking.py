"""Check a study folder against standards: read, choose, calculate by each method, judge, and write what was asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import cast

from fourfold.accounting.assess import Result
from fourfold.accounting.study.model import Study, StudyError
from fourfold.app.assess import Document, load_as_known, suppliers_of, with_traces, write_bytes, write_report
from fourfold.app.outputs import check_inputs_are_safe, check_places
from fourfold.app.standards import Calculator, resolve_standards
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.core.words import Lang
from fourfold.standards.conformity.answers import ANSWERS_FILE, check_questions, questions_file, read_answers
from fourfold.standards.conformity.check import check
from fourfold.standards.conformity.document import conformity_document, worst_outcome
from fourfold.standards.conformity.memory import Memory
from fourfold.standards.conformity.notes import packs_not_asked
from fourfold.standards.conformity.report import Answer, ConformityReport, Outcome
from fourfold.standards.pack.library import PackLibrary
from fourfold.standards.pack.resolved import Resolved

NO_REPORT = MessageKind(
    "check-no-report",
    N_("there is no report: the study cannot be calculated by the method of any of these standards ({standards})"),
    N_("a study that can be calculated by at least one of them"),
    N_("repair the problems that are listed with the standards; --json gives the verdicts without a calculation"),
)
STANDARDS_NONE = MessageKind(
    "standards-none",
    N_("no standard is named"),
    N_("the name of a pack or standard, or the path of a pack"),
    N_("name one; fourfold standards list shows those there are"),
)

_NONE: Mapping[str, Path] = MappingProxyType({})
_PACK_FILES = (".csv", ".yaml", ".yml", ".xlsx", ".zip", ".tar", ".gz", ".tgz")


@dataclass(frozen=True, slots=True)
class Checked:
    """A study against standards.

    Attributes:
        study: what was checked.
        day: by which editions and dated values were chosen.
        phase: phase whose severities count.
        reports: one for each standard, in the order asked for.
        results: the study by each standard's method; ``None`` where it could not be calculated.
        calculator: the study by any other method.
        warnings: what was found in packs and does not prevent their use.
    """

    study: Study
    day: date
    phase: str
    reports: tuple[ConformityReport, ...]
    results: tuple[Result | None, ...]
    calculator: Calculator
    warnings: tuple[Problem, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """The worst of all standards."""
        return worst_outcome(self.reports)

    def document(self, lang: Lang) -> Document:
        """The conformity document."""
        return conformity_document(self.study, self.reports, self.day, self.phase, lang)


def check_folder(
    path: Path,
    standards: Sequence[str],
    day: date | None = None,
    answers: Path | None = None,
    phase: str = "issue",
    packs: Sequence[Path] = (),
    library: Path | None = None,
    tick: Tick = no_tick,
    outputs: Mapping[str, Path] = _NONE,
    trust: Sequence[Path] = (),
    at: datetime | None = None,
    known_at: datetime | None = None,
) -> Checked:
    """Check a study against standards.

    Args:
        path: study folder, or the workbook inside it.
        standards: pack ids, standards (their edition in force), or paths of packs.
        day: by which editions and dated values are chosen; ``None`` for the study's own.
        answers: file with what people judged; ``None`` takes ``answers.yaml`` in the study folder, if there is one.
        phase: phase whose severities count.
        packs: folders, archives and workbooks of packs beside those that come with Fourfold.
        library: folder of the databases; ``None`` for the usual one.
        tick: told of progress.
        outputs: where something is to be written afterwards, by option; checked before anything is calculated.
        trust: files of trust roots by which suppliers' certificates and traceability statements are checked.
        at: the moment they are checked for, UTC; ``None`` for now.
        known_at: readings of meters are taken as known at this moment; ``None`` for what the study declares.

    Raises:
        InputError: the study, a pack or the answers cannot be used, or an output cannot go where it is to.
    """
    check_places(outputs)
    standards = [name for name in standards if name.strip()]
    if not standards:
        raise InputError([Problem(STANDARDS_NONE, Place("--standard"))])
    problems, shelf = Problems(), PackLibrary(packs)
    study = _read_study(path, known_at, problems)
    resolved = _resolve(standards, shelf, day, study, problems)
    problems.raise_if_errors()
    # a study that cannot be used is an error, so it stops above
    study = with_traces(cast(Study, study), trust, at)
    given = answers or _beside(study)
    inputs = [*([given] if given else []), *_pack_files(outputs, [*packs, *map(Path, standards)])]
    check_inputs_are_safe(outputs, study, map(str, inputs))
    judged = _answers(given, study, resolved, problems)
    problems.raise_if_errors()
    calculator = Calculator(study, tick, library, certified=suppliers_of(study, trust, at))
    calculated = [calculator.calculated(one.method) for one in resolved]
    memory = Memory()
    on = day or study.declarations.day
    also = packs_not_asked(resolved, shelf.for_products(on), dict(study.declarations.product.codes.items()))
    reports = tuple(
        check(study, one, by_method.result, by_method.problems, judged, phase, memory, also)
        for one, by_method in zip(resolved, calculated, strict=True)
    )
    results = tuple(by_method.result for by_method in calculated)
    return Checked(study, on, phase, reports, results, calculator, tuple(problems.warnings))


def write_check_report(checked: Checked, document: Document, path: Path, lang: Lang) -> None:
    """Write the report of the study with its conformity as one self-contained HTML file.

    Args:
        checked: the check.
        document: its conformity document.
        path: where to.
        lang: language of the report.

    Raises:
        InputError: there is nothing to report on, or the path cannot be written.
    """
    from fourfold.accounting.documents.result import result_document

    results = [result for result in checked.results if result is not None]
    if not results:
        names = ", ".join(report.resolved.pack.id for report in checked.reports)
        raise InputError([Problem(NO_REPORT, Place("--html"), {"standards": names})])
    each: list[Result] = []
    each.extend(result for result in results if not any(result is other for other in each))
    write_report(result_document(each), path, lang, document)


def write_questions(checked: Checked, path: Path) -> None:
    """Write the open questions as a file of answers to be filled in.

    Raises:
        InputError: the path cannot be written.
    """
    write_bytes(path, lambda: questions_file(checked.reports))


def _read_study(path: Path, known_at: datetime | None, problems: Problems) -> Study | None:
    """The study; one with faults (reported) as far as it can be read, for its day."""
    try:
        return load_as_known(path, known_at)
    except StudyError as error:
        problems.extend(error.problems)
        return error.readable
    except InputError as error:
        problems.extend(error.problems)
        return None


def _resolve(
    names: Sequence[str], shelf: PackLibrary, day: date | None, study: Study | None, problems: Problems
) -> list[Resolved]:
    """The packs in force on the day; without a day nothing can be chosen, and why there is none is reported."""
    on = day or (study.declarations.day if study is not None else None)
    return resolve_standards(names, shelf, on, problems) if on is not None else []


def _beside(study: Study) -> Path | None:
    path = study.folder / ANSWERS_FILE
    return path if path.is_file() else None


def _answers(path: Path | None, study: Study, resolved: Sequence[Resolved], problems: Problems) -> tuple[Answer, ...]:
    if path is None:
        return ()
    answers = read_answers(path, study.folder, problems)
    check_questions(answers, resolved, problems)
    return answers


def _pack_files(outputs: Mapping[str, Path], roots: Sequence[Path]) -> list[Path]:
    """Outputs that would replace a file of a pack."""
    real = [root.resolve() for root in roots]
    named = (path.resolve() for path in outputs.values() if path.suffix.casefold() in _PACK_FILES)
    return [path for path in named if any(path.is_relative_to(root) for root in real) and path.exists()]
