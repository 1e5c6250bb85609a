"""Facts of a result about electricity: how it was covered and what it would emit otherwise, per declared unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from fourfold.accounting.power.accounts import SupplySummary
from fourfold.accounting.power.matched import MatchedShare
from fourfold.accounting.power.matching_shares import matched_shares
from fourfold.core.problems import NOWHERE
from fourfold.electricity.supply.criteria import MatchWindow
from fourfold.electricity.supply.rule import SupplyKind
from fourfold.standards.facts.making import Cell, entry_of, list_of, made, missing, plain_row
from fourfold.standards.facts.of_result import Calculated
from fourfold.standards.language.values import Missing, Value


class Power:
    """The electricity of a result, summed up once.

    Attributes:
        of: the result.
    """

    def __init__(self, of: Calculated) -> None:
        self.of = of

    @cached_property
    def summary(self) -> SupplySummary:
        """By what covers it."""
        return self.of.result.electricity.summary(self.of.result.footprint, self.of.result.method)

    @cached_property
    def matched(self) -> Mapping[MatchWindow, MatchedShare]:
        """What is matched within each window."""
        return {one.window: one for one in matched_shares(self.of.study, self.of.result.electricity)}


def used(of: Power) -> Value:
    """Whether any process uses electricity that is accounted here."""
    return made(entry_of("result.electricity.used"), bool(of.of.result.electricity.rows))


def energy(name: str, *kinds: SupplyKind) -> Callable[[Power], Value]:
    """Makes the energy of some kinds of supply."""
    return lambda of: made(entry_of(name), of.summary.kwh_of(*kinds))


def matched(name: str, window: MatchWindow) -> Callable[[Power], Value]:
    """Makes the share matched within a window; undefined where nothing is used."""

    def share(of: Power) -> Value:
        entry, found = entry_of(name), of.matched[window].share
        return missing(entry, NOWHERE, Missing.UNDEFINED) if found is None else made(entry, found)

    return share


def total(of: Power) -> Value:
    """What it emits by the method."""
    return made(entry_of("result.electricity.total_kg_co2e"), of.summary.total_kg_co2e)


def grid_mix(of: Power) -> Value:
    """With grid power for all that comes through the grid; absent where the factor for that is not known."""
    place = of.of.study.declared_at("electricity", "official_factor")
    return made(entry_of("result.electricity.grid_mix_kg_co2e"), of.summary.grid_mix_kg_co2e, place)


def official(of: Power) -> Value:
    """The grid part at the official factor; absent where there is none."""
    result = of.of.result
    totals = result.electricity.totals(result.footprint, result.method.rounding.quantum_kg_co2e)
    place = of.of.study.declared_at("electricity", "official_factor")
    return made(entry_of("result.electricity.official_kg_co2e"), totals.official_kg_co2e, place)


def covered(of: Power) -> Value:
    """Every kind of supply that covers something, in the order of the kinds."""
    name, place = "result.electricity.covered", of.of.study.declared_at("electricity")
    rows = []
    for part in of.summary.covered:
        cells: dict[str, Cell] = {
            "kind": (str(part.kind), place),
            "energy_kwh": (part.energy_kwh, place),
            "total_kg_co2e": (part.kg_co2e, place),
            "share": (part.share, place),
        }
        if part.energy_kwh:
            rows.append(plain_row(name, place, cells))
    return list_of(name, rows, place)


def instruments(of: Power) -> Value:
    """What became of each instrument, in the order of the table."""
    name = "result.electricity.instruments"
    places = {row.instrument: row.place for row in of.of.study.tables.instruments}
    rows = []
    for use in of.of.result.electricity.instruments:
        place = places[use.instrument]
        cells: dict[str, Cell] = {
            "instrument": (use.instrument, place.at("instrument")),
            "accepted": (use.accepted, place),
            "refused_because": (", ".join(use.failed), place),
            "offered_kwh": (use.offered_kwh, place.at("amount")),
            "used_kwh": (use.used_kwh, place),
        }
        rows.append(plain_row(name, place, cells))
    return list_of(name, rows)


OF_ELECTRICITY: Mapping[str, Callable[[Power], Value]] = {
    "result.electricity.used": used,
    "result.electricity.energy_kwh": energy("result.electricity.energy_kwh", *SupplyKind),
    "result.electricity.grid_kwh": energy("result.electricity.grid_kwh", SupplyKind.GRID),
    "result.electricity.on_site_kwh": energy("result.electricity.on_site_kwh", SupplyKind.ON_SITE),
    "result.electricity.instrument_kwh": energy("result.electricity.instrument_kwh", SupplyKind.INSTRUMENTS),
    "result.electricity.total_kg_co2e": total,
    "result.electricity.grid_mix_kg_co2e": grid_mix,
    "result.electricity.official_kg_co2e": official,
    "result.electricity.matched_hour": matched("result.electricity.matched_hour", MatchWindow.HOUR),
    "result.electricity.matched_month": matched("result.electricity.matched_month", MatchWindow.MONTH),
    "result.electricity.matched_year": matched("result.electricity.matched_year", MatchWindow.YEAR),
    "result.electricity.covered": covered,
    "result.electricity.instruments": instruments,
}
"""Facts about the electricity of a result, by name."""
