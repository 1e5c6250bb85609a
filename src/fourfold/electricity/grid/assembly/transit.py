"""Areas in the exchanges only that never send more than they receive: areas of transit or of consumption.

What an area beyond the grid sends of its own is made there, so a factor has to be declared for it. An area that sends
on no more than reaches it brings nothing into the grid; what it carries follows from the mixing, and what stays there
is its demand.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fourfold.core.problems import N_, Assumption, MessageKind
from fourfold.electricity.grid.assembly.series import Role, Series
from fourfold.electricity.grid.assembly.spool import Rows, Spool
from fourfold.electricity.grid.declaration import GridDeclaration
from fourfold.electricity.grid.rates import RateBook
from fourfold.electricity.grid.state import Floats

TRANSIT_TAKEN = MessageKind(
    "grid-transit-taken",
    N_("{areas}: in the exchanges only and never sending more than they receive: traced, with what stays as demand"),
)


def transit_areas(
    spool: Spool, series: Sequence[Series], areas: Sequence[str], declaration: GridDeclaration, rates: RateBook
) -> tuple[str, ...]:
    """Codes of areas that only appear in exchanges and are net senders in no interval.

    None where the areas are declared, and none for which a boundary factor is: who declares that says which are which.

    Args:
        spool: all rows.
        series: what they are of.
        areas: those with rows of their own.
        declaration: areas, and the tolerance of balances.
        rates: boundary factors.
    """
    if declaration.areas:
        return ()
    ties = [(at, one.names) for at, one in enumerate(series) if one.role is Role.EXCHANGE]
    named = {name for _, names in ties for name in names[:2]} - {*areas}
    open_yet = sorted(name for name in named if rates.boundary(name) is None)
    if not open_yet:
        return ()
    number = {code: at for at, code in enumerate(open_yet)}
    ends = np.full((len(series), 2), -1, np.int64)
    for at, names in ties:
        ends[at] = [number.get(name, -1) for name in names[:2]]
    sends_own = np.zeros(len(open_yet), bool)
    for rows in spool.buckets():
        net, gross = _sums(rows, ends, len(open_yet))
        sends_own |= ~(net >= -float(declaration.tolerance.relative) * gross).all(axis=0)
    return tuple(code for code, at in number.items() if not sends_own[at])


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
    """That areas were taken for areas of transit or consumption."""
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
