"""Texts longer than the format allows: read whole and reported."""

from __future__ import annotations

from fourfold.data.databases.formats.ecospold import messages as shared
from fourfold.data.databases.formats.ecospold.values import Spot
from fourfold.data.databases.formats.ecospold1.datasets import Row
from fourfold.data.databases.report import Effect

MOST_NAME = 80
MOST_CATEGORY = 40
MOST_PERSON = 40


class Lengths:
    """Checks lengths; names of flows and categories are reported once for each text, not for each row."""

    def __init__(self) -> None:
        self._told: set[tuple[str, str]] = set()

    def check(self, spot: Spot, row: Row) -> None:
        """Check name and categories of an exchange or a reference function."""
        for column, text, most in (
            ("name", row.name, MOST_NAME),
            ("category", row.category, MOST_CATEGORY),
            ("subCategory", row.subcategory, MOST_CATEGORY),
        ):
            if len(text) > most and (column, text) not in self._told:
                self._told.add((column, text))
                spot.note(Effect.NOTED, shared.TEXTS_TOO_LONG, column, name=column, found=len(text), most=most)

    def check_text(self, spot: Spot, column: str, most: int) -> None:
        """Check one attribute wherever it stands."""
        text = str(spot.element.get(column) or "")
        if len(text) > most:
            spot.note(Effect.NOTED, shared.TEXTS_TOO_LONG, column, name=column, found=len(text), most=most)
