"""Claims: cancelled Wh of a certificate stand for Wh that a meter measured, until they are withdrawn."""

from __future__ import annotations

from fourfold.electricity.ledger import faults
from fourfold.electricity.ledger.model import Act, Certificate, LotState, Meter
from fourfold.electricity.ledger.operations import Claim, Unclaim
from fourfold.electricity.supply.criteria import MatchWindow
from fourfold.store.ledger.acts import words
from fourfold.store.ledger.acts.holding import MILLION, cut_out, end_claim, moves_for, taking
from fourfold.store.ledger.acts.registering import covered_twice, draw_all, enough_of, off_grid
from fourfold.store.ledger.pieces import Piece, free_of
from fourfold.store.ledger.tables.claims import CLAIMS
from fourfold.store.ledger.work import Work

_DAY_S, _HOUR_S = 86_400, 3_600
MOST_S = {
    MatchWindow.HOUR: _HOUR_S,
    MatchWindow.MONTH: 31 * _DAY_S + _HOUR_S,
    MatchWindow.YEAR: 366 * _DAY_S + _HOUR_S,
}
"""How long the window of a claim may be; months and years have an hour more where clocks go back."""


def claim(work: Work, operation: Claim) -> None:
    """Claim cancelled Wh for an interval of a meter."""
    certificate, pieces = taking(work, operation.range, LotState.CANCELLED, work.actor)
    _window(work, operation)
    _delivered(work, operation)
    area = ""
    if certificate is not None:
        device = work.desk.devices.get(certificate.device)
        area = device.area if device else ""
        _within(work, operation, certificate.certificate, certificate.start_s, certificate.end_s)
        _in_market(work, operation, area)
    meter = work.desk.meters.get(operation.meter)
    uses: list[tuple[Piece, int]] = []
    if meter is None:
        work.fault(faults.ENTRY_UNKNOWN, "meter", what=words.METER, found=operation.meter)
    else:
        uses = _covering(work, operation, meter)
    work.settle(moves=moves_for(pieces, operation.range), draws=len(uses))
    if certificate is None or meter is None:  # pragma: no cover - settling has told of it
        return
    first, stop = operation.range.first_wh, operation.range.stop_wh
    for piece, cut in cut_out(work, pieces, operation.range):
        _claimed(work, piece, certificate.certificate, cut, Act.CLAIM, work.entry, (first, stop))
    interval = (meter.meter, operation.start_s)
    draw_all(work, uses, "cover", interval, operation.covered_wh, claim=work.entry)
    _put_claim(work, operation, certificate, area, meter, uses[0][0].use)


def _window(work: Work, operation: Claim) -> None:
    """That the stretch of time is one, and no longer than its name allows."""
    start, end = operation.window_start_s, operation.window_end_s
    if end <= start:
        work.fault(faults.INTERVAL_EMPTY, "windowEnd", found=words.stretch(start, end))
    most = MOST_S.get(operation.window, 0)
    if end - start > most:
        params = {
            "found": words.stretch(start, end),
            "window": operation.window.value,
            "most": f"{most} s",
            "clause": faults.ISO_TIME,
        }
        work.fault(faults.WINDOW_TOO_LONG, "windowEnd", **params)


def _delivered(work: Work, operation: Claim) -> None:
    """That no more is covered than arrives."""
    energy = operation.range.energy_wh
    delivered = energy * (MILLION - operation.loss_ppm) // MILLION
    if operation.covered_wh > delivered:
        params = {"found": operation.covered_wh, "energy_wh": energy, "delivered_wh": delivered}
        work.fault(faults.ABOVE_DELIVERED, "coveredWh", **params)


def _within(work: Work, operation: Claim, found: str, start_s: int, end_s: int) -> None:
    """That a stretch lies in the window."""
    if not operation.window_start_s <= start_s < end_s <= operation.window_end_s:
        span = words.stretch(operation.window_start_s, operation.window_end_s)
        params = {"found": found, "window": operation.window.value, "span": span, "clause": faults.ISO_TIME}
        work.fault(faults.OUTSIDE_WINDOW, "window", **params)


