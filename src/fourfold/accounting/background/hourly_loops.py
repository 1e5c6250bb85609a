"""The small systems of hourly background: zones that feed each other, interval by interval."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components

from fourfold.accounting.background.system import Floats

_NEARLY = 1e-12
Codes = NDArray[np.int8]


class Blocked(IntEnum):
    """Why a zone has no factor in an interval."""

    NOT = 0
    LOOP = 2
    """It and the zones it depends on feed only each other, or use more than they make."""
    UNKNOWN = 3
    """Its mix is not known, or that of a zone it depends on."""


def close(matrix: Floats, right: Floats, blocked: Codes) -> tuple[Floats, Codes]:
    """Solve (I − M) s = b in every interval.

    Args:
        matrix: M, what one unit of a zone draws of each [interval, zone, zone drawn on]; zero for blocked zones.
        right: b [interval, zone, line].
        blocked: see `Blocked` [interval, zone].

    Returns:
        s [interval, zone, line], ``nan`` where there is none, and why there is none [interval, zone].
    """
    blocked = spread(matrix, blocked)
    systems = np.eye(matrix.shape[1]) - matrix
    # a second question to the same factors: weights that are positive exactly where the zones are productive
    asked = np.concatenate([right, np.ones((*right.shape[:2], 1))], axis=2)
    try:
        solved = np.linalg.solve(systems, asked)
        faulty = ~(solved[:, :, -1] > 0).all(axis=1)
    except np.linalg.LinAlgError:
        solved, faulty = np.zeros(asked.shape), np.ones(len(systems), np.bool_)
    for at in np.flatnonzero(faulty).tolist():
        solved[at], blocked[at] = _apart(matrix[at], asked[at], blocked[at])
    factors = solved[:, :, :-1].copy()
    factors[blocked != Blocked.NOT] = np.nan
    return factors, blocked


def spread(matrix: Floats, blocked: Codes) -> Codes:
    """A zone that draws on a blocked one is blocked too, for the same reason [interval, zone]."""
    found = blocked.copy()
    draws = matrix != 0
    while True:
        met = np.where(draws, found[:, None, :], 0).max(axis=2).astype(np.int8)
        more = np.where(found == Blocked.NOT, met, found)
        if (more == found).all():
            return found
        found = more


def _apart(matrix: Floats, asked: Floats, blocked: Codes) -> tuple[Floats, Codes]:
    """One interval in which some zones have no solution: those are blocked and the others solved without them."""
    found = blocked.copy()
    _, group = connected_components(matrix != 0, directed=True, connection="strong")
    for number in np.unique(group):
        members = np.flatnonzero(group == number)
        block = matrix[np.ix_(members, members)]
        if np.abs(np.linalg.eigvals(block)).max() >= 1 - _NEARLY:
            found[members[found[members] == Blocked.NOT]] = Blocked.LOOP
    found = spread(matrix[None], found[None])[0]
    sound = np.flatnonzero(found == Blocked.NOT)
    solved = np.full(asked.shape, np.nan)
    solved[sound] = np.linalg.solve(np.eye(sound.size) - matrix[np.ix_(sound, sound)], asked[sound])
    return solved, found
