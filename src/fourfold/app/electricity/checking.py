"""Check written factors against the grid they were traced from."""

from __future__ import annotations

from pathlib import Path

from fourfold.app.electricity.factors import refuse_aggregate
from fourfold.app.electricity.grids import GridRequest
from fourfold.app.electricity.outputs import check_grid_outputs, check_outputs
from fourfold.core.progress import Tick
from fourfold.electricity.checking.check import check
from fourfold.electricity.checking.report import CheckReport
from fourfold.electricity.factors.meta_file import meta_path


def check_factors(request: GridRequest, factors: Path, json_path: str | None, tick: Tick) -> CheckReport:
    """Recompute the balances of a factor file, apart from the solver that made it.

    Raises:
        InputError: grid or factors cannot be read.
    """
    check_grid_outputs(request.path, {}, json_path)
    check_outputs([factors, meta_path(factors)], {}, json_path)
    refuse_aggregate(factors)
    return check(request.path, factors, request.repairs, request.resolution_minutes, tick)
