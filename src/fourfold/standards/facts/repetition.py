"""Whether a certificate or contract stands in the table of instruments twice, for times that overlap."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from fourfold.accounting.study.rows import InstrumentRow


@dataclass(frozen=True, slots=True)
class Stretch:
    """A row and the time it stands for, half open."""

    row: InstrumentRow
    start: datetime
    end: datetime


class Repetition:
    """Finds rows that may be the same paper. Case and blanks of issuer and number do not count.

    Args:
        stretches: all rows of the table with their times.
    """

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        found: dict[tuple[str, ...], list[Stretch]] = {}
        self._own: dict[str, Stretch] = {}
        for one in stretches:
            kind, document, issuer = _paper(one.row)
            self._own[one.row.instrument] = one
            for key in ((kind,), (kind, document), (kind, document, issuer)):
                found.setdefault(key, []).append(one)
        self._groups = {key: _Overlaps(group) for key, group in found.items()}

    def of(self, row: InstrumentRow) -> bool | None:
        """Whether another row has its kind, issuer and number; ``None`` where one that may has them blank."""
        kind, document, issuer = _paper(row)
        if document and issuer and self._meets((kind, document, issuer), row):
            return True
        if not document:
            doubtful: Sequence[tuple[str, ...]] = [(kind,)]
        else:
            doubtful = [(kind, ""), (kind, document, "") if issuer else (kind, document)]
        return None if any(self._meets(key, row) for key in doubtful) else False

    def _meets(self, key: tuple[str, ...], row: InstrumentRow) -> bool:
        return key in self._groups and self._groups[key].with_another(self._own[row.instrument])


class _Overlaps:
    """Rows of one group by beginning, with the two that end last among those up to each: one of them is another."""

    def __init__(self, group: Sequence[Stretch]) -> None:
        ordered = sorted(group, key=lambda one: one.start)
        self._starts = [one.start for one in ordered]
        self._last: list[list[Stretch]] = [[]]
        for one in ordered:
            self._last.append(sorted([*self._last[-1], one], key=lambda each: each.end)[-2:])

    def with_another(self, own: Stretch) -> bool:
        """Whether the time of a row overlaps that of another row of the group."""
        begun = self._last[bisect_left(self._starts, own.end)]
        return any(other.row is not own.row and other.end > own.start for other in begun)


def _paper(row: InstrumentRow) -> tuple[str, str, str]:
    return row.kind, _bare(row.document), _bare(row.issuer)


def _bare(text: str) -> str:
    return "".join(text.split()).casefold()
