"""Which amounts of a system are uncertain, how, and which of them move together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from fourfold.accounting.background.system import Integers
from fourfold.accounting.uncertainty.distributions import Distributions, Fault, faults, variances
from fourfold.core.problems import Problem


class State(IntEnum):
    """What is known of the uncertainty of an exchange."""

    NOT_GIVEN = 0
    """The source says nothing: the amount stays fixed, which is not the same as certain."""
    FIXED = 1
    """The source gives a distribution without variance."""
    GIVEN = 2
    """The source gives the distribution."""
    FROM_PEDIGREE = 3
    """A lognormal made of pedigree scores and basic uncertainty: an assumption."""
    REFUSED = 4
    """The source gives a distribution that cannot be drawn: the amount stays fixed, and a problem tells it."""


@dataclass(frozen=True, eq=False)
class Uncertain:
    """The uncertain exchanges of a system.

    Attributes:
        exchanges: row numbers of those that are drawn, ascending [uncertain].
        distributions: of each [uncertain].
        groups: any number; exchanges with the same one are drawn from the same standard normal and so rise and fall
            together [uncertain].
        states: `State` of every exchange there is [exchange]; exchanges beyond its end are `NOT_GIVEN`.
        problems: what was found on the way, with file and row.
        missing_scores: exchanges drawn from a pedigree in which scores are missing.
        without_base: exchanges that have a pedigree but no basic uncertainty, and so stay fixed.
    """

    exchanges: Integers
    distributions: Distributions
    groups: Integers
    states: NDArray[np.int8]
    problems: Sequence[Problem] = field(default=())
    missing_scores: int = 0
    without_base: int = 0

    @property
    def count(self) -> int:
        """How many exchanges are drawn."""
        return len(self.exchanges)

    def state_of(self, exchanges: Integers) -> NDArray[np.int8]:
        """`State` of some exchanges; `NOT_GIVEN` for those without a number."""
        known = (exchanges >= 0) & (exchanges < len(self.states))
        out = np.zeros(len(exchanges), np.int8)
        out[known] = self.states[exchanges[known]]
        return out

    def grouped(self, keys: Mapping[int, str] | Sequence[object]) -> Uncertain:
        """The same with other groups.

        Args:
            keys: key of some exchanges by row number, or of every exchange; those with the same key move together,
                those without keep to themselves.
        """
        pairs = keys.items() if isinstance(keys, Mapping) else enumerate(keys)
        first: dict[object, int] = {}
        groups = self.exchanges.copy()
        for exchange, key in pairs:
            at = int(np.searchsorted(self.exchanges, exchange))
            if at < self.count and self.exchanges[at] == exchange:
                groups[at] = first.setdefault(key, exchange)
        return replace(self, groups=groups)


def uncertain(exchanges: Integers, given: Distributions, from_pedigree: NDArray[np.bool_] | None = None) -> Uncertain:
    """Sort out distributions: what can be drawn, what has no variance, what is refused.

    Args:
        exchanges: row number of each, ascending, none twice [amount].
        given: distribution of each [amount].
        from_pedigree: which were made of a pedigree [amount].

    Returns:
        Those that can be drawn, each a group of its own. Which were refused stands in `states`; the caller, who knows
        their rows, tells why (`faults`).

    Raises:
        ValueError: row numbers are not ascending.
    """
    if (np.diff(exchanges) <= 0).any():
        raise ValueError("row numbers of exchanges must ascend")
    made = np.zeros(given.count, bool) if from_pedigree is None else from_pedigree
    wrong = faults(given) != Fault.NONE
    spread = np.zeros(given.count, bool)
    spread[~wrong] = variances(given.take(~wrong)) > 0
    states = np.zeros(int(exchanges[-1]) + 1 if len(exchanges) else 0, np.int8)
    states[exchanges] = np.select(
        [wrong, spread & made, spread], [State.REFUSED, State.FROM_PEDIGREE, State.GIVEN], State.FIXED
    )
    return Uncertain(exchanges[spread], given.take(spread), exchanges[spread].copy(), states)
