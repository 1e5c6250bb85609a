"""Certificates and their Wh: issue, split, transfer, cancel, withdraw, and what is left to the residual mix."""

from __future__ import annotations

from fourfold.electricity.ledger import faults
from fourfold.electricity.ledger.model import Act, Certificate, ClaimRecord, Device, LotState, Part, StorageFlag
from fourfold.electricity.ledger.operations import Cancel, CloseResidual, Issue, Range, Split, Transfer, Withdraw
from fourfold.store.ledger.acts import words
from fourfold.store.ledger.acts.registering import by_keeper, known_account, known_area
from fourfold.store.ledger.pieces import Piece
from fourfold.store.ledger.tables.claims import ENDINGS
from fourfold.store.ledger.tables.holdings import CERTIFICATES, RESIDUALS
from fourfold.store.ledger.tables.schema import NEW
from fourfold.store.ledger.work import Work

MILLION = 1_000_000
_HOUR_S = 3_600
ISSUED = "issue"
"""How a claim ends on which discharged energy rests."""


def issue(work: Work, operation: Issue) -> None:
    """Issue a certificate."""
    new = operation.certificate
    if work.desk.certificates.get(new.certificate):
        work.fault(faults.ENTRY_TWICE, "certificate", what=words.CERTIFICATE, found=new.certificate)
    known_account(work, operation.to, "to")
    if new.end_s <= new.start_s:
        work.fault(faults.INTERVAL_EMPTY, "end", found=words.stretch(new.start_s, new.end_s))
    device = work.desk.devices.get(new.device)
    if device is None:
        work.fault(faults.ENTRY_UNKNOWN, "device", what=words.DEVICE, found=new.device)
        work.settle()
        return
    if device.issuer != work.actor:
        work.fault(faults.NOT_ALLOWED, actor=work.actor, what=words.ISSUE, who=words.ISSUERS)
    _in_its_place(work, device, new)
    charged = _charging(work, device, new)
    work.settle(moves=1)
    _put_certificate(work, device, new, charged)
    first = Piece(0, Part.TAKEN, 0, new.energy_wh, work.actor, NEW, 0)
    own = {"issue_of": new.certificate, "issuer": work.actor}
    work.move(
        first, new.certificate, new.energy_wh, Act.ISSUE, to_owner=operation.to, to_state=LotState.HELD.value, **own
    )


def _in_its_place(work: Work, device: Device, new: Certificate) -> None:
    """That the energy of an interval is certified in one way, as far as the plant can make it, and before its end."""
    if new.in_grid and any(start_s < new.end_s <= end_s for start_s, end_s in work.desk.closed.get(device.area)):
        params = {"area": device.area, "found": new.certificate, "clause": faults.ISO_SOLE}
        work.fault(faults.RESIDUAL_CLOSED, "end", **params)
    around = work.desk.plants.around(new.device, new.start_s, new.end_s)
    start_s, end_s, other = around.last or (0, 0, "")
    if end_s > new.start_s and (start_s, end_s) != (new.start_s, new.end_s):
        params = {"found": new.certificate, "other": other, "clause": faults.ENERGYTAG}
        work.fault(faults.CERTIFICATES_OVERLAP, "start", **params)
    energy, most = new.energy_wh + around.alike_wh, device.most_w * (new.end_s - new.start_s) // _HOUR_S
    if energy > most:
        params = {"found": new.certificate, "device": device.device, "energy_wh": str(energy), "most_wh": str(most)}
        work.fault(faults.ABOVE_CAPACITY, "energyWh", **params)


def _charging(work: Work, device: Device, new: Certificate) -> ClaimRecord | None:
    """The claim of charging that discharged energy rests on; ``None`` for all other energy."""

    def unfit(reason: object) -> None:
        work.fault(faults.CHARGE_UNFIT, "charge", found=new.certificate, reason=reason)

    if new.storage is not StorageFlag.DISCHARGE:
        if new.charge or new.charge_wh or new.efficiency_ppm:
            unfit(words.NOT_STORED)
        elif device.meter:
            params = {"found": new.certificate, "device": device.device, "clause": faults.ENERGYTAG}
            work.fault(faults.STORE_UNCHARGED, "storage", **params)
        return None
    claim = work.desk.claims.get(new.charge)
    if claim is None:
        unfit(words.NO_CLAIM)
        return None
    if claim.withdrawn:
        unfit(words.CLAIM_WITHDRAWN)
    if not device.meter or claim.meter != device.meter:
        unfit(words.OTHER_STORE)
    if work.desk.endings.get(new.charge) == ISSUED:
        unfit(words.CLAIM_USED)
    if new.charge_wh != claim.covered_wh:
        unfit(words.OTHER_ENERGY)
    if new.energy_wh * MILLION > claim.covered_wh * new.efficiency_ppm:
        unfit(words.MORE_THAN_CHARGED)
    if new.start_s < claim.start_s:
        unfit(words.BEFORE_CHARGED)
    return claim


