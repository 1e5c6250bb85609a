"""The registry over SQLAlchemy. See `fourfold.certification.registry.Registry` for what each method promises."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, Row, Select, func, insert, select, update

from fourfold.certification.log.leaf import Leaf, LeafKind
from fourfold.certification.registry import (
    MOST_TAKEN,
    NOT_NEXT,
    NOT_RESERVED,
    OTHER_DOCUMENT,
    SET_IN,
    Recorded,
    State,
    StateChange,
    check_change,
    conflict,
    number_text,
)
from fourfold.certification.status.bitstring import LIST_ENTRIES, StatusPurpose
from fourfold.core.moments import moment_of, moment_text
from fourfold.store.registry.opening import sqlite_engine, told
from fourfold.store.registry.schema import (
    CERTIFICATES,
    DOCUMENTS,
    MARKS,
    NUMBERS,
    STATE_CHANGES,
    STATUS_ENTRIES,
    STATUS_LISTS,
)

_PAGE = 500
_PUBLISHED = "published"
_WAITING = select(DOCUMENTS).where(DOCUMENTS.c.log_index.is_(None)).order_by(DOCUMENTS.c.seq)


class SqlRegistry:
    """A `Registry` in a database.

    Args:
        engine: on a database of the present schema.
        path: of its file, for messages.
        draw: a random number below the one given.
        most_taken: entries given in a list before the next one is opened.
    """

    def __init__(
        self,
        engine: Engine,
        path: Path,
        draw: Callable[[int], int] = secrets.randbelow,
        most_taken: int = MOST_TAKEN,
    ) -> None:
        self._engine, self._path, self._draw, self._most_taken = engine, path, draw, most_taken
        self._open: Connection | None = None

    @classmethod
    def at(cls, path: Path, *, make: bool = False) -> SqlRegistry:
        """The registry in a file.

        Raises:
            InputError: it is missing (and not to be made), damaged, or of a newer schema.
        """
        return cls(sqlite_engine(path, make=make), path)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """See `Registry`."""
        with self._writing():
            yield

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self._open is not None:
            with told(self._path):
                yield self._open
            return
        with told(self._path), self._engine.connect().execution_options(writes=True) as connection:
            try:
                with connection.begin():
                    self._open = connection
                    yield connection
            finally:
                self._open = None

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        if self._open is not None:
            yield self._open
            return
        with told(self._path), self._engine.connect() as connection:
            yield connection

    def reserve_number(self, prefix: str, year: int) -> str:
        """See `Registry`."""
        series = (NUMBERS.c.prefix == prefix, NUMBERS.c.year == year)
        with self._writing() as connection:
            last = connection.execute(select(func.max(NUMBERS.c.ordinal)).where(*series)).scalar() or 0
            number = number_text(prefix, year, last + 1)
            connection.execute(insert(NUMBERS).values(number=number, prefix=prefix, year=year, ordinal=last + 1))
        return number

    def reserve_status(self) -> tuple[int, int]:
        """See `Registry`."""
        with self._writing() as connection:
            last, taken = self._list_with_room(connection)
            entry = (STATUS_ENTRIES.c.list == last, STATUS_ENTRIES.c.position)
            while connection.execute(
                select(STATUS_ENTRIES.c.list).where(entry[0], entry[1] == (index := self._draw(LIST_ENTRIES)))
            ).first():
                pass  # at most three in four are taken
            connection.execute(insert(STATUS_ENTRIES).values(list=last, position=index))
            connection.execute(update(STATUS_LISTS).where(STATUS_LISTS.c.list == last).values(taken=taken + 1))
        return last, index

    def _list_with_room(self, connection: Connection) -> tuple[int, int]:
        newest = select(STATUS_LISTS.c.list, STATUS_LISTS.c.taken).order_by(STATUS_LISTS.c.list.desc()).limit(1)
        last, taken = connection.execute(newest).first() or (0, self._most_taken)
        if taken >= self._most_taken:
            last, taken = last + 1, 0
            connection.execute(insert(STATUS_LISTS).values(list=last, taken=0))
        return last, taken

    def record(
        self, leaf: Leaf, data: bytes, number: str = "", status: tuple[int, int] | None = None, about: str = ""
    ) -> None:
        """See `Registry`."""
        with self._writing() as connection:
            known = self.by_digest(leaf.digest)
            if known is not None:
                if (known.leaf.kind, known.number, known.data) != (leaf.kind, number, data):
                    raise conflict(leaf.digest, OTHER_DOCUMENT)
                return
            if number and not _is_free(connection, number, status):
                raise conflict(number, NOT_RESERVED)
            time = moment_text(leaf.time)
            row = {"digest": leaf.digest, "kind": str(leaf.kind), "time": time, "about": about, "data": data}
            connection.execute(insert(DOCUMENTS).values(**row, number=number or None, log_index=None))
            if number:
                one, position = status or (None, None)
                row = {"number": number, "state": str(State.ISSUED)}
                connection.execute(insert(CERTIFICATES).values(**row, changed=time, list=one, position=position))
                connection.execute(insert(STATE_CHANGES).values(**row, reason="", time=time))

    def pending(self) -> Sequence[Recorded]:
        """See `Registry`."""
        return self._all(_WAITING)

    def logged(self, digests: Sequence[str], first_index: int) -> None:
        """See `Registry`."""
        with self._writing() as connection:
            waiting = [row.digest for row in connection.execute(_WAITING.limit(len(digests)))]
            if first_index != self.size() or waiting != list(digests):
                raise conflict(digests[0] if digests else "", NOT_NEXT)
            for index, digest in enumerate(digests, first_index):
                connection.execute(update(DOCUMENTS).where(DOCUMENTS.c.digest == digest).values(log_index=index))

    def size(self) -> int:
        """See `Registry`."""
        with self._reading() as connection:
            last = connection.execute(select(func.max(DOCUMENTS.c.log_index))).scalar()
        return 0 if last is None else int(last) + 1

    def logged_from(self, index: int) -> Iterator[Recorded]:
        """See `Registry`."""
        while page := self._all(
            select(DOCUMENTS).where(DOCUMENTS.c.log_index >= index).order_by(DOCUMENTS.c.log_index).limit(_PAGE)
        ):
            yield from page
            index += len(page)

    def published(self) -> int:
        """See `Registry`."""
        with self._reading() as connection:
            return int(connection.execute(select(MARKS.c.value).where(MARKS.c.name == _PUBLISHED)).scalar() or 0)

    def mark_published(self, size: int) -> None:
        """See `Registry`."""
        with self._writing() as connection:
            mark = update(MARKS).where(MARKS.c.name == _PUBLISHED).values(value=size)
            if not connection.execute(mark).rowcount:
                connection.execute(insert(MARKS).values(name=_PUBLISHED, value=size))

    def by_digest(self, digest: str) -> Recorded | None:
        """See `Registry`."""
        return next(iter(self._all(select(DOCUMENTS).where(DOCUMENTS.c.digest == digest))), None)

    def by_number(self, number: str) -> Recorded | None:
        """See `Registry`."""
        return next(iter(self._all(select(DOCUMENTS).where(DOCUMENTS.c.number == number))), None)

    def documents(self, kind: str) -> Iterator[Recorded]:
        """See `Registry`."""
        after = 0
        chosen = select(DOCUMENTS).where(DOCUMENTS.c.kind == kind).order_by(DOCUMENTS.c.seq).limit(_PAGE)
        while rows := self._rows(chosen.where(DOCUMENTS.c.seq > after)):
            with told(self._path):
                page = [_recorded(row) for row in rows]
            yield from page
            after = rows[-1].seq

    def about(self, kind: str, what: str) -> Sequence[Recorded]:
        """See `Registry`."""
        chosen = select(DOCUMENTS).where(DOCUMENTS.c.kind == kind, DOCUMENTS.c.about == what)
        return self._all(chosen.order_by(DOCUMENTS.c.seq))

    def newest(self, kind: str, what: str | None = None) -> Recorded | None:
        """See `Registry`."""
        chosen = select(DOCUMENTS).where(DOCUMENTS.c.kind == kind).order_by(DOCUMENTS.c.seq.desc()).limit(1)
        if what is not None:
            chosen = chosen.where(DOCUMENTS.c.about == what)
        return next(iter(self._all(chosen)), None)

    def change_state(self, change: StateChange) -> None:
        """See `Registry`."""
        with self._writing() as connection:
            history = self.changes(change.number)
            check_change(history[-1] if history else None, change)
            row = {"state": str(change.state)}
            time = moment_text(change.time)
            mine = update(CERTIFICATES).where(CERTIFICATES.c.number == change.number)
            connection.execute(mine.values(**row, changed=time))
            connection.execute(
                insert(STATE_CHANGES).values(**row, number=change.number, reason=change.reason, time=time)
            )

    def state_of(self, number: str) -> State | None:
        """See `Registry`."""
        with self._reading() as connection:
            found = connection.execute(select(CERTIFICATES.c.state).where(CERTIFICATES.c.number == number)).scalar()
        return None if found is None else State(found)

    def changes(self, number: str) -> Sequence[StateChange]:
        """See `Registry`."""
        chosen = select(STATE_CHANGES).where(STATE_CHANGES.c.number == number).order_by(STATE_CHANGES.c.seq)
        with told(self._path):
            return tuple(
                StateChange(row.number, State(row.state), row.reason, _moment(row.time)) for row in self._rows(chosen)
            )

    def status_of(self, number: str) -> tuple[int, int] | None:
        """See `Registry`."""
        chosen = select(CERTIFICATES.c.list, CERTIFICATES.c.position).where(CERTIFICATES.c.number == number)
        rows = self._rows(chosen)
        return (rows[0].list, rows[0].position) if rows and rows[0].list is not None else None

    def bits(self, purpose: StatusPurpose, list_number: int) -> bytes:
        """See `Registry`."""
        states = [str(state) for state in SET_IN[purpose]]
        chosen = select(CERTIFICATES.c.position)
        bits = bytearray(LIST_ENTRIES // 8)
        for row in self._rows(chosen.where(CERTIFICATES.c.list == list_number, CERTIFICATES.c.state.in_(states))):
            bits[row.position // 8] |= 1 << (7 - row.position % 8)
        return bytes(bits)

    def lists(self) -> int:
        """See `Registry`."""
        with self._reading() as connection:
            return int(connection.execute(select(func.max(STATUS_LISTS.c.list))).scalar() or 0)

    def _rows(self, chosen: Select[*tuple[object, ...]]) -> Sequence[Row[*tuple[object, ...]]]:
        with self._reading() as connection:
            return connection.execute(chosen).all()

    def _all(self, chosen: Select[*tuple[object, ...]]) -> Sequence[Recorded]:
        with told(self._path):
            return [_recorded(row) for row in self._rows(chosen)]


def _is_free(connection: Connection, number: str, status: tuple[int, int] | None) -> bool:
    """Whether a number, and the status entry where there is one, were reserved and are not in use."""
    if not connection.execute(select(NUMBERS.c.number).where(NUMBERS.c.number == number)).first():
        return False
    if connection.execute(select(DOCUMENTS.c.seq).where(DOCUMENTS.c.number == number)).first():
        return False
    if status is None:
        return True
    entry, used = STATUS_ENTRIES.c, CERTIFICATES.c
    given = select(entry.list).where(entry.list == status[0], entry.position == status[1])
    in_use = select(used.number).where(used.list == status[0], used.position == status[1])
    return bool(connection.execute(given).first()) and not connection.execute(in_use).first()


def _recorded(row: Row[*tuple[object, ...]]) -> Recorded:
    if row.kind not in set(LeafKind):
        raise sqlite3.DatabaseError(f"unknown kind {row.kind}")
    leaf = Leaf(LeafKind(row.kind), row.digest, _moment(row.time))
    return Recorded(row.digest, leaf, row.log_index, row.number or "", row.data, row.about)


def _moment(text: str) -> datetime:
    moment = moment_of(text)
    if moment is None:
        raise sqlite3.DatabaseError(f"not a moment: {text}")
    return moment
