"""Instruments: an interval that has a length and lies in the life of the plant, an amount of energy."""

from __future__ import annotations

from datetime import UTC

from fourfold.accounting.study.checks.electricity import ELECTRICITY_UNIT
from fourfold.accounting.study.instrument_rows import at_site
from fourfold.accounting.study.reading import Reading
from fourfold.core.problems import N_, MessageKind
from fourfold.core.quantities import Unit
from fourfold.core.zones import known_zones
from fourfold.electricity.instruments.amounts import INSTRUMENT_EMPTY

INSTRUMENT_BEFORE_PLANT = MessageKind(
    "instrument-before-plant",
    N_("the plant went into service on {found}, after the interval of the instrument"),
    N_("a first day of service on which the interval has not ended yet"),
    N_("correct the day or the times"),
)


def check_instruments(reading: Reading) -> None:
    """Table instruments."""
    known = known_zones()  # what is wrong with a zone is told where it is declared; here the day is what matters
    zones = {site.id: site.time_zone for site in reading.parts.sites if site.time_zone in known}
    for row in reading.tables.instruments:
        start, end = (at_site(moment, zones.get(row.site, "UTC")) for moment in (row.start, row.end))
        if end.astimezone(UTC) <= start.astimezone(UTC):
            found = row.end.isoformat(timespec="minutes")
            reading.problems.error(INSTRUMENT_EMPTY, row.place.at("end"), found=found)
        if Unit(row.unit).dimension != Unit("kWh").dimension:
            reading.problems.error(ELECTRICITY_UNIT, row.place.at("unit"), found=row.unit)
        if row.commissioned is not None and end.date() < row.commissioned:
            reading.problems.error(INSTRUMENT_BEFORE_PLANT, row.place.at("commissioned"), found=row.commissioned)
