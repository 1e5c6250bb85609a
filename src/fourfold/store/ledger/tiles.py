"""Unspent lots that are known of a certificate, in the order of their Wh; what is not known is a gap."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable
from operator import attrgetter

from fourfold.store.ledger.pieces import Piece

_FIRST = attrgetter("first_wh")


class Tiles:
    """Lots that do not overlap."""

    def __init__(self) -> None:
        self._pieces: list[Piece] = []

    def around(self, wh: int) -> Piece | None:
        """The lot that holds a Wh; ``None`` where it is not known."""
        at = bisect_right(self._pieces, wh, key=_FIRST) - 1
        if at < 0 or self._pieces[at].stop_wh <= wh:
            return None
        return self._pieces[at]

    def learn(self, pieces: Iterable[Piece]) -> None:
        """Lots as they are; those that are known are the same."""
        for piece in pieces:
            if self.around(piece.first_wh) is None:
                insort(self._pieces, piece, key=_FIRST)

    def spend(self, first_wh: int, left: Iterable[Piece]) -> None:
        """A lot that begins at a Wh is spent, and others are left of it; nothing where it is not known."""
        at = bisect_left(self._pieces, first_wh, key=_FIRST)
        if at < len(self._pieces) and self._pieces[at].first_wh == first_wh:
            self._pieces[at : at + 1] = list(left)
