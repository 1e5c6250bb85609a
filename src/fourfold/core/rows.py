"""What every table row has, whatever table it stands in."""

from __future__ import annotations

from dataclasses import dataclass

from fourfold.core.problems import Place


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, and the place it was read from."""

    place: Place
