"""A study without its confidential parts: made, calculated, and held against the whole one to the last digit."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from fourfold.accounting.assess import Result
from fourfold.accounting.documents.parts import sum_of
from fourfold.accounting.study.locate_tables import TABLES_FOLDER, find_tables
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.read import load_study
from fourfold.certification.dossier.databases import database_documents
from fourfold.certification.dossier.hidden import HIDDEN, SHARE, Assertion, Redaction, placeholder
from fourfold.certification.dossier.openings import NO_OPENINGS, Opening, Openings
from fourfold.certification.dossier.redaction import (
    Sheets,
    Stub,
    csv_bytes,
    declared_without,
    exits_of,
    per_unit_of,
    sheets_of,
    without,
)
from fourfold.certification.dossier.redaction_checks import (
    OPTION,
    check_equal,
    check_shown,
    check_signs,
    check_untouched,
    difference,
)
from fourfold.certification.dossier.redaction_messages import (
    HIDE_FILE_NEEDED,
    HIDE_NOT_READ,
    HIDE_SEVERAL_PRODUCTS,
    HIDE_UNKNOWN,
    HIDE_UNUSED,
    HIDE_WORKBOOK,
)
from fourfold.core.lines import Line
from fourfold.core.problems import InputError, Place, Problem, Problems
from fourfold.core.reading import EVIDENCE_MOST_BYTES, locate
from fourfold.formats.vocabulary import closest
from fourfold.standards.conformity.answers import read_answers

Calculate = Callable[[Study], Result]
"""A study by the method it is sealed under."""

_PROCESS = "process:"
_DECLARED = "study.yaml"


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted study on disk.

    Attributes:
        folder: where it is.
        redaction: what a dossier says of it.
        openings: what the holder keeps of it, with all that was kept before.
    """

    folder: Path
    redaction: Redaction
    openings: Openings


def redact(
    whole: Result,
    asked: Sequence[str],
    into: Path,
    calculate: Calculate,
    openings: Openings = NO_OPENINGS,
    answers: Path | None = None,
) -> Redacted:
    """Write the study of a result without its confidential parts, so that it comes to the same figures.

    Args:
        whole: the study as it is, calculated.
        asked: ``process:NAME`` or paths of evidence, as given with ``--hide``.
        into: an empty folder; the redacted study is written there.
        calculate: calculates a study by the method of `whole`.
        openings: parts with salts from an earlier sealing.
        answers: file with what people judged; the files of the study it rests on are copied.

    Raises:
        InputError: something cannot be hidden; every reason is told.
    """
    study = whole.study
    processes, files = _asked(study, asked)
    _copy(study, into, answers)
    assertions, shown = _take_out(whole, processes, into, calculate) if processes else ((), whole)
    parts = _databases(whole, shown, openings)
    for path in files:
        part = openings.of(f"{HIDDEN}study/{path}", (study.folder / path).read_bytes())
        parts[part.name] = part
        (into / path).write_bytes(placeholder(path, part.commitment))
    left = _loaded(into)
    for path in study.files:
        data = (study.folder / path).read_bytes()
        if path not in left.files:
            (into / path).unlink(missing_ok=True)
        name = f"{HIDDEN}study/{path}"
        if name not in parts and (path not in left.files or (into / path).read_bytes() != data):
            parts[name] = openings.of(name, data)
    added = tuple(sorted(left.files.keys() - study.files.keys()))
    commitments = {name: part.commitment for name, part in parts.items()}
    redaction = Redaction(tuple(asked), commitments, assertions, added)
    return Redacted(into, redaction, openings.with_parts(parts.values()))


def _asked(study: Study, asked: Iterable[str]) -> tuple[list[str], list[str]]:
    """Processes and files that were asked for, in the order of the study."""
    problems = Problems()
    processes = {row.process: 0 for row in study.tables.processes}
    evidence = [path for path, record in study.files.items() if record.role == "evidence"]
    known = [*(f"{_PROCESS}{name}" for name in processes), *evidence]
    wanted = list(dict.fromkeys(asked))
    for name in wanted:
        path = name.removeprefix("study/")
        if name in known or path in evidence:
            continue
        if path in study.files:
            problems.error(HIDE_FILE_NEEDED, OPTION, found=name, role=study.files[path].role)
        else:
            problems.error(HIDE_UNKNOWN, OPTION, found=name, known=", ".join(known), similar=closest(name, known))
    hidden = [name for name in processes if f"{_PROCESS}{name}" in wanted]
    for name in hidden:
        count = sum(row.process == name for row in study.tables.outputs)
        if count > 1:
            problems.error(HIDE_SEVERAL_PRODUCTS, OPTION, found=name, count=count)
    for path, record in study.files.items():
        if hidden and record.role == "table" and not path.endswith(".csv"):
            problems.error(HIDE_WORKBOOK, Place(path), found=path)
    problems.raise_if_errors()
    return hidden, [path for path in evidence if path in wanted or f"study/{path}" in wanted]


