"""What is asked of every interval: a column for each source, tie, border line, demand, store and loss.

A column is a series, or the difference of two: a tie is the rows from A to B less the rows from B to A.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fourfold.core.problems import N_, MessageKind, Problems
from fourfold.core.zones import Ints
from fourfold.electricity.grid.assembly.series import Role, Series

NONE = -1
"""Index of what is not there."""

LOSS_WITHOUT_TIE = MessageKind(
    "grid-loss-without-tie",
    N_("a loss is given for {series}, between which nothing is exchanged"),
    N_("losses of ties that are in the exchanges"),
    N_("correct the names, or add the exchanges"),
)
LOSS_WITHOUT_AREA = MessageKind(
    "grid-loss-without-area",
    N_("a loss is given for {series}, which is not traced"),
    N_("losses of areas with generation, demand or storage"),
    N_("correct the name, or declare the area under areas:"),
)
LOSS_PARALLEL = MessageKind(
    "grid-loss-parallel",
    N_("a loss in MWh is given for {series}, between which there are {count} parallel lines"),
    N_("loss_share, which holds for each line, or one line"),
    N_("give the loss as a share of what is sent, or as a loss of the area"),
)
LOSS_ON_BORDER = MessageKind(
    "grid-loss-on-border",
    N_("a loss is given for {series}, which leads out of the traced areas"),
    N_("losses of ties between traced areas, or of areas"),
    N_("give the energy received in the exchanges, or the loss as one of the area"),
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid's intervals.

    Attributes:
        role: what it measures.
        plus, minus: series whose rows it adds and subtracts; `NONE` for none.
        areas: indices of the traced areas it concerns.
        names: for messages: as `Series.names`; of ties from the lower to the higher area, of borders inwards.
        outside: code of the boundary area of a border line, else empty.
    """

    role: Role
    plus: int
    minus: int
    areas: tuple[int, ...]
    names: tuple[str, ...]
    outside: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """All columns, in the order of roles; ties before border lines.

    Attributes:
        columns: axis ``column``.
        plus, minus: series added and subtracted ``[column]``; `NONE` for none.
        parts: range of columns of each role; of `Role.EXCHANGE` ties only.
        lines: range of the border lines.
        estimated: series that say how much of a column is estimated ``[column]``; `NONE` for none.
    """

    columns: tuple[Column, ...]
    plus: Ints
    minus: Ints
    parts: Mapping[Role, slice]
    lines: slice
    estimated: Ints

    def of(self, role: Role) -> tuple[Column, ...]:
        """The columns of a role."""
        return self.columns[self.parts[role]]


def make_columns(series: Sequence[Series], areas: Sequence[str], problems: Problems) -> Columns:
    """Columns in an order that does not depend on that of the rows.

    Args:
        series: all series.
        areas: codes of the traced areas.
        problems: receives losses that belong to no tie.
    """
    index = {code: at for at, code in enumerate(areas)}
    ties = sorted(_exchanges(series, index), key=lambda column: (bool(column.outside), column.areas, column.names))
    for one in series:
        if one.role is Role.AREA_LOSS and one.rows and one.names[0] not in index:
            problems.error(LOSS_WITHOUT_AREA, one.place, series=one.text)
    inner = [column for column in ties if not column.outside]
    others = sorted(_single(series, index), key=lambda column: (column.role, column.areas, column.names))
    _check_losses(others, ties, series, problems)
    ordered: list[Column] = []
    parts: dict[Role, slice] = {}
    lines = slice(0, 0)
    for role in Role:
        start = len(ordered)
        ordered.extend(inner if role is Role.EXCHANGE else (column for column in others if column.role is role))
        parts[role] = slice(start, len(ordered))
        if role is Role.EXCHANGE:
            ordered.extend(column for column in ties if column.outside)
            lines = slice(parts[role].stop, len(ordered))
    plus = np.array([column.plus for column in ordered], np.int64)
    minus = np.array([column.minus for column in ordered], np.int64)
    of_source = {one.names: at for at, one in enumerate(series) if one.role is Role.ESTIMATED}
    estimated = [
        of_source.get(column.names, NONE) if column.role is Role.GENERATION else NONE for column in ordered
    ]  # fmt: skip
    return Columns(tuple(ordered), plus, minus, parts, lines, np.array(estimated, np.int64))


def _single(series: Sequence[Series], index: Mapping[str, int]) -> Iterable[Column]:
    for at, one in enumerate(series):
        if one.role in (Role.EXCHANGE, Role.ESTIMATED) or not one.rows:
            continue
        pair = one.role in (Role.TIE_LOSS, Role.TIE_LOSS_SHARE)
        named = one.names if pair else one.names[:1]
        inside = tuple(index[name] for name in named if name in index)
        if inside:
            yield Column(one.role, at, NONE, inside, one.names)


def _exchanges(series: Sequence[Series], index: Mapping[str, int]) -> Iterable[Column]:
    """One column for each pair and line; rows between areas that are both not traced have none."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for at, one in enumerate(series):
        if one.role is not Role.EXCHANGE:
            continue
        source, target, name = one.names
        if source not in index and target not in index:
            continue
        forward = index[source] < index[target] if source in index and target in index else target in index
        key = (source, target, name) if forward else (target, source, name)
        found.setdefault(key, [NONE, NONE])[0 if forward else 1] = at
    for (source, target, name), (plus, minus) in found.items():
        inside = tuple(index[code] for code in (source, target) if code in index)
        yield Column(Role.EXCHANGE, plus, minus, inside, (source, target, name), "" if source in index else source)


def _check_losses(
    losses: Sequence[Column], ties: Sequence[Column], series: Sequence[Series], problems: Problems
) -> None:
    lines: dict[frozenset[str], int] = {}
    for tie in ties:
        pair = frozenset(tie.names[:2])
        lines[pair] = NONE if tie.outside else lines.get(pair, 0) + 1
    for loss in losses:
        if loss.role not in (Role.TIE_LOSS, Role.TIE_LOSS_SHARE):
            continue
        one = series[loss.plus]
        count = lines.get(frozenset(loss.names), 0)
        if count == NONE:
            problems.error(LOSS_ON_BORDER, one.place, series=one.text)
        elif not count:
            problems.error(LOSS_WITHOUT_TIE, one.place, series=one.text)
        elif count > 1 and loss.role is Role.TIE_LOSS:
            problems.error(LOSS_PARALLEL, one.place, series=one.text, count=count)
