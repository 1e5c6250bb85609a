"""What an audit of the store adds: every row is made again from the journal, and the schema is looked at.

The orders of the journal are kept again, at their times and by their numbers, in an empty ledger beside, and the rows
which that leaves are compared with those that are there. Numbers of moves and draws are the ledger's own: other ones
may be drawn, so they are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Engine, Table, select, text

from fourfold.core.problems import N_, InputError, MessageKind, Place, Problem
from fourfold.electricity.ledger.entry_json import check_orders, digest_of_order
from fourfold.electricity.ledger.ledger import Entry
from fourfold.store.ledger.acts.foreseeing import foresee
from fourfold.store.ledger.acts.keeping import prepared
from fourfold.store.ledger.desk import Desk
from fourfold.store.ledger.migrations import sql_files
from fourfold.store.ledger.opening import sqlite_engine
from fourfold.store.ledger.tables.registers import CLOSINGS, DAYS, ENTRIES, SECRETS
from fourfold.store.ledger.tables.schema import KNOWN, META

ROW_DIFFERS = MessageKind(
    "ledger-row-differs",
    N_("the table {table} holds {found} as {column} of {name}"),
    N_("{wanted}, which the journal makes"),
    N_("the rows were changed beside the journal: restore a copy that agrees with the published days"),
)
NOT_REMADE = MessageKind(
    "ledger-not-remade",
    N_("the journal cannot be kept again from entry {found} on: {reason}"),
    N_("entries each of which the ledger would take"),
    N_("the journal was changed, or written by another program: restore a copy that agrees with the published days"),
)
SCHEMA_LACKS = MessageKind(
    "ledger-schema-lacks",
    N_("the database of the ledger lacks {found}, or holds another one"),
    N_("the tables, constraints and triggers as Fourfold makes them"),
    N_("nothing kept the ledger from changes meanwhile: restore a copy that agrees with the published days"),
)
DAY_UNCOUNTED = MessageKind(
    "ledger-day-uncounted",
    N_("the closing of day {day} tells {found}"),
    N_("{wanted}, as the journal has them"),
    N_("the closing was changed: restore a copy that agrees with the published days"),
)
_PLACE = Place("ledger")
_BATCH = 1_000
_OWN = frozenset({"move", "draw", "src_taken", "src_rest", "uncovers"})
_NAMED = {"moves": ("entry", "nth"), "draws": ("entry", "use", "first_wh", "cut_wh", "act")}
"""What names rows whose keys are numbers of the ledger's own."""
_APART = (CLOSINGS, DAYS, SECRETS)


def damages(engine: Engine, journal: Sequence[Entry]) -> list[Problem]:
    """What is wrong with the rows and the schema of a ledger.

    Args:
        engine: on its database.
        journal: its entries, by number.
    """
    with TemporaryDirectory() as folder:
        beside = sqlite_engine(Path(folder) / "ledger.sqlite", make=True)
        try:
            with engine.connect() as here, beside.connect().execution_options(writes=True) as there:
                problems = [*_schema(here, there), *_days(here)]
                stopped = _kept_again(there, journal)
                return problems + (stopped or list(_rows_differ(here, there)))
        finally:
            beside.dispose()


def _kept_again(connection: Connection, journal: Sequence[Entry]) -> list[Problem]:
    entries = iter(journal)
    while batch := list(islice(entries, _BATCH)):
        orders = [each.order for each in batch]
        written = check_orders(orders)
        digests = [digest_of_order(each) for each in written]
        desk = Desk(connection)
        foresee(desk, orders, digests)
        for entry, order, as_json, digest in zip(batch, orders, written, digests, strict=True):
            desk.numbers.count_from(entry.entry)
            try:
                work = prepared(desk, order, as_json, digest, 1, entry.time_s)
            except InputError as error:
                params = {"found": str(entry.entry), "reason": error.problems[0].kind.code}
                return [Problem(NOT_REMADE, Place("journal", entry.entry), params)]
            work.keep()
            desk.take(order.operation, work.rows)
        desk.flush()
    return []


