"""Claims on generation, matched with a grid interval by interval: energy, what it carries, and what may not be claimed.

A claim takes energy of a technology in an area and interval out of the mix, with what it carries, and serves with it as
much demand of the same area, or of another one that it names. A technology's claims take from its units in proportion
to their generation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fourfold.core.intervals import spell_instant
from fourfold.core.problems import N_, NOWHERE, MessageKind, Place, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats, GridData, GridState
from fourfold.electricity.tracing.network import Nodes
from fourfold.electricity.tracing.sums import nodes_of, sum_onto

CLAIM_AREA = MessageKind(
    "claim-area-unknown",
    N_("the grid has no area {found}"),
    N_("an area of the grid"),
    N_("correct the code; claims on generation beyond the data cannot be followed"),
)
CLAIM_TECHNOLOGY = MessageKind(
    "claim-technology-unknown",
    N_("{area} has no generation by {found}"),
    N_("a technology of the area: {known}"),
    N_("write the technology as in the grid"),
)
CLAIM_INTERVAL = MessageKind(
    "claim-interval-unknown",
    N_("no interval of the grid begins at {found}"),
    N_("an interval of the grid, of {minutes} minutes"),
    N_("give claims in the intervals of the grid"),
)

TOLERANCE = 1e-9
"""Share of an energy by which rounded claims may miss it and still be all of it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Energy of a technology taken out of the mix.

    Attributes:
        start_s: UTC second at which the interval begins.
        area: code of the area of generation.
        technology: as in the grid.
        energy_mwh: how much, not negative.
        kg_co2e_per_mwh: what a claimed MWh carries in the quantity of the grid's total; ``None`` for the factor of the
            technology in the area.
        consumer_area: code of the area that uses it; empty for the area of generation.
        name: of the claim or certificate, for people.
        place: where it was read.
    """

    start_s: int
    area: str
    technology: str
    energy_mwh: float
    kg_co2e_per_mwh: float | None = None
    consumer_area: str = ""
    name: str = ""
    place: Place = NOWHERE


@dataclass(frozen=True, slots=True, eq=False)
class ClaimBook:
    """Claims by interval, source group and consuming area.

    Attributes:
        starts_s: of the grid's intervals ``[interval]``.
        group: group of each source, one for every technology of every area ``[source]``.
        group_area: area of each group ``[group]``.
        interval, claimed, consumer: interval, group and consuming area of each claim ``[claim]``.
        energy_mwh: ``[claim]``.
        own_kg_per_mwh: what a claim carries, NaN for the factor of the technology ``[claim]``.
        places: of each claim.
    """

    starts_s: Ints
    group: Nodes
    group_area: Nodes
    interval: Ints
    claimed: Ints
    consumer: Ints
    energy_mwh: Floats
    own_kg_per_mwh: Floats
    places: tuple[Place, ...]

    @property
    def stays_in_area(self) -> bool:
        """Whether every claim is used in the area where it was generated."""
        return bool((self.group_area[self.claimed] == self.consumer).all())


@dataclass(frozen=True, slots=True, eq=False)
class ClaimedBlock:
    """A block of a grid with what is claimed of it, emissions in kg of the total.

    Attributes:
        state: the block as it is.
        left: the block without what is claimed, of generation and of demand.
        generated_mwh, generated_kg: of each area ``[interval, area]``.
        claimed_mwh, claimed_kg: of the generation of each area ``[interval, area]``.
        served_mwh: demand of each area served by claims ``[interval, area]``.
    """

    state: GridState
    left: GridState
    generated_mwh: Floats
    generated_kg: Floats
    claimed_mwh: Floats
    claimed_kg: Floats
    served_mwh: Floats


def claimed_of(book: ClaimBook, state: GridState) -> ClaimedBlock:
    """What is claimed of a block of intervals."""
    frame, areas, groups = state.frame, len(state.frame.areas), book.group_area.size
    first = int(np.searchsorted(book.starts_s, state.starts_s[0]))
    here = np.flatnonzero((book.interval >= first) & (book.interval < first + len(state.starts_s)))
    at = (book.interval[here] - first, book.claimed[here])
    shape = (len(state.starts_s), groups)
    of_area = nodes_of([source.area for source in frame.sources])
    kg = state.generation_mwh * state.per_mwh[:, :, 0]
    group_mwh, group_kg = sum_onto(book.group, state.generation_mwh, groups), sum_onto(book.group, kg, groups)
    rate = np.divide(group_kg, group_mwh, out=np.zeros(shape), where=group_mwh > 0)
    energy = book.energy_mwh[here]
    own = book.own_kg_per_mwh[here]
    claimed_mwh, claimed_kg, served = np.zeros(shape), np.zeros(shape), np.zeros((shape[0], areas))
    np.add.at(claimed_mwh, at, energy)
    np.add.at(claimed_kg, at, energy * np.where(np.isnan(own), rate[at], own))
    np.add.at(served, (at[0], book.consumer[here]), energy)
    return ClaimedBlock(
        state,
        _left(book, state, group_mwh, claimed_mwh, served),
        sum_onto(of_area, state.generation_mwh, areas),
        sum_onto(of_area, kg, areas),
        sum_onto(book.group_area, claimed_mwh, areas),
        sum_onto(book.group_area, claimed_kg, areas),
        served,
    )


def _left(book: ClaimBook, state: GridState, group_mwh: Floats, claimed_mwh: Floats, served: Floats) -> GridState:
    """The block without what is claimed: nothing where all but rounding is."""
    rest = group_mwh - claimed_mwh
    share = np.divide(rest, group_mwh, out=np.ones(rest.shape), where=group_mwh > 0)
    share[np.abs(share) <= TOLERANCE] = 0.0
    demand = state.demand_mwh - served
    demand[np.abs(demand) <= TOLERANCE * state.demand_mwh] = 0.0
    kept = share[:, book.group]
    return replace(
        state,
        generation_mwh=state.generation_mwh * kept,
        estimated_mwh=state.estimated_mwh * kept,
        demand_mwh=demand,
    )


def book_of(grid: GridData, claims: Sequence[Claim]) -> ClaimBook:
    """Find the interval, the technology and the areas of every claim.

    Raises:
        InputError: with every claim that names nothing of the grid.
    """
    frame, problems = grid.frame, Problems()
    groups: dict[tuple[int, str], int] = {}
    group = [groups.setdefault((source.area, source.technology), len(groups)) for source in frame.sources]
    areas = {area.code: index for index, area in enumerate(frame.areas)}
    positions = {int(second): index for index, second in enumerate(grid.starts_s.tolist())}
    rows: list[tuple[int, int, int]] = []
    for claim in claims:
        interval = positions.get(claim.start_s)
        area, consumer = areas.get(claim.area), areas.get(claim.consumer_area or claim.area)
        found = groups.get((-1 if area is None else area, claim.technology))
        if interval is None:
            start = spell_instant(claim.start_s, frame.time_zone)
            problems.error(CLAIM_INTERVAL, claim.place.at("start"), found=start, minutes=frame.step_minutes)
        if area is None:
            problems.error(CLAIM_AREA, claim.place.at("area"), found=claim.area)
        elif found is None:
            known = ", ".join(technology for at, technology in groups if at == area) or "–"
            place = claim.place.at("technology")
            problems.error(CLAIM_TECHNOLOGY, place, area=claim.area, found=claim.technology, known=known)
        if claim.consumer_area and consumer is None:
            problems.error(CLAIM_AREA, claim.place.at("consumer_area"), found=claim.consumer_area)
        rows.append((interval or 0, found or 0, consumer or 0))
    problems.raise_if_errors()
    index = np.array(rows, np.int64).reshape(-1, 3)
    return ClaimBook(
        grid.starts_s,
        nodes_of(group),
        nodes_of([area for area, _ in groups]),
        index[:, 0],
        index[:, 1],
        index[:, 2],
        np.array([claim.energy_mwh for claim in claims], np.float64),
        np.array([np.nan if claim.kg_co2e_per_mwh is None else claim.kg_co2e_per_mwh for claim in claims]),
        tuple(claim.place for claim in claims),
    )
