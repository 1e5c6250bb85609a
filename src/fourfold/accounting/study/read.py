"""Reading a study: declarations, tables and every file they name, with all faults reported at once (law 5)."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from fourfold.accounting.study.checks import check_study
from fourfold.accounting.study.convert import known_to_studies
from fourfold.accounting.study.declared import Parts, parts_of, read_declarations
from fourfold.accounting.study.locate_tables import NO_TABLES, FoundTables, find_tables
from fourfold.accounting.study.model import FileRecord, Study, StudyError, Tables
from fourfold.accounting.study.reading import Reading, known_areas
from fourfold.accounting.study.rows import ROW_CLASSES
from fourfold.accounting.study.schema import tables
from fourfold.core.areas import AreaBook
from fourfold.core.canonical import digest_of_bytes, digest_of_file
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import (
    DECLARATIONS_MOST_BYTES,
    EVIDENCE_MOST_BYTES,
    FILE_UNREADABLE,
    SERIES_MOST_BYTES,
    TABLE_MOST_BYTES,
    locate,
    read_bounded,
)
from fourfold.data.assembling import factors_from_rows
from fourfold.data.library import shipped_library
from fourfold.formats.table_rows import Draft, read_rows
from fourfold.formats.yaml_text import YamlText, read_yaml

DECLARATIONS = "study.yaml"

STUDY_PATH = MessageKind(
    "study-path",
    N_("{found} is neither a study folder nor a workbook in one"),
    N_("a folder with study.yaml, or the .xlsx file in it"),
    N_("correct the path; fourfold new FOLDER writes a study to start from"),
)

_ROLES: Mapping[tuple[str, str], tuple[str, int]] = {
    ("meters", "file"): ("meter", SERIES_MOST_BYTES),
    ("meters", "corrections_file"): ("meter", SERIES_MOST_BYTES),
    ("series", "file"): ("series", SERIES_MOST_BYTES),
    ("suppliers", "certificate"): ("certificate", TABLE_MOST_BYTES),
    ("instruments", "trace"): ("trace", SERIES_MOST_BYTES),
}
_EVIDENCE = ("evidence", EVIDENCE_MOST_BYTES)


def load_study(path: Path) -> Study:
    """Read and check a study.

    Args:
        path: the study folder, or a workbook in it whose sheets are then used as the tables.

    Raises:
        StudyError: the study cannot be used; carries every fault found, each with its place.
    """
    problems = Problems()
    folder, workbook = _split(path, problems)
    data = read_bounded(folder, DECLARATIONS, Place(DECLARATIONS), problems, DECLARATIONS_MOST_BYTES)
    yaml = read_yaml(data, DECLARATIONS, problems) if data is not None else None
    declarations = read_declarations(yaml, problems) if yaml else None
    found = _find_tables(folder, workbook, yaml, data is not None and yaml is None, problems)
    parts = parts_of(yaml, declarations)
    areas = known_areas(yaml, parts, problems)
    drafts, abandoned = _drafts(found, areas, problems)
    typed = _tables(drafts)
    named = {**_named_files(folder, drafts, problems), **_traces(folder, yaml, parts, problems)}
    own_factors = factors_from_rows(typed.factors, problems)
    shipped_library().with_own(own_factors.values(), areas, problems)  # reports ids that are taken
    incomplete = found.unread | abandoned
    reading = Reading(folder, yaml, parts, typed, drafts, incomplete, areas, problems)
    check_study(reading)
    if problems.errors:
        readable = Study(folder, declarations, _judgeable(reading), yaml=yaml) if declarations else None
        raise StudyError(problems.sorted(), readable)
    if data is None or declarations is None:  # either was reported as an error, so this cannot be reached
        raise AssertionError(DECLARATIONS)
    record = FileRecord(DECLARATIONS, digest_of_bytes(data), len(data), "declarations")
    files = _records((record, *found.files), named, problems)
    problems.raise_if_errors()
    return Study(folder, declarations, typed, files, tuple(problems.sorted()), yaml)


def _split(path: Path, problems: Problems) -> tuple[Path, str]:
    """The study folder and, where the path names a workbook, its name."""
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        mode = 0
    if stat.S_ISDIR(mode):
        return path, ""
    if stat.S_ISREG(mode) and path.suffix.casefold() == ".xlsx":
        return path.parent, path.name
    problems.error(STUDY_PATH, Place(""), found=path)
    problems.raise_if_errors()
    raise AssertionError(path)


def _find_tables(folder: Path, workbook: str, yaml: YamlText | None, broken: bool, problems: Problems) -> FoundTables:
    """The tables; where faults of ``study.yaml`` leave open which are meant, those alone are reported."""
    place = yaml.place(("tables",)) if yaml else Place(DECLARATIONS)
    declared = yaml.tree.get("tables", "") if yaml else ""
    named = workbook or (declared if isinstance(declared, str) else "")
    if named or not (broken or declared):
        return find_tables(folder, named, place, problems)
    unjudged = Problems()
    there = find_tables(folder, "", place, unjudged)
    if there is not NO_TABLES:
        problems.extend(unjudged)
    return there


def _drafts(found: FoundTables, areas: AreaBook, problems: Problems) -> tuple[dict[str, list[Draft]], frozenset[str]]:
    """Rows by table, and the tables that were not read to their end."""
    known = known_to_studies(areas)
    read = {
        name: read_rows(grid, tables()[name], ROW_CLASSES[name], known, problems) for name, grid in found.grids.items()
    }
    drafts = {name: rows for name, (rows, _) in read.items()}
    return drafts, frozenset(name for name, (_, complete) in read.items() if not complete)


def _tables(drafts: Mapping[str, list[Draft]]) -> Tables:
    rows: dict[str, Any] = {
        name: tuple(draft.row for draft in found if draft.row is not None) for name, found in drafts.items()
    }
    return Tables(**rows)


def _judgeable(reading: Reading) -> Tables:
    """The rows that can be looked at one by one: none whose factor stands in a row that could not be read."""
    rows = reading.tables
    inputs = (row for row in rows.inputs if row.source != "factor" or _is_read(reading, row.source_id))
    return replace(rows, inputs=tuple(inputs))


def _is_read(reading: Reading, factor: str) -> bool:
    return shipped_library().get(factor) is not None or reading.settled("factors", "factor", factor)


def _named_files(folder: Path, drafts: Mapping[str, list[Draft]], problems: Problems) -> dict[str, tuple[str, Path]]:
    """Role and path of every file the tables name, by name; those that may not be read are reported."""
    named: dict[str, tuple[str, Path]] = {}
    for table, found in drafts.items():
        for column in [column.name for column in tables()[table].columns if column.type == "file"]:
            role, most_bytes = _ROLES.get((table, column), _EVIDENCE)
            for draft in found:
                name = draft.text(column)
                path = locate(folder, name, draft.place.at(column), problems, most_bytes) if name else None
                if name and path and (name not in named or named[name][0] == _EVIDENCE[0]):
                    named[name] = (role, path)
    return named


def _traces(folder: Path, yaml: YamlText | None, parts: Parts, problems: Problems) -> dict[str, tuple[str, Path]]:
    """Role and path of every traceability statement that study.yaml names; those that may not be read are reported."""
    role, most_bytes = _ROLES["instruments", "trace"]
    named: dict[str, tuple[str, Path]] = {}
    for number, name in enumerate(parts.supply.traces if parts.supply is not None else ()):
        place = yaml.place(("supply", "traces", number)) if yaml else Place(DECLARATIONS)
        path = locate(folder, name, place, problems, most_bytes)
        if path:
            named[name] = (role, path)
    return named


def _records(
    read: Iterable[FileRecord], named: Mapping[str, tuple[str, Path]], problems: Problems
) -> dict[str, FileRecord]:
    records = {record.path: record for record in read}
    for name, (role, path) in sorted(named.items()):
        try:
            records.setdefault(name, FileRecord(name, digest_of_file(path), path.stat().st_size, role))
        except OSError as error:
            problems.error(FILE_UNREADABLE, Place(name), found=name, reason=error.strerror or error)
    return dict(sorted(records.items()))
