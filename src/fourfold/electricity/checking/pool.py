"""The pool equation of aggregated coupling solved anew (reference 1.3).

(p_i + Σ_j f_ji) q_i − Σ_j f_ji q_j = p_i e_i,      p = what an area gives to the pool beyond its own use
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fourfold.electricity.checking.energy import Energy, Index, add, downstream, useful
from fourfold.electricity.grid.state import Flags, Floats

_NOTHING = 1e-13
_DENSE = 64
"""Areas up to which many intervals are solved at once as full matrices."""


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Factors under aggregated coupling.

    Attributes:
        pool: q ``[interval, area, attribute]``, NaN where the pool of an area carries nothing.
        own: x ``[interval, area, attribute]``.
        given_up: what areas give to a pool that carries nothing on ``[interval, area, attribute]``.
    """

    pool: Floats
    own: Floats
    given_up: Floats


def pooled(energy: Energy, put_in: Floats, inward: Floats, missing: Flags, wanted: Flags) -> Pooled:
    """Solve the pool of a block.

    Args:
        energy: of the block.
        put_in: what generation and discharge carry ``[interval, area, attribute]``.
        inward: what imports over borders carry ``[interval, area, attribute]``.
        missing: areas without usable input ``[interval, area]``.
        wanted: intervals to be solved ``[interval]``; NaN elsewhere.
    """
    count = missing.shape[1]
    local = energy.generated + energy.discharged
    out = add(energy.bearing, energy.sender, count) + energy.outward
    back = add(energy.arriving, energy.receiver, count) + energy.inward
    net = np.where(np.abs(out - back) <= _NOTHING * (out + back), 0.0, out - back)
    gives, takes = np.minimum(net.clip(0.0), local), (-net).clip(0.0)
    mean = put_in / np.where(local > 0, local, np.nan)[:, :, None]
    enters = np.where(gives[:, :, None] > 0, mean * gives[:, :, None], 0.0) + inward
    passed_on = useful(takes + energy.outward, energy) | (not energy.is_carried_on)
    known = passed_on & downstream(gives + energy.inward > 0, energy) & ~downstream(missing, energy) & wanted[:, None]
    pool = solved(energy, gives + energy.inward, enters, known)
    brought = np.where(takes[:, :, None] > 0, pool * takes[:, :, None], 0.0)
    used = (local + takes)[:, :, None]
    own = np.where(used > 0, (put_in + brought) / np.where(used > 0, used, 1.0), pool)
    stays = energy.used + energy.charged > 0
    bare = missing | ~wanted[:, None] | ((gives > 0) & ~passed_on & ~stays)
    given_up = np.where(np.isnan(pool) & (gives > 0)[:, :, None], mean * gives[:, :, None], 0.0)
    return Pooled(pool, np.where(bare[:, :, None], np.nan, own), given_up)


def solved(energy: Energy, source: Floats, enters: Floats, known: Flags) -> Floats:
    """What a MWh carries in areas that mix what enters them ``[interval, area, attribute]``, NaN elsewhere.

    (source_i + Σ_j arriving_ji) x_i − Σ_j bearing_ji x_j = enters_i

    Args:
        energy: of the block.
        source: energy that enters beside the ties ``[interval, area]``.
        enters: what that carries ``[interval, area, attribute]``.
        known: areas that are solved; nothing reaches them from others ``[interval, area]``.
    """
    result = np.full(enters.shape, np.nan)
    if known.shape[1] <= _DENSE:
        chosen = np.flatnonzero(known.any(axis=1))
        result[chosen] = _solve_all(energy, chosen, source[chosen], enters[chosen], known[chosen])
        return result
    for at in np.flatnonzero(known.any(axis=1)).tolist():
        result[at] = _solve(energy, at, source[at], enters[at], known[at])
    return result


def _solve_all(energy: Energy, chosen: Index, source: Floats, enters: Floats, known: Flags) -> Floats:
    """Some intervals at once, as full matrices."""
    count, every = known.shape[1], np.arange(known.shape[1])
    inside = known[:, energy.sender] & known[:, energy.receiver]
    bearing, arriving = (np.where(inside, part[chosen], 0.0) for part in (energy.bearing, energy.arriving))
    system = np.zeros((chosen.size, count, count))
    system[:, every, every] = np.where(known, source + add(arriving, energy.receiver, count), 1.0)
    for direction, (sender, receiver) in enumerate(zip(energy.sender.tolist(), energy.receiver.tolist(), strict=True)):
        system[:, receiver, sender] -= bearing[:, direction]
    found = np.linalg.solve(system, np.where(known[:, :, None], enters, 0.0))
    return np.where(known[:, :, None], found, np.nan)


def _solve(energy: Energy, at: int, source: Floats, enters: Floats, known: NDArray[np.bool_]) -> Floats:
    """One interval, as a sparse matrix."""
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    runs = energy.bearing[at] > 0
    sender, receiver = energy.sender[runs], energy.receiver[runs]
    bearing, arriving = energy.bearing[at][runs], energy.arriving[at][runs]
    result, index = np.full(enters.shape, np.nan), np.flatnonzero(known)
    place = np.full(known.size, -1)
    place[index] = np.arange(index.size)
    inside = known[sender] & known[receiver]
    rows, columns = place[receiver[inside]], place[sender[inside]]
    diagonal = source[index] + np.bincount(rows, arriving[inside], index.size)
    every = np.arange(index.size)
    entries = np.concatenate((diagonal, -bearing[inside]))
    where = (np.concatenate((every, rows)), np.concatenate((every, columns)))
    result[index] = splu(csc_array((entries, where), shape=(index.size, index.size))).solve(enters[index])
    return result
