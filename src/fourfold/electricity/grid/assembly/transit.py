"""Areas in the exchanges only that pass on all they receive: buses and provinces of transit, not areas beyond the grid.

What an area beyond the grid sends is made there, so a factor has to be declared for it. An area that sends on exactly
what reaches it makes nothing; what it carries follows from the mixing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourfold.core.problems import N_, Assumption, MessageKind
from fourfold.electricity.grid.assembly.series import Role, Series
from fourfold.electricity.grid.assembly.spool import Rows, Spool
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.state import Floats

TRANSIT_TAKEN = MessageKind(
    "grid-transit-taken",
    N_("{areas}: in the exchanges only, and always passing on what they receive: traced as areas of transit"),
)


def transit_areas(
    spool: Spool, series: Sequence[Series], areas: Sequence[str], declaration: GridDeclaration
) -> tuple[str, ...]:
    """Codes of areas that only appear in exchanges and balance in every interval; none where areas are declared.

    Args:
        spool: all rows.
        series: what they are of.
        areas: those with rows of their own.
        declaration: areas, boundary factors and the tolerance of balances.
    """
    if declaration.areas:
        return ()
    ties = [(at, one.names) for at, one in enumerate(series) if one.role is Role.EXCHANGE]
    known = {*areas, *declaration.boundary.areas}
    open_yet = sorted({name for _, names in ties for name in names[:2]} - known)
    if not open_yet:
        return ()
    number = {code: at for at, code in enumerate(open_yet)}
    ends = np.full((len(series), 2), -1, np.int64)
    for at, names in ties:
        ends[at] = [number.get(name, -1) for name in names[:2]]
    balanced, seen = np.ones(len(open_yet), bool), np.zeros(len(open_yet), bool)
    for rows in spool.buckets():
        net, gross = _sums(rows, ends, len(open_yet))
        balanced &= (np.abs(net) <= float(declaration.tolerance.relative) * gross).all(axis=0)
        seen |= (gross > 0).any(axis=0)
    return tuple(code for code, at in number.items() if balanced[at] and seen[at])


def only_receiving(spool: Spool, series: Sequence[Series], beyond: frozenset[str]) -> frozenset[str]:
    """Of some areas, those from which no row of the exchanges brings any energy; what they carry is never asked.

    Args:
        spool: all rows.
        series: what they are of.
        beyond: codes of areas beyond the grid.
    """
    sends, gets = np.zeros((2, len(series)), bool)
    for rows in spool.buckets() if beyond else ():
        forward, backward = rows["value"] > 0, rows["value"] < 0
        sends[np.unique(rows["series"][forward])] = True
        gets[np.unique(rows["series"][backward])] = True
    senders = set()
    for at, one in enumerate(series):
        if one.role is Role.EXCHANGE:
            senders |= {one.names[0]} if sends[at] else set()
            senders |= {one.names[1]} if gets[at] else set()
    return beyond - senders


def transit_note(areas: Sequence[str]) -> list[Assumption]:
    """That areas were taken for areas of transit."""
    return [Assumption(TRANSIT_TAKEN, {"areas": ", ".join(areas)})] if areas else []


def _sums(rows: Rows, ends: np.ndarray[tuple[int, ...], np.dtype[np.int64]], count: int) -> tuple[Floats, Floats]:
    """What reaches each area less what leaves it, and both together ``[start, area]``."""
    starts, at = np.unique(rows["start_s"], return_inverse=True)
    net, gross = np.zeros((starts.size, count)), np.zeros((starts.size, count))
    for side, sign in ((0, -1.0), (1, 1.0)):
        area = ends[rows["series"], side]
        there = area >= 0
        value = rows["value"][there]
        np.add.at(net, (at[there], area[there]), sign * value)
        np.add.at(gross, (at[there], area[there]), np.abs(value))
    return net, gross
