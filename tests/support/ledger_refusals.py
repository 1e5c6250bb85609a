"""Every reason to refuse an order, read from `Ledger` word by word.

A store may tell any of the faults found here, and must tell one where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from fourfold.core.problems import MessageKind
from fourfold.electricity.ledger import faults as said
from fourfold.electricity.ledger.model import (
    Certificate,
    Device,
    LotState,
    Meter,
    StorageFlag,
)
from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    CloseResidual,
    Issue,
    Measure,
    OpenAccount,
    Order,
    Range,
    RegisterArea,
    RegisterDevice,
    RegisterMeter,
    Split,
    Transfer,
    Unclaim,
    Withdraw,
)
from fourfold.electricity.supply.criteria import MatchWindow
from support.ledger_books import Books

MILLION = 1_000_000
MOST_S = {
    MatchWindow.HOUR: 3_600,
    MatchWindow.MONTH: 31 * 86_400 + 3_600,
    MatchWindow.YEAR: 366 * 86_400 + 3_600,
}
Said: TypeAlias = tuple[MessageKind, dict[str, object]]


def faults_of(books: Books, order: Order, digest: str, time_s: int) -> Iterator[Said]:
    """Everything for which an order is refused."""
    if digest in books.asked:
        yield said.ENTRY_TWICE, {"what": "order", "found": digest}
    if order.actor and order.actor not in books.accounts:
        yield said.ENTRY_UNKNOWN, {"what": "account", "found": order.actor}
    actor = order.actor
    match order.operation:
        case OpenAccount() | RegisterArea() | RegisterDevice() | RegisterMeter() as operation:
            yield from _keeper(actor)
            yield from _registering(books, operation)
        case Measure() as operation:
            yield from _measuring(books, actor, operation)
        case Issue() as operation:
            yield from _issuing(books, actor, operation)
        case Split() as operation:
            yield from _splitting(books, actor, operation)
        case Transfer() as operation:
            yield from _known("account", operation.to, books.accounts)
            yield from _taking(books, operation.range, LotState.HELD, actor)
        case Cancel() as operation:
            yield from _taking(books, operation.range, LotState.HELD, actor)
            certificate = books.certificates.get(operation.range.certificate)
            if certificate is not None and 0 < certificate.valid_until_s < time_s:
                yield said.EXPIRED, {"found": certificate.certificate, "until": certificate.valid_until_s}
        case Claim() as operation:
            yield from _taking(books, operation.range, LotState.CANCELLED, actor)
            yield from _claiming(books, actor, operation)
        case Unclaim() as operation:
            yield from _unclaiming(books, actor, operation)
        case Withdraw() as operation:
            yield from _taking(books, operation.range, LotState.HELD, None)
            certificate = books.certificates.get(operation.range.certificate)
            if certificate is not None and books.devices[certificate.device].issuer != actor:
                yield said.NOT_ALLOWED, {"actor": actor, "what": "withdraw", "who": "the issuer"}
        case CloseResidual() as operation:
            yield from _keeper(actor)
            yield from _closing(books, operation, time_s)


def _keeper(actor: str) -> Iterator[Said]:
    if actor:
        yield said.NOT_ALLOWED, {"actor": actor, "what": "do this", "who": "the keeper"}


def _known(what: str, name: str, among: object) -> Iterator[Said]:
    if isinstance(among, dict | set) and name not in among:
        yield said.ENTRY_UNKNOWN, {"what": what, "found": name}


def _new(what: str, name: str, among: object) -> Iterator[Said]:
    if isinstance(among, dict | set) and name in among:
        yield said.ENTRY_TWICE, {"what": what, "found": name}


def _registering(
    books: Books, operation: OpenAccount | RegisterArea | RegisterDevice | RegisterMeter
) -> Iterator[Said]:
    match operation:
        case OpenAccount(account):
            yield from _new("account", account.account, books.accounts)
        case RegisterArea(area):
            yield from _new("area", area, books.areas)
        case RegisterDevice(device):
            yield from _new("device", device.device, books.devices)
            yield from _known("account", device.issuer, books.accounts)
            yield from _known("area", device.area, books.areas)
            if device.meter:
                yield from _known("meter", device.meter, books.meters)
        case RegisterMeter(meter):
            yield from _new("meter", meter.meter, books.meters)
            yield from _known("account", meter.owner, books.accounts)
            yield from _known("area", meter.area, books.areas)
            if meter.phase_s >= meter.step_s:
                yield said.METER_OFF_GRID, {"meter": meter.meter, "found": meter.phase_s, **_grid(meter)}


def _measuring(books: Books, actor: str, operation: Measure) -> Iterator[Said]:
    meter = books.meters.get(operation.meter)
    if meter is None:
        yield from _known("meter", operation.meter, books.meters)
        return
    if actor not in ("", meter.owner):
        yield said.NOT_ALLOWED, {"actor": actor, "what": "tell this meter", "who": meter.owner}
    if (operation.start_s - meter.phase_s) % meter.step_s:
        yield said.METER_OFF_GRID, {"meter": meter.meter, "found": operation.start_s, **_grid(meter)}
    uses = books.uses_of(meter.meter, operation.start_s)
    if operation.version != len(uses) + 1:
        yield said.VERSION_GAP, {"found": operation.version, "last": len(uses)}
    less = sum(use.energy_wh - use.void_wh for use in uses) - operation.energy_wh
    free = sum(use.free_wh for use in uses)
    if less > free:
        yield said.COVERED_TWICE, {**_free(meter, operation.start_s, free), "found": less}


def _issuing(books: Books, actor: str, operation: Issue) -> Iterator[Said]:
    new = operation.certificate
    yield from _new("certificate", new.certificate, books.certificates)
    yield from _known("account", operation.to, books.accounts)
    yield from _known("device", new.device, books.devices)
    if new.end_s <= new.start_s:
        yield said.INTERVAL_EMPTY, {"found": f"{new.start_s}–{new.end_s}"}
    device = books.devices.get(new.device)
    if device is None:
        return
    if device.issuer != actor:
        yield said.NOT_ALLOWED, {"actor": actor, "what": "issue", "who": device.issuer}
    if new.in_grid and books.is_closed(device.area, new.end_s):
        yield said.RESIDUAL_CLOSED, {"area": device.area, "found": new.certificate, "clause": said.ISO_SOLE}
    others = [old for old in books.certificates.values() if old.device == new.device]
    for old in others:
        alike = (old.start_s, old.end_s) == (new.start_s, new.end_s)
        if not alike and old.start_s < new.end_s and new.start_s < old.end_s:
            yield (
                said.CERTIFICATES_OVERLAP,
                {"found": new.certificate, "other": old.certificate, "clause": said.ENERGYTAG},
            )
    alike_lots = [
        lot
        for old in others
        if (old.start_s, old.end_s) == (new.start_s, new.end_s)
        for lot in books.unspent(old.certificate)
    ]
    energy = new.energy_wh + sum(lot.energy_wh for lot in alike_lots if lot.state is not LotState.WITHDRAWN)
    most = (device.capacity_w or 30 * 10**9) * (new.end_s - new.start_s) // 3_600
    if energy > most:
        found = {"found": new.certificate, "device": new.device}
        yield said.ABOVE_CAPACITY, {**found, "energy_wh": energy, "most_wh": most}
    yield from _discharging(books, device, new)


def _discharging(books: Books, device: Device, new: Certificate) -> Iterator[Said]:
    def unfit(reason: str) -> Said:
        return said.CHARGE_UNFIT, {"found": new.certificate, "reason": reason}

    if new.storage is not StorageFlag.DISCHARGE:
        if new.charge or new.charge_wh or new.efficiency_ppm:
            yield unfit("not of a store")
        elif device.meter:
            yield said.STORE_UNCHARGED, {"found": new.certificate, "device": new.device, "clause": said.ENERGYTAG}
        return
    claim = books.claims.get(new.charge)
    if claim is None:
        yield unfit("no claim")
        return
    if claim.withdrawn:
        yield unfit("withdrawn")
    if not device.meter or claim.meter != device.meter:
        yield unfit("not a claim of its charging")
    if any(old.charge == new.charge for old in books.certificates.values()):
        yield unfit("used")
    if new.charge_wh != claim.covered_wh:
        yield unfit("another energy of charging")
    if new.energy_wh * MILLION > claim.covered_wh * new.efficiency_ppm:
        yield unfit("more than came in")
    if new.start_s < claim.start_s:
        yield unfit("before it was charged")


def _splitting(books: Books, actor: str, operation: Split) -> Iterator[Said]:
    certificate = books.certificates.get(operation.certificate)
    if certificate is None:
        yield from _known("certificate", operation.certificate, books.certificates)
    elif not 0 < operation.at_wh < certificate.energy_wh:
        yield (
            said.BEYOND_CERTIFICATE,
            {"found": operation.at_wh, "certificate": operation.certificate, "energy_wh": certificate.energy_wh},
        )
    else:
        for lot in books.unspent(operation.certificate):
            if lot.first_wh == operation.at_wh:
                yield said.ENTRY_TWICE, {"what": "split", "found": operation.at_wh}
            if lot.first_wh < operation.at_wh < lot.stop_wh:
                wanted = LotState.CANCELLED if lot.state is LotState.CANCELLED else LotState.HELD
                yield from _taking(books, Range(lot.certificate, lot.first_wh, lot.stop_wh), wanted, actor)


def _taking(books: Books, range_: Range, state: LotState, actor: str | None) -> Iterator[Said]:
    """What stands against taking Wh: by an owner, or by somebody who need not own them."""
    certificate = books.certificates.get(range_.certificate)
    if certificate is None:
        yield from _known("certificate", range_.certificate, books.certificates)
        return
    found = {"found": f"{range_.first_wh}–{range_.stop_wh}", "certificate": range_.certificate}
    if not 0 <= range_.first_wh < range_.stop_wh <= certificate.energy_wh:
        yield said.BEYOND_CERTIFICATE, {**found, "energy_wh": certificate.energy_wh}
        return
    for lot in books.touched(range_):
        if lot.state is LotState.RESIDUAL:
            area = books.devices[certificate.device].area
            yield said.RESIDUAL_CLOSED, {"area": area, "found": range_.certificate, "clause": said.ISO_SOLE}
        elif lot.state is not state:
            yield said.LOT_SPENT, {**found, "state": state, "present": lot.state, "clause": said.ISO_SOLE}
        if actor is not None and lot.owner != actor:
            yield said.NOT_OWNER, {**found, "actor": actor, "clause": said.ISO_SOLE}


def _claiming(books: Books, actor: str, operation: Claim) -> Iterator[Said]:
    span = (operation.window_start_s, operation.window_end_s)
    length = span[1] - span[0]
    asked = {"window": operation.window, "span": span, "clause": said.ISO_TIME}
    if length <= 0:
        yield said.INTERVAL_EMPTY, {"found": span}
    if length > MOST_S[operation.window]:
        yield said.WINDOW_TOO_LONG, {**asked, "found": span, "most": MOST_S[operation.window]}
    delivered = operation.range.energy_wh * (MILLION - operation.loss_ppm) // MILLION
    arriving = {"energy_wh": operation.range.energy_wh, "delivered_wh": delivered}
    if operation.covered_wh > delivered:
        yield said.ABOVE_DELIVERED, {"found": operation.covered_wh, **arriving}
    certificate = books.certificates.get(operation.range.certificate)
    if certificate is not None:
        area = books.devices[certificate.device].area
        if not span[0] <= certificate.start_s < certificate.end_s <= span[1]:
            yield said.OUTSIDE_WINDOW, {**asked, "found": certificate.certificate}
        if (operation.market, area) not in books.markets:
            yield said.OUTSIDE_MARKET, {"found": area, "market": operation.market, "clause": said.ISO_MARKET}
    meter = books.meters.get(operation.meter)
    if meter is None:
        yield from _known("meter", operation.meter, books.meters)
        return
    if meter.owner != actor:
        yield said.NOT_ALLOWED, {"actor": actor, "what": "claim for this meter", "who": meter.owner}
    if (operation.start_s - meter.phase_s) % meter.step_s:
        yield said.METER_OFF_GRID, {"meter": meter.meter, "found": operation.start_s, **_grid(meter)}
    if not span[0] <= operation.start_s < operation.start_s + meter.step_s <= span[1]:
        yield said.OUTSIDE_WINDOW, {**asked, "found": operation.start_s}
    if (operation.market, meter.area) not in books.markets:
        yield said.OUTSIDE_MARKET, {"found": meter.area, "market": operation.market, "clause": said.ISO_MARKET}
    free = sum(use.free_wh for use in books.uses_of(meter.meter, operation.start_s))
    if operation.covered_wh > free:
        yield said.COVERED_TWICE, {**_free(meter, operation.start_s, free), "found": operation.covered_wh}


def _unclaiming(books: Books, actor: str, operation: Unclaim) -> Iterator[Said]:
    claim = books.claims.get(operation.claim)
    if claim is None:
        yield said.ENTRY_UNKNOWN, {"what": "claim", "found": operation.claim}
        return
    if claim.owner != actor:
        yield (
            said.NOT_OWNER,
            {"actor": actor, "certificate": claim.certificate, "found": operation.claim, "clause": said.ISO_SOLE},
        )
    if claim.withdrawn:
        yield said.ENTRY_TWICE, {"what": "withdrawal of claim", "found": operation.claim}
    if any(certificate.charge == operation.claim for certificate in books.certificates.values()):
        yield said.CHARGE_UNFIT, {"found": operation.claim, "reason": "discharged energy rests on it"}


def _closing(books: Books, operation: CloseResidual, time_s: int) -> Iterator[Said]:
    yield from _known("area", operation.area, books.areas)
    found = f"{operation.start_s}–{operation.end_s}"
    if operation.end_s <= operation.start_s:
        yield said.INTERVAL_EMPTY, {"found": found}
    if operation.end_s > time_s:
        yield said.RESIDUAL_EARLY, {"found": found, "area": operation.area}
    ends = [end for area, _, end in books.residuals if area == operation.area]
    if ends and operation.start_s != max(ends):
        yield said.RESIDUAL_GAP, {"area": operation.area, "until": max(ends), "found": found}


def _grid(meter: Meter) -> dict[str, object]:
    return {"step_s": meter.step_s, "phase_s": meter.phase_s}


def _free(meter: Meter, start_s: int, free: int) -> dict[str, object]:
    return {"free_wh": free, "meter": meter.meter, "time": start_s, "clause": said.ISO_SOLE}
