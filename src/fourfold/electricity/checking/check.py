"""Checking a factor file against its grid by code that shares nothing with the solver.

Carbon is put into the grid as it was generated, and the written factors must carry all of it to where it is consumed,
area by area and interval by interval. Nothing is solved that is not written, but for the pool of aggregated coupling.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fourfold.core.canonical import digest_of_file
from fourfold.core.problems import N_, InputError, Place, Problems
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.checking import messages as say
from fourfold.electricity.checking.cargo import Followed, follow
from fourfold.electricity.checking.energy import add
from fourfold.electricity.checking.flows import Flows
from fourfold.electricity.checking.invariants import Invariants
from fourfold.electricity.checking.layers import replay_layers
from fourfold.electricity.checking.opened import open_for_check
from fourfold.electricity.checking.report import CheckItem, CheckReport, judged, not_applicable
from fourfold.electricity.checking.tank import Replay, replay_tank
from fourfold.electricity.checking.written import Written, read_written
from fourfold.electricity.grid.state import Floats, GridData, GridState

BOOKED = 1e-9
"""How well sums booked by the run and sums recomputed agree, relative to what came in."""

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
    return CheckReport(opened.reading, opened.why_shared, tuple(items))


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
    codes = tuple(area.code for area in grid.frame.areas)
    same = set(codes) == set(written.areas) and np.array_equal(np.unique(grid.starts_s), written.starts_s)
    yield judged("axes", say.AXES, float(not same), 0, written.rows)
    if same:
        yield from _Checked.of(written, grid).items(tick)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A written file brought to the order of its grid."""

    written: Written
    grid: GridData
    followed: Followed
    per_mwh: Floats
    order: list[int]
    coupling: str
    losses: str
    storage: str

    @staticmethod
    def of(written: Written, grid: GridData) -> _Checked:
        options = written.meta["options"]
        names = [(str(one["name"]), str(one["kind"])) for one in written.meta["attributes"]]
        losses, storage = str(options.get("losses")), str(options.get("storage"))
        followed = follow(grid.frame, tuple(names), losses == "L2" or bool(grid.frame.stores))
        order = [written.areas.index(area.code) for area in grid.frame.areas]
        per_mwh = _undelivered(written, [kind for _, kind in names])[:, order]
        return _Checked(written, grid, followed, per_mwh, order, str(options.get("coupling")), losses, storage)

    @property
    def is_lossy(self) -> bool:
        """Whether more may be generated than consumed."""
        return self.losses == "L2" or bool(self.grid.frame.stores)

    def items(self, tick: Tick) -> Iterator[CheckItem]:
        replay, seen, done = self._replay(), Invariants(), 0
        for state in self.grid.blocks():
            part = slice(done, done + state.starts_s.size)
            done = part.stop
            flows = self._flows(state, part, replay)
            seen.see(flows, self.written.demand_mwh[part][:, self.order], self.written.reason[part][:, self.order])
            if self.followed.shares:
                shares = self.per_mwh[part][:, :, self.followed.shares]
                names = tuple(self.written.attributes[at] for at in self.followed.shares)
                seen.see_shares(flows, shares, names, self.is_lossy)
            tick(_TICK, done, self.grid.starts_s.size)
        yield from seen.items(len(self.followed.names))
        yield from self._applicable(seen)
        yield from self._booked(seen, replay)

    def _flows(self, state: GridState, part: slice, replay: Replay) -> Flows:
        inside = slice(part.start, part.stop + 1)
        mine = Replay(replay.given[part], replay.content[inside], replay.lost[part], replay.stock_mwh[inside])
        at = np.array([store.area for store in state.frame.stores], np.int64)
        return Flows(
            state,
            self.per_mwh[part][:, :, self.followed.columns],
            self.followed,
            self.losses,
            self.coupling == "aggregated",
            add(mine.given, at, len(state.frame.areas)),
            mine,
            self.storage == "free",
        )

    def _replay(self) -> Replay:
        """What stores did, from the written factors, over the whole run."""
        frame, followed = self.grid.frame, self.followed
        count, stores, attributes = self.grid.starts_s.size, len(frame.stores), len(followed.names)
        if not stores:
            nothing = np.zeros((count + 1, 0, attributes))
            return Replay(nothing[1:], nothing, nothing[1:], np.zeros((count + 1, 0)))
        blocks = [(state.charge_mwh, state.discharge_mwh) for state in self.grid.blocks()]
        charge, discharge = (np.concatenate([block[at] for block in blocks]) for at in (0, 1))
        at = [store.area for store in frame.stores]
        per_mwh, initial = self.per_mwh[:, at][:, :, followed.columns], followed.initial_per_mwh()
        if self.storage == "free":
            nothing = np.zeros((count + 1, stores, attributes))
            given = discharge[:, :, None] * followed.free_per_mwh()
            return Replay(given, nothing, nothing[1:], np.zeros((count + 1, stores)))
        if self.storage == "tank":
            return replay_tank(frame, charge, discharge, per_mwh, initial)
        return replay_layers(frame, charge, discharge, per_mwh, initial, self.storage == "lifo")

    def _applicable(self, seen: Invariants) -> Iterator[CheckItem]:
        aggregated = self.coupling == "aggregated"
        yield seen.item_or("mixing", seen.mixed, say.MIXED, say.AGGREGATED)
        yield seen.item_or("mixing", seen.pool, say.POOLED, say.DIRECT)
        unbounded = say.NO_LOSS_BOUND if self.losses == "L2" else say.STORE_BOUND
        yield seen.item_or("I2", seen.bounds, say.BOUNDED, unbounded)
        yield seen.item_or("I4", seen.islands, say.ISLANDS, say.NONE_SUCH)
        unfed = say.AGGREGATED if aggregated else say.NO_LOSS_BOUND if self.losses == "L2" else say.NONE_SUCH
        yield seen.item_or("I5", seen.importers, say.IMPORTERS, unfed)
        has_shares = bool(self.followed.shares)
        yield seen.item_or("I10", seen.shares, say.SHARES, say.LOSSY_SHARES if has_shares else say.NO_SHARES)
        yield seen.item_or("I10", seen.mix, say.MIX, say.MANY_FACTORS if has_shares else say.NO_SHARES)
        yield seen.item_or("I12", seen.couplings, say.COUPLINGS, say.ONE_COUPLING)
        yield seen.idle.item("I16", say.IDLE)

    def _booked(self, seen: Invariants, replay: Replay) -> Iterator[CheckItem]:
        """What the run booked beside what is recomputed here (I13)."""
        booked = {str(one["attribute"]): one for one in self.written.meta.get("balances", ())}
        names = [(at, name) for at, name in enumerate(self.followed.names) if name in booked]
        whole = not bool((self.written.reason != "").any())
        came = np.sum(seen.came, axis=0) if seen.came else np.zeros(len(self.followed.names))
        if not (whole and names):
            yield not_applicable("books", say.BOOKS, say.NO_BOOKS)
        else:
            sums = [_number(booked[name], "generated") + _number(booked[name], "imported") for _, name in names]
            stock = replay.content[:-1].sum(axis=(0, 1))
            scales = [max(abs(came[at]), 1e-300) for at, _ in names]
            missed = max(
                abs(total - (came - stock)[at]) / scale
                for total, (at, _), scale in zip(sums, names, scales, strict=True)
            )
            yield judged("books", say.BOOKS, missed, BOOKED, len(names))
        if not self.grid.frame.stores or self.storage == "free":
            reason = say.FREE_STORES if self.grid.frame.stores else say.NO_STORES
            yield not_applicable("I13", say.LEDGER, reason)
            return
        missed = 0.0
        for at, name in names:
            scale = max(abs(came[at]), 1e-300)
            for end, key in ((0, "initial_stock"), (-1, "final_stock")):
                difference = abs(replay.content[end, :, at].sum() - _number(booked[name], key))
                missed = max(missed, float(difference) / scale)
        yield judged("I13", say.LEDGER, missed, BOOKED, 2 * len(names))
        least = float((-replay.stock_mwh).max(initial=0.0) / max(float(np.abs(replay.stock_mwh).max()), 1e-300))
        yield judged("I13", say.STOCKS, max(0.0, least), BOOKED, replay.stock_mwh.size)


def _undelivered(written: Written, kinds: list[str]) -> Floats:
    """Factors before losses and network down to the meter were added ``[interval, area, attribute]``."""
    per_mwh = written.per_mwh
    for code, delivery in written.meta["delivery"].items():
        if code not in written.areas:
            continue
        at = written.areas.index(code)
        kept, network = 1.0 - _number(delivery, "loss_share"), _number(delivery, "network_kg_co2e_per_mwh")
        for column, kind in enumerate(kinds):
            if kind == "total":
                per_mwh[:, at, column] = (per_mwh[:, at, column] - network) * kept
            elif kind in ("part", "price"):
                per_mwh[:, at, column] *= kept
    return per_mwh


def _number(tree: Mapping[str, Any], key: str) -> float:
    try:
        return float(tree[key])
    except (KeyError, TypeError, ValueError):
        return float("nan")
