"""An interval of a meter as orders of one transaction find it: what was told last, and lots of what was told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from fourfold.electricity.ledger.model import Part
from fourfold.store.ledger.pieces import Piece, pieces_of_draws


class Interval:
    """One interval.

    Attributes:
        last: newest version and the energy it tells; 0 and 0 where nothing was told.

    Args:
        readings: rows of its readings.
        draws: rows of all draws on it.
    """

    def __init__(self, readings: Sequence[Row[*tuple[object, ...]]], draws: Sequence[Row[*tuple[object, ...]]]) -> None:
        self._versions: dict[int, int] = {row.reading: row.version for row in readings}
        self.last: tuple[int, int] = max(((row.version, row.energy_wh) for row in readings), default=(0, 0))
        self._pieces = pieces_of_draws(draws)

    @property
    def pieces(self) -> list[Piece]:
        """Its unspent lots, by version and range."""
        return sorted(self._pieces, key=lambda piece: (self._versions[piece.use], piece.first_wh))

    def told(self, reading: Mapping[str, Any]) -> None:
        """A row of a reading was added."""
        self._versions[reading["reading"]] = reading["version"]
        self.last = (reading["version"], reading["energy_wh"])

    def drawn(self, draw: Mapping[str, Any]) -> None:
        """A row of a draw was added."""
        spent = (draw.get("src_taken"), Part.TAKEN) if draw.get("src_taken") else (draw.get("src_rest"), Part.REST)
        self._pieces = [piece for piece in self._pieces if (piece.number, piece.part) != spent]
        first, cut, stop, use, entry = (draw[name] for name in ("first_wh", "cut_wh", "stop_wh", "use", "entry"))
        claim = draw["claim"] if draw["act"] == "cover" else 0
        self._pieces.append(Piece(draw["draw"], Part.TAKEN, first, cut, "", draw["to_state"], entry, claim, use))
        if cut < stop:
            self._pieces.append(Piece(draw["draw"], Part.REST, cut, stop, "", draw["state"], entry, 0, use))
