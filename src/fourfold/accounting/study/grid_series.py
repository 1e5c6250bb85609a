"""Which of several factor series of one area values grid electricity where a row names none."""

from __future__ import annotations

from collections.abc import Sequence

from fourfold.accounting.study.rows import SeriesRow
from fourfold.data.basis import Claim


def of_the_grid(rows: Sequence[SeriesRow]) -> list[SeriesRow]:
    """The series that are not of the residual mix; all of them where there are no others.

    The residual mix is what is left when all claims are taken out: it values what a method's supply rule calls
    residual, and the grid itself only where nothing else is known of it.
    """
    return [row for row in rows if row.claim != Claim.RESIDUAL] or list(rows)
