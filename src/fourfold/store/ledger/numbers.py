"""Numbers of entries, moves and draws: each above all that were given to what it may rest on."""

from __future__ import annotations

from collections import deque

from sqlalchemy import Connection, func, select, text

from fourfold.store.ledger.tables.claims import DRAWS
from fourfold.store.ledger.tables.holdings import MOVES
from fourfold.store.ledger.tables.registers import ENTRIES

_NUMBERED = (ENTRIES.c.entry, MOVES.c.move, DRAWS.c.draw)
_HIGHEST = select(*(select(func.coalesce(func.max(column), 0)).scalar_subquery() for column in _NUMBERED))
_DRAWN = text(
    "SELECT ARRAY(SELECT nextval('entry_numbers') FROM generate_series(1, :entries)),"
    " ARRAY(SELECT nextval('move_numbers') FROM generate_series(1, :moves)),"
    " ARRAY(SELECT nextval('draw_numbers') FROM generate_series(1, :draws))"
)


class Numbers:
    """The numbers one transaction gives.

    PostgreSQL draws them from sequences, many at once. What was drawn before the database was last asked is thrown
    away (`forget`): what was read there may bear a higher number. SQLite, whose writers are alone, counts on.

    Args:
        connection: in a transaction that writes.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._are_drawn = connection.dialect.name == "postgresql"
        self._drawn = tuple(deque[int]() for _ in _NUMBERED)
        self._last: list[int] = []
        self.ahead = 1
        """How many entries are still to be kept, about; so many numbers are drawn at once."""

    def forget(self) -> None:
        """The database was asked: numbers drawn ahead may be too low now."""
        for drawn in self._drawn:
            drawn.clear()

    def count_from(self, entry: int) -> None:
        """Let the next entry bear a number, in a ledger that counts on (SQLite)."""
        if not self._last:
            self._last = [int(number) for number in self._connection.execute(_HIGHEST).one()]
        self._last[0] = entry - 1

    def next(self, moves: int, draws: int) -> tuple[int, list[int], list[int]]:
        """The number of an entry, so many of its moves and of its draws; all rise."""
        wanted = (1, moves, draws)
        if self._are_drawn:
            if any(len(drawn) < many for drawn, many in zip(self._drawn, wanted, strict=True)):
                self._draw(wanted)
            taken = [[drawn.popleft() for _ in range(many)] for drawn, many in zip(self._drawn, wanted, strict=True)]
        else:
            taken = self._counted(wanted)
        return taken[0][0], taken[1], taken[2]

    def _draw(self, wanted: tuple[int, int, int]) -> None:
        many = [max(each, self.ahead) if each else 0 for each in wanted]
        row = self._connection.execute(_DRAWN, dict(zip(("entries", "moves", "draws"), many, strict=True))).one()
        for drawn, new in zip(self._drawn, row, strict=True):
            drawn.extend(sorted(new))

    def _counted(self, wanted: tuple[int, int, int]) -> list[list[int]]:
        if not self._last:
            self._last = [int(number) for number in self._connection.execute(_HIGHEST).one()]
        taken = [list(range(last + 1, last + 1 + many)) for last, many in zip(self._last, wanted, strict=True)]
        self._last = [last + many for last, many in zip(self._last, wanted, strict=True)]
        return taken
