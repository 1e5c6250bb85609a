"""What every row of an instrument says, held against its plant: interval, energy, the plant's own attributes."""

from __future__ import annotations

from datetime import datetime

from fourfold.core.problems import N_, MessageKind, Place
from fourfold.core.rows import Row
from fourfold.electricity.instruments.amounts import Stretch, WholeWh, second_of, stretch_of, whole_wh
from fourfold.electricity.instruments.registering import Rounding
from fourfold.electricity.instruments.rows import IssuedRow
from fourfold.electricity.instruments.telling import Desk

DEVICE_DIFFERS = MessageKind(
    "instrument-device-differs",
    N_("the row says {found}, and the plant {device} is registered with {registered}"),
    N_("what the plant is registered with, or an empty cell"),
    N_("correct the row, or the plant's registration if it is wrong there"),
)
BEFORE_PLANT = MessageKind(
    "instrument-made-before-plant",
    N_("the interval ends before {found}, the first day of service of the plant {device}"),
    N_("energy made after the plant went into service"),
    N_("correct the times, or the day"),
)
ISSUED_EARLY = MessageKind(
    "instrument-issued-early",
    N_("it was issued at {found}, before the end of its interval"),
    N_("an issuance stamp not before the end of the generation it stands for"),
    N_("correct the stamp or the times"),
)
_CLOCK_AHEAD_S = 14 * 3600
"""A plant's calendar is at most 14 hours ahead of UTC."""


def interval_and_energy(
    row: IssuedRow, desk: Desk, rounding: Rounding, *, granular: bool = False
) -> tuple[Stretch, WholeWh] | None:
    """Interval and energy of a row; ``None`` after reporting everything that is wrong with what all rows say.

    Args:
        row: of any table of instruments with intervals.
        desk: knows the names.
        rounding: receives what is rounded down.
        granular: whether the interval may be an hour long at most.
    """
    stretch = stretch_of(row.start, row.end, row.time_zone, row.place, desk.problems, granular=granular)
    energy = whole_wh(row.amount, row.unit, row.place, desk.problems)
    known = names_are_known(row.device, row.account, row, desk) and _agrees(row, desk)
    if stretch is None or energy is None or not known or not is_in_service(row.device, stretch, row.place, desk):
        return None
    rounding.add(row.place, energy.lost)
    return stretch, energy


def names_are_known(device: str, account: str, row: Row, desk: Desk) -> bool:
    """Whether there are such a plant and such an account; reported if not."""
    known = desk.is_known("device", device, row.place.at("device"))
    return desk.is_known("account", account, row.place.at("account")) and known


def is_in_service(name: str, stretch: Stretch, place: Place, desk: Desk) -> bool:
    """Whether an interval does not end before the plant's first day of service; reported if it does."""
    device = desk.device(name)
    if device is None or not device.commissioned:
        return True
    began = int(datetime.fromisoformat(f"{device.commissioned}T00:00:00+00:00").timestamp())
    if stretch.end_s > began - _CLOCK_AHEAD_S:
        return True
    desk.problems.error(BEFORE_PLANT, place.at("device"), found=device.commissioned, device=name)
    return False


def issued_after(issued: datetime, stretch: Stretch, row: IssuedRow, desk: Desk) -> int | None:
    """UTC second of an issuance stamp; ``None`` after reporting that it is before the interval's end, or no moment."""
    stamp = second_of(issued, row.time_zone, row.place.at("issued"), desk.problems)
    if stamp is not None and stamp < stretch.end_s:
        desk.problems.error(ISSUED_EARLY, row.place.at("issued"), found=issued.isoformat(timespec="minutes"))
        return None
    return stamp


def _agrees(row: IssuedRow, desk: Desk) -> bool:
    """Whether what a row says of its plant is what the plant is registered with."""
    device = desk.device(row.device)
    if device is None:
        return True
    day = "" if row.commissioned is None else row.commissioned.isoformat()
    pairs = {
        "issuer": (row.issuer, device.issuer),
        "area": (row.area, device.area),
        "technology": (row.technology, device.technology),
        "commissioned": (day, device.commissioned),
    }
    agrees = True
    for column, (found, registered) in pairs.items():
        if found and found != registered:
            params = {"found": found, "device": row.device, "registered": registered or "–"}
            desk.problems.error(DEVICE_DIFFERS, row.place.at(column), **params)
            agrees = False
    return agrees
