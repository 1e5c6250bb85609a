"""What orders of one transaction rest on, and the rows they leave until they are written.

What was read once is kept, and changed by every row that is added; so the next order sees what the one before it did
before it is written, and rows are written many at once. What is not known is asked for, after everything that waits
was written. What is known here gives answers only: the constraints refuse whatever it overlooks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from sqlalchemy import Connection, Table, insert

from fourfold.electricity.ledger.model import Account, Act, Certificate, ClaimRecord, Device, Meter, Part
from fourfold.electricity.ledger.operations import Issue, Operation
from fourfold.store.ledger import register
from fourfold.store.ledger.interval import Interval
from fourfold.store.ledger.numbers import Numbers
from fourfold.store.ledger.pieces import Piece, held_in, piece_around, pieces_within
from fourfold.store.ledger.plants import Plants
from fourfold.store.ledger.points import draws_of, last_moves, readings_of
from fourfold.store.ledger.register import Register
from fourfold.store.ledger.tables.claims import CLAIMS, DRAWS, ENDINGS
from fourfold.store.ledger.tables.holdings import CERTIFICATES, MOVES, RESIDUALS
from fourfold.store.ledger.tables.registers import ACCOUNTS, AREAS, DEVICES, ENTRIES, MARKETS, METERS, READINGS
from fourfold.store.ledger.tiles import Tiles

Written: TypeAlias = dict[str, Any]
"""A row to be written; columns that are not named are empty."""
_INTO = (
    ENTRIES,
    ACCOUNTS,
    AREAS,
    MARKETS,
    METERS,
    DEVICES,
    READINGS,
    ENDINGS,
    CERTIFICATES,
    MOVES,
    DRAWS,
    CLAIMS,
    RESIDUALS,
)
"""Tables in an order in which rows can be put in: what comes first refers to the later ones at the end only."""
_INSERTS = {table.name: insert(table) for table in _INTO}
_EMPTY = {table.name: dict.fromkeys(column.name for column in table.columns) for table in _INTO}
_FEW = 8
"""So many lots are looked for one by one; a range with more of them is read at once."""


def in_order(rows: Mapping[str, list[Written]]) -> Iterator[tuple[Table, list[Written]]]:
    """Rows by table, in an order in which they can be put in."""
    for table in _INTO:
        if of_table := rows.get(table.name):
            yield table, of_table


def write(connection: Connection, rows: Mapping[str, list[Written]]) -> None:
    """Put rows in; those of a table by one statement, so that each has every column."""
    for table, of_table in in_order(rows):
        empty = _EMPTY[table.name]
        connection.execute(_INSERTS[table.name], [{**empty, **row} for row in of_table])


class Desk:
    """What one transaction knows and has not written yet.

    Attributes:
        numbers: of its entries.
        accounts, devices, meters, areas, markets, closed, certificates, claims, endings, asked: answers to the
            questions of these names in `register`.
        plants: what was issued for plants.

    Args:
        connection: in a transaction that writes, with the locks its orders need.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.numbers = Numbers(connection)
        self.accounts = Register[str, Account | None](register.ACCOUNT, self._ready)
        self.devices = Register[str, Device | None](register.DEVICE, self._ready)
        self.meters = Register[str, Meter | None](register.METER, self._ready)
        self.areas = Register[str, bool](register.AREA, self._ready)
        self.markets = Register[str, frozenset[str]](register.MARKETS_OF_AREA, self._ready)
        self.closed = Register[str, list[tuple[int, int]]](register.CLOSED_OF_AREA, self._ready)
        self.certificates = Register[str, Certificate | None](register.CERTIFICATE, self._ready)
        self.claims = Register[int, ClaimRecord | None](register.CLAIM, self._ready)
        self.endings = Register[int, str](register.ENDING, self._ready)
        self.asked = Register[str, bool](register.ASKED, self._ready)
        self.plants = Plants(self._ready)
        self._tiles: dict[str, Tiles] = {}
        self._intervals: dict[tuple[str, int], Interval] = {}
        self._waiting: dict[str, list[Written]] = {}
        self._withdrawn = False

    def _ready(self) -> Connection:
        """The connection, to ask something: everything is written, and numbers drawn before are too low."""
        self.flush()
        self.numbers.forget()
        return self._connection

    def flush(self) -> None:
        """Write what waits."""
        if not self._waiting:
            return
        waiting, self._waiting, self._withdrawn = self._waiting, {}, False
        write(self._connection, waiting)

    def take(self, operation: Operation, rows: Mapping[str, list[Written]]) -> None:
        """Rows of an order: they will be written, and the next order sees them."""
        if self._withdrawn and CERTIFICATES.name in rows:
            self.flush()  # a guard looks whether there is room for it
        for table, of_table in in_order(rows):
            self._waiting.setdefault(table.name, []).extend(of_table)
            for row in of_table:
                self._learn(table, row)
        if isinstance(operation, Issue):
            self.certificates.put(operation.certificate.certificate, operation.certificate)
            self.plants.issue(operation.certificate)

    def _learn(self, table: Table, row: Written) -> None:
        """Change what is known by a row."""
        if table is MOVES:
            self._moved(row)
        elif table is DRAWS:
            if (interval := self._intervals.get((row["meter"], row["start_s"]))) is not None:
                interval.drawn(row)
        elif table is READINGS:
            if (interval := self._intervals.get((row["meter"], row["start_s"]))) is not None:
                interval.told(row)
        elif table is ENTRIES:
            self.asked.put(row["order_digest"], True)
        elif table is ENDINGS:
            self.claims.drop(row["claim"])
            self.endings.put(row["claim"], row["act"])
        elif table is RESIDUALS:
            self.closed.drop(row["area"])
        elif table is AREAS:
            self.areas.drop(row["area"])
            self.markets.drop(row["area"])
        else:
            self._registered(table, row)

    def _registered(self, table: Table, row: Written) -> None:
        if table is ACCOUNTS:
            self.accounts.drop(row["account"])
        elif table is DEVICES:
            self.devices.drop(row["device"])
        elif table is METERS:
            self.meters.drop(row["meter"])
        elif table is CLAIMS:
            self.claims.drop(row["claim"])
            self.endings.drop(row["claim"])

    def _moved(self, move: Written) -> None:
        name, first, cut, stop = (move[column] for column in ("certificate", "first_wh", "cut_wh", "stop_wh"))
        number, entry = move["move"], move["entry"]
        left = [Piece(number, Part.TAKEN, first, cut, move["to_owner"], move["to_state"], entry)]
        if cut < stop:
            left.append(Piece(number, Part.REST, cut, stop, move["owner"], move["state"], entry))
        tiles = self._tiles.setdefault(name, Tiles())
        if move["act"] == Act.ISSUE:
            tiles.learn(left)
        else:
            tiles.spend(first, left)
        if move["act"] == Act.WITHDRAW:
            self._withdrawn = True
            if (certificate := self.certificates.get(name)) is not None:
                self.plants.withdraw(certificate, cut - first)

    def fill_pieces(self, points: Iterable[tuple[str, int]]) -> None:
        """Ask for the lots that hold some Wh of certificates, as far as they are not known."""
        missing = [(name, wh) for name, wh in dict.fromkeys(points) if self._around(name, wh) is None]
        first = dict[str, int]()
        for name, wh in missing:
            first[name] = min(wh, first.get(name, wh))
        self._ask_pieces(first.items())  # what comes after the first is mostly in the same lot
        left = dict[str, list[int]]()
        for name, wh in missing:
            if self._around(name, wh) is None:
                left.setdefault(name, []).append(wh)
        self._ask_pieces((name, wh) for name, all_wh in left.items() if len(all_wh) <= _FEW for wh in all_wh)
        for name, all_wh in left.items():
            if len(all_wh) > _FEW:
                self._learn_within(name, min(all_wh), max(all_wh) + 1)

    def pieces(self, certificate: str, first_wh: int, stop_wh: int) -> list[Piece]:
        """The unspent lots that hold Wh of a range, by range."""
        found: list[Piece] = []
        at, asked = first_wh, 0
        while at < stop_wh:
            piece = self._around(certificate, at)
            if piece is not None:
                found.append(piece)
                at = piece.stop_wh
                continue
            if asked > _FEW:
                raise LookupError(f"no lot of {certificate} holds Wh {at}")
            if asked < _FEW:
                self._ask_pieces([(certificate, at)])
            else:
                self._learn_within(certificate, at, stop_wh)
            asked += 1
        return found

    def held_in(self, area: str, start_s: int, end_s: int) -> list[tuple[str, Piece]]:
        """Held lots of certificates of an area's grid whose interval ends in a stretch."""
        return list(held_in(self._ready(), area, start_s, end_s))

    def fill_intervals(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Ask for intervals of meters that are not known yet."""
        missing = [
            (meter, start_s, 0) for meter, start_s in dict.fromkeys(wanted) if (meter, start_s) not in self._intervals
        ]
        if not missing:
            return
        connection = self._ready()
        readings, draws = dict[tuple[str, int], list[Any]](), dict[tuple[str, int], list[Any]]()
        for row in readings_of(connection, missing):
            readings.setdefault((row.meter, row.start_s), []).append(row)
        for row in draws_of(connection, missing):
            draws.setdefault((row.meter, row.start_s), []).append(row)
        for meter, start_s, _ in missing:
            key = (meter, start_s)
            self._intervals[key] = Interval(readings.get(key, ()), draws.get(key, ()))

    def interval(self, meter: str, start_s: int) -> Interval:
        """An interval of a meter."""
        self.fill_intervals([(meter, start_s)])
        return self._intervals[meter, start_s]

    def _around(self, certificate: str, wh: int) -> Piece | None:
        tiles = self._tiles.get(certificate)
        return tiles.around(wh) if tiles is not None else None

    def _ask_pieces(self, points: Iterable[tuple[str, int]]) -> None:
        wanted = [(name, wh, 0) for name, wh in points]
        if wanted:
            for row in last_moves(self._ready(), wanted):
                self._tiles.setdefault(row.certificate, Tiles()).learn([piece_around(row, row.low)])

    def _learn_within(self, certificate: str, first_wh: int, stop_wh: int) -> None:
        found = pieces_within(self._ready(), certificate, first_wh, stop_wh)
        self._tiles.setdefault(certificate, Tiles()).learn(found)
