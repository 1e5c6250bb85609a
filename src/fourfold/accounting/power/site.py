"""What is said of a site as a whole: whether all of it was read, and how its generation met its loads."""

from __future__ import annotations

from collections.abc import Mapping

from fourfold.accounting.notes import Notes
from fourfold.accounting.power.reading import Load, OnSite, PowerBook
from fourfold.accounting.study.model import Study
from fourfold.core.canonical import decimal_text
from fourfold.core.problems import N_, MessageKind
from fourfold.electricity.supply.rule import SiteSupply, netted_minutes

NETTED_COARSELY = MessageKind(
    "netted-coarsely",
    N_(
        "the meters of site {site} differ in resolution; on-site generation is set against its loads by {minutes}"
        " minutes, which can show more own use than finer intervals would"
    ),
)
UNUSED_GENERATION = MessageKind(
    "generation-left-out",
    N_("{energy_kwh} kWh of the generation {generation} were neither exported nor used and count nowhere"),
)


def site_is_read(
    site: str, loads: Mapping[str, Load], on_site: Mapping[str, OnSite], study: Study, power: PowerBook
) -> bool:
    """Whether every load and generation of a site could be read; a site without generation does not need all of it.

    Of a site with a faulty meter it is not known what generation would have covered, so nothing is said of it.
    """
    declared = [row for row in study.tables.generation if row.site == site]
    rows = [name for name, its_site in power.sites.items() if its_site == site]
    return not declared or (len(loads) == len(rows) and len(on_site) == len(declared))


def covering_minutes(meter: str, own_minutes: int, power: PowerBook) -> int:
    """Length of the intervals in which the energy of a meter is covered, where on-site generation counts.

    A site with generation is covered by the intervals of the coarsest of its meters, any other by those of the meter.

    Args:
        meter: of an electricity row.
        own_minutes: its own intervals.
        power: what was read.
    """
    site = next(load.site for load in power.loads.values() if load.row.meter == meter)
    loads = [load.energy for load in power.loads.values() if load.site == site]
    used = [one.generation for one in power.on_site.values() if one.row.site == site]
    kept = [one for one in used if one.attributes_kept]
    return netted_minutes(loads, kept) if kept else own_minutes


def note_supply(site: str, supply: SiteSupply, on_site: Mapping[str, OnSite], notes: Notes) -> None:
    """List netting over longer intervals than the meters have, and generation that counts nowhere."""
    if supply.coarsened_to_minutes:
        first = next(iter(on_site.values())).row.place
        notes.assume(NETTED_COARSELY, first, site=site, minutes=supply.coarsened_to_minutes)
    for name, surplus in supply.surplus.items():
        if surplus.total_quanta:
            kwh = decimal_text(surplus.total_kwh)
            notes.assume(UNUSED_GENERATION, on_site[name].row.place, generation=name, energy_kwh=kwh)
