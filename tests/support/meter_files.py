"""Readings written in every form a meter's file may have, by code apart from the readers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import quoteattr

import polars as pl
from openpyxl import Workbook

WH_FORWARD = "0.0.2.4.1.1.12.0.0.0.0.0.0.0.0.0.72.0"
"""Reading type of IEC 61968-9: energies of quarter hours, forward, Wh."""
WH_REGISTER = "0.0.0.1.1.1.12.0.0.0.0.0.0.0.0.0.72.0"
"""Reading type of IEC 61968-9: a register of forward energy in Wh."""
_ESPI = "http://naesb.org/espi"
_ATOM = "http://www.w3.org/2005/Atom"
_USER = "https://example.org/espi/1_1/resource/Subscription/1/UsagePoint/1"
ESPI_TYPE: Mapping[str, int] = {
    "accumulationBehaviour": 4,
    "commodity": 1,
    "flowDirection": 1,
    "powerOfTenMultiplier": 0,
    "uom": 72,
}


def write_parquet(path: Path, **columns: object) -> Path:
    """A Parquet file of columns, each a polars Series or a list."""
    pl.DataFrame(columns).write_parquet(path)
    return path


def write_xlsx(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], sheet: str = "readings") -> Path:
    """A workbook with one sheet."""
    workbook = Workbook()
    first = workbook.worksheets[0]
    first.title = sheet
    first.append(list(header))
    for row in rows:
        first.append(list(row))
    workbook.save(path)
    return path


def espi_type(number: int, title: str = "", changes: Mapping[str, int] = ESPI_TYPE) -> str:
    """An entry with a reading type."""
    elements = "".join(f"<{name}>{value}</{name}>" for name, value in {**ESPI_TYPE, **changes}.items())
    resource = f'<ReadingType xmlns="{_ESPI}">{elements}</ReadingType>'
    return _entry(f"{_USER}/ReadingType/{number}", "", (), title, resource)


def espi_reading(number: int, type_number: int, title: str = "") -> str:
    """An entry with a meter reading that names its type and its blocks."""
    own = f"{_USER}/MeterReading/{number}"
    related = (f"{own}/IntervalBlock", f"{_USER}/ReadingType/{type_number}")
    return _entry(own, f"{_USER}/MeterReading", related, title, f'<MeterReading xmlns="{_ESPI}"/>')


def espi_block(
    number: int, readings: Sequence[tuple[int, int, object]], name: int = 1, quality: Mapping[int, int] | None = None
) -> str:
    """An entry with a block: start, seconds and value of each reading; quality codes by position."""
    marks = quality or {}
    body = "\n".join(
        "<IntervalReading>"
        + (f"<ReadingQuality><quality>{marks[at]}</quality></ReadingQuality>" if at in marks else "")
        + f"<timePeriod><duration>{length}</duration><start>{start}</start></timePeriod>"
        + f"<value>{value}</value></IntervalReading>"
        for at, (start, length, value) in enumerate(readings)
    )
    up = f"{_USER}/MeterReading/{number}/IntervalBlock"
    return _entry(f"{up}/{name}", up, (), "", f'<IntervalBlock xmlns="{_ESPI}">\n{body}\n</IntervalBlock>')


def espi_feed(path: Path, *entries: str) -> Path:
    """A Green Button feed."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<feed xmlns="{_ATOM}">', *entries, "</feed>", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _entry(own: str, up: str, related: Sequence[str], title: str, content: str) -> str:
    links = [("self", own), ("up", up), *(("related", href) for href in related)]
    spelled = "\n".join(f'<link rel="{rel}" href={quoteattr(href)}/>' for rel, href in links if href)
    return f"<entry>\n{spelled}\n<title>{title}</title>\n<content>\n{content}\n</content>\n</entry>"


def iec_intervals(reference: str, readings: Sequence[tuple[str, object, Sequence[str]]]) -> str:
    """A block of intervals: time stamp, value and codes of quality of each."""
    body = "\n".join(
        "<IntervalReadings>"
        + "".join(f'<ReadingQualities><ReadingQualityType ref="{c}"/></ReadingQualities>' for c in marks)
        + f"<timeStamp>{stamp}</timeStamp><value>{value}</value></IntervalReadings>"
        for stamp, value, marks in readings
    )
    return f'<IntervalBlocks>\n{body}\n<ReadingType ref="{reference}"/></IntervalBlocks>'


def iec_registers(reference: str, readings: Sequence[tuple[str, object]]) -> str:
    """Readings of a register: time stamp and value of each."""
    return "\n".join(
        f'<Readings><timeStamp>{stamp}</timeStamp><value>{value}</value><ReadingType ref="{reference}"/></Readings>'
        for stamp, value in readings
    )


def iec_file(path: Path, *blocks: str, meter: str = "M-1", wrapped: bool = False) -> Path:
    """A document of meter readings, or a message that holds one."""
    space = "http://iec.ch/TC57/2011/MeterReadings#"
    body = f"<MeterReading>\n<Meter><mRID>{meter}</mRID></Meter>\n" + "\n".join(blocks) + "\n</MeterReading>"
    document = f'<MeterReadings xmlns="{space}">\n{body}\n</MeterReadings>'
    if wrapped:
        document = f"<ResponseMessage><Header/><Payload>{document}</Payload></ResponseMessage>"
    path.write_text(f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n', encoding="utf-8")
    return path


def instant_texts(starts: Sequence[int]) -> list[str]:
    """UTC seconds as ISO 8601."""
    return [datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ") for at in starts]


def kwh_texts(energies_wh: Sequence[int]) -> list[str]:
    """Whole Wh as kWh."""
    return [f"{Decimal(energy).scaleb(-3):f}" for energy in energies_wh]
