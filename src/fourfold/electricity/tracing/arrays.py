"""Tracing of plain arrays, for those who have a grid as numpy arrays and no files."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from fourfold.data.basis import Averaging, Basis, Claim, GwpSet, Losses, Quantity
from fourfold.data.source import Status
from fourfold.electricity.grid.memory import BLOCK_INTERVALS, GridInMemory
from fourfold.electricity.grid.state import Floats, GenerationSource, GridArea, GridFrame, GridState, Tie
from fourfold.electricity.tracing.balance import Ledger
from fourfold.electricity.tracing.cargo import Cargo
from fourfold.electricity.tracing.losses import ends
from fourfold.electricity.tracing.network import Mixer, Nodes
from fourfold.electricity.tracing.options import Coupling, LossRule, TraceOptions, choice
from fourfold.electricity.tracing.result import Reasons
from fourfold.electricity.tracing.run import run
from fourfold.electricity.tracing.stocks import unfollowed
from fourfold.electricity.tracing.sums import exact_sum_onto, sum_onto
from fourfold.electricity.tracing.trace import fastest_mixer

_HOUR_S = 3600
_LARGEST = 1e100
_NO_BASIS = Basis(Quantity.CO2E_DIRECT, Claim.LOCATION, Averaging.AVERAGE, Losses.EXCLUDED, GwpSet.UNSTATED)
"""Arrays do not say what their emissions are; nothing below reads this."""


class TracedArrays(NamedTuple):
    """Factors of every hour and area.

    Attributes:
        per_mwh: what a consumed MWh carries ``[hour, area, attribute]``, NaN where there is no factor.
        reason: why there is none ``[hour, area]``, as numbers of `fourfold.electricity.tracing.result.Reason`; 0 where
            there is one.
    """

    per_mwh: Floats
    reason: Reasons


def trace_arrays(
    generation_mwh: ArrayLike,
    emissions_kg: ArrayLike,
    flows_mwh: ArrayLike,
    *,
    ties: ArrayLike | None = None,
    loss_mwh: ArrayLike | None = None,
    demand_mwh: ArrayLike | None = None,
    coupling: Coupling | str = Coupling.DIRECT,
    losses: LossRule | str = LossRule.IGNORED,
    mixer: Mixer | None = None,
) -> TracedArrays:
    """Consumption-based factors from arrays: (g_i + Σ_j f_ji) x_i − Σ_j f_ji x_j = F_i in every hour.

    Hours are independent of one another: there are no stores here. `fourfold.electricity.tracing.trace.trace` follows
    stores, borders and technologies.

    Args:
        generation_mwh: what each area generates, and imports from beyond the arrays ``[hour, area]``.
        emissions_kg: what that carries ``[hour, area, attribute]``, or ``[hour, area]`` for one attribute; any unit,
            and either sign, as prices have.
        flows_mwh: energy sent. Without `ties`: ``[hour, from, to]``, none negative, both directions of a pair counting
            as they are. With `ties`: ``[hour, tie]``, negative for the other way.
        ties: areas at both ends of each tie ``[tie, 2]``.
        loss_mwh: of what was sent, lost on the way; same axes as `flows_mwh`. None means no losses.
        demand_mwh: ``[hour, area]``; without it, what comes into an area and does not leave it.
        coupling: ``direct`` or ``aggregated``.
        losses: ``L0``, ``L1`` or ``L2``.
        mixer: solves the mixing; the fastest available where none is given.

    Raises:
        ValueError: shapes do not fit, numbers are not finite or beyond 1e100, energies are negative, more is lost than
            was sent, something is emitted where nothing is generated, more leaves an area than comes in, or a word is
            none of the choices.
        InputError: the demand given does not balance the areas; they are named by their number.
        BalanceError: an attribute is not conserved to 1e-12, or an hour cannot be solved; it counts hours from
            1970-01-01T00:00 on.
    """
    options = TraceOptions(choice("coupling", Coupling, coupling), choice("losses", LossRule, losses))
    generation, emissions = _finite("generation_mwh", generation_mwh, 2), _finite("emissions_kg", emissions_kg)
    emissions = emissions[:, :, None] if emissions.ndim == 2 else emissions
    if emissions.ndim != 3 or emissions.shape[:2] != generation.shape:
        raise ValueError(f"emissions_kg has axes {emissions.shape}, generation_mwh {generation.shape}")
    flows, pairs = _flows(_finite("flows_mwh", flows_mwh), ties, generation.shape)
    lost = (
        np.zeros(flows.shape) if loss_mwh is None else _flows(_finite("loss_mwh", loss_mwh), ties, generation.shape)[0]
    )
    if (generation < 0).any():
        raise ValueError("generation_mwh is negative: count own use as demand")
    if emissions[generation == 0].any():
        raise ValueError("emissions_kg has emissions where nothing is generated")
    if lost.shape != flows.shape or (lost < 0).any() or (lost > np.abs(flows)).any():
        raise ValueError("loss_mwh is negative or more than was sent")
    used = pairs[(flows != 0).any(axis=0)]
    flows, lost = (each[:, (flows != 0).any(axis=0)] for each in (flows, lost))
    frame = _frame(generation.shape[1], used)
    demand = _demand(frame, generation, flows, lost) if demand_mwh is None else _finite("demand_mwh", demand_mwh, 2)
    if not len(generation):
        return TracedArrays(np.empty(emissions.shape), np.empty(generation.shape, np.int8))
    return _trace(_grid(frame, generation, flows, lost, demand), emissions, options, mixer)


def _finite(name: str, values: ArrayLike, axes: int | None = None) -> Floats:
    array = np.asarray(values, np.float64)
    if axes is not None and array.ndim != axes:
        raise ValueError(f"{name} has {array.ndim} axes, not {axes}")
    if not np.isfinite(array).all():
        raise ValueError(f"{name} has values that are missing or infinite")
    if (np.abs(array) > _LARGEST).any():
        raise ValueError(f"{name} has values beyond {_LARGEST:g}, whose products no number can hold")
    return array


def _flows(flows: Floats, ties: ArrayLike | None, shape: tuple[int, ...]) -> tuple[Floats, Nodes]:
    """Flows over ties ``[hour, tie]`` and the areas at their ends ``[tie, 2]``."""
    hours, areas = shape
    if ties is None:
        if flows.shape != (hours, areas, areas):
            raise ValueError(f"flows have axes {flows.shape}, not {(hours, areas, areas)}")
        pairs = np.argwhere(~np.eye(areas, dtype=bool)).astype(np.int32)
        if (flows < 0).any():
            raise ValueError("flows are negative: without ties both directions of a pair have their own place")
        if flows[:, np.arange(areas), np.arange(areas)].any():
            raise ValueError("an area sends energy to itself")
        return flows[:, pairs[:, 0], pairs[:, 1]], pairs
    pairs = np.asarray(ties, np.int32).reshape(-1, 2)
    if flows.shape != (hours, len(pairs)):
        raise ValueError(f"flows have axes {flows.shape}, not {(hours, len(pairs))}")
    if len(pairs) and (pairs.min() < 0 or pairs.max() >= areas or (pairs[:, 0] == pairs[:, 1]).any()):
        raise ValueError(f"ties join two different areas, numbered 0 to {areas - 1}")
    return flows, pairs


def _frame(areas: int, pairs: Nodes) -> GridFrame:
    return GridFrame(
        areas=tuple(GridArea(str(area)) for area in range(areas)),
        sources=tuple(GenerationSource(area, "") for area in range(areas)),
        ties=tuple(Tie(start, end) for start, end in pairs.tolist()),
        borders=(),
        border_per_mwh=np.zeros((0, 0)),
        stores=(),
        attributes=(),
        step_minutes=60,
        basis=_NO_BASIS,
        time_zone="UTC",
        documents=(),
        status=Status.UNCONFIRMED,
    )


def _demand(frame: GridFrame, generation: Floats, flows: Floats, lost: Floats) -> Floats:
    """What comes into each area and does not leave it ``[hour, area]``."""
    first, second = ends(frame)
    count, away, back = generation.shape[1], np.maximum(flows, 0.0), np.maximum(-flows, 0.0)
    there, here = away - lost * (flows > 0), back - lost * (flows < 0)
    came = generation + sum_onto(second, there, count) + sum_onto(first, here, count)
    areas = np.arange(count, dtype=np.int32)
    terms = np.concatenate([generation, there - back, here - away], axis=1)
    demand = exact_sum_onto(np.concatenate([areas, second, first]), terms, count)
    short = demand < -1e-9 * came
    if short.any():
        hour, area = np.argwhere(short)[0].tolist()
        raise ValueError(f"more leaves area {area} in hour {hour} than comes in, by {-demand[hour, area]:.6g} MWh")
    return np.maximum(demand, 0.0)  # below zero is the rounding of sums only, booked with what is left over


def _grid(frame: GridFrame, generation: Floats, flows: Floats, lost: Floats, demand: Floats) -> GridInMemory:
    hours, areas = generation.shape
    if demand.shape != generation.shape or (demand < 0).any():
        raise ValueError(f"demand_mwh is negative or has axes {demand.shape}, not {generation.shape}")
    none = np.zeros((hours, 0))
    state = GridState(
        frame=frame,
        starts_s=np.arange(hours, dtype=np.int64) * _HOUR_S,
        generation_mwh=generation,
        per_mwh=np.zeros((1, areas, 0)),
        exchange_mwh=flows,
        tie_loss_mwh=lost,
        border_mwh=none,
        demand_mwh=demand,
        area_loss_mwh=np.zeros((hours, areas)),
        charge_mwh=none,
        discharge_mwh=none,
        estimated_mwh=np.zeros((hours, areas)),
        missing=np.zeros((hours, areas), bool),
    )
    return GridInMemory(state, BLOCK_INTERVALS)


def _trace(grid: GridInMemory, emissions: Floats, options: TraceOptions, mixer: Mixer | None) -> TracedArrays:
    kinds = emissions.shape[2]

    def generated(state: GridState) -> Floats:
        return emissions[state.starts_s // _HOUR_S]

    nothing = np.zeros((0, kinds))
    cargo, ledger = Cargo(generated, nothing, nothing, nothing), Ledger([f"attribute {kind}" for kind in range(kinds)])
    per_mwh, reason = np.empty(emissions.shape), np.empty(emissions.shape[:2], np.int8)
    done = 0
    for mixed in run(grid, options, cargo, unfollowed(grid), nothing, mixer or fastest_mixer(grid, emissions.shape[2])):
        ledger.add(mixed.books)
        hours = slice(done, done + len(mixed.state.starts_s))
        per_mwh[hours], reason[hours] = mixed.per_mwh, mixed.reason
        done = hours.stop
    return TracedArrays(per_mwh, reason)
