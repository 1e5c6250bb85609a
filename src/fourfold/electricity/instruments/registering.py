"""Accounts, areas, plants, meters and their readings: what a ledger has to know before instruments can be issued."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import ROUND_FLOOR, Decimal, localcontext

from fourfold.core.moments import moment_text
from fourfold.core.problems import N_, MessageKind, Named, Place, Term
from fourfold.core.zones import utc_datetime
from fourfold.electricity.instruments.amounts import second_of, whole_wh
from fourfold.electricity.instruments.rows import AccountRow, AreaRow, DeviceRow, MeterRow, ReadingRow
from fourfold.electricity.instruments.schema import tables
from fourfold.electricity.instruments.telling import Desk
from fourfold.electricity.ledger.model import Account, Device, Meter
from fourfold.electricity.ledger.operations import Measure, OpenAccount, RegisterArea, RegisterDevice, RegisterMeter
from fourfold.formats.cell_values import VALUE_MISSING

CAPACITY_BELOW_WATT = MessageKind(
    "instrument-capacity-below-watt",
    N_("{found} {unit} are less than 1 W"),
    N_("at least 1 W"),
    N_("correct the capacity or its unit, or leave both empty where it is not known"),
)
ENERGIES_ROUNDED = MessageKind(
    "instrument-energies-rounded",
    N_("energies of the table {table} rounded down to whole Wh: {count}, by {lost} Wh together; {source}"),
)
WATTS = {"W": 1, "kW": 10**3, "MW": 10**6, "GW": 10**9}
"""How many W one of each unit of power is."""
_DIGITS = 60


def tell_accounts(desk: Desk) -> None:
    """Table accounts."""
    seen: dict[str, Place] = {}
    for row in desk.rows(AccountRow):
        if desk.once(seen, row.account, row.place, "account"):
            desk.tell("accounts", row, OpenAccount(Account(row.account, row.name, row.key)))


def tell_areas(desk: Desk) -> None:
    """Table areas: the rows of an area together register it."""
    first: dict[str, AreaRow] = {}
    markets: dict[str, list[str]] = {}
    seen: dict[str, Place] = {}
    for row in desk.rows(AreaRow):
        first.setdefault(row.area, row)
        if desk.once(seen, f"{row.area} {row.market}".strip(), row.place, "area"):
            markets.setdefault(row.area, []).extend([row.market] if row.market else [])
    for area, row in first.items():
        desk.tell("areas", row, RegisterArea(area, tuple(markets[area])))


def tell_meters(desk: Desk) -> None:
    """Table meters."""
    seen: dict[str, Place] = {}
    for row in desk.rows(MeterRow):
        known = desk.is_known("account", row.owner, row.place.at("owner"))
        known &= desk.is_known("area", row.area, row.place.at("area"))
        if desk.once(seen, row.meter, row.place, "meter") and known:
            step_s, phase_s = row.resolution_minutes * 60, (row.phase_minutes or 0) * 60
            meter = Meter(row.meter, row.owner, row.area, step_s, phase_s % step_s, row.name)
            desk.tell("meters", row, RegisterMeter(meter))


def tell_devices(desk: Desk) -> None:
    """Table devices; the desk knows them afterwards."""
    seen: dict[str, Place] = {}
    for row in desk.rows(DeviceRow):
        known = desk.is_known("account", row.issuer, row.place.at("issuer"))
        known &= desk.is_known("area", row.area, row.place.at("area"))
        if row.charging_meter:
            known &= desk.is_known("meter", row.charging_meter, row.place.at("charging_meter"))
        capacity_w = _watts(row, desk)
        if desk.once(seen, row.device, row.place, "device") and known and capacity_w is not None:
            day = "" if row.commissioned is None else row.commissioned.isoformat()
            device = Device(
                row.device, row.issuer, row.area, row.technology, day, capacity_w, row.name, row.charging_meter
            )
            desk.devices[row.device] = device
            desk.tell("devices", row, RegisterDevice(device))


def tell_readings(desk: Desk) -> None:
    """Table readings; each interval and version once, versions in their order."""
    seen: dict[str, Place] = {}
    lost = Rounding(desk, "readings", N_("a meter's whole Wh cover no more than was measured"))
    measured: list[tuple[int, ReadingRow, Measure]] = []
    for row in desk.rows(ReadingRow):
        start_s = second_of(row.start, row.time_zone, row.place.at("start"), desk.problems)
        energy = whole_wh(row.amount, row.unit, row.place, desk.problems, least=0)
        known = desk.is_known("meter", row.meter, row.place.at("meter"))
        if start_s is None or energy is None or not known:
            continue
        version = 1 if row.version is None else row.version
        if desk.once(seen, f"{row.meter} {moment_text(utc_datetime(start_s))} ({version})", row.place, "start"):
            lost.add(row.place, energy.lost)
            document = desk.digests.get(row.place.file, "")
            measured.append((version, row, Measure(row.meter, start_s, energy.wh, version, document)))
    for _, row, measure in sorted(measured, key=lambda one: one[0]):
        desk.tell("readings", row, measure)
    lost.list()


class Rounding:
    """Parts of a Wh that a table's energies lose, listed as one assumption for each file."""

    def __init__(self, desk: Desk, table: str, source: str) -> None:
        self._desk, self._table, self._source = desk, table, source
        self._lost: dict[Place, Decimal] = {}
        self._count: Counter[Place] = Counter()

    def add(self, row: Place, lost: Decimal) -> None:
        """What a row loses."""
        if lost:
            file = Place(row.file, 0, "amount", row.sheet)
            self._lost[file] = self._lost.get(file, Decimal(0)) + lost
            self._count[file] += 1

    def list(self) -> None:
        """Say so."""
        for file, lost in self._lost.items():
            params = {"count": self._count[file], "table": self._table, "lost": lost.normalize()}
            self._desk.assume(ENERGIES_ROUNDED, file, source=Term(self._source), **params)


_Step = Callable[[Desk], None]
REGISTERING: tuple[_Step, ...] = (tell_accounts, tell_areas, tell_meters, tell_devices, tell_readings)
"""In the order in which each rests on those before it."""


def _watts(row: DeviceRow, desk: Desk) -> int | None:
    """Rated power in whole W, 0 where it is not given; ``None`` after reporting what is wrong."""
    if row.capacity is None:
        return 0
    if not row.capacity_unit:
        column = next(one for one in tables()["devices"].columns if one.name == "capacity_unit")
        place = row.place.at("capacity_unit")
        desk.problems.error(VALUE_MISSING, place, column=column.name, help=Named.of(column.help))
        return None
    with localcontext() as context:
        context.prec = _DIGITS
        watts = (row.capacity * WATTS[row.capacity_unit]).to_integral_value(ROUND_FLOOR)
    if watts < 1:
        params = {"found": row.capacity, "unit": row.capacity_unit}
        desk.problems.error(CAPACITY_BELOW_WATT, row.place.at("capacity"), **params)
        return None
    return int(watts)
