"""The pool equation of aggregated coupling solved anew, one interval at a time (reference 1.3).

(p_i + Σ_j f_ji) q_i − Σ_j f_ji q_j = p_i e_i,      p = what an area gives to the pool beyond its own use
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.electricity.checking.energy import Energy, Index, add
from fourfold.electricity.grid.state import Flags, Floats

_NOTHING = 1e-13


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """Factors under aggregated coupling.

    Attributes:
        pool: q ``[interval, area, attribute]``, NaN where the pool of an area carries nothing.
        own: x ``[interval, area, attribute]``.
    """

    pool: Floats
    own: Floats


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
    pool = np.full(put_in.shape, np.nan)
    for at in np.flatnonzero(wanted).tolist():
        source = gives[at] + energy.inward[at]
        pool[at] = _solve(energy, at, source, enters[at], missing[at])
    brought = np.where(takes[:, :, None] > 0, pool * takes[:, :, None], 0.0)
    used = (local + takes)[:, :, None]
    own = np.where(used > 0, (put_in + brought) / np.where(used > 0, used, 1.0), pool)
    return Pooled(pool, np.where(missing[:, :, None] | ~wanted[:, None, None], np.nan, own))


def _solve(energy: Energy, at: int, source: Floats, enters: Floats, missing: Flags) -> Floats:
    from scipy.sparse import csc_array
    from scipy.sparse.linalg import splu

    runs = energy.bearing[at] > 0
    sender, receiver = energy.sender[runs], energy.receiver[runs]
    bearing, arriving = energy.bearing[at][runs], energy.arriving[at][runs]
    known = _reached(source > 0, sender, receiver) & ~_reached(missing, sender, receiver)
    result = np.full(enters.shape, np.nan)
    index = np.flatnonzero(known)
    if not index.size:
        return result
    place = np.full(known.size, -1)
    place[index] = np.arange(index.size)
    inside = known[sender] & known[receiver]
    rows, columns = place[receiver[inside]], place[sender[inside]]
    diagonal = source[index] + np.bincount(place[receiver[inside]], arriving[inside], index.size)
    every = np.arange(index.size)
    entries = np.concatenate((diagonal, -bearing[inside]))
    where = (np.concatenate((every, rows)), np.concatenate((every, columns)))
    result[index] = splu(csc_array((entries, where), shape=(index.size, index.size))).solve(enters[index])
    return result


def _reached(start: Flags, sender: Index, receiver: Index) -> Flags:
    """Areas that are in a set or downstream of it ``[area]``."""
    found = start.copy()
    while True:
        further = found.copy()
        further[receiver[found[sender]]] = True
        if (further == found).all():
            return found
        found = further
