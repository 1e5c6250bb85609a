"""Balance a grid and write it as a new folder, with every adjustment."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from fourfold.app.electricity.grids import GridRequest, open_requested
from fourfold.app.electricity.outputs import check_grid_outputs, check_new_grid, writing
from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.core.progress import Tick
from fourfold.electricity.grid.writing import GridWriter, new_folder, write_declaration
from fourfold.electricity.reconciliation.reconcile import Reconciled
from fourfold.electricity.reconciliation.settings import ReconcileSettings, WeightRule

RATES_BY_OUTPUT = MessageKind(
    "grid-rates-by-output",
    N_("what the units of this grid emit depends on their output, which a table of factors cannot hold"),
    N_("a grid with factors by technology"),
    N_("trace it with --reconcile instead: the adjustments are then told with the factors"),
)
_WRITING = N_("writing")


@dataclass(frozen=True, slots=True)
class ReconcileRun:
    """A grid that was balanced.

    Attributes:
        output: the new folder.
        grid: the grid and what was changed.
    """

    output: Path
    grid: Reconciled


def reconcile_grid(request: GridRequest, output: Path, weights: str, json_path: str | None, tick: Tick) -> ReconcileRun:
    """Balance a grid and write it with ``adjustments.csv`` into a new folder.

    Raises:
        InputError: the grid cannot be used or balanced, or the folder cannot be made.
    """
    check_grid_outputs(request.path, {}, json_path)
    check_new_grid(request.path, output)
    opened = open_requested(replace(request, settings=ReconcileSettings(WeightRule(weights))), tick)
    balanced = opened.data
    assert isinstance(balanced, Reconciled)  # noqa: S101 - the request asks for it
    with writing(output), new_folder(output) as folder:
        tables, rates = _writer(folder, balanced), opened.folder
        done = 0
        with (folder / "adjustments.csv").open("wb") as stream:
            for state, adjusted in zip(balanced.blocks(), balanced.adjustments(), strict=True):
                if state.per_mwh.shape[0] != 1:
                    raise InputError([Problem(RATES_BY_OUTPUT, Place(str(request.path)))])
                tables.write(state)
                _with_stamps(adjusted).write_csv(stream, include_header=not done)
                done += state.starts_s.size
                tick(_WRITING, done, balanced.starts_s.size)
        tables.close()
        for name in ("factors.csv", "factors.csv.gz", "factors.parquet"):
            if (rates / name).exists():
                shutil.copyfile(rates / name, folder / name)
        write_declaration(folder, opened.declaration, balanced.intervals > 0)
    return ReconcileRun(output, balanced)


def _writer(folder: Path, grid: Reconciled) -> GridWriter:
    return GridWriter(folder, grid.frame, any(state.estimated_mwh.any() for state in grid.blocks()))


def _with_stamps(adjusted: pl.DataFrame) -> pl.DataFrame:
    stamps = pl.from_epoch("start_s", time_unit="s").dt.strftime("%Y-%m-%dT%H:%M:%SZ").alias("start")
    return adjusted.select(stamps, pl.exclude("start_s"))
