"""Files of instruments told to a ledger: all of them or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from fourfold.app.supply.import_checks import check_told
from fourfold.app.supply.ledgers import OpenedLedger
from fourfold.app.supply.orders import order, record
from fourfold.certification.keys.key import SigningKey
from fourfold.core.problems import N_, Assumption, InputError, Problem
from fourfold.core.progress import Tick, no_tick
from fourfold.electricity.instruments.reading import read_instruments
from fourfold.electricity.instruments.schema import tables
from fourfold.electricity.instruments.telling import Told
from fourfold.electricity.ledger.ledger import Ledger
from fourfold.electricity.ledger.operations import (
    Issue,
    Measure,
    OpenAccount,
    Operation,
)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of files of instruments.

    Attributes:
        rows: rows read, by table.
        recorded: entries the ledger keeps now, or would keep, by table.
        known: rows left out because the ledger had them alike, by table.
        issued_wh: energy of the certificates among them.
        is_rehearsal: whether nothing was recorded because that was asked.
        assumptions: what the entries rest on.
        warnings: what is said beside it.
    """

    rows: Mapping[str, int]
    recorded: Mapping[str, int]
    known: Mapping[str, int]
    issued_wh: int
    is_rehearsal: bool
    assumptions: tuple[Assumption, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ImportRequest:
    """What is to be imported, and how.

    Attributes:
        files: the files.
        at: when; the ledger's entries bear it.
        table: which table all files hold; empty: their headers say it.
        keys: of accounts that have one; orders of each are signed by its own.
        skip_known: whether rows the ledger has alike are left out; otherwise they are refused.
        dry_run: whether to stop before the ledger is told.
    """

    files: Sequence[Path]
    at: datetime
    table: str = ""
    keys: Sequence[SigningKey] = ()
    skip_known: bool = False
    dry_run: bool = False


def import_instruments(opened: OpenedLedger, asked: ImportRequest, tick: Tick = no_tick) -> Imported:
    """Read files of instruments and tell the ledger what they say.

    Args:
        opened: the ledger.
        asked: which files, and how.
        tick: told how far it is.

    Raises:
        InputError: everything that is wrong with the files; or what the ledger refuses, in the row that asks for it.
            Nothing was recorded then.
    """
    found = read_instruments(asked.files, opened.ledger, asked.table, tick)
    known = _known(found.told, opened.ledger) if asked.skip_known else frozenset()
    told = [one for number, one in enumerate(found.told) if number not in known]
    left_out = [one for number, one in enumerate(found.told) if number in known]
    check_told(told, opened.ledger, asked.at)
    operations = [one.order.operation for one in told]
    if told and not asked.dry_run:
        tick(N_("recording"), 0, len(told))
        _record(opened, told, asked)
        tick(N_("recording"), len(told), len(told))
    return Imported(
        rows=found.rows,
        recorded=_by_table(told),
        known=_by_table(left_out),
        issued_wh=sum(one.certificate.energy_wh for one in operations if isinstance(one, Issue)),
        is_rehearsal=asked.dry_run,
        assumptions=found.assumptions,
        warnings=found.warnings,
    )


def _record(opened: OpenedLedger, told: Sequence[Told], asked: ImportRequest) -> None:
    keys = _keys_of_accounts(opened.ledger, told, asked.keys)
    orders = [order(opened, one.order.actor, one.order.operation, keys.get(one.order.actor)) for one in told]
    try:
        record(opened, orders, asked.at)
    except InputError as refused:
        raise InputError([_in_its_row(problem, told) for problem in refused.problems]) from refused


def _in_its_row(problem: Problem, told: Sequence[Told]) -> Problem:
    """What the ledger refuses, where it stands: the row whose order it is, and the column the fault is in."""
    if problem.place.file != "orders" or not 1 <= problem.place.row <= len(told):
        return problem
    one = told[problem.place.row - 1]
    column = problem.place.column.rpartition(".")[2]
    place = one.place.at(column) if column in tables()[one.table].names else one.place
    return replace(problem, place=place)


def _keys_of_accounts(ledger: Ledger, told: Iterable[Told], keys: Sequence[SigningKey]) -> Mapping[str, SigningKey]:
    """Which of the given keys is whose, accounts these very orders open included."""
    by_multikey = {key.public.multikey: key for key in keys}
    actors = {one.order.actor for one in told}
    multikeys = {one.account: one.key for one in ledger.accounts() if one.account in actors}
    for one in told:
        if isinstance(one.order.operation, OpenAccount):
            account = one.order.operation.account
            multikeys.setdefault(account.account, account.key)
    return {account: by_multikey[key] for account, key in multikeys.items() if key in by_multikey}


def _known(told: Sequence[Told], ledger: Ledger) -> frozenset[int]:
    """Positions of orders the ledger keeps already, asked by the same actor in the same words.

    The digest of a file of readings is left aside: a reading is the same whatever else its file holds.
    """
    wanted: dict[tuple[str, Operation], list[int]] = {}
    for number, one in enumerate(told):
        wanted.setdefault((one.order.actor, _plain(one.order.operation)), []).append(number)
    kept: set[int] = set()
    for entry in ledger.journal():
        kept.update(wanted.get((entry.order.actor, _plain(entry.order.operation)), ()))
    return frozenset(kept)


def _plain(operation: Operation) -> Operation:
    return replace(operation, document="") if isinstance(operation, Measure) else operation


def _by_table(told: Iterable[Told]) -> Mapping[str, int]:
    counted = Counter(one.table for one in told)
    return {table: counted[table] for table in tables() if counted[table]}
