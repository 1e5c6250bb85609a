"""Unspent lots of certificates and of uses, found by what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, exists, literal, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from fourfold.electricity.ledger.model import Delivery, Lot, LotId, LotState, Part
from fourfold.electricity.supply.criteria import InstrumentKind
from fourfold.store.ledger.rows import word_of
from fourfold.store.ledger.tables.holdings import CERTIFICATES, MOVES

_FREE = "free"


@dataclass(frozen=True, slots=True)
class Piece:
    """An unspent lot, as whoever spends it has to name it.

    Attributes:
        number: of the move or draw that left it.
        part: which of its two.
        first_wh, stop_wh: its range.
        owner: account; empty for Wh of a use.
        state: of Wh of a certificate a `LotState`, else free, covered or void.
        entry: that left it.
        claim: of Wh of a use: which covers it; 0 where none does.
        use: of Wh of a use: the reading that added it.
    """

    number: int
    part: Part
    first_wh: int
    stop_wh: int
    owner: str
    state: str
    entry: int
    claim: int = 0
    use: int = 0

    @property
    def energy_wh(self) -> int:
        """How many."""
        return self.stop_wh - self.first_wh


def piece_around(row: Row[*tuple[object, ...]], wh: int) -> Piece:
    """The unspent lot that holds a Wh, from the last move around it.

    All moves that ever held one Wh are a chain, each spending what the one before it left, with rising numbers. So the
    last move around a Wh tells the lot it is in, and needs no look at who spent what.
    """
    return _taken(row) if wh < row.cut_wh else _rest(row)


def held_in(connection: Connection, area: str, start_s: int, end_s: int) -> Iterator[tuple[str, Piece]]:
    """Held lots of certificates of an area's grid (`Certificate.in_grid`) whose interval ends in a stretch."""
    ends = and_(CERTIFICATES.c.area == area, start_s < CERTIFICATES.c.end_s, CERTIFICATES.c.end_s <= end_s)
    of_grid = and_(
        CERTIFICATES.c.delivery == Delivery.GRID.value, CERTIFICATES.c.kind != InstrumentKind.DIRECT_LINE.value
    )
    for row in connection.execute(lots_query(ends, of_grid, state=LotState.HELD)).all():
        lot = lot_of(row)
        yield (
            lot.certificate,
            Piece(lot.id.move, lot.id.part, lot.first_wh, lot.stop_wh, lot.owner, lot.state.value, lot.entry),
        )


def lots_query(
    *where: ColumnElement[bool], owner: str | None = None, state: LotState | None = None, until: int | None = None
) -> CompoundSelect[*tuple[object, ...]]:
    """Unspent lots in the order of the line.

    Args:
        where: of certificates and moves.
        owner: of the lots.
        state: of the lots.
        until: as they were after this entry; now by default.
    """
    later = MOVES.alias("later")
    parts: list[Select[*tuple[object, ...]]] = []
    for part, first, stop, holder, held, source in (
        (Part.TAKEN, MOVES.c.first_wh, MOVES.c.cut_wh, MOVES.c.to_owner, MOVES.c.to_state, later.c.src_taken),
        (Part.REST, MOVES.c.cut_wh, MOVES.c.stop_wh, MOVES.c.owner, MOVES.c.state, later.c.src_rest),
    ):
        spent = exists().where(source == MOVES.c.move)
        chosen = select(
            MOVES.c.move,
            literal(part.value).label("part"),
            MOVES.c.certificate,
            first.label("first_wh"),
            stop.label("stop_wh"),
            holder.label("owner"),
            held.label("state"),
            MOVES.c.entry,
            CERTIFICATES.c.entry.label("issued"),
        ).join_from(MOVES, CERTIFICATES, CERTIFICATES.c.certificate == MOVES.c.certificate)
        chosen = chosen.where(first < stop, *where)
        if until is not None:
            spent = spent.where(later.c.entry <= until)
            chosen = chosen.where(MOVES.c.entry <= until)
        if owner is not None:
            chosen = chosen.where(holder == owner)
        if state is not None:
            chosen = chosen.where(held == state.value)
        parts.append(chosen.where(~spent))
    return union_all(*parts).order_by("issued", "first_wh")


def lot_of(row: Row[*tuple[object, ...]]) -> Lot:
    """A row of `lots_query`."""
    id_ = LotId(row.move, Part(row.part))
    return Lot(
        id_,
        row.certificate,
        row.first_wh,
        row.stop_wh,
        row.owner,
        word_of(LotState, row.state, "state", row.certificate),
        row.entry,
    )


def pieces_of_draws(rows: Sequence[Row[*tuple[object, ...]]]) -> list[Piece]:
    """Unspent lots of the uses of an interval, from all its draws."""
    taken, rests = {row.src_taken for row in rows}, {row.src_rest for row in rows}
    pieces: list[Piece] = []
    for row in rows:
        if row.draw not in taken:
            claim = row.claim if row.act == "cover" else 0
            pieces.append(_used(row, Part.TAKEN, row.first_wh, row.cut_wh, row.to_state, claim))
        if row.draw not in rests and row.cut_wh < row.stop_wh:
            pieces.append(_used(row, Part.REST, row.cut_wh, row.stop_wh, row.state, 0))
    return pieces


def free_of(pieces: Sequence[Piece]) -> list[Piece]:
    """Those that nothing covers."""
    return [piece for piece in pieces if piece.state == _FREE]


def pieces_within(connection: Connection, certificate: str, first_wh: int, stop_wh: int) -> list[Piece]:
    """All unspent lots of a certificate that hold Wh of a range."""
    around = (MOVES.c.certificate == certificate, MOVES.c.first_wh < stop_wh, MOVES.c.stop_wh > first_wh)
    rows = connection.execute(lots_query(*around)).all()
    return [Piece(row.move, Part(row.part), row.first_wh, row.stop_wh, row.owner, row.state, row.entry) for row in rows]


def _taken(row: Row[*tuple[object, ...]]) -> Piece:
    return Piece(row.move, Part.TAKEN, row.first_wh, row.cut_wh, row.to_owner, row.to_state, row.entry)


def _rest(row: Row[*tuple[object, ...]]) -> Piece:
    return Piece(row.move, Part.REST, row.cut_wh, row.stop_wh, row.owner, row.state, row.entry)


def _used(row: Row[*tuple[object, ...]], part: Part, first: int, stop: int, state: str, claim: int) -> Piece:
    # the rest of an uncovering would be covered still; coverings are taken back whole, so that there is none
    return Piece(row.draw, part, first, stop, "", state, row.entry, claim, row.use)