def _rows_differ(here: Connection, there: Connection) -> Iterator[Problem]:
    for table in META.tables.values():
        if table not in _APART:
            found, wanted = _by_name(here, table), _by_name(there, table)
            for name in dict.fromkeys([*found, *wanted]):
                yield from _differs(table.name, name, found.get(name, {}), wanted.get(name, {}))


def _by_name(connection: Connection, table: Table) -> dict[tuple[object, ...], dict[str, object]]:
    """Rows by what names them."""
    names = _NAMED.get(table.name, tuple(column.name for column in table.primary_key))
    rows = dict[tuple[object, ...], dict[str, object]]()
    for row in connection.execute(select(table)).mappings():
        name = tuple(row[each] for each in names)
        while name in rows:
            name = (*name, "again")
        rows[name] = {key: bytes(value) if isinstance(value, memoryview) else value for key, value in row.items()}
    return rows


def _differs(
    table: str, name: tuple[object, ...], found: dict[str, object], wanted: dict[str, object]
) -> Iterator[Problem]:
    for column in found or wanted:
        one, other = found.get(column, "–"), wanted.get(column, "–")
        if one != other and column not in _OWN:
            params = {"table": table, "column": column, "name": " ".join(map(str, name))}
            yield Problem(ROW_DIFFERS, _PLACE, {**params, "found": str(one), "wanted": str(other)})
            if not found or not wanted:
                return  # the whole row


def _days(connection: Connection) -> Iterator[Problem]:
    """Closings that count wrong; days that lack their roots, but for the newest, whose closing may be on its way."""
    closings = connection.execute(select(CLOSINGS).order_by(CLOSINGS.c.day)).all()
    days = {row.day: row.closed_s for row in connection.execute(select(DAYS.c.day, DAYS.c.closed_s))}
    entries = connection.execute(select(ENTRIES.c.day, ENTRIES.c.entry).order_by(ENTRIES.c.entry)).all()
    for place, closing in enumerate(closings, 1):
        until = [row.entry for row in entries if row.day <= closing.day]
        closed_s = days.get(closing.day, closing.closed_s if place == len(closings) else None)
        told = (closing.entries, closing.last_entry, closing.closed_s)
        due = (len(until), max(until, default=0), closed_s)
        if told != due:
            params = {"day": str(closing.day), "found": str(told), "wanted": str(due)}
            yield Problem(DAY_UNCOUNTED, Place("days", closing.day), params)


def _schema(here: Connection, there: Connection) -> Iterator[Problem]:
    """Parts of the schema that are missing, switched off or other ones."""
    if here.dialect.name == "sqlite":
        parts = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
        made = {(row.name, row.sql) for row in here.execute(parts)}
        lacking = {row.name for row in there.execute(parts)} - {name for name, _ in made}
        lacking |= {row.name for row in there.execute(parts) if (row.name, row.sql) not in made}
    else:
        statements = [each for revision in KNOWN for each in sql_files.statements(revision, "postgresql")]
        due = {name for each in statements for name in _named(each)}
        due |= {f"{table}_{end}" for table in META.tables for end in ("stay", "look_now", "pkey")}
        lacking = due - {row.name for row in here.execute(_PARTS)}
        bodies = {row.proname: row.prosrc for row in here.execute(_FUNCTIONS)}
        for each in statements:
            if (function := _FUNCTION.search(each)) and bodies.get(function[1]) != function[2]:
                lacking.add(function[1])
    for name in sorted(lacking):
        yield Problem(SCHEMA_LACKS, _PLACE, {"found": name})


_PARTS = text(
    "SELECT conname AS name FROM pg_constraint WHERE convalidated"
    " UNION ALL SELECT indexname FROM pg_indexes"
    " UNION ALL SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')"
)

_FUNCTIONS = text("SELECT proname, prosrc FROM pg_proc WHERE proname LIKE 'ledger%'")
_FUNCTION = re.compile(r"CREATE FUNCTION (\w+)\(.*?\$\$(.*)\$\$;", re.DOTALL)


def _named(statement: str) -> Iterator[str]:
    yield from re.findall(r"^CREATE (?:UNIQUE INDEX|INDEX|TRIGGER) (\w+)", statement)
    yield from re.findall(r"\bCONSTRAINT (\w+) (?:CHECK|UNIQUE|FOREIGN)", statement)
