"""What an audit asks of claims, their withdrawal, and discharged energy. See `fourfold.electricity.ledger.replay`."""

from __future__ import annotations

from dataclasses import replace

from fourfold.core.problems import N_, Term
from fourfold.electricity.ledger import faults as said
from fourfold.electricity.ledger import operations as asked
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.model import Certificate, ClaimRecord, LotState, StorageFlag
from fourfold.electricity.ledger.records import MILLION
from fourfold.electricity.ledger.replay_moves import take
from fourfold.electricity.ledger.replay_registers import covered_twice, on_grid
from fourfold.electricity.ledger.replay_state import CLAIM, METER, Line, Readings, Replayed, Standing
from fourfold.electricity.supply.criteria import MatchWindow

_HOUR_S, _DAY_S = 3_600, 86_400
_LONGEST_S = {
    MatchWindow.HOUR: _HOUR_S,
    MatchWindow.MONTH: 31 * _DAY_S + _HOUR_S,
    MatchWindow.YEAR: 366 * _DAY_S + _HOUR_S,
}
_CLAIM_FOR = Term(N_("claim for this meter"))
_OWNER = Term(N_("the owner of the meter"))
_WITHDRAWAL = Term(N_("withdrawal of claim"))


def claim(state: Replayed, entry: Entry, operation: asked.Claim) -> None:
    """Cancelled Wh for Wh of a meter: both the actor's, in one window and market, no more than arrives and is free."""
    number = entry.entry
    line = take(state, entry, operation.range, LotState.CANCELLED, LotState.CLAIMED)
    _check_window(state, number, operation)
    if line is not None:
        _check_certificate(state, number, operation, line)
    arriving = operation.range.energy_wh * (MILLION - operation.loss_ppm) // MILLION
    if not 0 < operation.covered_wh <= arriving:
        energy_wh = operation.range.energy_wh
        state.find(
            number,
            said.ABOVE_DELIVERED,
            found=operation.covered_wh,
            energy_wh=energy_wh,
            delivered_wh=arriving,
        )
    if state.known(number, METER, operation.meter, state.meters):
        _check_meter(state, entry, operation)
        readings = state.readings.setdefault((operation.meter, operation.start_s), Readings())
        if operation.covered_wh > readings.free:
            covered_twice(state, number, operation.meter, operation.start_s, operation.covered_wh)
        covered = readings.cover(operation.covered_wh)
        state.claims[number] = Standing(_record(number, entry.order.actor, operation), covered)


def unclaim(state: Replayed, entry: Entry, operation: asked.Unclaim) -> None:
    """A claim withdrawn by who claimed, unless discharged energy names it: Wh cancelled again, readings free again."""
    number, standing = entry.entry, state.claims.get(operation.claim)
    if standing is None:
        state.known(number, CLAIM, str(operation.claim), ())
        return
    record = standing.record
    if record.withdrawn:
        state.find(number, said.ENTRY_TWICE, what=_WITHDRAWAL, found=operation.claim)
        return
    if operation.claim in state.charges:
        state.find(number, said.CHARGE_UNFIT, found=operation.claim, reason=Term(N_("discharged energy rests on it")))
    range_ = asked.Range(record.certificate, record.first_wh, record.stop_wh)
    take(state, entry, range_, LotState.CLAIMED, LotState.CANCELLED)
    for told, wh in standing.covered:
        told.covered -= wh
    standing.record = replace(record, withdrawn=number)
    standing.covered = []


