"""One order on its way into the ledger: what stands against it, its number, the rows it leaves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import Table

from fourfold.core.canonical import JSON
from fourfold.core.problems import InputError, MessageKind, Place, Problem, params_of
from fourfold.electricity.ledger.entry_json import written_entry
from fourfold.electricity.ledger.ledger import Entry
from fourfold.electricity.ledger.model import Act, Part
from fourfold.electricity.ledger.operations import Order
from fourfold.store.ledger.desk import Desk, Written
from fourfold.store.ledger.pieces import Piece
from fourfold.store.ledger.tables.claims import DRAWS
from fourfold.store.ledger.tables.holdings import MOVES, RESIDUALS
from fourfold.store.ledger.tables.registers import ENTRIES, LEADS_TO, MARKETS


@dataclass(slots=True)
class Work:
    """An order being kept.

    Attributes:
        desk: what it rests on.
        order: what is asked.
        written: the order as JSON.
        digest: of what is asked.
        act: the word of its operation.
        row: its position, from 1.
        time_s: now.
        problems: what stands against it.
        entry: its number, once it has one.
        rows: what it leaves, by table.
    """

    desk: Desk
    order: Order
    written: JSON
    digest: str
    act: str
    row: int
    time_s: int
    problems: list[Problem] = field(default_factory=list)
    entry: int = 0
    rows: dict[str, list[Written]] = field(default_factory=dict)
    _moves: Iterator[int] = field(default_factory=lambda: iter(()))
    _draws: Iterator[int] = field(default_factory=lambda: iter(()))

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
        self.entry, own_moves, own_draws = self.desk.numbers.next(moves, draws)
        self._moves, self._draws = iter(own_moves), iter(own_draws)

    def put(self, table: Table, **row: object) -> None:
        """A row to be written."""
        self.rows.setdefault(table.name, []).append(row)

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
        """The entry, with the row it leaves, which says how many rows of others belong to it."""
        moves, markets = self._counted(MOVES, "moves"), self._counted(MARKETS, "markets")
        entry, body = written_entry(self.entry, self.time_s, self.order, self.written)
        self.put(
            ENTRIES,
            entry=entry.entry,
            day=entry.day,
            time_s=entry.time_s,
            actor=self.actor,
            act=self.act,
            order_digest=self.digest,
            digest=entry.digest,
            body=body,
            moves=moves,
            last_move=moves or None,
            markets=markets,
            last_market=markets or None,
            **({LEADS_TO[self.act]: self.entry} if self.act in LEADS_TO else {}),
        )
        for residual in self.rows.get(RESIDUALS.name, ()):
            residual["moves"] = moves
        return entry

    def _counted(self, table: Table, all_of: str) -> int:
        """How many rows of a table there are, each told its place among them."""
        rows = self.rows.get(table.name, ())
        for nth, row in enumerate(rows, 1):
            row.update({"nth": nth, "before_nth": nth - 1 or None, all_of: len(rows)})
        return len(rows)


def _source(piece: Piece) -> dict[str, object]:
    """How a row names what it spends; nothing where it begins something."""
    if not piece.number:
        return {}
    return {"src_taken" if piece.part is Part.TAKEN else "src_rest": piece.number, "src_entry": piece.entry}
