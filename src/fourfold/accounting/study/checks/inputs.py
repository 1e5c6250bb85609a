"""Inputs: every source exists, counts in a unit the amount converts into, and transport and heating values fit."""

from __future__ import annotations

from fourfold.accounting.conversion import UNIT_DOES_NOT_FIT, conversion_to
from fourfold.accounting.study.checks.names import unknown_reference
from fourfold.accounting.study.reading import Reading
from fourfold.accounting.study.rows import InputRow
from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.quantities import Unit
from fourfold.formats.vocabulary import ID_PATTERN, ID_WRONG

DISTANCE_NOT_TRANSPORT = MessageKind(
    "distance-not-transport",
    N_("a distance is given for an input of the kind {found}"),
    N_("distance_km only where kind is transport"),
    N_("set kind to transport, or leave distance_km blank"),
)
DISTANCE_NEEDS_MASS = MessageKind(
    "distance-needs-mass",
    N_("a distance is given, but the amount is in {found}, which is no mass"),
    N_("a mass such as t or kg, so that tonne-kilometres are mass × distance"),
    N_("give the mass that is transported, or the tonne-kilometres without distance_km"),
)
TRANSPORT_NEEDS_DISTANCE = MessageKind(
    "transport-needs-distance",
    N_("the transport of {found} has no distance"),
    N_("distance_km beside a mass; or an amount in tkm"),
    N_("fill distance_km"),
)
HEATING_VALUE_HALF = MessageKind(
    "heating-value-half",
    N_("the heating value is incomplete: {found} is empty"),
    N_("heating_value with its unit and basis, or none of the three"),
    N_("fill {found}: a unit such as MJ/kg, a basis net or gross"),
)
HEATING_VALUE_UNIT = MessageKind(
    "heating-value-unit",
    N_("the heating value in {found} does not turn an amount in {unit} into energy"),
    N_("energy per unit of the amount, such as MJ/kg for kg or MJ/m3 for m3"),
    N_("correct heating_value_unit or unit"),
)
DATASET_ID_WRONG = MessageKind(
    "dataset-id-wrong",
    N_("{found} does not name a dataset"),
    N_("the name of a database, a colon, and the id of one of its products"),
    N_("find the id with fourfold data search WORDS"),
)
DATABASE_UNDECLARED = MessageKind(
    "database-undeclared",
    N_("the study does not declare the database {found}"),
    N_("a database under databases in study.yaml: {known}"),
    N_("add it under databases in study.yaml, or correct the name"),
)


def check_inputs(reading: Reading) -> None:
    """Every whole row of the table inputs."""
    for row in reading.tables.inputs:
        _check_heating_value(reading, row)
        _check_source(reading, row)
        if (fault := distance_fault(row)) is not None:
            kind, column, found = fault
            reading.problems.error(kind, row.place.at(column), found=found)
        else:
            _check_unit(reading, row)


def distance_fault(row: InputRow) -> tuple[MessageKind, str, str] | None:
    """What is wrong with the distance of an input, in which column, and what stands there.

    As long as something is, no unit can be held against the source: the distance changes what the amount counts.
    """
    is_mass = Unit(row.unit).dimension == Unit("kg").dimension
    if row.distance_km is not None and row.kind != "transport":
        return DISTANCE_NOT_TRANSPORT, "distance_km", row.kind
    if row.distance_km is not None and not is_mass:
        return DISTANCE_NEEDS_MASS, "unit", row.unit
    if row.kind == "transport" and row.distance_km is None and is_mass and row.source != "cut-off":
        return TRANSPORT_NEEDS_DISTANCE, "distance_km", f"{row.amount} {row.unit}"
    return None


def _check_source(reading: Reading, row: InputRow) -> None:
    place = row.place.at("source_id")
    if row.source == "factor":
        if not ID_PATTERN.fullmatch(row.source_id):  # whether it exists is seen when the library is asked
            reading.problems.error(ID_WRONG, place, found=row.source_id)
    elif row.source == "dataset":
        check_dataset_id(reading, row.source_id, place)
    else:
        what = {"process": "flow", "supplier": "supplier", "cut-off": "cut-off"}[row.source]
        unknown_reference(reading, what, row.source_id, place, "source_id")


def check_dataset_id(reading: Reading, source_id: str, place: Place) -> None:
    """That a dataset is named as ``database:id`` and the study declares the database; not that it exists."""
    name, colon, dataset = source_id.partition(":")
    declared = [use.name for use in reading.parts.databases]
    if not colon or not name or not dataset:
        reading.problems.error(DATASET_ID_WRONG, place, found=source_id)
    elif name not in declared:
        known = ", ".join(declared) or "–"
        reading.problems.error(DATABASE_UNDECLARED, place, found=name, known=known)


def _check_unit(reading: Reading, row: InputRow) -> None:
    wanted = _unit_of_source(reading, row)
    if wanted and conversion_to(row, wanted) is None:
        place = row.place.at("unit")
        reading.problems.error(UNIT_DOES_NOT_FIT, place, found=row.unit, wanted=wanted, source=row.source_id)


def _unit_of_source(reading: Reading, row: InputRow) -> str:
    """The unit a source counts in; empty where that is not known here."""
    if row.source == "process" and row.source_id in reading.output_of:
        return reading.output_of[row.source_id].unit
    if row.source == "supplier" and row.source_id in reading.supplier_of:
        return reading.supplier_of[row.source_id].per_unit
    return ""


def _check_heating_value(reading: Reading, row: InputRow) -> None:
    given = {
        "heating_value": row.heating_value is not None,
        "heating_value_unit": bool(row.heating_value_unit),
        "heating_basis": bool(row.heating_basis),
    }
    if row.heating_value is None and not row.heating_value_unit:
        return  # a basis alone says on which heating value an amount of energy rests
    for column, filled in given.items():
        if not filled:
            reading.problems.error(HEATING_VALUE_HALF, row.place.at(column), found=column)
    if not row.heating_value_unit:
        return
    energy = Unit(f"{row.unit}*{row.heating_value_unit}")
    if not energy.measures_same_as(Unit("MJ")):
        place = row.place.at("heating_value_unit")
        reading.problems.error(HEATING_VALUE_UNIT, place, found=row.heating_value_unit, unit=row.unit)
