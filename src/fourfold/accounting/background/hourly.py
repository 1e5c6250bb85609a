"""Electricity by the hour inside a background system: markets taken out, put back hour by hour.

The products of a system draw electricity from Z markets, each a column of C. With these columns emptied, one solve with
several right-hand sides gives what every product comes to without them, and what it draws of each:

    (I − C°)ᵀ [F | K] = [q° | E]        F [product, line], K [product, zone]; E has a one at each market

An interval has a mix for each zone: amounts a_k of generators and of other zones' power for one unit. Then

    s_z = Σ_k a_zk (F_k + Σ_z′ K_kz′ s_z′)        (I − M) s = b,   M = A K,   b = A F

is a small system, solved exactly, loops of zones through each other and through coal mines included. A product then
comes to F_p + K_p s. This takes all electricity behind it from the same interval (`Upstream.SAME_INTERVAL`): the steel
of a turbine too. With `Upstream.MEAN` only what a process draws itself is of the interval, as it has metered power in
mind; what its suppliers draw is of the mean mix of the period: with D what is drawn directly,

    s_z = Σ_k a_zk (F_k + Σ_z′ D_kz′ s_z′ + Σ_z′ (K − D)_kz′ s̄_z′)        s̄ from the mean amounts, likewise
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from fourfold.accounting.background.hourly_loops import Blocked, close
from fourfold.accounting.background.solving import Solver
from fourfold.accounting.background.system import Floats, Integers

BLOCK_BYTES = 1 << 25
"""What the small systems solved at once may fill."""


class Upstream(StrEnum):
    """Of which mix the electricity is that suppliers of suppliers draw."""

    SAME_INTERVAL = "same-interval"
    MEAN = "mean"


@dataclass(frozen=True, eq=False)
class Partition:
    """A system with its electricity markets taken out.

    Attributes:
        markets: column of each zone's market [zone].
        free: kg CO2e of one unit of each product without any electricity of the markets [product, line].
        drawn: what one unit of each product draws of each market in all, in units of the market [product, zone].
        direct: what its own process draws [product, zone].
        emptied: needs of one unit of each market that were taken out [product, zone].
        emptied_burdens: kg CO2e that one unit of each market gave off itself, taken out too [zone, line].
        forward_error: of the solve, see `Solved`.
        path: of the solve.
    """

    markets: Integers
    free: Floats
    drawn: Floats
    direct: sp.csr_array
    emptied: sp.csc_array
    emptied_burdens: Floats
    forward_error: float
    path: str


@dataclass(frozen=True, eq=False)
class Mixes:
    """What each zone's power is made of in each interval.

    Attributes:
        zones: zone that each part belongs to [part].
        sources: column of the product it is of, a market for power of another zone [part].
        amounts: of the source, in its unit, for one unit of the market; ``nan`` where it is not known [interval, part].
    """

    zones: Integers
    sources: Integers
    amounts: Floats


@dataclass(frozen=True, eq=False)
class HourlyFactors:
    """Factors of the zones, loops closed.

    Attributes:
        factors: kg CO2e per unit of the market; ``nan`` where there is none [interval, zone, line].
        blocked: why there is none [interval, zone], see `Blocked`.
        upstream: of which mix the electricity behind is.
        mean: factors of the mean mix, where that was used [zone, line].
    """

    factors: Floats
    blocked: NDArray[np.int8]
    upstream: Upstream
    mean: Floats | None


def partition(
    coefficients: sp.csc_array, burdens: Floats, markets: Sequence[int], label: Callable[[int], str] = str
) -> Partition:
    """Take the markets out of a system, by one solve.

    Args:
        coefficients: C.
        burdens: kg CO2e that one unit of each product gives off itself [product, line].
        markets: column of each zone's market.
        label: name of a product, for messages.

    Raises:
        InputError: what remains is singular or not productive.
    """
    at = np.asarray(markets, np.int64)
    kept = np.ones(coefficients.shape[0])
    kept[at] = 0.0
    rest = (coefficients @ sp.diags_array(kept)).tocsc()
    rest.eliminate_zeros()
    own = np.zeros((burdens.shape[0], at.size))
    own[at, np.arange(at.size)] = 1.0
    solved = Solver(rest, label).adjoint(np.hstack([burdens * kept[:, None], own]))
    direct = rest.tocsr()[at].T.tolil()
    direct[at, np.arange(at.size)] = 1.0
    lines = burdens.shape[1]
    return Partition(
        at, solved.values[:, :lines], solved.values[:, lines:], sp.csr_array(direct), coefficients[:, at],
        burdens[at], solved.forward_error, solved.path,
    )  # fmt: skip


def hourly_factors(
    part: Partition, mixes: Mixes, upstream: Upstream = Upstream.SAME_INTERVAL, weights: Floats | None = None
) -> HourlyFactors:
    """Factors of every zone in every interval, loops closed.

    Args:
        part: the system without its markets.
        mixes: what the zones' power is made of.
        upstream: of which mix the electricity behind it is.
        weights: consumption, which weights the mean mix; nothing for equal weights [interval, zone].

    Returns:
        No factor where the mix is not known, where it depends on a zone without one, or where zones only feed each
        other.
    """
    drawn, free, mean = part.drawn, part.free, None
    if upstream is Upstream.MEAN:
        average = Mixes(mixes.zones, mixes.sources, _mean_amounts(mixes, weights))
        mean = _closed(part, average, part.drawn, part.free)[0][0]
        drawn = part.direct.toarray()
        # zones without a mean count only where something draws on them
        behind = part.drawn - drawn
        known = np.where(np.isnan(mean), 0.0, mean)
        unknown = np.isnan(mean).any(axis=1)
        free = free + behind @ known
        free[(behind[:, unknown] != 0).any(axis=1)] = np.nan
    factors, blocked = _closed(part, mixes, drawn, free)
    return HourlyFactors(factors, blocked, upstream, mean)


def footprint_of(part: Partition, hourly: HourlyFactors, product: int) -> Floats:
    """kg CO2e of one unit of a product in each interval [interval, line]; ``nan`` where a zone it draws on has none."""
    if hourly.mean is None:
        drawn, free = part.drawn[product], part.free[product]
    else:
        drawn = part.direct[[product]].toarray()[0]
        behind = part.drawn[product] - drawn
        free = part.free[product] + behind[behind != 0] @ hourly.mean[behind != 0]
    used = drawn != 0
    return np.asarray(free + np.einsum("z,tzl->tl", drawn[used], hourly.factors[:, used]))


def _mean_amounts(mixes: Mixes, weights: Floats | None) -> Floats:
    """Mean of the amounts over the intervals in which they are known [1, part]."""
    known = ~np.isnan(mixes.amounts)
    share = known.astype(np.float64) if weights is None else np.where(known, weights[:, mixes.zones], 0.0)
    total = share.sum(axis=0)
    summed = (np.where(known, mixes.amounts, 0.0) * share).sum(axis=0)
    return np.where(total > 0, summed / np.where(total > 0, total, 1.0), np.nan)[None, :]


def _closed(part: Partition, mixes: Mixes, drawn: Floats, free: Floats) -> tuple[Floats, NDArray[np.int8]]:
    """Factors [interval, zone, line] and why there are none [interval, zone]."""
    count, zones, lines = mixes.amounts.shape[0], part.markets.size, free.shape[1]
    factors = np.empty((count, zones, lines))
    blocked = np.zeros((count, zones), np.int8)
    size = max(1, BLOCK_BYTES // (8 * zones * (zones + lines)))
    of_zone = [np.flatnonzero(mixes.zones == zone) for zone in range(zones)]
    for first in range(0, count, size):
        rows = slice(first, first + size)
        amounts = mixes.amounts[rows]
        matrix = np.zeros((amounts.shape[0], zones, zones))
        right = np.zeros((amounts.shape[0], zones, lines))
        for zone, parts in enumerate(of_zone):
            sources = mixes.sources[parts]
            used = amounts[:, parts]
            unknown = np.asarray(np.isnan(used).any(axis=1), np.bool_)
            known = np.where(unknown[:, None], 0.0, used)
            lost = np.asarray(np.isnan(free[sources]).any(axis=1), np.bool_)
            unknown = unknown | (known[:, lost] != 0).any(axis=1) | (parts.size == 0)
            matrix[:, zone] = known @ drawn[sources]
            right[:, zone] = known @ np.where(lost[:, None], 0.0, free[sources])
            blocked[rows, zone] = np.where(unknown, Blocked.UNKNOWN, Blocked.NOT)
        factors[rows], blocked[rows] = close(matrix, right, blocked[rows])
    return factors, blocked
