"""Unfold the consumption of areas into where it came from, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from fourfold.app.electricity.grids import GridRequest, open_requested
from fourfold.app.electricity.outputs import check_grid_outputs, check_not_read, writing
from fourfold.app.electricity.tracing import trace_options
from fourfold.core.progress import Tick
from fourfold.core.zones import DAY_S, Ints, offsets_s
from fourfold.electricity.factors.files import spelled_starts
from fourfold.electricity.factors.frames import FrameWriter
from fourfold.electricity.tracing.origins import Origins, origins

_UNITS = {"run": "", "year": "Y", "month": "M", "day": "D"}


@dataclass(frozen=True, slots=True)
class OriginsRun:
    """Where consumption came from.

    Attributes:
        found: energies and emissions by group of intervals, consumer and origin.
        groups: how each group is called: a month, a day, a stamp; blank for the whole run.
        by: over which stretch was summed.
    """

    found: Origins
    groups: tuple[str, ...]
    by: str


def origins_of(
    request: GridRequest,
    output: Path,
    areas: Sequence[str] | None,
    by: str,
    coupling: str | None,
    losses: str | None,
    storage: str | None,
    tick: Tick,
) -> OriginsRun:
    """Follow the consumption of areas back to its sources and write the table.

    Columns: the stretch, the consuming ``area``, what stands behind it, its energy, that energy per MWh consumed, its
    share of all the energy behind, and what it carried. Per MWh consumed they sum to more than 1 where stores or, under
    L2, ties lose energy; the shares always sum to 1.

    Args:
        request: the grid.
        output: table to write; its ending names the form.
        areas: consumers; nothing for all.
        by: ``run``, ``year``, ``month``, ``day`` or ``hour`` of the local calendar.
        coupling, losses, storage: choices by word; ``None`` takes what grid.yaml says.
        tick: told of progress.

    Raises:
        InputError: the grid cannot be used, or the output cannot go where it is to.
    """
    check_grid_outputs(request.path, {"--output": output})
    grid = open_requested(request, tick)
    check_not_read(grid, {"--output": output})
    options = trace_options(grid, coupling, losses, storage, "none")
    starts, zone = grid.data.starts_s, grid.data.frame.time_zone
    keys = _groups(starts, zone, by)
    found = origins(grid.data, options, areas or None, keys, tick=tick)
    run = OriginsRun(found, _names(found.groups, zone, grid.opened.offset, by), by)
    with writing(output), FrameWriter(output) as frames:
        frames.write(_table(run, grid.data.frame.attributes[0].name.removesuffix("_per_mwh")))
        frames.close()
        frames.commit()
    return run


def _groups(starts_s: Ints, zone: str, by: str) -> Ints | None:
    """The group of each interval ``[interval]``; nothing for one group."""
    if by == "run":
        return None
    if by == "hour":
        return starts_s
    days = (starts_s + offsets_s(zone, starts_s)) // DAY_S
    return days.astype("datetime64[D]").astype(f"datetime64[{_UNITS[by]}]").astype(np.int64)


def _names(groups: Ints, zone: str, offset: str, by: str) -> tuple[str, ...]:
    if by == "run":
        return ("",)
    if by == "hour":
        return tuple(spelled_starts(groups, zone, offset))
    return tuple(str(one) for one in groups.astype(f"datetime64[{_UNITS[by]}]"))


def _table(run: OriginsRun, unit: str) -> pl.DataFrame:
    """Rows that carry energy, in order of stretch, consumer and origin."""
    found = run.found
    group, consumer, origin = np.nonzero(found.energy_mwh)
    energy = found.energy_mwh[group, consumer, origin]

    def texts(values: Sequence[str], at: Ints) -> pl.Series:
        return pl.Series(values, dtype=pl.String).gather(at)

    columns = {} if run.by == "run" else {"start" if run.by == "hour" else run.by: texts(run.groups, group)}
    columns |= {
        "area": texts(found.consumers, consumer),
        "origin": texts([str(one.kind) for one in found.origins], origin),
        "origin_area": texts([one.area for one in found.origins], origin),
        "technology": texts([one.technology for one in found.origins], origin),
        "name": texts([one.name for one in found.origins], origin),
        "energy_mwh": pl.Series(energy),
        "share_mwh_per_mwh": pl.Series(energy / found.demand_mwh[group, consumer]),
        "share_of_origins": pl.Series(found.shares()[group, consumer, origin]),
        f"emissions_{unit}": pl.Series(found.emissions[group, consumer, origin]),
    }
    return pl.DataFrame(columns)
