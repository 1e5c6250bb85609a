"""What an audit asks of entries that move Wh of certificates. See `fourfold.electricity.ledger.replay`."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.core.problems import N_, Term
from fourfold.electricity.ledger import faults as said
from fourfold.electricity.ledger import operations as asked
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.model import Certificate, LotState
from fourfold.electricity.ledger.replay_registers import by_keeper
from fourfold.electricity.ledger.replay_state import (
    ACCOUNT,
    AREA,
    CERTIFICATE,
    DEVICE,
    Issued,
    Line,
    Replayed,
    Stretch,
)

HOUR_S = 3_600
_ISSUER = Term(N_("the issuer of the plant"))
_ISSUE = Term(N_("issue certificates of this plant"))
_WITHDRAW = Term(N_("withdraw certificates of this plant"))
_CLOSE = Term(N_("close a residual mix"))
_DIVISION = Term(N_("division at Wh"))


def issue(state: Replayed, entry: Entry, operation: asked.Issue) -> None:
    """A certificate: once, by the issuer, of an interval and energy its plant can have, before the residual closes."""
    new, number = operation.certificate, entry.entry
    state.known(number, ACCOUNT, operation.to, state.accounts)
    fresh = state.new(number, CERTIFICATE, new.certificate, state.lines)
    if new.start_s >= new.end_s:
        state.find(number, said.INTERVAL_EMPTY, found=f"{new.start_s}–{new.end_s}")
    if state.known(number, DEVICE, new.device, state.devices):
        if state.devices[new.device].issuer != entry.order.actor:
            state.find(number, said.NOT_ALLOWED, actor=entry.order.actor, what=_ISSUE, who=_ISSUER)
        _check_interval(state, number, new)
        _check_capacity(state, number, new)
        _check_residual(state, number, new)
    if fresh:
        line = Line(new, [Stretch(0, new.energy_wh, operation.to, LotState.HELD, number)])
        state.lines[new.certificate] = line
        state.of_device.setdefault(new.device, Issued()).add(line)


def split(state: Replayed, entry: Entry, operation: asked.Split) -> None:
    """A division of what one holds or has cancelled."""
    number, line = entry.entry, state.lines.get(operation.certificate)
    if line is None:
        state.known(number, CERTIFICATE, operation.certificate, state.lines)
        return
    around = [each for each in line.within(operation.at_wh, operation.at_wh + 1) if each.first < operation.at_wh]
    if not 0 < operation.at_wh < line.certificate.energy_wh:
        _beyond(state, number, line, operation.at_wh, operation.at_wh)
    elif not around:
        state.find(number, said.ENTRY_TWICE, what=_DIVISION, found=operation.at_wh)
    _check_taken(state, entry, line, around, (LotState.HELD, LotState.CANCELLED), entry.order.actor)
    line.cut(operation.at_wh, number)


def transfer(state: Replayed, entry: Entry, operation: asked.Transfer) -> None:
    """Held Wh to another account, by their owner."""
    state.known(entry.entry, ACCOUNT, operation.to, state.accounts)
    take(state, entry, operation.range, LotState.HELD, LotState.HELD, owner=operation.to)


def cancel(state: Replayed, entry: Entry, operation: asked.Cancel) -> None:
    """Held Wh out of circulation, by their owner, in time."""
    line = take(state, entry, operation.range, LotState.HELD, LotState.CANCELLED)
    until_s = line.certificate.valid_until_s if line is not None else 0
    if until_s and entry.time_s > until_s:
        state.find(entry.entry, said.EXPIRED, found=operation.range.certificate, until=until_s)


def withdraw(state: Replayed, entry: Entry, operation: asked.Withdraw) -> None:
    """Held Wh taken back by the issuer."""
    line = take(state, entry, operation.range, LotState.HELD, LotState.WITHDRAWN, by_owner=False)
    device = state.devices.get(line.certificate.device) if line is not None else None
    if device is not None and device.issuer != entry.order.actor:
        state.find(entry.entry, said.NOT_ALLOWED, actor=entry.order.actor, what=_WITHDRAW, who=_ISSUER)


def close_residual(state: Replayed, entry: Entry, operation: asked.CloseResidual) -> None:
    """Held Wh of the grid whose certificates end in a stretch stay in the residual; stretches follow each other."""
    number, found = entry.entry, f"{operation.start_s}–{operation.end_s}"
    by_keeper(state, entry, _CLOSE)
    state.known(number, AREA, operation.area, state.areas)
    closed = state.residuals.setdefault(operation.area, [])
    if operation.start_s >= operation.end_s:
        state.find(number, said.INTERVAL_EMPTY, found=found)
    if operation.end_s > entry.time_s:
        state.find(number, said.RESIDUAL_EARLY, found=found, area=operation.area)
    if closed and closed[-1][1] != operation.start_s:
        state.find(number, said.RESIDUAL_GAP, area=operation.area, until=closed[-1][1], found=found)
    closed.append((operation.start_s, operation.end_s))
    for line in state.lines.values():
        device = state.devices.get(line.certificate.device)
        in_area = device is not None and device.area == operation.area
        of_mix = in_area and line.certificate.in_grid
        if of_mix and operation.start_s < line.certificate.end_s <= operation.end_s:
            for each in [each for each in line.stretches if each.state is LotState.HELD]:
                line.change(each.first, each.stop, number, LotState.RESIDUAL)


def take(
    state: Replayed,
    entry: Entry,
    range_: asked.Range,
    before: LotState,
    after: LotState,
    owner: str = "",
    by_owner: bool = True,
) -> Line | None:
    """Wh of a certificate from one state to another.

    Args:
        state: changed.
        entry: which asks for it.
        range_: which Wh.
        before, after: the states.
        owner: the new one; empty where it stays.
        by_owner: whether whoever asks must own them.

    Returns:
        The certificate's line; ``None`` where there is none.
    """
    line = state.lines.get(range_.certificate)
    if line is None:
        state.known(entry.entry, CERTIFICATE, range_.certificate, state.lines)
        return None
    if not 0 <= range_.first_wh < range_.stop_wh <= line.certificate.energy_wh:
        _beyond(state, entry.entry, line, range_.first_wh, range_.stop_wh)
    touched = line.within(range_.first_wh, range_.stop_wh)
    _check_taken(state, entry, line, touched, (before,), entry.order.actor if by_owner else None)
    line.change(range_.first_wh, range_.stop_wh, entry.entry, after, owner)
    return line


def _check_taken(
    state: Replayed,
    entry: Entry,
    line: Line,
    touched: Sequence[Stretch],
    wanted: tuple[LotState, ...],
    owner: str | None,
) -> None:
    name = line.certificate.certificate
    device = state.devices.get(line.certificate.device)
    for each in touched:
        found = f"{each.first}–{each.stop}"
        if each.state is LotState.RESIDUAL:
            area = device.area if device is not None else ""
            state.find(entry.entry, said.RESIDUAL_CLOSED, area=area, found=name, clause=said.ISO_SOLE)
        elif each.state not in wanted:
            state.find(
                entry.entry,
                said.LOT_SPENT,
                found=found,
                certificate=name,
                state=wanted[0],
                present=each.state,
                clause=said.ISO_SOLE,
            )
        if owner is not None and each.owner != owner:
            state.find(entry.entry, said.NOT_OWNER, actor=owner, found=found, certificate=name, clause=said.ISO_SOLE)


def _beyond(state: Replayed, entry: int, line: Line, first: int, stop: int) -> None:
    certificate = line.certificate
    state.find(
        entry,
        said.BEYOND_CERTIFICATE,
        found=f"{first}–{stop}",
        certificate=certificate.certificate,
        energy_wh=certificate.energy_wh,
    )


def _check_interval(state: Replayed, entry: int, new: Certificate) -> None:
    """That no other certificate of the plant has an interval that meets this one without being the same."""
    issued = state.of_device.get(new.device, Issued())
    for line in issued.overlapping(new.start_s, new.end_s):
        other = line.certificate.certificate
        state.find(entry, said.CERTIFICATES_OVERLAP, found=new.certificate, other=other, clause=said.ENERGYTAG)


def _check_capacity(state: Replayed, entry: int, new: Certificate) -> None:
    """Wh that are not withdrawn, of all certificates of the interval, times 3600 s/h ≤ W times seconds."""
    device = state.devices[new.device]
    most_wh = device.most_w * (new.end_s - new.start_s) // HOUR_S
    energy_wh = new.energy_wh
    for line in state.of_device.get(new.device, Issued()).alike(new.start_s, new.end_s):
        energy_wh += sum(each.stop - each.first for each in line.stretches if each.state is not LotState.WITHDRAWN)
    if energy_wh > most_wh:
        state.find(
            entry,
            said.ABOVE_CAPACITY,
            found=new.certificate,
            device=new.device,
            energy_wh=energy_wh,
            most_wh=most_wh,
        )


def _check_residual(state: Replayed, entry: int, new: Certificate) -> None:
    area = state.devices[new.device].area
    closed = any(start_s < new.end_s <= end_s for start_s, end_s in state.residuals.get(area, ()))
    if closed and new.in_grid:
        state.find(entry, said.RESIDUAL_CLOSED, area=area, found=new.certificate, clause=said.ISO_SOLE)
