"""What of a database stands in no figure: needs that nobody supplies, and rows that cannot be used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fourfold.accounting.background.compile import Compiled
from fourfold.data.databases.roles import Role


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Counts of what carries no burden; they stand beside every result.

    Attributes:
        cut_offs: needs, of an amount other than 0, that no process supplies.
        unusable: rows that take no part: their flow, unit or amount cannot be used.
    """

    cut_offs: int
    unusable: int

    @staticmethod
    def of(made: Compiled) -> LeftOut:
        """From the decisions on a database."""
        lost = made.links.exchanges[made.links.providers < 0]
        unusable = np.count_nonzero(made.rows.roles == Role.UNUSABLE)
        return LeftOut(int(np.count_nonzero(made.rows.amounts[lost])), int(unusable))
