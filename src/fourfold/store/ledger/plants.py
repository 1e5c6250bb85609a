"""What certificates there are around an interval of a plant, those of the same transaction included."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, replace

from fourfold.electricity.ledger.model import Certificate
from fourfold.store.ledger.points import intervals_of
from fourfold.store.ledger.register import Ready


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Certificates of a plant around an interval.

    Attributes:
        last: start, end and name of the last one that begins before the interval ends; ``None`` where there is none.
        alike_wh: energy of those of just this interval, withdrawn Wh not counted.
    """

    last: tuple[int, int, str] | None
    alike_wh: int


class Plants:
    """Answers for intervals that were asked for, as they are after what was issued and withdrawn since."""

    def __init__(self, ready: Ready) -> None:
        self._ready = ready
        self._known: dict[tuple[str, int, int], Neighbours] = {}
        self._issued: dict[str, list[tuple[int, int, str]]] = {}

    def fill(self, wanted: Iterable[tuple[str, int, int]]) -> None:
        """Ask for intervals (plant, start, end) that are not known yet."""
        missing = [each for each in dict.fromkeys(wanted) if each not in self._known]
        if not missing:
            return
        for row in intervals_of(self._ready(), missing):
            last = None if row.certificate is None else (row.start_s, row.end_s, row.certificate)
            alike_wh = int(row.issued_wh or 0) - int(row.withdrawn_wh or 0)
            self._known[row.name, row.low, row.high] = Neighbours(last, alike_wh)

    def around(self, device: str, start_s: int, end_s: int) -> Neighbours:
        """What there is now."""
        self.fill([(device, start_s, end_s)])
        found = self._known[device, start_s, end_s]
        issued = self._issued.get(device, [])
        before = bisect_left(issued, (end_s, 0, ""))
        if not before:
            return found
        newer = issued[before - 1]
        return found if found.last and found.last[0] > newer[0] else replace(found, last=newer)

    def issue(self, new: Certificate) -> None:
        """A certificate was issued."""
        insort(self._issued.setdefault(new.device, []), (new.start_s, new.end_s, new.certificate))
        self._add(new, new.energy_wh)

    def withdraw(self, of: Certificate, energy_wh: int) -> None:
        """Wh of a certificate were withdrawn."""
        self._add(of, -energy_wh)

    def _add(self, of: Certificate, energy_wh: int) -> None:
        key = (of.device, of.start_s, of.end_s)
        if (found := self._known.get(key)) is not None:
            self._known[key] = replace(found, alike_wh=found.alike_wh + energy_wh)
