"""What must hold of a ledger, read from its rows in the plainest way; names of what does not hold."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator

from sqlalchemy import Row, Table, select

from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.tables.claims import CLAIMS, DRAWS, ENDINGS
from fourfold.store.ledger.tables.holdings import CERTIFICATES, MOVES, RESIDUALS
from fourfold.store.ledger.tables.registers import CLOSINGS, DEVICES, ENTRIES, READINGS

Rows = list[Row[*tuple[object, ...]]]


def broken(ledger: SqlLedger) -> set[str]:
    """Names of the invariants that rows of a ledger break; empty where all hold."""
    with ledger._engine.connect() as connection:

        def read(table: Table) -> Rows:
            return list(connection.execute(select(table)).all())

        certificates, moves, draws = read(CERTIFICATES), read(MOVES), read(DRAWS)
        entries, readings, residuals = read(ENTRIES), read(READINGS), read(RESIDUALS)
        claims, endings, closings, devices = read(CLAIMS), read(ENDINGS), read(CLOSINGS), read(DEVICES)
    return {
        *_tiled({row.certificate: row.energy_wh for row in certificates}, moves, "move", "certificate", "tiles"),
        *_tiled({row.reading: row.added_wh for row in readings if row.added_wh}, draws, "draw", "use", "uses"),
        *_certified(certificates, devices, moves),
        *_left(residuals, certificates, moves),
        *_read(readings),
        *_claimed(claims, endings, moves, draws),
        *_ordered(entries, closings, [*moves, *draws]),
    }


def _tiled(sizes: dict[object, int], rows: Rows, number: str, of: str, name: str) -> Iterator[str]:
    """Unspent lots tile what they are of; every lot is spent once at most."""
    taken = Counter(row.src_taken for row in rows if row.src_taken)
    rests = Counter(row.src_rest for row in rows if row.src_rest)
    if max([0, *taken.values(), *rests.values()]) > 1:
        yield f"{name} spent twice"
    lots: dict[object, list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        if getattr(row, number) not in taken:
            lots[getattr(row, of)].append((row.first_wh, row.cut_wh))
        if getattr(row, number) not in rests and row.cut_wh < row.stop_wh:
            lots[getattr(row, of)].append((row.cut_wh, row.stop_wh))
    for key, size in sizes.items():
        at = 0
        for first, stop in sorted(lots[key]):
            if first != at:
                yield f"{name} overlap"
            at = stop
        if at != size:
            yield f"{name} lost"


def _certified(certificates: Rows, devices: Rows, moves: Rows) -> Iterator[str]:
    capacity = {row.device: row.capacity_w for row in devices}
    withdrawn = Counter[str]()
    for row in moves:
        if row.act == "withdraw":
            withdrawn[row.certificate] += row.cut_wh - row.first_wh
    for one in certificates:
        others = [row for row in certificates if row.device == one.device]
        alike = [row for row in others if (row.start_s, row.end_s) == (one.start_s, one.end_s)]
        if any(row not in alike and row.start_s < one.end_s and one.start_s < row.end_s for row in others):
            yield "certificates overlap"
        energy = sum(row.energy_wh - withdrawn[row.certificate] for row in alike)
        if capacity[one.device] and energy * 3600 > capacity[one.device] * (one.end_s - one.start_s):
            yield "above capacity"


def _left(residuals: Rows, certificates: Rows, moves: Rows) -> Iterator[str]:
    for area in {row.area for row in residuals}:
        spans = sorted((row.start_s, row.end_s) for row in residuals if row.area == area)
        if any(before[1] != after[0] for before, after in itertools.pairwise(spans)):
            yield "residuals overlap"
    closed = {
        row.certificate
        for row in certificates
        if any(one.area == row.area and one.start_s < row.end_s <= one.end_s for one in residuals)
        and row.delivery == "grid"
        and row.kind != "direct-line"
    }
    spent = {row.src_taken for row in moves} | {-row.src_rest for row in moves if row.src_rest}
    for row in moves:
        taken = row.to_state == "held" and row.move not in spent
        rest = row.state == "held" and row.cut_wh < row.stop_wh and -row.move not in spent
        if row.certificate in closed and (taken or rest):
            yield "held in a closed residual"


def _read(readings: Rows) -> Iterator[str]:
    versions = Counter((row.meter, row.start_s, row.version) for row in readings)
    if versions and max(versions.values()) > 1:
        yield "version twice"


def _claimed(claims: Rows, endings: Rows, moves: Rows, draws: Rows) -> Iterator[str]:
    ended = Counter(row.claim for row in endings)
    if ended and max(ended.values()) > 1:
        yield "claim ended twice"
    for claim in claims:
        mine = [row for row in moves if row.act == "claim" and row.entry == claim.claim]
        if sum(row.cut_wh - row.first_wh for row in mine) != claim.stop_wh - claim.first_wh:
            yield "claim without its Wh"
        covers = [row for row in draws if row.act == "cover" and row.entry == claim.claim]
        if sum(row.cut_wh - row.first_wh for row in covers) != claim.covered_wh:
            yield "claim without its use"


def _ordered(entries: Rows, closings: Rows, spending: Rows) -> Iterator[str]:
    if any(row.src_entry and row.src_entry > row.entry for row in spending):
        yield "rests on a later entry"
    days = [row.day for row in sorted(entries, key=lambda row: row.entry)]
    if days != sorted(days):
        yield "days fall"
    for closing in closings:
        if sum(row.day <= closing.day for row in entries) != closing.entries:
            yield "closed day grew"
    orders = Counter(row.order_digest for row in entries)
    if orders and max(orders.values()) > 1:
        yield "order twice"
