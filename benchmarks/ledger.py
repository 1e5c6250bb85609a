"""The claim ledger: claims a second beside a bare insert of the same rows, and closing days.

A claim is an order for 1 kWh: a move, a draw and a claim with all their constraints, in an entry, committed to the
disk. The peer inserts the same rows of the same entries into tables without keys or triggers, in as many transactions.
PostgreSQL is measured where its programs are installed, with fsync on. Times are wall clock.

    python benchmarks/ledger.py [--claims 1000] [--lots 100000] [--clients 1,8,64]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count
from pathlib import Path
from typing import TypeAlias, TypeVar

from sqlalchemy import Column, MetaData, Table, insert, select
from sqlalchemy.engine import Engine

from fourfold.electricity.ledger.operations import Cancel, Claim, Order, Range
from fourfold.electricity.supply.criteria import MatchWindow
from fourfold.store.ledger.sql import SqlLedger
from fourfold.store.ledger.tables.claims import CLAIMS, DRAWS
from fourfold.store.ledger.tables.holdings import MOVES
from fourfold.store.ledger.tables.registers import ENTRIES

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from support.ledgers import BUYER, DAY_S, HOUR_S, MILL, NOW, T0, UNION, ask, begin, issue, measure
from support.postgres import own_cluster, programs

WH = 1_000
COPIED = (ENTRIES, MOVES, DRAWS, CLAIMS)
Rows: TypeAlias = list[tuple[str, dict[str, object]]]
T = TypeVar("T")
MONTH = (MatchWindow.MONTH, T0, T0 + 28 * 24 * HOUR_S)


def claims(number_of: int) -> list[Order]:
    """Claims of 1 kWh, each of a certificate and for an hour of its own."""
    return [
        ask(BUYER, Claim(Range(f"c{number}", 0, WH), MILL, T0 + number % 600 * HOUR_S, WH, *MONTH, UNION))
        for number in range(number_of)
    ]


def prepared(ledger: SqlLedger, number_of: int) -> None:
    """Cancelled certificates and hours enough for so many claims."""
    begin(ledger, time_s=NOW)
    ledger.record([measure(hour, number_of * WH) for hour in range(600)], NOW)
    for first in range(0, number_of, 1_000):
        numbers = range(first, min(number_of, first + 1_000))
        ledger.record([issue(f"c{number}", number % 600, WH) for number in numbers], NOW)
        ledger.record([ask(BUYER, Cancel(Range(f"c{number}", 0, WH))) for number in numbers], NOW)


def at_once(clients: int, work: Sequence[T], act: Callable[[T], object]) -> float:
    """Seconds in which so many clients do everything."""
    waiting, lock = iter(work), threading.Lock()

    def run() -> None:
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                return
            act(one)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def rows_of_claims(ledger: SqlLedger) -> list[Rows]:
    """The rows of each claim, by entry."""
    by_entry: dict[int, Rows] = {}
    with ledger._engine.connect() as connection:
        for table in COPIED:
            act = table.c["asked" if "asked" in table.c else "act"]
            number = table.c["claim" if table.name == "claims" else "entry"]
            for row in connection.execute(select(table).where(act == "claim").order_by(number)):
                values = dict(row._mapping)
                by_entry.setdefault(values[number.name], []).append((table.name, values))
    return list(by_entry.values())


def bare(engine: Engine, rows: Sequence[Rows], clients: int) -> float:
    """Seconds to insert rows into tables without keys, one transaction for each claim."""
    plain = MetaData()
    columns = {table.name: [Column(column.name, column.type) for column in table.columns] for table in COPIED}
    tables = {name: Table(f"bare_{name}_{clients}", plain, *own) for name, own in columns.items()}
    plain.create_all(engine)

    def act(entry: Rows) -> None:
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            for name, row in entry:
                connection.execute(insert(tables[name]), [row])

    return at_once(clients, rows, act)


def measured(name: str, make: Callable[[], SqlLedger], tries: int, clients: Sequence[int]) -> None:
    """Print claims a second, and the ratio to the bare insert."""
    for number in clients:
        ledger = make()
        prepared(ledger, tries)
        seconds = at_once(number, [[order] for order in claims(tries)], partial(_record, ledger))
        rows = rows_of_claims(ledger)
        least = bare(ledger._engine, rows, number)
        rate = f"{tries / seconds:.0f} claims a second, bare insert {tries / least:.0f}"
        print(f"{name}, {number} clients: {rate}, {seconds / least:.1f} x")
        ledger.close()


def _record(ledger: SqlLedger, orders: Sequence[Order]) -> None:
    ledger.record(orders, NOW)


def closing(name: str, ledger: SqlLedger, lots: int) -> None:
    """Print the time to close a day with so many lots."""
    begin(ledger, time_s=NOW)
    for first in range(0, lots, 5_000):
        ledger.record([issue(f"c{n}", n, WH) for n in range(first, min(lots, first + 5_000))], NOW)
    begun = time.perf_counter()
    day = ledger.close_day(NOW // DAY_S, NOW + DAY_S)
    print(
        f"{name}: a day with {day.leaves} lots and {day.entries} entries closed in {time.perf_counter() - begun:.1f} s"
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--claims", type=int, default=1_000)
    parser.add_argument("--lots", type=int, default=100_000)
    parser.add_argument("--clients", default="1,8,64")
    chosen = parser.parse_args()
    clients = [int(number) for number in chosen.clients.split(",")]
    with tempfile.TemporaryDirectory() as folder:
        names = count()
        measured(
            "SQLite", lambda: SqlLedger.at(Path(folder) / f"{next(names)}.sqlite", make=True), chosen.claims, clients
        )
        closing("SQLite", SqlLedger.at(Path(folder) / "day.sqlite", make=True), chosen.lots)
    if programs() is None:
        print("PostgreSQL is not installed: not measured")
        return
    with own_cluster() as cluster:
        measured(
            "PostgreSQL",
            lambda: SqlLedger.on(cluster.make_database(), make=True, pool_size=64),
            chosen.claims,
            clients,
        )
        closing("PostgreSQL", SqlLedger.on(cluster.make_database(), make=True), chosen.lots)


if __name__ == "__main__":
    main()
