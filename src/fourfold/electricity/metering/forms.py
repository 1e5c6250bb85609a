"""Opening a file of readings: its form is found, and whatever it is becomes one table of texts for the same checks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from fourfold.core.problems import N_, MessageKind, Place, Problems, Term
from fourfold.core.quantities import Unit, UnitError
from fourfold.core.reading import MIB, SERIES_MOST_BYTES, read_bounded
from fourfold.electricity.metering.green_button import green_button_channels, green_button_rows
from fourfold.electricity.metering.iec_61968 import iec_channels, iec_rows
from fourfold.electricity.metering.qualities import Quality, espi_quality, iec_quality
from fourfold.electricity.metering.reading_types import choose_channel, unit_exponent_of
from fourfold.electricity.metering.table_files import CellKind, read_parquet_table, read_workbook_table
from fourfold.electricity.metering.xml_rows import ENERGY, QUALITY, TIME, XML_MOST_BYTES, XML_TOO_LARGE, ReadingRows
from fourfold.electricity.reading.columns import TextTable, columns_of
from fourfold.electricity.specs import MeterSpec
from fourfold.formats.xml_text import Element, parse_xml, root_name

FORM_DIFFERS = MessageKind(
    "readings-form-differs",
    N_("the {said} says {form}, the content of {file} is {found}"),
    N_("a file of the form that its ending, or the column form, says"),
    N_("name the file by what it is, or correct the column form in {declared}"),
)
XML_UNKNOWN = MessageKind(
    "readings-xml-unknown",
    N_("XML with the root {found} holds no meter readings known here"),
    N_("a Green Button feed, or MeterReadings of IEC 61968-9"),
    N_("export the readings in one of these forms, or as CSV"),
)
FORM_NEEDS = MessageKind(
    "readings-form-needs",
    N_("readings of the form {form} need {column}"),
    N_("time_column, energy_column and energy_unit for CSV, Excel and Parquet"),
    N_("fill the cell"),
)
FORM_WITHOUT = MessageKind(
    "readings-form-without",
    N_("{column} is filled, but readings of the form {form} do not use it"),
    N_("columns for CSV, Excel and Parquet; sheet for Excel; channel for XML"),
    N_("clear the cell, or correct the column form"),
)
ENERGY_UNIT = MessageKind(
    "energy-unit",
    N_("readings in {found} are not exact in Wh"),
    N_("Wh, kWh, MWh or GWh"),
    N_("convert the readings and correct the column energy_unit"),
)


class Form(StrEnum):
    """What a file of readings is; spelled as in the column ``form``."""

    CSV = "csv"
    XLSX = "xlsx"
    PARQUET = "parquet"
    GREEN_BUTTON = "green-button"
    IEC = "iec-61968-9"


_OF_COLUMNS = ("time_column", "energy_column")
_ENDINGS: Mapping[str, tuple[Form, ...]] = {
    ".csv": (Form.CSV,),
    ".xlsx": (Form.XLSX,),
    ".parquet": (Form.PARQUET,),
    ".xml": (Form.GREEN_BUTTON, Form.IEC),
}
_XML_UNUSED = ("time_column", "energy_column", "quality_column", "time_format", "midnight", "sheet")
_UNUSED: Mapping[Form, tuple[str, ...]] = {
    Form.CSV: ("sheet", "channel"),
    Form.XLSX: ("channel",),
    Form.PARQUET: ("sheet", "channel"),
    Form.GREEN_BUTTON: _XML_UNUSED,
    Form.IEC: _XML_UNUSED,
}
_HEAD = 64 * 1024
_MESSAGES = ("MeterReadings", "RequestMessage", "ResponseMessage", "EventMessage", "Message")
QualityCode: TypeAlias = Callable[[str], Quality | None]


@dataclass(frozen=True, slots=True)
class Opened:
    """A file of readings as text.

    Attributes:
        text: the columns under the names below.
        time_column, energy_column: of the table.
        quality_column: of the table; empty where nothing says what readings are worth.
        quality_code: meaning of codes of quality in XML.
        unit_exponent: power of ten, in Wh, of the unit of the readings.
    """

    text: TextTable
    time_column: str
    energy_column: str
    quality_column: str
    quality_code: QualityCode | None
    unit_exponent: int


def open_readings(folder: Path, spec: MeterSpec, problems: Problems) -> Opened | None:
    """Open a meter's file; nothing after reporting why not.

    Args:
        folder: the study folder.
        spec: the meter's row.
        problems: receives what is wrong with file and declaration.
    """
    is_unit_sound, exponent = _unit_exponent(spec, problems)
    data = read_bounded(folder, spec.file, spec.place.at("file"), problems, SERIES_MOST_BYTES)
    form = None if data is None else _form_of(data, spec, problems)
    if data is None or form is None or not _columns_fit(form, spec, problems):
        return None
    if form in (Form.GREEN_BUTTON, Form.IEC):
        return _open_xml(data, form, spec, exponent, problems) if is_unit_sound else None
    text = read_table(data, form, spec.file, _wanted(spec), spec.sheet, spec.place, problems)
    if text is None or exponent is None:
        return None
    return Opened(text, spec.time_column, spec.energy_column, spec.quality_column, None, exponent)


def read_table(
    data: bytes, form: Form, file: str, wanted: Mapping[str, CellKind], sheet: str, declared: Place, problems: Problems
) -> TextTable | None:
    """Named columns of a CSV, Excel or Parquet file; nothing after reporting why not.

    Args:
        data: the file, decompressed.
        form: one of these three.
        file: path for messages.
        wanted: columns and what they hold, the one of times first.
        sheet: of a workbook; empty for the first.
        declared: the row that names the file.
        problems: receives what is wrong.
    """
    names = tuple(wanted)
    if form is Form.XLSX:
        return read_workbook_table(data, file, sheet, names, declared, problems)
    if form is Form.PARQUET:
        return read_parquet_table(data, file, names, tuple(wanted.values()), declared, problems)
    columns = columns_of(data, file, names, declared, problems)
    return None if columns is None else TextTable(file, columns)


def sniffed(data: bytes) -> Form | None:
    """The form by the first bytes; CSV for all that is nothing else, ``None`` for XML that is no meter readings."""
    if data.startswith(b"PAR1"):
        return Form.PARQUET
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
        return Form.XLSX  # an old or encrypted workbook is refused with its name by the reader
    if not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
        return Form.CSV
    _, root = root_name(data[:_HEAD])
    if root in ("feed", "entry"):
        return Form.GREEN_BUTTON
    return Form.IEC if root in _MESSAGES else None


def _wanted(spec: MeterSpec) -> dict[str, CellKind]:
    wanted: dict[str, CellKind] = {spec.time_column: "time", spec.energy_column: "number"}
    return wanted | ({spec.quality_column: "mark"} if spec.quality_column else {})


def _unit_exponent(spec: MeterSpec, problems: Problems) -> tuple[bool, int | None]:
    """Whether the declared unit is sound, and its power of ten in Wh; nothing where none is declared."""
    if not spec.energy_unit:
        return True, None
    try:
        _, digits, exponent = Unit(spec.energy_unit).factor_to(Unit("Wh")).normalize().as_tuple()
    except UnitError:
        digits, exponent = (), 0
    if digits != (1,) or not 0 <= int(exponent) <= 12:
        problems.error(ENERGY_UNIT, spec.place.at("energy_unit"), found=spec.energy_unit)
        return False, None
    return True, int(exponent)


def _form_of(data: bytes, spec: MeterSpec, problems: Problems) -> Form | None:
    """The form of the content, which the declaration or else the ending must not contradict."""
    found = sniffed(data)
    if len(data) > XML_MOST_BYTES and found not in (Form.CSV, Form.XLSX, Form.PARQUET):
        params = {"size_mib": len(data) // MIB, "most_mib": XML_MOST_BYTES // MIB}
        problems.error(XML_TOO_LARGE, Place(spec.file), **params)
        return None
    if found is None:
        if parse_xml(data, spec.file, problems) is not None:
            problems.error(XML_UNKNOWN, Place(spec.file, 1), found=root_name(data[:_HEAD])[1])
        return None
    ending = Path(spec.file.removesuffix(".gz")).suffix.casefold()
    said = (Form(spec.form),) if spec.form else _ENDINGS.get(ending, (found,))
    if found not in said:
        by = Term(N_("column form")) if spec.form else Term(N_("ending of the name"))
        place = spec.place.at("form" if spec.form else "file")
        form = spec.form or ending
        problems.error(FORM_DIFFERS, place, said=by, form=form, file=spec.file, found=found, declared=spec.place)
        return None
    return found


def _columns_fit(form: Form, spec: MeterSpec, problems: Problems) -> bool:
    """Whether the declaration fills the columns that the form uses, and no others."""
    before = len(problems)
    needed = _OF_COLUMNS if form in (Form.CSV, Form.XLSX, Form.PARQUET) else ()
    for column in needed:
        if not getattr(spec, column):
            problems.error(FORM_NEEDS, spec.place.at(column), form=form, column=column)
    if needed and not spec.energy_unit:
        problems.error(ENERGY_UNIT, spec.place.at("energy_unit"), found="–")
    for column in _UNUSED[form]:
        if getattr(spec, column):
            problems.error(FORM_WITHOUT, spec.place.at(column), form=form, column=column)
    return len(problems) == before


def _open_xml(data: bytes, form: Form, spec: MeterSpec, exponent: int | None, problems: Problems) -> Opened | None:
    root = parse_xml(data, spec.file, problems)
    read = _green_button if form is Form.GREEN_BUTTON else _iec
    found = None if root is None else read(root, spec, exponent, problems)
    if found is None:
        return None
    rows, unit_exponent = found
    text = rows.table(spec, problems)
    code = espi_quality if form is Form.GREEN_BUTTON else iec_quality
    return None if text is None else Opened(text, TIME, ENERGY, QUALITY, code, unit_exponent)


def _green_button(
    root: Element, spec: MeterSpec, declared: int | None, problems: Problems
) -> tuple[ReadingRows, int] | None:
    channels = green_button_channels(root, spec, problems)
    if channels is None:
        return None
    chosen = choose_channel([one.channel for one in channels], spec, problems)
    if chosen is None:
        return None
    exponent = unit_exponent_of(chosen, spec, declared, problems)
    rows = green_button_rows(next(one for one in channels if one.channel is chosen), spec, problems)
    return None if rows is None or exponent is None else (rows, exponent)


def _iec(root: Element, spec: MeterSpec, declared: int | None, problems: Problems) -> tuple[ReadingRows, int] | None:
    channels = iec_channels(root)
    chosen = choose_channel([one.channel for one in channels], spec, problems)
    if chosen is None:
        return None
    exponent = unit_exponent_of(chosen, spec, declared, problems)
    rows = iec_rows(next(one for one in channels if one.channel is chosen))
    return None if exponent is None else (rows, exponent)