def _put_certificate(work: Work, device: Device, new: Certificate, charged: ClaimRecord | None) -> None:
    if charged:
        end_claim(work, charged)
    work.put(
        CERTIFICATES,
        certificate=new.certificate,
        entry=work.entry,
        act=work.act,
        kind=new.kind.value,
        device=new.device,
        issuer=device.issuer,
        area=device.area,
        start_s=new.start_s,
        end_s=new.end_s,
        energy_wh=new.energy_wh,
        valid_until_s=new.valid_until_s,
        code=new.code,
        storage=new.storage.value,
        charge=new.charge or None,
        charge_wh=new.charge_wh,
        efficiency_ppm=new.efficiency_ppm,
        charge_meter=charged.meter if charged else None,
        charge_start_s=charged.start_s if charged else None,
        document=new.document,
        issued_s=new.issued_s,
        number_range=new.number_range,
        contract=new.contract,
        delivery=new.delivery.value,
    )


def end_claim(work: Work, claim: ClaimRecord, owner: str | None = None) -> None:
    """Fix a claim: it is withdrawn by its owner, or discharged energy rests on it."""
    work.put(
        ENDINGS,
        claim=claim.claim,
        entry=work.entry,
        act=work.act,
        owner=owner,
        certificate=claim.certificate,
        first_wh=claim.first_wh,
        stop_wh=claim.stop_wh,
        meter=claim.meter,
        start_s=claim.start_s,
        covered_wh=claim.covered_wh,
        discharged=claim.claim if owner is None else None,
        move_act=None if owner is None else "unclaim",
        draw_act=None if owner is None else "uncover",
    )


def taking(work: Work, wanted: Range, state: LotState, owner: str | None) -> tuple[Certificate | None, list[Piece]]:
    """The lots that hold a range, and what stands against taking them.

    Args:
        work: receives it.
        wanted: the range.
        state: in which all have to be.
        owner: of all; ``None`` where anybody may hold them.
    """
    certificate = work.desk.certificates.get(wanted.certificate)
    if certificate is None:
        work.fault(faults.ENTRY_UNKNOWN, "range.certificate", what=words.CERTIFICATE, found=wanted.certificate)
        return None, []
    if not 0 <= wanted.first_wh < wanted.stop_wh <= certificate.energy_wh:
        _beyond(work, certificate, f"{wanted.first_wh}–{wanted.stop_wh}")
        return certificate, []
    pieces = work.desk.pieces(wanted.certificate, wanted.first_wh, wanted.stop_wh)
    for piece in pieces:
        _at_hand(work, certificate, piece, state, owner)
    return certificate, pieces


def _at_hand(work: Work, certificate: Certificate, piece: Piece, state: LotState, owner: str | None) -> None:
    """That a lot is in a state and belongs to whoever asks."""
    found = {"found": f"{piece.first_wh}–{piece.stop_wh}", "certificate": certificate.certificate}
    if piece.state == LotState.RESIDUAL:
        device = work.desk.devices.get(certificate.device)
        params = {"area": device.area if device else "", "found": certificate.certificate, "clause": faults.ISO_SOLE}
        work.fault(faults.RESIDUAL_CLOSED, "range", **params)
    elif piece.state != state:
        now = {"state": words.STATES[state], "present": words.STATES[LotState(piece.state)]}
        work.fault(faults.LOT_SPENT, "range", **found, **now, clause=faults.ISO_SOLE)
    if owner is not None and piece.owner != owner:
        work.fault(faults.NOT_OWNER, "range", **found, actor=owner, clause=faults.ISO_SOLE)


def _beyond(work: Work, certificate: Certificate, found: str) -> None:
    params = {"found": found, "certificate": certificate.certificate, "energy_wh": str(certificate.energy_wh)}
    work.fault(faults.BEYOND_CERTIFICATE, "range", **params)


def moves_for(pieces: list[Piece], wanted: Range) -> int:
    """How many moves take a range: one for each lot, and a division where it begins inside of the first."""
    return len(pieces) + bool(pieces and pieces[0].first_wh < wanted.first_wh)


