"""Ledgers for tests: one in memory, names and orders that fit together, and a small ledger that has seen everything.

The cast: `ISSUER` issues for a wind park in the north, a solar field in the south, a plant on an island and a store;
`SELLER` sells; `BUYER` has a mill with a meter of quarters of an hour and the charger of the store; `OTHER` looks on.
North and south lie in one market, the island in none but its own. Times are hours from `T0`, 2026-02-01 in UTC.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from fourfold.electricity.ledger.ledger import Entry, Ledger
from fourfold.electricity.ledger.model import Account, Certificate, Device, Lot, Meter, StorageFlag
from fourfold.electricity.ledger.operations import (
    Cancel,
    Claim,
    CloseResidual,
    Issue,
    Measure,
    OpenAccount,
    Operation,
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
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow
from support.memory_ledger import MemoryLedger as MemoryLedger

DAY0 = 20_485
"""2026-02-01, the first day of everything."""
DAY_S = 86_400
HOUR_S = 3_600
QUARTER_S = 900
T0 = DAY0 * DAY_S
NOW = T0 + 40 * DAY_S
"""When orders of tests are kept: after the month."""

ISSUER, SELLER, BUYER, OTHER = "issuer", "seller", "buyer", "other"
NORTH, SOUTH, ISLAND, UNION = "north", "south", "island", "union"
WIND, SUN, GEYSER, STORE = "wind", "sun", "geyser", "store"
MILL, CHARGER = "mill", "charger"
CAPACITY_W = 10_000
"""Of the wind park; the others name none."""

_nonces = count(1)


def ask(actor: str, operation: Operation, nonce: str | None = None) -> Order:
    """An order that differs from every other one, unless a nonce is given."""
    return Order(actor, operation, "", f"n{next(_nonces)}" if nonce is None else nonce)


def registrations() -> list[Order]:
    """Orders that bring the cast in."""
    accounts = [OpenAccount(Account(name, name.capitalize())) for name in (ISSUER, SELLER, BUYER, OTHER)]
    areas = [RegisterArea(NORTH, (UNION,)), RegisterArea(SOUTH, (UNION,)), RegisterArea(ISLAND)]
    meters = [
        RegisterMeter(Meter(MILL, BUYER, SOUTH, QUARTER_S, name="Rolling mill")),
        RegisterMeter(Meter(CHARGER, BUYER, SOUTH, HOUR_S)),
    ]
    devices = [
        RegisterDevice(Device(WIND, ISSUER, NORTH, "wind", "2024-05-01", CAPACITY_W, "Wind park")),
        RegisterDevice(Device(SUN, ISSUER, SOUTH, "solar")),
        RegisterDevice(Device(GEYSER, ISSUER, ISLAND, "geothermal")),
        RegisterDevice(Device(STORE, ISSUER, SOUTH, "battery", meter=CHARGER)),
    ]
    everything: list[Operation] = [*accounts, *areas, *meters, *devices]
    return [ask("", operation) for operation in everything]


def certificate(name: str, hour: int = 0, energy_wh: int = 1_000, device: str = SUN, hours: int = 1) -> Certificate:
    """A granular certificate of a plant over hours from `T0`."""
    start = T0 + hour * HOUR_S
    kind = InstrumentKind.GRANULAR_CERTIFICATE
    return Certificate(name, kind, device, start, start + hours * HOUR_S, energy_wh)


def issue(name: str, hour: int = 0, energy_wh: int = 1_000, device: str = SUN, to: str = BUYER) -> Order:
    """An order to issue an hour's certificate."""
    return ask(ISSUER, Issue(certificate(name, hour, energy_wh, device), to))


def measure(hour: int = 0, energy_wh: int = 1_000, meter: str = MILL, version: int = 1, quarter: int = 0) -> Order:
    """An order to tell what a meter measured in an interval."""
    return ask("", Measure(meter, T0 + hour * HOUR_S + quarter * QUARTER_S, energy_wh, version))


def hourly_claim(
    name: str, first: int, stop: int, hour: int = 0, meter: str = MILL, covered_wh: int | None = None
) -> Claim:
    """A claim within an hour, for the meter's interval at its beginning, in the common market, without losses."""
    start = T0 + hour * HOUR_S
    covered = stop - first if covered_wh is None else covered_wh
    return Claim(
        Range(name, first, stop), meter, start, covered, MatchWindow.HOUR, start, start + HOUR_S, UNION, loss_ppm=0
    )


