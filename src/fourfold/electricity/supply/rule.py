"""How a site's electricity is covered, interval by interval: on-site generation first, then what the rule names next.

What the site generates and does not export is shared among its loads in proportion to their energy in the interval, in
whole quanta, so that each quantum is counted once (law 8): it is in one load, and from one source. Generation whose
attributes were sold counts as grid power (the buyer claims it). Generation that is neither exported nor used is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from math import lcm

import numpy as np

from fourfold.core.intervals import ranges, spell_range
from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.energy import EnergySeries, add
from fourfold.electricity.integers import decimal_of, divide, exact_sum
from fourfold.electricity.supply.criteria import InstrumentCriteria
from fourfold.electricity.supply.division import Division


class SupplyKind(StrEnum):
    """A way in which a load can be covered.

    ``on_site``, ``direct_line`` and ``instruments`` cover as much as there is of them. ``standard_supply`` covers a
    share of each interval. The others take whatever is left: at the supplier's figure, at that of the residual mix, at
    that of fossil generation, or at that of the grid.
    """

    ON_SITE = "on_site"
    DIRECT_LINE = "direct_line"
    INSTRUMENTS = "instruments"
    SUPPLIER_PRODUCT = "supplier_product"
    STANDARD_SUPPLY = "standard_supply"
    RESIDUAL = "residual"
    FOSSIL = "fossil"
    GRID = "grid"


EXPORT_ABOVE_GENERATION = MessageKind(
    "export-above-generation",
    N_("more is exported than generated from {found} ({count} intervals)"),
    N_("an export that is part of the generation in every interval"),
    N_("check that both meters belong together and have the same time zone and stamps"),
)
SURPLUS = MessageKind(
    "generation-unused",
    N_("{energy_kwh} kWh of the generation at {site} were neither exported nor used by the processes of the study"),
    repair=N_("add the export meter, or the processes that used it"),
)
SUPPLY_GRIDS_DIFFER = MessageKind(
    "supply-grids-differ",
    N_("the loads and the generation at {site} have intervals that do not fit into each other"),
    N_("resolutions that divide each other and begin at the same minutes"),
    N_("give readings of one resolution"),
)
SUPPLY_TOO_UNEQUAL = MessageKind(
    "supply-too-unequal",
    N_("the energies at {site} differ too much in size to be divided exactly"),
    N_("amounts of one site within a factor of about 1E12"),
    N_("check the units of amounts and meters"),
)


@dataclass(frozen=True, slots=True)
class SupplyRule:
    """In which order kinds of supply cover a load: the first one first, and the grid whatever is left.

    Attributes:
        id: stable name.
        order: kinds of supply; a kind not named is not used.
        instruments: what an instrument must be to count.
    """

    id: str
    order: tuple[SupplyKind, ...]
    instruments: InstrumentCriteria = field(default_factory=InstrumentCriteria)


@dataclass(frozen=True, slots=True)
class SiteGeneration:
    """Generation at a site in the study period.

    Attributes:
        id: its short name.
        generated: energy generated.
        exported: energy sent to the grid, or nothing when none is metered.
        attributes_kept: whether the site kept the attributes of its generation.
        place: the row that declares it.
    """

    id: str
    generated: EnergySeries
    exported: EnergySeries | None
    attributes_kept: bool
    place: Place


@dataclass(frozen=True, slots=True)
class Covered:
    """A load and what covers it; the grid, on-site generation and other kinds sum to the load in every interval.

    Attributes:
        load: the whole load.
        grid: what the grid covers.
        on_site: what each generation covers, by its short name.
        others: what every other kind of supply covers; see `beyond`.
        instruments: energy of each instrument and direct line that covers part of it, kWh, by short name. They sum to
            what `others` has of their kinds.
    """

    load: EnergySeries
    grid: EnergySeries
    on_site: Mapping[str, EnergySeries]
    others: Mapping[SupplyKind, EnergySeries] = field(default_factory=dict)
    instruments: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def through_grid(self) -> EnergySeries:
        """What reaches the site through the public grid: all but on-site generation and direct lines."""
        contracted = [energy for kind, energy in self.others.items() if kind is not SupplyKind.DIRECT_LINE]
        return add([self.grid, *contracted])


@dataclass(frozen=True, slots=True)
class SiteSupply:
    """How the loads of a site are covered.

    Attributes:
        loads: by short name of the load.
        surplus: what was available on site and not used, by short name of the generation.
        coarsened_to_minutes: interval by which everything was netted where resolutions differ; 0 where they agree.
        division: how limited instruments were divided, where that was not in proportion.
    """

    loads: Mapping[str, Covered]
    surplus: Mapping[str, EnergySeries]
    coarsened_to_minutes: int = 0
    division: Division | None = None


def cover(
    site: str,
    loads: Mapping[str, EnergySeries],
    generation: Sequence[SiteGeneration],
    rule: SupplyRule,
    problems: Problems,
    time_zone: str = "UTC",
) -> SiteSupply | None:
    """Cover the loads of a site by its generation, in the order of the rule, and by the grid.

    Where resolutions differ everything is brought to the coarsest: power of a finer interval within it cannot be told
    apart from power of its neighbours. Sites without generation keep their resolution.

    Args:
        site: short name of the site, for messages.
        loads: energy by short name of the load, all of the study period.
        generation: what the site generates.
        rule: order of supply.
        problems: receives errors, and a warning where generation stays unused.
        time_zone: zone in which messages tell times.
    """
    used = [one for one in generation if one.attributes_kept] if SupplyKind.ON_SITE in rule.order else []
    if not used or not loads:
        return SiteSupply({name: Covered(load, load, {}) for name, load in loads.items()}, {})
    if not _exports_are_sound(used, time_zone, problems):
        return None
    aligned = _aligned(site, loads, used, problems)
    if aligned is None:
        return None
    load_series, generated, exported = aligned
    available = _available(generated, exported)
    supply = _share_out(site, load_series, dict(zip([one.id for one in used], available, strict=True)), used, problems)
    steps = {one.step_minutes for one in (*loads.values(), *(one.generated for one in used))}
    return replace(supply, coarsened_to_minutes=available[0].step_minutes if len(steps) > 1 else 0)


def netted_minutes(loads: Iterable[EnergySeries], used: Sequence[SiteGeneration]) -> int:
    """Length of the intervals in which a site with generation is covered: the shortest all its meters have.

    Args:
        loads: energies of the site.
        used: generation that covers them; not empty.
    """
    exports = (one.exported for one in used if one.exported is not None)
    return lcm(*(one.step_minutes for one in (*loads, *(one.generated for one in used), *exports)))


_Aligned = tuple[dict[str, EnergySeries], list[EnergySeries], list[EnergySeries | None]]


def _aligned(
    site: str, loads: Mapping[str, EnergySeries], used: Sequence[SiteGeneration], problems: Problems
) -> _Aligned | None:
    """Everything at the coarsest resolution and in the finest quantum."""
    exports = [one.exported for one in used]
    series = [*loads.values(), *(one.generated for one in used), *(export for export in exports if export is not None)]
    step = netted_minutes(loads.values(), used)
    exponent = min(one.quantum_exponent for one in series)
    try:
        brought = [one.resampled(step).refined(exponent) for one in series]
    except OverflowError:
        problems.error(SUPPLY_TOO_UNEQUAL, used[0].place, site=site)
        return None
    except ValueError:
        brought = []
    if not brought or any(one.grid != brought[0].grid for one in brought):
        problems.error(SUPPLY_GRIDS_DIFFER, used[0].place, site=site)
        return None
    rest = iter(brought)
    new_loads = {name: next(rest) for name in loads}
    generated = [next(rest) for _ in used]
    return new_loads, generated, [None if export is None else next(rest) for export in exports]


def _exports_are_sound(used: Sequence[SiteGeneration], time_zone: str, problems: Problems) -> bool:
    """Whether no export exceeds its generation in any interval both meters tell apart."""
    sound = True
    for one in used:
        if one.exported is None:
            continue
        pair = _aligned_pair(one.generated, one.exported)
        if pair is None:
            problems.error(SUPPLY_GRIDS_DIFFER, one.place.at("export_meter"), site=one.id)
            sound = False
            continue
        made, sent = pair
        for start, end in ranges(made.energy < sent.energy, made.grid.starts(), made.grid.step_s):
            count = (end - start) // made.grid.step_s
            found = spell_range(start, end, time_zone)
            problems.error(EXPORT_ABOVE_GENERATION, one.place.at("export_meter"), found=found, count=count)
            sound = False
    return sound


def _aligned_pair(made: EnergySeries, sent: EnergySeries) -> tuple[EnergySeries, EnergySeries] | None:
    step, exponent = lcm(made.step_minutes, sent.step_minutes), min(made.quantum_exponent, sent.quantum_exponent)
    try:
        brought = made.resampled(step).refined(exponent), sent.resampled(step).refined(exponent)
    except (OverflowError, ValueError):
        return None
    return brought if brought[0].grid == brought[1].grid else None


def _available(generated: Sequence[EnergySeries], exported: Sequence[EnergySeries | None]) -> list[EnergySeries]:
    """Generation less export ``[generation]``; never negative, since exports are sound."""
    return [
        made if sent is None else EnergySeries(made.grid, made.energy - sent.energy, made.quantum_exponent)
        for made, sent in zip(generated, exported, strict=True)
    ]


def _share_out(
    site: str,
    loads: dict[str, EnergySeries],
    available: dict[str, EnergySeries],
    used: Sequence[SiteGeneration],
    problems: Problems,
) -> SiteSupply:
    first = next(iter(loads.values()))
    grid, exponent = first.grid, first.quantum_exponent

    def series(energy: Ints) -> EnergySeries:
        return EnergySeries(grid, energy, exponent)

    wanted = [load.energy for load in loads.values()]
    offered = [one.energy for one in available.values()]
    taken = np.minimum(sum(wanted), sum(offered))
    by_source = divide(taken, offered)
    by_load = divide(taken, wanted)
    open_to = list(by_load)
    parts: dict[str, dict[str, EnergySeries]] = {name: {} for name in loads}
    for source, amount in zip(available, by_source, strict=True):
        shares = divide(amount, open_to)
        open_to = [left - share for left, share in zip(open_to, shares, strict=True)]
        for name, share in zip(loads, shares, strict=True):
            parts[name][source] = series(share)
    covered = {
        name: Covered(load, series(load.energy - on_site), parts[name])
        for (name, load), on_site in zip(loads.items(), by_load, strict=True)
    }
    surplus = {source: series(offer - took) for source, offer, took in zip(available, offered, by_source, strict=True)}
    left = sum(exact_sum(one.energy) for one in surplus.values())
    if left:
        problems.warn(SURPLUS, used[0].place, site=site, energy_kwh=decimal_of(left, exponent - 3))
    return SiteSupply(covered, surplus)
