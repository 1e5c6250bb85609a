"""Columns and keys in words that SQLite and PostgreSQL both know."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

META = MetaData()
NUMBER = BigInteger().with_variant(Integer(), "sqlite")
"""Wh, times and numbers of rows: below 2^63 in both databases."""


def table(name: str, *items: SchemaItem) -> Table:
    """A table; SQLite keeps to the types of its columns too."""
    return Table(name, META, *items, sqlite_strict=True)


def number(name: str, *, null: bool = False, key: bool = False) -> Column[int]:
    """A column of whole numbers; keys are drawn by the program, from a sequence in PostgreSQL."""
    return Column(name, NUMBER, primary_key=key, autoincrement=False, nullable=null)


def word(name: str, *, null: bool = False, key: bool = False) -> Column[str]:
    """A column of texts."""
    return Column(name, Text(), primary_key=key, nullable=null)


def blob(name: str) -> Column[bytes]:
    """A column of bytes."""
    return Column(name, LargeBinary(), nullable=False)


def check(name: str, condition: str) -> CheckConstraint:
    """What must hold of a row. An unknown condition holds, so a column that may be empty needs a word of its own."""
    return CheckConstraint(condition, name=name)


def key(name: str, columns: str) -> UniqueConstraint:
    """Columns that together name one row at most."""
    return UniqueConstraint(*columns.split(), name=name)


def refer(name: str, columns: str, table: str, there: str = "", *, later: bool = False) -> ForeignKeyConstraint:
    """Columns that stand together in another row; not looked at where one of them is empty.

    Args:
        name: of the constraint.
        columns: here.
        table: where the row is.
        there: columns there; the same by default.
        later: only at the end of the transaction, because the other row comes after this one.
    """
    targets = [f"{table}.{column}" for column in (there or columns).split()]
    deferred = {"deferrable": True, "initially": "DEFERRED", "use_alter": True} if later else {}
    return ForeignKeyConstraint(columns.split(), targets, name=name, **deferred)  # type: ignore[arg-type]


def one_of(column: str, words: Iterable[object]) -> str:
    """That a column holds one of some words."""
    return f"{column} IN ({', '.join(_quoted(word) for word in words)})"


def one_row_of(columns: str, rows: Iterable[tuple[str, ...]]) -> str:
    """That columns together hold one of some rows of words."""
    names = columns.split()
    return " OR ".join(
        "(" + " AND ".join(f"{name} = {_quoted(word)}" for name, word in zip(names, row, strict=True)) + ")"
        for row in rows
    )


def _quoted(word: object) -> str:
    return f"'{word}'"


def counted(before: str, all_of: str) -> str:
    """That ``nth`` counts the rows of an entry from 1 to how many it has; ``before`` is the one before, empty at 1."""
    return f"nth BETWEEN 1 AND {all_of} AND (nth = 1) = ({before} IS NULL) AND COALESCE({before}, 0) = nth - 1"


def one_source(beginning: str) -> str:
    """How many sources a row of moves or draws names: what was taken, a rest, or the beginning of everything."""
    return " + ".join(f"CASE WHEN {name} IS NULL THEN 0 ELSE 1 END" for name in ("src_taken", "src_rest", beginning))
