"""What an auditor writes down while going through a journal: one line of Wh a certificate, readings, claims.

Shares nothing with what keeps a ledger: no moves and no numbers of lots, only stretches of Wh that are cut and changed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter, itemgetter

from fourfold.core.problems import N_, MessageKind, Place, Problem, Term, params_of
from fourfold.electricity.ledger.faults import ENTRY_TWICE, ENTRY_UNKNOWN
from fourfold.electricity.ledger.model import (
    Account,
    Certificate,
    ClaimRecord,
    Device,
    Lot,
    LotId,
    LotState,
    Meter,
    Part,
)

_FIRST, _STOP, _COUNT = attrgetter("first"), attrgetter("stop"), itemgetter(0)
JOURNAL = "journal"
"""`Place.file` of what an audit finds in an entry; the row is the number of the entry."""
ACCOUNT, AREA, DEVICE = Term(N_("account")), Term(N_("area")), Term(N_("plant"))
METER, CERTIFICATE, CLAIM = Term(N_("meter")), Term(N_("certificate")), Term(N_("claim"))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Wh that were left alike by one entry."""

    first: int
    stop: int
    owner: str
    state: LotState
    entry: int


@dataclass(slots=True)
class Line:
    """The Wh of a certificate, from the first to the last, in stretches that tile them."""

    certificate: Certificate
    stretches: list[Stretch]

    def within(self, first: int, stop: int) -> list[Stretch]:
        """Stretches that hold Wh of a range."""
        low, high = self._places(first, stop)
        return self.stretches[low:high]

    def change(self, first: int, stop: int, entry: int, state: LotState, owner: str = "") -> None:
        """Give Wh another state, and owner where one is named. What is cut off beside them is left by the entry too."""
        low, high = self._places(first, stop)
        changed: list[Stretch] = []
        for each in self.stretches[low:high]:
            begins, ends = max(each.first, first), min(each.stop, stop)
            if each.first < begins:
                changed.append(replace(each, stop=begins, entry=entry))
            changed.append(Stretch(begins, ends, owner or each.owner, state, entry))
            if ends < each.stop:
                changed.append(replace(each, first=ends, entry=entry))
        self.stretches[low:high] = changed

    def cut(self, at: int, entry: int) -> None:
        """Divide the stretch around a point."""
        low, high = self._places(at, at + 1)
        self.stretches[low:high] = [
            part
            for each in self.stretches[low:high]
            for part in (
                (replace(each, stop=at, entry=entry), replace(each, first=at, entry=entry))
                if each.first < at
                else (each,)
            )
        ]

    def _places(self, first: int, stop: int) -> tuple[int, int]:
        """From which to which of the stretches, which follow each other, those lie that hold Wh of a range."""
        low = bisect_right(self.stretches, first, key=_STOP)
        return low, max(low, bisect_left(self.stretches, stop, key=_FIRST)) if first < stop else low

    def lots(self) -> Iterator[Lot]:
        """As lots; the numbers of moves are the ledger's own and are not known."""
        for each in self.stretches:
            name = self.certificate.certificate
            yield Lot(LotId(0, Part.TAKEN), name, each.first, each.stop, each.owner, each.state, each.entry)


class Issued:
    """The certificates of a plant by interval."""

    def __init__(self) -> None:
        self._intervals: list[tuple[int, int]] = []
        self._lines: dict[tuple[int, int], list[tuple[int, Line]]] = {}
        self._count = 0
        self._are_apart = True

    def add(self, line: Line) -> None:
        """Take a certificate in."""
        key = (line.certificate.start_s, line.certificate.end_s)
        if key not in self._lines:
            self._are_apart = self._are_apart and key[0] < key[1] and not self._meeting(*key)
            insort(self._intervals, key)
        self._lines.setdefault(key, []).append((self._count, line))
        self._count += 1

    def alike(self, start_s: int, end_s: int) -> list[Line]:
        """Those of just this interval."""
        return [line for _, line in self._lines.get((start_s, end_s), ())]

    def overlapping(self, start_s: int, end_s: int) -> list[Line]:
        """Those of an interval that meets this one without being the same, as they were issued."""
        others = (key for key in self._meeting(start_s, end_s) if key != (start_s, end_s))
        return [line for _, line in sorted((each for key in others for each in self._lines[key]), key=_COUNT)]

    def _meeting(self, start_s: int, end_s: int) -> list[tuple[int, int]]:
        """Intervals that meet one; where none of them meet each other, they are the last ones before its end."""
        if not self._are_apart:
            return [key for key in self._intervals if key[0] < end_s and start_s < key[1]]
        found: list[tuple[int, int]] = []
        at = bisect_left(self._intervals, (end_s, 0)) - 1
        while at >= 0 and start_s < self._intervals[at][1]:
            found.append(self._intervals[at])
            at -= 1
        return found


