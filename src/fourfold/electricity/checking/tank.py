"""The well-mixed tank replayed from the written factors (reference 1.7, I13): what stores took, gave and hold.

Per store, with the factor x of its area as written, S stored and C carried, σ' = (1 − σ)^h, per interval of h hours:

    only charging or only discharging    w = C / (η_d σ' S)                          C' = C + x charge − w discharge
    both, or emptied by discharging      n = (C + x charge) / (σ' S + η_c charge)    C' = n S'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fourfold.electricity.grid.state import Floats, GridFrame

_NOTHING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """What stores did over the whole run.

    Attributes:
        given: what discharged energy carries ``[interval, store, attribute]``.
        content: carried at the start of each interval and at the end ``[interval + 1, store, attribute]``.
        lost: gone with the last of a stock ``[interval, store, attribute]``.
        stock_mwh: stored at the start of each interval and at the end ``[interval + 1, store]``.
    """

    given: Floats
    content: Floats
    lost: Floats
    stock_mwh: Floats


def replay_tank(
    frame: GridFrame, charge: Floats, discharge: Floats, per_mwh: Floats, initial_per_mwh: Floats
) -> Replay:
    """Replay all stores.

    Args:
        frame: the stores.
        charge, discharge: at the area's side ``[interval, store]``.
        per_mwh: factor of the area of each store ``[interval, store, attribute]``.
        initial_per_mwh: what the declared stock at the start carries per MWh stored ``[store, attribute]``.
    """
    kept, stock = kept_per_interval(frame), stocks(frame, charge, discharge)
    return closed(
        frame,
        stock,
        initial_per_mwh,
        lambda start, share: _run(frame, charge, discharge, share * per_mwh, stock, kept, start),
    )


def closed(frame: GridFrame, stock: Floats, initial_per_mwh: Floats, run: Callable[[Floats, float], Replay]) -> Replay:
    """The run in which stores that close cyclically end with what a stored MWh carried at the start.

    The end depends on the start by a straight line: a run from nothing, and one of a unit at the start and nothing
    charged, tell where both are alike.

    Args:
        frame: the stores.
        stock: `Replay.stock_mwh`.
        initial_per_mwh: what the declared stock at the start carries per MWh stored ``[store, attribute]``.
        run: replays all stores from what they carry at the start ``[store, attribute]``, charged at a share of the
            factors.
    """
    cyclic = np.isnan(per_store(frame, "initial_mwh"))
    start = np.where(cyclic[:, None], 0.0, initial_per_mwh * np.where(cyclic, 0.0, stock[0])[:, None])
    done = run(start, 1.0)
    if not cyclic.any():
        return done
    share = run(np.ones(start.shape), 0.0).content[-1]
    return_of = np.divide(stock[-1], stock[0], out=np.ones(stock.shape[1]), where=stock[0] > 0)[:, None]
    open_part = return_of - share
    closing = np.divide(done.content[-1], open_part, out=np.zeros(start.shape), where=np.abs(open_part) > _NOTHING)
    return run(np.where((cyclic & (stock[0] > 0))[:, None], closing, start), 1.0)


def _run(
    frame: GridFrame, charge: Floats, discharge: Floats, per_mwh: Floats, stock: Floats, kept: Floats, start: Floats
) -> Replay:
    into, out_of = per_store(frame, "charge_efficiency"), per_store(frame, "discharge_efficiency")
    content, (given, lost) = start.copy(), (np.zeros(per_mwh.shape) for _ in range(2))
    course = [content]
    for at in range(len(charge)):
        taken = np.where(charge[at, :, None] > 0, per_mwh[at] * charge[at, :, None], 0.0)
        drawn, mixed = discharge[at] / out_of, stock[at] * kept + into * charge[at]
        through = (discharge[at] > 0) & ((charge[at] > 0) | (stock[at + 1] == 0)) & (mixed > 0)
        both = (content + taken) / np.where(through, mixed, 1.0)[:, None]
        from_start = content / np.where(stock[at] * kept > 0, stock[at] * kept, np.inf)[:, None]
        given[at] = np.where(through[:, None], both * np.minimum(drawn, mixed)[:, None], from_start * drawn[:, None])
        # what is left is a share, not a difference: a nearly empty store keeps its digits
        gives = (discharge[at] > 0) & (charge[at] == 0) & (stock[at] * kept > 0)
        left = np.divide(stock[at + 1], stock[at] * kept, out=np.ones(stock[at].shape), where=gives)[:, None]
        content = np.where(through[:, None], both * stock[at + 1][:, None], content * left + taken)
        empty = (stock[at + 1] == 0) & ~through
        lost[at] = np.where(empty[:, None], content, 0.0)
        content = np.where(empty[:, None], 0.0, content)
        lost[at] += np.where(through[:, None], course[-1] + taken - given[at] - content, 0.0)
        course.append(content)
    return Replay(given, np.stack(course), lost, stock)


def stocks(frame: GridFrame, charge: Floats, discharge: Floats) -> Floats:
    """Stored at the start of each interval and at the end ``[interval + 1, store]``."""
    moved = charge * per_store(frame, "charge_efficiency") - discharge / per_store(frame, "discharge_efficiency")
    initial, kept = per_store(frame, "initial_mwh"), kept_per_interval(frame)
    from_nothing = _follow(np.zeros(initial.size), moved, kept)
    left = kept ** np.arange(len(from_nothing))[:, None]
    needed = (-from_nothing / left).clip(0.0).max(axis=0)
    leaks = left[-1] < 1
    returning = from_nothing[-1] / np.where(leaks, 1.0 - left[-1], 1.0)
    closing = np.where(leaks & (returning >= needed), returning, needed)
    stock = _follow(np.where(np.isnan(initial), closing, initial), moved, kept)
    scale = np.maximum(np.abs(stock).max(axis=0), np.abs(moved).max(axis=0, initial=0.0))
    return np.where(stock <= _NOTHING * scale, 0.0, stock)


def _follow(initial: Floats, moved: Floats, kept: Floats) -> Floats:
    course = [initial]
    for step in moved:
        course.append(course[-1] * kept + step)
    return np.stack(course)


def kept_per_interval(frame: GridFrame) -> Floats:
    """Share of a stock that self-discharge leaves after one interval ``[store]``."""
    return np.asarray((1.0 - per_store(frame, "self_discharge_per_hour")) ** (frame.step_minutes / 60))


def per_store(frame: GridFrame, name: str) -> Floats:
    """A number of every store ``[store]``."""
    return np.array([getattr(store, name) for store in frame.stores], np.float64)
