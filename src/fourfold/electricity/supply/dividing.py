"""Instruments divided among the loads and intervals of their windows: by the proportional rule, or so that least is
emitted (`allocation`).

By the proportional rule what is covered in a window is divided among its loads and intervals in proportion to what is
open in them, and among its instruments in proportion to their energies. Under both rules each instrument's energy is
then shared among loads in proportion to what they still lack of their cover, so that nobody gets the cleaner plants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from fourfold.core.zones import Ints
from fourfold.electricity.integers import apportion_within, divide, sums_within


@dataclass(frozen=True, slots=True)
class Offer:
    """Energy an instrument has for one window."""

    instrument: str
    window: int
    quanta: int


@dataclass(frozen=True, slots=True, eq=False)
class Levels:
    """A factor for every interval.

    Attributes:
        level: position in `levels` ``[interval]``.
        levels: mg CO2e per kWh.
    """

    level: Ints
    levels: tuple[Fraction, ...]

    @classmethod
    def even(cls, mg_co2e_per_kwh: Fraction, count: int) -> Levels:
        """One factor for so many intervals."""
        return cls(np.zeros(count, np.int64), (mg_co2e_per_kwh,))

    @classmethod
    def of(cls, mg_co2e_per_kwh: Ints) -> Levels:
        """Whole factors ``[interval]``."""
        values, level = np.unique(mg_co2e_per_kwh, return_inverse=True)
        return cls(level.reshape(-1).astype(np.int64), tuple(Fraction(int(value)) for value in values.tolist()))


@dataclass(frozen=True, slots=True, eq=False)
class Alternative:
    """What decides who gets limited instruments where least is to be emitted.

    Attributes:
        rest: by load, the factor of what else would cover each interval.
        instruments: factor of each instrument, mg CO2e per kWh.
    """

    rest: Mapping[str, Levels]
    instruments: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The intervals of a load that lie in a window with an offer.

    Attributes:
        interval: their numbers ``[cell]``.
        energy: what is open in them ``[cell]``.
        window: position of their window ``[cell]``.
    """

    interval: Ints
    energy: Ints
    window: Ints

    @classmethod
    def of(cls, energy: Ints, windows: Ints, keys: Ints) -> Cells:
        """The intervals of a load whose window is one of the keys."""
        position = np.minimum(np.searchsorted(keys, windows), keys.size - 1)
        interval = np.flatnonzero(keys[position] == windows)
        return cls(interval, energy[interval], position[interval])


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Offers, and what is open in their windows.

    Attributes:
        offers: what there is.
        window: position of the window of each offer ``[offer]``.
        quanta: energy of each ``[offer]``.
        cells: what is open, by load.
        windows: how many windows there are.
    """

    offers: Sequence[Offer]
    window: Ints
    quanta: Ints
    cells: Mapping[str, Cells]
    windows: int

    @classmethod
    def of(cls, offers: Sequence[Offer], open_: Mapping[str, Ints], windows: Mapping[str, Ints]) -> Pool:
        """Gather what belongs together.

        Args:
            offers: what there is.
            open_: by load, what is open in each interval ``[interval]``.
            windows: by load, the window of each interval ``[interval]``.
        """
        theirs = np.array([offer.window for offer in offers], np.int64)
        keys = np.unique(theirs)
        cells = {name: Cells.of(energy, windows[name], keys) for name, energy in open_.items()}
        quanta = np.array([offer.quanta for offer in offers], np.int64)
        return cls(offers, np.searchsorted(keys, theirs), quanta, cells, keys.size)

    def open_quanta(self) -> Ints:
        """What is open, load after load ``[cell]``."""
        return np.concatenate([one.energy for one in self.cells.values()])

    def open_windows(self) -> Ints:
        """The windows of the same ``[cell]``."""
        return np.concatenate([one.window for one in self.cells.values()])

    def by_load(self, covered: Ints) -> dict[str, Ints]:
        """What is covered of each load ``[cell]``, from what is covered of all of them."""
        ends = np.cumsum([one.energy.size for one in self.cells.values()])[:-1]
        return dict(zip(self.cells, np.split(covered, ends), strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """A pool divided.

    Attributes:
        covered: by load, quanta covered of its cells ``[cell]``.
        used: quanta used of each offer ``[offer]``.
    """

    covered: Mapping[str, Ints]
    used: Ints


def proportional(pool: Pool) -> Parts:
    """Divide in proportion to what is open, and to what is offered."""
    open_, at = pool.open_quanta(), pool.open_windows()
    covered = np.minimum(sums_within(open_, at, pool.windows), sums_within(pool.quanta, pool.window, pool.windows))
    parts = pool.by_load(apportion_within(covered, open_, at))
    return Parts(parts, apportion_within(covered, pool.quanta, pool.window))


def shared_out(pool: Pool, parts: Parts) -> dict[str, dict[str, int]]:
    """Which load each instrument covers: offer by offer, in proportion to what the loads of its window still lack.

    Returns:
        Quanta by load and instrument.
    """
    used: dict[str, dict[str, int]] = {name: {} for name in pool.cells}
    lacking = [sums_within(parts.covered[name], one.window, pool.windows) for name, one in pool.cells.items()]
    waiting: dict[int, list[int]] = {}
    for number, window in enumerate(pool.window.tolist()):
        waiting.setdefault(window, []).append(number)
    while waiting:
        first = {window: numbers.pop(0) for window, numbers in waiting.items()}
        waiting = {window: numbers for window, numbers in waiting.items() if numbers}
        windows = np.array(list(first), np.int64)
        numbers = np.array(list(first.values()), np.int64)
        shares = divide(parts.used[numbers], [of_load[windows] for of_load in lacking])
        for name, of_load, share in zip(used, lacking, shares, strict=True):
            of_load[windows] -= share
            for number, quanta in zip(numbers.tolist(), share.tolist(), strict=True):
                instrument = pool.offers[number].instrument
                used[name][instrument] = used[name].get(instrument, 0) + quanta
    return used
