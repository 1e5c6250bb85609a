"""Facts of contractual instruments that are worked out from their rows: energy, days, length, nearness."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from functools import cache

from fourfold.accounting.study.areas import area_book
from fourfold.accounting.study.instrument_rows import at_site
from fourfold.accounting.study.model import Study
from fourfold.accounting.study.rows import InstrumentRow
from fourfold.accounting.traced import exact
from fourfold.core.areas import AreaBook
from fourfold.core.problems import Problems
from fourfold.core.quantities import Unit
from fourfold.standards.facts.making import made, missing
from fourfold.standards.facts.repetition import Repetition, Stretch
from fourfold.standards.language.dictionary import Entry
from fourfold.standards.language.values import Value

_HOUR = Decimal(3600)


def of_instruments(study: Study) -> Mapping[str, Callable[[Entry, InstrumentRow], Value]]:
    """What makes the fields that are not their columns as they stand."""
    sites = {site.id: site for site in study.declarations.sites}
    book = area_book(study.declarations, Problems())

    def on_clock(row: InstrumentRow) -> tuple[datetime, datetime]:
        site = sites.get(row.site)  # a study that cannot be calculated may name none
        time_zone = site.time_zone if site is not None else "UTC"
        return at_site(row.start, time_zone), at_site(row.end, time_zone)

    def moments(row: InstrumentRow) -> tuple[datetime, datetime]:
        start, end = on_clock(row)
        return start.astimezone(UTC), end.astimezone(UTC)

    @exact
    def hours(entry: Entry, row: InstrumentRow) -> Value:
        start, end = moments(row)
        return made(entry, Decimal(int((end - start).total_seconds())) / _HOUR, row.place.at("end"))

    def first_day(entry: Entry, row: InstrumentRow) -> Value:
        return made(entry, on_clock(row)[0].date(), row.place.at("start"))

    def day_after(entry: Entry, row: InstrumentRow) -> Value:
        end = on_clock(row)[1]
        return made(entry, end.date() + timedelta(days=end.time() > time(0)), row.place.at("end"))

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
        "start": first_day,
        "end": day_after,
        "hours": hours,
        "near": near,
        "repeated": repeated,
    }


@exact
def _energy(entry: Entry, row: InstrumentRow) -> Value:
    return made(entry, row.amount * Unit(row.unit).factor_to(Unit("kWh")), row.place.at("amount"))


def _nearness(plant: str, site: str, book: AreaBook) -> str:
    """How near a plant lies to a site, by their areas; empty where that of the plant is not said."""
    if not plant:
        return ""
    if site in book.chain(plant):
        return "area"
    nation = book.nation(plant)
    return "country" if nation and nation == book.nation(site) else "elsewhere"