def cut_out(work: Work, pieces: list[Piece], wanted: Range) -> list[tuple[Piece, int]]:
    """The lots of a range, the first divided where the range begins, each with the Wh up to which it is taken."""
    parts: list[tuple[Piece, int]] = []
    for piece in pieces:
        within = piece
        if piece.first_wh < wanted.first_wh:
            more = {"issuer": work.actor} if work.act == Act.WITHDRAW else {}
            within = work.move(piece, wanted.certificate, wanted.first_wh, Act.SPLIT, **more)[1]
        parts.append((within, min(piece.stop_wh, wanted.stop_wh)))
    return parts


def split(work: Work, operation: Split) -> None:
    """Divide a lot."""
    certificate = work.desk.certificates.get(operation.certificate)
    at, pieces = operation.at_wh, list[Piece]()
    if certificate is None:
        work.fault(faults.ENTRY_UNKNOWN, "certificate", what=words.CERTIFICATE, found=operation.certificate)
    elif not 0 < at < certificate.energy_wh:
        _beyond(work, certificate, str(at))
    else:
        pieces = work.desk.pieces(operation.certificate, at, at + 1)
        piece = pieces[0]
        if piece.first_wh == at:
            work.fault(faults.ENTRY_TWICE, "at", what=words.DIVISION, found=at)
        else:
            cancelled = piece.state == LotState.CANCELLED
            _at_hand(work, certificate, piece, LotState.CANCELLED if cancelled else LotState.HELD, work.actor)
    work.settle(moves=1)
    work.move(pieces[0], operation.certificate, at, Act.SPLIT)


def transfer(work: Work, operation: Transfer) -> None:
    """Hand held Wh to another account."""
    known_account(work, operation.to, "to")
    _, pieces = taking(work, operation.range, LotState.HELD, work.actor)
    work.settle(moves=moves_for(pieces, operation.range))
    for piece, cut in cut_out(work, pieces, operation.range):
        work.move(piece, operation.range.certificate, cut, Act.TRANSFER, to_owner=operation.to)


def cancel(work: Work, operation: Cancel) -> None:
    """Take held Wh out of circulation."""
    certificate, pieces = taking(work, operation.range, LotState.HELD, work.actor)
    until = certificate.valid_until_s if certificate else 0
    if 0 < until < work.time_s:
        work.fault(faults.EXPIRED, "range", found=operation.range.certificate, until=words.moment(until))
    work.settle(moves=moves_for(pieces, operation.range))
    for piece, cut in cut_out(work, pieces, operation.range):
        own = {"to_state": LotState.CANCELLED.value, "valid_until_s": until}
        work.move(piece, operation.range.certificate, cut, Act.CANCEL, **own)


def withdraw(work: Work, operation: Withdraw) -> None:
    """Take held Wh back."""
    certificate, pieces = taking(work, operation.range, LotState.HELD, None)
    device = work.desk.devices.get(certificate.device) if certificate else None
    if device is not None and device.issuer != work.actor:
        work.fault(faults.NOT_ALLOWED, actor=work.actor, what=words.WITHDRAW, who=words.ISSUERS)
    work.settle(moves=moves_for(pieces, operation.range))
    for piece, cut in cut_out(work, pieces, operation.range):
        own = {"to_state": LotState.WITHDRAWN.value, "issuer": work.actor}
        work.move(piece, operation.range.certificate, cut, Act.WITHDRAW, **own)


def close_residual(work: Work, operation: CloseResidual) -> None:
    """Leave every held Wh of an area and a stretch of time to its residual mix."""
    by_keeper(work, words.CLOSE)
    known_area(work, operation.area)
    found = words.stretch(operation.start_s, operation.end_s)
    if operation.end_s <= operation.start_s:
        work.fault(faults.INTERVAL_EMPTY, "end", found=found)
    if operation.end_s > work.time_s:
        work.fault(faults.RESIDUAL_EARLY, "end", found=found, area=operation.area)
    until = max((end_s for _, end_s in work.desk.closed.get(operation.area)), default=None)
    if until is not None and operation.start_s != until:
        work.fault(faults.RESIDUAL_GAP, "start", area=operation.area, until=words.moment(until), found=found)
    held = work.desk.held_in(operation.area, operation.start_s, operation.end_s)
    work.settle(moves=len(held))
    for certificate, piece in held:
        own = {"to_state": LotState.RESIDUAL.value, "residual": work.entry}
        work.move(piece, certificate, piece.stop_wh, Act.RELEASE, **own)
    work.put(
        RESIDUALS,
        entry=work.entry,
        actor=work.actor,
        act=work.act,
        time_s=work.time_s,
        area=operation.area,
        start_s=operation.start_s,
        end_s=operation.end_s,
        after_s=until,
    )
