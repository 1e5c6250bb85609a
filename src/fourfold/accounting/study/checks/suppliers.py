"""Suppliers' footprints and direct emissions: numbers that must agree with each other."""

from __future__ import annotations

from decimal import Decimal

from fourfold.accounting.study.checks.end_of_life import SOURCES
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import EmissionRow, SupplierRow
from fourfold.core.canonical import decimal_text
from fourfold.core.lines import CO2E
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit

VALIDITY_EMPTY = MessageKind(
    "validity-empty",
    N_("the validity ends on {found}, not after its start {start}"),
    N_("valid_to: the day after the last day of validity"),
    N_("correct the dates"),
)
SUPPLIER_NOT_VALID = MessageKind(
    "supplier-not-valid",
    N_("the footprint of {found} is valid from {start} to {end}, outside the period of the study"),
    N_("a declaration valid in the period {period_start} to {period_end}"),
    N_("ask the supplier for a valid declaration, or correct the dates"),
)
SUPPLIER_PARTLY_VALID = MessageKind(
    "supplier-partly-valid",
    N_("the footprint of {found} is valid from {start} to {end}, in only a part of the period of the study"),
    N_("a declaration valid in the whole period {period_start} to {period_end}"),
    N_("check that the declaration stands for the whole period"),
)
SUPPLIER_LINES = MessageKind(
    "supplier-lines",
    N_("the parts of the footprint sum to {found}, the value is {value}"),
    N_("parts that sum to the value when all are given, and to no more than it otherwise"),
    N_("correct the parts or the value; removals are negative"),
)
SUPPLIER_SIGN = MessageKind(
    "supplier-sign",
    N_("{column} is {found}"),
    N_("emissions zero or above, removals zero or below"),
    N_("correct the sign, or the column"),
)
EMISSION_UNIT = MessageKind(
    "emission-unit", N_("{found} is not a unit of mass"), N_("a unit such as kg or t"), N_("give the mass of the gas")
)
EMISSION_CO2E = MessageKind(
    "emission-co2e",
    N_("an emission is given as CO2e"),
    N_("a gas such as CO2, CH4 or N2O"),
    N_("give each gas with its mass, so that every method can weight it"),
)
REMOVAL_GAS = MessageKind(
    "removal-gas", N_("{found} is entered as a removal"), N_("removals of CO2"), N_("correct the gas or the origin")
)

_PARTS = ("fossil", "aircraft", "biogenic_emissions", "biogenic_removals", "land_use_change")


def check_suppliers(reading: Reading) -> None:
    """Tables suppliers and emissions."""
    used = _used(reading)
    for row in reading.tables.suppliers:
        _check_lines(reading, row)
        if row.valid_to <= row.valid_from:
            reading.problems.error(VALIDITY_EMPTY, row.place.at("valid_to"), found=row.valid_to, start=row.valid_from)
        elif row.supplier in used:
            _check_validity(reading, row)
    for emission in reading.tables.emissions:
        _check_emission(reading, emission)


def _used(reading: Reading) -> set[str]:
    """Names that may be suppliers: of inputs, of what co-products displace, of the parts of an end of life."""
    used = {row.source_id for row in reading.tables.inputs if row.source == "supplier"}
    used |= {row.displaces_id for row in reading.tables.outputs if row.displaces_source == "supplier"}
    return used | {getattr(row, column) for row in reading.tables.end_of_life for column in SOURCES}


def _check_validity(reading: Reading, row: SupplierRow) -> None:
    period = reading.parts.period
    if period is None or (row.valid_from <= period.start and row.valid_to >= period.end):
        return
    within = row.valid_from < period.end and row.valid_to > period.start
    params = {
        "found": row.supplier,
        "start": row.valid_from,
        "end": row.valid_to,
        "period_start": period.start,
        "period_end": period.end,
    }
    if within:
        reading.problems.warn(SUPPLIER_PARTLY_VALID, row.place.at("valid_to"), **params)
    else:
        reading.problems.error(SUPPLIER_NOT_VALID, row.place.at("valid_to"), **params)


def _check_lines(reading: Reading, row: SupplierRow) -> None:
    given: dict[str, Decimal] = {part: value for part in _PARTS if (value := getattr(row, part)) is not None}
    for part, value in given.items():
        is_removal = part == "biogenic_removals"
        if part != "land_use_change" and (value > 0 if is_removal else value < 0):
            reading.problems.error(SUPPLIER_SIGN, row.place.at(part), column=part, found=decimal_text(value))
    total = sum(given.values(), Decimal(0))
    complete = len(given) == len(_PARTS)
    if total != row.value if complete else given and total > row.value:
        place = row.place.at("value")
        reading.problems.error(SUPPLIER_LINES, place, found=decimal_text(total), value=decimal_text(row.value))


def _check_emission(reading: Reading, row: EmissionRow) -> None:
    if Unit(row.unit).dimension != Unit("kg").dimension:
        reading.problems.error(EMISSION_UNIT, row.place.at("unit"), found=row.unit)
    if row.gas == CO2E:
        reading.problems.error(EMISSION_CO2E, row.place.at("gas"), found=row.gas)
    elif row.origin == "removal" and row.gas != "CO2":
        reading.problems.error(REMOVAL_GAS, row.place.at("gas"), found=row.gas)
