"""What streaming the tables of a grid leaves: its series, its rows laid aside by time, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from fourfold.core.zones import HOUR_S, Ints
from fourfold.electricity.grid.assembly.series import SeriesBook
from fourfold.electricity.grid.assembly.spool import Spool
from fourfold.electricity.grid.state import Finding, Flags

_T = TypeVar("_T", bound=np.generic)
FINEST_S = 300
"""Intervals begin on whole five minutes."""


@dataclass(slots=True)
class Intake:
    """What streaming all tables showed.

    Attributes:
        book: the series.
        spool: the rows.
        rows: rows of each series that were laid aside ``[series]``.
        first_s, last_s: first and last start of each series ``[series]``.
        phases: bit ``k`` set where a row begins ``5 k`` minutes past a full hour ``[series]``.
        steps: which series have rows that say they last so many seconds; 0 is not said ``step: [series]``.
        findings: rows read and left out.
        is_whole: whether every row could be read; otherwise gaps are no news.
    """

    book: SeriesBook
    spool: Spool
    rows: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    first_s: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    last_s: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    phases: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    steps: dict[int, Flags] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    is_whole: bool = True

    def note(self, codes: Ints, starts: Ints, steps: Ints) -> None:
        """Take note of rows: which series, when, how long."""
        count = len(self.book)
        self.grow()
        self.rows += np.bincount(codes, minlength=count)
        np.minimum.at(self.first_s, codes, starts)
        np.maximum.at(self.last_s, codes, starts)
        np.bitwise_or.at(self.phases, codes, np.int64(1) << (starts % HOUR_S // FINEST_S))
        for step in np.unique(steps).tolist():
            here = np.bincount(codes[steps == step], minlength=count) > 0
            self.steps[step] = here | _padded(self.steps.get(step, np.zeros(0, np.bool_)), count, False)

    def grow(self) -> None:
        """Make room for all series of the book."""
        count = len(self.book)
        self.rows = _padded(self.rows, count, 0)
        self.phases = _padded(self.phases, count, 0)
        self.first_s = _padded(self.first_s, count, np.iinfo(np.int64).max)
        self.last_s = _padded(self.last_s, count, np.iinfo(np.int64).min)


def _padded(array: NDArray[_T], count: int, fill: int | bool) -> NDArray[_T]:
    return np.concatenate([array, np.full(count - array.size, fill, array.dtype)]) if array.size < count else array
