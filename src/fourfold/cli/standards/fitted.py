"""Tables that fit the screen and break no number or name they are asked to keep whole."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TypeAlias

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

Cell: TypeAlias = str | Text
_GAP = 2
_LEAST = 8
"""Width to which a column of text may shrink."""


def fitted(
    title: str, heads: Sequence[str], rows: Sequence[Sequence[Cell]], whole: Collection[int], most: int
) -> Table:
    """A table at most as wide as the screen: columns of text shrink first, and their text wraps. Nothing is cut off.

    Args:
        title: above it.
        heads: of the columns.
        rows: as many cells each.
        whole: positions of columns whose words are kept on one line as long as there is room; of the first, its cells.
        most: width of the screen.
    """
    columns = [[head, *(row[at] for row in rows)] for at, head in enumerate(heads)]
    widths = [_longest(map(str, cells)) for cells in columns]
    least = [_longest(_words(cells[1:])) if at in whole else _LEAST for at, cells in enumerate(columns)]
    if 0 in whole:
        least[0] = widths[0]
    widths = _shrunk(widths, least, most - _GAP * (len(heads) - 1))
    table = Table(
        title=Text(title, style="bold"), title_justify="left", box=None, pad_edge=False, padding=(0, _GAP, 0, 0)
    )
    for head, width in zip(heads, widths, strict=True):
        table.add_column(head, overflow="fold", width=width)
    for row in rows:
        table.add_row(*row)
    return table


def _words(cells: Iterable[Cell]) -> Iterable[str]:
    return (word for cell in cells for word in str(cell).split())


def _longest(texts: Iterable[str]) -> int:
    return max((cell_len(text) for text in texts), default=1) or 1


def _shrunk(widths: list[int], least: Sequence[int], most: int) -> list[int]:
    """Widths that together take no more room: the widest column gives first, none below its least while others can."""
    while sum(widths) > most and max(widths) > 1:
        giving = [at for at, width in enumerate(widths) if width > least[at]] or list(range(len(widths)))
        widest = max(giving, key=widths.__getitem__)
        widths[widest] -= 1
    return widths