@dataclass(slots=True)
class Told:
    """What a version of a reading added, and what became of it; Wh."""

    version: int
    energy: int
    covered: int = 0
    void: int = 0

    @property
    def free(self) -> int:
        """Neither covered nor taken back; below zero only where a ledger broke its promise."""
        return self.energy - self.covered - self.void


@dataclass(slots=True)
class Readings:
    """What was told of one interval of a meter."""

    told: list[Told] = field(default_factory=list)

    @property
    def free(self) -> int:
        """Wh that no claim covers."""
        return sum(each.free for each in self.told)

    @property
    def energy(self) -> int:
        """Wh of the interval as known now."""
        return sum(each.energy - each.void for each in self.told)

    def correct(self, energy: int, version: int) -> None:
        """Take a reading in: what is new is added, what is too much is taken from the free Wh of the oldest first."""
        more = energy - self.energy
        for each, wh in _shared(self.told, -more):
            each.void += wh
        self.told.append(Told(version, max(more, 0)))

    def cover(self, energy: int) -> list[tuple[Told, int]]:
        """Cover free Wh, of the oldest version first; returns how much of which."""
        covered = _shared(self.told, energy)
        for each, wh in covered:
            each.covered += wh
        return covered


@dataclass(slots=True)
class Standing:
    """A claim, and which readings it covers."""

    record: ClaimRecord
    covered: list[tuple[Told, int]]


@dataclass(slots=True)
class Replayed:
    """A ledger as its journal says it is, as far as the journal was read.

    Attributes:
        problems: everything that was found so far.
        lines: certificates in the order of their issue.
        of_device: the same by device.
        readings: by meter and beginning of the interval.
        claims: by entry.
        charges: claims that discharged energy names.
        residuals: closed stretches by area.
    """

    problems: list[Problem] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    areas: set[str] = field(default_factory=set)
    markets: set[tuple[str, str]] = field(default_factory=set)
    devices: dict[str, Device] = field(default_factory=dict)
    meters: dict[str, Meter] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    of_device: dict[str, Issued] = field(default_factory=dict)
    readings: dict[tuple[str, int], Readings] = field(default_factory=dict)
    claims: dict[int, Standing] = field(default_factory=dict)
    charges: set[int] = field(default_factory=set)
    residuals: dict[str, list[tuple[int, int]]] = field(default_factory=dict)

    def find(self, entry: int, kind: MessageKind, column: str = "", **params: object) -> None:
        """Write down what is wrong with an entry."""
        self.problems.append(Problem(kind, Place(JOURNAL, entry, column), params_of(params)))

    def known(self, entry: int, what: Term, name: str, among: Container[str]) -> bool:
        """Whether a name is registered."""
        if name not in among:
            self.find(entry, ENTRY_UNKNOWN, what=what, found=name)
        return name in among

    def new(self, entry: int, what: Term, name: str, among: Container[str]) -> bool:
        """Whether a name is not registered yet."""
        if name in among:
            self.find(entry, ENTRY_TWICE, what=what, found=name)
        return name not in among

    def lots(self) -> Iterator[Lot]:
        """All lots, in the order of the line."""
        for line in self.lines.values():
            yield from line.lots()


def _shared(told: Sequence[Told], energy: int) -> list[tuple[Told, int]]:
    """Energy spread over what is free, oldest first; what fits nowhere is left."""
    shares = []
    for each in told:
        wh = max(min(energy, each.free), 0)
        if wh:
            shares.append((each, wh))
        energy -= wh
    return shares
