"""Facts of ``study.yaml``.

Most names are paths in the file: ``study.goal.audience`` is ``goal.audience``. The few that are called otherwise, and
those that are worked out, stand below.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from fourfold.accounting.study.model import Study
from fourfold.core.problems import Place
from fourfold.core.quantities import Unit
from fourfold.standards.facts.making import (
    Cell,
    entry_of,
    fields_of,
    list_of,
    made,
    made_of_texts,
    missing,
    plain_row,
    row_of,
)
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Kind, Value

Path: TypeAlias = "tuple[str | int, ...]"

_PATHS: Mapping[str, Path] = {
    "study.product.name": ("product", "names"),
    "study.company.name": ("company", "names"),
    "study.unit.name": ("unit", "names"),
    "study.biogenic_carbon_kg": ("scope", "biogenic_carbon_kg"),
    "study.fossil_carbon_kg": ("scope", "fossil_carbon_kg"),
    "study.supply.residual_factor": ("electricity", "residual_factor"),
    "study.supply.fossil_factor": ("electricity", "fossil_factor"),
    "study.supply.standard_supply_factor": ("electricity", "standard_supply_factor"),
    "study.supply.supplier_factor": ("electricity", "supplier_factor"),
}
"""Names that are called otherwise in the file."""
_ROWS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "study.sites": ("sites", {"site": "id", "name": "names"}),
    "study.stages": ("stages", {"stage": "id", "name": "names"}),
    "study.cut_offs": ("cut_offs", {"cut_off": "id"}),
    "study.assumptions": ("assumptions", {"assumption": "id"}),
    "study.rules": ("rules", {}),
}
"""Lists of the file, and the fields that are called otherwise there."""


def declared(study: Study, name: str) -> Value:
    """The value of a name whose place in ``study.yaml`` is known by its path."""
    entry = entry_of(name)
    path = _PATHS.get(name, tuple(name.split(".")[1:]))
    found: Any = study.declarations
    for step in path:
        found = getattr(found, str(step), None)
    return _value(study, entry, found, path)


def _value(study: Study, entry: Entry, found: object, path: Path) -> Value:
    place = study.declared_at(*path)
    if isinstance(found, dict):
        return made_of_texts(entry, found, place, lambda lang: study.declared_at(*path, lang))
    if entry.kind is Kind.LIST:
        texts = found if isinstance(found, tuple) else ()
        cells = [Value(Kind.TEXT, text, "", study.declared_at(*path, n), entry.name) for n, text in enumerate(texts)]
        return list_of(entry.name, cells, place)
    if entry.kind is Kind.FLAG:
        return made(entry, None if found is None else found == "true", place)
    raw = found if isinstance(found, str | Decimal | date) else None
    return made(entry, raw, place)


def declared_rows(study: Study, name: str) -> Value:
    """A list of ``study.yaml``."""
    key, called = _ROWS[name]
    rows = [
        row_of(
            name,
            study.declared_at(key, number),
            {
                field: _field(study, entry, row, (key, number, called.get(field, field)))
                for field, entry in fields_of(name).items()
            },
        )
        for number, row in enumerate(getattr(study.declarations, key))
    ]
    return list_of(name, rows, study.declared_at(key))


def _field(study: Study, entry: Entry, row: object, path: Path) -> Value:
    return _value(study, entry, getattr(row, str(path[-1])), path)


def product_codes(study: Study) -> Value:
    """Classification codes; the classification is the key, the code its value."""
    name = "study.product.codes"
    fields = fields_of(name)
    rows = []
    for scheme, code in study.declarations.product.codes.items():
        place = study.declared_at("product", "codes", scheme)
        values = {"scheme": made(fields["scheme"], scheme, place), "code": made(fields["code"], code, place)}
        rows.append(row_of(name, place, values))
    return list_of(name, rows, study.declared_at("product", "codes"))


def product_mass(study: Study) -> Value:
    """Mass of one declared unit in kg."""
    entry, mass = entry_of("study.product.mass_kg"), study.declarations.product.mass_per_unit
    if mass is None:
        return missing(entry, study.declared_at("product", "mass_per_unit"))
    kg = mass.amount * Unit(mass.unit).factor_to(Unit("kg"))
    return made(entry, kg, study.declared_at("product", "mass_per_unit", "amount"))


def period_days(study: Study) -> Value:
    """Length of the period."""
    period = study.declarations.period
    return made(entry_of("study.period.days"), (period.end - period.start).days, study.declared_at("period", "end"))


def period_is_calendar_year(study: Study) -> Value:
    """Whether the period runs from one first of January to the next."""
    start, end = study.declarations.period.start, study.declarations.period.end
    is_year = (start.month, start.day) == (1, 1) and end == date(start.year + 1, 1, 1)
    return made(entry_of("study.period.is_calendar_year"), is_year, study.declared_at("period", "end"))


def unit_dimension(study: Study) -> Value:
    """What the unit of analysis measures."""
    text = Unit(study.declarations.unit.unit).dimension
    return made(entry_of("study.unit.dimension"), text, study.declared_at("unit", "unit"))


def has_reference_flow(study: Study) -> Value:
    """Whether it is known how much of the flow one unit takes."""
    unit = study.declarations.unit
    flow = next((row for row in study.tables.outputs if row.flow == unit.flow), None)
    measured = flow is not None and Unit(flow.unit).measures_same_as(Unit(unit.unit))
    place = study.declared_at("unit", "flow_amount")
    return made(entry_of("study.unit.has_reference_flow"), unit.flow_amount is not None or measured, place)


def validity_years(study: Study) -> Value:
    """Years from the end of the period to the end of validity, counted by anniversaries."""
    entry, until = entry_of("study.validity.years"), study.declarations.validity.until
    place = study.declared_at("validity", "until")
    if until is None:
        return missing(entry, place)
    end = study.declarations.period.end
    years = until.year - end.year
    years -= _anniversary(end, years) > until
    last, following = _anniversary(end, years), _anniversary(end, years + 1)
    return made(entry, years + Decimal((until - last).days) / (following - last).days, place)


def _anniversary(day: date, years: int) -> date:
    """The same day so many years later; of 29 February the day after the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def energy_delivered(study: Study) -> Value:
    """Energy over the service life: capacity × cycles per year × years."""
    entry, service = entry_of("study.service.energy_delivered_kwh"), study.declarations.service
    factors = {key: getattr(service, key) for key in ("energy_capacity_kwh", "cycles_per_year", "years")}
    lacking = next((key for key, value in factors.items() if value is None), None)
    if lacking is not None:
        return missing(entry, study.declared_at("service", lacking))
    kwh = factors["energy_capacity_kwh"] * factors["cycles_per_year"] * factors["years"]
    return made(entry, kwh, study.declared_at("service", "energy_capacity_kwh"))


def files(study: Study) -> Value:
    """The files the study consists of, by path."""
    name = "study.files"
    rows = []
    for record in sorted(study.files.values(), key=lambda one: one.path):
        place = Place(record.path)
        cells: dict[str, Cell] = {"path": (record.path, place), "role": (record.role, place)}
        rows.append(plain_row(name, place, cells))
    return list_of(name, rows)


WORKED_OUT: Mapping[str, Callable[[Study], Value]] = {
    "study.product.codes": product_codes,
    "study.product.mass_kg": product_mass,
    "study.period.days": period_days,
    "study.period.is_calendar_year": period_is_calendar_year,
    "study.unit.dimension": unit_dimension,
    "study.unit.has_reference_flow": has_reference_flow,
    "study.validity.years": validity_years,
    "study.service.energy_delivered_kwh": energy_delivered,
    "study.files": files,
}
"""Names that are not read at a path."""
DECLARED_ROWS = frozenset(_ROWS)
"""Lists that `declared_rows` makes."""
