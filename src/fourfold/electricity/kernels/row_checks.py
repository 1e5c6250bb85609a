"""Each table by itself: empty cells, bounds, words, rows that stand twice, numbers that name nothing."""

from __future__ import annotations

from pathlib import Path

from fourfold.core.intervals import spell_instant
from fourfold.core.problems import Place, Problems
from fourfold.core.zones import HOUR_S, known_zones
from fourfold.electricity.kernels import faults
from fourfold.electricity.kernels.cells import make_clock
from fourfold.electricity.kernels.engine import FILE, ROW, Engine, parquet
from fourfold.electricity.kernels.tables import BASES, TABLES, Column, Table

MOST = Problems.SHOWN_PER_KIND + 1
"""Faults of a kind that are looked up: those shown, and one that says there are more."""


def check_rows(engine: Engine, folder: Path, problems: Problems) -> None:
    """Check every table by itself, and the names it uses. Makes ``spans``, ``clock`` and ``readings_twice``.

    Args:
        engine: with its tables open.
        folder: of the portfolio.
        problems: told of every fault.
    """
    look = _Look(engine, folder, problems)
    for table in TABLES.values():
        look.cells(table)
    problems.raise_if_errors()
    look.words()
    engine.run("spans")
    for table in TABLES.values():
        if table.name != "readings":
            look.repeats(table)
            look.names(table)
    look.readings()
    problems.raise_if_errors()


def spell_hour(hour: int) -> str:
    """An hour, as the moment at which it begins."""
    return spell_instant(hour * HOUR_S, "UTC")


class _Look:
    """Looks through tables that are open, and says where."""

    def __init__(self, engine: Engine, folder: Path, problems: Problems) -> None:
        self._engine, self._folder, self._problems = engine, folder, problems

    def cells(self, table: Table) -> None:
        """Empty cells, numbers out of bounds, tables without rows."""
        if not self._engine.sources[table.name]:
            return
        wrong = " OR ".join(f"{one.name} IS NULL{_beyond(one)}" for one in table.columns)
        query = f"SELECT COUNT(*), COUNT(CASE WHEN {wrong} THEN 1 ELSE NULL END) FROM {self._raw(table)}"  # noqa: S608
        rows, faulty = self._engine.rows(query)[0]
        if not rows and not table.optional:
            self._problems.error(faults.TABLE_EMPTY, Place(table.name), found=table.name)
        if not faulty:
            return
        for column in table.columns:
            for value, place in self._where(table, f"{column.name} IS NULL{_beyond(column)}", column.name):
                if value is None:
                    self._problems.error(faults.CELL_EMPTY, place)
                else:
                    bounds = {"least": f"{column.least:,}", "most": f"{column.most:,}"}
                    self._problems.error(faults.CELL_BEYOND, place, found=value, **bounds)

    def words(self) -> None:
        """Bases and time zones."""
        bases = ", ".join(f"'{word}'" for word in BASES)
        for value, place in self._where(TABLES["factors"], f"basis NOT IN ({bases})", "basis"):
            self._problems.error(faults.BASIS_UNKNOWN, place, found=value, known=", ".join(BASES))
        for (name,) in self._engine.rows("SELECT DISTINCT time_zone FROM areas ORDER BY time_zone"):
            if name not in known_zones():
                condition = "time_zone = '" + name.replace("'", "''") + "'"
                for value, place in self._where(TABLES["areas"], condition, "time_zone"):
                    self._problems.error(faults.ZONE_UNKNOWN, place, found=value)

    def repeats(self, table: Table) -> None:
        """Rows with the same key."""
        key = ", ".join(table.key)
        query = f"SELECT {key}, COUNT(*) FROM {table.name} GROUP BY {key} HAVING COUNT(*) > 1"  # noqa: S608
        self._tell_repeats(table, self._engine.rows(f"{query} ORDER BY {key} LIMIT {MOST}"))

    def readings(self) -> None:
        """Repeats and unknown meters of the one table that is too long to be grouped row by row."""
        make_clock(self._engine)
        self._engine.run("uneven_days", "readings_twice")
        self._tell_repeats(
            TABLES["readings"], self._engine.first("readings_twice", "meter", "hour", "found", most=MOST)
        )
        unknown = "SELECT s.meter FROM spans AS s LEFT JOIN meters AS m USING (meter) WHERE m.name IS NULL"
        for (meter,) in self._engine.rows(f"{unknown} ORDER BY s.meter LIMIT {MOST}"):
            self._tell_name(TABLES["readings"], "meter", "meters", meter)

    def names(self, table: Table) -> None:
        """Numbers that name no row of another table."""
        for other in table.names:
            column = TABLES[other].key[0]
            query = (
                f"SELECT DISTINCT t.{column} FROM {table.name} AS t LEFT JOIN {other} AS o"  # noqa: S608
                f" ON o.{column} = t.{column} WHERE o.{column} IS NULL ORDER BY t.{column} LIMIT {MOST}"
            )
            for (value,) in self._engine.rows(query):
                self._tell_name(table, column, other, value)

    def _tell_name(self, table: Table, column: str, other: str, value: int) -> None:
        _, place = self._where(table, f"{column} = {value}", column, most=1)[0]
        self._problems.error(faults.NAME_UNKNOWN, place, column=column, found=value, table=other)

    def _tell_repeats(self, table: Table, repeats: list[tuple[object, ...]]) -> None:
        for *key, count in repeats:
            pairs = list(zip(table.key, key, strict=True))
            condition = " AND ".join(f"{name} = {_literal(value)}" for name, value in pairs)
            _, place = self._where(table, condition, table.key[-1])[-1]
            told = ", ".join(spell_hour(int(str(v))) if name == "hour" else str(v) for name, v in pairs)
            self._problems.error(faults.ROW_TWICE, place, found=count, columns=", ".join(table.key), key=told)

    def _where(self, table: Table, condition: str, column: str, most: int = MOST) -> list[tuple[object, Place]]:
        """Values of a column in the first rows that meet a condition, and where they stand."""
        query = (
            f"SELECT {column}, {FILE}, {ROW} FROM {self._raw(table, where=True)}"  # noqa: S608
            f" WHERE {condition} ORDER BY {FILE}, {ROW} LIMIT {most}"
        )
        return [
            (value, Place(Path(file).relative_to(self._folder).as_posix(), row + 1, column))
            for value, file, row in self._engine.rows(query)
        ]

    def _raw(self, table: Table, where: bool = False) -> str:
        return parquet(self._engine.sources[table.name], where)


def _beyond(column: Column) -> str:
    return "" if column.is_text else f" OR {column.name} < {column.least} OR {column.name} > {column.most}"


def _literal(value: object) -> str:
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
