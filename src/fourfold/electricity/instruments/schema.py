"""The tables of instruments as data: ``tables.csv`` beside this module, and the types only they have."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from fourfold.core.areas import areas
from fourfold.core.problems import N_, MessageKind, Term
from fourfold.electricity.instruments.codes import read_code
from fourfold.formats.cell_values import FAULT, READERS, CellAt, Fault, Known, Reader, read_name, read_whole
from fourfold.formats.table_schema import Table, read_tables

_SCHEMA = Path(__file__).parent / "tables.csv"
_MOST_WHOLE = 10**18

MONTH_WRONG = MessageKind(
    "year-month-wrong",
    N_("{found} is not a month of a year"),
    N_("a month such as 2024-05: a green certificate stands for energy of one month (common rule, unconfirmed)"),
    N_("write year-month"),
)
DIGEST_WRONG = MessageKind(
    "instrument-digest-wrong",
    N_("{found} is not a digest"),
    N_("sha256: and 64 hexadecimal digits in lower case"),
    N_("copy the whole digest, or leave the cell empty"),
)


@cache
def tables() -> Mapping[str, Table]:
    """Every table of instruments by name, in the order in which the ledger is told of them."""
    return read_tables(_SCHEMA)


@cache
def known() -> Known:
    """What the conversion of their cells looks up."""
    own: Mapping[str, Reader] = {
        "code": green_code,
        "digest": _digest,
        "whole": read_whole(range(_MOST_WHOLE), N_("a whole number, zero or above")),
        "year-month": _month,
    }
    return Known(areas(), {**READERS, **own})


def column_names() -> frozenset[str]:
    """Names of all columns of all tables."""
    return frozenset(name for table in tables().values() for name in table.names)


def tables_with(header: Sequence[str]) -> tuple[str, ...]:
    """Tables a header can belong to: those it is nearest to, if it shares more names with them than it is apart.

    How far a header is from a table is the number of its columns the table does not know, and of the columns every row
    of the table must fill that the header lacks. So one misspelled or missing column is reported as such, and does not
    make the whole table unknown.
    """
    there = {name for name in header if name}
    near: dict[str, int] = {}
    for table in tables().values():
        required = {column.name for column in table.columns if column.required}
        apart = len(there - set(table.names)) + len(required - there)
        if apart < len(there & set(table.names)):
            near[table.name] = apart
    nearest = min(near.values(), default=0)
    return tuple(name for name, apart in near.items() if apart == nearest)


def green_code(at: CellAt) -> str | Fault:
    """A green-certificate code."""
    text = read_name(at)
    if isinstance(text, Fault):
        return text
    return text if read_code(text, at.place, at.problems) is not None else FAULT


def _digest(at: CellAt) -> str | Fault:
    text = read_name(at)
    if isinstance(text, Fault) or re.fullmatch(r"sha256:[0-9a-f]{64}", text):
        return text
    return at.fault(DIGEST_WRONG)


def _month(at: CellAt) -> str | Fault:
    if not isinstance(at.cell, str):
        return at.wrong_type(Term(N_("a month such as 2024-05")))
    return at.cell if re.fullmatch(r"(19|2[01])[0-9]{2}-(0[1-9]|1[0-2])", at.cell) else at.fault(MONTH_WRONG)
