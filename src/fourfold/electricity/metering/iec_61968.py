"""Meter readings of IEC 61968-9: energies of intervals in blocks, and readings of registers.

``MeterReadings/MeterReading`` holds the meter and either ``IntervalBlocks`` (of one reading type each, with
``IntervalReadings``) or ``Readings`` (each with its reading type), anywhere below the root: messages wrap them in a
header and a payload. Stamps without offset are readings of the meter's clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from fourfold.electricity.metering.reading_types import (
    Channel,
    ReadingType,
    reading_type_of_code,
    reading_type_of_words,
)
from fourfold.electricity.metering.xml_rows import ReadingRows, leaves
from fourfold.formats.xml_text import Element, attribute, child, child_text, children, line_of, text_of

_TYPE_ELEMENTS = ("unit", "multiplier", "flowDirection", "accumulation", "commodity")
_QUALITIES = ("ReadingQualityType", "ReadingQualities")


@dataclass(slots=True)
class IecChannel:
    """Readings of one type of one meter: elements ``IntervalReadings`` or ``Readings``."""

    channel: Channel
    readings: list[Element] = field(default_factory=list)


def iec_channels(root: Element) -> list[IecChannel]:
    """The readings of a document by meter and reading type, in the order in which they first stand there."""
    definitions = {name: one for one in root.iter("{*}ReadingType") for name in _names_of(one)}
    found: dict[tuple[str, str], IecChannel] = {}
    for meter_reading in root.iter("{*}MeterReading"):
        meter = child(meter_reading, "Meter")
        names = _names_of(meter) if meter is not None else ()
        for reference, element in _readings(meter_reading):
            key = (names[0] if names else "", reference)
            if key not in found:
                kind = _reading_type(reference, definitions)
                found[key] = IecChannel(Channel(_spelled(names, reference), kind, line_of(element)))
            found[key].readings.append(element)
    return list(found.values())


def iec_rows(chosen: IecChannel) -> ReadingRows:
    """The readings of a channel."""
    rows = ReadingRows()
    for reading in chosen.readings:
        found = leaves(reading)
        rows.times.append(" ".join(found.get("timeStamp", ())))
        rows.energies.append(" ".join(found.get("value", ())))
        rows.qualities.append(" ".join(code for name in _QUALITIES for code in found.get(name, ()) if code))
        rows.lengths.append(_length(" ".join(found.get("start", ())), "".join(found.get("end", ()))))
        rows.lines.append(line_of(reading))
    return rows


def _readings(meter_reading: Element) -> Iterator[tuple[str, Element]]:
    """Each reading with the reference of its type."""
    for block in children(meter_reading, "IntervalBlocks"):
        reference = _reference(child(block, "ReadingType"))
        for reading in children(block, "IntervalReadings"):
            yield reference, reading
    for reading in children(meter_reading, "Readings"):
        yield _reference(child(reading, "ReadingType")), reading


def _reference(element: Element | None) -> str:
    return "" if element is None else attribute(element, "ref") or text_of(element)


def _names_of(element: Element) -> tuple[str, ...]:
    names = [child_text(element, "mRID"), *(child_text(one, "name") for one in children(element, "Names"))]
    return tuple(dict.fromkeys(name for name in names if name))


def _spelled(meter: tuple[str, ...], reference: str) -> tuple[str, ...]:
    """Names of a channel: meter and type, the type alone, the meter alone."""
    both = tuple(f"{name} {reference}".strip() for name in meter)
    return tuple(dict.fromkeys(name for name in (*both, reference, *meter) if name)) or ("–",)


def _reading_type(reference: str, definitions: dict[str, Element]) -> ReadingType:
    if (coded := reading_type_of_code(reference)) is not None:
        return coded
    element = definitions.get(reference)
    if element is None:
        return ReadingType()
    words = {name: child_text(element, name) for name in _TYPE_ELEMENTS if child_text(element, name)}
    return reading_type_of_words(words)


def _length(start: str, end: str) -> str:
    """Seconds between the ends of a stated period; empty where none is stated, the texts where they are no times."""
    if not start or not end:
        return ""
    try:
        span = datetime.fromisoformat(end) - datetime.fromisoformat(start)
    except (ValueError, TypeError):
        return f"{start} – {end}"
    return f"{span.total_seconds():g}"
