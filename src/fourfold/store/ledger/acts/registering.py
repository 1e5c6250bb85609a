"""Accounts, areas, plants, meters and what meters measured."""

from __future__ import annotations

from fourfold.electricity.ledger import faults
from fourfold.electricity.ledger.model import Account, Device, Meter, Part
from fourfold.electricity.ledger.operations import Measure
from fourfold.store.ledger.acts import words
from fourfold.store.ledger.pieces import Piece, free_of
from fourfold.store.ledger.tables.registers import ACCOUNTS, AREAS, DEVICES, MARKETS, METERS, READINGS
from fourfold.store.ledger.tables.schema import NEW
from fourfold.store.ledger.work import Work


def open_account(work: Work, account: Account) -> None:
    """Register an account."""
    by_keeper(work, words.REGISTER)
    if work.desk.accounts.get(account.account):
        work.fault(faults.ENTRY_TWICE, "account", what=words.ACCOUNT, found=account.account)
    work.settle()
    work.put(ACCOUNTS, account=account.account, name=account.name, key=account.key, entry=work.entry, act=work.act)


def register_area(work: Work, area: str, markets: tuple[str, ...]) -> None:
    """Register an area with its markets."""
    by_keeper(work, words.REGISTER)
    if work.desk.areas.get(area):
        work.fault(faults.ENTRY_TWICE, "area", what=words.AREA, found=area)
    work.settle()
    work.put(AREAS, area=area, entry=work.entry, act=work.act)
    for market in sorted({area, *markets}):
        work.put(MARKETS, market=market, area=area, entry=work.entry, act=work.act)


def register_device(work: Work, device: Device) -> None:
    """Register a plant or store."""
    by_keeper(work, words.REGISTER)
    if work.desk.devices.get(device.device):
        work.fault(faults.ENTRY_TWICE, "device", what=words.DEVICE, found=device.device)
    known_account(work, device.issuer, "issuer")
    known_area(work, device.area)
    if device.meter and work.desk.meters.get(device.meter) is None:
        work.fault(faults.ENTRY_UNKNOWN, "meter", what=words.METER, found=device.meter)
    work.settle()
    work.put(
        DEVICES,
        device=device.device,
        issuer=device.issuer,
        area=device.area,
        technology=device.technology,
        commissioned=device.commissioned,
        capacity_w=device.capacity_w,
        name=device.name,
        meter=device.meter or None,
        entry=work.entry,
        act=work.act,
    )


def register_meter(work: Work, meter: Meter) -> None:
    """Register a meter of consumption."""
    by_keeper(work, words.REGISTER)
    if work.desk.meters.get(meter.meter):
        work.fault(faults.ENTRY_TWICE, "meter", what=words.METER, found=meter.meter)
    known_account(work, meter.owner, "owner")
    known_area(work, meter.area)
    if meter.phase_s >= meter.step_s:
        off_grid(work, meter, meter.phase_s, "phase")
    work.settle()
    work.put(
        METERS,
        meter=meter.meter,
        owner=meter.owner,
        area=meter.area,
        step_s=meter.step_s,
        phase_s=meter.phase_s,
        name=meter.name,
        entry=work.entry,
        act=work.act,
    )