def used(name: str, first: int, stop: int, hour: int = 0, meter: str = MILL, owner: str = BUYER) -> list[Order]:
    """Orders that cancel Wh and claim them for a meter."""
    return [
        ask(owner, Cancel(Range(name, first, stop), "own use")),
        ask(owner, hourly_claim(name, first, stop, hour, meter)),
    ]


def discharge(name: str, claim: int, charge_wh: int, energy_wh: int, hour: int, efficiency_ppm: int) -> Certificate:
    """A certificate of energy out of the store."""
    return replace(
        certificate(name, hour, energy_wh, STORE),
        storage=StorageFlag.DISCHARGE,
        charge=claim,
        charge_wh=charge_wh,
        efficiency_ppm=efficiency_ppm,
    )


def begin(ledger: Ledger, *orders: Order, time_s: int = T0) -> Sequence[Entry]:
    """Bring the cast into a ledger, and keep further orders at the same time."""
    return ledger.record([*registrations(), *orders], time_s)


def live_in(ledger: Ledger, closed: bool = True) -> None:
    """A small life: three days of recording in March about hours of February, every operation at least once.

    Args:
        ledger: empty.
        closed: whether the three days are closed.
    """
    day = DAY0 + 30
    begin(ledger, *(measure(hour, 800, quarter=0) for hour in range(4)), measure(0, 500, CHARGER), time_s=day * DAY_S)
    _trade(ledger, day * DAY_S + 60)
    _use(ledger, (day + 1) * DAY_S)
    _leave(ledger, (day + 2) * DAY_S)
    if closed:
        for each in range(day, day + 3):
            ledger.close_day(each, (day + 3) * DAY_S)


def _trade(ledger: Ledger, time_s: int) -> None:
    """The first day: issue, split, transfer, withdraw."""
    ledger.record([issue(f"sun-{hour}", hour, 1_000 + hour) for hour in range(4)], time_s)
    ledger.record([issue("wind-0", 0, 6_000, WIND, SELLER), issue("geyser-0", 0, 700, GEYSER, OTHER)], time_s)
    month = replace(certificate("month", 0, 50_000, WIND), start_s=T0 + 24 * HOUR_S, end_s=T0 + 28 * DAY_S)
    ledger.record([ask(ISSUER, Issue(replace(month, kind=InstrumentKind.GUARANTEE_OF_ORIGIN), SELLER))], time_s)
    ledger.record(
        [
            ask(SELLER, Split("wind-0", 4_500)),
            ask(SELLER, Transfer(Range("wind-0", 500, 2_500), BUYER)),
            ask(ISSUER, Withdraw(Range("wind-0", 4_000, 5_000), "the meter of the plant ran fast")),
            ask(SELLER, Transfer(Range("month", 10_000, 30_000), BUYER)),
        ],
        time_s,
    )


def _use(ledger: Ledger, time_s: int) -> None:
    """The second day: cancel, claim, unclaim, a charged store and what came out of it."""
    ledger.record([*used("sun-0", 0, 400), *used("sun-1", 100, 801, 1), *used("wind-0", 600, 900)], time_s)
    charging = ledger.record(used("wind-0", 1_000, 1_500, 0, CHARGER), time_s)[-1].entry
    ledger.record([ask(ISSUER, Issue(discharge("out", charging, 500, 450, 3, 900_000), BUYER))], time_s)
    mistake = ledger.record(used("sun-2", 0, 300, 2), time_s)[-1].entry
    ledger.record([ask(BUYER, Unclaim(mistake, "wrong hour")), *used("out", 0, 450, 3)], time_s)


def _leave(ledger: Ledger, time_s: int) -> None:
    """The third day: corrected readings, and the month's residual."""
    ledger.record([measure(0, 900, version=2), measure(2, 500, version=2), measure(2, 500, version=3)], time_s)
    ledger.record([ask("", CloseResidual(area, T0, T0 + 28 * DAY_S)) for area in (NORTH, SOUTH)], time_s)


def plain(lots: Sequence[Lot]) -> list[tuple[str, int, int, str, str, int]]:
    """Lots without the numbers of moves, which a ledger gives as it likes."""
    return [(lot.certificate, lot.first_wh, lot.stop_wh, lot.owner, lot.state.value, lot.entry) for lot in lots]
