"""Questions about many things at once: names and times go to the database as one list, answers come as one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    Subquery,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy import cast as as_type
from sqlalchemy.dialects.postgresql import JSON as POSTGRESQL_JSON

from fourfold.store.ledger.tables.claims import DRAWS
from fourfold.store.ledger.tables.columns import NUMBER
from fourfold.store.ledger.tables.holdings import CERTIFICATES, MOVES
from fourfold.store.ledger.tables.registers import READINGS

Point = tuple[str, int, int]
"""A name with two whole numbers; what they are, the question says."""
Found = Sequence[Row[*tuple[object, ...]]]
_WITHDRAWN = "withdraw"


def last_moves(connection: Connection, points: Iterable[Point]) -> Found:
    """The last move around each of some Wh of certificates: (certificate, Wh, Wh)."""
    return _asked(connection, _last_moves(connection.dialect.name), points)


def draws_of(connection: Connection, points: Iterable[Point]) -> Found:
    """All draws, with ``version`` of the reading, on intervals: (meter, beginning, 0)."""
    return _asked(connection, _draws(connection.dialect.name), points)


def readings_of(connection: Connection, points: Iterable[Point]) -> Found:
    """All readings of intervals: (meter, beginning, 0)."""
    return _asked(connection, _readings(connection.dialect.name), points)


def intervals_of(connection: Connection, points: Iterable[Point]) -> Found:
    """What certificates of a plant there are around intervals: (plant, start, end).

    Columns: ``name``, ``low``, ``high`` of the point; ``certificate``, ``start_s``, ``end_s`` of the last one that
    begins before the end; ``issued_wh``, ``withdrawn_wh`` of those of just this interval.
    """
    return _asked(connection, _intervals(connection.dialect.name), points)


def _asked(connection: Connection, chosen: Select[*tuple[object, ...]], points: Iterable[Point]) -> Found:
    return connection.execute(chosen, {"points": json.dumps(list(points))}).all()


@cache
def _points(dialect: str) -> Subquery:
    """The list as a table of ``name``, ``low`` and ``high``."""
    listed = bindparam("points", type_=Text())
    if dialect == "postgresql":
        rows = func.json_array_elements(as_type(listed, POSTGRESQL_JSON)).table_valued("value", name="listed")
        parts: list[ColumnElement[Any]] = [literal_column(f"listed.value ->> {place}") for place in range(3)]
    else:
        rows = func.json_each(listed).table_valued("value", name="listed")
        parts = [literal_column(f"json_extract(listed.value, '$[{place}]')") for place in range(3)]
    name, low, high = as_type(parts[0], Text()), as_type(parts[1], NUMBER), as_type(parts[2], NUMBER)
    return select(name.label("name"), low.label("low"), high.label("high")).select_from(rows).subquery("points")


@cache
def _last_moves(dialect: str) -> Select[*tuple[object, ...]]:
    points, later = _points(dialect), MOVES.alias("later")
    around = and_(
        later.c.certificate == points.c.name, later.c.first_wh <= points.c.low, later.c.stop_wh > points.c.low
    )
    last = select(later.c.move).where(around).order_by(later.c.move.desc()).limit(1).correlate(points)
    return select(MOVES, points.c.low).join_from(points, MOVES, MOVES.c.move == last.scalar_subquery())


@cache
def _draws(dialect: str) -> Select[*tuple[object, ...]]:
    points = _points(dialect)
    there = and_(DRAWS.c.meter == points.c.name, DRAWS.c.start_s == points.c.low)
    chosen = select(DRAWS, READINGS.c.version).join_from(points, DRAWS, there)
    return chosen.join(READINGS, READINGS.c.reading == DRAWS.c.use)


@cache
def _readings(dialect: str) -> Select[*tuple[object, ...]]:
    points = _points(dialect)
    there = and_(READINGS.c.meter == points.c.name, READINGS.c.start_s == points.c.low)
    return select(READINGS).join_from(points, READINGS, there)


@cache
def _intervals(dialect: str) -> Select[*tuple[object, ...]]:
    points = _points(dialect)
    before, alike = CERTIFICATES.alias("before"), CERTIFICATES.alias("alike")
    earlier = and_(before.c.device == points.c.name, before.c.start_s < points.c.high)
    last = select(before.c.certificate).where(earlier).order_by(before.c.start_s.desc()).limit(1).correlate(points)
    same = and_(alike.c.device == points.c.name, alike.c.start_s == points.c.low, alike.c.end_s == points.c.high)
    issued = select(func.sum(alike.c.energy_wh)).where(same).correlate(points)
    back = select(func.sum(MOVES.c.cut_wh - MOVES.c.first_wh)).join_from(
        alike, MOVES, and_(MOVES.c.certificate == alike.c.certificate, MOVES.c.act == _WITHDRAWN)
    )
    return select(
        points,
        CERTIFICATES.c.certificate,
        CERTIFICATES.c.start_s,
        CERTIFICATES.c.end_s,
        issued.scalar_subquery().label("issued_wh"),
        back.where(same).correlate(points).scalar_subquery().label("withdrawn_wh"),
    ).join_from(points, CERTIFICATES, CERTIFICATES.c.certificate == last.scalar_subquery(), isouter=True)
