"""Factor files as they are written, read with nothing but polars and json: every row is looked at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fourfold.core.problems import N_, MessageKind, Place, Problems
from fourfold.core.reading import MIB, read_bounded
from fourfold.core.zones import Ints
from fourfold.electricity.grid.state import Floats

META_SUFFIX = ".meta.json"
META_MOST_BYTES = 64 * MIB

UNREADABLE = MessageKind(
    "check-unreadable",
    N_("{found} cannot be read as a factor file: {reason}"),
    N_("a file written by electricity trace, with its meta file beside it"),
    N_("trace the grid again"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Written:
    """A factor file in arrays.

    Attributes:
        meta: the document beside it.
        starts_s: ``[interval]``.
        areas: axis ``area``, in the order of the meta.
        attributes: axis ``attribute``.
        per_mwh: ``[interval, area, attribute]``, NaN where the cell is empty.
        demand_mwh: ``[interval, area]``.
        reason: ``[interval, area]`` as words.
        rows: in the file.
        misplaced: rows that are twice, absent, or not in the order of interval and area.
        not_finite: cells that hold something that is no finite number.
        unreasoned: rows with an empty cell and no reason, or a reason and a number.
    """

    meta: Mapping[str, Any]
    starts_s: Ints
    areas: tuple[str, ...]
    attributes: tuple[str, ...]
    per_mwh: Floats
    demand_mwh: Floats
    reason: NDArray[np.str_]
    rows: int
    misplaced: int
    not_finite: int
    unreasoned: int


def read_written(path: Path, problems: Problems) -> Written | None:
    """Read a factor file and the meta beside it, or report why that is not possible."""
    place = Place(path.name)
    meta = _meta(path, problems)
    try:
        table = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        problems.error(UNREADABLE, place, found=path.name, reason=str(error).partition("\n")[0])
        return None
    if meta is None:
        return None
    attributes = tuple(str(one["name"]) for one in meta["attributes"])
    absent = {"start", "area", "demand_mwh", "reason", *attributes} - set(table.columns)
    if absent or not table.height:
        problems.error(UNREADABLE, place, found=path.name, reason=", ".join(sorted(absent)) or "0")
        return None
    return _arranged(table, meta, attributes)


def _meta(path: Path, problems: Problems) -> dict[str, Any] | None:
    name = path.name + META_SUFFIX
    data = read_bounded(path.parent, name, Place(name), problems, META_MOST_BYTES)
    if data is None:
        return None
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError) as error:
        problems.error(UNREADABLE, Place(name), found=name, reason=str(error).partition("\n")[0])
        return None
    for key in _lacking(tree):
        problems.error(UNREADABLE, Place(name, 0, key), found=name, reason=key)
        return None
    return dict(tree)


_WANTED = {"options": (), "delivery": (), "basis": ("claim",)}
_LISTS = {"attributes": ("name", "kind"), "areas": ("code",), "files": ("path", "digest"), "assumptions": ("kind",)}


def _lacking(tree: object) -> Iterator[str]:
    """Keys of the meta that are not there or hold something else."""
    found = tree if isinstance(tree, dict) else {}
    for key, within in _WANTED.items():
        if not isinstance(found.get(key), dict) or not set(within) <= set(found[key]):
            yield key
    for key, within in _LISTS.items():
        listed = found.get(key)
        if not isinstance(listed, list) or not all(isinstance(one, dict) and set(within) <= set(one) for one in listed):
            yield key
    kinds = [one.get("kind") for one in found.get("assumptions") or () if isinstance(one, dict)]
    if not all(isinstance(kind, dict) and "code" in kind for kind in kinds):
        yield "assumptions"
    if not all(isinstance(one, dict) for one in dict(found.get("delivery") or {}).values()):
        yield "delivery"


def _arranged(table: pl.DataFrame, meta: dict[str, Any], attributes: tuple[str, ...]) -> Written:
    """Rows brought to the order of interval and area; the first of rows that are twice."""
    areas = tuple(str(one["code"]) for one in meta["areas"])
    seconds, order = _seconds(table["start"]), {code: at for at, code in enumerate(areas)}
    area = np.array([order.get(code, -1) for code in table["area"].to_list()])
    starts = np.unique(seconds)
    place = np.searchsorted(starts, seconds) * len(areas) + area
    known = area >= 0
    wanted = np.arange(starts.size * len(areas))
    first = np.full(wanted.size, -1)
    rows = np.flatnonzero(known)[::-1]
    first[place[rows]] = rows
    misplaced = int((first < 0).sum()) + table.height - int((first >= 0).sum())
    if not misplaced:
        misplaced = int((place != wanted).sum())
    numbers, broken = zip(*(_numbers(table[name]) for name in (*attributes, "demand_mwh")), strict=True)
    values = np.stack(numbers, axis=-1)
    reason = np.array([word or "" for word in table["reason"].cast(pl.String).to_list()], np.str_)
    empty, stated = np.isnan(values[:, :-1]), reason != ""
    unreasoned = int(((empty.any(axis=1) & ~stated) | (~empty.all(axis=1) & stated)).sum())
    shape = (starts.size, len(areas))
    there = first >= 0
    sorted_values = np.where(there[:, None], values[first], np.nan)
    return Written(
        meta,
        starts,
        areas,
        attributes,
        sorted_values[:, :-1].reshape(*shape, -1),
        sorted_values[:, -1].reshape(shape),
        np.where(there, reason[first], "").reshape(shape),
        table.height,
        misplaced,
        sum(broken),
        unreasoned,
    )


def _seconds(column: pl.Series) -> Ints:
    """UTC seconds of ISO 8601 stamps with offset, or of instants ``[row]``."""
    if column.dtype != pl.String:
        return np.asarray(column.dt.epoch("s").to_numpy(), np.int64)
    spelled = column.unique(maintain_order=True)
    instants = [int(datetime.fromisoformat(text).timestamp()) for text in spelled.to_list()]
    return np.asarray(column.replace_strict(spelled, instants, return_dtype=pl.Int64).to_numpy(), np.int64)


def _numbers(column: pl.Series) -> tuple[Floats, int]:
    """Numbers ``[row]`` with NaN for empty cells, and how many cells hold something else."""
    blank = column.is_null() | (column == "") if column.dtype == pl.String else column.is_null()
    numbers = np.asarray(column.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy(), np.float64)
    finite = np.isfinite(numbers)
    return np.where(finite, numbers, np.nan), int((~blank.to_numpy() & ~finite).sum())
