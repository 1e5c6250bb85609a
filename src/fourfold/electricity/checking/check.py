"""Checking a factor file against its grid by code that shares nothing with the solver.

Carbon is put into the grid as it was generated, and the written factors must carry all of it to where it is consumed,
area by area and interval by interval. Nothing is solved that is written; only the pool of aggregated coupling and the
energy behind a factor are. What the meta file says of the grid is held against the grid as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from fourfold.core.canonical import digest_of_file
from fourfold.core.problems import N_, InputError, Place, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.behind import measured_items
from fourfold.electricity.checking.beside import Beside
from fourfold.electricity.checking.books import Sums, book_items, booked_of
from fourfold.electricity.checking.declared import declared_items
from fourfold.electricity.checking.invariants import Invariants
from fourfold.electricity.checking.opened import open_for_check
from fourfold.electricity.checking.report import CheckItem, CheckReport, judged
from fourfold.electricity.checking.written import Written, read_written
from fourfold.electricity.grid.state import GridData

_TICK = N_("checking")


def check(
    grid: Path,
    factors: Path,
    repairs: Mapping[str, str] | None = None,
    resolution_minutes: str = "",
    tick: Tick = no_tick,
) -> CheckReport:
    """Check a factor file against the grid it was traced from.

    Args:
        grid: folder of the grid, or its ``grid.yaml``.
        factors: the file; its meta stands beside it.
        repairs: in place of those asked for when it was traced, which stand in the meta.
        resolution_minutes: likewise.
        tick: told of progress.

    Raises:
        InputError: the grid or the file cannot be read.
    """
    problems = Problems()
    written = read_written(factors, problems)
    if written is None:
        raise InputError(problems.sorted())
    if written.meta["basis"]["claim"] != "location":
        problems.error(say.NOT_TRACED, Place(factors.name), found=written.meta["basis"]["claim"])
        raise InputError(problems.sorted())
    asked = dict(written.meta.get("asked", {})) | dict(repairs or {})
    resolution_minutes = resolution_minutes or asked.pop("resolution_minutes", "")
    opened = open_for_check(grid, written.meta, asked, resolution_minutes)
    items = [*_of_file(written, factors), _digests(written, opened.folders)]
    items += _of_grid(written, opened.data, tick)
    return CheckReport(opened.reading, opened.why_shared, tuple(items), opened.data.frame.time_zone)


def check_written(grid: GridData, factors: Path, tick: Tick = no_tick) -> tuple[CheckItem, ...]:
    """Check a factor file against a grid that is at hand already.

    Raises:
        InputError: the file cannot be read.
    """
    problems = Problems()
    written = read_written(factors, problems)
    if written is None:
        raise InputError(problems.sorted())
    return (*_of_file(written, factors), *_of_grid(written, grid, tick))


def _of_file(written: Written, path: Path) -> Iterator[CheckItem]:
    yield judged("rows", say.ROWS, written.misplaced, 0, written.rows)
    yield judged("finite", say.FINITE, written.not_finite, 0, written.rows * (len(written.attributes) + 1))
    yield judged("I16", say.REASONED, written.unreasoned, 0, written.rows)
    content = written.meta.get("content")
    digest = content.get("digest") if isinstance(content, dict) else None
    yield judged("content", say.CONTENT, float(digest != digest_of_file(path)), 0, 1)


def _digests(written: Written, folders: Sequence[Path]) -> CheckItem:
    """Files of the grid whose digest is not the one in the meta."""
    declared = [(str(one["path"]), str(one["digest"])) for one in written.meta["files"]]
    changed = sum(not any(_digest(folder / path) == digest for folder in folders) for path, digest in declared)
    return judged("digests", say.DIGESTS, changed, 0, len(declared), files=len(declared))


def _digest(path: Path) -> str:
    file = path.resolve()
    return digest_of_file(file) if file.is_file() else ""


def _of_grid(written: Written, grid: GridData, tick: Tick) -> Iterator[CheckItem]:
    files, assumptions = [one.path for one in grid.files], [one.kind.code for one in grid.assumptions]
    yield from declared_items(written.meta, grid.frame, files, assumptions)
    codes = tuple(area.code for area in grid.frame.areas)
    same = set(codes) == set(written.areas) and np.array_equal(np.unique(grid.starts_s), written.starts_s)
    yield judged("axes", say.AXES, float(not same), 0, written.rows)
    if same:
        yield from _items(Beside.of(written, grid), tick)


def _items(beside: Beside, tick: Tick) -> Iterator[CheckItem]:
    replay, seen = beside.replay(), Invariants()
    sums, followed, written = Sums(beside, replay), beside.followed, beside.written
    names = tuple(written.attributes[at] for at in followed.shares)
    for part, flows in beside.blocks(replay):
        seen.see(flows, written.demand_mwh[part][:, beside.order], written.reason[part][:, beside.order])
        sums.see(flows)
        if names:
            seen.see_shares(flows, beside.per_mwh[part][:, :, followed.shares], names, beside.is_lossy)
        tick(_TICK, part.stop, beside.grid.starts_s.size)
    yield from seen.items(len(followed.columns))
    yield from _applicable(beside, seen)
    missed = sums.missed(booked_of(beside))
    for item, of_measured in measured_items(beside):
        yield item
        missed = max(missed[0], of_measured[0]), max(missed[1], of_measured[1])
    yield from book_items(beside, replay, missed)


def _applicable(beside: Beside, seen: Invariants) -> Iterator[CheckItem]:
    aggregated = beside.is_aggregated
    yield seen.item_or("mixing", seen.mixed, say.MIXED, say.AGGREGATED)
    yield seen.item_or("mixing", seen.pool, say.POOLED, say.DIRECT)
    unbounded = say.NO_LOSS_BOUND if beside.losses == "L2" else say.STORE_BOUND
    yield seen.item_or("I2", seen.bounds, say.BOUNDED, unbounded)
    yield seen.item_or("I4", seen.islands, say.ISLANDS, say.NONE_SUCH)
    unfed = say.AGGREGATED if aggregated else say.NO_LOSS_BOUND if beside.losses == "L2" else say.NONE_SUCH
    yield seen.item_or("I5", seen.importers, say.IMPORTERS, unfed)
    has_shares = bool(beside.followed.shares)
    yield seen.item_or("I10", seen.shares, say.SHARES, say.LOSSY_SHARES if has_shares else say.NO_SHARES)
    yield seen.item_or("I10", seen.mix, say.MIX, say.MANY_FACTORS if has_shares else say.NO_SHARES)
    yield seen.item_or("I12", seen.couplings, say.COUPLINGS, say.ONE_COUPLING)
    yield seen.idle.item("I16", say.IDLE)
