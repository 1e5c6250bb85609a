"""Small grids spelled out in full, for examples worked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fourfold.data.source import Status
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import (
    Border,
    GenerationSource,
    GridArea,
    GridFrame,
    GridState,
    GridStore,
    Tie,
)
from support.grids import BASIS, START_S, TOTAL

Hours = Sequence[float]


def small_grid(
    areas: str,
    sources: Mapping[tuple[str, str], tuple[float, Hours]],
    ties: Mapping[tuple[str, str], Hours] | None = None,
    lost: Mapping[tuple[str, str], Hours] | None = None,
    borders: Mapping[tuple[str, str], tuple[float, Hours]] | None = None,
    stores: Mapping[GridStore, tuple[Hours, Hours]] | None = None,
    area_loss: Mapping[str, Hours] | None = None,
    missing: Mapping[str, Sequence[bool]] | None = None,
    step_minutes: int = 60,
    starts_s: Sequence[int] | None = None,
    block_intervals: int = 2,
) -> GridInMemory:
    """A grid of areas with one-letter codes; demand is what is left.

    Args:
        areas: their codes.
        sources: factor and hourly energy of each (area, technology).
        ties: energy sent from one area to another.
        lost: of that, on the way.
        borders: factor and net import of each (boundary area, area).
        stores: charge and discharge of each store.
        area_loss, missing: by area.
        step_minutes: length of an interval.
        starts_s: of the intervals; one after the other where not given.
        block_intervals: length of a block.
    """
    ties, lost, borders, stores = ties or {}, lost or {}, borders or {}, stores or {}
    hours = len(next(iter(sources.values()))[1])
    at = {code: index for index, code in enumerate(areas)}
    frame = GridFrame(
        areas=tuple(GridArea(code) for code in areas),
        sources=tuple(GenerationSource(at[area], technology) for area, technology in sources),
        ties=tuple(Tie(at[start], at[end]) for start, end in ties),
        borders=tuple(Border(outside, at[area], 0, Status.ILLUSTRATIVE) for outside, area in borders),
        border_per_mwh=np.array([[factor] for factor, _ in borders.values()]).reshape(-1, 1),
        stores=tuple(stores),
        attributes=(TOTAL,),
        step_minutes=step_minutes,
        basis=BASIS,
        time_zone="UTC",
        documents=(),
        status=Status.ILLUSTRATIVE,
    )
    generation = np.array([energy for _, energy in sources.values()], float).reshape(-1, hours).T
    exchange = np.array(list(ties.values()), float).reshape(-1, hours).T
    loss = np.array([lost.get(tie, [0.0] * hours) for tie in ties], float).reshape(-1, hours).T
    border = np.array([energy for _, energy in borders.values()], float).reshape(-1, hours).T
    charge = np.array([pair[0] for pair in stores.values()], float).reshape(-1, hours).T
    discharge = np.array([pair[1] for pair in stores.values()], float).reshape(-1, hours).T
    inside = np.array([(area_loss or {}).get(code, [0.0] * hours) for code in areas], float).T
    demand = -inside
    for index, source in enumerate(frame.sources):
        demand[:, source.area] += generation[:, index]
    for index, tie in enumerate(frame.ties):
        forward = exchange[:, index] > 0
        demand[:, tie.from_area] -= exchange[:, index] + np.where(forward, 0.0, loss[:, index])
        demand[:, tie.to_area] += exchange[:, index] - np.where(forward, loss[:, index], 0.0)
    for index, outer in enumerate(frame.borders):
        demand[:, outer.area] += border[:, index]
    for index, store in enumerate(frame.stores):
        demand[:, store.area] += discharge[:, index] - charge[:, index]
    state = GridState(
        frame=frame,
        starts_s=np.array(starts_s or [START_S + 60 * step_minutes * hour for hour in range(hours)], np.int64),
        generation_mwh=generation,
        per_mwh=np.array([[[factor] for factor, _ in sources.values()]], float),
        exchange_mwh=exchange,
        tie_loss_mwh=loss,
        border_mwh=border,
        demand_mwh=demand,
        area_loss_mwh=inside,
        charge_mwh=charge,
        discharge_mwh=discharge,
        estimated_mwh=np.zeros(generation.shape),
        missing=np.array([(missing or {}).get(code, [False] * hours) for code in areas], bool).T,
    )
    return GridInMemory(state, block_intervals)