def check_charge(state: Replayed, entry: Entry, operation: asked.Issue) -> None:
    """That discharged energy rests on a claim for the store's charging, used once, and on enough of it."""
    new = operation.certificate
    standing, store = state.claims.get(new.charge), state.devices.get(new.device)
    if new.storage is StorageFlag.NONE:
        if new.charge or new.charge_wh or new.efficiency_ppm:
            _unfit(state, entry, new, Term(N_("it names a claim but is not flagged as discharged")))
        elif store is not None and store.meter:
            named = {"found": new.certificate, "device": new.device}
            state.find(entry.entry, said.STORE_UNCHARGED, **named, clause=said.ENERGYTAG)
        return
    if standing is None:
        _unfit(state, entry, new, Term(N_("there is no such claim")))
        return
    record = standing.record
    if record.withdrawn:
        _unfit(state, entry, new, Term(N_("the claim was withdrawn")))
    if store is None or not store.meter or store.meter != record.meter:
        _unfit(state, entry, new, Term(N_("the claim is not for the meter that charges this store")))
    if new.charge in state.charges:
        _unfit(state, entry, new, Term(N_("another certificate rests on the claim")))
    if new.charge_wh != record.covered_wh:
        _unfit(state, entry, new, Term(N_("the claim covers another energy of charging")))
    if new.energy_wh * MILLION > record.covered_wh * new.efficiency_ppm:
        _unfit(state, entry, new, Term(N_("more comes out than went in, times the efficiency")))
    if new.start_s < record.start_s:
        _unfit(state, entry, new, Term(N_("it came out before it went in")))
    state.charges.add(new.charge)


def _unfit(state: Replayed, entry: Entry, new: Certificate, reason: Term) -> None:
    state.find(entry.entry, said.CHARGE_UNFIT, found=new.certificate, reason=reason)


def _check_window(state: Replayed, entry: int, operation: asked.Claim) -> None:
    """That the stretch is one of its sort."""
    length = operation.window_end_s - operation.window_start_s
    found, most = _span(operation), _LONGEST_S[operation.window]
    if length <= 0:
        state.find(entry, said.INTERVAL_EMPTY, found=found)
    if length > most:
        state.find(
            entry, said.WINDOW_TOO_LONG, found=found, window=operation.window, most=f"{most} s", clause=said.ISO_TIME
        )


def _check_certificate(state: Replayed, entry: int, operation: asked.Claim, line: Line) -> None:
    """That the certificate lies in window and market."""
    certificate = line.certificate
    if certificate.start_s < operation.window_start_s or certificate.end_s > operation.window_end_s:
        _outside(state, entry, operation, certificate.certificate)
    device = state.devices.get(certificate.device)
    if device is not None:
        _check_market(state, entry, operation, device.area)


def _check_meter(state: Replayed, entry: Entry, operation: asked.Claim) -> None:
    """That the meter is the actor's, and its interval lies in window and market."""
    meter, number = state.meters[operation.meter], entry.entry
    if meter.owner != entry.order.actor:
        state.find(number, said.NOT_ALLOWED, actor=entry.order.actor, what=_CLAIM_FOR, who=_OWNER)
    on_grid(state, number, operation.meter, operation.start_s)
    end_s = operation.start_s + meter.step_s
    if operation.start_s < operation.window_start_s or end_s > operation.window_end_s:
        _outside(state, number, operation, f"{operation.start_s}–{end_s}")
    _check_market(state, number, operation, meter.area)


def _check_market(state: Replayed, entry: int, operation: asked.Claim, area: str) -> None:
    if (operation.market, area) not in state.markets:
        state.find(entry, said.OUTSIDE_MARKET, found=area, market=operation.market, clause=said.ISO_MARKET)


def _outside(state: Replayed, entry: int, operation: asked.Claim, found: str) -> None:
    window, span = operation.window, _span(operation)
    state.find(entry, said.OUTSIDE_WINDOW, found=found, window=window, span=span, clause=said.ISO_TIME)


def _span(operation: asked.Claim) -> str:
    return f"{operation.window_start_s}–{operation.window_end_s}"


def _record(number: int, owner: str, operation: asked.Claim) -> ClaimRecord:
    """The claim; the number of the use it covers is the ledger's own and is not known."""
    range_ = operation.range
    return ClaimRecord(
        number,
        range_.certificate,
        range_.first_wh,
        range_.stop_wh,
        0,
        operation.meter,
        operation.start_s,
        operation.covered_wh,
        owner,
        operation.window,
        operation.market,
        operation.loss_ppm,
    )
