"""What many orders rest on, asked for together. An order that finds something missing asks for it itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    Issue,
    Measure,
    Order,
    Range,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.store.ledger.desk import Desk


@dataclass(slots=True)
class _Wanted:
    """Names and places that orders speak of."""

    accounts: list[str] = field(default_factory=list)
    meters: list[str] = field(default_factory=list)
    devices: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)
    issued: list[tuple[str, int, int]] = field(default_factory=list)
    points: list[tuple[str, int]] = field(default_factory=list)
    intervals: list[tuple[str, int]] = field(default_factory=list)
    claims: list[int] = field(default_factory=list)

    def add(self, order: Order) -> None:
        """What one order speaks of."""
        if order.actor:
            self.accounts.append(order.actor)
        match order.operation:
            case Issue(new, to):
                self.accounts.append(to)
                self.certificates.append(new.certificate)
                self.devices.append(new.device)
                self.issued.append((new.device, new.start_s, new.end_s))
                if new.charge:
                    self.claims.append(new.charge)
            case Split(name, at_wh):
                self._wh(name, at_wh)
            case Transfer(wanted, to):
                self.accounts.append(to)
                self._range(wanted)
            case Cancel(wanted) | Withdraw(wanted):
                self._range(wanted)
            case Claim() as claim:
                self._range(claim.range)
                self._interval(claim.meter, claim.start_s)
            case Measure(meter, start_s):
                self._interval(meter, start_s)
            case Unclaim(number):
                self.claims.append(number)
            case _:
                pass

    def _range(self, wanted: Range) -> None:
        self._wh(wanted.certificate, wanted.first_wh)

    def _wh(self, certificate: str, wh: int) -> None:
        self.certificates.append(certificate)
        self.points.append((certificate, wh))

    def _interval(self, meter: str, start_s: int) -> None:
        self.meters.append(meter)
        self.intervals.append((meter, start_s))


def foresee(desk: Desk, orders: Sequence[Order], digests: Iterable[str]) -> None:
    """Ask for what orders rest on, as far as it is not known.

    Args:
        desk: learns it.
        orders: to be kept next.
        digests: of what they ask.
    """
    wanted = _Wanted()
    for order in orders:
        wanted.add(order)
    desk.asked.fill(digests)
    desk.accounts.fill(wanted.accounts)
    desk.certificates.fill(wanted.certificates)
    desk.claims.fill(wanted.claims)
    desk.endings.fill(wanted.claims)
    for number in wanted.claims:
        if (claim := desk.claims.get(number)) is not None:
            wanted.points.append((claim.certificate, claim.first_wh))
            wanted.intervals.append((claim.meter, claim.start_s))
    known = [certificate for name in wanted.certificates if (certificate := desk.certificates.get(name))]
    desk.devices.fill([*wanted.devices, *(each.device for each in known)])
    desk.meters.fill(wanted.meters)
    desk.fill_pieces(wanted.points)
    desk.fill_intervals(wanted.intervals)
    _areas(desk, wanted, known_devices=[each.device for each in known])


def _areas(desk: Desk, wanted: _Wanted, known_devices: Iterable[str]) -> None:
    """Markets of areas that meet in claims, closed residuals of those for which is issued, and what they have."""
    meters = [meter for name in dict.fromkeys(wanted.meters) if (meter := desk.meters.get(name))]
    plants = [plant for name in dict.fromkeys(known_devices) if (plant := desk.devices.get(name))]
    if wanted.intervals and wanted.points:
        desk.markets.fill([*(meter.area for meter in meters), *(plant.area for plant in plants)])
    issuing = [plant for name in dict.fromkeys(wanted.devices) if (plant := desk.devices.get(name))]
    desk.closed.fill(plant.area for plant in issuing)
    named = {plant.device for plant in issuing}
    desk.plants.fill(each for each in wanted.issued if each[0] in named)
