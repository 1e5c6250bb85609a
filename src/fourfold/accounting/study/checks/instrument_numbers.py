"""Certificates of the table instruments: each kWh once, codes of one plant, what its plant keeps, what proves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from fourfold.accounting.study.instrument_rows import InstrumentRow
from fourfold.accounting.study.reading import Reading
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind, Named
from fourfold.core.quantities import Unit
from fourfold.electricity.instruments.codes import CODE_OTHER_PROJECT, PROJECT_CHARACTERS
from fourfold.formats.cell_values import VALUE_MISSING

CERTIFICATE_TWICE = MessageKind(
    "instrument-certificate-twice",
    N_("the certificate {found} stands in {first} already"),
    N_("each certificate once; where rows use parts of it, the energy of the whole in certificate_amount of each"),
    N_("remove the row, or fill certificate_amount in every row of the certificate"),
)
CERTIFICATE_EXCEEDED = MessageKind(
    "instrument-certificate-exceeded",
    N_("rows of the certificate {certificate} come to {found} Wh, and it stands for {whole} Wh"),
    N_("no more than the certificate stands for"),
    N_("correct the amounts"),
)
CERTIFICATE_AMOUNTS_DIFFER = MessageKind(
    "instrument-certificate-amounts-differ",
    N_("the certificate {certificate} stands for {found} Wh here and for {other} Wh in {first}"),
    N_("one energy of the whole certificate"),
    N_("correct certificate_amount"),
)
OWN_PLANT_KEPT = MessageKind(
    "instrument-own-plant-kept",
    N_("the instrument is of the plant {found} on site, whose attributes the study keeps as on-site generation"),
    N_("energy of a plant once: as on-site generation, or as an instrument where its attributes were sold"),
    N_("remove the row, or write sold into attributes of the generation"),
)
STORAGE_EFFICIENCY_RANGE = MessageKind(
    "instrument-storage-efficiency",
    N_("{found} is not an efficiency"),
    N_("a share above 0, at most 1: no store gives back more than it takes"),
    N_("write the share of charged energy that came out, such as 0.85"),
)
NOT_STORED = MessageKind(
    "instrument-not-stored",
    N_("the row has a storage efficiency and is not of stored energy"),
    N_("an efficiency on rows of stored energy alone"),
    N_("write yes into the column stored, or empty the cell"),
)
RETIRED_EARLY = MessageKind(
    "instrument-retired-early",
    N_("it was retired on {found}, before its interval began"),
    N_("a day on which the energy was made, or a later one"),
    N_("correct the day or the times"),
)
TRACE_NOT_LISTED = MessageKind(
    "instrument-trace-not-listed",
    N_("the statement {found} is not listed in study.yaml under supply.traces"),
    N_("one of: {choices}"),
    N_("add the file to supply.traces, or correct the name"),
)


def check_instrument_numbers(reading: Reading) -> None:
    """Table instruments: what is seen of rows side by side, and what rows say of stores, validity and statements."""
    rows = reading.tables.instruments
    _check_once(rows, reading)
    _check_projects(rows, reading)
    kept = {row.generation for row in reading.tables.generation if row.attributes == "kept"}
    traces = reading.parts.supply.traces if reading.parts.supply is not None else None
    for row in rows:
        if row.device in kept:
            reading.problems.error(OWN_PLANT_KEPT, row.place.at("device"), found=row.device)
        _check_storage(row, reading)
        if row.retired_on is not None and row.retired_on < row.start.date():
            reading.problems.error(RETIRED_EARLY, row.place.at("retired_on"), found=row.retired_on)
        if row.trace and traces is not None and row.trace not in traces:
            choices = ", ".join(traces) or "–"
            reading.problems.error(TRACE_NOT_LISTED, row.place.at("trace"), found=row.trace, choices=choices)


def _check_once(rows: Iterable[InstrumentRow], reading: Reading) -> None:
    """Rows of a certificate use no more than it stands for; several rows only where that is said."""
    by_number: dict[str, list[InstrumentRow]] = {}
    for row in rows:
        if row.number and Unit(row.unit).dimension == Unit("Wh").dimension:
            by_number.setdefault(row.number, []).append(row)
    for number, found in by_number.items():
        unsaid = [row for row in found if row.certificate_amount is None]
        if unsaid and len(found) > 1:
            for row in found[1:]:
                place = row.place.at("certificate" if row.certificate else "green_code")
                reading.problems.error(CERTIFICATE_TWICE, place, found=number, first=found[0].place)
        elif not unsaid:
            _check_parts(number, found, reading)


def _check_parts(number: str, rows: Sequence[InstrumentRow], reading: Reading) -> None:
    used, whole = Decimal(0), _wh(rows[0].certificate_amount or Decimal(0), rows[0].unit)
    for row in rows:
        here = _wh(row.certificate_amount or Decimal(0), row.unit)
        if here != whole:
            params = {"certificate": number, "found": decimal_text(here), "other": decimal_text(whole)}
            place = row.place.at("certificate_amount")
            reading.problems.error(CERTIFICATE_AMOUNTS_DIFFER, place, first=rows[0].place, **params)
        used += _wh(row.amount, row.unit)
        if used > whole:
            params = {"certificate": number, "found": decimal_text(used), "whole": decimal_text(whole)}
            reading.problems.error(CERTIFICATE_EXCEEDED, row.place.at("amount"), **params)


def _check_projects(rows: Iterable[InstrumentRow], reading: Reading) -> None:
    """Green-certificate codes of a plant begin with the same project."""
    first: dict[str, str] = {}
    for row in rows:
        if not row.green_code or not row.device:
            continue
        other = first.setdefault(row.device, row.green_code)
        if other[:PROJECT_CHARACTERS] != row.green_code[:PROJECT_CHARACTERS]:
            params = {"found": row.green_code, "other": other, "device": row.device}
            reading.problems.error(CODE_OTHER_PROJECT, row.place.at("green_code"), **params)


def _check_storage(row: InstrumentRow, reading: Reading) -> None:
    place, share = row.place.at("storage_efficiency"), row.storage_efficiency
    if row.stored == "yes" and share is None:
        help_ = {"en": "share of charged energy that came out", "zh": "充入电量中放出的份额"}
        reading.problems.error(VALUE_MISSING, place, column="storage_efficiency", help=Named.of(help_))
    elif row.stored != "yes" and share is not None:
        reading.problems.error(NOT_STORED, place)
    elif share is not None and share > 1:
        reading.problems.error(STORAGE_EFFICIENCY_RANGE, place, found=share)


def _wh(amount: Decimal, unit: str) -> Decimal:
    return amount * Unit(unit).factor_to(Unit("Wh"))