def measure(work: Work, operation: Measure) -> None:
    """Tell a version of a reading: what it adds is a new use, what it takes back is taken from the oldest ones."""
    meter = work.desk.meters.get(operation.meter)
    if meter is None:
        work.fault(faults.ENTRY_UNKNOWN, "meter", what=words.METER, found=operation.meter)
        work.settle()
        return
    if work.actor not in ("", meter.owner):
        work.fault(faults.NOT_ALLOWED, actor=work.actor, what=words.MEASURE, who=words.OWNERS)
    if (operation.start_s - meter.phase_s) % meter.step_s:
        off_grid(work, meter, operation.start_s, "start")
    known = work.desk.interval(meter.meter, operation.start_s)
    last, known_wh = known.last
    if operation.version != last + 1:
        work.fault(faults.VERSION_GAP, "version", found=operation.version, last=last)
    added, void = max(operation.energy_wh - known_wh, 0), max(known_wh - operation.energy_wh, 0)
    free = free_of(known.pieces) if void else []
    if void > sum(piece.energy_wh for piece in free):
        covered_twice(work, meter, operation.start_s, void, free)
    taken = enough_of(free, void)
    work.settle(draws=len(taken) + bool(added))
    work.put(
        READINGS,
        reading=work.entry,
        actor=work.actor,
        act=work.act,
        meter=meter.meter,
        owner=meter.owner,
        start_s=operation.start_s,
        step_s=meter.step_s,
        phase_s=meter.phase_s,
        version=operation.version,
        before_version=last or None,
        before_wh=known_wh if last else None,
        energy_wh=operation.energy_wh,
        added_wh=added,
        void_wh=void,
        opened=work.entry if added else None,
        void_act="void" if void else None,
    )
    interval = (meter.meter, operation.start_s)
    if added:
        new = Piece(0, Part.TAKEN, 0, added, "", NEW, 0, use=work.entry)
        work.draw(new, added, "open", "free", interval, opening_of=work.entry)
    draw_all(work, taken, "void", interval, void, void_of=work.entry)


def draw_all(
    work: Work, taken: list[tuple[Piece, int]], act: str, interval: tuple[str, int], wh: int, **more: int
) -> None:
    """Draws that count up to an energy: `taken` says up to which Wh each lot is taken, `more` names their purpose."""
    upto = 0
    state = {"void": "void", "cover": "covered", "uncover": "free"}[act]
    for piece, cut in taken:
        follows, upto = upto, upto + cut - piece.first_wh
        counted: dict[str, object] = {"target_wh": wh, "follows_wh": follows or None, "upto_wh": upto}
        own = {"uncovers": piece.number} if act == "uncover" else {}
        purpose = more["claim"] if "claim" in more else more["void_of"]
        work.draw(piece, cut, act, state, interval, purpose=purpose, **counted, **own, **more)


def enough_of(free: list[Piece], wh: int) -> list[tuple[Piece, int]]:
    """The first lots that hold an energy, each with the Wh up to which it is needed."""
    taken: list[tuple[Piece, int]] = []
    for piece in free:
        if wh <= 0:
            break
        part = min(wh, piece.energy_wh)
        taken.append((piece, piece.first_wh + part))
        wh -= part
    return taken


def by_keeper(work: Work, what: object) -> None:
    """That the keeper asks."""
    if work.actor:
        work.fault(faults.NOT_ALLOWED, actor=work.actor, what=what, who=words.KEEPERS)


def known_account(work: Work, account: str, column: str) -> None:
    """That an account is registered."""
    if work.desk.accounts.get(account) is None:
        work.fault(faults.ENTRY_UNKNOWN, column, what=words.ACCOUNT, found=account)


def known_area(work: Work, area: str) -> None:
    """That an area is registered."""
    if not work.desk.areas.get(area):
        work.fault(faults.ENTRY_UNKNOWN, "area", what=words.AREA, found=area)


def off_grid(work: Work, meter: Meter, found: int, column: str) -> None:
    """A time at which no interval of a meter begins."""
    spelled = found if column == "phase" else words.moment(found)
    grid = {"step_s": meter.step_s, "phase_s": meter.phase_s}
    work.fault(faults.METER_OFF_GRID, column, meter=meter.meter, found=spelled, **grid)


def covered_twice(work: Work, meter: Meter, start_s: int, wanted_wh: int, free: list[Piece]) -> None:
    """More Wh of an interval than are free."""
    free_wh, time = sum(piece.energy_wh for piece in free), words.moment(start_s)
    params = {"found": wanted_wh, "free_wh": free_wh, "meter": meter.meter, "time": time, "clause": faults.ISO_SOLE}
    work.fault(faults.COVERED_TWICE, "covered", **params)