def _in_market(work: Work, operation: Claim, area: str) -> None:
    """That an area lies in the market."""
    if operation.market not in work.desk.markets.get(area):
        work.fault(faults.OUTSIDE_MARKET, "market", found=area, market=operation.market, clause=faults.ISO_MARKET)


def _covering(work: Work, operation: Claim, meter: Meter) -> list[tuple[Piece, int]]:
    """Lots of the interval's uses that are to be covered."""
    if meter.owner != work.actor:
        work.fault(faults.NOT_ALLOWED, "meter", actor=work.actor, what=words.CLAIM_FOR, who=words.OWNERS)
    if (operation.start_s - meter.phase_s) % meter.step_s:
        off_grid(work, meter, operation.start_s, "start")
    _within(work, operation, words.moment(operation.start_s), operation.start_s, operation.start_s + meter.step_s)
    _in_market(work, operation, meter.area)
    free = free_of(work.desk.interval(meter.meter, operation.start_s).pieces)
    if operation.covered_wh > sum(piece.energy_wh for piece in free):
        covered_twice(work, meter, operation.start_s, operation.covered_wh, free)
    return enough_of(free, operation.covered_wh)


def _claimed(
    work: Work, piece: Piece, certificate: str, cut: int, act: Act, number: int, whole: tuple[int, int], **more: int
) -> None:
    """A move of a claim or of its withdrawal, which follows the one before it in the claim's range."""
    state = LotState.CLAIMED if act is Act.CLAIM else LotState.CANCELLED
    follows = None if piece.first_wh == whole[0] else piece.first_wh
    own = {"claim": number, "claim_first": whole[0], "claim_stop": whole[1], "follows_wh": follows}
    work.move(piece, certificate, cut, act, to_state=state.value, **own, **more)


def _put_claim(work: Work, operation: Claim, certificate: Certificate, area: str, meter: Meter, use: int) -> None:
    work.put(
        CLAIMS,
        claim=work.entry,
        owner=work.actor,
        act=work.act,
        certificate=certificate.certificate,
        area=area,
        made_start_s=certificate.start_s,
        made_end_s=certificate.end_s,
        first_wh=operation.range.first_wh,
        stop_wh=operation.range.stop_wh,
        use=use,
        meter=meter.meter,
        meter_area=meter.area,
        start_s=operation.start_s,
        step_s=meter.step_s,
        covered_wh=operation.covered_wh,
        window=operation.window.value,
        window_start_s=operation.window_start_s,
        window_end_s=operation.window_end_s,
        market=operation.market,
        loss_ppm=operation.loss_ppm,
        draw_act="cover",
    )


def unclaim(work: Work, operation: Unclaim) -> None:
    """Withdraw a claim: its Wh are cancelled again, what it covered is free again."""
    record = work.desk.claims.get(operation.claim)
    if record is None:
        work.fault(faults.ENTRY_UNKNOWN, "claim", what=words.CLAIM, found=operation.claim)
        work.settle()
        return
    if record.owner != work.actor:
        found = {"found": f"{record.first_wh}–{record.stop_wh}", "certificate": record.certificate}
        work.fault(faults.NOT_OWNER, "claim", **found, actor=work.actor, clause=faults.ISO_SOLE)
    if record.withdrawn:
        work.fault(faults.ENTRY_TWICE, "claim", what=words.WITHDRAWAL, found=operation.claim)
    elif work.desk.endings.get(operation.claim):
        work.fault(faults.CHARGE_UNFIT, "claim", found=operation.claim, reason=words.RESTED_ON)
    whole = (record.first_wh, record.stop_wh)
    pieces = work.desk.pieces(record.certificate, *whole)
    covered = [
        piece for piece in work.desk.interval(record.meter, record.start_s).pieces if piece.claim == operation.claim
    ]
    work.settle(moves=len(pieces), draws=len(covered))
    end_claim(work, record, work.actor)
    for piece in pieces:
        _claimed(work, piece, record.certificate, piece.stop_wh, Act.UNCLAIM, operation.claim, whole, ending=work.entry)
    interval = (record.meter, record.start_s)
    parts = [(piece, piece.stop_wh) for piece in covered]
    draw_all(work, parts, "uncover", interval, record.covered_wh, claim=operation.claim, ending=work.entry)
