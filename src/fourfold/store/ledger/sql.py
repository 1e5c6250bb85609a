"""The ledger over SQLAlchemy. See `fourfold.electricity.ledger.ledger.Ledger` for what each method promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from sqlalchemy import ColumnElement, Connection, Engine, Row, Select, func, select, true
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.sql.selectable import CompoundSelect

from fourfold.core.problems import Problem
from fourfold.electricity.ledger.entry_json import check_orders
from fourfold.electricity.ledger.faults import DAY_CLOSED, refuse
from fourfold.electricity.ledger.ledger import Day, Entry
from fourfold.electricity.ledger.model import (
    Account,
    Certificate,
    ClaimRecord,
    Device,
    Lot,
    LotState,
    Meter,
    Sums,
    Use,
)
from fourfold.electricity.ledger.operations import Order
from fourfold.electricity.ledger.sum_tree import leaf_salt
from fourfold.store.ledger import rows
from fourfold.store.ledger.acts import words
from fourfold.store.ledger.acts.keeping import keep_all
from fourfold.store.ledger.closing import begin_closing, day_with_roots, lots_until, salt_key, write_day
from fourfold.store.ledger.locking import lock_for
from fourfold.store.ledger.opening import (
    POOL_SIZE,
    postgresql_engine,
    shown,
    sqlite_engine,
    sqlstate_of,
    told,
)
from fourfold.store.ledger.pieces import lot_of, lots_query
from fourfold.store.ledger.remaking import damages
from fourfold.store.ledger.tables.claims import CLAIMS
from fourfold.store.ledger.tables.holdings import CERTIFICATES, MOVES, RESIDUALS
from fourfold.store.ledger.tables.registers import (
    ACCOUNTS,
    CLOSINGS,
    DAY_S,
    DAYS,
    DEVICES,
    ENTRIES,
    MARKETS,
    METERS,
)
from fourfold.store.ledger.tables.schema import KEEPER

_TRIES = 20
"""So often an order that lost a race is looked at anew. Each time another one was kept."""
_PAGE = 1_000
_ANEW = ("40001", "40P01")
"""PostgreSQL gave a transaction up for another one: serialization, deadlock."""
_LAST_DAYS = select(*(select(func.max(column)).scalar_subquery() for column in (ENTRIES.c.day, CLOSINGS.c.day)))
T = TypeVar("T")
_Chosen = Select[*tuple[object, ...]] | CompoundSelect[*tuple[object, ...]]


class SqlLedger:
    """A `Ledger` in a database. Any number of them, in any number of threads and processes, may use one database.

    Args:
        engine: on a database of the present schema.
        place: what messages call it; nothing secret.
    """

    def __init__(self, engine: Engine, place: str) -> None:
        self._engine, self._place = engine, place
        self._salt_key: bytes | None = None  # never changes

    @classmethod
    def at(cls, path: Path, *, make: bool = False) -> SqlLedger:
        """The ledger in a file of SQLite.

        Raises:
            InputError: it is missing (and not to be made), damaged, or of a newer schema.
        """
        return cls(sqlite_engine(path, make=make), path.name)

    @classmethod
    def on(cls, url: str, *, make: bool = False, pool_size: int = POOL_SIZE) -> SqlLedger:
        """The ledger in a database of PostgreSQL.

        Args:
            url: ``postgresql://[USER@]HOST[:PORT]/DATABASE``; a password is better given in libpq's own ways.
            make: make the tables in a database that holds none.
            pool_size: most connections at once.

        Raises:
            InputError: there is no driver, no answer, no ledger (and none is to be made), or one of a newer schema.
        """
        engine = postgresql_engine(url, make=make, pool_size=pool_size)
        return cls(engine, shown(engine.url))

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def record(self, orders: Sequence[Order], time_s: int) -> Sequence[Entry]:
        """See `Ledger`."""
        written = check_orders(orders)

        def kept(connection: Connection) -> Sequence[Entry]:
            self._lock(connection, orders, time_s // DAY_S)
            _check_day(connection, time_s // DAY_S)
            return keep_all(connection, orders, written, time_s)

        return self._written(kept) if orders else ()

    def _lock(self, connection: Connection, orders: Sequence[Order], day: int) -> None:
        """Tests leave it out, to see that nothing rests on it."""
        lock_for(connection, orders, day)

    def _written(self, act: Callable[[Connection], T]) -> T:
        """What an act returns once it is committed; where it lost a race it is done anew on what is there now."""
        for left in reversed(range(_TRIES)):
            with told(self._place):
                try:
                    with self._writing() as connection:
                        return act(connection)
                except DBAPIError as error:
                    if not left or not self._has_lost_a_race(error):
                        raise
        raise AssertionError("the last try returns or is told of")

    def _has_lost_a_race(self, error: DBAPIError) -> bool:
        """Whether another transaction may have been the reason; in SQLite, whose writers are alone, none can be."""
        if self._engine.dialect.name != "postgresql":
            return False
        return isinstance(error, IntegrityError) or sqlstate_of(error) in _ANEW

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self._place), self._engine.connect() as connection:
            yield connection

    def _one(self, chosen: _Chosen) -> Row[*tuple[object, ...]] | None:
        with self._reading() as connection:
            return connection.execute(chosen).first()

    def _all(self, chosen: _Chosen) -> Sequence[Row[*tuple[object, ...]]]:
        with self._reading() as connection:
            return connection.execute(chosen).all()

    def _each(self, chosen: _Chosen, make: Callable[[Row[*tuple[object, ...]]], T]) -> Iterator[T]:
        """Row by row, all as they were when the first was read."""
        with self._reading() as connection:
            for row in connection.execute(chosen.execution_options(yield_per=_PAGE)):
                yield make(row)

    def account(self, account: str) -> Account | None:
        """See `Ledger`."""
        with self._reading() as connection:
            return rows.account_of(connection, account)

    def accounts(self) -> Sequence[Account]:
        """See `Ledger`."""
        found = self._all(select(ACCOUNTS).where(ACCOUNTS.c.account != KEEPER))
        return sorted((rows.as_account(row) for row in found), key=lambda one: one.account)

    def device(self, device: str) -> Device | None:
        """See `Ledger`."""
        with self._reading() as connection:
            return rows.device_of(connection, device)

    def devices(self) -> Sequence[Device]:
        """See `Ledger`."""
        return sorted((rows.as_device(row) for row in self._all(select(DEVICES))), key=lambda one: one.device)

    def meter(self, meter: str) -> Meter | None:
        """See `Ledger`."""
        with self._reading() as connection:
            return rows.meter_of(connection, meter)

    def meters(self) -> Sequence[Meter]:
        """See `Ledger`."""
        return sorted((rows.as_meter(row) for row in self._all(select(METERS))), key=lambda one: one.meter)

    def markets(self) -> Sequence[tuple[str, str]]:
        """See `Ledger`."""
        return sorted((row.market, row.area) for row in self._all(select(MARKETS)))

    def certificate(self, certificate: str) -> Certificate | None:
        """See `Ledger`."""
        with self._reading() as connection:
            return rows.certificate_of(connection, certificate)

    def certificates(self, area: str = "", start_s: int = 0, end_s: int = 2**62) -> Iterator[Certificate]:
        """See `Ledger`."""
        chosen = select(CERTIFICATES).where(CERTIFICATES.c.start_s < end_s, CERTIFICATES.c.end_s > start_s)
        if area:
            chosen = chosen.where(CERTIFICATES.c.area == area)
        return self._each(chosen.order_by(CERTIFICATES.c.entry), rows.as_certificate)

    def lots(
        self, owner: str | None = None, certificate: str | None = None, state: LotState | None = None
    ) -> Iterator[Lot]:
        """See `Ledger`."""
        where: list[ColumnElement[bool]] = [] if certificate is None else [MOVES.c.certificate == certificate]
        return self._each(lots_query(*where, owner=owner, state=state), lot_of)

    def uses(self, meter: str, start_s: int = 0, end_s: int = 2**62) -> Sequence[Use]:
        """See `Ledger`."""
        with self._reading() as connection:
            return rows.uses_of(connection, meter, start_s, end_s)

    def claims(self, meter: str | None = None, owner: str | None = None) -> Iterator[ClaimRecord]:
        """See `Ledger`."""
        where = [true() if meter is None else CLAIMS.c.meter == meter]
        where.append(true() if owner is None else CLAIMS.c.owner == owner)
        return self._each(rows.claims_query(*where), rows.as_claim)

    def claim(self, claim: int) -> ClaimRecord | None:
        """See `Ledger`."""
        row = self._one(rows.claims_query(CLAIMS.c.claim == claim))
        return None if row is None else rows.as_claim(row)

    def balance(self, owner: str | None = None) -> Sums:
        """See `Ledger`."""
        with self._reading() as connection:
            return rows.balance_of(connection, owner)

    def residuals(self) -> Sequence[tuple[str, int, int]]:
        """See `Ledger`."""
        return sorted((row.area, row.start_s, row.end_s) for row in self._all(select(RESIDUALS)))

    def journal(self, after: int = 0, through_day: int | None = None) -> Iterator[Entry]:
        """See `Ledger`."""
        chosen = select(ENTRIES.c.entry, ENTRIES.c.body).where(ENTRIES.c.entry > after)
        if through_day is not None:
            chosen = chosen.where(ENTRIES.c.day <= through_day)
        return self._each(chosen.order_by(ENTRIES.c.entry), rows.as_entry)

    def close_day(self, day: int, time_s: int) -> Day:
        """See `Ledger`."""
        closed_s = self._written(lambda connection: begin_closing(connection, day, time_s))
        with self._reading() as connection:
            closed = day_with_roots(connection, day, closed_s)
        self._written(lambda connection: write_day(connection, closed))
        return closed

    def day(self, day: int) -> Day | None:
        """See `Ledger`."""
        row = self._one(select(DAYS).where(DAYS.c.day == day))
        return None if row is None else rows.as_day(row)

    def days(self) -> Sequence[Day]:
        """See `Ledger`."""
        return tuple(rows.as_day(row) for row in self._all(rows.days_query()))

    def lots_at(self, day: int) -> Sequence[Lot]:
        """See `Ledger`."""
        if self.day(day) is None:
            raise ValueError(f"day {day} is not closed")
        with self._reading() as connection:
            until = connection.execute(select(CLOSINGS.c.last_entry).where(CLOSINGS.c.day == day)).scalar()
            if until is None:
                raise sqlite3.DatabaseError(f"the closing of {words.moment(day * DAY_S)[:10]} is missing")
            return list(lots_until(connection, until))

    def damages(self) -> Sequence[Problem]:
        """What is wrong with rows and schema; see `fourfold.store.ledger.remaking`. Nobody writes meanwhile."""
        with told(self._place):
            return damages(self._engine, list(self.journal()))

    def salt(self, day: int, lot: Lot) -> bytes:
        """See `Ledger`."""
        if self._salt_key is None:
            with self._reading() as connection:
                self._salt_key = salt_key(connection)
        return leaf_salt(self._salt_key, day, lot)


def _check_day(connection: Connection, day: int) -> None:
    """That entries may still be kept on a day: it is not closed, and none of a later day is there.

    Raises:
        InputError: it is too late.
    """
    newest, closed = connection.execute(_LAST_DAYS).one()
    if (newest is not None and day < newest) or (closed is not None and day <= closed):
        refuse(DAY_CLOSED, found=words.moment(day * DAY_S)[:10])
