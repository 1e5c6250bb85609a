"""Facts of contractual instruments that are worked out from their rows: energy, days, length, nearness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from fourfold.accounting.study.areas import area_book
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import InstrumentRow
from fourfold.accounting.traced import exact
from fourfold.core.areas import AreaBook
from fourfold.core.problems import Problems
from fourfold.core.quantities import Unit
from fourfold.core.zones import zone
from fourfold.standards.facts.making import made, missing
from fourfold.standards.facts.repetition import Repetition, Stretch
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Value

_HOUR = Decimal(3600)


def of_instruments(study: Study) -> Mapping[str, Callable[[Entry, InstrumentRow], Value]]:
    """What makes the fields that are not their columns as they stand."""
    sites = {site.id: site for site in study.declarations.sites}
    book = area_book(study.declarations, Problems())

    def moments(row: InstrumentRow) -> tuple[datetime, datetime]:
        local = zone(sites[row.site].time_zone)
        start, end = (moment.replace(tzinfo=local).astimezone(UTC) for moment in (row.start, row.end))
        return start, end

    @exact
    def hours(entry: Entry, row: InstrumentRow) -> Value:
        start, end = moments(row)
        return made(entry, Decimal(int((end - start).total_seconds())) / _HOUR, row.place.at("end"))

    def near(entry: Entry, row: InstrumentRow) -> Value:
        return made(entry, _nearness(row.area, sites[row.site].area, book), row.place.at("area"))

    @cache
    def repetition() -> Repetition:
        return Repetition(Stretch(row, *moments(row)) for row in study.tables.instruments)

    def repeated(entry: Entry, row: InstrumentRow) -> Value:
        found = repetition().of(row)
        return missing(entry, row.place.at("document")) if found is None else made(entry, found, row.place)

    return {
        "energy_kwh": _energy,
        "start": _first_day,
        "end": _day_after,
        "hours": hours,
        "near": near,
        "repeated": repeated,
    }


@exact
def _energy(entry: Entry, row: InstrumentRow) -> Value:
    return made(entry, row.amount * Unit(row.unit).factor_to(Unit("kWh")), row.place.at("amount"))


def _first_day(entry: Entry, row: InstrumentRow) -> Value:
    return made(entry, row.start.date(), row.place.at("start"))


def _day_after(entry: Entry, row: InstrumentRow) -> Value:
    begun = row.end.time() > time(0)
    return made(entry, row.end.date() + timedelta(days=begun), row.place.at("end"))


def _nearness(plant: str, site: str, book: AreaBook) -> str:
    """How near a plant lies to a site, by their areas; empty where that of the plant is not said."""
    if not plant:
        return ""
    if site in book.chain(plant):
        return "area"
    nation = book.nation(plant)
    return "country" if nation and nation == book.nation(site) else "elsewhere"
