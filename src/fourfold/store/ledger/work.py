"""One order on its way into the ledger: what stands against it, its number, the rows it leaves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, insert, select, text

from fourfold.core.canonical import canonical_bytes
from fourfold.core.problems import InputError, MessageKind, Place, Problem, params_of
from fourfold.electricity.ledger.entry_json import entry_json, make_entry, order_digest
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.model import Act, Part
from fourfold.electricity.ledger.operations import Order
from fourfold.store.ledger.pieces import Piece
from fourfold.store.ledger.tables.claims import CLAIMS, DRAWS, ENDINGS
from fourfold.store.ledger.tables.holdings import CERTIFICATES, MOVES, RESIDUALS
from fourfold.store.ledger.tables.registers import ACCOUNTS, AREAS, DEVICES, ENTRIES, MARKETS, METERS, READINGS

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


@dataclass(slots=True)
class Work:
    """An order being kept.

    Attributes:
        connection: in a transaction that writes.
        order: what is asked.
        act: the word of its operation.
        row: its position, from 1.
        time_s: now.
        problems: what stands against it.
        entry: its number, once it has one.
    """

    connection: Connection
    order: Order
    act: str
    row: int
    time_s: int
    problems: list[Problem] = field(default_factory=list)
    entry: int = 0
    _moves: Iterator[int] = field(default_factory=lambda: iter(()))
    _draws: Iterator[int] = field(default_factory=lambda: iter(()))
    _rows: dict[str, list[dict[str, object]]] = field(default_factory=dict)

    @property
    def actor(self) -> str:
        """Who asks."""
        return self.order.actor

    def fault(self, kind: MessageKind, column: str = "", **params: object) -> None:
        """Something stands against the order."""
        self.problems.append(Problem(kind, Place("orders", self.row, column), params_of(params)))

    def settle(self, moves: int = 0, draws: int = 0) -> None:
        """Give the order its number, and so many for its moves and draws: everything it rests on has been looked at.

        Raises:
            InputError: with everything that stands against it.
        """
        if self.problems:
            raise InputError(self.problems)
        self.entry, own_moves, own_draws = _numbers(self.connection, moves, draws)
        self._moves, self._draws = iter(own_moves), iter(own_draws)

    def put(self, table: Table, **row: object) -> None:
        """A row to be written."""
        self._rows.setdefault(table.name, []).append(row)

    def move(self, piece: Piece, certificate: str, cut_wh: int, act: Act, **more: object) -> tuple[Piece, Piece]:
        """Spend a lot of a certificate up to a point.

        Args:
            piece: the lot.
            certificate: of which.
            cut_wh: up to where it is taken.
            act: what happens.
            more: ``to_owner`` and ``to_state`` where they change, and what the act carries besides.

        Returns:
            What was taken and the rest, which may be empty.
        """
        number = next(self._moves)
        to_owner, to_state = str(more.pop("to_owner", piece.owner)), str(more.pop("to_state", piece.state))
        taken = Piece(number, Part.TAKEN, piece.first_wh, cut_wh, to_owner, to_state, self.entry)
        rest = Piece(number, Part.REST, cut_wh, piece.stop_wh, piece.owner, piece.state, self.entry)
        self.put(
            MOVES,
            move=number,
            entry=self.entry,
            actor=self.actor,
            asked=self.act,
            time_s=self.time_s,
            act=act.value,
            certificate=certificate,
            first_wh=piece.first_wh,
            cut_wh=cut_wh,
            stop_wh=piece.stop_wh,
            owner=piece.owner,
            state=piece.state,
            to_owner=to_owner,
            to_state=to_state,
            **_source(piece),
            **more,
        )
        return taken, rest

    def draw(
        self, piece: Piece, cut_wh: int, act: str, to_state: str, interval: tuple[str, int], **more: object
    ) -> None:
        """Spend a lot of a use up to a point; ``interval`` is its meter and beginning."""
        self.put(
            DRAWS,
            draw=next(self._draws),
            entry=self.entry,
            asked=self.act,
            act=act,
            use=piece.use,
            meter=interval[0],
            start_s=interval[1],
            first_wh=piece.first_wh,
            cut_wh=cut_wh,
            stop_wh=piece.stop_wh,
            state=piece.state,
            to_state=to_state,
            **_source(piece),
            **more,
        )

    def keep(self) -> Entry:
        """Write everything."""
        entry = make_entry(self.entry, self.time_s, self.order)
        self.put(
            ENTRIES,
            entry=entry.entry,
            day=entry.day,
            time_s=entry.time_s,
            actor=self.actor,
            act=self.act,
            order_digest=order_digest(self.order),
            digest=entry.digest,
            body=canonical_bytes(entry_json(entry)),
        )
        for table, rows in self.rows():
            self.connection.execute(insert(table), [_whole(table, row) for row in rows])
        return entry

    def rows(self) -> Iterator[tuple[Table, list[dict[str, object]]]]:
        """Rows by table, in an order in which they can be put in."""
        for table in _INTO:
            if rows := self._rows.get(table.name):
                yield table, rows


def _source(piece: Piece) -> dict[str, object]:
    """How a row names what it spends; nothing where it begins something."""
    if not piece.number:
        return {}
    return {"src_taken" if piece.part is Part.TAKEN else "src_rest": piece.number, "src_entry": piece.entry}


def _whole(table: Table, row: Mapping[str, object]) -> dict[str, object]:
    """A row with every column, so that all of a table are written by one statement."""
    return {column.name: row.get(column.name) for column in table.columns}


def _numbers(connection: Connection, moves: int, draws: int) -> tuple[int, list[int], list[int]]:
    """Numbers of an entry, of moves and of draws, above all that were kept before."""
    if connection.dialect.name == "postgresql":
        drawn = text(
            "SELECT nextval('entry_numbers'),"
            " ARRAY(SELECT nextval('move_numbers') FROM generate_series(1, :moves)),"
            " ARRAY(SELECT nextval('draw_numbers') FROM generate_series(1, :draws))"
        )
        row = connection.execute(drawn, {"moves": moves, "draws": draws}).one()
        return int(row[0]), list(row[1]), list(row[2])
    last = [
        int(connection.execute(select(func.max(column))).scalar() or 0)
        for column in (ENTRIES.c.entry, MOVES.c.move, DRAWS.c.draw)
    ]
    first_move, first_draw = last[1] + 1, last[2] + 1
    return last[0] + 1, list(range(first_move, first_move + moves)), list(range(first_draw, first_draw + draws))
