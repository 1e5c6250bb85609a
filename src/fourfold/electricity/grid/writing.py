"""A grid written as a tidy folder, in the tables `fourfold.electricity.grid.tidy` reads, whatever it was read from.

Numbers are the shortest text that reads back as the same float64. The folder appears whole or not at all.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import polars as pl
import yaml

from fourfold.core.zones import Ints
from fourfold.data.source import WEAKENING_STATUS, Status
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Floats, GridFrame, GridState

_ISO = "%Y-%m-%dT%H:%M:%SZ"


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A temporary folder beside `path` that takes its name at the end, or vanishes on an error.

    Raises:
        FileExistsError: there is something of that name.
        OSError: the folder above cannot be written.
    """
    if path.exists():
        raise FileExistsError(17, "it exists already", str(path))
    temporary = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part"))
    try:
        temporary.chmod(0o755)
        yield temporary
        os.rename(temporary, path)  # noqa: PTH104 - refuses a name taken meanwhile
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


class GridWriter:
    """Appends the blocks of a grid to the tables of a folder.

    Args:
        folder: where; it exists.
        frame: what the axes mean.
        tells_estimated: whether the generation gets a column that says how much of it is estimated.
    """

    def __init__(self, folder: Path, frame: GridFrame, tells_estimated: bool) -> None:
        self._folder, self._frame = folder, frame
        self._codes = [area.code for area in frame.areas]
        self._open: dict[str, IO[bytes]] = {}
        self._tells_estimated = tells_estimated

    def write(self, state: GridState) -> None:
        """Append the intervals of a block."""
        frame, codes, starts = self._frame, self._codes, state.starts_s
        sources = {
            "area": [codes[source.area] for source in frame.sources],
            "technology": [source.technology for source in frame.sources],
        }
        if any(source.unit for source in frame.sources):
            sources["unit"] = [source.unit for source in frame.sources]
        estimated = {"estimated_mwh": state.estimated_mwh} if self._tells_estimated else {}
        self._append("generation", starts, sources, energy_mwh=state.generation_mwh, **estimated)
        lines: dict[str, list[str]] = {
            "from_area": [codes[tie.from_area] for tie in frame.ties] + [border.outside for border in frame.borders],
            "to_area": [codes[tie.to_area] for tie in frame.ties] + [codes[border.area] for border in frame.borders],
            "tie": [tie.name for tie in frame.ties] + [""] * len(frame.borders),
        }
        self._append("exchanges", starts, lines, energy_mwh=np.hstack([state.exchange_mwh, state.border_mwh]))
        self._append("demand", starts, {"area": codes}, energy_mwh=state.demand_mwh)
        stores = {
            "area": [codes[store.area] for store in frame.stores],
            "store": [store.name for store in frame.stores],
        }
        self._append("storage", starts, stores, charge_mwh=state.charge_mwh, discharge_mwh=state.discharge_mwh)
        if state.tie_loss_mwh.any() or state.area_loss_mwh.any():
            blank = [""] * len(codes)
            places = {
                "area": codes + [""] * len(frame.ties),
                "from_area": blank + [codes[tie.from_area] for tie in frame.ties],
                "to_area": blank + [codes[tie.to_area] for tie in frame.ties],
            }
            self._append("losses", starts, places, loss_mwh=np.hstack([state.area_loss_mwh, state.tie_loss_mwh]))

    def close(self) -> None:
        """Close the tables."""
        for stream in self._open.values():
            stream.close()

    def _append(self, table: str, starts_s: Ints, keys: dict[str, list[str]], **values: Floats) -> None:
        count = len(next(iter(keys.values())))
        if not count:
            return
        stamps = pl.from_epoch(pl.Series("start", starts_s), time_unit="s").dt.strftime(_ISO)
        of_interval = np.repeat(np.arange(starts_s.size), count)
        of_series = np.tile(np.arange(count), starts_s.size)
        columns = [stamps.gather(of_interval)]
        columns += [pl.Series(name, texts, dtype=pl.String).gather(of_series) for name, texts in keys.items()]
        columns += [pl.Series(name, np.ascontiguousarray(array).reshape(-1)) for name, array in values.items()]
        stream = self._open.get(table)
        if stream is None:
            stream = self._open[table] = (self._folder / f"{table}.csv").open("wb")
            pl.DataFrame(columns).write_csv(stream)
        else:
            pl.DataFrame(columns).write_csv(stream, include_header=False)


def write_declaration(folder: Path, declaration: GridDeclaration, is_reconciled: bool) -> None:
    """Write ``grid.yaml`` for a grid whose data are tidy now and need no repair.

    Args:
        folder: where.
        declaration: as the grid was read.
        is_reconciled: whether data were changed to balance: they are derived now, however official they were.
    """
    changes: dict[str, object] = {}
    if is_reconciled:
        known = Status(declaration.status or Status.DERIVED)
        changes = {"status": str(max(known, Status.DERIVED, key=WEAKENING_STATUS.index)), "reconciled": "yes"}
    tidy = declaration.model_copy(update=changes)
    tree = {
        "fourfold": declaration.fourfold,
        **tidy.model_dump(mode="json", exclude_unset=True, exclude={"files", "repairs"}),
    }
    text = yaml.safe_dump(tree, allow_unicode=True, sort_keys=False, width=120)
    (folder / "grid.yaml").write_text(text, encoding="utf-8")