def _copy(study: Study, into: Path, answers: Path | None) -> None:
    """The files of a study, and those that answers rest on."""
    given = read_answers(answers, study.folder, Problems()) if answers is not None else ()
    named = {file for answer in given for file in answer.evidence if "://" not in file}
    inside = (file for file in named if locate(study.folder, file, OPTION, Problems(), EVIDENCE_MOST_BYTES))
    for path in dict.fromkeys([*study.files, *inside]):
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(study.folder / path, target)


def _databases(whole: Result, shown: Result, openings: Openings) -> dict[str, Opening]:
    """Figures of databases that only what is hidden took, as parts by name."""
    left, parts = database_documents(shown), dict[str, Opening]()
    for name, data in database_documents(whole).items():
        if left.get(name) != data:
            part = openings.of(f"{HIDDEN}{name}", data)
            parts[part.name] = part
    return parts


def _take_out(
    whole: Result, hidden: list[str], into: Path, calculate: Calculate
) -> tuple[tuple[Assertion, ...], Result]:
    """Write the tables without processes, one after the other, so that each asserts what it alone takes along."""
    exits = exits_of(whole.study, hidden)
    if not exits:
        raise InputError([Problem(HIDE_UNUSED, OPTION, {"found": ", ".join(hidden)})])
    kinds = {item.data_kind for item in whole.inventory.items if item.process in hidden}
    data_kind = kinds.pop() if len(kinds) == 1 else "secondary"
    writer = _Writer(whole, into)
    stubs: list[Stub] = []
    for flow, process in exits.items():
        product = whole.inventory.products[flow]
        stub = Stub(process, flow, product.unit, product.names, {}, data_kind)
        rest = calculate(writer.write([one.process for one in (*stubs, stub)], [*stubs, stub]))
        amount = rest.footprint.amounts[flow].value
        if not amount:
            raise InputError([Problem(HIDE_UNUSED, OPTION, {"found": process})])
        check_untouched(whole, rest, hidden)
        taken = difference(whole.footprint, rest.footprint)
        check_signs(process, taken)
        stubs.append(replace(stub, per_unit=per_unit_of(taken, amount)))
    redacted = calculate(writer.write(hidden, stubs))
    check_shown(whole, redacted, hidden)
    check_equal(whole, redacted)
    return tuple(_assertion(redacted, stub) for stub in stubs), redacted


class _Writer:
    """Writes the tables of a study without processes, and reads the study again."""

    def __init__(self, whole: Result, into: Path) -> None:
        problems = Problems()
        self._study, self._into, self._gwp_set = whole.study, into, str(whole.method.gwp_set)
        found = find_tables(whole.study.folder, whole.study.declarations.tables, Place(_DECLARED), problems)
        problems.raise_if_errors()
        self._folder = whole.study.declarations.tables.rstrip("/") or TABLES_FOLDER
        self._sheets: Sheets = sheets_of(found.grids)

    def write(self, hidden: Sequence[str], stubs: Sequence[Stub]) -> Study:
        """The study without hidden processes, stubs in the place of those that are used."""
        left = without(self._study, self._sheets, hidden, stubs, self._gwp_set)
        for table in {*left, *self._sheets}:
            path = f"{self._folder}/{table}.csv"
            if table not in left:
                (self._into / path).unlink(missing_ok=True)
            elif left[table] == self._sheets.get(table):
                shutil.copyfile(self._study.folder / path, self._into / path)
            else:
                (self._into / path).write_bytes(csv_bytes(table, left[table]))
        self._declare(left)
        return _loaded(self._into)

    def _declare(self, left: Sheets) -> None:
        """Write the declarations anew where they speak of what was taken out."""
        import yaml

        if self._study.yaml is None:  # a study that was read from a folder has its declarations
            raise AssertionError(_DECLARED)
        tree = self._study.yaml.tree
        changed = declared_without(tree, self._sheets, left)
        if changed == tree:
            shutil.copyfile(self._study.folder / _DECLARED, self._into / _DECLARED)
        else:
            text = yaml.safe_dump(changed, allow_unicode=True, sort_keys=False)
            (self._into / _DECLARED).write_text(text, encoding="utf-8")


def _loaded(folder: Path) -> Study:
    """The redacted study; why it cannot stand without what was hidden is told in the words of its faults."""
    try:
        return load_study(folder)
    except InputError as error:
        english = (f"{one.place}: {one.in_english}" for one in error.problems if one.severity == "error")
        raise InputError([Problem(HIDE_NOT_READ, OPTION, {"reason": text}) for text in english]) from error


def _assertion(redacted: Result, stub: Stub) -> Assertion:
    """What a stub comes to in the redacted study: some of what a process took along may pass through another stub."""
    cells = [cell for cell in redacted.footprint.cells if cell.item.process == stub.process]
    by_line = {line: sum_of(cell for cell in cells if cell.line is line) for line in Line}
    total, whole = sum(by_line.values(), Decimal(0)), redacted.footprint.total_kg_co2e
    share = (total / whole).quantize(SHARE) if whole else None
    lines = {str(line): value for line, value in by_line.items()}
    return Assertion(stub.process, stub.flow, stub.unit, total, lines, share)
