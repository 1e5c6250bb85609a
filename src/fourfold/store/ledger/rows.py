"""Rows of the registers and certificates as the values of the ledger, and the questions that find them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, case, func, literal, select

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem, Problems
from fourfold.core.strict_json import read_json
from fourfold.electricity.ledger.entry_json import entry_of
from fourfold.electricity.ledger.ledger import Day, Entry
from fourfold.electricity.ledger.model import (
    Account,
    Certificate,
    ClaimRecord,
    Delivery,
    Device,
    LotState,
    Meter,
    StorageFlag,
    Sums,
    Use,
)
from fourfold.electricity.supply.criteria import InstrumentKind, MatchWindow
from fourfold.store.ledger.tables.claims import CLAIMS, DRAWS, ENDINGS
from fourfold.store.ledger.tables.holdings import CERTIFICATES, MOVES
from fourfold.store.ledger.tables.registers import ACCOUNTS, DAYS, DEVICES, METERS, READINGS
from fourfold.store.ledger.tables.schema import KEEPER

_JOURNAL = "journal"
ROW_UNKNOWN = MessageKind(
    "ledger-row-unknown",
    N_("the ledger holds {found} as {what} of {name}"),
    N_("a word this Fourfold writes"),
    N_("the ledger was changed beside its journal, or damaged: restore a copy that agrees with the published days"),
)
W = TypeVar("W", bound=StrEnum)


def word_of(words: type[W], found: str, what: str, name: object) -> W:
    """A word of a row.

    Raises:
        InputError: it is none of the words.
    """
    try:
        return words(found)
    except ValueError:
        params = {"found": repr(found), "what": what, "name": str(name)}
        raise InputError([Problem(ROW_UNKNOWN, Place("ledger"), params)]) from None


def account_of(connection: Connection, account: str) -> Account | None:
    """An account; the keeper is none."""
    row = connection.execute(select(ACCOUNTS).where(ACCOUNTS.c.account == account)).first()
    return None if row is None or account == KEEPER else as_account(row)


def as_account(row: Row[*tuple[object, ...]]) -> Account:
    """A row of accounts."""
    return Account(row.account, row.name, row.key)


def device_of(connection: Connection, device: str) -> Device | None:
    """A device."""
    row = connection.execute(select(DEVICES).where(DEVICES.c.device == device)).first()
    return None if row is None else as_device(row)


def as_device(row: Row[*tuple[object, ...]]) -> Device:
    """A row of devices."""
    of = (row.device, row.issuer, row.area, row.technology, row.commissioned, row.capacity_w, row.name)
    return Device(*of, row.meter or "")


def meter_of(connection: Connection, meter: str) -> Meter | None:
    """A meter."""
    row = connection.execute(select(METERS).where(METERS.c.meter == meter)).first()
    return None if row is None else as_meter(row)


def as_meter(row: Row[*tuple[object, ...]]) -> Meter:
    """A row of meters."""
    return Meter(row.meter, row.owner, row.area, row.step_s, row.phase_s, row.name)


def certificate_of(connection: Connection, certificate: str) -> Certificate | None:
    """A certificate."""
    row = connection.execute(select(CERTIFICATES).where(CERTIFICATES.c.certificate == certificate)).first()
    return None if row is None else as_certificate(row)


def as_certificate(row: Row[*tuple[object, ...]]) -> Certificate:
    """A row of certificates."""
    return Certificate(
        row.certificate,
        word_of(InstrumentKind, row.kind, "kind", row.certificate),
        row.device,
        row.start_s,
        row.end_s,
        row.energy_wh,
        row.valid_until_s,
        row.code,
        word_of(StorageFlag, row.storage, "storage", row.certificate),
        row.charge or 0,
        row.charge_wh,
        row.efficiency_ppm,
        row.document,
        row.issued_s,
        row.number_range,
        row.contract,
        word_of(Delivery, row.delivery, "delivery", row.certificate),
    )


def as_entry(row: Row[*tuple[object, ...]]) -> Entry:
    """A row of the journal, read from what was kept and not from its columns.

    Raises:
        InputError: what was kept is damaged.
    """
    problems, place = Problems(), Place(_JOURNAL, row.entry)
    value = read_json(row.body, place, problems)
    entry = None if problems.errors else entry_of(value, place, problems)
    if entry is None:
        raise InputError([replace(each, place=place) for each in problems.errors])
    return entry


def as_day(row: Row[*tuple[object, ...]]) -> Day:
    """A row of closed days."""
    sums = Sums(row.held, row.cancelled, row.claimed, row.withdrawn, row.residual)
    return Day(row.day, row.entries, row.journal_root, row.leaves, sums, row.root, row.closed_s)


def days_query() -> Select[*tuple[object, ...]]:
    """Closed days, oldest first."""
    return select(DAYS).order_by(DAYS.c.day)


def claims_query(*where: ColumnElement[bool]) -> Select[*tuple[object, ...]]:
    """Claims by number, each with the entry that withdrew it."""
    ended = (ENDINGS.c.claim == CLAIMS.c.claim) & (ENDINGS.c.act == "unclaim")
    chosen = select(CLAIMS, ENDINGS.c.entry.label("withdrawn")).join_from(CLAIMS, ENDINGS, ended, isouter=True)
    return chosen.where(*where).order_by(CLAIMS.c.claim)


def as_claim(row: Row[*tuple[object, ...]]) -> ClaimRecord:
    """A row of `claims_query`."""
    return ClaimRecord(
        row.claim,
        row.certificate,
        row.first_wh,
        row.stop_wh,
        row.use,
        row.meter,
        row.start_s,
        row.covered_wh,
        row.owner,
        word_of(MatchWindow, row.window, "window", row.claim),
        row.market,
        row.loss_ppm,
        row.withdrawn or 0,
    )


def uses_of(connection: Connection, meter: str, start_s: int, end_s: int) -> Sequence[Use]:
    """Uses of a meter in intervals that begin in a stretch, by interval and version."""
    energy = DRAWS.c.cut_wh - DRAWS.c.first_wh
    covered = func.sum(case((DRAWS.c.act == "cover", energy), (DRAWS.c.act == "uncover", -energy), else_=0))
    void = func.sum(case((DRAWS.c.act == "void", energy), else_=0))
    chosen = (
        select(READINGS, covered.label("covered_wh"), void.label("taken_back_wh"))
        .join_from(READINGS, DRAWS, DRAWS.c.use == READINGS.c.reading, isouter=True)
        .where(READINGS.c.meter == meter, READINGS.c.start_s >= start_s, READINGS.c.start_s < end_s)
        .group_by(READINGS.c.reading)
        .order_by(READINGS.c.start_s, READINGS.c.version)
    )
    return tuple(
        Use(row.reading, row.meter, row.start_s, row.added_wh, row.version, int(row.covered_wh), int(row.taken_back_wh))
        for row in connection.execute(chosen)
    )


def balance_of(connection: Connection, owner: str | None) -> Sums:
    """Wh by state: what each move brought there, less what it took away."""
    energy = func.sum(MOVES.c.cut_wh - MOVES.c.first_wh)
    came = select(MOVES.c.to_state.label("state"), energy.label("energy")).group_by(MOVES.c.to_state)
    went = select(MOVES.c.state, (literal(0) - energy).label("energy")).group_by(MOVES.c.state)
    if owner is not None:
        came, went = came.where(MOVES.c.to_owner == owner), went.where(MOVES.c.owner == owner)
    by_state = dict.fromkeys((state.value for state in LotState), 0)
    for row in _both(connection, came, went):
        if row.state in by_state:
            by_state[row.state] += int(row.energy)
    return Sums(**by_state)


def _both(connection: Connection, *chosen: Select[*tuple[object, ...]]) -> Iterator[Row[*tuple[object, ...]]]:
    yield from connection.execute(chosen[0].union_all(*chosen[1:]))
