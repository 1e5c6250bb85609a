"""What orders that may be kept do to the books of the ledger in memory."""

from __future__ import annotations

from dataclasses import replace

from fourfold.electricity.ledger.model import (
    ClaimRecord,
    Lot,
    LotId,
    LotState,
    Part,
    Use,
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
from support.ledger_books import Books


def keep_order(books: Books, order: Order, entry: int) -> None:
    """What an order that may be kept does."""
    match order.operation:
        case OpenAccount(account):
            books.accounts[account.account] = account
        case RegisterArea(area, markets):
            books.areas.add(area)
            books.markets.update((market, area) for market in (area, *markets))
        case RegisterDevice(device):
            books.devices[device.device] = device
        case RegisterMeter(meter):
            books.meters[meter.meter] = meter
        case Measure() as operation:
            _measure(books, operation)
        case Issue(certificate, to):
            books.certificates[certificate.certificate] = certificate
            name, energy = certificate.certificate, certificate.energy_wh
            books.moves += 1
            id_ = LotId(books.moves, Part.TAKEN)
            books.lots.append((Lot(id_, name, 0, energy, to, LotState.HELD, entry), 0))
        case Split(certificate_name, at_wh):
            for lot in books.unspent(certificate_name):
                if lot.first_wh < at_wh < lot.stop_wh:
                    _move(books, lot, lot.first_wh, at_wh, lot.owner, lot.state, entry)
        case Transfer(range_, to):
            _take(books, range_, to, LotState.HELD, entry)
        case Cancel(range_):
            _take(books, range_, None, LotState.CANCELLED, entry)
        case Claim() as operation:
            _claim(books, operation, order.actor, entry)
        case Unclaim(number):
            _unclaim(books, number, entry)
        case Withdraw(range_):
            _take(books, range_, None, LotState.WITHDRAWN, entry)
        case CloseResidual() as operation:
            _release(books, operation, entry)


def _take(books: Books, range_: Range, owner: str | None, state: LotState, entry: int) -> None:
    """Give Wh another state or owner; a lot that begins before the range is split there first."""
    for touched in books.touched(range_):
        lot = touched
        if lot.first_wh < range_.first_wh:
            lot = _move(books, lot, range_.first_wh, lot.stop_wh, lot.owner, lot.state, entry)
        stop = min(lot.stop_wh, range_.stop_wh)
        _move(books, lot, lot.first_wh, stop, owner or lot.owner, state, entry)


def _move(books: Books, lot: Lot, first: int, stop: int, owner: str, state: LotState, entry: int) -> Lot:
    """Spend a lot: its Wh from one end of it are taken, what is left stays as it was. Returns what was taken."""
    place = next(at for at, (each, _) in enumerate(books.lots) if each.id == lot.id)
    books.lots[place] = (lot, entry)
    books.moves += 1
    taken = Lot(LotId(books.moves, Part.TAKEN), lot.certificate, first, stop, owner, state, entry)
    books.lots.append((taken, 0))
    for low, high in ((lot.first_wh, first), (stop, lot.stop_wh)):
        if low < high:
            rest = replace(lot, id=LotId(books.moves, Part.REST), first_wh=low, stop_wh=high, entry=entry)
            books.lots.append((rest, 0))
    return taken


def _measure(books: Books, operation: Measure) -> None:
    uses = books.uses_of(operation.meter, operation.start_s)
    more = operation.energy_wh - sum(use.energy_wh - use.void_wh for use in uses)
    less = max(-more, 0)
    for use in uses:
        void = min(less, use.free_wh)
        _replace_use(books, replace(use, void_wh=use.void_wh + void))
        less -= void
    number = len(books.uses) + 1
    energy = max(more, 0)
    books.uses.append(Use(number, operation.meter, operation.start_s, energy, operation.version, 0))


def _claim(books: Books, operation: Claim, actor: str, entry: int) -> None:
    _take(books, operation.range, None, LotState.CLAIMED, entry)
    open_wh, covered = operation.covered_wh, []
    for use in books.uses_of(operation.meter, operation.start_s):
        wh = min(open_wh, use.free_wh)
        if wh:
            _replace_use(books, replace(use, covered_wh=use.covered_wh + wh))
            covered.append((entry, use.use, wh))
        open_wh -= wh
    books.covers += covered
    books.claims[entry] = ClaimRecord(
        entry,
        operation.range.certificate,
        operation.range.first_wh,
        operation.range.stop_wh,
        covered[0][1],
        operation.meter,
        operation.start_s,
        operation.covered_wh,
        actor,
        operation.window,
        operation.market,
        operation.loss_ppm,
    )


def _unclaim(books: Books, number: int, entry: int) -> None:
    claim = books.claims[number]
    books.claims[number] = replace(claim, withdrawn=entry)
    _take(books, Range(claim.certificate, claim.first_wh, claim.stop_wh), None, LotState.CANCELLED, entry)
    for of, number_of_use, wh in books.covers:
        if of == number:
            use = next(use for use in books.uses if use.use == number_of_use)
            _replace_use(books, replace(use, covered_wh=use.covered_wh - wh))


def _replace_use(books: Books, use: Use) -> None:
    place = next(at for at, each in enumerate(books.uses) if each.use == use.use)
    books.uses[place] = use


def _release(books: Books, operation: CloseResidual, entry: int) -> None:
    books.residuals.append((operation.area, operation.start_s, operation.end_s))
    for certificate in books.certificates.values():
        there = books.devices[certificate.device].area == operation.area and certificate.in_grid
        if there and operation.start_s < certificate.end_s <= operation.end_s:
            for lot in books.unspent(certificate.certificate):
                if lot.state is LotState.HELD:
                    _move(books, lot, lot.first_wh, lot.stop_wh, lot.owner, LotState.RESIDUAL, entry)
