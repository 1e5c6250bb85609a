"""The electricity of a study under a method: matched and not, by location and by market, source by source.

Everything comes from the account that makes the footprint, so no figure can differ from it. Energies and emissions are
those of the study period; by location everything that comes through the grid has the grid's own factor, by market what
the method says. Both go by the hour, the year or the official factor as the method does, so that their difference is
what contracts and other mixes make: where there are none the two are equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fourfold.accounting.counting import is_biogenic_co2
from fourfold.accounting.footprint import Footprint
from fourfold.accounting.inventory import Item
from fourfold.accounting.method import BiogenicTreatment, Method
from fourfold.accounting.power.accounts import NOT_THROUGH_THE_GRID, ElectricityAccount, grid_value
from fourfold.accounting.power.matched import MATCHED, SchemeMatch
from fourfold.accounting.power.matching_shares import matched_shares
from fourfold.accounting.power.matching_sites import site_matches
from fourfold.accounting.power.matching_sources import source_uses
from fourfold.accounting.study.model import Study
from fourfold.accounting.traced import exact
from fourfold.electricity.supply.criteria import MatchWindow
from fourfold.electricity.supply.rule import SupplyKind

_Covered = Mapping[SupplyKind, tuple[Decimal, Decimal]]


@exact
def scheme_match(
    study: Study, method: Method, electricity: ElectricityAccount, footprint: Footprint | None = None
) -> SchemeMatch:
    """How much is matched under a method, and what the rest is.

    Args:
        study: the study.
        method: the method.
        electricity: the account under it.
        footprint: of a declared unit; ``None`` gives the figures of the period alone.
    """
    covered, by_source = _covered(method, electricity)
    load = sum((row.covered.load.total_kwh for row in electricity.rows), Decimal(0))
    rest = [parts for kind, parts in covered.items() if kind not in MATCHED]
    unmatched = sum((kwh for kwh, _ in rest), Decimal(0))
    unmatched_kg = sum((kg for _, kg in rest), Decimal(0))
    summary = None if footprint is None else electricity.summary(footprint, method)
    return SchemeMatch(
        method=method.id,
        names=method.names,
        window=_window(method),
        load_kwh=load,
        covered=covered,
        shares=matched_shares(study, electricity),
        unmatched_kwh=unmatched,
        unmatched_kg_co2e_per_kwh=unmatched_kg / unmatched if unmatched else None,
        location_kg_co2e=_by_location(covered, method, electricity),
        market_kg_co2e=sum((kg for _, kg in covered.values()), Decimal(0)),
        sources=source_uses(study, method, electricity, by_source),
        sites=site_matches(study, method, electricity),
        location_per_unit=None if summary is None else summary.grid_mix_kg_co2e,
        market_per_unit=None if summary is None else summary.total_kg_co2e,
        grid=method.electricity,
    )


def _window(method: Method) -> MatchWindow | None:
    supply = method.supply
    return supply.instruments.match if SupplyKind.INSTRUMENTS in supply.order else None


def _covered(method: Method, electricity: ElectricityAccount) -> tuple[_Covered, dict[tuple[SupplyKind, str], Decimal]]:
    """kWh and kg CO2e by kind of supply, in the order of the method, and kg CO2e by plant or instrument."""
    items = {item.id: item for item in electricity.items}
    sums: dict[SupplyKind, tuple[Decimal, Decimal]] = {}
    by_source: dict[tuple[SupplyKind, str], Decimal] = {}
    for one in electricity.supplied:
        kg = _emits(items[one.item], method)
        kwh_before, kg_before = sums.get(one.kind, (Decimal(0), Decimal(0)))
        sums[one.kind] = kwh_before + one.energy_kwh, kg_before + kg
        source = one.kind, one.item.partition("/")[2]
        if one.kind in MATCHED:
            by_source[source] = by_source.get(source, Decimal(0)) + kg
    order = dict.fromkeys((*method.supply.order, SupplyKind.GRID))
    return {kind: sums[kind] for kind in order if kind in sums}, by_source


def _emits(item: Item, method: Method) -> Decimal:
    """What an item emits in the period, as the method counts it."""
    without = method.biogenic is BiogenicTreatment.ZERO
    counted = (e for e in item.emissions if not (without and is_biogenic_co2(e.line, e.gas)))
    return sum((e.kg_co2e.value for e in counted), Decimal(0))


def _by_location(covered: _Covered, method: Method, electricity: ElectricityAccount) -> Decimal:
    """What never passes the grid as it is, and the grid's own factor for all the rest."""
    kg = sum((covered[kind][1] for kind in NOT_THROUGH_THE_GRID if kind in covered), Decimal(0))
    for row in electricity.rows:
        value = grid_value(row, method.electricity)
        if value is None:  # a method that goes by the official factor has no account without one
            raise AssertionError(row.load.row.electricity)
        kg += value
    return kg
