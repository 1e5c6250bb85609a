"""How the grid comes to a check: read by the check itself where that is enough, else by the reader of tracing."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fourfold.core.problems import MessageKind
from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.report import Reading
from fourfold.electricity.grid.state import GridData

_RECONCILED = "grid-reconciled"


@dataclass(frozen=True, slots=True)
class Opened:
    """A grid for a check.

    Attributes:
        data: the grid that was traced.
        folders: what the paths of its files count from: the declaration's folder, and that of the data.
        reading: who read it.
        why_shared: why not the check itself.
    """

    data: GridData
    folders: tuple[Path, ...]
    reading: Reading
    why_shared: MessageKind | None = None


def open_for_check(path: Path, meta: Mapping[str, Any], repairs: Mapping[str, str], resolution_minutes: str) -> Opened:
    """Open the grid that a factor file was traced from.

    Raises:
        InputError: the grid cannot be used.
    """
    from fourfold.electricity.checking.plain import read_plain
    from fourfold.electricity.checking.plain_tables import NotPlain

    folder = path.parent if path.is_file() else path
    reconciled = _reconciled(meta)
    if reconciled is None and not repairs:
        plain = read_plain(folder, resolution_minutes)
        if not isinstance(plain, NotPlain):
            return Opened(plain, (folder,), Reading.OWN)
        why = plain.why
    else:
        why = say.GRID_RECONCILED if reconciled is not None else say.GRID_REPAIRED
    opened = _shared(path, reconciled, repairs, resolution_minutes)
    return Opened(opened[0], (folder, opened[1]), Reading.SHARED, why)


def _shared(
    path: Path, reconciled: Mapping[str, str] | None, repairs: Mapping[str, str], resolution_minutes: str
) -> tuple[GridData, Path]:
    """The grid as tracing reads it, and the folder of its data."""
    from fourfold.electricity.grid.open import open_grid
    from fourfold.electricity.reconciliation.reconcile import reconcile
    from fourfold.electricity.reconciliation.settings import Adjusted, ReconcileSettings, WeightRule

    wanted = dict(repairs) | ({} if reconciled is None else {"imbalance": "reconcile"})
    opened = open_grid(path, repairs=wanted, resolution_minutes=resolution_minutes)
    data, folder = opened.data, opened.folder / opened.declaration.files.path
    if reconciled is None:
        return data, folder
    pairs = (pair.partition("=") for pair in reconciled.get("trust", "").split())
    trust = {Adjusted(kind): math.inf if factor == "inf" else float(factor) for kind, _, factor in pairs}
    return reconcile(data, ReconcileSettings(WeightRule(reconciled["weights"]), trust)), folder


def _reconciled(meta: Mapping[str, Any]) -> Mapping[str, str] | None:
    """Settings under which the grid was reconciled, as the meta tells them; nothing where it was not."""
    for assumption in meta["assumptions"]:
        if assumption["kind"]["code"] == _RECONCILED:
            params: Mapping[str, str] = assumption["params"]
            return params
    return None
