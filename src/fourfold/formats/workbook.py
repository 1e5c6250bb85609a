"""Excel workbooks (xlsx) read as grids: values only, never a formula, numbers as the exact decimal a person sees.

The archive is unpacked within bounds, the sheets asked for are walked as XML (no entities, no network) for formulas,
error values, merged cells and cells far away; only then a fresh archive of exactly the bytes that were checked goes to
calamine. What was checked is what is read, and no other part of the file is.

Excel stores binary floating point. A cell that shows 0.1 is read as the shortest decimal that is the same double,
which is ``0.1``; more than 17 digits never survive in a workbook.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType

from lxml import etree
from python_calamine import CalamineWorkbook

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.formats.archive import ARCHIVE_BROKEN, open_archive
from fourfold.formats.sheet_scan import CELLS_MERGED, Refused, report_refused, scan_sheet
from fourfold.formats.tables import REFUSED, TABLE_TITLE_ABOVE, CellValue, Grid, GridRow, RefusedCell, grid_of, trim

WORKBOOK_KIND = MessageKind(
    "workbook-kind",
    N_("{found} is {what}"),
    N_("an Excel workbook in the xlsx format"),
    N_("open the file and save it as Excel Workbook (.xlsx), without macros and without a password"),
)
WORKBOOK_SHEET_BROKEN = MessageKind(
    "workbook-sheet-broken",
    N_("the sheet cannot be read: {reason}"),
    N_("a sheet as a spreadsheet program writes it"),
    N_("copy its values into a new workbook and save that"),
)

_CONTENT_TYPES = "[Content_Types].xml"
_RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
_WORKBOOK = "xl/workbook.xml"
_NEEDED = frozenset({_CONTENT_TYPES, "_rels/.rels", _WORKBOOK, _RELATIONSHIPS, "xl/styles.xml", "xl/sharedStrings.xml"})
_EXACT_INTEGERS_BELOW = 1e15


@dataclass(frozen=True, slots=True)
class Workbook:
    """The sheets of a workbook that were asked for, and the names of the others.

    Attributes:
        grids: by sheet name; ``None`` where the sheet is there but could not be read (reported).
        others: sheets that were not asked for and not read.
    """

    grids: Mapping[str, Grid | None]
    others: tuple[str, ...]


def read_workbook(
    data: bytes,
    name: str,
    wanted: Collection[str],
    problems: Problems,
    columns: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Workbook | None:
    """Read the wanted sheets of an xlsx file; ``None`` when the file is refused as a whole (reported).

    Args:
        data: the bytes of the file.
        name: its path, for messages.
        wanted: names of sheets to read; those that are not there are left out.
        problems: receives what is wrong.
        columns: names of columns each sheet may have, by which a title above the header is told.
    """
    place = Place(name)
    if what := _other_kind(data, name):
        problems.error(WORKBOOK_KIND, place, found=name, what=what)
        return None
    parts = open_archive(data, name, place, problems, _is_needed)
    if parts is None:
        return None
    sheets = _sheet_parts(parts)
    if sheets is None:
        problems.error(ARCHIVE_BROKEN, place, found=name)
        return None
    grids: dict[str, Grid | None] = {}
    sound: dict[str, Refused] = {}
    scanned: dict[str, Problems] = {}
    for sheet in [s for s in sheets if s in wanted]:
        grids[sheet] = None
        scanned[sheet] = Problems()
        refused = scan_sheet(parts[sheets[sheet]], Place(name, 0, "", sheet), scanned[sheet])
        if refused is not None:
            sound[sheet] = refused
    read = Problems()
    grids |= _read_sheets(_fresh_archive(parts), sound, name, read, columns)
    # A title is merged over the columns more often than not; that it is in the way has been said then.
    titled = {problem.place.sheet for problem in read if problem.kind is TABLE_TITLE_ABOVE}
    for sheet, said in scanned.items():
        if sheet in titled:
            problems.extend(problem for problem in said if problem.kind is not CELLS_MERGED)
        else:
            problems.absorb(said)
    problems.absorb(read)
    return Workbook(grids, tuple(s for s in sheets if s not in wanted))


@dataclass(frozen=True, slots=True)
class SheetRows:
    """The rows of one sheet as they stand, without a header.

    Attributes:
        sheets: names of all sheets.
        sheet: name of the one that was read.
        rows: every row, blank ones included, with its number; `REFUSED` in the place of a cell whose value may not be
            used, such as a formula. ``None`` where there is no such sheet, or it could not be read (reported).
    """

    sheets: tuple[str, ...]
    sheet: str
    rows: tuple[GridRow, ...] | None


def read_rows(data: bytes, name: str, sheet: str, problems: Problems) -> SheetRows | None:
    """The rows of one sheet of an xlsx file whose table begins anywhere; ``None`` when the file is refused (reported).

    Refused cells are not reported: not every one of them lies in the table. Merged cells are reported.

    Args:
        data: the bytes of the file.
        name: its path, for messages.
        sheet: name of the sheet; empty: the first.
        problems: receives what is wrong.
    """
    place = Place(name)
    if what := _other_kind(data, name):
        problems.error(WORKBOOK_KIND, place, found=name, what=what)
        return None
    parts = open_archive(data, name, place, problems, _is_needed)
    if parts is None:
        return None
    sheets = _sheet_parts(parts)
    if sheets is None:
        problems.error(ARCHIVE_BROKEN, place, found=name)
        return None
    wanted = sheet or next(iter(sheets))
    refused = scan_sheet(parts[sheets[wanted]], Place(name, 0, "", wanted), problems) if wanted in sheets else None
    rows = None if refused is None else _raw_rows(_fresh_archive(parts), wanted, refused, name, problems)
    return SheetRows(tuple(sheets), wanted, rows)


def _raw_rows(data: bytes, sheet: str, refused: Refused, name: str, problems: Problems) -> tuple[GridRow, ...] | None:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except BaseException as error:  # noqa: BLE001 - a Rust panic arrives as a BaseException
        _raise_if_foreign(error)
        problems.error(WORKBOOK_SHEET_BROKEN, Place(name, 0, "", sheet), reason=error)
        return None
    return tuple(
        GridRow(number, tuple(REFUSED if (number, i) in refused else _value(c) for i, c in enumerate(row, start=1)))
        for number, row in enumerate(rows, start=1)
    )


def _other_kind(data: bytes, name: str) -> Term | None:
    """What the file is when it is no xlsx, in words; ``None`` when it may be one."""
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return Term(N_("an old Excel file (xls) or one with a password"))
    if not name.casefold().endswith(".xlsx"):
        return Term(N_("a file of another format"))
    if data[:2] != b"PK":
        return Term(N_("no workbook"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {n.casefold() for n in archive.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None  # damaged: said when the archive is opened
    if "xl/vbaproject.bin" in names:
        return Term(N_("a workbook with macros (xlsm)"))
    if "xl/workbook.bin" in names:
        return Term(N_("a binary workbook (xlsb)"))
    if "content.xml" in names:
        return Term(N_("an OpenDocument file (ods)"))
    return None if _WORKBOOK in names else Term(N_("a zip archive without a workbook"))


def _is_needed(entry: str) -> bool:
    return entry in _NEEDED or (entry.startswith("xl/worksheets/") and entry.endswith(".xml"))


def _sheet_parts(parts: Mapping[str, bytes]) -> dict[str, str] | None:
    """Sheet names and the archive entries that hold them, in order; ``None`` when the workbook does not say."""
    workbook, relations = _xml(parts.get(_WORKBOOK)), _xml(parts.get(_RELATIONSHIPS))
    if workbook is None or relations is None:
        return None
    targets: dict[str, str] = {}
    for relation in relations.iter("{*}Relationship"):
        target = str(relation.get("Target", ""))
        entry = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))
        targets[str(relation.get("Id", ""))] = entry
    sheets: dict[str, str] = {}
    for sheet in workbook.iter("{*}sheet"):
        link = next((str(v) for k, v in sheet.attrib.items() if str(k).endswith("}id")), "")
        entry = targets.get(link, "")
        if entry in parts and entry.startswith("xl/worksheets/"):
            sheets[str(sheet.get("name", ""))] = entry
    return sheets or None


def _xml(data: bytes | None) -> etree._Element | None:
    if data is None:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _fresh_archive(parts: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for entry, data in parts.items():
            archive.writestr(entry, data)
    return out.getvalue()


def _read_sheets(
    data: bytes,
    sheets: Mapping[str, Refused],
    name: str,
    problems: Problems,
    columns: Mapping[str, Collection[str]],
) -> dict[str, Grid | None]:
    grids: dict[str, Grid | None] = {}
    if not sheets:
        return grids
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except BaseException as error:  # noqa: BLE001 - a Rust panic arrives as a BaseException
        _raise_if_foreign(error)
        problems.error(ARCHIVE_BROKEN, Place(name), found=name)
        return grids
    with workbook:
        for sheet, refused in sheets.items():
            place = Place(name, 0, "", sheet)
            try:
                rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
            except BaseException as error:  # noqa: BLE001 - as above
                _raise_if_foreign(error)
                problems.error(WORKBOOK_SHEET_BROKEN, place, reason=error)
                continue
            known = columns.get(sheet, ())
            grid = grids[sheet] = grid_of(_records(rows, refused), place, problems, typed=True, known=known)
            report_refused(refused, grid.header if grid else (), place, problems)
    return grids


def _raise_if_foreign(error: BaseException) -> None:
    """Let through what is no fault of the file: an interrupt, exhausted memory."""
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit, MemoryError)):
        raise error


def _records(rows: Sequence[Sequence[object]], refused: Refused) -> Iterator[GridRow]:
    header_seen = False
    for number, row in enumerate(rows, start=1):
        cells = trim([REFUSED if (number, i) in refused else _value(cell) for i, cell in enumerate(row, start=1)])
        if not cells or (not header_seen and str(cells[0]).lstrip().startswith("#")):
            continue
        header_seen = True
        yield GridRow(number, tuple(cells))


def _value(cell: object) -> CellValue:
    if isinstance(cell, bool | str | datetime | date | time | timedelta | RefusedCell):
        return cell
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_INTEGERS_BELOW:
        return Decimal(int(cell))
    return Decimal(repr(cell)) if isinstance(cell, int | float) else str(cell)
