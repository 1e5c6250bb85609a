"""What a ledger takes out of the mix of a grid: certificates cancelled or claimed, by their plants and times.

Energy of direct lines and on-site plants is not fed into the grid: it is in no figure of the grid's generation, so that
nothing of it can leave the mix, whoever claims it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.electricity.integers import apportion
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Certificate, Lot, LotState, StorageFlag
from fourfold.electricity.tracing.leaving import Leaving

LEDGER_BUSY = MessageKind(
    "residual-ledger-busy",
    N_("the ledger changed each of the {found} times it was read"),
    N_("a ledger that rests for the moment it takes to read its lots and claims"),
    N_("run this again"),
)
_MOST_READS = 10
_LEFT = (LotState.CANCELLED, LotState.CLAIMED)


class Beyond(StrEnum):
    """What of a certificate counts whose time reaches beyond the stretch of the grid.

    ``ends``: all of it in the stretch in which its time ends, and nothing in others, as the ledger counts when it
    closes a residual. ``by-time``: the part of its energy that its time within the stretch has of its whole time.
    """

    ENDS = "ends"
    BY_TIME = "by-time"


@dataclass(slots=True)
class LedgerShare:
    """What a ledger takes out of the mix, and what it does not.

    Attributes:
        leaving: energy that leaves.
        held_wh: of the same certificates, what is held (or was, when the residual closed) and stays in the mix.
        beyond: certificates that reach beyond the stretch and count in it.
        elsewhere: certificates of areas the grid does not have, in its stretch.
        discharged: certificates of energy out of stores; what charged them has left the mix already.
        beside: certificates of energy that did not pass the public grid, so that the mix never had it.
        beside_wh: what of it counts in the stretch, whatever its state.
    """

    leaving: list[Leaving] = field(default_factory=list)
    held_wh: int = 0
    beyond: int = 0
    elsewhere: int = 0
    discharged: int = 0
    beside: int = 0
    beside_wh: int = 0

    @property
    def energy_wh(self) -> int:
        """How much leaves."""
        return sum(one.energy_wh for one in self.leaving)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Areas of a grid over a stretch of time, UTC seconds, half open, and how the ledger's words are read in it.

    Attributes:
        areas: codes.
        start_s, end_s: the stretch.
        beyond: what counts of certificates that reach beyond it.
        technologies: names in the grid by names in the ledger, where they differ.
        of_consumption: whether it matters in which area energy is used.
    """

    areas: frozenset[str]
    start_s: int
    end_s: int
    beyond: Beyond
    technologies: Mapping[str, str]
    of_consumption: bool


def ledger_share(ledger: Ledger, stretch: Stretch) -> LedgerShare:
    """What a ledger takes out of the mix in a stretch.

    Raises:
        InputError: the ledger changed whenever it was read.
    """
    lots, consumers = _at_rest(ledger, stretch.of_consumption)
    share = LedgerShare()
    devices = {device.device: device for device in ledger.devices()}
    for certificate in ledger.certificates(start_s=stretch.start_s, end_s=stretch.end_s):
        within = _within(certificate, stretch)
        own = lots.get(certificate.certificate, {})
        if not within or not own:  # without lots it was issued after they were read
            continue
        device = devices[certificate.device]
        if not certificate.in_grid:
            if device.area in stretch.areas:
                share.beside += 1
                share.beside_wh += _part(certificate.energy_wh, certificate, stretch)
        elif certificate.storage is StorageFlag.DISCHARGE:
            share.discharged += 1
        elif device.area not in stretch.areas:
            share.elsewhere += 1
        else:
            share.beyond += within != certificate.end_s - certificate.start_s
            share.held_wh += _part(
                sum(own.get(state, 0) for state in (LotState.HELD, LotState.RESIDUAL)), certificate, stretch
            )
            technology = stretch.technologies.get(device.technology, device.technology)
            used = consumers.get(certificate.certificate, {})
            wh = sum(own.get(state, 0) for state in _LEFT)
            time = certificate.start_s, certificate.end_s
            share.leaving += [
                Leaving(certificate.certificate, device.area, technology, consumer, *time, amount)
                for consumer, amount in _by_consumer(wh, _part(wh, certificate, stretch), used, device.area)
                if amount
            ]
    return share


def _within(certificate: Certificate, stretch: Stretch) -> int:
    """Seconds of a certificate's time within the stretch; 0 where it does not count there."""
    if stretch.beyond is Beyond.ENDS and not stretch.start_s < certificate.end_s <= stretch.end_s:
        return 0
    return max(min(certificate.end_s, stretch.end_s) - max(certificate.start_s, stretch.start_s), 0)


def _part(energy_wh: int, certificate: Certificate, stretch: Stretch) -> int:
    """What of a certificate's energy counts in the stretch; parts before, in and after it sum to the whole."""
    if stretch.beyond is Beyond.ENDS or not energy_wh:
        return energy_wh
    inside = _within(certificate, stretch)
    before = max(stretch.start_s - certificate.start_s, 0)
    after = certificate.end_s - certificate.start_s - inside - before
    return int(apportion(energy_wh, np.array([before, inside, after], np.int64))[1])


def _by_consumer(energy_wh: int, part_wh: int, used: Mapping[str, int], area: str) -> Iterator[tuple[str, int]]:
    """A part of a certificate's energy by the area that uses it; what is unclaimed counts at the plant."""
    if part_wh:
        rest = energy_wh - sum(used.values())
        shares = [("", rest), *(("" if consumer == area else consumer, wh) for consumer, wh in sorted(used.items()))]
        parts = apportion(part_wh, np.array([wh for _, wh in shares], np.int64))
        yield from ((consumer, int(part)) for (consumer, _), part in zip(shares, parts, strict=True))


def _at_rest(ledger: Ledger, of_consumption: bool) -> tuple[dict[str, dict[LotState, int]], dict[str, dict[str, int]]]:
    """Wh by certificate and state, and claimed Wh by certificate and area of use, of one and the same moment."""
    before = _states(ledger.lots())
    if not of_consumption:
        return before, {}
    areas = {meter.meter: meter.area for meter in ledger.meters()}
    for _ in range(_MOST_READS):
        consumers: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for claim in ledger.claims():
            if not claim.withdrawn:
                consumers[claim.certificate][areas[claim.meter]] += claim.energy_wh
        after = _states(ledger.lots())
        if after == before:
            return before, consumers
        before = after
    raise InputError([Problem(LEDGER_BUSY, Place("ledger"), {"found": str(_MOST_READS)})])


def _states(lots: Iterator[Lot]) -> dict[str, dict[LotState, int]]:
    sums: dict[str, dict[LotState, int]] = {}
    for lot in lots:
        own = sums.setdefault(lot.certificate, {})
        own[lot.state] = own.get(lot.state, 0) + lot.energy_wh
    return sums
