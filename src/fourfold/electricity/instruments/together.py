"""Certificates held against each other: nothing certified twice, nothing above what a plant can make.

The ledger holds the same rules for all it knows; here all faults of files are found at once, each in its row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fourfold.core.problems import N_, MessageKind
from fourfold.electricity.instruments.codes import CODE_CHARACTERS, CODE_OTHER_PROJECT, PROJECT_CHARACTERS
from fourfold.electricity.instruments.issuing import Issued
from fourfold.electricity.instruments.rows import GranularRow, GreenRow
from fourfold.electricity.instruments.telling import Desk
from fourfold.electricity.ledger.faults import ABOVE_CAPACITY, CERTIFICATES_OVERLAP, ENERGYTAG, ISO_SOLE

RANGES_OVERLAP = MessageKind(
    "granular-ranges-overlap",
    N_("the range {found} overlaps {other} of the same plant and interval"),
    N_("ranges of an issuer's numbers that do not meet: each number stands for 1 Wh"),
    N_("correct the ranges"),
)
_SECONDS_PER_HOUR = 3600


def check_together(issued: Sequence[Issued], desk: Desk) -> None:
    """Every fault that shows only where certificates are seen side by side."""
    by_device: dict[str, list[Issued]] = {}
    for one in issued:
        by_device.setdefault(one.certificate.device, []).append(one)
    for device, held in by_device.items():
        ordered = sorted(held, key=lambda one: (one.certificate.start_s, one.certificate.end_s))
        _check_overlaps(ordered, desk)
        _check_capacity(device, ordered, desk)
        _check_ranges(ordered, desk)
    _check_projects(issued, desk)


def _check_overlaps(ordered: Sequence[Issued], desk: Desk) -> None:
    """Intervals of a plant are alike or do not meet."""
    latest: Issued | None = None
    for one in ordered:
        span = (one.certificate.start_s, one.certificate.end_s)
        if latest is not None and span != (latest.certificate.start_s, latest.certificate.end_s):
            if span[0] < latest.certificate.end_s:
                params = {"found": one.certificate.certificate, "other": latest.certificate.certificate}
                desk.problems.error(CERTIFICATES_OVERLAP, one.row.place.at("start"), **params, clause=ISO_SOLE)
            if span[1] <= latest.certificate.end_s:
                continue
        latest = one


def _check_capacity(device: str, ordered: Sequence[Issued], desk: Desk) -> None:
    """Certificates of an interval hold no more than capacity × length, in whole Wh."""
    known = desk.device(device)
    if known is None or not known.capacity_w:
        return
    sums: dict[tuple[int, int], int] = {}
    for one in ordered:
        span = (one.certificate.start_s, one.certificate.end_s)
        sums[span] = sums.get(span, 0) + one.certificate.energy_wh
        most_wh = known.capacity_w * (span[1] - span[0]) // _SECONDS_PER_HOUR
        if sums[span] > most_wh:
            params = {"device": device, "energy_wh": sums[span], "most_wh": most_wh}
            place = one.row.place.at("amount")
            desk.problems.error(ABOVE_CAPACITY, place, found=one.certificate.certificate, **params)


def _check_ranges(ordered: Sequence[Issued], desk: Desk) -> None:
    """Ranges of an issuer's numbers within an interval do not meet."""
    spans: dict[tuple[int, int], list[tuple[int, int, Issued]]] = {}
    for one in ordered:
        row = one.row
        if isinstance(row, GranularRow) and row.range_start is not None and row.range_end is not None:
            span = (one.certificate.start_s, one.certificate.end_s)
            spans.setdefault(span, []).append((row.range_start, row.range_end, one))
    for ranges in spans.values():
        ranges.sort(key=lambda found: found[:2])
        reached: tuple[int, int, Issued] | None = None
        for found in ranges:
            if reached is not None and found[0] <= reached[1]:
                params = {"found": found[2].certificate.code, "other": reached[2].certificate.code}
                desk.problems.error(RANGES_OVERLAP, found[2].row.place.at("range_start"), **params, clause=ENERGYTAG)
            reached = found if reached is None or found[1] > reached[1] else reached


def _check_projects(issued: Sequence[Issued], desk: Desk) -> None:
    """Green certificates of a plant name one project, those in the ledger included."""
    green = [one for one in issued if isinstance(one.row, GreenRow)]
    first = dict(_codes_kept({one.certificate.device for one in green}, desk))
    for one in green:
        code, device = one.certificate.code, one.certificate.device
        other = first.setdefault(device, code)
        if other[:PROJECT_CHARACTERS] != code[:PROJECT_CHARACTERS]:
            params = {"found": code, "other": other, "device": device}
            desk.problems.error(CODE_OTHER_PROJECT, one.row.place.at("code"), **params)


def _codes_kept(devices: Iterable[str], desk: Desk) -> Mapping[str, str]:
    """For each plant the code of a green certificate the ledger has of it."""
    kept: dict[str, str] = {}
    if desk.ledger is None:
        return kept
    wanted = {name: device for name in devices if (device := desk.device(name)) is not None}
    for area in sorted({device.area for device in wanted.values()}):
        for certificate in desk.ledger.certificates(area):
            is_green = len(certificate.code) == CODE_CHARACTERS and certificate.code == certificate.certificate
            if is_green and certificate.device in wanted:
                kept.setdefault(certificate.device, certificate.code)
    return kept
