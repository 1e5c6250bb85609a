"""What an audit asks of entries that register or measure. See `fourfold.electricity.ledger.replay`."""

from __future__ import annotations

from fourfold.core.problems import N_, Term
from fourfold.electricity.ledger import faults as said
from fourfold.electricity.ledger import operations as asked
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.replay_state import ACCOUNT, AREA, DEVICE, METER, Readings, Replayed

KEEPER = Term(N_("the keeper of the ledger"))
OWNER = Term(N_("the owner of the meter, or the keeper of the ledger"))
_REGISTER = Term(N_("register accounts, areas, plants and meters"))
_TELL = Term(N_("tell what this meter measured"))


def register_account(state: Replayed, entry: Entry, operation: asked.OpenAccount) -> None:
    """An account, once, by the keeper."""
    _by_keeper(state, entry)
    if state.new(entry.entry, ACCOUNT, operation.account.account, state.accounts):
        state.accounts[operation.account.account] = operation.account


def register_area(state: Replayed, entry: Entry, operation: asked.RegisterArea) -> None:
    """An area with its markets, once, by the keeper."""
    _by_keeper(state, entry)
    if state.new(entry.entry, AREA, operation.area, state.areas):
        state.areas.add(operation.area)
        state.markets |= {(market, operation.area) for market in (operation.area, *operation.markets)}


def register_device(state: Replayed, entry: Entry, operation: asked.RegisterDevice) -> None:
    """A plant, once, by the keeper, of an account and an area that are there; of a store, its meter too."""
    device, number = operation.device, entry.entry
    _by_keeper(state, entry)
    state.known(number, ACCOUNT, device.issuer, state.accounts)
    state.known(number, AREA, device.area, state.areas)
    if device.meter:
        state.known(number, METER, device.meter, state.meters)
    if state.new(number, DEVICE, device.device, state.devices):
        state.devices[device.device] = device


def register_meter(state: Replayed, entry: Entry, operation: asked.RegisterMeter) -> None:
    """A meter, once, by the keeper, of an account and an area that are there."""
    meter, number = operation.meter, entry.entry
    _by_keeper(state, entry)
    state.known(number, ACCOUNT, meter.owner, state.accounts)
    state.known(number, AREA, meter.area, state.areas)
    if meter.phase_s >= meter.step_s:
        state.find(
            number,
            said.METER_OFF_GRID,
            meter=meter.meter,
            found=meter.phase_s,
            step_s=meter.step_s,
            phase_s=meter.phase_s,
        )
    if state.new(number, METER, meter.meter, state.meters):
        state.meters[meter.meter] = meter


def measure(state: Replayed, entry: Entry, operation: asked.Measure) -> None:
    """A reading: of a meter's interval, version after version, not below what is covered."""
    number, meter = entry.entry, state.meters.get(operation.meter)
    if meter is None:
        state.known(number, METER, operation.meter, state.meters)
        return
    if entry.order.actor not in ("", meter.owner):
        state.find(number, said.NOT_ALLOWED, actor=entry.order.actor, what=_TELL, who=OWNER)
    on_grid(state, number, operation.meter, operation.start_s)
    readings = state.readings.setdefault((operation.meter, operation.start_s), Readings())
    last = readings.told[-1].version if readings.told else 0
    if operation.version != last + 1:
        state.find(number, said.VERSION_GAP, found=operation.version, last=last)
    if readings.energy - operation.energy_wh > readings.free:
        covered_twice(state, number, operation.meter, operation.start_s, readings.energy - operation.energy_wh)
    readings.correct(operation.energy_wh, operation.version)


def on_grid(state: Replayed, entry: int, name: str, start_s: int) -> None:
    """That an interval of a meter begins then."""
    meter = state.meters[name]
    if start_s % meter.step_s != meter.phase_s % meter.step_s:
        state.find(entry, said.METER_OFF_GRID, meter=name, found=start_s, step_s=meter.step_s, phase_s=meter.phase_s)


def covered_twice(state: Replayed, entry: int, meter: str, start_s: int, found: int) -> None:
    """Tell that more is asked of an interval than is free."""
    readings = state.readings.get((meter, start_s))
    state.find(
        entry,
        said.COVERED_TWICE,
        found=found,
        free_wh=readings.free if readings is not None else 0,
        meter=meter,
        time=start_s,
        clause=said.ISO_SOLE,
    )


def by_keeper(state: Replayed, entry: Entry, what: Term) -> None:
    """That the keeper asked."""
    if entry.order.actor:
        state.find(entry.entry, said.NOT_ALLOWED, actor=entry.order.actor, what=what, who=KEEPER)


def _by_keeper(state: Replayed, entry: Entry) -> None:
    by_keeper(state, entry, _REGISTER)
