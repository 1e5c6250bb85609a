"""Where power came from under a method, plant by plant and instrument by instrument, and why some did not count."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fourfold.accounting.method import Method
from fourfold.accounting.power.accounts import ElectricityAccount
from fourfold.accounting.power.beyond import InstrumentUse
from fourfold.accounting.power.clauses import clauses_for
from fourfold.accounting.power.matched import SourceUse
from fourfold.accounting.power.reading import OnSite
from fourfold.accounting.study.model import Study
from fourfold.electricity.supply.criteria import Criterion, InstrumentKind
from fourfold.electricity.supply.rule import SupplyKind

_BySource = Mapping[tuple[SupplyKind, str], Decimal]


def source_uses(
    study: Study, method: Method, electricity: ElectricityAccount, kg_co2e: _BySource
) -> tuple[SourceUse, ...]:
    """Plants on site, then instruments, each in the order of its table.

    Args:
        study: the study.
        method: the method.
        electricity: the account.
        kg_co2e: what the energy of each source emits in the period, by kind of supply and short name; sources that
            cover nothing are left out.
    """
    areas = {site.id: site.area for site in study.declarations.sites}
    used = _used_on_site(electricity)
    plants = [
        _plant(one, method, areas[one.row.site], used.get(one.row.generation, Decimal(0)), kg_co2e)
        for one in electricity.generation
    ]
    return (*plants, *(_instrument(use, method, kg_co2e) for use in electricity.instruments))


def _used_on_site(electricity: ElectricityAccount) -> dict[str, Decimal]:
    used: dict[str, Decimal] = {}
    for row in electricity.rows:
        for name, energy in row.covered.on_site.items():
            used[name] = used.get(name, Decimal(0)) + energy.total_kwh
    return used


def _plant(one: OnSite, method: Method, area: str, used: Decimal, kg_co2e: _BySource) -> SourceUse:
    """A plant on site. What it exports is not offered here; of sold attributes nothing counts."""
    made, sent = one.generation.generated.total_kwh, one.generation.exported
    if SupplyKind.ON_SITE not in method.supply.order:
        failed: tuple[Criterion, ...] = (Criterion.KIND,)
    else:
        failed = () if one.generation.attributes_kept else (Criterion.CONVEYED,)
    return SourceUse(
        source=one.row.generation,
        supply=SupplyKind.ON_SITE,
        kind=None,
        area=area,
        technology="",
        offered_kwh=made if sent is None else made - sent.total_kwh,
        used_kwh=used,
        kg_co2e_per_kwh=_per_kwh(kg_co2e.get((SupplyKind.ON_SITE, one.row.generation)), used),
        failed=failed,
        clauses=clauses_for(failed, method),
    )


def _instrument(use: InstrumentUse, method: Method, kg_co2e: _BySource) -> SourceUse:
    one = use.held.instrument
    supply = SupplyKind.DIRECT_LINE if one.kind is InstrumentKind.DIRECT_LINE else SupplyKind.INSTRUMENTS
    lost = one.lost_wh / 1000
    return SourceUse(
        source=use.instrument,
        supply=supply,
        kind=one.kind,
        area=one.area,
        technology=one.technology,
        offered_kwh=use.offered_kwh + lost,
        used_kwh=use.used_kwh,
        kg_co2e_per_kwh=_per_kwh(kg_co2e.get((supply, use.instrument)), use.used_kwh),
        failed=use.failed,
        clauses=clauses_for(use.failed, method),
        lost_kwh=lost,
    )


def _per_kwh(kg: Decimal | None, kwh: Decimal) -> Decimal | None:
    return None if kg is None or not kwh else kg / kwh
