"""Random grids that balance, for laws: every area and interval has generation + imports + discharge = its uses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Source, Status
from fourfold.electricity.grid.memory import GridInMemory
from fourfold.electricity.grid.state import (
    Attribute,
    AttributeKind,
    Border,
    Floats,
    GenerationSource,
    GridArea,
    GridFrame,
    GridState,
    GridStore,
    Tie,
)

START_S = 1_704_067_200
"""2024-01-01T00:00Z."""

BASIS = Basis(Quantity.CO2E_LIFECYCLE, Claim.LOCATION, Averaging.AVERAGE, Losses.EXCLUDED, GwpSet.AR5)
TOTAL = Attribute("kg_co2e_per_mwh", AttributeKind.TOTAL)


@dataclass(frozen=True)
class GridShape:
    """How large a random grid is, and what stands in it."""

    areas: int = 4
    technologies: int = 3
    ties: int = 5
    borders: int = 0
    stores: int = 0
    intervals: int = 6
    loss_share: float = 0.0
    parts: int = 1
    idle_share: float = 0.0


def random_grid(seed: int, shape: GridShape = GridShape(), block_intervals: int = 4) -> GridInMemory:
    """A grid whose balances hold to rounding, the same for the same seed.

    Ties run between random pairs, parallel ones included, so that most intervals hold cycles. A share of sources is
    idle in an interval. Stores charge or discharge at random and begin with a stock that never runs empty.
    """
    rng = np.random.default_rng(seed)
    n, hours = shape.areas, shape.intervals
    frame = _frame(rng, shape)
    ties = len(frame.ties)
    generation = rng.uniform(0.0, 100.0, (hours, len(frame.sources)))
    generation[rng.random(generation.shape) < shape.idle_share] = 0.0
    sent = rng.uniform(-80.0, 80.0, (hours, ties))
    sent[rng.random(sent.shape) < shape.idle_share] = 0.0
    loss = np.abs(sent) * (shape.loss_share * rng.random((hours, ties)))
    border = rng.uniform(-30.0, 30.0, (hours, len(frame.borders)))
    charge, discharge = _storage(rng, hours, len(frame.stores))
    area_loss = shape.loss_share * rng.uniform(0.0, 5.0, (hours, n))
    without_generation = _net(frame, sent, loss, border, charge, discharge) - area_loss
    _lift(frame, generation, without_generation, rng)
    produced = np.zeros((hours, n))
    for index, source in enumerate(frame.sources):
        produced[:, source.area] += generation[:, index]
    per_mwh = rng.uniform(0.0, 1000.0, (1, len(frame.sources), len(frame.attributes)))
    state = GridState(
        frame=frame,
        starts_s=START_S + 3600 * np.arange(hours, dtype=np.int64),
        generation_mwh=generation,
        per_mwh=per_mwh,
        exchange_mwh=sent,
        tie_loss_mwh=loss,
        border_mwh=border,
        demand_mwh=produced + without_generation,
        area_loss_mwh=area_loss,
        charge_mwh=charge,
        discharge_mwh=discharge,
        estimated_mwh=generation * (rng.random(generation.shape) < 0.1),
        missing=np.zeros((hours, n), bool),
    )
    return GridInMemory(state, block_intervals)


def grids(
    most_areas: int = 6, stores: int = 0, borders: int = 2, most_loss: float = 0.0, most_idle: float = 0.5
) -> st.SearchStrategy[GridInMemory]:
    """Random grids of random shape."""
    return st.builds(
        lambda seed, areas, technologies, ties, outside, intervals, loss, idle: random_grid(
            seed, GridShape(areas, technologies, ties, outside, stores, intervals, loss, 2, idle)
        ),
        st.integers(0, 2**32 - 1),
        st.integers(1, most_areas),
        st.integers(1, 3),
        st.integers(0, 2 * most_areas),
        st.integers(0, borders),
        st.integers(1, 6),
        st.floats(0.0, most_loss),
        st.floats(0.0, most_idle),
    )


def _frame(rng: np.random.Generator, shape: GridShape) -> GridFrame:
    n = shape.areas
    attributes = (TOTAL, *(Attribute(f"part{i}_kg_per_mwh", AttributeKind.PART) for i in range(shape.parts)))
    pairs = [rng.choice(n, 2, replace=False) for _ in range(shape.ties if n > 1 else 0)]
    return GridFrame(
        areas=tuple(GridArea(f"A{i}", (("en", f"Area {i}"),)) for i in range(n)),
        sources=tuple(GenerationSource(i, f"tech {k}") for i in range(n) for k in range(shape.technologies)),
        ties=tuple(Tie(int(a), int(b), str(i)) for i, (a, b) in enumerate(pairs)),
        borders=tuple(Border(f"X{i}", int(rng.integers(n)), 0, Status.ILLUSTRATIVE) for i in range(shape.borders)),
        border_per_mwh=rng.uniform(0.0, 1000.0, (shape.borders, len(attributes))),
        stores=tuple(
            GridStore(
                int(rng.integers(n)),
                f"store {i}",
                float(rng.uniform(0.7, 1.0)),
                float(rng.uniform(0.7, 1.0)),
                float(rng.uniform(0.0, 0.01)),
                1000.0 + 100.0 * shape.intervals,
                tuple(rng.uniform(0.0, 1000.0, len(attributes)).tolist()),
            )
            for i in range(shape.stores)
        ),
        attributes=attributes,
        step_minutes=60,
        basis=BASIS,
        time_zone="UTC",
        documents=(Source("", "made up for a test"),),
        status=Status.ILLUSTRATIVE,
    )


def _storage(rng: np.random.Generator, hours: int, stores: int) -> tuple[Floats, Floats]:
    """Intervals that only charge, only discharge, do both, or neither."""
    charge = rng.uniform(0.0, 20.0, (hours, stores)) * (rng.random((hours, stores)) < 0.5)
    discharge = rng.uniform(0.0, 20.0, (hours, stores)) * (rng.random((hours, stores)) < 0.5)
    return charge, discharge


def _net(frame: GridFrame, sent: Floats, loss: Floats, border: Floats, charge: Floats, discharge: Floats) -> Floats:
    """What reaches each area without its generation ``[interval, area]``."""
    net = np.zeros((sent.shape[0], len(frame.areas)))
    for index, tie in enumerate(frame.ties):
        forward, backward = np.maximum(sent[:, index], 0.0), np.maximum(-sent[:, index], 0.0)
        lost = loss[:, index]
        net[:, tie.from_area] += backward - lost * (backward > 0) - forward
        net[:, tie.to_area] += forward - lost * (forward > 0) - backward
    for index, outer in enumerate(frame.borders):
        net[:, outer.area] += border[:, index]
    for index, store in enumerate(frame.stores):
        net[:, store.area] += discharge[:, index] - charge[:, index]
    return net


def _lift(frame: GridFrame, generation: Floats, net: Floats, rng: np.random.Generator) -> None:
    """Raise an area's first source where its uses would exceed what reaches it, so that demand is never negative."""
    for area in range(len(frame.areas)):
        own = [index for index, source in enumerate(frame.sources) if source.area == area]
        short = np.maximum(-(generation[:, own].sum(axis=1) + net[:, area]), 0.0)
        generation[:, own[0]] += short + (short > 0) * rng.uniform(0.0, 50.0, short.shape)
