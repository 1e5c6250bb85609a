"""Lots of an account that may be claimed with under a method, and why the others may not.

Only held and cancelled Wh can be claimed; cancelled ones come first, since they serve nobody else any more. What a
method asks of an instrument is held against the certificate and its plant; that it conveys the attributes, is the only
claim and is retired is what a ledger is for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from fourfold.app.supply.certificates import certificates_of
from fourfold.app.supply.claim_windows import Calendar
from fourfold.core.areas import AreaBook
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.model import Certificate, Device, Lot, LotState, StorageFlag
from fourfold.electricity.supply.criteria import AreaLevel, Criterion, InstrumentCriteria
from fourfold.electricity.supply.instruments import was_new_enough

EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class LotOffer:
    """A lot that may be claimed with.

    Attributes:
        lot: held or cancelled Wh of the account.
        certificate, device: what they are of.
    """

    lot: Lot
    certificate: Certificate
    device: Device


@dataclass(slots=True)
class Offers:
    """What an account has.

    Attributes:
        offers: lots that may be claimed with, cancelled ones first, else in the order of the ledger's line.
        refused_wh: Wh by what they fail: a criterion of the method, or that they expired.
    """

    offers: list[LotOffer] = field(default_factory=list)
    refused_wh: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """What lots are held against.

    Attributes:
        criteria: of the method.
        areas: which area lies in which, where the method asks for the country.
        time_zone: on whose calendar the age of a plant is counted.
        now_s: when they would be cancelled.
    """

    criteria: InstrumentCriteria
    areas: AreaBook
    time_zone: str
    now_s: int


def offers_of(ledger: Ledger, account: str, asked: Asked) -> Offers:
    """The lots of an account, each judged."""
    found = Offers()
    lots = {state: list(ledger.lots(owner=account, state=state)) for state in (LotState.CANCELLED, LotState.HELD)}
    certificates = certificates_of(ledger, (lot.certificate for all_ in lots.values() for lot in all_))
    devices = {device.device: device for device in ledger.devices()}
    for state, of_state in lots.items():
        for lot in of_state:
            certificate = certificates[lot.certificate]
            device = devices[certificate.device]
            why = _fails(certificate, device, asked, cancelled=state is LotState.CANCELLED)
            if why:
                found.refused_wh[why] = found.refused_wh.get(why, 0) + lot.energy_wh
            else:
                found.offers.append(LotOffer(lot, certificate, device))
    return found


def serving(found: Offers, near: Collection[str], calendars: Sequence[Calendar]) -> list[LotOffer]:
    """The offers whose plant lies near enough to a meter and whose interval lies in one window; others are refused.

    Args:
        found: what an account has; receives what is refused.
        near: areas of plants that share a market with a meter.
        calendars: of the sites.
    """
    offers = []
    for one in found.offers:
        ends = np.array([one.certificate.start_s, one.certificate.end_s - 1], np.int64)
        fits = any(len(set(calendar.keys(ends).tolist())) == 1 for calendar in calendars)
        why = "" if one.device.area in near and fits else Criterion.AREA if fits else Criterion.MATCH
        if why:
            found.refused_wh[why] = found.refused_wh.get(why, 0) + one.lot.energy_wh
        else:
            offers.append(one)
    return offers


def _fails(certificate: Certificate, device: Device, asked: Asked, *, cancelled: bool) -> str:
    """What a certificate fails first; empty where it counts."""
    criteria = asked.criteria
    if certificate.valid_until_s and asked.now_s > certificate.valid_until_s and not cancelled:
        return EXPIRED
    if certificate.kind not in criteria.kinds:
        return Criterion.KIND
    if criteria.technologies and device.technology not in criteria.technologies:
        return Criterion.TECHNOLOGY
    if certificate.storage is not StorageFlag.NONE and not criteria.stored:
        return Criterion.STORED
    return "" if _is_new_enough(certificate, device, asked) else Criterion.COMMISSIONED


def _is_new_enough(certificate: Certificate, device: Device, asked: Asked) -> bool:
    months = asked.criteria.commissioned_within_months
    if months is None:
        return True
    if not device.commissioned:
        return False
    commissioned = date.fromisoformat(device.commissioned)
    return was_new_enough(commissioned, certificate.start_s, asked.time_zone, months)


@dataclass(frozen=True, slots=True)
class Markets:
    """In which markets areas of the ledger lie.

    Attributes:
        of: markets by area.
        wanted: the only market that counts; empty for any.
    """

    of: Mapping[str, frozenset[str]]
    wanted: str = ""

    @classmethod
    def read(cls, ledger: Ledger, wanted: str = "") -> Markets:
        """As the ledger has them registered."""
        found: dict[str, set[str]] = {}
        for market, area in ledger.markets():
            found.setdefault(area, set()).add(market)
        return cls({area: frozenset(markets) for area, markets in found.items()}, wanted)

    def common(self, plant: str, meter: str, asked: Asked) -> str:
        """The market in which both areas lie as the method asks; empty where there is none.

        The area of the meter comes first, then that of the plant, then the first by name.
        """
        both = self.of.get(plant, frozenset()) & self.of.get(meter, frozenset())
        if self.wanted:
            both &= {self.wanted}
        if asked.criteria.area is AreaLevel.AREA:
            return meter if meter in both else ""
        if asked.criteria.area is AreaLevel.COUNTRY:
            nation = asked.areas.nation(plant)
            if not nation or nation != asked.areas.nation(meter):
                return ""
        return min(both, key=lambda market: (market != meter, market != plant, market), default="")
